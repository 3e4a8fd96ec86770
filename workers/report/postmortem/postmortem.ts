// The postmortem report as data: what is said of each finding, in the reader's language, before it becomes Markdown or HTML.
// Sentences mark code with backticks, as the engine's words do; nothing in here is escaped.

import { formatCount, formatDuration, formatEndpoint, formatExactBytes, formatPercent, type Language } from '../../base/format';
import { causeWords, limitTexts, reasonText } from '../../causes/words/cause-words';
import { CERTAINTY_GLYPHS, certaintyWords } from '../../causes/words/certainty-words';
import { clientSaw } from '../../causes/words/client-errors';
import { differenceTexts } from '../../causes/words/difference-words';
import { evidenceText } from '../../causes/words/evidence-words';
import { contextOfConnection, contextOfFinding } from '../../causes/words/headline-context';
import { outcomeWords } from '../../causes/words/outcome-words';
import type { HeadlineContext } from '../../causes/words/words';
import { buildLadder } from '../../ladder/build-ladder';
import type { LadderModel } from '../../ladder/ladder-model';
import { certaintyOf, LIKELY_FROM, type Alternative, type ConnectionReport, type Evidence, type Finding } from '../../model/verdict';
import { isBenign, type CaveatId, type FindingCause } from '../../model/vocabulary';
import { findingsOf, isoTime } from '../build-json';
import { issueText } from '../failure-words';
import { connectionHints, findingHints } from '../finding-hints';
import { connectionHeadline, exampleOf, findingHeadline } from '../headline';
import { ladderContextOf, timeDigitsOf, type ReportSource } from '../report-source';
import { sectionWords } from '../section-words';
import { textReportWords } from '../text-report-words';
import { endpointFilter, filterInCapture, framesFilter } from '../wireshark-filter';
import { postmortemWords } from './postmortem-words';

/** Told in full, with their ladder; those that rank behind in one line each. */
export const FULL_FINDINGS = 10;
const SHORT_FINDINGS = 50;
const NAMED_ENDS = 5;
/** A filter is pasted into one line. */
const FILTERED_FRAMES = 100;

/** `redacted`: findings and connections hold pseudonyms already; what the tables hold is not told. */
export interface PostmortemSource extends ReportSource {
  readonly redacted?: { ladder(connection: number): LadderModel };
}

/** What only the caller knows: the files as they lie on the disk, and itself. */
export interface PostmortemFacts {
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string | null }[];
  /** "whyreset 1.2.3". */
  readonly program: string;
}

/** `code`: to be shown letter by letter (hashes, filters). */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly isCode?: boolean;
}

export interface Point {
  readonly text: string;
  readonly frames: readonly number[];
  /** Wall clock of the first of these packets. */
  readonly time?: string;
  readonly command?: string;
}

export interface Section {
  readonly title: string;
  readonly points: readonly Point[];
}

export interface Account {
  readonly title: string;
  readonly short: string;
  readonly facts: readonly Fact[];
  /** What was seen: a table where there are tables. */
  readonly evidence: Section;
  readonly ladderTitle: string;
  readonly ladder: LadderModel | null;
  readonly sections: readonly Section[];
  readonly filters: readonly Fact[];
}

export interface Postmortem {
  readonly language: Language;
  readonly title: string;
  readonly sentence: string;
  readonly timeline: readonly Point[];
  readonly accounts: readonly Account[];
  /** Findings in one line. */
  readonly more: Section;
  readonly capture: readonly Fact[];
  readonly quality: Section;
  /** Of the connections told in full, worst first. */
  readonly examples: readonly number[];
  readonly findings: readonly Finding[];
}

interface Judged {
  readonly cause: FindingCause;
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
  readonly alternatives: readonly Alternative[];
  readonly ruledOut: readonly Alternative[];
  readonly caveats: readonly CaveatId[];
}

/** `only`: that connection and the findings that name it. */
export function buildPostmortem(source: PostmortemSource, facts: PostmortemFacts, language: Language, only?: number): Postmortem {
  return new PostmortemBuilder(source, language).build(facts, only);
}

class PostmortemBuilder {
  readonly #source: PostmortemSource;
  readonly #language: Language;

  constructor(source: PostmortemSource, language: Language) {
    this.#source = source;
    this.#language = language;
  }

