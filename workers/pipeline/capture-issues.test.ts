// Notices that only the packets show: filtered by flags (given where connections cannot have gone without other packets, and only there),
// one direction, headers cut off.

import { expect, it } from 'vitest';
import type { CaptureIssue, IssueCode } from '../model/failure';
import { memorySource } from '../testing/memory-source';
import { parseTrace } from '../testing/trace-dsl';
import { writePcap } from '../testing/write-pcap';
import { analyzeCapture } from './analyze';

async function issuesOf(file: Uint8Array<ArrayBuffer>): Promise<readonly CaptureIssue[]> {
  const result = await analyzeCapture(memorySource(file), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value.issues;
}

async function detailOf(trace: string, wanted: IssueCode): Promise<CaptureIssue['detail']> {
  return (await issuesOf(parseTrace(trace).pcapng)).find(({ code }) => code === wanted)?.detail;
}

const flagsOf = async (trace: string): Promise<unknown> => (await detailOf(trace, 'only-flags'))?.['flags'];

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

it('damage that ends the reading is told with how far that was, and with no advice to read again', async () => {
  const record = { seconds: 1, fraction: 0, data: new Uint8Array(60) };
  const file = writePcap(Array.from({ length: 4 }, () => record));
  file.fill(0xff, 24 + 3 * 76);
  const issues = await issuesOf(file);
  expect(issues.find(({ code }) => code === 'corrupt-block')).toMatchObject({ offsets: [252], detail: { afterFrame: 3, percent: 76 } });
  expect(issues.map(({ code }) => code)).not.toContain('stopped-early');
});

it('headers that were cut off are told with the length at which packets end', async () => {
  const { pcapng } = parseTrace('snaplen 40\nconn a client=10.0.0.1:40000 server=10.0.0.2:80\n0 a > S\n1 a < SA');
  expect((await issuesOf(pcapng)).find(({ code }) => code === 'snaplen-cut-header')).toMatchObject({ count: 2, detail: { largest: 40 } });
});

it.each([
  ['client', twice('${i} c${i} > A len=5\n${i+0.1} c${i} > A len=5')],
  ['server', twice('${i} c${i} < SA\n${i+0.1} c${i} < A len=5')],
  [
    undefined,
    'conn a client=10.0.0.1:40000 server=10.0.0.2:80\nconn b client=10.0.0.3:40000 server=10.0.0.2:80\n0 a < SA\n1 b > S\n1.1 b > A',
  ],
])('of one direction it is told which: %s', async (from, trace) => {
  expect((await detailOf(trace, 'one-direction'))?.['from']).toBe(from);
});
