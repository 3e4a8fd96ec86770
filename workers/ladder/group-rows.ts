// Which packets of a connection the ladder shows one by one, which it folds into runs, and where it shows a gap (ux 3.2, 3.4).
// Decided from the packets and the annotated frames alone, never from what is expanded: run ids stay stable.

import { type LadderWalk, Bit, CLIENT, Kind, SERVER } from './ladder-walk';

/** Any connection opens at no more rows than this. */
export const MAX_ROWS = 200;
/** Of the packets that fit a filter so many have a row of their own. */
export const MOST_FITTING = 2_000;
const LAST_PACKETS = 12;
const AROUND_NOTE = 2;
/** A burst of more identical SYNs or RSTs folds. */
const BURST = 8;
/** Folding fewer would hide them for nothing. */
const SMALLEST_RUN = 3;
/** At most so many frames of one annotation are pinned: its first and last ones. */
const PINS_PER_NOTE = 12;
/** A stretch is cut at its longest pauses and at its changes of kind, at most so often in all. */
const CUTS_AT_GAPS = 12;
const CUTS_AT_KINDS = 12;
const SMALLEST_KEEPALIVE_RUN = 6;
const SMALLEST_RETRY_RUN = 4;

const GAP_RTTS = 20;
const GAP_MEDIANS = 10;
const GAP_FLOOR_NS = 50e6;
const MEDIAN_SAMPLES = 1001;

/** Entries [start, end) as one run, or one packet (end = start + 1). */
export interface RowRange {
  readonly start: number;
  readonly end: number;
  readonly isRun: boolean;
  /** Pause before it, large enough for a row of its own; else 0. */
  readonly gapNs: number;
}

/** `holes`: entries that acknowledge what the capture lacks. */
export function groupRows(
  walk: LadderWalk,
  notedEntries: readonly (readonly number[])[],
  rttSeconds: number | null,
  holes: readonly number[] = [],
): readonly RowRange[] {
  const gapFrom = Math.max(GAP_RTTS * (rttSeconds ?? 0) * 1e9, GAP_MEDIANS * medianDelta(walk), GAP_FLOOR_NS);
  let ranges: readonly RowRange[] = [];
  for (let strictness = 0; strictness <= 4; strictness++) {
    const pinned = pin(walk, notedEntries, strictness);
    // A few of them are told one by one, many by the notice of the capture's quality.
    if (strictness === 0) for (const entry of [...holes.slice(0, PINS_PER_NOTE / 2), ...holes.slice(-PINS_PER_NOTE / 2)]) pinned[entry] = 1;
    ranges = rangesOf(walk, pinned, gapFrom, strictness);
    if (rowsOf(ranges) <= MAX_ROWS) break;
  }
  return ranges;
}

/** Rows of the entries that fit a filter, all between them folded; of very many the first and the last. */
export function filteredRows(walk: LadderWalk, fits: Uint8Array): readonly RowRange[] {
  const pinned = new Uint8Array(walk.count);
  const chosen: number[] = [];
  fits.forEach((fit, entry) => {
    if (fit === 1) chosen.push(entry);
  });
  const half = MOST_FITTING / 2;
  for (const entry of chosen.length <= MOST_FITTING ? chosen : [...chosen.slice(0, half), ...chosen.slice(-half)]) pinned[entry] = 1;
  return rangesOf(walk, pinned, Infinity, 3);
}

function rowsOf(ranges: readonly RowRange[]): number {
  let rows = ranges.length;
  for (const range of ranges) if (range.gapNs > 0) rows++;
  return rows;
}

