// Whole captures with tunnels and fragments: the same verdicts as without, copies inside and outside counted once, tenants apart.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../pipeline/analysis';
import { analyzeCapture } from '../../pipeline/analyze';
import { memorySource } from '../../testing/memory-source';
import { icmpErrorPacket, IPV4, ipv4Packet, linkFrame, tcpSegment, type TcpSpec } from '../../testing/synth-frames';
import { tunnelFrame } from '../../testing/synth-tunnels';
import { PcapngWriter } from '../../testing/write-pcapng';

const CLIENT = '10.0.0.1';
const SERVER = '10.0.0.2';

interface Packet {
  readonly milliseconds: number;
  readonly isBack: boolean;
  readonly data: Uint8Array;
}

/** Handshake, request, and a reset in place of an answer. */
function talk(isn: number, firstId: number): Packet[] {
  const steps: [number, boolean, Omit<TcpSpec, 'srcPort' | 'dstPort'>][] = [
    [0, false, { seq: isn, flags: 0x02 }],
    [1, true, { seq: 900, ack: isn + 1, flags: 0x12 }],
    [2, false, { seq: isn + 1, ack: 901, flags: 0x10 }],
    [3, false, { seq: isn + 1, ack: 901, flags: 0x18, payload: new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n') }],
    [50, true, { seq: 901, ack: isn + 19, flags: 0x14 }],
  ];
  return steps.map(([milliseconds, isBack, spec], index) => {
    const [src, dst] = isBack ? [SERVER, CLIENT] : [CLIENT, SERVER];
    const ports = isBack ? { srcPort: 80, dstPort: 40_000 } : { srcPort: 40_000, dstPort: 80 };
    return { milliseconds, isBack, data: ipv4Packet({ src, dst, id: firstId + index }, tcpSegment({ ...ports, ...spec }, src, dst)) };
  });
}

type Frame = readonly [microseconds: number, data: Uint8Array];
const plain = (packets: readonly Packet[]): Frame[] =>
  packets.map(({ milliseconds, data }) => [milliseconds * 1000, linkFrame('ethernet', IPV4, data)]);
const inside = (tunnel: string, packets: readonly Packet[], id = 1): Frame[] =>
  packets.map(({ milliseconds, isBack, data }) => [
    milliseconds * 1000 + 20,
    tunnelFrame(tunnel, data, IPV4, { id: isBack ? id + 100 : id, isBack }),
  ]);

async function analyze(frames: readonly Frame[]): Promise<Analysis> {
  const file = new PcapngWriter().interface();
  for (const [microseconds, data] of frames.toSorted((a, b) => a[0] - b[0])) file.packet({ ticks: BigInt(microseconds), data });
  const result = await analyzeCapture(memorySource(file.finish()), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

const verdictsOf = (analysis: Analysis) =>
  Array.from({ length: analysis.tables.connections.length }, (_, c) => {
    const { verdict, outcome, history, bytes, completeness } = analysis.report(c);
    return { cause: verdict.cause, party: verdict.party, outcome, history, bytes, completeness };
  });
const issueOf = (analysis: Analysis, code: string) => analysis.issues.find((issue) => issue.code === code);

describe('a connection in a tunnel', () => {
  it.each(['vxlan', 'gre', 'gtp-u', 'geneve-options', 'vxlan-in-gre'])('%s: is judged as without, and told', async (tunnel) => {
    const packets = talk(1000, 10);
    const without = await analyze(plain(packets));
    const within = await analyze(inside(tunnel, packets));
    expect(verdictsOf(within)).toEqual(verdictsOf(without));
    expect(issueOf(within, 'tunnelled')).toMatchObject({ count: packets.length });
    expect(issueOf(without, 'tunnelled')).toBeUndefined();
  });

  it.each(['vxlan', 'gtp-u'])('%s: captured inside and outside it is one, and counted once', async (tunnel) => {
    const packets = talk(1000, 10);
    const twice = await analyze([...plain(packets), ...inside(tunnel, packets)]);
    expect(verdictsOf(twice)).toEqual(verdictsOf(await analyze(plain(packets))));
    expect(issueOf(twice, 'duplicates')).toMatchObject({ count: packets.length });
  });

  it('names the tunnels, the most used first', async () => {
    const packets = talk(1000, 10);
    const mixed = await analyze([...inside('gre', packets.slice(0, 2)), ...inside('vxlan', packets.slice(2))]);
    expect(issueOf(mixed, 'tunnelled')?.detail).toEqual({ path: 'VXLAN, GRE' });
  });
});

it('any damage is survived by the whole engine', async () => {
  const frames = ['vxlan', 'gre-options', 'gtp-u-extended', 'erspan-3', 'pppoe-in-vxlan'].flatMap((tunnel) =>
    inside(tunnel, talk(1000, 10)),
  );
  const change = fc.tuple(fc.nat(frames.length - 1), fc.nat(150), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), fc.nat(160), async (changes, cut) => {
      const damaged = frames.map(([microseconds, data], index): Frame => [microseconds, data.slice(0, index % 5 === 0 ? cut : undefined)]);
      for (const [index, at, value] of changes) damaged[index]?.[1].fill(value, at, at + 1);
      const analysis = await analyze(damaged);
      expect(verdictsOf(analysis)).toHaveLength(analysis.tables.connections.length);
    }),
    { numRuns: 60 },
  );
});

describe('two tenants with the same addresses', () => {
  it('are two connections, each judged by its own packets', async () => {
    const one = talk(1000, 10);
    const other = talk(0x7000_0000, 40).slice(0, 4);
    const both = await analyze([...inside('vxlan', one, 5), ...inside('vxlan', other, 6)]);
    expect(verdictsOf(both).map(({ outcome }) => outcome === 'reset')).toEqual([true, false]);
    expect(verdictsOf(both).map(({ history }) => history)).toEqual(['ShADr', 'ShAD']);
    expect(verdictsOf(both)[0]).toEqual(verdictsOf(await analyze(inside('vxlan', one, 5)))[0]);
  });

  it('have their own ICMP errors; one without its segment is nobody’s', async () => {
    const one = talk(1000, 10).slice(0, 1);
    const other = talk(0x7000_0000, 40).slice(0, 1);
    const error = (quoted: Uint8Array): Frame => [
      200_000,
      tunnelFrame('vxlan', icmpErrorPacket({ from: '10.0.0.254', to: CLIENT, type: 3, code: 1 }, quoted), IPV4, { id: 6 }),
    ];
    const frames = [...inside('vxlan', one, 5), ...inside('vxlan', other, 6)];
    const told = async (quoted: Uint8Array) => [
      ...(await analyze([...frames, error(quoted)])).tables.icmp.connectionIndex.values.subarray(0, 1),
    ];
    expect(await told(other[0]?.data ?? new Uint8Array(0))).toEqual([1]);
    expect(await told(one[0]?.data ?? new Uint8Array(0))).toEqual([0]);
    expect(await told(talk(0x3000_0000, 70)[0]?.data ?? new Uint8Array(0))).toEqual([-1]);
  });
});

describe('a segment in IP fragments', () => {
  const payload = new Uint8Array(3000).fill(0x61);
  const segment = tcpSegment({ srcPort: 40_000, dstPort: 80, seq: 1001, ack: 901, flags: 0x18, payload }, CLIENT, SERVER);
  const part = (from: number, to: number, microseconds: number): Frame => [
    microseconds,
    linkFrame(
      'ethernet',
      IPV4,
      ipv4Packet(
        { src: CLIENT, dst: SERVER, id: 77, fragmentOffset: from, moreFragments: to < segment.length },
        segment.subarray(from, to),
      ),
    ),
  ];
  const next = tcpSegment({ srcPort: 40_000, dstPort: 80, seq: 4001, ack: 901, flags: 0x18, payload: new Uint8Array(10) }, CLIENT, SERVER);
  const rest: Frame[] = [
    ...plain(talk(1000, 10).slice(0, 3)),
    [90_000, linkFrame('ethernet', IPV4, ipv4Packet({ src: CLIENT, dst: SERVER, id: 78 }, next))],
  ];
  const lengths = ({ tables: { segments } }: Analysis) => Array.from({ length: segments.length }, (_, row) => segments.len(row));

  it.each([
    ['in order', [10_000, 10_010, 10_020]],
    ['the last first', [10_020, 10_010, 10_000]],
    ['the first in the middle', [10_010, 10_000, 10_020]],
  ])('%s: has its whole length, and no gap follows', async (_name, [a = 0, b = 0, c = 0]) => {
    const analysis = await analyze([...rest, part(0, 1480, a), part(1480, 2960, b), part(2960, segment.length, c)]);
    expect(lengths(analysis)).toEqual([0, 0, 0, 3000, 10]);
    expect(issueOf(analysis, 'fragment')).toMatchObject({ count: 3 });
    expect(issueOf(analysis, 'acked-unseen')).toBeUndefined();
    expect(analysis.report(0).bytes.client).toBe(3010);
  });

  it('of which the last part was not captured shows the gap', async () => {
    const analysis = await analyze([...rest, part(0, 1480, 10_000)]);
    expect(lengths(analysis)).toEqual([0, 0, 0, 1460, 10]);
  });

  it('on two interfaces is two copies, both whole', async () => {
    const analysis = await analyze([
      ...rest,
      part(0, 1480, 10_000),
      part(0, 1480, 10_005),
      part(1480, segment.length, 10_010),
      part(1480, segment.length, 10_015),
    ]);
    expect(lengths(analysis)).toEqual([0, 0, 0, 3000, 3000, 10]);
    expect(issueOf(analysis, 'duplicates')).toMatchObject({ count: 1 });
  });

  it('whose identification comes again later is another', async () => {
    const late = part(1480, segment.length, 40_000_000);
    const analysis = await analyze([...rest, part(0, 1480, 10_000), late]);
    expect(lengths(analysis)).toEqual([0, 0, 0, 1460, 10]);
  });

  it('with its header over two parts is told and left out', async () => {
    const analysis = await analyze([...rest, part(0, 16, 10_000), part(16, segment.length, 10_010)]);
    expect(issueOf(analysis, 'fragmented-header')).toMatchObject({ count: 1 });
    expect(issueOf(analysis, 'fragment')).toMatchObject({ count: 1 });
    expect(lengths(analysis)).toEqual([0, 0, 0, 10]);
  });
});
