// A client that tries port after port makes one finding for the host; a few closed ports stay findings of their own.

import { describe, expect, it } from 'vitest';
import '../causes/words/both-languages';
import { findingHeadline } from '../report/headline';
import { memorySource } from '../testing/memory-source';
import { parseTrace } from '../testing/trace-dsl';
import type { Finding } from '../model/verdict';
import { analyzeCapture } from './analyze';
import { SWEEP_PORTS_MIN } from './sweeps';

async function findingsOf(ports: number): Promise<readonly Finding[]> {
  const trace = `
  sort
  repeat i=1..${ports} {
    conn c\${i} client=10.0.0.1:\${50000+i} server=10.0.0.2:\${8000+i}
    \${i*0.01} c\${i} > S
    \${i*0.01+0.001} c\${i} < RA rawseq=0
  }
  conn open client=10.0.0.1:60000 server=10.0.0.2:22
  0.5 open > S
  0.501 open < SA
  0.5011 open > R`;
  const result = await analyzeCapture(memorySource(parseTrace(trace).pcapng), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value.findings;
}

describe('a sweep of ports', () => {
  it('is one finding of the host, and says so', async () => {
    const closed = (await findingsOf(SWEEP_PORTS_MIN + 1)).filter(({ cause }) => cause === 'port-closed');
    expect(closed).toHaveLength(1);
    expect(closed[0]).toMatchObject({ count: SWEEP_PORTS_MIN + 1, server: { address: '10.0.0.2' }, client: { address: '10.0.0.1' } });
    expect(closed[0]?.server?.port).toBeUndefined();
    expect(closed.map((finding) => findingHeadline(finding, 'en')).join('')).toContain('those ports');
  });

  it('counts open ports that were only probed', async () => {
    const findings = await findingsOf(SWEEP_PORTS_MIN - 1);
    expect(findings.filter(({ cause }) => cause === 'port-closed')).toHaveLength(1);
    expect(findings.find(({ cause }) => cause === 'half-open-probe')?.server).toEqual({ address: '10.0.0.2', port: 22 });
  });

  it('is not seen in fewer ports', async () => {
    const closed = (await findingsOf(SWEEP_PORTS_MIN - 2)).filter(({ cause }) => cause === 'port-closed');
    expect(closed).toHaveLength(SWEEP_PORTS_MIN - 2);
    expect(closed[0]?.server?.port).toBe(8001);
  });
});
