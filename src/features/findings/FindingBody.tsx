// The opened finding: evidence, explanation, other causes and why not them, what to check, what cannot be known.

import type { ReactNode } from 'react';
import type { Alternative, Finding } from '#engine/model/verdict';
import { clientSaw } from '#engine/causes/words/client-errors';
import { differenceTexts } from '#engine/causes/words/difference-words';
import type { HeadlineContext, NextCheck } from '#engine/causes/words/words';
import { findingHints } from '#engine/report/finding-hints';
import { exampleOf } from '#engine/report/headline';
import { sectionWords } from '#engine/report/section-words';
import { useLanguage, useMessages } from '../../app/language';
import { contextOf, limitsOf, reasonTextOf, wordsOf } from '../../app/words';
import { Chips } from '../../ui/Chips';
import { CommandLine } from '../../ui/CommandLine';
import { Prose } from '../../ui/Prose';
import { Settles } from '../../ui/Settles';
import { EvidenceList } from './EvidenceList';

/** Headings go on from the card's own: h2 below the page's h1, h3 below an h2. */
export function FindingBody({ finding, level }: { readonly finding: Finding; readonly level: 2 | 3 }) {
  const messages = useMessages();
  const language = useLanguage();
  const text = messages.findings;
  const words = wordsOf(finding.cause, language);
  const context = contextOf(finding, language);
  const limits = limitsOf(finding, context, language);
  const checks = words.next(context);
  const added = sectionWords[language];
  const example = exampleOf(finding);
  return (
    <div
      className="finding-body"
      data-testid={`finding-${finding.cause}`}
      data-cause={finding.cause}
      data-conf={finding.confidence.toFixed(2)}
    >
      <div className="finding-column">
        <Section level={level} title={example === null ? text.saw : `${text.saw}${added.asExample(example)}`}>
          <EvidenceList finding={finding} />
        </Section>
        <SetsApart level={level} title={added.setsApart} finding={finding} />
        <Section level={level} title={text.why}>
          <p className="finding-prose">
            <Prose text={words.explanation} />
          </p>
        </Section>
        <ClientSaw level={level} title={added.clientSaw} finding={finding} />
        <Lines level={level} title={added.hints} testId="hints" lines={findingHints(finding, language)} />
        <Section level={level} title={text.next}>
          <div className="next-checks" data-testid="next-checks">
            {(['server', 'client', 'network'] as const).map((where) => (
              <Checks key={where} level={level} title={text.where[where]} checks={checks.filter((check) => check.where === where)} />
            ))}
          </div>
        </Section>
      </div>
      <div className="finding-column finding-column-side">
        {finding.alternatives.length > 0 && (
          <Section level={level} title={text.alternatives}>
            <Alternatives testId="alternatives" items={finding.alternatives} connection={finding.representative} context={context} />
          </Section>
        )}
        {finding.ruledOut.length > 0 && (
          <Section level={level} title={text.ruledOut}>
            <Alternatives testId="ruled-out" items={finding.ruledOut} connection={finding.representative} />
          </Section>
        )}
        <Section level={level} title={text.cannotTell}>
          <ul className="cannot-tell" data-testid="cannot-tell">
            {limits.map((limit) => (
              <li key={limit}>
                <Prose text={limit} />
              </li>
            ))}
          </ul>
        </Section>
      </div>
    </div>
  );
}

/** A heading is structure enough: as a region it would be one of many of the same name. */
function Section(props: { readonly level: 2 | 3; readonly title: string; readonly children: ReactNode }) {
  const { level, title, children } = props;
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <div className="finding-section">
      <Heading className="finding-section-title">{title}</Heading>
      {children}
    </div>
  );
}

function SetsApart(props: { readonly level: 2 | 3; readonly title: string; readonly finding: Finding }) {
  const { level, title, finding } = props;
  const language = useLanguage();
  const lines = differenceTexts(finding, language);
  if (lines.length === 0) return null;
  return (
    <Section level={level} title={title}>
      <ul className="cannot-tell" data-testid="sets-apart">
        {lines.map(({ affected, affectedFrames, others, othersFrames }) => (
          <li key={affected}>
            {affected} <Chips frames={affectedFrames} connection={null} />
            {language === 'zh' ? '；' : '; '}
            {others} <Chips frames={othersFrames} connection={null} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function ClientSaw(props: { readonly level: 2 | 3; readonly title: string; readonly finding: Finding }) {
  const { level, title, finding } = props;
  const lines = clientSaw(finding, useLanguage());
  if (lines.length === 0) return null;
  return (
    <Section level={level} title={title}>
      <ul className="cannot-tell" data-testid="client-saw">
        {lines.map(({ program, text }) => (
          <li key={program} data-program={program}>
            <strong>{program}</strong> <code>{text}</code>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Lines(props: { readonly level: 2 | 3; readonly title: string; readonly testId: string; readonly lines: readonly string[] }) {
  const { level, title, testId, lines } = props;
  if (lines.length === 0) return null;
  return (
    <Section level={level} title={title}>
      <ul className="cannot-tell" data-testid={testId}>
        {lines.map((line) => (
          <li key={line}>
            <Prose text={line} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** `context`: with the one observation that would settle each, for those that are still possible. */
function Alternatives(props: {
  readonly testId: string;
  readonly items: readonly Alternative[];
  readonly connection: number | null;
  readonly context?: HeadlineContext;
}) {
  const language = useLanguage();
  return (
    <ul className="alternatives" data-testid={props.testId}>
      {props.items.map((item, index) => (
        <li key={index} data-cause={item.cause}>
          <strong>{wordsOf(item.cause, language).short}</strong>
          <span>
            <Prose text={reasonTextOf(item.because, language)} />{' '}
            {item.frames !== undefined && <Chips frames={item.frames} connection={props.connection} />}
          </span>
          {props.context !== undefined && <Settles settles={wordsOf(item.cause, language).settles?.(props.context)} />}
        </li>
      ))}
    </ul>
  );
}

function Checks(props: { readonly level: 2 | 3; readonly title: string; readonly checks: readonly NextCheck[] }) {
  const { level, title, checks } = props;
  const Heading = level === 2 ? 'h3' : 'h4';
  if (checks.length === 0) return null;
  return (
    <div>
      <Heading className="finding-section-where">{title}</Heading>
      <ul>
        {checks.map((check) => (
          <li key={check.text}>
            <p>
              <Prose text={check.text} />
            </p>
            {check.command !== undefined && <CommandLine command={check.command} />}
          </li>
        ))}
      </ul>
    </div>
  );
}
