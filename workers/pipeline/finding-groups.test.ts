// Which connections share a finding, and which only look as if they did.

import { describe, expect, it } from 'vitest';
import type { Finding } from '../model/verdict';
import { memorySource } from '../testing/memory-source';
import { parseTrace } from '../testing/trace-dsl';
import { analyzeCapture } from './analyze';

async function findingsOf(trace: string): Promise<readonly Finding[]> {
  const result = await analyzeCapture(memorySource(parseTrace(trace).pcapng), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value.findings;
}

const gone = (name: string, at: number, port: number, server = '10.0.0.2') => `
conn ${name} client=10.0.0.1:${40000 + at} server=${server}:${port}
${at}.0 ${name} > S seq=0 label=${name}1
${at}.5 ${name} > S seq=0
${at}.9 icmp from=10.0.9.1 type=3 code=1 quote=${name}1`;

describe('a host that is gone', () => {
  it('is one finding, whichever of its ports was asked', async () => {
    const findings = await findingsOf(`sort${gone('a', 1, 80)}${gone('b', 2, 443)}`);
    expect(findings).toMatchObject([{ cause: 'host-unreachable', count: 2, connections: [0, 1], server: { address: '10.0.0.2' } }]);
    expect(findings[0]?.server).not.toHaveProperty('port');
  });

  it('keeps its port where only one was asked', async () => {
    expect(await findingsOf(`sort${gone('a', 1, 80)}${gone('b', 2, 80)}`)).toMatchObject([{ count: 2, server: { port: 80 } }]);
  });

  it('is another finding than another host', async () => {
    expect(await findingsOf(`sort${gone('a', 1, 80)}${gone('b', 2, 80, '10.0.0.3')}`)).toHaveLength(2);
  });

  it('is the one that nobody answers ARP for', async () => {
    const findings = await findingsOf(`sort${gone('a', 1, 80)}
1.01 arp who-has 10.0.0.2 tell 10.0.9.1
2.01 arp who-has 10.0.0.2 tell 10.0.9.1
3.01 arp who-has 10.0.0.2 tell 10.0.9.1`);
    expect(findings).toMatchObject([{ cause: 'host-unreachable', count: 1 }]);
    expect(findings[0]?.evidence.map(({ fact }) => fact)).toContain('arp-unanswered');
  });
});

describe('an address translation', () => {
  const refused = (name: string, client: string, server: string, isnc: number, at: number) => `
conn ${name} client=${client}:40000 server=${server}:80 isnc=${isnc}
${at} ${name} > S seq=0
${at + 0.002} ${name} < RA rawseq=0 ack=1 win=0`;

  it('shows one connection on both of its sides: one finding', async () => {
    const findings = await findingsOf(
      `sort${refused('out', '10.0.0.1', '203.0.113.8', 7777, 1)}${refused('in', '10.0.0.1', '10.0.5.8', 7777, 1.0005)}`,
    );
    expect(findings).toMatchObject([{ cause: 'port-closed', connections: [0, 1] }]);
  });

  it.each([
    ['other sequence numbers', 8888, 1.0005],
    ['another time', 7777, 3],
  ])('is not supposed with %s', async (_, isnc, at) => {
    const trace = `sort${refused('out', '10.0.0.1', '203.0.113.8', 7777, 1)}${refused('in', '10.0.0.1', '10.0.5.8', isnc, at)}`;
    expect(await findingsOf(trace)).toHaveLength(2);
  });
});