  build(facts: PostmortemFacts, only?: number): Postmortem {
    const language = this.#language;
    const words = postmortemWords[language];
    const text = textReportWords[language];
    const findings = findingsOf(this.#source, only);
    const full = only === undefined ? findings.slice(0, FULL_FINDINGS) : [];
    const rest = findings.slice(full.length, full.length + SHORT_FINDINGS);
    const report = only === undefined ? null : this.#source.report(only);
    const accounts = report === null ? full.map((finding) => this.#finding(finding)) : [this.#connection(report)];
    const [worst] = accounts;
    const { fractionRead } = this.#source;
    const issues = this.#source.issues.map((issue) => issueText(issue, language)).map(({ code, text: told }) => point(`${told} [${code}]`));
    if (fractionRead < 1) issues.unshift(point(text.partial(formatPercent(fractionRead, language))));
    return {
      language,
      title: worst === undefined ? words.nothingTitle : titleOf(worst.short, report?.server ?? full[0]?.server, language),
      sentence: worst?.title ?? text.nothingAdvice,
      timeline: this.#timeline(full),
      accounts,
      more: {
        title: text.moreFindings(findings.length - full.length),
        points: rest.map((finding) => point(`${findingHeadline(finding, language)} (${this.#certainty(finding.confidence)})`)),
      },
      capture: this.#capture(facts),
      quality: { title: text.quality.replace(/[:：]\s*$/, ''), points: issues.length === 0 ? [point(text.qualityGood)] : issues },
      examples: report === null ? full.flatMap(({ representative }) => representative ?? []) : [report.id],
      findings,
    };
  }

  #finding(finding: Finding): Account {
    const language = this.#language;
    const words = postmortemWords[language];
    const text = textReportWords[language];
    const context = contextOfFinding(finding, language);
    const total = this.#source.tables.connections.length;
    const example = finding.representative === null ? null : this.#source.report(finding.representative);
    const shown = exampleOf(finding);
    const ends = this.#ends(finding);
    const setsApart = differenceTexts(finding, language).map(({ affected, affectedFrames, others, othersFrames }): Point => {
      return { text: `${affected}${language === 'zh' ? '；' : '; '}${others}`, frames: [...affectedFrames, ...othersFrames] };
    });
    return {
      ...this.#judged(finding, context, {
        saw: shown === null ? text.saw : `${text.saw}${sectionWords[language].asExample(shown)}`,
        hints: findingHints(finding, language),
        clientLines: clientSaw(finding, language),
        setsApart,
      }),
      title: findingHeadline(finding, language),
      facts: [
        {
          label: words.affected,
          value: finding.connections.length === 0 ? text.attempts(finding.count) : text.affected(finding.count, total),
        },
        { label: words.first, value: this.#time(finding.firstSeconds) },
        { label: words.last, value: this.#time(finding.lastSeconds) },
        ...ends,
        ...this.#verdictFacts(finding.outcome, finding.cause, finding.confidence),
      ],
      ...this.#ladder(example),
      filters: this.#filters(finding.evidence, example, finding.server),
    };
  }

  #connection(report: ConnectionReport): Account {
    const language = this.#language;
    const words = postmortemWords[language];
    const { verdict } = report;
    return {
      ...this.#judged(verdict, contextOfConnection(report), {
        saw: textReportWords[language].saw,
        hints: connectionHints(report, language),
        clientLines: clientSaw(report, language),
        setsApart: [],
      }),
      title: connectionHeadline(report, language),
      facts: [
        { label: words.first, value: this.#time(report.startSeconds) },
        { label: words.span, value: formatDuration(report.durationSeconds, language) },
        ...this.#verdictFacts(report.outcome, verdict.cause, verdict.confidence),
      ],
      ...this.#ladder(report),
      filters: this.#filters(verdict.evidence, report, undefined),
    };
  }

  #verdictFacts(outcome: Finding['outcome'], cause: FindingCause, confidence: number): readonly Fact[] {
    const words = postmortemWords[this.#language];
    const certainty = certaintyWords[this.#language][certaintyOf(confidence)];
    return [
      { label: words.outcome, value: outcomeWords[this.#language][outcome] },
      { label: words.certainty, value: `${this.#certainty(confidence)}${this.#language === 'zh' ? '：' : ': '}${certainty.meaning}` },
      { label: words.whose, value: causeWords(cause, this.#language).move },
    ];
  }

  #judged(
    judged: Judged,
    context: HeadlineContext,
    added: {
      readonly saw: string;
      readonly hints: readonly string[];
      readonly clientLines: ReturnType<typeof clientSaw>;
      readonly setsApart: readonly Point[];
    },
  ): Pick<Account, 'short' | 'evidence' | 'sections'> {
    const language = this.#language;
    const words = textReportWords[language];
    const own = sectionWords[language];
    const cause = causeWords(judged.cause, language);
    const colon = language === 'zh' ? '：' : ': ';
    const other = ({ cause: id, because, frames }: Alternative): Point => ({
      text: `${causeWords(id, language).short}${colon}${reasonText(because, language)}`,
      frames: frames ?? [],
    });
    const alternative = (item: Alternative): Point => {
      const settles = causeWords(item.cause, language).settles?.(context);
      if (settles === undefined) return other(item);
      const base = other(item);
      return {
        ...base,
        text: `${base.text}${language === 'zh' ? '' : ' '}${settles.text}`,
        ...(settles.command === undefined ? {} : { command: settles.command }),
      };
    };
    const none = judged.confidence >= LIKELY_FROM ? words.noAlternative : words.noBetterAlternative;
    const sections: Section[] = [
      { title: own.setsApart, points: added.setsApart },
      { title: words.why, points: [point(cause.explanation)] },
      { title: own.clientSaw, points: added.clientLines.map(({ program, text }) => point(`${program}${colon}${text}`)) },
      { title: own.hints, points: added.hints.map(point) },
      {
        title: words.alternatives,
        points: judged.alternatives.length === 0 && !isBenign(judged.cause) ? [point(none)] : judged.alternatives.map(alternative),
      },
      { title: words.ruledOut, points: judged.ruledOut.map(other) },
      {
        title: words.next,
        points: cause.next(context).map(({ where, text, command }) => ({
          ...point(`${words.where[where]}${colon}${text}`),
          ...(command === undefined ? {} : { command }),
        })),
      },
      { title: words.cannotTell, points: limitTexts(judged.cause, context, judged.caveats, language).map(point) },
    ];
    return {
      short: cause.short,
      evidence: { title: added.saw, points: judged.evidence.map((evidence) => this.#observed(evidence)) },
      sections: sections.filter(({ points }) => points.length > 0),
    };
  }

  #observed(evidence: Evidence): Point {
    const { frames } = this.#source.tables;
    const [first] = evidence.frames;
    const timeNs = first === undefined ? undefined : frames.tsNs.values[first - 1];
    const known = { text: evidenceText(evidence, this.#language), frames: evidence.frames };
    return timeNs === undefined || (first ?? 0) > frames.length ? known : { ...known, time: this.#clock(frames.toldSeconds(timeNs / 1e9)) };
  }

  #ladder(report: ConnectionReport | null): Pick<Account, 'ladder' | 'ladderTitle'> {
    if (report === null) return { ladder: null, ladderTitle: '' };
    const { client, server } = report;
    return {
      ladder:
        this.#source.redacted?.ladder(report.id) ??
        buildLadder(this.#source.tables, report, ladderContextOf(this.#source, report.id), new Set()),
      ladderTitle: textReportWords[this.#language].example(
        report.id,
        formatEndpoint(client.address, client.port),
        formatEndpoint(server.address, server.port),
      ),
    };
  }

  #filters(evidence: readonly Evidence[], example: ConnectionReport | null, server: Finding['server']): readonly Fact[] {
    const words = postmortemWords[this.#language];
    const cited = framesFilter(
      evidence.flatMap(({ frames }) => frames),
      FILTERED_FRAMES,
    );
    const filters = [
      example === null ? null : { label: words.filterExample(example.id), value: filterInCapture(example, this.#source.tables) },
      { label: words.filterCited, value: cited },
      server === undefined ? null : { label: words.filterServer, value: endpointFilter(server) },
    ];
    return filters.flatMap((fact) => (fact === null || fact.value === '' ? [] : [{ ...fact, isCode: true }]));
  }

  /** Who was hit, by address, those hit most often first. */
  #ends(finding: Finding): readonly Fact[] {
    const { connections, addresses } = this.#source.tables;
    const words = postmortemWords[this.#language];
    const list = (label: string, column: { readonly values: ArrayLike<number> }, single: string | undefined): readonly Fact[] => {
      const counts = new Map<number, number>();
      // A redacted finding names a few of its connections only.
      if (this.#source.redacted === undefined)
        for (const id of finding.connections) counts.set(column.values[id] ?? 0, (counts.get(column.values[id] ?? 0) ?? 0) + 1);
      if (counts.size === 0) return single === undefined ? [] : [{ label, value: single }];
      const ranked = [...counts].toSorted((a, b) => b[1] - a[1]);
      const named = ranked.slice(0, NAMED_ENDS).map(([address, count]) => words.times(addresses.text(address), count));
      const left = ranked.length - named.length;
      const parts = left > 0 ? [...named, words.andMore(left)] : named;
      return [{ label, value: parts.join(textReportWords[this.#language].comma) }];
    };
    return [
      ...list(words.clients, connections.origAddress, finding.client?.address),
      ...list(words.servers, connections.respAddress, finding.server?.address),
    ];
  }

  #timeline(findings: readonly Finding[]): readonly Point[] {
    const words = postmortemWords[this.#language];
    const { durationSeconds } = this.#source;
    const events: { readonly seconds: number; readonly text: string }[] = [{ seconds: 0, text: words.begins }];
    for (const [index, finding] of findings.entries()) {
      events.push({ seconds: finding.firstSeconds, text: `${words.firstOf(index + 1)}${findingHeadline(finding, this.#language)}` });
      if (finding.lastSeconds > finding.firstSeconds) events.push({ seconds: finding.lastSeconds, text: words.lastOf(index + 1) });
    }
    events.push({ seconds: durationSeconds, text: words.ends });
    if (this.#source.tables.frames.length === 0) return [];
    return events.toSorted((a, b) => a.seconds - b.seconds).map(({ seconds, text }) => ({ ...point(text), time: this.#clock(seconds) }));
  }

  #capture({ files, program }: PostmortemFacts): readonly Fact[] {
    const language = this.#language;
    const words = postmortemWords[language];
    const text = textReportWords[language];
    const { meta, tables, vantage, durationSeconds } = this.#source;
    const kind = meta.compression === null ? meta.format : `${meta.format}, ${meta.compression}`;
    const begin = meta.startNs === null ? '' : `${isoTime(meta.startNs).slice(0, 19).replace('T', ' ')} UTC, `;
    return [
      ...files.flatMap(({ name, bytes, sha256 }): readonly Fact[] => [
        { label: words.file, value: `${name} (${kind})` },
        { label: words.size, value: formatExactBytes(bytes, language) },
        ...(sha256 === null ? [] : [{ label: 'SHA-256', value: sha256, isCode: true }]),
      ]),
      { label: words.span, value: `${begin}${formatDuration(durationSeconds, language)}` },
      { label: words.packets, value: `${formatCount(tables.frames.length)} · ${text.connections(tables.connections.length)}` },
      { label: words.vantage, value: text.vantage[vantage] },
      { label: words.version, value: program },
    ];
  }

  #certainty(confidence: number): string {
    const certainty = certaintyOf(confidence);
    return `${CERTAINTY_GLYPHS[certainty]} ${certaintyWords[this.#language][certainty].word}`;
  }

  /** Date, clock and distance from the beginning. */
  #time(seconds: number): string {
    const clock = this.#clock(seconds);
    const { startNs } = this.#source.meta;
    if (startNs === null) return clock;
    return `${isoTime(startNs + nanoseconds(seconds)).slice(0, 10)} ${clock} (+${formatDuration(seconds, this.#language)})`;
  }

  #clock(seconds: number): string {
    const { startNs } = this.#source.meta;
    if (startNs === null) return `+${formatDuration(seconds, this.#language)}`;
    const digits = Math.min(6, timeDigitsOf(this.#source.meta));
    return isoTime(startNs + nanoseconds(seconds)).slice(11, 20 + digits);
  }
}

function titleOf(short: string, server: Finding['server'], language: Language): string {
  return server === undefined ? short : `${short}${language === 'zh' ? '：' : ': '}${formatEndpoint(server.address, server.port)}`;
}

function nanoseconds(seconds: number): bigint {
  return Number.isFinite(seconds) ? BigInt(Math.round(seconds * 1e9)) : 0n;
}

function point(text: string): Point {
  return { text, frames: [] };
}
