// The packets of one compared connection on which the two captures differ, in order of time, each with what shows it.

import { seqDiff } from '../decode/tcp/sequence';
import { FIN, FROM_RESP, RST, SYN } from '../model/tcp-flags';
import type { DifferenceKind, DifferenceReason, FieldChange, PacketDifference } from './compare-model';
import { NONE } from './match-limits';
import { changesAt, fieldChanges, flagWords } from './packet-changes';
import {
  DELAYED_SECONDS,
  FateCode,
  firstAfter,
  foreignness,
  lengthOf,
  type Direction,
  type PairMatch,
  type PairOf,
  type TapLoss,
} from './pair-match';
import { pathMask } from './path-mask';
import type { Tap } from './tap';

/** More are counted, not listed. */
export const MAX_DIFFERENCES = 1000;

export interface Differences {
  readonly list: readonly PacketDifference[];
  readonly leftOut: number;
}

interface Entry {
  readonly direction: Direction;
  readonly isUp: boolean;
  readonly index: number;
  readonly kind: DifferenceKind;
  readonly ns: number;
}

export function differencesOf(match: PairMatch, pair: PairOf, loss: TapLoss): Differences {
  const entries: Entry[] = [];
  for (const direction of [match.toServer, match.toClient]) collect(direction, entries);
  entries.sort((a, b) => a.ns - b.ns);
  const beginNs = beginningNs(match);
  const base = { server: baseOf(match.toServer), client: baseOf(match.toClient) };
  const list = entries.slice(0, MAX_DIFFERENCES).map((entry) => describe(match, entry, beginNs, base, loss, pair));
  return { list, leftOut: entries.length - list.length };
}

/** When the first packet of the connection passed the place where it was seen first. */
export function beginningNs({ toServer, toClient }: PairMatch): number {
  let begin = Infinity;
  for (const { upCount, upNs, downCount, downNs } of [toServer, toClient]) {
    if (upCount > 0) begin = Math.min(begin, upNs[0] as number);
    if (downCount > 0) begin = Math.min(begin, downNs[0] as number);
  }
  return Number.isFinite(begin) ? begin : 0;
}

/** Sequence number that the relative ones of a direction count from, upstream numbering. */
function baseOf(direction: Direction): number {
  const isUp = direction.upCount > 0;
  const tap = isUp ? direction.up : direction.down;
  const row = (isUp ? direction.upRows : direction.downRows)[0];
  if (tap === null || row === undefined || (isUp ? direction.upCount : direction.downCount) === 0) return 0;
  const seq = tap.at.seq[row] as number;
  return isUp ? seq : (seq - direction.seqShift) | 0;
}

function collect(direction: Direction, into: Entry[]): void {
  const path = pathMask(direction);
  const lateNs = direction.medianNs + DELAYED_SECONDS * 1e9;
  for (let i = 0; i < direction.upCount; i++) {
    const add = (kind: DifferenceKind): void => void into.push({ direction, isUp: true, index: i, kind, ns: direction.upNs[i] as number });
    const fate = direction.upFate[i] as number;
    if (fate === FateCode.Lost) add('lost');
    else if (fate === FateCode.NotCaptured) add('not-captured');
    if (fate !== FateCode.Both) continue;
    if (direction.missing.has(i)) add('lost');
    if ((changesAt(direction, i) & ~path) !== 0) add('changed');
    if (flightNs(direction, i) > lateNs) add('delayed');
  }
  for (let j = 0; j < direction.downCount; j++) {
    const fate = direction.downFate[j] as number;
    const kind = fate === FateCode.Appeared ? 'appeared' : fate === FateCode.NotCaptured ? 'not-captured' : null;
    if (kind !== null) into.push({ direction, isUp: false, index: j, kind, ns: direction.downNs[j] as number });
  }
}

function flightNs(direction: Direction, i: number): number {
  const j = direction.upTo[i] as number;
  return j === NONE ? 0 : (direction.downNs[j] as number) - (direction.upNs[i] as number);
}

