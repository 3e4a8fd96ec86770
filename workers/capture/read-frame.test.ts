// A frame read again from its offset is the frame that was read first.

import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { memorySource, RecordingSink } from '../testing/memory-source';
import { writePcap } from '../testing/write-pcap';
import { PcapngWriter } from '../testing/write-pcapng';
import { readCapture } from './read-capture';
import { readFrame } from './read-frame';

const data = Uint8Array.from({ length: 90 }, (_, index) => index + 1);
const pcapRecords = [40, 90, 0, 61].map((length, index) => ({ seconds: index, fraction: 5, data: data.subarray(0, length), origLen: 100 }));

function samplePcapng(isLittle: boolean): Uint8Array {
  return new PcapngWriter(isLittle)
    .interface({ linkType: 101 })
    .packet({ ticks: 1n, data, comment: 'x', origLen: 95 })
    .obsoletePacket({ ticks: 2n, data: data.subarray(0, 33) })
    .section(!isLittle)
    .interface({ linkType: 1 })
    .interface({ linkType: 276, snapLen: 50 })
    .packet({ interfaceId: 1, ticks: 3n, data: data.subarray(0, 50), origLen: 51 })
    .simplePacket(data, 90)
    .section(isLittle)
    .interface({ linkType: 113, snapLen: 64 })
    .simplePacket(data.subarray(0, 64), 90)
    .finish();
}

const FILES: readonly (readonly [string, Uint8Array])[] = [
  ['pcap', writePcap(pcapRecords)],
  ['pcap, big endian, modified', writePcap(pcapRecords, { isLittle: false, isModified: true })],
  ['pcap of version 2.2', writePcap(pcapRecords, { version: [2, 2], areLengthsSwapped: true })],
  ['pcapng', samplePcapng(true)],
  ['pcapng, big endian', samplePcapng(false)],
  ['pcapng, gzip', new Uint8Array(gzipSync(samplePcapng(true)))],
];

describe('readFrame', () => {
  test.each(FILES)('%s', async (_, bytes) => {
    const sink = new RecordingSink();
    const source = memorySource(bytes, [29]);
    const result = await readCapture(source, sink, { verdict: () => 'go', progress: () => undefined });
    if (!result.ok) throw new Error('not read');
    expect(sink.records.length).toBeGreaterThanOrEqual(4);
    for (const record of sink.records) {
      const frame = await readFrame(source, result.value, record.fileOffset, record.interfaceIndex);
      expect(frame).toEqual({
        ok: true,
        value: { bytes: record.data, capLen: record.data.length, origLen: record.origLen, linkType: record.linkType },
      });
    }
  });

  test('a file that changed or cannot be read again fails', async () => {
    const [, bytes] = FILES[3];
    const meta = { format: 'pcapng', compression: null, interfaces: [{ linkType: 1, snapLen: 0, name: null, timeDigits: 6 }] } as const;
    const source = memorySource(bytes);
    for (const attempt of [
      readFrame(source, meta, bytes.length + 100, 0),
      readFrame(source, meta, 3, 0),
      readFrame(source, meta, 48, 7),
      readFrame({ ...source, read: null }, meta, 48, 0),
      readFrame({ ...source, read: () => Promise.reject(new DOMException('moved', 'NotFoundError')) }, meta, 48, 0),
    ]) {
      expect(await attempt).toMatchObject({ ok: false, failure: { code: 'file-unreadable' } });
    }
  });
});
