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
import { cleanNote, isOwnNote, type Note, type OwnNote } from '../../model/note';
import { findingsOf, isoTime } from '../build-json';
import { issueText } from '../failure-words';
import { connectionHints, findingHints } from '../finding-hints';
import { connectionHeadline, exampleOf, findingHeadline } from '../headline';
import { ladderContextOf, timeDigitsOf, type ReportSource } from '../report-source';
import { sectionWords } from '../section-words';
import { textReportWords } from '../text-report-words';
import { endpointFilter, filterInCapture, framesFilter } from '../wireshark-filter';
import { actionsOf, draftActions, draftImpact, draftTimeline, extentOf, type Extent } from './draft';
import { mapTexts, type ActionItem, type PostmortemEdits, type PostmortemFields } from './edits';
import { postmortemWords } from './postmortem-words';
import { clockText, dateAndClockText, inOrder, timeOf } from './timeline';

/** Told in full, with their ladder; those that rank behind in one line each. */
export const FULL_FINDINGS = 10;
const SHORT_FINDINGS = 50;
const NAMED_ENDS = 5;
/** A filter is pasted into one line. */
const FILTERED_FRAMES = 100;

/** `redacted`: findings and connections hold pseudonyms already; what the tables hold is not told. */
export interface PostmortemSource extends ReportSource {
  readonly redacted?: {
    readonly extent: Extent | null;
    ladder(connection: number): LadderModel;
    /** What people wrote, without addresses and names. */
    inText(text: string): string;
  };
}

/** What only the caller knows: the files as they lie on the disk, and itself. */
export interface PostmortemFacts {
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string | null }[];
  /** "whyreset 1.2.3". */
  readonly program: string;
}

export interface PostmortemOptions {
  /** Only this connection and the findings that name it. */
  readonly only?: number;
  /** Only this finding, by its place among those of the source. */
  readonly finding?: number;
  readonly edits?: PostmortemEdits;
  readonly notes?: readonly Note[];
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
  readonly notes: Section;
}

export interface Postmortem {
  readonly language: Language;
  readonly title: string;
  /** Empty when nobody signed. */
  readonly author: string;
  readonly sentence: string;
  /** Paragraphs above the numbers of the findings. */
  readonly impact: readonly string[];
  readonly timeline: readonly Point[];
  readonly actions: readonly ActionItem[];
  readonly accounts: readonly Account[];
  /** Findings in one line. */
  readonly more: Section;
  readonly capture: readonly Fact[];
  readonly quality: Section;
  /** What was noted and belongs to no finding that is told. */
  readonly notes: Section;
  /** How times and packets are counted. */
  readonly clock: string;
  /** What can be changed, before anybody did. */
  readonly drafted: PostmortemFields;
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

export function buildPostmortem(
  source: PostmortemSource,
  facts: PostmortemFacts,
  language: Language,
  options: PostmortemOptions = {},
): Postmortem {
  return new PostmortemBuilder(source, language, options).build(facts);
}

class PostmortemBuilder {
  readonly #source: PostmortemSource;
  readonly #language: Language;
  readonly #options: PostmortemOptions;
  readonly #digits: number;
  #notes: readonly OwnNote[];

  constructor(source: PostmortemSource, language: Language, options: PostmortemOptions) {
    this.#source = source;
    this.#language = language;
    this.#options = options;
    this.#digits = timeDigitsOf(source.meta);
    this.#notes = (options.notes ?? [])
      .filter(isOwnNote)
      .map((note) => ({ ...note, text: cleanNote(source.redacted?.inText(note.text) ?? note.text) }))
      .filter(({ text }) => text !== '');
  }

