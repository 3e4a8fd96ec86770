// Which segments belong together, and who is client: on traces, and against a naive bookkeeping of many random segments.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodedFrame } from '../decode/decoded-frame';
import { ConnectionBit } from '../model/connection-table';
import { CaptureTables } from '../model/tables';
import { ACK, FROM_RESP, RST, SYN } from '../model/tcp-flags';
import { ConnectionTracker } from './connection-tracker';

interface Segment {
  /** Last byte of 10.0.0.x, and the port. */
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly flags: number;
  readonly seq: number;
  readonly ack?: number;
}

function track(list: readonly Segment[]): CaptureTables {
  const tables = new CaptureTables();
  const tracker = new ConnectionTracker(tables);
  const frame = new DecodedFrame();
  list.forEach(({ from, to, flags, seq, ack = 0 }, index) => {
    Object.assign(frame, { src3: 0x0a000000 + from[0], srcPort: from[1], dst3: 0x0a000000 + to[0], dstPort: to[1], flags, seq, ack });
    tables.frames.tsNs.push(index * 1e6);
    tables.frames.offsetLow.push(0);
    tracker.add(index, frame);
  });
  tracker.finish();
  return tables;
}

/** Stream of each segment, in order of the capture. */
function streams({ connections, segments }: CaptureTables): number[] {
  const of = new Array<number>(segments.length).fill(-1);
  for (let c = 0; c < connections.length; c++) {
    for (let at = connections.segmentStart[c]; at < connections.segmentStart[c + 1]; at++) of[connections.segments[at]] = c;
  }
  return of;
}

function client({ connections, addresses }: CaptureTables, c: number): string {
  return `${addresses.text(connections.origAddress.values[c])}:${connections.origPort.values[c]}`;
}

function fromServer({ segments }: CaptureTables): boolean[] {
  return Array.from({ length: segments.length }, (_, row) => (segments.flags.values[row] & FROM_RESP) !== 0);
}

const C = [1, 40_000] as const;
const S = [2, 80] as const;
const syn = (seq: number): Segment => ({ from: C, to: S, flags: SYN, seq });
const synAck = (seq: number, ack: number): Segment => ({ from: S, to: C, flags: SYN | ACK, seq, ack });

describe('one four-tuple', () => {
  it('is one connection, whatever the direction', () => {
    const tables = track([syn(100), synAck(900, 101), { from: C, to: S, flags: ACK, seq: 101, ack: 901 }]);
    expect(streams(tables)).toEqual([0, 0, 0]);
    expect(fromServer(tables)).toEqual([false, true, false]);
  });

  it('keeps a SYN that is repeated, as its sequence number is the same', () => {
    expect(streams(track([syn(100), syn(100), syn(100), synAck(900, 101)]))).toEqual([0, 0, 0, 0]);
  });

  it('becomes another connection with a SYN of another sequence number', () => {
    const tables = track([syn(100), synAck(900, 101), syn(7000), synAck(9900, 7001)]);
    expect(streams(tables)).toEqual([0, 0, 1, 1]);
    expect([...tables.connections.previous.values.subarray(0, 2)]).toEqual([-1, 0]);
    expect(tables.connections.bits.values[1] & ConnectionBit.ReusedPorts).not.toBe(0);
  });

  it('keeps a SYN-ACK of another sequence number: a server that forgot is no new connection', () => {
    expect(streams(track([syn(100), synAck(900, 101), synAck(5000, 101)]))).toEqual([0, 0, 0]);
  });

  it('becomes another connection with the SYN of the other side, which is then the client', () => {
    const tables = track([syn(100), synAck(900, 101), { from: S, to: C, flags: SYN, seq: 4000 }]);
    expect(streams(tables)).toEqual([0, 0, 1]);
    expect([client(tables, 0), client(tables, 1)]).toEqual(['10.0.0.1:40000', '10.0.0.2:80']);
  });

  it('goes on with what comes after a RST', () => {
    expect(streams(track([syn(100), { from: S, to: C, flags: RST | ACK, seq: 0, ack: 101 }, syn(100)]))).toEqual([0, 0, 0]);
  });

  it('gives later segments to the latest connection', () => {
    expect(streams(track([syn(100), syn(7000), synAck(900, 101), { from: C, to: S, flags: ACK, seq: 101, ack: 901 }]))).toEqual([
      0, 1, 1, 1,
    ]);
  });
});

