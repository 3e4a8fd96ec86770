// Keeps connections of different tunnels apart that have the same four-tuple: tenants with overlapping addresses. Only asked for
// segments that came in a tunnel; everything else is in lane 0. Tunnels alone do not decide: GTP's TEIDs and often VNIs and keys
// differ by direction, paths change, and one segment may be captured in several tunnels. Sequence numbers settle it.

import type { DecodedFrame } from '../decode/decoded-frame';
import { seqDiff } from '../decode/tcp/sequence';
import { ACK, FIN, RST, SYN } from '../model/tcp-flags';

/**
 * Two segments of one direction of a connection are closer than this: sixteen of the largest receive buffers of common
 * systems (tcp_rmem: 4 to 6 MB). Numbers of strangers are that close once in 32 times.
 */
const NEAR_BYTES = 64 * 1024 * 1024;
/** Beyond this, further tenants share the last lane. */
const MAX_LANES = 64;
const IPV6_KEYS = 2 ** 32;
const PORTS = 65_536;

/** One four-tuple in one set of tunnels; [0] is what goes from its lower end to the higher, [1] the other way. -1: nothing seen. */
interface Lane {
  readonly tunnel: [number, number];
  readonly next: [number, number];
}

export class TunnelLanes {
  /** The highest lane that is in use. */
  highest = 0;
  readonly #lanes = new Map<number, Map<number, Lane[]>>();

  /** Lane of a segment. `source` and `destination` are the tracker's keys of its addresses. */
  laneOf(frame: DecodedFrame, source: number, destination: number): number {
    const family = frame.family === 6 ? IPV6_KEYS : 0;
    const from = (source + family) * PORTS + frame.srcPort;
    const to = (destination + family) * PORTS + frame.dstPort;
    const lanes = this.#of(Math.min(from, to), Math.max(from, to));
    const direction = from <= to ? 0 : 1;
    let best = -1;
    let bestScore = 0;
    for (let at = 0; at < lanes.length; at++) {
      const score = scoreOf(lanes[at], direction, frame);
      if (score <= bestScore) continue;
      best = at;
      bestScore = score;
    }
    if (best < 0) {
      best = Math.min(lanes.length, MAX_LANES - 1);
      if (best === lanes.length) lanes.push({ tunnel: [-1, -1], next: [-1, -1] });
      this.highest = Math.max(this.highest, best);
    }
    note(lanes[best], direction, frame);
    return best;
  }

  #of(low: number, high: number): Lane[] {
    let byHigh = this.#lanes.get(low);
    if (byHigh === undefined) this.#lanes.set(low, (byHigh = new Map()));
    let lanes = byHigh.get(high);
    if (lanes === undefined) byHigh.set(high, (lanes = []));
    return lanes;
  }
}

/** How well a segment fits; 0 not at all. Its place in the stream counts most: where packets take several tunnels, any may be anyone's. */
function scoreOf(lane: Lane, direction: 0 | 1, frame: DecodedFrame): number {
  const back = direction === 0 ? 1 : 0;
  const tunnel = lane.tunnel[direction] === frame.tunnel ? 2 : lane.tunnel[back] === frame.tunnel ? 1 : 0;
  return (fitsStream(lane, direction, frame) ? 3 : 0) + tunnel;
}

/** All that is known has to agree: one number alone is near by chance too often. */
function fitsStream({ next }: Lane, direction: 0 | 1, { flags, seq, ack }: DecodedFrame): boolean {
  const back = direction === 0 ? 1 : 0;
  const hasAck = (flags & ACK) !== 0 && next[back] >= 0;
  if (hasAck && !isNear(ack, next[back])) return false;
  return next[direction] >= 0 ? isNear(seq, next[direction]) : hasAck;
}

function isNear(a: number, b: number): boolean {
  return Math.abs(seqDiff(a, b)) < NEAR_BYTES;
}

function note({ tunnel, next }: Lane, direction: 0 | 1, { flags, seq, ack, len, tunnel: identity }: DecodedFrame): void {
  if (tunnel[direction] < 0) tunnel[direction] = identity;
  if ((flags & RST) !== 0) return;
  next[direction] = (seq + len + ((flags & (SYN | FIN)) === 0 ? 0 : 1)) >>> 0;
  if ((flags & ACK) !== 0) next[direction === 0 ? 1 : 0] = ack;
}
