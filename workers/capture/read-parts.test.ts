// Parts of a rotated capture read like the whole, in whatever order and packing they come; captures that overlap are not joined.

import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { PART_STRIDE, joinedSource } from '../model/byte-source';
import { memorySource, RecordingSink } from '../testing/memory-source';
import { writePcap, type PcapRecord } from '../testing/write-pcap';
import { PcapngWriter } from '../testing/write-pcapng';
import { readCapture, type ReadControl } from './read-capture';
import { readFrame } from './read-frame';

const CONTROL: ReadControl = { verdict: () => 'go', progress: () => undefined };
const RECORDS: readonly PcapRecord[] = Array.from({ length: 30 }, (_, index) => ({
  seconds: 1_700_000_000 + index,
  fraction: index,
  data: Uint8Array.from({ length: 60 }, (__, at) => (index + at) & 255),
}));
const WHOLE = writePcap(RECORDS);
const part = (from: number, to: number): Uint8Array => writePcap(RECORDS.slice(from, to));
const pcapngPart = (from: number, to: number): Uint8Array => {
  const writer = new PcapngWriter(false).interface();
  for (const { seconds, fraction, data } of RECORDS.slice(from, to))
    writer.packet({ ticks: BigInt(seconds) * 1_000_000n + BigInt(fraction), data });
  return writer.finish();
};
const source = (...parts: readonly Uint8Array[]) => joinedSource(parts.map((bytes, index) => memorySource(bytes, [500], `part-${index}`)));

async function framesOf(bytes: ReturnType<typeof source>) {
  const sink = new RecordingSink();
  const result = await readCapture(bytes, sink, CONTROL);
  return { result, frames: sink.records.map(({ tsNs, data, origLen }) => ({ tsNs, data, origLen })), records: sink.records };
}

describe('parts', () => {
  test.each([
    ['in order', [part(0, 10), part(10, 20), part(20, 30)]],
    ['in any order', [part(20, 30), part(0, 10), part(10, 20)]],
    ['packed, of two formats, one without packets', [new Uint8Array(gzipSync(part(15, 30))), part(0, 0), pcapngPart(0, 15)]],
  ])('%s', async (_, parts) => {
    const whole = await framesOf(source(WHOLE));
    const joined = await framesOf(source(...parts));
    expect(joined.frames).toEqual(whole.frames);
    if (!joined.result.ok || !whole.result.ok) throw new Error('not read');
    const { startNs, frames, bytes, name } = joined.result.value;
    expect([startNs, frames, bytes, name]).toEqual([
      whole.result.value.startNs,
      30,
      parts.reduce((sum, { length }) => sum + length, 0),
      'part-0 + 2',
    ]);
  });

  test('each frame is found again in its part', async () => {
    const parts = source(part(10, 30), new Uint8Array(gzipSync(pcapngPart(0, 10))));
    const { result, records } = await framesOf(parts);
    if (!result.ok) throw new Error(result.failure.code);
    for (const index of [0, 9, 10, 29]) {
      const { fileOffset, interfaceIndex, data } = records[index] ?? { fileOffset: 0, interfaceIndex: 0, data: null };
      const again = await readFrame(parts, result.value, fileOffset, interfaceIndex);
      expect(again.ok && again.value.bytes).toEqual(data);
    }
    expect(records[0]?.fileOffset).toBeGreaterThan(PART_STRIDE);
  });

  test('damage is told with the frame numbers of all parts together', async () => {
    const { result } = await framesOf(source(part(0, 10), part(10, 20).subarray(0, 24 + 76 * 4 + 30)));
    expect(result.ok && result.value.issues).toEqual([
      { code: 'truncated-file', count: 1, offsets: [24 + 76 * 4], detail: { afterFrame: 14 } },
    ]);
  });
});

describe('what is not joined', () => {
  test('captures that overlap', async () => {
    const { result } = await framesOf(source(part(0, 20), part(10, 30)));
    expect(result).toEqual({ ok: false, failure: { code: 'captures-overlap', first: 'part-0', second: 'part-1' } });
  });

  test('captures that overlap, and the first is read no further than to where that shows', async () => {
    const [record] = RECORDS;
    if (record === undefined) throw new Error('no record');
    const capture = (from: number) =>
      writePcap(Array.from({ length: 20_000 }, (_, at) => ({ ...record, seconds: record.seconds + from + at })));
    const { result, records } = await framesOf(source(capture(0), capture(2)));
    expect(result).toMatchObject({ ok: false, failure: { code: 'captures-overlap' } });
    expect(records.length).toBeGreaterThan(2);
    expect(records.length).toBeLessThan(10_000);
  });

  test('text without dates', async () => {
    const text = new TextEncoder().encode('12:00:00.1 IP 10.0.0.1.1 > 10.0.0.2.2: Flags [S], seq 1, win 1, length 0\n');
    const { result } = await framesOf(source(text, part(0, 3)));
    expect(result).toEqual({ ok: false, failure: { code: 'parts-without-date', name: 'part-0' } });
  });

  test('what is no capture', async () => {
    const { result } = await framesOf(source(part(0, 3), new TextEncoder().encode('PK\x03\x04')));
    expect(result).toEqual({ ok: false, failure: { code: 'archive', kind: 'zip' } });
  });
});
