// A comparison in words, for terminals: clocks, what both together show, each with the ladder of its clearest connection, then the table.

import { formatDuration, formatPercent, type Language } from '../base/format';
import { CERTAINTY_GLYPHS, certaintyWords } from '../causes/words/certainty-words';
import { causeWords } from '../causes/words/cause-words';
import { padLeft, padRight } from '../ladder/display-width';
import { certaintyOf } from '../model/verdict';
import type {
  CombinedVerdict,
  ComparedTap,
  ComparisonFinding,
  ComparisonOverview,
  ComparisonRow,
  ConnectionComparison,
} from './compare-model';
import type { CaptureComparison } from './comparison';
import { renderTwoTapText } from './text-two-tap';
import { buildTwoTapLadder } from './two-tap-ladder';
import type { CompareWords } from './words/compare-words';

/** Findings told in full; the others in a line each. */
const FULL_FINDINGS = 8;
const ROWS_MOST = 50;
/** Differing packets of one connection that are told one by one where it is asked for alone. */
const DIFFERENCES_MOST = 200;

/** `only`: index of one compared connection. */
export function* comparisonTextPieces(
  comparison: CaptureComparison,
  words: CompareWords,
  language: Language,
  only?: number,
): Generator<string, void> {
  const { overview } = comparison;
  const page = new ComparisonText(comparison, words, language);
  yield page.head();
  if (overview.paired === 0 && comparison.length === 0) {
    yield `\n${nothingPairs(overview, words, language)}\n`;
    return;
  }
  if (only !== undefined) {
    yield page.connection(only);
    return;
  }
  for (const [at, finding] of overview.findings.entries())
    yield at < FULL_FINDINGS ? page.finding(finding, at + 1) : `${page.line(finding, at + 1)}\n`;
  yield page.table();
}

/** E35, with the spans of both files. */
function nothingPairs({ first, second }: ComparisonOverview, words: CompareWords, language: Language): string {
  const from = (tap: ComparedTap): number => (tap.startTime === null ? NaN : Date.parse(tap.startTime) / 1000);
  const overlap =
    Math.min(from(first) + first.durationSeconds, from(second) + second.durationSeconds) - Math.max(from(first), from(second));
  const span = (tap: ComparedTap): string =>
    tap.startTime === null
      ? formatDuration(tap.durationSeconds, language)
      : `${tap.startTime.slice(0, 19)}Z + ${formatDuration(tap.durationSeconds, language)}`;
  return words.nothingPairs(span(first), span(second), words.overlapOf(overlap >= 0 ? formatDuration(overlap, language) : null));
}

class ComparisonText {
  readonly #comparison: CaptureComparison;
  readonly #words: CompareWords;
  readonly #language: Language;

  constructor(comparison: CaptureComparison, words: CompareWords, language: Language) {
    this.#comparison = comparison;
    this.#words = words;
    this.#language = language;
  }

  head(): string {
    const { kind, first, second, clock, nearerClient, paired, onlyOne, uncovered, ambiguous } = this.#comparison.overview;
    const words = this.#words;
    const one = nameOf(first);
    const two = nameOf(second);
    const lines = [`${words.title[kind]}: ${one} (#1), ${two} (#2)`];
    if (paired > 0) {
      lines.push(
        nearerClient === 'mixed'
          ? words.nearerMixed
          : nearerClient === 'unknown'
            ? words.nearerUnknown
            : words.nearer(nearerClient === 'first' ? one : two),
      );
      lines.push(clock === null ? words.noClock : words.clock(clock));
    }
    if (paired > 0) lines.push(words.paired(paired, onlyOne.first, onlyOne.second, one, two));
    for (const [count, name] of [
      [uncovered.first, one],
      [uncovered.second, two],
    ] as const)
      if (count > 0 && paired > 0) lines.push(words.uncovered(count, name));
    for (const [count, name] of [
      [ambiguous.first, one],
      [ambiguous.second, two],
    ] as const)
      if (count > 0) lines.push(words.ambiguous(count, name));
    return `${lines.join('\n')}\n`;
  }

