// One compared connection as a ladder with two taps: every packet with both its times, what was lost or appeared on the way, and runs of
// what nothing befell. Packets look as in the ladder of the capture that is nearer to their sender. The picture is a model only.

import { LadderBuilder } from '../ladder/build-ladder';
import type { PacketRow, StatePair } from '../ladder/ladder-model';
import { openParts } from '../ladder/open-parts';
import { FIN, RST, SYN } from '../model/tcp-flags';
import { ladderContextOf, timeDigitsOf } from '../report/report-source';
import type { CaptureComparison } from './comparison';
import type {
  Contribution,
  Fate,
  OpenedPositions,
  TapId,
  TwoTapBreak,
  TwoTapLadder,
  TwoTapNote,
  TwoTapOverview,
  TwoTapPacket,
  TwoTapRow,
} from './compare-model';
import { NONE } from './match-limits';
import { changesAt, fieldChanges } from './packet-changes';
import { usualTtl, type PairMatch } from './pair-match';
import { pathMask } from './path-mask';
import type { Tap } from './tap';
import { eventsOf, fatesOf, framesOf, rowOf, type TwoTapEvent } from './two-tap-events';
import { eventsFitting } from './two-tap-filter';
import { OVERVIEW_FROM, twoTapOverview } from './two-tap-overview';

/** Packets at both ends of the connection that always have a row. */
const SHOWN_FIRST = 6;
const SHOWN_LAST = 6;
/** Neighbours of what the captures differ on. */
const SHOWN_BESIDE = 1;
/** More rows would be no picture: then only the first and last of what differs have their own. */
const ROWS_MOST = 160;
/** Of what fits a filter, the first and last so many together. */
const FITTING_MOST = 2_000;
/** Fewer packets are no run. */
const RUN_LEAST = 3;
/** A pause is drawn from so many round trips and so much time on. */
const GAP_ROUND_TRIPS = 20;
const GAP_SECONDS = 0.05;

/** Of these, the longest are not folded away: those that last so many times the usual distance of two packets. */
const SILENCES_MOST = 40;
const SILENCE_TIMES_MEDIAN = 10;

const UNSEEN: StatePair = { client: 'unseen', server: 'unseen' };

/** `expanded`: ids of runs that are to carry their packets. */
export function buildTwoTapLadder(comparison: CaptureComparison, index: number, expanded: ReadonlySet<number> = new Set()): TwoTapLadder {
  return new TwoTapBuilder(comparison, index).build(expanded);
}

/** A ladder that is asked for again and again as its runs open: its packets are walked once. */
export class TwoTapBuilder {
  readonly #comparison: CaptureComparison;
  readonly #index: number;
  readonly #ends: { readonly client: string; readonly server: string };
  readonly #match: PairMatch;
  readonly #near: Tap;
  readonly #far: Tap;
  /** Of each capture's own connection; null where it has none. */
  readonly #nearLadder: LadderBuilder | null;
  readonly #farLadder: LadderBuilder | null;
  readonly #events: readonly TwoTapEvent[];
  readonly #fates: readonly Fate[];
  readonly #contributions: readonly Contribution[];
  readonly #clientTap: TapId;
  /** Notes by what they cite: frame numbers of the client's tap, and of the server's. */
  readonly #nearNotes = new Map<number, number[]>();
  readonly #farNotes = new Map<number, number[]>();
  readonly #beginNs: number;
  #overview: TwoTapOverview | null = null;