describe('who is client', () => {
  it('is who sent the SYN', () => {
    expect(client(track([syn(100)]), 0)).toBe('10.0.0.1:40000');
  });

  it('is who gets the SYN-ACK where the SYN is missing', () => {
    const tables = track([synAck(900, 101), { from: C, to: S, flags: ACK, seq: 101, ack: 901 }]);
    expect(client(tables, 0)).toBe('10.0.0.1:40000');
    expect(fromServer(tables)).toEqual([true, false]);
    expect(tables.connections.bits.values[0] & ConnectionBit.RolesAssumed).toBe(0);
  });

  it('is who began, where both sent a SYN', () => {
    const tables = track([
      { from: [1, 5000], to: [2, 6000], flags: SYN, seq: 100 },
      { from: [2, 6000], to: [1, 5000], flags: SYN, seq: 900 },
      { from: [1, 5000], to: [2, 6000], flags: SYN | ACK, seq: 100, ack: 901 },
    ]);
    expect(streams(tables)).toEqual([0, 0, 0]);
    expect(client(tables, 0)).toBe('10.0.0.1:5000');
    expect(tables.connections.bits.values[0] & ConnectionBit.SimultaneousOpen).not.toBe(0);
  });

  const middle = (from: readonly [number, number], to: readonly [number, number]): Segment => ({ from, to, flags: ACK, seq: 5, ack: 6 });

  it('is, without a handshake, who talks to a port that is known as listener', () => {
    const tables = track([{ from: [1, 40_000], to: [2, 50_000], flags: SYN, seq: 1 }, middle([2, 50_000], [3, 2000])]);
    expect(client(tables, 1)).toBe('10.0.0.3:2000');
    expect(tables.connections.bits.values[1] & ConnectionBit.RolesAssumed).not.toBe(0);
  });

  it('is, without a handshake, who talks to the port with more peers', () => {
    const tables = track([middle([2, 50_000], [3, 2000]), middle([4, 2001], [2, 50_000]), middle([2, 50_000], [5, 2002])]);
    expect([0, 1, 2].map((c) => client(tables, c))).toEqual(['10.0.0.3:2000', '10.0.0.4:2001', '10.0.0.5:2002']);
  });

  it('is, without a handshake, who has the port that is not well-known, or the higher one', () => {
    expect(client(track([middle([2, 443], [3, 2000])]), 0)).toBe('10.0.0.3:2000');
    expect(client(track([middle([2, 8080], [3, 51_000])]), 0)).toBe('10.0.0.3:51000');
  });
});

/** Wireshark's rule, written down plainly. */
function naiveStreams(list: readonly Segment[]): number[] {
  const latest = new Map<string, { id: number; bases: Map<string, number> }>();
  let next = 0;
  return list.map(({ from, to, flags, seq, ack = 0 }) => {
    const [a, b] = [from.join(':'), to.join(':')];
    const key = [a, b].toSorted().join(' ');
    let known = latest.get(key);
    const isSyn = (flags & (SYN | ACK)) === SYN;
    const base = known?.bases.get(a);
    if (known === undefined || (isSyn && base !== undefined && base !== seq)) {
      known = { id: next++, bases: new Map() };
      latest.set(key, known);
    }
    if (!known.bases.has(a)) known.bases.set(a, (flags & SYN) !== 0 ? seq : (seq - 1) >>> 0);
    if ((flags & ACK) !== 0 && !known.bases.has(b)) known.bases.set(b, (ack - 1) >>> 0);
    return known.id;
  });
}

describe('many connections at once', () => {
  const end = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.constantFrom(80, 443, 40_000, 40_001, 40_002));
  const segment = fc
    .record({
      from: end,
      to: end,
      flags: fc.constantFrom(SYN, SYN, SYN | ACK, ACK, ACK, RST, RST | ACK),
      seq: fc.constantFrom(100, 101, 200, 4_294_967_295, 0),
      ack: fc.constantFrom(0, 101, 201),
    })
    .filter(({ from, to }) => from.join() !== to.join());

  it('puts each segment where the plain rule puts it', () => {
    const check = fc.property(fc.array(segment, { maxLength: 300 }), (list) => streams(track(list)).join() === naiveStreams(list).join());
    expect(fc.check(check, { numRuns: 300 })).toMatchObject({ failed: false });
  });

  it('finds its way with ten thousand of them, in both directions', () => {
    const list: Segment[] = [];
    for (let i = 0; i < 10_000; i++) list.push({ from: [i % 250, 1024 + Math.floor(i / 250) * 7], to: S, flags: SYN, seq: i });
    for (let i = 9999; i >= 0; i -= 3)
      list.push({ from: S, to: [i % 250, 1024 + Math.floor(i / 250) * 7], flags: SYN | ACK, seq: 1, ack: i + 1 });
    const tables = track(list);
    expect(tables.connections.length).toBe(10_000);
    expect(streams(tables)).toEqual(naiveStreams(list));
  });

  it('may be read in between: more segments after a provisional result change nothing of the rules', () => {
    const tables = new CaptureTables();
    const tracker = new ConnectionTracker(tables);
    const frame = new DecodedFrame();
    const list = [synAck(900, 101), { from: C, to: S, flags: ACK, seq: 101, ack: 901 }, { from: S, to: C, flags: ACK, seq: 901, ack: 101 }];
    list.forEach(({ from, to, flags, seq, ack = 0 }, index) => {
      Object.assign(frame, { src3: 0x0a000000 + from[0], srcPort: from[1], dst3: 0x0a000000 + to[0], dstPort: to[1], flags, seq, ack });
      tracker.add(index, frame);
      tracker.finish();
    });
    expect(client(tables, 0)).toBe('10.0.0.1:40000');
    expect(fromServer(tables)).toEqual([true, false, true]);
  });
});