  build(facts: PostmortemFacts): Postmortem {
    const language = this.#language;
    const words = postmortemWords[language];
    const text = textReportWords[language];
    const source = this.#source;
    const { only, finding: chosen } = this.#options;
    const findings = chosen === undefined ? findingsOf(source, only) : source.findings.slice(chosen, chosen + 1);
    const full = only === undefined ? findings.slice(0, FULL_FINDINGS) : [];
    const rest = findings.slice(full.length, full.length + SHORT_FINDINGS);
    const report = only === undefined ? null : source.report(only);
    const accounts = report === null ? full.map((finding) => this.#finding(finding)) : [this.#connection(report)];
    const { fractionRead } = source;
    const issues = source.issues.map((issue) => issueText(issue, language)).map(({ code, text: told }) => point(`${told} [${code}]`));
    if (fractionRead < 1) issues.unshift(point(text.partial(formatPercent(fractionRead, language))));
    const drafted = this.#draft(accounts[0], full, report);
    const fields: PostmortemFields = { ...drafted, ...this.#edits() };
    return {
      language,
      title: fields.title,
      author: fields.author,
      sentence: fields.summary,
      impact: paragraphs(fields.impact),
      timeline: inOrder(fields.timeline)
        .filter(({ text: told }) => told.trim() !== '')
        .map((entry) => {
          const { startNs } = source.meta;
          return { ...point(entry.text), time: timeOf(entry, startNs, this.#digits, language, startNs === null) };
        }),
      actions: fields.actions.filter((action) => action.text.trim() !== ''),
      accounts,
      more: {
        title: text.moreFindings(findings.length - full.length),
        points: rest.map((finding) => point(`${findingHeadline(finding, language)} (${this.#certainty(finding.confidence)})`)),
      },
      capture: this.#capture(facts),
      quality: { title: text.quality.replace(/[:：]\s*$/, ''), points: issues.length === 0 ? [point(text.qualityGood)] : issues },
      // What accounts took is gone from the list by now.
      notes: { title: words.notes, points: this.#notes.map((note) => this.#noted(note, true)) },
      clock: source.meta.startNs === null ? words.distances : words.clock,
      drafted,
      examples: report === null ? full.flatMap(({ representative }) => representative ?? []) : [report.id],
      findings,
    };
  }

  #edits(): PostmortemEdits {
    const { redacted } = this.#source;
    const { edits = {} } = this.#options;
    return redacted === undefined ? edits : mapTexts(edits, (text) => redacted.inText(text));
  }

  #draft(worst: Account | undefined, full: readonly Finding[], report: ConnectionReport | null): PostmortemFields {
    const language = this.#language;
    const source = this.#source;
    const extent = report !== null ? null : source.redacted === undefined ? extentOf(source, this.#toldFindings()) : source.redacted.extent;
    const total = source.tables.connections.length;
    return {
      title:
        worst === undefined ? postmortemWords[language].nothingTitle : titleOf(worst.short, report?.server ?? full[0]?.server, language),
      author: '',
      summary: worst?.title ?? textReportWords[language].nothingAdvice,
      impact: draftImpact(extent, total, (seconds) => this.#clock(seconds), language),
      timeline: draftTimeline(source, full, language),
      actions: report === null ? draftActions(full, language) : actionsOf(report.verdict.cause, contextOfConnection(report), language),
    };
  }

  #toldFindings(): readonly Finding[] {
    const { finding } = this.#options;
    return finding === undefined ? this.#source.findings : this.#source.findings.slice(finding, finding + 1);
  }

  /** Those of an account, taken from the list. */
  #notesOf(finding: number | null, ladder: LadderModel | null): Section {
    const packets = new Set(ladder?.rows.flatMap((row) => (row.kind === 'packet' ? [row.frame] : [])));
    const isOwn = ({ about, number }: Note): boolean =>
      about === 'finding'
        ? number === finding
        : about === 'connection'
          ? number === ladder?.connection
          : about === 'packet' && packets.has(number);
    const own = this.#notes.filter(isOwn);
    this.#notes = this.#notes.filter((note) => !isOwn(note));
    return { title: postmortemWords[this.#language].notes, points: own.map((note) => this.#noted(note, note.about !== 'finding')) };
  }

  #noted({ about, number, text }: OwnNote, isNamed: boolean): Point {
    if (about === 'capture' || !isNamed) return point(text);
    return point(`${postmortemWords[this.#language].noteOn[about](about === 'finding' ? number + 1 : number)}${text}`);
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
    const ladder = this.#ladder(example);
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
      ...ladder,
      filters: this.#filters(finding.evidence, example, finding.server),
      notes: this.#notesOf(this.#source.findings.indexOf(finding), ladder.ladder),
    };
  }

  #connection(report: ConnectionReport): Account {
    const language = this.#language;
    const words = postmortemWords[language];
    const { verdict } = report;
    const ladder = this.#ladder(report);
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
      ...ladder,
      filters: this.#filters(verdict.evidence, report, undefined),
      notes: this.#notesOf(null, ladder.ladder),
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
    return dateAndClockText(this.#source.meta.startNs, seconds, this.#digits, this.#language);
  }

  #clock(seconds: number): string {
    return clockText(this.#source.meta.startNs, seconds, this.#digits, this.#language);
  }
}

function titleOf(short: string, server: Finding['server'], language: Language): string {
  return server === undefined ? short : `${short}${language === 'zh' ? '：' : ': '}${formatEndpoint(server.address, server.port)}`;
}

function paragraphs(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function point(text: string): Point {
  return { text, frames: [] };
}
