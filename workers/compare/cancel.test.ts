// Comparing stops when it is told to: while files are read, and between connections while they are matched.

import { describe, expect, it } from 'vitest';
import { analyzeCapture } from '../pipeline/analyze';
import { memorySource } from '../testing/memory-source';
import { ipPacket, tcpSegment } from '../testing/synth-frames';
import { writePcap } from '../testing/write-pcap';
import { compareCaptures } from './compare-captures';
import { readSegmentBytes } from './segment-bytes';

const RAW_IP = 101;
const CONNECTIONS = 300;
const SEGMENTS = 100;
const GO = { verdict: (): 'go' => 'go', progress: (): undefined => undefined };

/** Connections of one SYN and many segments each, as a place saw them so much later. */
async function seen(laterUs: number, name: string) {
  const records = [];
  for (let at = 0; at < CONNECTIONS * SEGMENTS; at++) {
    const [srcPort, step] = [10_000 + (at % CONNECTIONS), Math.floor(at / CONNECTIONS)];
    const segment = tcpSegment({ srcPort, dstPort: 80, seq: 1 + step, flags: step === 0 ? 2 : 16 }, '10.0.0.1', '10.0.0.2');
    const us = at * 10 + laterUs;
    records.push({ seconds: Math.floor(us / 1e6), fraction: us % 1e6, data: ipPacket('10.0.0.1', '10.0.0.2', 6, segment) });
  }
  const source = memorySource(writePcap(records, { linkType: RAW_IP }), undefined, name);
  const analysis = await analyzeCapture(source, GO);
  const bytes = await readSegmentBytes(source, GO);
  if (!analysis.ok || !bytes.ok) throw new Error('not read');
  return { analysis: analysis.value, source, seen: bytes.value };
}

describe('comparing', () => {
  it('is left between connections, tells how far it is, and stops there', { timeout: 120_000 }, async () => {
    const [first, second] = [await seen(0, 'first'), await seen(500, 'second')];
    let isCancelled = false;
    const told: number[] = [];
    const breaths: boolean[] = [];
    const control = {
      ...GO,
      verdict: () => (isCancelled ? ('cancel' as const) : ('go' as const)),
      breathe: async (): Promise<void> => {
        await Promise.resolve();
        breaths.push(told.length > 0);
        // What waited got in between.
        isCancelled = told.length === 1;
      },
      compared: (fraction: number) => told.push(fraction),
    };
    const stopped = await compareCaptures(first, second, control);
    expect(stopped).toEqual({ ok: false, failure: { code: 'cancelled' } });
    expect(told).toHaveLength(1);
    expect(told[0]).toBeGreaterThan(0);
    expect(told[0]).toBeLessThan(1);
    expect(breaths).toEqual([false, true]);
    // The same captures are compared again from the beginning.
    const whole = await compareCaptures(first, second, GO);
    expect(whole.ok && whole.value.overview.paired).toBe(CONNECTIONS);
  });

  it('does not begin once it is cancelled', { timeout: 120_000 }, async () => {
    const [first, second] = [await seen(0, 'first'), await seen(500, 'second')];
    const stopped = await compareCaptures(first, second, { ...GO, verdict: () => 'cancel' });
    expect(stopped).toEqual({ ok: false, failure: { code: 'cancelled' } });
  });
});
