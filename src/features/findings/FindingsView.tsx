// The answer: the worst finding first and open, the others below it, then what went well. No click is needed to read it.

import { formatPercent } from '#engine/base/format';
import type { AnalysisSummary } from '#engine/rpc/protocol';
import { useLanguage, useMessages } from '../../app/language';
import { useFinalMark } from '../../app/marks';
import { PasteError } from './PasteError';
import { NoteButton, NoteText } from '../../ui/Note';
import { Notice } from '../../ui/Notice';
import { FindingCard } from './FindingCard';
import { NothingWrong } from './NothingWrong';
import { QuietLine } from './QuietLine';
import './findings.css';

/** Beyond these a page of full findings is longer than anybody reads; the rest open on their own. */
const OPEN_FINDINGS = 6;

export function FindingsView({ summary }: { readonly summary: AnalysisSummary }) {
  const messages = useMessages();
  const language = useLanguage();
  const { findings, capture } = summary;
  useFinalMark();
  return (
    <div className="findings" data-testid="findings">
      {capture.fractionRead < 1 && <Notice code={null} text={messages.findings.partial(formatPercent(capture.fractionRead, language))} />}
      <PasteError summary={summary} />
      {findings.length === 0 && <NothingWrong summary={summary} />}
      {findings.map((finding, index) => (
        <FindingCard
          key={index}
          summary={summary}
          finding={finding}
          index={index}
          role={index === 0 ? 'verdict' : 'listed'}
          isOpen={index < OPEN_FINDINGS}
        />
      ))}
      {findings.length > 0 && <QuietLine summary={summary} />}
      <div className="capture-note">
        <NoteText about="capture" number={0} />
        <NoteButton about="capture" number={0} />
      </div>
    </div>
  );
}
