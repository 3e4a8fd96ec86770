// The analysis file: everything that outlives the capture, of any size.

import { useState } from 'react';
import { useLanguage } from '../../app/language';
import { PROGRAM } from '../../app/program';
import { engine } from '../../engine-client/engine-client';
import { showToast, useAppStore } from '../../store/store';
import { fileStem, saveFile } from '../../ui/save-file';
import { formatHash } from '../../url/url-state';
import { shareMessages } from './messages';
import { reportViewOf, scopeOf } from './share-forms';
import { Holds, LeftOut, type PanelProps } from './ShareParts';

export function FilePanel({ subject, options, onOptions }: PanelProps) {
  const language = useLanguage();
  const text = shareMessages(language);
  const notes = useAppStore((state) => state.notes);
  const session = useAppStore((state) => state.session);
  const edits = useAppStore((state) => state.reportEdits[formatHash(reportViewOf(subject))]);
  const [isBusy, setIsBusy] = useState(false);
  const [hasFailed, setHasFailed] = useState(false);
  const save = async () => {
    setIsBusy(true);
    const answer = await engine().analysisFile({
      ...scopeOf(subject),
      keepsAddresses: !options.replacesAddresses,
      hidesClock: options.hidesClock,
      notes,
      language,
      program: PROGRAM,
      edits: edits ?? {},
    });
    setIsBusy(false);
    setHasFailed(!answer.ok);
    if (!answer.ok) return;
    // The name of a capture may say what its addresses would.
    const stem = options.replacesAddresses || session.phase !== 'ready' ? 'analysis' : fileStem(session.file.name);
    const name = `${stem}.whyreset.json.gz`;
    saveFile(new Blob([new Uint8Array(answer.value)], { type: 'application/gzip' }), name);
    showToast(text.saved(name, answer.value.length));
  };
  return (
    <>
      <Holds holds={text.fileHolds} lacks={text.fileLacks} />
      <LeftOut options={options} onOptions={onOptions} />
      <div className="share-actions">
        <button type="button" className="button button-primary" disabled={isBusy} onClick={() => void save()}>
          {text.saveFile}
        </button>
      </div>
      <p role="status">{hasFailed && text.failed}</p>
    </>
  );
}
