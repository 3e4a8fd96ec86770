// One compared connection as a ladder with two taps: every packet with both its times, what was lost or appeared on the way, and runs of
// what nothing befell. Packets look as in the ladder of the capture that is nearer to their sender. The picture is a model only.

import { LadderBuilder } from '../ladder/build-ladder';
import type { PacketRow, StatePair } from '../ladder/ladder-model';
import { ladderContextOf, timeDigitsOf } from '../report/report-source';
import type { CaptureComparison } from './comparison';
import type { Contribution, Fate, TapId, TwoTapLadder, TwoTapNote, TwoTapPacket, TwoTapRow } from './compare-model';
import { NONE } from './match-direction';
import { changesAt, fieldChanges } from './packet-changes';
import { DELAYED_SECONDS, FateCode, usualTtl, type Direction, type PairMatch } from './pair-match';
import { pathMask } from './path-mask';
import type { Tap } from './tap';

/** Packets at both ends of the connection that always have a row. */
const SHOWN_FIRST = 6;
const SHOWN_LAST = 6;
/** Neighbours of what the captures differ on. */
const SHOWN_BESIDE = 1;
/** More rows would be no picture: then only the first and last of what differs have their own. */
const ROWS_MOST = 160;
/** Fewer packets are no run. */
const RUN_LEAST = 3;
/** An open run shows so many of its packets at each end. */
const RUN_SHOWS = 250;
/** A pause is drawn from so many round trips and so much time on. */
const GAP_ROUND_TRIPS = 20;
const GAP_SECONDS = 0.05;

const UNSEEN: StatePair = { client: 'unseen', server: 'unseen' };

interface Event {
  readonly direction: Direction;
  readonly isUp: boolean;
  readonly index: number;
  /** By the first capture's clock: when it was seen first. */
  readonly ns: number;
}

/** `expanded`: ids of runs that are to carry their packets. */
export function buildTwoTapLadder(comparison: CaptureComparison, index: number, expanded: ReadonlySet<number> = new Set()): TwoTapLadder {
  const detail = comparison.connection(index);
  return new TwoTapBuilder(comparison, index, detail.verdict.contributions).build(expanded, detail.client, detail.server);
}

class TwoTapBuilder {
  readonly #comparison: CaptureComparison;
  readonly #index: number;
  readonly #match: PairMatch;
  readonly #near: Tap;
  readonly #far: Tap;
  readonly #nearConnection: number;
  readonly #farConnection: number;
  readonly #events: readonly Event[];
  readonly #contributions: readonly Contribution[];
  readonly #clientTap: TapId;
  /** Notes by what they cite: frame numbers of the client's tap, and of the server's. */
  readonly #nearNotes = new Map<number, number[]>();
  readonly #farNotes = new Map<number, number[]>();
  readonly #beginNs: number;

