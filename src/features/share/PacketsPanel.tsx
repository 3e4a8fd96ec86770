// Packets for Wireshark: some connections cut out of the capture, in a second pass over the file that is still on the disk.

import { useState } from 'react';
import type { Failure } from '#engine/model/failure';
import { failureText } from '#engine/report/failure-words';
import { useLanguage } from '../../app/language';
import { PROGRAM } from '../../app/program';
import { engine } from '../../engine-client/engine-client';
import { showToast, useAppStore } from '../../store/store';
import { Notice } from '../../ui/Notice';
import { fileStem, saveFile } from '../../ui/save-file';
import { shareMessages } from './messages';
import { Check, Holds, LeftOut, type PanelProps } from './ShareParts';

type OfOneCapture = Exclude<PanelProps['subject'], { kind: 'comparison' }>;

interface PacketsPanelProps extends PanelProps {
  readonly subject: OfOneCapture;
}

export function PacketsPanel({ subject, options, onOptions }: PacketsPanelProps) {
  const language = useLanguage();
  const text = shareMessages(language);
  const notes = useAppStore((state) => state.notes);
  const session = useAppStore((state) => state.session);
  const [keepsPayload, setKeepsPayload] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const isText = session.phase === 'ready' && session.summary.capture.format === 'text';
  const save = async () => {
    setIsBusy(true);
    setFailure(null);
    const answer = await engine().trim({
      finding: subject.kind === 'finding' ? subject.index : null,
      connections: subject.kind === 'connection' ? [subject.id] : subject.kind === 'picked' ? subject.ids : null,
      keepsPayload,
      hidesClock: options.hidesClock,
      notes,
      language,
      program: PROGRAM,
    });
    setIsBusy(false);
    if (!answer.ok) {
      setFailure(answer.failure);
      return;
    }
    const { file, frames, connections } = answer.value;
    if (!(file instanceof Blob)) return;
    const stem = session.phase === 'ready' ? fileStem(session.file.name) : 'capture';
    const name = `${stem}-${nameOf(subject)}.pcapng`;
    saveFile(file, name);
    showToast(text.savedPackets(name, frames, connections));
  };
  if (isText) return <p data-testid="share-no-packets">{text.noPackets}</p>;
  const told = failure === null ? null : failureText(failure, language);
  return (
    <>
      <Holds
        holds={subject.kind === 'picked' ? text.packetsHoldPicked(subject.ids.length) : text.packetsHold[subject.kind]}
        lacks={keepsPayload ? text.wholePacketsLack : text.packetsLack}
      />
      <p>{text.packetsAddresses}</p>
      <LeftOut options={options} onOptions={onOptions} canReplace={false} />
      <Check testId="share-payload" label={text.withPayload} isChecked={keepsPayload} onChange={setKeepsPayload} />
      {keepsPayload && <p className="share-warning">{text.payloadWarning}</p>}
      <div className="share-actions">
        <button
          type="button"
          className="button button-primary"
          data-testid="share-save-packets"
          disabled={isBusy}
          onClick={() => void save()}
        >
          {text.savePackets}
        </button>
      </div>
      <p role="status">{isBusy && text.working}</p>
      {told !== null && <Notice code={told.code} text={told.text} isAlert />}
    </>
  );
}

function nameOf(subject: OfOneCapture): string {
  switch (subject.kind) {
    case 'all':
      return 'findings';
    case 'finding':
      return `finding-${subject.index + 1}`;
    case 'connection':
      return `connection-${subject.id}`;
    case 'picked':
      return 'connections';
  }
}