/** 1 for each entry that keeps a row. Strictness gives up context first, then all but the ends of what never ends. */
function pin(walk: LadderWalk, notedEntries: readonly (readonly number[])[], strictness: number): Uint8Array {
  const { count } = walk;
  const pinned = new Uint8Array(count);
  const controls = Bit.Syn | Bit.Fin | Bit.Rst;
  const { bits, row } = walk;
  for (let entry = 0; entry < count; entry++)
    if ((row[entry] as number) < 0 || ((bits[entry] as number) & controls) !== 0) pinned[entry] = 1;
  for (let entry = 0; entry <= Math.min(walk.handshakeEnd, count - 1); entry++) {
    if (entry === walk.handshakeEnd || strictness === 0) pinned[entry] = 1;
  }
  if (count > 0) pinned[0] = 1;
  for (const side of [CLIENT, SERVER]) {
    for (const entry of endsOfPayload(walk, side)) pinned[entry] = 1;
  }
  for (let entry = Math.max(0, count - LAST_PACKETS); entry < count; entry++) pinned[entry] = 1;
  foldBursts(walk, pinned);
  // What is annotated stays, also inside a burst.
  const around = strictness === 0 ? AROUND_NOTE : 0;
  const perNote = strictness >= 2 ? 2 : PINS_PER_NOTE;
  for (const entries of notedEntries) {
    entries.forEach((entry, index) => {
      if (index >= perNote / 2 && index < entries.length - perNote / 2) return;
      for (let near = Math.max(0, entry - around); near <= Math.min(count - 1, entry + around); near++) pinned[near] = 1;
    });
  }
  if (strictness >= 4) keepEnds(pinned, notedEntries);
  return pinned;
}

/** Hundreds of RSTs, FINs or ICMP errors: only the first 24 and last 40 rows stay, with the ends of each annotation. */
function keepEnds(pinned: Uint8Array, notedEntries: readonly (readonly number[])[]): void {
  const kept: number[] = [];
  pinned.forEach((isPinned, entry) => {
    if (isPinned === 1) kept.push(entry);
  });
  for (const entry of kept.slice(24, -40)) pinned[entry] = 0;
  for (const entries of notedEntries) {
    for (const entry of [entries[0], entries.at(-1)]) if (entry !== undefined) pinned[entry] = 1;
  }
}

/** First and last packet with payload of a side. */
function endsOfPayload(walk: LadderWalk, side: number): number[] {
  const ends: number[] = [];
  for (let entry = 0; entry < walk.count && ends.length === 0; entry++)
    if ((walk.side[entry] as number) === side && walk.has(entry, Bit.Payload)) ends.push(entry);
  for (let entry = walk.count - 1; entry >= 0 && ends.length === 1; entry--)
    if ((walk.side[entry] as number) === side && walk.has(entry, Bit.Payload)) ends.push(entry);
  return ends;
}

/** Of a burst of identical SYNs or RSTs the first and the last stay. */
function foldBursts(walk: LadderWalk, pinned: Uint8Array): void {
  const { bits, count } = walk;
  let start = 0;
  for (let entry = 1; entry <= count; entry++) {
    if (entry < count && ((bits[entry] as number) & (Bit.Syn | Bit.Rst)) !== 0 && walk.isSameControl(start, entry)) continue;
    if (entry - start > BURST) pinned.fill(0, start + 1, entry - 1);
    start = entry;
  }
}

