// Why the verdict is what it is: observations with their packets, what else fits, what does not, what to check, what cannot be known.

import { memo, useId, type ReactNode } from 'react';
import { causeWords, limitTexts, reasonText } from '#engine/causes/words/cause-words';
import { clientSaw, type ClientLine } from '#engine/causes/words/client-errors';
import { evidenceText } from '#engine/causes/words/evidence-words';
import { contextOfConnection } from '#engine/causes/words/headline-context';
import type { HeadlineContext, Language, NextCheck } from '#engine/causes/words/words';
import type { Alternative, ConnectionReport } from '#engine/model/verdict';
import { connectionHints } from '#engine/report/finding-hints';
import { sectionWords } from '#engine/report/section-words';
import { CommandLine } from '../../../ui/CommandLine';
import { Icon } from '../../../ui/Icon';
import { Prose } from '../../../ui/Prose';
import { Settles } from '../../../ui/Settles';
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
  const limits = limitTexts(verdict.cause, context, verdict.caveats, language);
  const checks = words.next(context);
  const added = sectionWords[language];
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
      <ClientSaw title={added.clientSaw} lines={clientSaw(report, language)} />
      <Lines title={added.hints} testId="hints" lines={connectionHints(report, language)} />
      <Others
        title={messages.panel.alsoPossible}
        testId="alternatives"
        items={verdict.alternatives}
        language={language}
        chips={chips}
        context={context}
      />
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
      <Lines title={messages.panel.cannotTell} testId="cannot-tell" lines={limits} />
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

function Lines({ title, testId, lines }: { readonly title: string; readonly testId: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <Section title={title}>
      <ul className="proof-limits" data-testid={testId}>
        {lines.map((line) => (
          <li key={line}>
            <Prose text={line} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function ClientSaw({ title, lines }: { readonly title: string; readonly lines: readonly ClientLine[] }) {
  if (lines.length === 0) return null;
  return (
    <Section title={title}>
      <ul className="proof-limits" data-testid="client-saw">
        {lines.map(({ program, text }) => (
          <li key={program} data-program={program}>
            <strong>{program}</strong> <code>{text}</code>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Others({
  title,
  testId,
  items,
  language,
  chips,
  context,
}: {
  readonly title: string;
  readonly testId: string;
  readonly items: readonly Alternative[];
  readonly language: Language;
  chips(frames: readonly number[]): ReactNode;
  /** With the one observation that would settle each, for those that are still possible. */
  readonly context?: HeadlineContext;
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
            {context === undefined ? null : <Settles settles={causeWords(item.cause, language).settles?.(context)} />}
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
