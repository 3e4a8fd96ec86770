// Bytes in flight and the peer's window over the life of one connection, as seen where the capture was made.

import { NO_WINDOW_SCALE } from '../../model/connection-table';
import { ACK, FIN, FROM_RESP, OPT_DUPLICATE, RST, SYN } from '../../model/tcp-flags';
import type { CaptureTables } from '../../model/tables';
import type { WindowChart } from '../../rpc/charts';

const POINTS_MAX = 1000;

interface Point {
  readonly seconds: number;
  readonly inFlight: number;
  readonly window: number | null;
}

interface Side {
  /** Highest sequence number sent and highest acknowledged, relative to the first of them; -1 before any. */
  next: number;
  acknowledged: number;
  base: number;
  window: number | null;
  zeroSince: number;
  zeroSeconds: number;
  readonly points: Point[];
}

export function windowChart(tables: CaptureTables, connection: number): WindowChart {
  const { segments, frames, connections } = tables;
  const scales = [
    connections.origWindowScale.values[connection] as number,
    connections.respWindowScale.values[connection] as number,
  ] as const;
  // RFC 7323 2.2: both sides must have offered it, and windows of SYNs are never scaled.
  const isScaled = scales.every((scale) => scale !== NO_WINDOW_SCALE);
  const isKnown = isScaled || sawHandshake(tables, connection);
  const sides = [newSide(), newSide()] as const;
  const end = connections.segmentStart[connection + 1] as number;
  let lastSeconds = 0;
  for (let at = connections.segmentStart[connection] as number; at < end; at++) {
    const row = connections.segments[at] as number;
    const flags = segments.flags.values[row] as number;
    if (((segments.optionBits.values[row] as number) & OPT_DUPLICATE) !== 0) continue;
    const from = (flags & FROM_RESP) === 0 ? 0 : 1;
    const own = sides[from];
    const peer = sides[from === 0 ? 1 : 0];
    const seconds = frames.toldSeconds((frames.tsNs.values[segments.frameIndex.values[row] as number] as number) / 1e9);
    lastSeconds = seconds;
    if ((flags & RST) !== 0) continue;
    const seq = segments.seq.values[row] as number;
    if (own.next < 0) {
      own.base = seq;
      own.next = 0;
    }
    const sent = ((seq - own.base) | 0) + segments.len(row) + ((flags & SYN) === 0 ? 0 : 1) + ((flags & FIN) === 0 ? 0 : 1);
    own.next = Math.max(own.next, sent);
    if ((flags & ACK) !== 0) {
      const ack = segments.ack.values[row] as number;
      if (peer.next < 0) {
        peer.base = ack;
        peer.next = 0;
      }
      peer.acknowledged = Math.max(peer.acknowledged, (ack - peer.base) | 0);
      const window = (segments.wnd.values[row] as number) * ((flags & SYN) === 0 && isScaled ? 2 ** scales[from] : 1);
      peer.window = isKnown ? window : null;
      if (window === 0 && peer.zeroSince < 0) peer.zeroSince = seconds;
      else if (window > 0 && peer.zeroSince >= 0) {
        peer.zeroSeconds += seconds - peer.zeroSince;
        peer.zeroSince = -1;
      }
      peer.points.push(pointOf(peer, seconds));
    }
    own.points.push(pointOf(own, seconds));
  }
  return {
    sides: sides.map((side, index) => ({
      side: index === 0 ? 'client' : 'server',
      points: thinned(side.points),
      highestInFlight: side.points.reduce((most, { inFlight }) => Math.max(most, inFlight), 0),
      zeroWindowSeconds: side.zeroSeconds + (side.zeroSince >= 0 ? lastSeconds - side.zeroSince : 0),
    })),
  };
}

const newSide = (): Side => ({ next: -1, acknowledged: 0, base: 0, window: null, zeroSince: -1, zeroSeconds: 0, points: [] });

function pointOf({ next, acknowledged, window }: Side, seconds: number): Point {
  return { seconds, inFlight: Math.max(0, next - acknowledged), window };
}

function sawHandshake({ segments, connections }: CaptureTables, connection: number): boolean {
  const row = connections.segments[connections.segmentStart[connection] as number] as number;
  return ((segments.flags.values[row] as number) & SYN) !== 0;
}

/** Of each stretch the lowest and the highest point, in order: what stands out stays. */
function thinned(points: readonly Point[]): Point[] {
  if (points.length <= POINTS_MAX) return [...points];
  const stretch = Math.ceil(points.length / (POINTS_MAX / 2));
  const kept: Point[] = [];
  for (let from = 0; from < points.length; from += stretch) {
    const part = points.slice(from, from + stretch);
    const [first] = part;
    if (first === undefined) continue;
    let low = first;
    let high = first;
    for (const point of part) {
      if (point.inFlight < low.inFlight) low = point;
      if (point.inFlight >= high.inFlight) high = point;
    }
    kept.push(...(low === high ? [low] : low.seconds <= high.seconds ? [low, high] : [high, low]));
  }
  return kept;
}