function rangesOf(walk: LadderWalk, pinned: Uint8Array, gapFromNs: number, strictness: number): readonly RowRange[] {
  const stretches: [number, number][] = [];
  for (let entry = 0; entry < walk.count;) {
    const next = pinned.indexOf(1, entry);
    const end = next < 0 ? walk.count : next;
    if (end > entry) stretches.push([entry, end]);
    entry = end + 1;
  }
  const cuts = cutsOf(walk, stretches, gapFromNs, strictness);
  const smallestRun = strictness >= 3 ? 1 : SMALLEST_RUN;
  const ranges: { start: number; end: number; isRun: boolean; gapNs: number }[] = [];
  const add = (start: number, end: number): void => {
    const pause = start > 0 ? (walk.tsNs[start] as number) - (walk.tsNs[start - 1] as number) : 0;
    if (end - start >= smallestRun && (pinned[start] as number) === 0)
      ranges.push({ start, end, isRun: end - start > 1, gapNs: pause > gapFromNs ? pause : 0 });
    else {
      for (let entry = start; entry < end; entry++) {
        const before = entry > 0 ? (walk.tsNs[entry] as number) - (walk.tsNs[entry - 1] as number) : 0;
        ranges.push({ start: entry, end: entry + 1, isRun: false, gapNs: before > gapFromNs ? before : 0 });
      }
    }
  };
  let next = 0;
  for (const [start, end] of stretches) {
    for (; next < start; next++) add(next, next + 1);
    let from = start;
    for (const cut of cuts) {
      if (cut <= from || cut >= end) continue;
      add(from, cut);
      from = cut;
    }
    add(from, end);
    next = end;
  }
  for (; next < walk.count; next++) add(next, next + 1);
  if (strictness >= 1) limitGaps(ranges, strictness >= 3 ? CUTS_AT_GAPS : 2 * CUTS_AT_GAPS);
  return ranges;
}

/** Keeps the rows of the longest pauses only. */
function limitGaps(ranges: { gapNs: number }[], most: number): void {
  const gaps = ranges.map((range) => range.gapNs).filter((gap) => gap > 0);
  const least = gaps.toSorted((a, b) => b - a)[most];
  if (least === undefined) return;
  for (const range of ranges) if (range.gapNs <= least) range.gapNs = 0;
}

/** Entries, ascending, before which a stretch of folded packets is cut. */
function cutsOf(
  walk: LadderWalk,
  stretches: readonly (readonly [number, number])[],
  gapFromNs: number,
  strictness: number,
): readonly number[] {
  const pauses: { entry: number; ns: number }[] = [];
  const kinds: { start: number; end: number }[] = [];
  const { tsNs } = walk;
  for (const [start, end] of stretches) {
    let kindStart = start;
    let kind = walk.kind(start);
    for (let entry = start; entry < end; entry++) {
      const ns = entry > start ? (tsNs[entry] as number) - (tsNs[entry - 1] as number) : 0;
      if (ns > gapFromNs) pauses.push({ entry, ns });
      const here = walk.kind(entry);
      if (here === kind) continue;
      addKind(walk, kinds, kindStart, entry);
      kindStart = entry;
      kind = here;
    }
    addKind(walk, kinds, kindStart, end);
  }
  const most = strictness >= 3 ? 0 : 1;
  const cuts = new Set<number>();
  for (const { entry } of pauses.toSorted((a, b) => b.ns - a.ns || a.entry - b.entry).slice(0, most * CUTS_AT_GAPS)) cuts.add(entry);
  for (const { start, end } of kinds
    .toSorted((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)
    .slice(0, most * CUTS_AT_KINDS)) {
    cuts.add(start);
    cuts.add(end);
  }
  return [...cuts].toSorted((a, b) => a - b);
}

function addKind(walk: LadderWalk, kinds: { start: number; end: number }[], start: number, end: number): void {
  const kind = walk.kind(start);
  const smallest = kind === Kind.Keepalive ? SMALLEST_KEEPALIVE_RUN : kind === Kind.Retry ? SMALLEST_RETRY_RUN : Infinity;
  if (end - start >= smallest) kinds.push({ start, end });
}

/** Median time between packets in nanoseconds; of a sample where there are many. */
function medianDelta(walk: LadderWalk): number {
  const pauses = walk.count - 1;
  if (pauses < 1) return 0;
  const samples = Math.min(pauses, MEDIAN_SAMPLES);
  const deltas = new Float64Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    const entry = 1 + Math.floor((sample * pauses) / samples);
    deltas[sample] = (walk.tsNs[entry] as number) - (walk.tsNs[entry - 1] as number);
  }
  deltas.sort();
  return deltas[samples >> 1] as number;
}
