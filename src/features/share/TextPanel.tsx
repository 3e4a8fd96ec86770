// A comparison as plain text, for chats and logs: verdict, proof, the ladder in letters.

import { useLanguage } from '../../app/language';
import { copyText } from '../../ui/clipboard';
import { shareMessages } from './messages';
import { Holds, LeftOut, type PanelProps } from './ShareParts';
import { useOutgoing } from './use-outgoing';

export function TextPanel({ subject, options, onOptions }: PanelProps) {
  const text = shareMessages(useLanguage());
  const outgoing = useOutgoing(subject, options);
  const take = async (isCopy: boolean) => {
    const written = (await outgoing.report())?.text;
    if (written === undefined) return;
    if (isCopy) await copyText(written);
    else outgoing.save(new Blob([written], { type: 'text/plain' }), 'comparison', 'txt', '-comparison');
  };
  const { isBusy } = outgoing;
  return (
    <>
      <Holds holds={text.textHolds} lacks={text.reportLacks} />
      <LeftOut options={options} onOptions={onOptions} />
      <div className="share-actions">
        <button type="button" className="button button-primary" disabled={isBusy} onClick={() => void take(true)}>
          {text.copyPlain}
        </button>
        <button type="button" className="button" disabled={isBusy} onClick={() => void take(false)}>
          {text.savePlain}
        </button>
      </div>
      <p role="status">{isBusy ? text.working : outgoing.hasFailed ? text.failed : ''}</p>
    </>
  );
}
