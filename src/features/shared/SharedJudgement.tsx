// One judgement of a shared analysis, of a finding or of a single connection: sentence, certainty, proof, doubts, next steps.

import type { ReactNode } from 'react';
import { formatDuration } from '#engine/base/format';
import { contextOfConnection } from '#engine/causes/words/headline-context';
import { limitTexts } from '#engine/causes/words/cause-words';
import type { Note } from '#engine/model/note';
import type { Alternative, ConnectionReport, Finding } from '#engine/model/verdict';
import { connectionHints, findingHints } from '#engine/report/finding-hints';
import { connectionHeadline, exampleOf } from '#engine/report/headline';
import { sectionWords } from '#engine/report/section-words';
import type { SharedCapture } from '#engine/share/shared-analysis';
import { useLanguage, useMessages } from '../../app/language';
import { formatTimeOfDay, zoneName } from '../../app/wall-clock';
import { contextOf, evidenceTextOf, headlineOf, reasonTextOf, wordsOf } from '../../app/words';
import { CommandLine } from '../../ui/CommandLine';
import { ConfidenceMark } from '../../ui/ConfidenceMark';
import { OutcomeBadge } from '../../ui/OutcomeBadge';
import { PacketChip } from '../../ui/PacketChip';
import { Prose } from '../../ui/Prose';
import { Settles } from '../../ui/Settles';
import { SharedNotes } from './SharedNotes';

interface JudgementProps {
  readonly capture: SharedCapture;
  /** Bears the page's h1. */
  readonly isFirst: boolean;
  readonly notes: readonly Note[];
  readonly packets: WayToPackets;
}

/** From a claim to the packets that show it, where a ladder of this page has them. */
export interface WayToPackets {
  has(frame: number): boolean;
  show(frame: number): void;
}

type Judged =
  | { readonly finding: Finding; readonly report: null }
  /** A connection that was shared for itself. */
  | { readonly finding: null; readonly report: ConnectionReport };

export function SharedJudgement({ capture, isFirst, notes, packets, ...judged }: JudgementProps & Judged) {
  const language = useLanguage();
  const text = useMessages().findings;
  const added = sectionWords[language];
  const { finding, report } = judged;
  const verdict = finding ?? report.verdict;
  const { outcome } = finding ?? report;
  const context = finding === null ? contextOfConnection(report) : contextOf(finding, language);
  const words = wordsOf(verdict.cause, language);
  const hints = finding === null ? connectionHints(report, language) : findingHints(finding, language);
  const example = finding === null ? null : exampleOf(finding);
  const checks = words.next(context);
  const Heading = isFirst ? 'h1' : 'h2';
  const facts = { 'data-cause': verdict.cause, 'data-conf': verdict.confidence.toFixed(2) };
  return (
    <article className="shared-judgement" data-testid="shared-judgement" {...facts}>
      <header className="shared-head" data-testid={isFirst ? 'verdict' : undefined} {...facts}>
        <p className="shared-kind">
          <OutcomeBadge outcome={outcome} cause={verdict.cause} /> <span>{words.short}</span>
        </p>
        <Heading className={isFirst ? 'shared-headline shared-headline-first' : 'shared-headline'}>
          {finding === null ? connectionHeadline(report, language) : headlineOf(finding, language)}
        </Heading>
        <p className="shared-figures numeric">
          <ConfidenceMark confidence={verdict.confidence} testId="confidence" />
          {finding !== null && (
            <span>
              {finding.connections.length === 0 ? text.attempts(finding.count) : text.affected(finding.count, capture.connections)}
            </span>
          )}
          <Times capture={capture} first={finding?.firstSeconds ?? report?.startSeconds ?? 0} last={finding?.lastSeconds ?? null} />
        </p>
        <p>
          <span className="shared-label">{text.move}</span> <Prose text={words.move} />
        </p>
      </header>
      <Section level={isFirst ? 2 : 3} title={example === null ? text.saw : `${text.saw}${added.asExample(example)}`} testId="evidence">
        {verdict.evidence.map((evidence, index) => (
          <li key={index} data-fact={evidence.fact}>
            <Prose text={evidenceTextOf(evidence, language)} /> <Frames frames={evidence.frames} packets={packets} />
          </li>
        ))}
      </Section>
      <Section level={isFirst ? 2 : 3} title={text.why} testId="why">
        <li>
          <Prose text={words.explanation} />
        </li>
      </Section>
      <Section level={isFirst ? 2 : 3} title={added.hints} testId="hints">
        {hints.map((hint) => (
          <li key={hint}>
            <Prose text={hint} />
          </li>
        ))}
      </Section>
      <Section level={isFirst ? 2 : 3} title={text.next} testId="next-checks">
        {checks.map((check) => (
          <li key={check.text}>
            <span className="shared-label">{text.where[check.where]}</span> <Prose text={check.text} />
            {check.command !== undefined && <CommandLine command={check.command} />}
          </li>
        ))}
      </Section>
      <Section level={isFirst ? 2 : 3} title={text.alternatives} testId="alternatives">
        {verdict.alternatives.map((other, index) => (
          <Other key={index} other={other} packets={packets}>
            <Settles settles={wordsOf(other.cause, language).settles?.(context)} />
          </Other>
        ))}
      </Section>
      <Section level={isFirst ? 2 : 3} title={text.ruledOut} testId="ruled-out">
        {verdict.ruledOut.map((other, index) => (
          <Other key={index} other={other} packets={packets} />
        ))}
      </Section>
      <Section level={isFirst ? 2 : 3} title={text.cannotTell} testId="cannot-tell">
        {limitTexts(verdict.cause, context, verdict.caveats, language).map((limit) => (
          <li key={limit}>
            <Prose text={limit} />
          </li>
        ))}
      </Section>
      <SharedNotes notes={notes} />
    </article>
  );
}