  constructor(comparison: CaptureComparison, index: number) {
    this.#comparison = comparison;
    this.#index = index;
    const { verdict, client, server } = comparison.connection(index);
    this.#ends = { client, server };
    this.#contributions = verdict.contributions;
    const pair = comparison.pairOf(index);
    this.#match = comparison.match(index);
    this.#near = pair.nearIsFirst ? comparison.first : comparison.second;
    this.#far = pair.nearIsFirst ? comparison.second : comparison.first;
    this.#nearLadder = ladderOf(this.#near, pair.nearIsFirst ? pair.first : pair.second);
    this.#farLadder = ladderOf(this.#far, pair.nearIsFirst ? pair.second : pair.first);
    this.#clientTap = pair.nearIsFirst ? 'first' : 'second';
    this.#events = eventsOf(this.#match);
    this.#fates = fatesOf(this.#events, this.#match);
    this.#beginNs = this.#events[0]?.ns ?? 0;
    this.#contributions.forEach(({ frames }, at) => {
      const isFirstNear = this.#clientTap === 'first';
      for (const frame of isFirstNear ? frames.first : frames.second) cite(this.#nearNotes, frame, at + 1);
      for (const frame of isFirstNear ? frames.second : frames.first) cite(this.#farNotes, frame, at + 1);
    });
  }

