// What a connection's packets prove about packets beside them: data that must have been sent though the capture lacks it, and data that
// the capture has though it never arrived. Claims only what the numbers force.

import type { Vantage } from '../model/capture';
import type { SegmentTable } from '../model/segment-table';
import { ACK, FIN, FROM_RESP, SYN } from '../model/tcp-flags';
import { type LadderWalk, Bit, CLIENT, MIDDLEBOX, SERVER } from './ladder-walk';
import type { Side, UnseenData } from './ladder-model';

/** More of them are a capture with holes, which its quality notice says. */
const MOST_UNSEEN = 256;
/** So many packets around one are looked at. */
const LOOK_AROUND = 400;
/** An acknowledgement sooner than this after the repetition answers the original, which was only late. */
const LEAST_SHARE_OF_RTT = 0.5;

/**
 * By the entry that acknowledges it: data beyond all that its sender was seen to send. What is captured later was only captured late,
 * and is not counted.
 */
export function unseenData(walk: LadderWalk, segments: SegmentTable): ReadonlyMap<number, UnseenData> {
  const found = new Map<number, UnseenData & { readonly raw: number }>();
  const known: [number, number] = [-1, -1];
  const { bits, row: rows, side: sides, count } = walk;
  for (let entry = 0; entry < count; entry++) {
    const row = rows[entry] as number;
    const bit = bits[entry] as number;
    if (row < 0 || (bit & (Bit.Duplicate | Bit.Foreign | Bit.Rst)) !== 0 || (sides[entry] as number) === MIDDLEBOX) continue;
    const flags = segments.flags.values[row] as number;
    const side = (flags & FROM_RESP) !== 0 ? SERVER : CLIENT;
    const other = side === CLIENT ? SERVER : CLIENT;
    const seq = segments.seq.values[row] as number;
    const end = (seq + segments.len(row) + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0)) >>> 0;
    // A keepalive repeats the number before the next; the first packet that is seen may be one.
    if (known[side] < 0) known[side] = (flags & SYN) === 0 && end === seq ? (end + 1) >>> 0 : end;
    else if (((end - known[side]) | 0) > 0) known[side] = end;
    else if (found.size > 0 && end !== seq) {
      const from: Side = side === CLIENT ? 'client' : 'server';
      for (const [at, data] of found)
        if (data.from === from && ((end - data.raw) | 0) > 0 && ((data.raw + data.len - seq) | 0) > 0) found.delete(at);
    }
    if ((bit & Bit.Unseen) === 0 || (flags & ACK) === 0 || known[other] < 0) continue;
    const ack = segments.ack.values[row] as number;
    const len = (ack - known[other]) | 0;
    if (len <= 0) continue;
    if (found.size < MOST_UNSEEN)
      found.set(entry, {
        from: other === CLIENT ? 'client' : 'server',
        seq: (known[other] - walk.base[other]) >>> 0,
        len,
        raw: known[other],
      });
    known[other] = ack;
  }
  return new Map([...found].map(([entry, { from, seq, len }]) => [entry, { from, seq, len }]));
}

/**
 * Whether data that was sent again had been lost: its receiver went on asking for it, and was content only after the repetition had had
 * time to arrive.
 */
export function isProvedLost(
  walk: LadderWalk,
  segments: SegmentTable,
  entry: number,
  vantage: Vantage,
  rttSeconds: number | null,
): boolean {
  const again = walk.repetitionOf(entry);
  const receiver = (walk.side[entry] as number) === CLIENT ? SERVER : CLIENT;
  if (again < 0 || !walk.has(entry, Bit.Payload) || vantage === 'unknown' || vantage === (receiver === CLIENT ? 'client' : 'server'))
    return false;
  const seq = segments.seq.values[walk.row[entry] as number] as number;
  /** How far beyond the data a packet of its receiver acknowledges; null for all others. */
  const beyond = (at: number): number | null => {
    const row = walk.row[at] as number;
    if (row < 0 || (walk.side[at] as number) !== receiver || walk.has(at, Bit.Duplicate | Bit.Rst)) return null;
    return ((segments.flags.values[row] as number) & ACK) === 0 ? null : ((segments.ack.values[row] as number) - seq) | 0;
  };
  if (again - entry > LOOK_AROUND) return false;
  let asked = false;
  for (let at = entry + 1; at < again; at++) {
    const acknowledged = beyond(at);
    if (acknowledged !== null && acknowledged > 0) return false;
    if (acknowledged === 0 && walk.style(at) === 'duplicate-ack') asked = true;
  }
  if (!asked) return false;
  for (let at = again + 1; at < Math.min(walk.count, again + LOOK_AROUND); at++) {
    if ((beyond(at) ?? 0) > 0)
      return (walk.tsNs[at] as number) - (walk.tsNs[again] as number) >= LEAST_SHARE_OF_RTT * (rttSeconds ?? Infinity) * 1e9;
  }
  return true;
}
