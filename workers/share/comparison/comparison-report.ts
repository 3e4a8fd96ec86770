// The report on two captures as data, made of what a link would hold: the verdict first, its proof with the packets of both files, what
// settled the rivals, clocks, ladders. Before it becomes Markdown, HTML or text; nothing in here is escaped.

import { formatBytes, formatCount, formatDuration, formatExactBytes, formatPercent, type Language } from '../../base/format';
import { causeWords } from '../../causes/words/cause-words';
import { CERTAINTY_GLYPHS, certaintyWords } from '../../causes/words/certainty-words';
import type { ComparisonRow, ConnectionComparison, FramePair, PacketDifference, TapId, TwoTapLadder } from '../../compare/compare-model';
import { changeText } from '../../compare/text-two-tap';
import type { CompareWords } from '../../compare/words/compare-words';
import { cleanNote } from '../../model/note';
import { certaintyOf } from '../../model/verdict';
import { mapTexts, type ActionItem, type PostmortemEdits, type PostmortemFields } from '../../report/postmortem/edits';
import type { Fact, Section } from '../../report/postmortem/postmortem';
import { postmortemWords } from '../../report/postmortem/postmortem-words';
import { inOrder, timeOf } from '../../report/postmortem/timeline';
import { comparisonReportWords } from './comparison-report-words';
import { plainTapName, type SharedComparison, type SharedComparisonFinding, type SharedPair } from './shared-comparison';

/** Told one by one; the others are counted. */
const DIFFERENCES_MOST = 60;
const NAMED_FRAMES = 4;
const SHORT_FINDINGS = 50;
const TABLE_MOST = 100;
/** Told in full, with their ladder. */
const FULL_PAIRS = 5;

/** What only the caller knows: the files as they lie on the disk, and itself. */
export interface ComparisonReportFacts {
  /** Null: the name is not told. */
  readonly files: Readonly<Record<TapId, { readonly name: string | null; readonly bytes: number; readonly sha256: string | null }>>;
  /** "whyreset 1.2.3". */
  readonly program: string;
}

/** A claim beside its packets of both files. */
export interface CitedPoint {
  readonly text: string;
  readonly client: string;
  readonly server: string;
}

export interface PairAccount {
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly explanation: string;
  readonly observed: readonly CitedPoint[];
  readonly settled: readonly string[];
  readonly path: readonly string[];
  readonly differences: readonly CitedPoint[];
  readonly moreDifferences: string;
  readonly ladder: TwoTapLadder;
  readonly ladderTitle: string;
}

export interface ComparisonReport {
  readonly language: Language;
  readonly words: CompareWords;
  readonly title: string;
  readonly author: string;
  readonly sentence: string;
  readonly impact: readonly string[];
  readonly timeline: Section;
  readonly actions: readonly ActionItem[];
  readonly notes: Section;
  readonly accounts: readonly PairAccount[];
  readonly more: Section;
  readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[]; readonly more: string };
  readonly clocks: Section;
  readonly captures: readonly Fact[];
  /** What can be changed, before anybody did. */
  readonly drafted: PostmortemFields;
}

export function buildComparisonReport(
  comparison: SharedComparison,
  facts: ComparisonReportFacts,
  words: CompareWords,
  language: Language,
  written: { readonly edits?: PostmortemEdits; readonly inText?: (text: string) => string } = {},
): ComparisonReport {
  return new ReportBuilder(comparison, facts, words, language).build(mapTexts(written.edits ?? {}, written.inText ?? ((text) => text)));
}

class ReportBuilder {
  readonly #comparison: SharedComparison;
  readonly #facts: ComparisonReportFacts;
  readonly #words: CompareWords;
  readonly #language: Language;

  constructor(comparison: SharedComparison, facts: ComparisonReportFacts, words: CompareWords, language: Language) {
    this.#comparison = comparison;
    this.#facts = facts;
    this.#words = words;
    this.#language = language;
  }