function Times({ capture, first, last }: { readonly capture: SharedCapture; readonly first: number; readonly last: number | null }) {
  const language = useLanguage();
  const text = useMessages().findings;
  const { startNs, timeDigits } = capture;
  const told = (seconds: number) =>
    startNs === null
      ? `+${formatDuration(seconds, language)}`
      : `${formatTimeOfDay(startNs, seconds, timeDigits)} ${zoneName(startNs)} (+${formatDuration(seconds, language)})`;
  return (
    <>
      <span>
        {text.first} {told(first)}
      </span>
      {last !== null && last > first && (
        <span>
          {text.last} {told(last)}
        </span>
      )}
    </>
  );
}

/** One level below the sentence that the judgement begins with. */
function Section({
  level,
  title,
  testId,
  children,
}: {
  readonly level: 2 | 3;
  readonly title: string;
  readonly testId: string;
  readonly children: readonly ReactNode[] | ReactNode;
}) {
  if (Array.isArray(children) && children.length === 0) return null;
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section className="shared-section">
      <Heading className="shared-heading">{title}</Heading>
      <ul data-testid={testId}>{children}</ul>
    </section>
  );
}

interface OtherProps {
  readonly other: Alternative;
  readonly packets: WayToPackets;
  readonly children?: ReactNode;
}

function Other({ other, packets, children }: OtherProps) {
  const language = useLanguage();
  return (
    <li data-cause={other.cause}>
      <strong>{wordsOf(other.cause, language).short}</strong> <Prose text={reasonTextOf(other.because, language)} />{' '}
      {other.frames !== undefined && <Frames frames={other.frames} packets={packets} />}
      {children}
    </li>
  );
}

/** Numbers of packets in the capture: those of a ladder below lead to it, the others could open nothing here. */
function Frames({ frames, packets }: { readonly frames: readonly number[]; readonly packets: WayToPackets }) {
  return (
    <span className="shared-frames numeric">
      {frames.map((frame) =>
        packets.has(frame) ? (
          <PacketChip key={frame} frame={frame} onSelect={packets.show} />
        ) : (
          <span key={frame} data-packet={frame}>
            #{frame}{' '}
          </span>
        ),
      )}
    </span>
  );
}
