import { describe, expect, test } from 'vitest';
import { parseTrace } from './trace-dsl';

const REFUSED = `
# nobody listens
conn a client=10.0.0.1:40000 server=10.0.0.2:80 ttlc=64 ttls=63 isnc=100 isns=0
0.000000 a > S  seq=0 win=64240 mss=1460 ws=7 ttl=61 id=7
0.000210 [a] < RA seq=0 ack=1 win=0   # the kernel's answer
expect a cause=port-closed certainty=likely frames=1,2 facts.limit>=60
expect a cause!=firewall-reject
expect finding cause=port-closed
`;

function u32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
}

describe('parseTrace', () => {
  test('writes header fields where the wire has them', () => {
    const { frames, linkType } = parseTrace(REFUSED);
    expect(linkType).toBe(1);
    const [syn, rst] = frames.map((frame) => frame.bytes);
    expect([(syn[18] << 8) | syn[19], syn[22], u32(syn, 38), u32(syn, 42), syn[47]]).toEqual([7, 61, 100, 0, 2]);
    expect([rst[22], u32(rst, 38), u32(rst, 42), rst[47]]).toEqual([63, 0, 101, 0x14]);
    expect([...syn.subarray(54)]).toEqual([2, 4, 5, 180, 3, 3, 7, 1]);
  });

  test('reads expectations with operators, connection and line', () => {
    const { expects, connections } = parseTrace(REFUSED);
    expect(expects.map(({ line, target, connection }) => [line, target, connection?.name ?? null])).toEqual([
      [6, 'connection', 'a'],
      [7, 'connection', 'a'],
      [8, 'finding', null],
    ]);
    expect(expects[0].checks).toContainEqual({ key: 'facts.limit', operator: '>=', value: '60' });
    expect(expects[1].checks).toEqual([{ key: 'cause', operator: '!=', value: 'firewall-reject' }]);
    expect(connections).toMatchObject([{ name: 'a', index: 0, frames: [1, 2], clientPort: 40000 }]);
  });

  test('follows sequence numbers, acknowledgements and timestamps where they are not given', () => {
    const { frames } = parseTrace(`
      conn c isn=4294967290 ts
      0.0 > S
      0.1 < SA
      0.2 > A
      0.3 > PA data="GET / HTTP/1.0\\r\\n\\r\\n"
      0.4 < A
      0.5 < FA len=5
    `);
    const seqAck = frames.map(({ bytes }) => [u32(bytes, 38), u32(bytes, 42)]);
    expect(seqAck).toEqual([
      [4294967290, 0],
      [4294967290, 4294967291],
      [4294967291, 4294967291],
      [4294967291, 4294967291],
      [4294967291, (4294967291 + 18) >>> 0],
      [4294967291, (4294967291 + 18) >>> 0],
    ]);
    expect([u32(frames[1].bytes, 56), u32(frames[1].bytes, 60)]).toEqual([100_100, 100_000]);
    expect(String.fromCharCode(...frames[3].bytes.subarray(66))).toBe('GET / HTTP/1.0\r\n\r\n');
  });

  test('unrolls repeats and sorts when asked', () => {
    const { frames, connections } = parseTrace(`
      sort
      repeat i=1..3 {
        conn c\${i} client=10.0.0.1:\${40000+i}
        \${i*0.01} c\${i} > S
        \${10-i*2/(1+1)} c\${i} < RA
      }
    `);
    expect(frames.map((frame) => frame.seconds)).toEqual([0.01, 0.02, 0.03, 7, 8, 9]);
    expect(connections.map(({ name, clientPort, index, frames: of }) => [name, clientPort, index, of])).toEqual([
      ['c1', 40001, 0, [1, 6]],
      ['c2', 40002, 1, [2, 5]],
      ['c3', 40003, 2, [3, 4]],
    ]);
  });

  test('quotes packets in ICMP errors, to whoever sent them', () => {
    const { frames } = parseTrace(`
      0.0 > S label=syn
      0.1 < RA
      0.2 icmp from=10.0.0.254 type=3 code=1 quote=syn
      0.3 arp who-has 10.0.0.9 tell 10.0.0.1
    `);
    const icmp = frames[2].bytes;
    expect([...icmp.subarray(26, 34)]).toEqual([10, 0, 0, 254, 10, 0, 0, 1]);
    expect([icmp[34], icmp[35]]).toEqual([3, 1]);
    expect(icmp.subarray(42)).toEqual(frames[0].bytes.subarray(14));
    expect([...frames[3].bytes.subarray(12, 14), frames[3].bytes[21]]).toEqual([8, 6, 1]);
  });

  test('cuts frames and keeps their length on the wire', () => {
    const { frames } = parseTrace('snaplen 60\n0 > S cap=40\n1 > PA len=100');
    expect(frames.map(({ bytes, origLen }) => [bytes.length, origLen])).toEqual([
      [40, 54],
      [60, 154],
    ]);
  });

  test.each([
    ['0 > X', 'line 1: unknown flag X'],
    ['\n0 b > S', 'line 2: unknown connection b'],
    ['0 > S sequence=1', 'line 1: unknown attribute sequence'],
    ['0 icmp from=10.0.0.9', 'line 1: nothing to quote'],
    ['conn a client=10.0.0.300:1', 'not an address'],
    ['repeat i=1..2 {', 'line 1: this repeat is never closed'],
    ['0 > S\nexpect', 'line 2: this expects nothing'],
    ['0 > S len=x', 'line 1: expected a whole number'],
    ['hello', 'line 1: unknown word hello'],
    ['${j} > S', 'line 1: unknown variable j'],
  ])('refuses %j', (text, message) => {
    expect(() => parseTrace(text)).toThrow(message);
  });
});
