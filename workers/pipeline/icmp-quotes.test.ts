// Which segment an ICMP error is about: repetitions of one SYN, and attempts that used the same ports one after the other.

import { describe, expect, it } from 'vitest';
import { memorySource } from '../testing/memory-source';
import { parseTrace } from '../testing/trace-dsl';
import type { Analysis } from './analysis';
import { analyzeCapture } from './analyze';

async function analyze(text: string): Promise<Analysis> {
  const result = await analyzeCapture(memorySource(parseTrace(text).pcapng), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

/** Per ICMP error: its connection, and the frame (from 1) that it quotes. */
function quotes({ tables: { icmp, segments } }: Analysis): number[][] {
  return Array.from({ length: icmp.length }, (_, row) => [
    icmp.connectionIndex.values[row],
    icmp.quotedRow.values[row] < 0 ? 0 : segments.frameIndex.values[icmp.quotedRow.values[row]] + 1,
  ]);
}

const SYNS = (ids: readonly number[], family: 4 | 6) =>
  `conn a client=${family === 4 ? '10.0.0.1' : '[2001:db8::1]'}:40000 server=${family === 4 ? '10.0.0.2' : '[2001:db8::2]'}:80
0.00 a > S seq=0 id=${ids[0]} label=s1
1.00 a > S seq=0 id=${ids[1]} label=s2
2.00 a > S seq=0 id=${ids[2]} label=s3
`;

describe('the quoted segment', () => {
  it('is the repetition whose IP-ID is quoted', async () => {
    const burst = `3.06 icmp from=10.0.9.1 type=3 code=1 quote=s1
3.06 icmp from=10.0.9.1 type=3 code=1 quote=s2
3.07 icmp from=10.0.9.1 type=3 code=1 quote=s3
`;
    const analysis = await analyze(SYNS([11, 12, 13], 4) + burst);
    expect(quotes(analysis)).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
    ]);
    expect(analysis.report(0).verdict.evidence[0]).toMatchObject({ frames: [1, 4], values: { afterSeconds: expect.closeTo(3.06, 3) } });
  });

  it('is told by the order of the errors where no IP-ID is', async () => {
    const burst = `3.06 icmp from=2001:db8::9 type=1 code=3 quote=s1
3.06 icmp from=2001:db8::9 type=1 code=3 quote=s1
3.07 icmp from=2001:db8::9 type=1 code=3 quote=s1
`;
    expect(quotes(await analyze(SYNS([0, 0, 0], 6) + burst))).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
    ]);
  });

  it('belongs to the attempt whose sequence number is quoted, however late the error comes', async () => {
    const analysis = await analyze(`conn a client=10.0.0.1:40000 server=10.0.0.2:80 isnc=1000
conn b client=10.0.0.1:40000 server=10.0.0.2:80 isnc=900000
0.00 a > S seq=0 label=s1
2.00 b > S seq=0 label=s2
3.06 icmp from=10.0.9.1 type=3 code=1 quote=s1
5.06 icmp from=10.0.9.1 type=3 code=1 quote=s2
`);
    expect(quotes(analysis)).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect([0, 1].map((id) => analysis.report(id).verdict.cause)).toEqual(['host-unreachable', 'host-unreachable']);
  });
});