  /** `opened`: packets of open runs beside the first and the last ones. `filter`: which packets have rows of their own. */
  build(expanded: ReadonlySet<number>, opened: readonly OpenedPositions[] = [], filter = ''): TwoTapLadder {
    // Packets of one connection at a time are matched: others may have been looked at since.
    this.#comparison.match(this.#index);
    const fits = this.#fitting(filter);
    const runs = fits === null ? runsOf(this.#shown(), RUN_LEAST, this.#silences()) : runsOf(ends(fits), 1, NO_SILENCES);
    const parts = new Map<number, ReturnType<typeof openParts>>();
    const wanted = new Set<number>();
    for (const run of runs) {
      if (!run.isRun) {
        for (let at = run.from; at < run.to; at++) wanted.add(at);
        continue;
      }
      wanted.add(run.to - 1);
      if (!expanded.has(run.from)) continue;
      const shown = openParts(run.from, run.to, opened);
      parts.set(run.from, shown);
      for (const [from, to] of shown) for (let at = from; at < to; at++) wanted.add(at);
    }
    const rowsAt = this.#packetRows(wanted);
    const rows: TwoTapRow[] = [];
    let after = UNSEEN;
    let lastNs = this.#beginNs;
    const gapSeconds = this.#gapSeconds();
    const pause = (at: number): void => {
      const seconds = ((this.#events[at] as TwoTapEvent).ns - lastNs) / 1e9;
      if (seconds > gapSeconds) rows.push({ kind: 'gap', seconds, after });
      lastNs = (this.#events[at] as TwoTapEvent).ns;
    };
    for (const run of runs) {
      if (run.isRun) {
        pause(run.from);
        const shown = parts.get(run.from);
        const inside: TwoTapPacket[] = [];
        const breaks: TwoTapBreak[] = [];
        let next = run.from;
        for (const [from, to] of shown ?? []) {
          if (from > next) breaks.push({ at: inside.length, from: next, to: from });
          for (let at = from; at < to; at++) {
            const packet = this.#packet(at, rowsAt, after);
            after = packet.after;
            inside.push(packet);
          }
          next = to;
        }
        after = this.#packet(run.to - 1, rowsAt, after).after;
        rows.push(this.#run(run, shown !== undefined, inside, breaks, after));
      } else {
        for (let at = run.from; at < run.to; at++) {
          pause(at);
          const packet = this.#packet(at, rowsAt, after);
          after = packet.after;
          rows.push(packet);
        }
      }
      lastNs = (this.#events[run.to - 1] as TwoTapEvent).ns;
    }
    const startNs = this.#comparison.first.capture.analysis.meta.startNs ?? 0n;
    return {
      index: this.#index,
      client: { ...endpointOf(this.#ends.client), tap: this.#nameOf(this.#near) },
      server: { ...endpointOf(this.#ends.server), tap: this.#nameOf(this.#far) },
      clientTap: this.#clientTap,
      clock: this.#comparison.clockEstimate,
      packets: this.#events.length,
      timeDigits: Math.min(timeDigitsOf(this.#near.capture.analysis.meta), timeDigitsOf(this.#far.capture.analysis.meta)),
      startNs: (startNs + BigInt(Math.round(this.#beginNs))).toString(),
      captureSeconds: this.#beginNs / 1e9,
      rows,
      notes: this.#contributions.map((contribution, at): TwoTapNote => ({ number: at + 1, contribution })),
      ...(fits === null ? {} : { fitting: fits.reduce((sum, fit) => sum + fit, 0) }),
      ...(this.#events.length >= OVERVIEW_FROM ? { overview: (this.#overview ??= this.#overviewOf()) } : {}),
    };
  }

  #fitting(filter: string): Uint8Array | null {
    const isFirstNear = this.#clientTap === 'first';
    return eventsFitting(filter, {
      count: this.#events.length,
      fate: (at) => this.#fates[at] as Fate,
      isNoted: (at) => this.#isCited(this.#events[at] as TwoTapEvent),
      frames: (at) => {
        const { near, far } = this.#frames(this.#events[at] as TwoTapEvent);
        return isFirstNear ? [near, far] : [far, near];
      },
      plain: (word) => {
        const near = this.#nearLadder?.framesFitting(word);
        const far = this.#farLadder?.framesFitting(word);
        return (at) => {
          const event = this.#events[at] as TwoTapEvent;
          const frames = this.#frames(event);
          const [own, other] = this.#isFromClient(event)
            ? ([frames.near[0], frames.far[0]] as const)
            : ([frames.far[0], frames.near[0]] as const);
          const [ownFits, otherFits] = this.#isFromClient(event) ? [near, far] : [far, near];
          return own === undefined ? other !== undefined && otherFits?.has(other) === true : ownFits?.has(own) === true;
        };
      },
    });
  }

  #overviewOf(): TwoTapOverview {
    return twoTapOverview(
      this.#events,
      this.#fates,
      (event) => this.#isFromClient(event),
      (event) => this.#frames(event),
    );
  }

  #isFromClient({ direction }: TwoTapEvent): boolean {
    return direction === this.#match.toServer;
  }

  #nameOf(tap: Tap): string {
    return tap.interfaceName ?? tap.capture.analysis.meta.name;
  }

  #gapSeconds(): number {
    return Math.max(GAP_SECONDS, (this.#comparison.clockEstimate?.roundTripSeconds ?? 0) * GAP_ROUND_TRIPS);
  }

  /** Packets before which nobody spoke for remarkably long. */
  #silences(): ReadonlySet<number> {
    const events = this.#events;
    const waits = events.map(({ ns }, at) => (at === 0 ? 0 : ns - (events[at - 1] as TwoTapEvent).ns));
    const median = waits.toSorted((a, b) => a - b)[waits.length >> 1] ?? 0;
    const least = Math.max(this.#gapSeconds() * 1e9, median * SILENCE_TIMES_MEDIAN);
    const long = waits.flatMap((wait, at) => (wait > least ? [at] : [])).toSorted((a, b) => (waits[b] as number) - (waits[a] as number));
    return new Set(long.slice(0, SILENCES_MOST));
  }

  /** Packets that have a row of their own. */
  #shown(): Uint8Array {
    const count = this.#events.length;
    const shown = new Uint8Array(count);
    const differing: number[] = [];
    for (let at = 0; at < count; at++) {
      const event = this.#events[at] as TwoTapEvent;
      if (at < SHOWN_FIRST || at >= count - SHOWN_LAST || isControl(event)) shown[at] = 1;
      if (this.#fates[at] !== 'both' || this.#isCited(event)) differing.push(at);
    }
    const some =
      differing.length * (1 + 2 * SHOWN_BESIDE) <= ROWS_MOST
        ? differing
        : [...differing.slice(0, ROWS_MOST / 4), ...differing.slice(-ROWS_MOST / 4)];
    for (const at of some)
      for (let beside = Math.max(0, at - SHOWN_BESIDE); beside <= Math.min(count - 1, at + SHOWN_BESIDE); beside++) shown[beside] = 1;
    // A burst of resets folds as well.
    let rows = 0;
    for (let at = 0; at < count; at++) if (shown[at] === 1 && ++rows > ROWS_MOST && at < count - SHOWN_LAST) shown[at] = 0;
    return shown;
  }

  #isCited(event: TwoTapEvent): boolean {
    const { near, far } = this.#frames(event);
    return near.some((frame) => this.#nearNotes.has(frame)) || far.some((frame) => this.#farNotes.has(frame));
  }

  #frames(event: TwoTapEvent) {
    return framesOf(event, this.#match);
  }

  /** The ladders of both captures, as far as the rows below need them. */
  #packetRows(wanted: ReadonlySet<number>): RowsAt {
    const near = new Set<number>();
    const far = new Set<number>();
    for (const at of wanted) {
      const frames = this.#frames(this.#events[at] as TwoTapEvent);
      for (const frame of frames.near) near.add(frame);
      for (const frame of frames.far) far.add(frame);
    }
    return { near: this.#nearLadder?.rowsOf(near) ?? NO_ROWS, far: this.#farLadder?.rowsOf(far) ?? NO_ROWS };
  }

  #packet(at: number, rows: RowsAt, before: StatePair): TwoTapPacket {
    const event = this.#events[at] as TwoTapEvent;
    const { direction, isUp, index } = event;
    const { near, far } = this.#frames(event);
    const nearRow = near[0] === undefined ? undefined : rows.near.get(near[0]);
    const farRow = far[0] === undefined ? undefined : rows.far.get(far[0]);
    const fromClient = this.#isFromClient(event);
    const packet = (fromClient ? (nearRow ?? farRow) : (farRow ?? nearRow)) as PacketRow;
    const fate = this.#fates[at] as Fate;
    const upNs = isUp ? (direction.upNs[index] as number) : null;
    const j = isUp ? (direction.upTo[index] as number) : index;
    const downNs = j === NONE ? null : (direction.downNs[j] as number);
    const seconds = (ns: number | null): number | null => (ns === null ? null : (ns - this.#beginNs) / 1e9);
    const expected = fate === 'appeared' ? usualTtl(direction) : null;
    return {
      kind: 'packet',
      packet,
      fate,
      ...(expected === null || expected === packet.ttl ? {} : { usualTtl: expected }),
      clientFrames: near,
      serverFrames: far,
      clientSeconds: seconds(fromClient ? upNs : downNs),
      serverSeconds: seconds(fromClient ? downNs : upNs),
      oneWaySeconds: upNs === null || downNs === null || this.#comparison.clock === null ? null : (downNs - upNs) / 1e9,
      changes: fate === 'changed' ? fieldChanges(direction, index, changesAt(direction, index) & ~pathMask(direction)) : [],
      notes: this.#notesOf(near, far),
      after: { client: nearRow?.after.client ?? before.client, server: farRow?.after.server ?? before.server },
    };
  }

  #notesOf(near: readonly number[], far: readonly number[]): readonly number[] {
    const numbers = new Set<number>();
    for (const frame of near) for (const number of this.#nearNotes.get(frame) ?? []) numbers.add(number);
    for (const frame of far) for (const number of this.#farNotes.get(frame) ?? []) numbers.add(number);
    return [...numbers].sort((a, b) => a - b);
  }

  #run(run: Span, isOpen: boolean, rows: readonly TwoTapPacket[], breaks: readonly TwoTapBreak[], after: StatePair): TwoTapRow {
    let bytesClient = 0;
    let bytesServer = 0;
    let differing = 0;
    const nearFrames: number[] = [];
    const farFrames: number[] = [];
    for (let at = run.from; at < run.to; at++) {
      const event = this.#events[at] as TwoTapEvent;
      const { tap, row } = rowOf(event);
      const len = tap.at.len[row] as number;
      if (this.#isFromClient(event)) bytesClient += len;
      else bytesServer += len;
      if (this.#fates[at] !== 'both') differing++;
      const { near, far } = this.#frames(event);
      nearFrames.push(...near);
      farFrames.push(...far);
    }
    const first = this.#events[run.from] as TwoTapEvent;
    const last = this.#events[run.to - 1] as TwoTapEvent;
    return {
      kind: 'run',
      id: run.from,
      what: bytesClient > 0 && bytesServer > 0 ? 'exchange' : bytesClient + bytesServer > 0 ? 'data' : 'ack',
      packets: run.to - run.from,
      differing,
      bytesClient,
      bytesServer,
      seconds: (first.ns - this.#beginNs) / 1e9,
      durationSeconds: (last.ns - first.ns) / 1e9,
      clientFrames: endsOf(nearFrames),
      serverFrames: endsOf(farFrames),
      expanded: isOpen,
      rows,
      hidden: isOpen ? run.to - run.from - rows.length : 0,
      ...(breaks.length > 0 ? { breaks } : {}),
      after,
    };
  }
}

interface RowsAt {
  readonly near: ReadonlyMap<number, PacketRow>;
  readonly far: ReadonlyMap<number, PacketRow>;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly isRun: boolean;
}

const NO_ROWS: ReadonlyMap<number, PacketRow> = new Map();

const NO_SILENCES: ReadonlySet<number> = new Set();

/** `silences`: no run goes on from there. */
function runsOf(shown: Uint8Array, least: number, silences: ReadonlySet<number>): readonly Span[] {
  const spans: Span[] = [];
  for (let from = 0; from < shown.length;) {
    let to = from + 1;
    while (to < shown.length && shown[to] === shown[from] && !silences.has(to)) to++;
    spans.push({ from, to, isRun: shown[from] === 0 && to - from >= least });
    from = to;
  }
  return spans;
}

/** Of more than fit a ladder the first and the last ones. */
function ends(fits: Uint8Array): Uint8Array {
  let fitting = fits.reduce((sum, fit) => sum + fit, 0);
  if (fitting <= FITTING_MOST) return fits;
  const shown = fits.slice();
  const half = FITTING_MOST / 2;
  const last = fitting - half;
  for (let at = fits.length - 1; at >= 0; at--) {
    if (fits[at] === 0) continue;
    fitting--;
    if (fitting >= half && fitting < last) shown[at] = 0;
  }
  return shown;
}

/** SYN, FIN, RST. */
function isControl(event: TwoTapEvent): boolean {
  const { tap, row } = rowOf(event);
  return ((tap.at.flags[row] as number) & (SYN | FIN | RST)) !== 0;
}

/** Rows as the ladder of that capture has them. */
function ladderOf(tap: Tap, connection: number): LadderBuilder | null {
  const { analysis } = tap.capture;
  return connection < 0 ? null : new LadderBuilder(analysis.tables, analysis.report(connection), ladderContextOf(analysis, connection));
}

function cite(notes: Map<number, number[]>, frame: number, number: number): void {
  const known = notes.get(frame);
  if (known === undefined) notes.set(frame, [number]);
  else known.push(number);
}

function endsOf(frames: readonly number[]): readonly [first: number, last: number] {
  return frames.length === 0
    ? [0, 0]
    : [frames.reduce((least, frame) => Math.min(least, frame)), frames.reduce((most, frame) => Math.max(most, frame))];
}

/** "10.0.0.1:80" or "[::1]:80" into its parts. */
function endpointOf(text: string): { readonly address: string; readonly port: number } {
  const at = text.lastIndexOf(':');
  return { address: text.slice(0, at).replaceAll(/[[\]]/g, ''), port: Number(text.slice(at + 1)) };
}