  build(edits: PostmortemEdits): ComparisonReport {
    const text = comparisonReportWords[this.#language];
    const { pairs, overview, notes } = this.#comparison;
    const told = pairs.slice(0, FULL_PAIRS);
    const drafted = this.#draft(told[0]);
    const fields = { ...drafted, ...edits };
    const full = new Set(told.map(({ connection }) => `${connection.verdict.cause} ${connection.verdict.place}`));
    const rest = overview.findings.filter(({ cause, place }) => !full.has(`${cause} ${place}`));
    const left = this.#comparison.findingsLeftOut + Math.max(0, rest.length - SHORT_FINDINGS);
    const startNs = overview.first.startTime === null ? null : BigInt(Date.parse(overview.first.startTime)) * 1_000_000n;
    const fixed = postmortemWords[this.#language];
    return {
      language: this.#language,
      words: this.#words,
      title: fields.title,
      author: fields.author,
      sentence: fields.summary,
      impact: fields.impact
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
      timeline: {
        title: fixed.timeline,
        points: inOrder(fields.timeline)
          .filter((entry) => entry.text.trim() !== '')
          .map((entry) => ({ text: entry.text, frames: [], time: timeOf(entry, startNs, 0, this.#language, startNs === null) })),
      },
      actions: fields.actions.filter((action) => action.text.trim() !== ''),
      notes: {
        title: fixed.notes,
        points: notes.map(({ about, number, text: note }) => ({
          text: `${about === 'capture' || about === 'finding' ? '' : text.noteOn[about](number)}${cleanNote(note)}`,
          frames: [],
        })),
      },
      // What a cause means is said once: in the sentence above, or where it occurs first.
      accounts: told.map((pair, at) => {
        const { cause } = pair.connection.verdict;
        const isTold = cause === overview.findings[0]?.cause || told.slice(0, at).some((other) => other.connection.verdict.cause === cause);
        return { ...this.#account(pair), ...(isTold ? { explanation: '' } : {}) };
      }),
      more: {
        title: text.more,
        points: [
          ...rest.slice(0, SHORT_FINDINGS).map((finding) => this.#line(finding)),
          ...(left > 0 ? [text.moreFindings(left)] : []),
        ].map((line) => ({ text: line, frames: [] })),
      },
      table: this.#table(),
      clocks: { title: text.clocks, points: this.#clocks().map((line) => ({ text: line, frames: [] })) },
      captures: this.#captures(),
      drafted,
    };
  }

  #draft(worst: SharedPair | undefined): PostmortemFields {
    const text = comparisonReportWords[this.#language];
    const { overview, connections } = this.#comparison;
    const [finding] = overview.findings;
    const none = { author: '', timeline: [], impact: '' };
    if (finding === undefined || worst === undefined) {
      const said = this.#comparison.differing === 0 ? this.#words.nothingDiffers : this.#words.title[overview.kind];
      return { ...none, title: text.nothing, summary: said, actions: [] };
    }
    const { cause } = finding;
    const { move, short } = causeWords(cause, this.#language);
    const colon = this.#language === 'zh' ? '：' : ': ';
    return {
      ...none,
      title: `${short}${colon}${this.#where(finding)}`,
      summary: `${causeWords(cause, this.#language).explanation}`,
      impact: `${text.connections}${colon}${text.affected(finding.count, connections)}`,
      actions: [{ text: postmortemWords[this.#language].remove(short, finding.server), owner: move, due: '' }],
    };
  }

  #where({ place, server }: Pick<SharedComparisonFinding, 'place' | 'server'>): string {
    const parts = [this.#words.places[place], this.#words.at(server)].filter((part) => part !== '');
    return parts.join(this.#language === 'zh' ? '' : ', ');
  }

  #line(finding: SharedComparisonFinding): string {
    const short = causeWords(finding.cause, this.#language).short;
    const colon = this.#language === 'zh' ? '：' : ': ';
    return `${short}${colon}${this.#where(finding)}${this.#language === 'zh' ? '；' : '; '}${this.#words.connections(finding.count)}, ${this.#sure(finding.confidence)}`;
  }

  #sure(confidence: number): string {
    const certainty = certaintyOf(confidence);
    return `${CERTAINTY_GLYPHS[certainty]} ${certaintyWords[this.#language][certainty].word} (${formatPercent(confidence, this.#language)})`;
  }

  #account({ connection, ladder }: SharedPair): PairAccount {
    const text = comparisonReportWords[this.#language];
    const fixed = postmortemWords[this.#language];
    const words = this.#words;
    const { verdict, differences, differencesLeftOut } = connection;
    const cause = causeWords(verdict.cause, this.#language);
    const listed = differences.slice(0, DIFFERENCES_MOST);
    const more = differences.length - listed.length + differencesLeftOut;
    const basis =
      connection.pairedBy === 'only-one'
        ? words.pairedBy['only-one']
        : verdict.basis === 'both'
          ? words.basisBoth
          : words.basisOne(this.#name(verdict.basis));
    const place = words.places[verdict.place];
    return {
      title: `${connection.client} → ${connection.server}`,
      facts: [
        { label: text.cause, value: cause.short },
        ...(place === '' ? [] : [{ label: text.place, value: place }]),
        { label: fixed.certainty, value: this.#sure(verdict.confidence) },
        { label: fixed.whose, value: cause.move },
        { label: text.shownBy, value: basis },
      ],
      explanation: cause.explanation,
      observed: verdict.contributions.map(({ observation, values, frames }) => ({
        text: words.observations[observation](values),
        ...this.#cited(connection, frames),
      })),
      settled: [
        ...(['first', 'second'] as const).map((tap) => {
          const own = verdict[tap];
          if (own === null) return words.notThere(this.#name(tap));
          return words.alone(this.#name(tap), causeWords(own.cause, this.#language).short, formatPercent(own.confidence, this.#language));
        }),
        ...verdict.ruledOut.map(({ cause: other, because }) =>
          words.ruledOut(
            causeWords(other, this.#language).short,
            words.observations[because](verdict.contributions.find(({ observation }) => observation === because)?.values ?? {}),
          ),
        ),
      ],
      path: this.#path(connection),
      differences: listed.map((difference) => ({ text: this.#difference(difference), ...this.#cited(connection, difference.frames) })),
      moreDifferences: more > 0 ? words.more(more) : '',
      ladder,
      ladderTitle: text.ladder(connection.client, connection.server),
    };
  }

  /** "#13", or a dash where that capture does not have it. */
  #cited({ nearerClient }: ConnectionComparison, frames: FramePair): { readonly client: string; readonly server: string } {
    const list = (numbers: readonly number[]): string => {
      if (numbers.length === 0) return '–';
      const named = numbers.slice(0, NAMED_FRAMES).map((frame) => `#${frame}`);
      return numbers.length > NAMED_FRAMES ? `${named.join(' ')} … #${numbers.at(-1)}` : named.join(' ');
    };
    const [client, server] = nearerClient === 'first' ? [frames.first, frames.second] : [frames.second, frames.first];
    return { client: list(client), server: list(server) };
  }

  #difference(difference: PacketDifference): string {
    const { kinds, reasons } = this.#words;
    const { kind, from, flags, len, changes, because, oneWaySeconds, missingBytes } = difference;
    const language = this.#language;
    const said = {
      lost: () => kinds.lost(from === 'client' ? 'server' : 'client'),
      appeared: () => kinds.appeared(from),
      changed: () =>
        `${kinds.changed}${language === 'zh' ? '：' : ': '}${changes.map((change) => changeText(change, this.#words)).join(', ')}`,
      delayed: () => kinds.delayed(formatDuration(oneWaySeconds ?? 0, language)),
      'not-captured': () => kinds.notCaptured,
    }[kind]();
    const missing = missingBytes === undefined ? '' : `; ${kinds.missingBytes(formatBytes(missingBytes, language))}`;
    const why = because.length === 0 ? '' : ` (${because.map((reason) => reasons[reason]).join(language === 'zh' ? '；' : '; ')})`;
    const name = [...flags, len > 0 ? formatBytes(len, language) : ''].filter((part) => part !== '').join(' ');
    return `${name}${language === 'zh' ? '：' : ': '}${said}${missing}${why}`;
  }

  #path({ nearerClient, pairedBy, path }: ConnectionComparison): readonly string[] {
    const text = comparisonReportWords[this.#language];
    const hops = (count: number | null): string => (count === null ? text.notKnown : formatCount(count));
    const way = (times: typeof path.towardsServerSeconds): string => (times === null ? '–' : formatDuration(times.median, this.#language));
    const { hopsTowardsServer, hopsTowardsClient, towardsServerSeconds, towardsClientSeconds, translated } = path;
    return [
      text.nearer(this.#name(nearerClient)),
      text.pairedBy(this.#words.pairedBy[pairedBy]),
      ...(hopsTowardsServer === null && hopsTowardsClient === null ? [] : [text.routers(hops(hopsTowardsServer), hops(hopsTowardsClient))]),
      ...(towardsServerSeconds === null && towardsClientSeconds === null
        ? []
        : [text.ways(way(towardsServerSeconds), way(towardsClientSeconds))]),
      ...(translated.length === 0 ? [] : [text.translated(translated.map((change) => changeText(change, this.#words)).join(', '))]),
    ];
  }

  #clocks(): readonly string[] {
    const words = this.#words;
    const { clock, nearerClient, paired, onlyOne, uncovered, ambiguous, overlapSeconds, kind } = this.#comparison.overview;
    const [one, two] = [this.#name('first'), this.#name('second')];
    const nearer = {
      first: () => words.nearer(one),
      second: () => words.nearer(two),
      mixed: () => words.nearerMixed,
      unknown: () => words.nearerUnknown,
    };
    const some = (count: number, said: (n: number, name: string) => string, name: string) => (count > 0 ? [said(count, name)] : []);
    return [
      clock === null ? words.noClock : words.clock(clock),
      ...(kind === 'hops' ? [] : [nearer[nearerClient]()]),
      words.paired(paired, onlyOne.first, onlyOne.second, one, two),
      ...some(uncovered.first, words.uncovered, one),
      ...some(uncovered.second, words.uncovered, two),
      ...some(ambiguous.first, words.ambiguous, one),
      ...some(ambiguous.second, words.ambiguous, two),
      ...(overlapSeconds === null ? [] : [comparisonReportWords[this.#language].overlap(formatDuration(overlapSeconds, this.#language))]),
    ];
  }

  #table(): ComparisonReport['table'] {
    const { rows, pairs, differing, isOfPair } = this.#comparison;
    if (isOfPair) return { head: [], rows: [], more: '' };
    const all = [...pairs.map(({ connection }) => connection), ...rows].toSorted((a, b) => a.index - b.index).slice(0, TABLE_MOST);
    const left = differing - all.length;
    return { head: this.#words.columns, rows: all.map((row) => this.#cells(row)), more: left > 0 ? this.#words.more(left) : '' };
  }

  #cells({ client, server, common, counts, changedFields, cause }: ComparisonRow): readonly string[] {
    return [
      `${client} → ${server}`,
      String(common),
      String(counts.lostTowardsServer),
      String(counts.lostTowardsClient),
      String(counts.appeared),
      changedFields.map((field) => this.#words.fields[field]).join(', ') || '–',
      causeWords(cause, this.#language).short,
    ];
  }

  #captures(): readonly Fact[] {
    const fixed = postmortemWords[this.#language];
    const { overview } = this.#comparison;
    const isOneFile = overview.kind !== 'captures';
    return [
      ...(['first', 'second'] as const).flatMap((tap): readonly Fact[] => {
        const { frames, startTime, durationSeconds } = overview[tap];
        const { bytes, sha256 } = this.#facts.files[tap];
        const begin = startTime === null ? '' : `${startTime.slice(0, 19).replace('T', ' ')} UTC, `;
        return [
          { label: fixed.file, value: this.#name(tap) },
          ...(isOneFile && tap === 'second' ? [] : [{ label: fixed.size, value: formatExactBytes(bytes, this.#language) }]),
          ...(sha256 === null || (isOneFile && tap === 'second') ? [] : [{ label: 'SHA-256', value: sha256, isCode: true }]),
          { label: fixed.span, value: `${begin}${formatDuration(durationSeconds, this.#language)}` },
          { label: fixed.packets, value: formatCount(frames) },
        ];
      }),
      { label: fixed.version, value: this.#facts.program },
    ];
  }

  #name(tap: TapId): string {
    const { name } = this.#facts.files[tap];
    return name === null ? plainTapName(tap) : `${name} (${plainTapName(tap)})`;
  }
}
