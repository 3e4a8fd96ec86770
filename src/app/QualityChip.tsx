// How good the capture is: complete, or what is wrong with it. Short words on the chip, whole sentences when opened.

import { issueText } from '#engine/report/failure-words';
import type { CaptureSummary } from '#engine/rpc/protocol';
import { Icon } from '../ui/Icon';
import { Prose } from '../ui/Prose';
import { ChipPanel } from './ChipPanel';
import { useLanguage, useMessages } from './language';

const SHORT_SHOWN = 2;

export function QualityChip({ capture }: { readonly capture: CaptureSummary }) {
  const messages = useMessages();
  const language = useLanguage();
  const text = messages.capture;
  const notes = capture.issues.map((issue) => ({ issue, ...issueText(issue, language) }));
  return (
    <ChipPanel
      testId="quality-chip"
      data={{ 'data-notes': notes.length }}
      isNoted={notes.length > 0}
      title={notes.length === 0 ? undefined : text.qualityNotes(notes.length)}
      label={
        <>
          <Icon name={notes.length === 0 ? 'check' : 'note'} size={14} />
          {notes.length === 0 && text.qualityGood}
          {notes.slice(0, SHORT_SHOWN).map(({ issue, code }) => (
            <span className="chip-part" key={issue.code} data-testid={`notice-${code}`} data-issue={issue.code}>
              {messages.issue[issue.code]}
            </span>
          ))}
          {notes.length > SHORT_SHOWN && <span>{text.more(notes.length - SHORT_SHOWN)}</span>}
        </>
      }
    >
      {notes.length === 0 && <p>{text.qualityGoodWhy}</p>}
      <ul>
        {notes.map(({ issue, code, text: sentence }, index) => (
          <li key={issue.code} {...(index < SHORT_SHOWN ? {} : { 'data-testid': `notice-${code}`, 'data-issue': issue.code })}>
            <Prose text={sentence} /> <span className="notice-code">{code}</span>
          </li>
        ))}
      </ul>
    </ChipPanel>
  );
}
