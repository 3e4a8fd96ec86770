// What an analysis keeps per segment and per connection, and when the first provisional result comes: counted, not estimated.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { DecodedFrame } from '../decode/decoded-frame';
import { decodeFrame } from '../decode/decode-frame';
import { CaptureTables } from '../model/tables';
import { memorySource } from '../testing/memory-source';
import { ipv4Packet, linkFrame, tcpSegment } from '../testing/synth-frames';
import { writePcap } from '../testing/write-pcap';
import { analyzeCapture } from './analyze';
import { Ingest } from './ingest';
import { Judgement } from './judge';

/** Promised: see bench/README.md. */
const BYTES_PER_SEGMENT = 48;
const BYTES_PER_CONNECTION = 400;
/** Tables double: at powers of two their room is exactly what they hold. */
const ROWS = 1 << 15;
/** Listener, hosts, empty side tables. */
const FIXED_BYTES = 256 * 1024;

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Typed arrays and objects together. */
function bytesInUse(): number {
  if (typeof collect !== 'function') throw new Error('no garbage collection on demand');
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function frameOf(index: number, isOneConnection: boolean): Uint8Array {
  const client = isOneConnection ? 0 : index;
  const src = `10.${client >> 15}.0.1`;
  const dst = '10.9.0.1';
  const payload = new Uint8Array(isOneConnection ? 10 : 0);
  const segment = tcpSegment({ srcPort: 1024 + (client & 0x7fff), dstPort: 80, seq: index * 10, ack: 1, flags: 0x10, payload }, src, dst);
  return linkFrame('ethernet', 0x0800, ipv4Packet({ src, dst }, segment));
}

/** The least of some attempts: the rest of the process, and its collector, only add. */
function leastOf(measure: () => number): number {
  return Math.min(...Array.from({ length: 3 }, measure));
}

/** What stays in use after `rows` segments were filed and judged. */
function keptBytes(rows: number, isOneConnection: boolean): number {
  const before = bytesInUse();
  const tables = new CaptureTables();
  const ingest = new Ingest(tables, new DecodedFrame(), decodeFrame);
  for (let index = 0; index < rows; index++) {
    const data = frameOf(index, isOneConnection);
    ingest.record(0, 1, index * 1000, data, 0, data.length, data.length, index * 100);
  }
  ingest.finish();
  const judgement = new Judgement(tables);
  expect([tables.segments.length, tables.connections.length]).toEqual([rows, isOneConnection ? 1 : rows]);
  const kept = bytesInUse() - before;
  expect(judgement.columns.cause).toHaveLength(tables.connections.length);
  return kept;
}

it('stops reading where memory ends, analyses what was read, and says what would be needed', async () => {
  const records = Array.from({ length: 20_000 }, (_, index) => ({ seconds: index, fraction: 0, data: frameOf(index, true) }));
  const source = memorySource(writePcap(records), [64 * 1024]);
  const result = await analyzeCapture(source, { verdict: () => 'go', progress: () => undefined, haveBytes: 480_000 });
  if (!result.ok) throw new Error(result.failure.code);
  const { tables, issues, fractionRead } = result.value;
  expect(tables.segments.length).toBeGreaterThanOrEqual(10_000);
  expect(tables.segments.length).toBeLessThan(12_000);
  expect(fractionRead).toBeGreaterThan(0.4);
  expect(fractionRead).toBeLessThan(0.7);
  const { detail } = issues.find(({ code }) => code === 'stopped-early') ?? {};
  expect(detail?.['haveBytes']).toBe(480_000);
  expect(Number(detail?.['needBytes']) / (20_000 * BYTES_PER_SEGMENT)).toBeCloseTo(1, 1);
});

describe('memory that an analysis keeps', { timeout: 60_000 }, () => {
  it(`is at most ${BYTES_PER_SEGMENT} bytes per segment, record included`, () => {
    keptBytes(1024, true);
    expect(leastOf(() => keptBytes(ROWS, true)) / ROWS).toBeLessThanOrEqual(BYTES_PER_SEGMENT + FIXED_BYTES / ROWS);
  });

  it(`is at most ${BYTES_PER_CONNECTION} bytes per connection more`, () => {
    keptBytes(1024, false);
    expect(leastOf(() => keptBytes(ROWS, false)) / ROWS).toBeLessThanOrEqual(BYTES_PER_SEGMENT + BYTES_PER_CONNECTION + FIXED_BYTES / ROWS);
  });

  it('is 12 bytes for a frame that is not TCP', () => {
    const data = linkFrame('ethernet', 0x88cc, new Uint8Array(46));
    const kept = leastOf(() => {
      const before = bytesInUse();
      const tables = new CaptureTables();
      const ingest = new Ingest(tables, new DecodedFrame(), decodeFrame);
      for (let index = 0; index < ROWS; index++) ingest.record(0, 1, index * 1000, data, 0, data.length, data.length, index * 100);
      const after = bytesInUse();
      expect(tables.frames.length).toBe(ROWS);
      return after - before;
    });
    expect(kept / ROWS).toBeLessThanOrEqual(12 + FIXED_BYTES / ROWS);
  });
});
