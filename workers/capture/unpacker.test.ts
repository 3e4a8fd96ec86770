// zstd and lz4 as their own tools write them (packed/): whole, cut, damaged, in any split; and that small files cannot fill a memory.

import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMilliseconds } from '../testing/cpu-time';
import { memorySource, RecordingSink } from '../testing/memory-source';
import { writePcap } from '../testing/write-pcap';
import { readCapture, type ReadControl } from './read-capture';
import { readFrame } from './read-frame';
import { compressionOf, createUnpacker, type UnpackEnd } from './unpacker';

const FOLDER = new URL('packed/', import.meta.url);
const PLAIN = plainCapture();
const PACKED = readdirSync(FOLDER).map((name) => [name, new Uint8Array(readFileSync(new URL(name, FOLDER)))] as const);
const CONTROL: ReadControl = { verdict: () => 'go', progress: () => undefined };

/** What was packed: records of words that come again and of bytes that look like chance, the same for ever. */
function plainCapture(): Uint8Array {
  let state = 1;
  const next = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 16;
  const records = Array.from({ length: 150 }, (_, index) => {
    const text = `GET /item/${next() % 40} HTTP/1.1\r\nHost: example\r\n\r\n`.repeat((next() % 3) + 1);
    const data = index % 5 === 4 ? Uint8Array.from({ length: 200 }, next) : new TextEncoder().encode(text);
    return { seconds: 1_700_000_000 + index, fraction: next(), data };
  });
  return writePcap(records);
}

async function unpacked(
  packed: Uint8Array,
  sizes: readonly number[] = [packed.length],
): Promise<{ readonly end: UnpackEnd; readonly bytes: Uint8Array; readonly damageOffset: number }> {
  const compression = compressionOf(packed);
  if (compression === null) throw new Error('not recognised');
  const parts: Uint8Array[] = [];
  const unpacker = await createUnpacker(compression, (bytes) => parts.push(bytes.slice()) > 0);
  for (let at = 0, turn = 0; at < packed.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    if (!unpacker.push(packed.subarray(at, at + size))) break;
    at += size;
  }
  return { end: unpacker.end(), bytes: Uint8Array.from(Buffer.concat(parts)), damageOffset: unpacker.damageOffset };
}

/** Of a frame with checksums of blocks alone: where each block's size has the bit that says "stored". */
function storedBits(packed: Uint8Array): number[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const places: number[] = [];
  for (let at = 7, size = -1; size !== 0; at += 4 + size + 4) {
    size = view.getUint32(at, true) & 0x7fffffff;
    if (size > 0) places.push(at + 3);
  }
  return places;
}

describe.each(PACKED)('%s', (name, packed) => {
  test('unpacks to what was packed, in any split', async () => {
    for (const sizes of [[packed.length], [1], [3, 200]]) {
      const { end, bytes } = await unpacked(packed, sizes);
      expect([end, Buffer.compare(bytes, PLAIN)]).toEqual(['whole', 0]);
    }
  });

  test('a cut end is told, and what came out before is right', async () => {
    for (let to = 8; to < packed.length; to += 37) {
      const { end, bytes } = await unpacked(packed.subarray(0, to));
      expect(Buffer.compare(bytes, PLAIN.subarray(0, bytes.length))).toBe(0);
      // Two frames: between them, and between blocks of the legacy format, an end is an end.
      expect(end === 'truncated' || /two-frames|legacy/.test(name)).toBe(true);
    }
  });

  test('damage never passes for sound', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4, max: packed.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const copy = packed.slice();
        copy[at] = (copy[at] ?? 0) ^ change;
        const { end, bytes } = await unpacked(copy);
        const isSame = Buffer.compare(bytes, PLAIN) === 0;
        // Checksums of lz4's blocks are of their bytes as they stand in the file: that they are not compressed after all is not covered.
        const isStoredBit = name === 'block-checksums.lz4' && change === 128 && storedBits(packed).includes(at);
        // Without checksums a changed literal cannot be noticed; content of a skippable frame or a size that nobody needs does no harm.
        expect(end !== 'whole' || isSame || isStoredBit || /without|legacy/.test(name)).toBe(true);
      }),
      { numRuns: 250 },
    );
  });

  test('is read as a capture, frame by frame again', async () => {
    const [plain, sink] = [new RecordingSink(), new RecordingSink()];
    await readCapture(memorySource(PLAIN), plain, CONTROL);
    const result = await readCapture(memorySource(packed, [61]), sink, CONTROL);
    if (!result.ok) throw new Error(result.failure.code);
    expect(sink.records).toEqual(plain.records);
    expect(result.value.compression).toBe(compressionOf(packed));
    const last = sink.records.at(-1);
    const again = await readFrame(memorySource(packed), result.value, last?.fileOffset ?? 0, 0);
    expect(again.ok && again.value.bytes).toEqual(last?.data);
  });
});

/** A pcap of nothing but empty records, as zstd's shortest blocks: 4 bytes for 128 kB. */
function zstdBomb(blocks: number): Uint8Array {
  const header = writePcap([]);
  const out: number[] = [0x28, 0xb5, 0x2f, 0xfd, 0, 0x88];
  const block = (type: number, size: number, isLast: boolean, body: readonly number[]): void => {
    const head = (isLast ? 1 : 0) | (type << 1) | (size << 3);
    out.push(head & 255, (head >>> 8) & 255, head >>> 16, ...body);
  };
  block(0, header.length, false, [...header]);
  for (let i = 0; i < blocks; i++) block(1, 131_072, i === blocks - 1, [1]);
  return Uint8Array.from(out);
}

describe('a file that unpacks without end', () => {
  test.each([
    ['gzip', new Uint8Array(gzipSync(Buffer.concat([writePcap([]), Buffer.alloc(120_000_000, 1)])))],
    ['zstd', zstdBomb(50_000)],
  ])('%s is stopped, and that is told', async (format, packed) => {
    let records = 0;
    const startedMs = cpuMilliseconds();
    const result = await readCapture(memorySource(packed), { record: () => records++ }, CONTROL);
    expect(cpuMilliseconds() - startedMs).toBeLessThan(5_000);
    const told = result.ok ? result.value.issues.map(({ code }) => code) : [result.failure.code];
    expect(told.some((code) => code === 'decompression-bomb' || code === 'corrupt-block')).toBe(true);
    expect([format, records < 10_000_000]).toEqual([format, true]);
  });

  test('a window that is only claimed costs nothing', async () => {
    const header = [0x28, 0xb5, 0x2f, 0xfd, 0, 0x88];
    const { end, bytes } = await unpacked(Uint8Array.from([...header, 0x01, 0, 0]));
    expect([end, bytes.length]).toEqual(['whole', 0]);
    expect((await unpacked(Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0xf8, 1, 0, 0]))).end).toBe('corrupt');
  });
});