  line({ cause, place, server, confidence, connections }: ComparisonFinding, number: number): string {
    const where = [this.#words.places[place], this.#words.at(server)]
      .filter((part) => part !== '')
      .join(this.#language === 'zh' ? '' : ', ');
    const certainty = certaintyOf(confidence);
    const short = causeWords(cause, this.#language).short;
    return `${number}. ${CERTAINTY_GLYPHS[certainty]} ${short} — ${where}: ${this.#words.connections(connections.length)} · ${certaintyWords[this.#language][certainty].word} (${formatPercent(confidence, this.#language)})`;
  }

  finding(finding: ComparisonFinding, number: number): string {
    const [example = 0] = finding.connections;
    return `\n${this.line(finding, number)}\n${this.#explained(this.#comparison.connection(example))}\n${this.#ladder(example)}`;
  }

  connection(index: number): string {
    const connection = this.#comparison.connection(index);
    const words = this.#words;
    const listed = connection.differences.slice(0, DIFFERENCES_MOST).map((difference) => {
      const { kinds } = words;
      const what =
        difference.kind === 'lost'
          ? kinds.lost(difference.from === 'client' ? 'server' : 'client')
          : difference.kind === 'appeared'
            ? kinds.appeared(difference.from)
            : difference.kind === 'changed'
              ? `${kinds.changed}: ${difference.changes.map(({ field, before, after }) => (before === undefined ? words.fields[field] : `${words.fields[field]} ${before} → ${after ?? ''}`)).join(', ')}`
              : difference.kind === 'delayed'
                ? kinds.delayed(formatDuration(difference.oneWaySeconds ?? 0, this.#language))
                : kinds.notCaptured;
      const because = difference.because.map((reason) => words.reasons[reason]).join(', ');
      const name = [...difference.flags, difference.len > 0 ? `${difference.len} B` : ''].filter((part) => part !== '').join(' ');
      return `   ${padRight(framesText(difference.frames), 18)} ${padRight(name, 16)} ${what}${because === '' ? '' : ` (${because})`}`;
    });
    const rest = connection.differences.length - listed.length + connection.differencesLeftOut;
    if (rest > 0) listed.push(`   ${words.more(rest)}`);
    return `\n${connection.client} → ${connection.server}\n${this.#explained(connection)}\n${listed.join('\n')}${listed.length > 0 ? '\n' : ''}${this.#ladder(index)}`;
  }

  #explained({ verdict, pairedBy }: ConnectionComparison): string {
    const words = this.#words;
    const lines = [
      `   ${causeWords(verdict.cause, this.#language).explanation}`,
      `   ${verdict.basis === 'both' ? (pairedBy === 'only-one' ? words.pairedBy['only-one'] : words.basisBoth) : words.basisOne(this.#tapName(verdict.basis))}`,
      ...verdict.contributions.map(({ observation, values, frames }) =>
        `   · ${words.observations[observation](values)}  ${framesText(frames)}`.trimEnd(),
      ),
      `   ${this.#alone(verdict, 'first')} · ${this.#alone(verdict, 'second')}`,
      ...verdict.ruledOut.map(
        ({ cause, because }) =>
          `   ${words.ruledOut(causeWords(cause, this.#language).short, words.observations[because](verdict.contributions.find(({ observation }) => observation === because)?.values ?? {}))}`,
      ),
    ];
    return `${lines.join('\n')}\n`;
  }

  #alone(verdict: CombinedVerdict, tap: 'first' | 'second'): string {
    const own = verdict[tap];
    const name = this.#tapName(tap);
    return own === null
      ? this.#words.notThere(name)
      : this.#words.alone(name, causeWords(own.cause, this.#language).short, formatPercent(own.confidence, this.#language));
  }

  #tapName(tap: 'first' | 'second'): string {
    return nameOf(this.#comparison.overview[tap]);
  }

  #ladder(index: number): string {
    return renderTwoTapText(buildTwoTapLadder(this.#comparison, index), this.#words, this.#language);
  }

  /** Connections on which the captures differ. */
  table(): string {
    const rows: ComparisonRow[] = [];
    let more = 0;
    for (let index = 0; index < this.#comparison.length; index++) {
      const row = this.#comparison.row(index);
      if (!differs(row)) continue;
      if (rows.length < ROWS_MOST) rows.push(row);
      else more++;
    }
    if (rows.length === 0) return `\n${this.#words.nothingDiffers}\n`;
    const cells = [
      this.#words.columns,
      ...rows.map(({ client, server, common, counts, changedFields, cause }) => [
        `${client} → ${server}`,
        String(common),
        String(counts.lostTowardsServer),
        String(counts.lostTowardsClient),
        String(counts.appeared),
        changedFields.map((field) => this.#words.fields[field]).join(', ') || '–',
        causeWords(cause, this.#language).short,
      ]),
    ];
    const widths = this.#words.columns.map((_, at) => Math.max(...cells.map((row) => padRight(row[at] ?? '', 0).length)));
    const lines = cells.map((row) =>
      row
        .map((cell, at) => (at > 0 && at < 5 ? padLeft(cell, widths[at] ?? 0) : padRight(cell, widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    );
    if (more > 0) lines.push(this.#words.more(more));
    return `\n${lines.join('\n')}\n`;
  }
}

function differs({ counts, changedFields, first, second }: ComparisonRow): boolean {
  return (
    first === null ||
    second === null ||
    changedFields.length > 0 ||
    counts.lostTowardsServer + counts.lostTowardsClient + counts.appeared + counts.changed + counts.delayed + counts.notCaptured > 0
  );
}

function nameOf(tap: ComparedTap): string {
  return tap.interfaceName === undefined ? tap.name : `${tap.name}, ${tap.interfaceName}`;
}

function framesText({ first, second }: { readonly first: readonly number[]; readonly second: readonly number[] }): string {
  return [...first.map((frame) => `1#${frame}`), ...second.map((frame) => `2#${frame}`)].join(' ');
}
