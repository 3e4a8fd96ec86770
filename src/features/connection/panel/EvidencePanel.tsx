// Why the verdict is what it is: observations with their packets, what else fits, what does not, what to check, what cannot be known.

import { memo, useId, type ReactNode } from 'react';
import { causeWords, caveatText, reasonText } from '#engine/causes/words/cause-words';
import { evidenceText } from '#engine/causes/words/evidence-words';
import { contextOfConnection } from '#engine/causes/words/headline-context';
import type { Language, NextCheck } from '#engine/causes/words/words';
import type { Alternative, ConnectionReport } from '#engine/model/verdict';
import { CommandLine } from '../../../ui/CommandLine';
import { Icon } from '../../../ui/Icon';
import { Prose } from '../../../ui/Prose';
import type { ConnectionMessages } from '../messages';

export interface EvidencePanelProps {
  readonly report: ConnectionReport;
  readonly language: Language;
  readonly messages: ConnectionMessages;
  readonly selectedFrame: number | null;
  chip(frame: number, isSelected: boolean): ReactNode;
  /** Frames of the observation that the focus is in, for the filter key. */
  onObservation(frames: readonly number[] | null): void;
}

/** Long, and untouched by most steps through the ladder: drawn anew only when something in it changes. */
export const EvidencePanel = memo(function EvidencePanel({
  report,
  language,
  messages,
  selectedFrame,
  chip,
  onObservation,
}: EvidencePanelProps) {
  const { verdict } = report;
  const words = causeWords(verdict.cause, language);
  const context = contextOfConnection(report);
  // A caveat may say what the cause's own limits say already; once is enough.
  const limits = [...new Set([...words.cannotTell(context), ...verdict.caveats.map((caveat) => caveatText(caveat, language))])];
  const checks = words.next(context);
  const chips = (frames: readonly number[]) => <Chips frames={frames} selectedFrame={selectedFrame} chip={chip} />;
  return (
    <div className="proof" onBlur={() => onObservation(null)}>
      <Section title={messages.panel.observed}>
        <ul className="proof-list" data-testid="evidence">
          {verdict.evidence.map((evidence, index) => (
            <li key={index} data-fact={evidence.fact} onFocus={() => onObservation(evidence.frames)}>
              <Icon name="check" size={14} />
              <span>
                <Prose text={evidenceText(evidence, language)} /> {chips(evidence.frames)}
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <Others title={messages.panel.alsoPossible} testId="alternatives" items={verdict.alternatives} language={language} chips={chips} />
      <Others title={messages.panel.ruledOut} testId="ruled-out" items={verdict.ruledOut} language={language} chips={chips} />
      {checks.length > 0 ? (
        <Section title={messages.panel.nextChecks}>
          <div className="proof-checks" data-testid="next-checks">
            {(['server', 'client', 'network'] as const).map((where) => (
              <Checks key={where} title={messages.panel.where[where]} checks={checks.filter((check) => check.where === where)} />
            ))}
          </div>
        </Section>
      ) : null}
      <Section title={messages.panel.cannotTell}>
        <ul className="proof-limits" data-testid="cannot-tell">
          {limits.map((limit) => (
            <li key={limit}>
              <Prose text={limit} />
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
});

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section className="proof-section" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {children}
    </section>
  );
}

function Others({
  title,
  testId,
  items,
  language,
  chips,
}: {
  readonly title: string;
  readonly testId: string;
  readonly items: readonly Alternative[];
  readonly language: Language;
  chips(frames: readonly number[]): ReactNode;
}) {
  if (items.length === 0) return null;
  return (
    <Section title={title}>
      <ul className="proof-others" data-testid={testId}>
        {items.map((item, index) => (
          <li key={index} data-cause={item.cause}>
            <strong>{causeWords(item.cause, language).short}</strong>
            <span>
              <Prose text={reasonText(item.because, language)} /> {item.frames === undefined ? null : chips(item.frames)}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Checks({ title, checks }: { readonly title: string; readonly checks: readonly NextCheck[] }) {
  if (checks.length === 0) return null;
  return (
    <div>
      <h4>{title}</h4>
      <ul>
        {checks.map((check) => (
          <li key={check.text}>
            <p>
              <Prose text={check.text} />
            </p>
            {check.command === undefined ? null : <CommandLine command={check.command} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** An observation over many packets (a burst, a series of probes) shows its first ones; the ladder shows the rest. */
const MOST_CHIPS = 12;

function Chips({
  frames,
  selectedFrame,
  chip,
}: {
  readonly frames: readonly number[];
  readonly selectedFrame: number | null;
  chip(frame: number, isSelected: boolean): ReactNode;
}) {
  return (
    <span className="proof-chips">
      {frames.slice(0, MOST_CHIPS).map((frame) => chip(frame, frame === selectedFrame))}
      {frames.length > MOST_CHIPS ? <span> … +{frames.length - MOST_CHIPS}</span> : null}
    </span>
  );
}