  constructor(comparison: CaptureComparison, index: number, contributions: readonly Contribution[]) {
    this.#comparison = comparison;
    this.#index = index;
    this.#contributions = contributions;
    const pair = comparison.pairOf(index);
    this.#match = comparison.match(index);
    this.#near = pair.nearIsFirst ? comparison.first : comparison.second;
    this.#far = pair.nearIsFirst ? comparison.second : comparison.first;
    this.#nearConnection = pair.nearIsFirst ? pair.first : pair.second;
    this.#farConnection = pair.nearIsFirst ? pair.second : pair.first;
    this.#clientTap = pair.nearIsFirst ? 'first' : 'second';
    this.#events = eventsOf(this.#match);
    this.#beginNs = this.#events[0]?.ns ?? 0;
    contributions.forEach(({ frames }, at) => {
      const isFirstNear = this.#clientTap === 'first';
      for (const frame of isFirstNear ? frames.first : frames.second) cite(this.#nearNotes, frame, at + 1);
      for (const frame of isFirstNear ? frames.second : frames.first) cite(this.#farNotes, frame, at + 1);
    });
  }

  build(expanded: ReadonlySet<number>, client: string, server: string): TwoTapLadder {
    const shown = this.#shown();
    const runs = runsOf(shown);
    const wanted = new Set<number>();
    for (const run of runs) {
      if (run.to - run.from === 1 || !run.isRun) for (let at = run.from; at < run.to; at++) wanted.add(at);
      else {
        wanted.add(run.to - 1);
        if (expanded.has(run.from)) for (const at of openEntries(run)) wanted.add(at);
      }
    }
    const rowsAt = this.#packetRows(wanted);
    const rows: TwoTapRow[] = [];
    let after = UNSEEN;
    let lastNs = this.#beginNs;
    const roundTrip = (this.#comparison.clockEstimate?.roundTripSeconds ?? 0) * GAP_ROUND_TRIPS;
    const pause = (at: number): void => {
      const seconds = ((this.#events[at] as Event).ns - lastNs) / 1e9;
      if (seconds > Math.max(GAP_SECONDS, roundTrip)) rows.push({ kind: 'gap', seconds, after });
      lastNs = (this.#events[at] as Event).ns;
    };
    for (const run of runs) {
      if (run.isRun) {
        pause(run.from);
        const inside: TwoTapPacket[] = [];
        if (expanded.has(run.from))
          for (const at of openEntries(run)) {
            const packet = this.#packet(at, rowsAt, after);
            after = packet.after;
            inside.push(packet);
          }
        after = this.#packet(run.to - 1, rowsAt, after).after;
        rows.push(this.#run(run, expanded.has(run.from), inside, after));
      } else {
        for (let at = run.from; at < run.to; at++) {
          pause(at);
          const packet = this.#packet(at, rowsAt, after);
          after = packet.after;
          rows.push(packet);
        }
      }
      lastNs = (this.#events[run.to - 1] as Event).ns;
    }
    const startNs = this.#comparison.first.capture.analysis.meta.startNs ?? 0n;
    return {
      index: this.#index,
      client: { ...endpointOf(client), tap: this.#nameOf(this.#near) },
      server: { ...endpointOf(server), tap: this.#nameOf(this.#far) },
      clientTap: this.#clientTap,
      clock: this.#comparison.clockEstimate,
      packets: this.#events.length,
      timeDigits: Math.min(timeDigitsOf(this.#near.capture.analysis.meta), timeDigitsOf(this.#far.capture.analysis.meta)),
      startNs: (startNs + BigInt(Math.round(this.#beginNs))).toString(),
      rows,
      notes: this.#contributions.map((contribution, at): TwoTapNote => ({ number: at + 1, contribution })),
    };
  }

  #nameOf(tap: Tap): string {
    return tap.interfaceName ?? tap.capture.analysis.meta.name;
  }

  /** Packets that have a row of their own. */
  #shown(): Uint8Array {
    const count = this.#events.length;
    const shown = new Uint8Array(count);
    const differing: number[] = [];
    for (let at = 0; at < count; at++) {
      const event = this.#events[at] as Event;
      if (at < SHOWN_FIRST || at >= count - SHOWN_LAST || this.#isControl(event)) shown[at] = 1;
      if (this.#fate(event) !== 'both' || this.#isCited(event)) differing.push(at);
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

  #isControl(event: Event): boolean {
    const tap = (event.isUp ? event.direction.up : event.direction.down) as Tap;
    const row = (event.isUp ? event.direction.upRows : event.direction.downRows)[event.index] as number;
    return ((tap.at.flags[row] as number) & 7) !== 0;
  }

  #isCited(event: Event): boolean {
    const { near, far } = this.#frames(event);
    return near.some((frame) => this.#nearNotes.has(frame)) || far.some((frame) => this.#farNotes.has(frame));
  }

  #fate({ direction, isUp, index }: Event): Fate {
    const fate = (isUp ? direction.upFate : direction.downFate)[index] as number;
    if (fate === FateCode.Lost) return 'lost';
    if (fate === FateCode.Appeared) return 'appeared';
    if (fate === FateCode.NotCaptured) return 'not-captured';
    if (fate === FateCode.Outside) return 'outside';
    if (direction.missing.has(index)) return 'lost';
    if ((changesAt(direction, index) & ~pathMask(direction)) !== 0) return 'changed';
    const flight = (direction.downNs[direction.upTo[index] as number] as number) - (direction.upNs[index] as number);
    return flight > direction.medianNs + DELAYED_SECONDS * 1e9 ? 'delayed' : 'both';
  }

  #frames({ direction, isUp, index }: Event): { readonly near: readonly number[]; readonly far: readonly number[] } {
    const up: number[] = [];
    const down: number[] = [];
    if (isUp) {
      up.push((direction.up as Tap).frameNumber(direction.upRows[index] as number));
      const j = direction.upTo[index] as number;
      if (j !== NONE)
        for (const piece of [j, ...(direction.upPieces.get(index) ?? [])])
          down.push((direction.down as Tap).frameNumber(direction.downRows[piece] as number));
    } else {
      down.push((direction.down as Tap).frameNumber(direction.downRows[index] as number));
    }
    return direction === this.#match.toServer ? { near: up, far: down } : { near: down, far: up };
  }

  /** The ladders of both captures, as far as the rows below need them. */
  #packetRows(wanted: ReadonlySet<number>): RowsAt {
    const near = new Set<number>();
    const far = new Set<number>();
    for (const at of wanted) {
      const frames = this.#frames(this.#events[at] as Event);
      for (const frame of frames.near) near.add(frame);
      for (const frame of frames.far) far.add(frame);
    }
    return { near: packetsOf(this.#near, this.#nearConnection, near), far: packetsOf(this.#far, this.#farConnection, far) };
  }

  #packet(at: number, rows: RowsAt, before: StatePair): TwoTapPacket {
    const event = this.#events[at] as Event;
    const { direction, isUp, index } = event;
    const { near, far } = this.#frames(event);
    const nearRow = near[0] === undefined ? undefined : rows.near.get(near[0]);
    const farRow = far[0] === undefined ? undefined : rows.far.get(far[0]);
    const fromClient = direction === this.#match.toServer;
    const packet = (fromClient ? (nearRow ?? farRow) : (farRow ?? nearRow)) as PacketRow;
    const fate = this.#fate(event);
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

  #run(run: Span, isOpen: boolean, rows: readonly TwoTapPacket[], after: StatePair): TwoTapRow {
    let bytesClient = 0;
    let bytesServer = 0;
    let differing = 0;
    const nearFrames: number[] = [];
    const farFrames: number[] = [];
    for (let at = run.from; at < run.to; at++) {
      const event = this.#events[at] as Event;
      const tap = (event.isUp ? event.direction.up : event.direction.down) as Tap;
      const len = tap.at.len[(event.isUp ? event.direction.upRows : event.direction.downRows)[event.index] as number] as number;
      if (event.direction === this.#match.toServer) bytesClient += len;
      else bytesServer += len;
      if (this.#fate(event) !== 'both') differing++;
      const { near, far } = this.#frames(event);
      nearFrames.push(...near);
      farFrames.push(...far);
    }
    const first = this.#events[run.from] as Event;
    const last = this.#events[run.to - 1] as Event;
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

function runsOf(shown: Uint8Array): readonly Span[] {
  const spans: Span[] = [];
  for (let from = 0; from < shown.length;) {
    let to = from + 1;
    while (to < shown.length && shown[to] === shown[from]) to++;
    spans.push({ from, to, isRun: shown[from] === 0 && to - from >= RUN_LEAST });
    from = to;
  }
  return spans;
}

function openEntries({ from, to }: Span): readonly number[] {
  const entries: number[] = [];
  for (let at = from; at < to; at++) if (at < from + RUN_SHOWS || at >= to - RUN_SHOWS) entries.push(at);
  return entries;
}

function eventsOf({ toServer, toClient }: PairMatch): readonly Event[] {
  const events: Event[] = [];
  for (const direction of [toServer, toClient]) {
    for (let index = 0; index < direction.upCount; index++)
      events.push({ direction, isUp: true, index, ns: direction.upNs[index] as number });
    for (let index = 0; index < direction.downCount; index++)
      if (direction.downTo[index] === NONE) events.push({ direction, isUp: false, index, ns: direction.downNs[index] as number });
  }
  return events.sort((a, b) => a.ns - b.ns);
}

/** Rows of these frames as the ladder of that capture has them. */
function packetsOf(tap: Tap, connection: number, frames: ReadonlySet<number>): ReadonlyMap<number, PacketRow> {
  const found = new Map<number, PacketRow>();
  if (connection < 0 || frames.size === 0) return found;
  const { analysis } = tap.capture;
  const builder = new LadderBuilder(analysis.tables, analysis.report(connection), ladderContextOf(analysis, connection));
  const runs = builder.build(new Set()).rows.flatMap((row) => (row.kind === 'run' ? [row.id] : []));
  const opened = [...frames].sort((a, b) => a - b).map((frame) => [frame, 1] as const);
  for (const row of builder.build(new Set(runs), opened).rows) {
    if (row.kind === 'packet') found.set(row.frame, row);
    else if (row.kind === 'run') for (const inner of row.rows) found.set(inner.frame, inner);
  }
  return found;
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
