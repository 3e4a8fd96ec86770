// The notice of a capture that somebody filtered by flags: given where connections cannot have gone without other packets, and only there.

import { expect, it } from 'vitest';
import { memorySource } from '../testing/memory-source';
import { parseTrace } from '../testing/trace-dsl';
import { analyzeCapture } from './analyze';

async function flagsOf(trace: string): Promise<unknown> {
  const result = await analyzeCapture(memorySource(parseTrace(trace).pcapng), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value.issues.find(({ code }) => code === 'only-flags')?.detail?.['flags'];
}
const twice = (lines: string): string => `
repeat i=1..2 {
conn c\${i} client=10.0.0.1:\${40000+i} server=10.0.0.2:80
${lines}
}`;

it('is given where connections were closed though nobody acknowledged anything', async () => {
  expect(await flagsOf(twice('${i} c${i} > S\n${i+0.01} c${i} < SA\n${i+0.5} c${i} > FA\n${i+0.6} c${i} < R'))).toBe('SYN, FIN, RST');
});

it('is given where there are resets and nothing else', async () => {
  expect(await flagsOf(twice('${i} c${i} < RA seq=500 ack=90'))).toBe('RST');
});

it.each([
  ['refused attempts', twice('${i} c${i} > S\n${i+0.01} c${i} < RA seq=0')],
  ['silence', twice('${i} c${i} > S\n${i+1} c${i} > S\n${i+3} c${i} > S')],
  ['a scan', twice('${i} c${i} > S\n${i+0.01} c${i} < SA\n${i+0.02} c${i} > R')],
  ['whole connections', twice('${i} c${i} > S\n${i+0.01} c${i} < SA\n${i+0.02} c${i} > A\n${i+0.5} c${i} > FA\n${i+0.6} c${i} < R')],
  ['a single reset', 'conn a client=10.0.0.1:40000 server=10.0.0.2:80\n0 a < R seq=500'],
])('is not given for %s', async (_, trace) => {
  expect(await flagsOf(trace)).toBeUndefined();
});
