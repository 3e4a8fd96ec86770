// What of a comparison goes out: chooses connections, has their ladders folded and everything redacted, and makes the link. For whoever
// holds the two captures; those who open it have describe-comparison.ts.

import type { ComparisonFinding, ComparisonRow, TapId, TwoTapPacket } from '../../compare/compare-model';
import type { CaptureComparison } from '../../compare/comparison';
import { buildTwoTapLadder } from '../../compare/two-tap-ladder';
import type { Fingerprint } from '../../model/fingerprint';
import { cleanNote, MOST_NOTES, type Note } from '../../model/note';
import { LINK_CHARACTERS } from '../share-link';
import { MOST_ROWS as MOST_LADDER_ROWS } from '../describe-ladder';
import { encodeComparison } from './comparison-link';
import { MOST_FINDINGS, MOST_IDS, MOST_ROWS } from './describe-comparison';
import { redactComparison, type RedactedComparison } from './redact-comparison';
import { rounded, settledClock, settledPair, settledRow } from './settle-pair';
import { plainTap, type SharedOverview, type SharedPair } from './shared-comparison';

/** Ladders of no more rows are told whole in a link. */
const WHOLE_UP_TO = 16;
/** In a file: the clearest example of each finding, and so many at least where so many differ. */
const LEAST_PAIRS = 10;
const MOST_FILE_PAIRS = 30;

export interface ComparisonWish {
  readonly keepsAddresses: boolean;
  readonly hidesClock: boolean;
  /** This compared connection alone; null: all of it. */
  readonly pair: number | null;
  readonly notes: readonly Note[];
  readonly fingerprints?: Readonly<Record<TapId, Fingerprint | null>>;
}

interface Choice {
  readonly findings: readonly ComparisonFinding[];
  readonly pairs: readonly number[];
  readonly rows: readonly ComparisonRow[];
  readonly wholeUpTo: number;
}

export interface ComparisonLink extends RedactedComparison {
  /** With "#". */
  readonly fragment: string;
}

/** The worst finding with the ladder of its clearest connection always; then further findings, ladders and connections, as long as the link survives everywhere. */
export function comparisonLink(source: CaptureComparison, wish: ComparisonWish): ComparisonLink {
  const chooser = new Chooser(source, wish);
  const make = (findings: number, pairs: readonly number[], rows: number, wholeUpTo = WHOLE_UP_TO): ComparisonLink => {
    const redacted = chooser.redacted({
      findings: chooser.findings.slice(0, findings),
      pairs,
      rows: chooser.rowsBeside(pairs, rows),
      wholeUpTo,
    });
    return { ...redacted, fragment: encodeComparison(redacted.comparison) };
  };
  const fits = ({ fragment }: ComparisonLink): boolean => fragment.length <= LINK_CHARACTERS.everywhere;
  const [example, ...examples] = chooser.examples;
  const told = { findings: 1, pairs: example === undefined ? [] : [example], rows: 0 };
  let link = make(told.findings, told.pairs, told.rows);
  // A long one still shows its ends and what differs.
  if (!fits(link)) return make(told.findings, told.pairs, 0, 0);
  const take = (longer: ComparisonLink): boolean => {
    if (!fits(longer)) return false;
    link = longer;
    return true;
  };
  while (told.findings < chooser.findings.length && take(make(told.findings + 1, told.pairs, 0))) told.findings++;
  const all = chooser.rowsBeside(told.pairs, MOST_ROWS).length;
  for (let step = all; step >= 1; step = Math.floor(step / 2))
    while (told.rows + step <= all && take(make(told.findings, told.pairs, told.rows + step))) told.rows += step;
  for (const pair of examples) {
    if (!take(make(told.findings, [...told.pairs, pair], told.rows))) break;
    told.pairs = [...told.pairs, pair];
  }
  return link;
}

