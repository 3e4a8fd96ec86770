// The analysis file: everything that outlives the capture, of any size.

import { useLanguage } from '../../app/language';
import { shareMessages } from './messages';
import { Holds, LeftOut, type PanelProps } from './ShareParts';
import { useOutgoing } from './use-outgoing';

export function FilePanel({ subject, options, onOptions }: PanelProps) {
  const text = shareMessages(useLanguage());
  const outgoing = useOutgoing(subject, options);
  const save = async () => {
    const bytes = await outgoing.file();
    if (bytes !== null) outgoing.save(new Blob([new Uint8Array(bytes)], { type: 'application/gzip' }), 'analysis', 'whyreset.json.gz');
  };
  return (
    <>
      <Holds holds={subject.kind === 'comparison' ? text.comparisonFileHolds : text.fileHolds} lacks={text.fileLacks} />
      <LeftOut options={options} onOptions={onOptions} />
      <div className="share-actions">
        <button type="button" className="button button-primary" disabled={outgoing.isBusy} onClick={() => void save()}>
          {text.saveFile}
        </button>
      </div>
      <p role="status">{outgoing.hasFailed && text.failed}</p>
    </>
  );
}
