// What a folded run hides, in numbers, and which of its packets an opened one shows. No words.

import type { CaptureTables } from '../model/tables';
import type { OpenedPackets, RunRow } from './ladder-model';
import { type LadderWalk, Bit, CLIENT, Quiet, SERVER, at } from './ladder-walk';
import { openParts } from './open-parts';

export type RunFacts = Pick<
  RunRow,
  | 'what'
  | 'bytesClient'
  | 'bytesServer'
  | 'retransmissions'
  | 'resets'
  | 'windowChanges'
  | 'turns'
  | 'longestAnswerSeconds'
  | 'backOffSeconds'
>;

export function describeRun(walk: LadderWalk, segments: CaptureTables['segments'], start: number, end: number): RunFacts {
  const bytes: [number, number] = [0, 0];
  let retransmissions = 0;
  let windowChanges = 0;
  let resets = 0;
  let turns = 0;
  let keepalives = 0;
  let payloads = 0;
  let acks = 0;
  let syns = 0;
  let payloadSide = -1;
  let firstSide = -1;
  let payloadNs = 0;
  let longestNs = 0;
  const { bits, side: sides, tsNs, row: rows } = walk;
  for (let entry = start; entry < end; entry++) {
    const bit = bits[entry] as number;
    const kind = walk.quiet(entry);
    if ((bit & (Bit.Retransmission | Bit.ZeroWindowChange | Bit.Rst | Bit.Syn)) !== 0) {
      if ((bit & Bit.Retransmission) !== 0) retransmissions++;
      if ((bit & Bit.ZeroWindowChange) !== 0) windowChanges++;
      if ((bit & Bit.Rst) !== 0) resets++;
      if ((bit & Bit.Syn) !== 0) syns++;
    }
    if (kind === Quiet.Ack) acks++;
    if (kind === Quiet.Keepalive) keepalives++;
    else if ((bit & (Bit.Payload | Bit.Duplicate)) === Bit.Payload) {
      const side = (sides[entry] as number) === SERVER ? SERVER : CLIENT;
      const ns = tsNs[entry] as number;
      payloads++;
      if (firstSide < 0) firstSide = side;
      if (side !== payloadSide) {
        turns++;
        if (side !== firstSide && ns - payloadNs > longestNs) longestNs = ns - payloadNs;
      }
      payloadSide = side;
      payloadNs = ns;
      if ((bit & Bit.Retransmission) === 0) bytes[side] += segments.len(rows[entry] as number);
    }
  }
  const packets = end - start;
  const what = ((): RunRow['what'] => {
    if (resets > 0) return 'rst';
    if (syns === packets) return 'syn';
    if (keepalives === packets) return 'keepalive';
    if (retransmissions > 0 && retransmissions * 2 >= payloads + syns) return 'retry';
    if (payloads === 0) return packets === acks ? 'ack' : 'mixed';
    return turns > 1 ? 'exchange' : 'data';
  })();
  const backOff = what === 'retry' ? backOffOf(walk, start, end) : null;
  return {
    what,
    bytesClient: bytes[CLIENT],
    bytesServer: bytes[SERVER],
    retransmissions,
    ...(resets > 0 ? { resets } : {}),
    windowChanges,
    turns,
    ...(what === 'exchange' && longestNs > 0 ? { longestAnswerSeconds: longestNs / 1e9 } : {}),
    ...(backOff === null ? {} : { backOffSeconds: backOff }),
  };
}

/** Waits of the first and the last retransmission, each since the copy before; null with fewer than two of them. */
function backOffOf(walk: LadderWalk, start: number, end: number): readonly [number, number] | null {
  const sentNs = new Map<number, number>();
  const waits: number[] = [];
  for (let entry = start; entry < end; entry++) {
    if (!walk.has(entry, Bit.Retransmission)) continue;
    const { retry, retryOf } = walk.retry(entry);
    if (retryOf === null) continue;
    // The copy before the first one of a run is known only where that was the original.
    const original = retry === 1 ? walk.find(retryOf - 1) : -1;
    const before = sentNs.get(retryOf) ?? (original < 0 ? null : at(walk.tsNs, original));
    const ns = at(walk.tsNs, entry);
    sentNs.set(retryOf, ns);
    if (before !== null) waits.push((ns - before) / 1e9);
  }
  const [first] = waits;
  const last = waits.at(-1);
  return waits.length < 2 || first === undefined || last === undefined ? null : [first, last];
}

/** Entries [from, to) that an expanded run shows, in order and apart: both ends, and what was opened beside them. */
export function shownParts(
  walk: LadderWalk,
  start: number,
  end: number,
  opened: readonly OpenedPackets[],
): readonly (readonly [number, number])[] {
  return openParts(
    start,
    end,
    opened.map(([frame, packets]) => [walk.find(frame - 1), packets] as const),
  );
}