/** For files and reports: whole ladders, every finding and connection that there is room for. */
export function keptComparison(source: CaptureComparison, wish: ComparisonWish, most = Infinity): RedactedComparison {
  const chooser = new Chooser(source, wish);
  const pairs = chooser.examples.slice(0, Math.min(most, wish.pair === null ? MOST_FILE_PAIRS : 1));
  const findings = chooser.findings.slice(0, MOST_FINDINGS);
  return chooser.redacted({ findings, pairs, rows: chooser.rowsBeside(pairs, MOST_ROWS), wholeUpTo: MOST_LADDER_ROWS });
}

class Chooser {
  /** Worst first; of one connection the one that has it. */
  readonly findings: readonly ComparisonFinding[];
  /** Connections whose ladder is told, the clearest first. */
  readonly examples: readonly number[];
  readonly #source: CaptureComparison;
  readonly #wish: ComparisonWish;
  readonly #differing: readonly number[];
  readonly #pairs = new Map<string, SharedPair>();

  constructor(source: CaptureComparison, wish: ComparisonWish) {
    this.#source = source;
    this.#wish = wish;
    const { pair } = wish;
    const { findings } = source.overview;
    this.#differing = Array.from({ length: source.length }, (_, index) => index).filter((index) => differs(source.row(index)));
    this.findings = pair === null ? findings : findings.filter(({ connections }) => connections.includes(pair));
    this.examples = pair === null ? this.#examples() : [pair];
  }

  #examples(): readonly number[] {
    const chosen = new Set(this.findings.flatMap(({ connections }) => connections[0] ?? []));
    for (const index of [...this.findings.flatMap(({ connections }) => connections.slice(0, LEAST_PAIRS)), ...this.#differing]) {
      if (chosen.size >= LEAST_PAIRS) break;
      chosen.add(index);
    }
    return [...chosen];
  }