function describe(
  match: PairMatch,
  { direction, isUp, index, kind, ns }: Entry,
  beginNs: number,
  base: { readonly server: number; readonly client: number },
  loss: TapLoss,
  pair: PairOf,
): PacketDifference {
  const { up, down } = direction;
  const tap = (isUp ? up : down) as Tap;
  const row = (isUp ? direction.upRows : direction.downRows)[index] as number;
  const segments = tap.at;
  const flags = segments.flags[row] as number;
  const seq = isUp ? (segments.seq[row] as number) : ((segments.seq[row] as number) - direction.seqShift) | 0;
  const changes: readonly FieldChange[] =
    kind === 'changed' && isUp ? fieldChanges(direction, index, changesAt(direction, index) & ~pathMask(direction)) : [];
  const missingBytes = isUp && kind === 'lost' ? direction.missing.get(index) : undefined;
  const isBoth = isUp && direction.upTo[index] !== NONE;
  return {
    kind,
    from: direction === match.toServer ? 'client' : 'server',
    frames: framesOf(match, direction, isUp, index),
    seconds: (ns - beginNs) / 1e9,
    flags: flagWords(flags & ~FROM_RESP),
    len: segments.len[row] as number,
    seq: seqDiff(seq, direction === match.toServer ? base.server : base.client),
    ttl: segments.ttl[row] as number,
    ...(missingBytes === undefined ? {} : { missingBytes }),
    ...(isBoth ? { oneWaySeconds: flightNs(direction, index) / 1e9 } : {}),
    changes,
    because: reasonsOf(match, direction, isUp, index, kind, loss, pair),
  };
}

/** Frame numbers in both files; pieces of one segment are all named. */
export function framesOf(match: PairMatch, direction: Direction, isUp: boolean, index: number): { first: number[]; second: number[] } {
  const up: number[] = [];
  const down: number[] = [];
  if (direction.up !== null && direction.down !== null) {
    if (isUp) {
      up.push(direction.up.frameNumber(direction.upRows[index] as number));
      const j = direction.upTo[index] as number;
      if (j !== NONE)
        for (const piece of [j, ...(direction.upPieces.get(index) ?? [])])
          down.push(direction.down.frameNumber(direction.downRows[piece] as number));
    } else {
      down.push(direction.down.frameNumber(direction.downRows[index] as number));
    }
  }
  return direction.up === match.first ? { first: up, second: down } : { first: down, second: up };
}

function reasonsOf(
  match: PairMatch,
  direction: Direction,
  isUp: boolean,
  index: number,
  kind: DifferenceKind,
  loss: TapLoss,
  pair: PairOf,
): readonly DifferenceReason[] {
  const { up, down } = direction;
  const reasons: DifferenceReason[] = [];
  if (up === null || down === null || kind === 'changed' || kind === 'delayed') return reasons;
  const row = (isUp ? direction.upRows : direction.downRows)[index] as number;
  const tap = isUp ? up : down;
  const flags = tap.at.flags[row] as number;
  if (kind === 'not-captured') {
    const loses = (isUp ? down : up) === match.first ? loss.first : loss.second;
    if (isUp && lengthOf(up, row) > 0 && (flags & RST) === 0) reasons.push('was-acknowledged');
    else if (!isUp) reasons.push('fits-sender');
    if (loses) reasons.push('capture-drops');
    return reasons;
  }
  if (kind === 'appeared') {
    reasons.push('not-at-sender');
    foreignness(direction, index, reasons);
    if ((flags & (RST | FIN)) !== 0 && goesOn(direction, direction.downNs[index] as number)) reasons.push('sender-goes-on');
    return reasons;
  }
  if (pair.first < 0 || pair.second < 0) reasons.push('never-reached-receiver');
  else if (lengthOf(up, row) > 0 && (flags & RST) === 0)
    reasons.push(isSentAgain(direction, index, row, up) ? 'sent-again' : 'never-acknowledged');
  return reasons;
}

/** Whoever closed or reset says nothing more; the sender does, behind what came in its name. */
function goesOn(direction: Direction, ns: number): boolean {
  const { up, upRows, upCount, upNs, leastNs } = direction;
  if (up === null) return false;
  const from = firstAfter(upNs, upCount, ns - leastNs);
  for (let i = from; i < upCount; i++) if (((up.at.flags[upRows[i] as number] as number) & (RST | SYN)) === 0) return true;
  return false;
}

function isSentAgain(direction: Direction, index: number, row: number, tap: Tap): boolean {
  const segments = tap.at;
  const seq = segments.seq[row] as number;
  for (let i = index + 1; i < direction.upCount; i++) {
    const other = direction.upRows[i] as number;
    const from = seqDiff(segments.seq[other] as number, seq);
    if (from <= 0 && from + lengthOf(tap, other) > 0) return true;
  }
  return false;
}
