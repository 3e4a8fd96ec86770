// The report in a click: as it is drafted, or as somebody has changed it in the report view.

import { useState } from 'react';
import { useLanguage } from '../../app/language';
import { PROGRAM } from '../../app/program';
import { engine } from '../../engine-client/engine-client';
import { openView, showToast, useAppStore } from '../../store/store';
import { copyText } from '../../ui/clipboard';
import { fileStem, saveFile } from '../../ui/save-file';
import { formatHash } from '../../url/url-state';
import { shareMessages } from './messages';
import { reportViewOf, scopeOf } from './share-forms';
import { Holds, LeftOut, type PanelProps } from './ShareParts';

type Way = 'html' | 'markdown' | 'copy';

export function ReportPanel({ subject, options, onOptions }: PanelProps) {
  const language = useLanguage();
  const text = shareMessages(language);
  const notes = useAppStore((state) => state.notes);
  const session = useAppStore((state) => state.session);
  const close = useAppStore((state) => state.dialogChanged);
  const view = reportViewOf(subject);
  const edits = useAppStore((state) => state.reportEdits[formatHash(view)]);
  const [isBusy, setIsBusy] = useState(false);
  const [hasFailed, setHasFailed] = useState(false);
  const take = async (way: Way) => {
    setIsBusy(true);
    await engine().fileHashes();
    const answer = await engine().postmortem({
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
    if (way === 'copy') {
      await copyText(answer.value.markdown);
      return;
    }
    const stem = options.replacesAddresses || session.phase !== 'ready' ? 'report' : `${fileStem(session.file.name)}-report`;
    const file = new Blob([answer.value[way]], { type: way === 'html' ? 'text/html' : 'text/markdown' });
    const name = `${stem}.${way === 'html' ? 'html' : 'md'}`;
    saveFile(file, name);
    showToast(text.saved(name, file.size));
  };
  return (
    <>
      <Holds holds={text.reportHolds} lacks={text.reportLacks} />
      <LeftOut options={options} onOptions={onOptions} />
      <div className="share-actions">
        <button type="button" className="button button-primary" disabled={isBusy} onClick={() => void take('html')}>
          {text.saveHtml}
        </button>
        <button type="button" className="button" disabled={isBusy} onClick={() => void take('copy')}>
          {text.copyMarkdown}
        </button>
        <button type="button" className="button" disabled={isBusy} onClick={() => void take('markdown')}>
          {text.saveMarkdown}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => {
            close(null);
            openView(view);
          }}
        >
          {text.editReport}
        </button>
      </div>
      <p role="status">{isBusy ? text.working : hasFailed ? text.failed : ''}</p>
    </>
  );
}