  rowsBeside(pairs: readonly number[], most: number): readonly ComparisonRow[] {
    if (this.#wish.pair !== null || most === 0) return [];
    const rows = this.#differing.filter((index) => !pairs.includes(index));
    return rows.slice(0, Math.min(most, MOST_ROWS)).map((index) => settledRow(this.#source.row(index)));
  }

  redacted({ findings, pairs, rows, wholeUpTo }: Choice): RedactedComparison {
    const { keepsAddresses, pair, fingerprints = { first: null, second: null } } = this.#wish;
    const overview = this.#overview(findings);
    const told = pairs.map((index) => this.#pair(overview, index, wholeUpTo));
    const whole = {
      isRedacted: false,
      isOfPair: pair !== null,
      overview,
      connections: this.#source.length,
      differing: this.#differing.length,
      findingsLeftOut: pair === null ? this.findings.length - findings.length : 0,
      pairs: told,
      rows,
      notes: this.#notes(told),
      fingerprints,
    };
    return redactComparison(whole, keepsAddresses, this.#withheld(pairs));
  }

  #overview(findings: readonly ComparisonFinding[]): SharedOverview {
    const { overview } = this.#source;
    const { pair, hidesClock } = this.#wish;
    const tap = (id: TapId) => {
      const { startTime, durationSeconds, ...told } = overview[id];
      const start = hidesClock || startTime === null ? NaN : Date.parse(startTime);
      return plainTap(
        {
          ...told,
          // Years that no capture has: a broken clock is not told.
          startTime: Number.isFinite(start) && start >= 0 && start < 253_402_300_799_999 ? new Date(start).toISOString() : null,
          durationSeconds: rounded(durationSeconds, 6),
        },
        id,
      );
    };
    return {
      ...overview,
      first: tap('first'),
      second: tap('second'),
      clock: settledClock(overview.clock),
      overlapSeconds: overview.overlapSeconds === null ? null : rounded(overview.overlapSeconds, 6),
      findings: findings.map((finding) => {
        const { connections, confidence } = finding;
        const named = pair === null ? connections.slice(0, MOST_IDS) : [pair];
        return { ...finding, confidence: rounded(confidence, 4), connections: named, count: pair === null ? connections.length : 1 };
      }),
    };
  }

  #pair(overview: SharedOverview, index: number, wholeUpTo: number): SharedPair {
    const key = `${index} ${wholeUpTo}`;
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    const connection = this.#source.connection(index);
    const ladder = buildTwoTapLadder(this.#source, index);
    const isFirstNear = connection.nearerClient === 'first';
    const pair = settledPair(overview, connection, ladder, {
      wholeUpTo,
      isNoted: (row) => this.#wish.notes.some((note) => isOnPacket(note, row, isFirstNear)),
    });
    this.#pairs.set(key, pair);
    return pair;
  }

  /** On what is told. */
  #notes(pairs: readonly SharedPair[]): readonly Note[] {
    const connections = new Set(pairs.flatMap(({ connection }) => connection.first ?? []));
    const others = new Set(pairs.flatMap(({ connection }) => connection.second ?? []));
    const isOneFile = this.#source.kind !== 'captures';
    return this.#wish.notes
      .flatMap((note): readonly Note[] => {
        const text = cleanNote(note.text);
        const isThere = {
          capture: true,
          finding: false,
          connection: connections.has(note.number) || (isOneFile && others.has(note.number)),
          'other-connection': others.has(note.number),
          packet: this.#hasPacket('first', note.number, pairs) || (isOneFile && this.#hasPacket('second', note.number, pairs)),
          'other-packet': this.#hasPacket('second', note.number, pairs),
        }[note.about];
        return isThere && text !== '' ? [{ about: note.about, number: note.number, text }] : [];
      })
      .slice(0, MOST_NOTES);
  }

  #hasPacket(tap: TapId, frame: number, pairs: readonly SharedPair[]): boolean {
    return pairs.some(({ connection, ladder }) =>
      ladder.rows.some((row) => {
        if (row.kind === 'gap') return false;
        const frames = (connection.nearerClient === tap) === true ? row.clientFrames : row.serverFrames;
        return row.kind === 'packet' ? frames.includes(frame) : (frames[0] ?? 0) <= frame && frame <= (frames[1] ?? 0);
      }),
    );
  }

  /** Names and quotations of both captures that a note may repeat, and what the files are called. */
  #withheld(pairs: readonly number[]): readonly string[] {
    const texts: string[] = [];
    for (const tap of ['first', 'second'] as const) {
      const { analysis } = this.#source[tap].capture;
      const { name } = analysis.meta;
      const stem = name.replace(/\..*$/, '');
      // A single plain word is nobody's name.
      texts.push(name, /[-_\d]/.test(stem) ? stem : '', this.#source[tap].interfaceName ?? '');
      for (const index of pairs) {
        const id = this.#source.pairOf(index)[tap];
        if (id < 0) continue;
        const { application, verdict } = analysis.report(id);
        texts.push(application?.name ?? '', application?.product ?? '');
        for (const values of [verdict.facts, ...verdict.evidence.map((evidence) => evidence.values)])
          for (const value of Object.values(values)) if (typeof value === 'string') texts.push(value);
      }
    }
    return texts.filter((text) => !ADDRESS_OR_WORD.test(text));
  }
}

/** Addresses get their pseudonyms; single short words of protocols are nobody's name. */
const ADDRESS_OR_WORD = /^(?:[\d.]+|[\da-f:]+|client|server|TLS[\w .]*|HTTP[\w /.]*)$/i;

export function isOnPacket({ about, number }: Pick<Note, 'about' | 'number'>, row: TwoTapPacket, isFirstNear: boolean): boolean {
  if (about !== 'packet' && about !== 'other-packet') return false;
  const frames = (about === 'packet') === isFirstNear ? row.clientFrames : row.serverFrames;
  return frames.includes(number);
}

export function differs({ counts, changedFields, first, second }: ComparisonRow): boolean {
  return (
    first === null ||
    second === null ||
    changedFields.length > 0 ||
    counts.lostTowardsServer + counts.lostTowardsClient + counts.appeared + counts.changed + counts.delayed + counts.notCaptured > 0
  );
}
