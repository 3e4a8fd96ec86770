// Whatever the bytes and however they are cut: no throw, no hang, the same records; and what the host is told.

import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ByteSource } from '../model/byte-source';
import { cpuMilliseconds } from '../testing/cpu-time';
import { memorySource, RecordingSink } from '../testing/memory-source';
import { writePcap } from '../testing/write-pcap';
import { PcapngWriter } from '../testing/write-pcapng';
import type { SeenRecord } from '../testing/memory-source';
import { readCapture, type CaptureRead, type ReadControl } from './read-capture';
import { blobSource } from './sources/blob-source';
import type { Result } from '../base/result';
import type { Failure } from '../model/failure';

const GO: ReadControl = { verdict: () => 'go', progress: () => undefined };

interface Outcome {
  readonly result: Result<CaptureRead, Failure>;
  readonly records: readonly SeenRecord[];
}

async function read(source: ByteSource, control: ReadControl = GO): Promise<Outcome> {
  const sink = new RecordingSink();
  return { result: await readCapture(source, sink, control), records: sink.records };
}

/** The value of a reading that must not fail. */
function meta({ result }: Outcome): CaptureRead {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

/** Frames of growing size and growing time, told apart by their bytes. */
function frames(count: number, bytes = 60): Uint8Array[] {
  return Array.from({ length: count }, (_, index) =>
    Uint8Array.from({ length: bytes + (index % 7) }, (__, at) => (index * 31 + at * 7 + 1) & 0xff),
  );
}

function samplePcap(count = 40, bytes = 60): Uint8Array {
  return writePcap(frames(count, bytes).map((data, index) => ({ seconds: 1_700_000_000 + index, fraction: index, data })));
}

function samplePcapng(count = 40): Uint8Array {
  const writer = new PcapngWriter(false).interface({ name: 'eth0', timeResolution: 9 });
  frames(count).forEach((data, index) => {
    const ticks = 1_700_000_000_000_000_000n + BigInt(index);
    if (index % 5 === 4) writer.section(index % 2 === 0).interface({ linkType: 101, timeResolution: 9 });
    if (index % 3 === 0) writer.packet({ ticks, data, comment: `number ${index}` });
    else if (index % 3 === 1) writer.obsoletePacket({ ticks, data });
    else writer.simplePacket(data).block(99, (body) => body.bytes(data));
  });
  return writer.finish();
}

const SAMPLES: readonly (readonly [string, Uint8Array])[] = [
  ['pcap', samplePcap()],
  ['pcapng', samplePcapng()],
  ['pcap with damage', damaged(samplePcap(40), 24 + 10 * 80)],
  ['gzip', new Uint8Array(gzipSync(samplePcapng()))],
  ['gzip of several members', joined(splitAt(samplePcap(), [1, 30, 500, 501]).map((part) => new Uint8Array(gzipSync(part))))],
  ['gzip, stored', new Uint8Array(gzipSync(samplePcap(), { level: 0 }))],
];

function damaged(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.slice().fill(0xff, at, at + 50);
}

function splitAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  return [0, ...cuts].map((start, index) => bytes.subarray(start, cuts[index] ?? bytes.length));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

describe.each(SAMPLES)('%s', (_, bytes) => {
  test('reads the same however it is cut into chunks', async () => {
    const whole = await read(memorySource(bytes));
    expect(whole.records.length).toBeGreaterThan(30);
    expect(await read(memorySource(bytes, [1]))).toEqual(whole);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 }), async (sizes) => {
        expect(await read(memorySource(bytes, sizes))).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  test('survives any change of its bytes', async () => {
    const change = fc.record({ at: fc.nat(bytes.length - 1), value: fc.constantFrom(0, 1, 4, 0x7f, 0x80, 0xff) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), fc.nat(bytes.length), async (changes, end) => {
        const copy = bytes.slice();
        for (const { at, value } of changes) copy[at] = value;
        const { result, records } = await read(memorySource(copy.subarray(0, end), [97]));
        expect(result.ok ? result.value.frames : records.length).toBe(records.length);
        expect(result.ok ? 'read' : result.failure.code).not.toBe('internal');
        for (const record of records) expect(Number.isFinite(record.tsNs) && record.fileOffset >= 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('keeps what stands before a cut end, and says so', async () => {
    const all = (await read(memorySource(bytes))).records;
    for (let end = 40; end < bytes.length; end += 61) {
      const cut = await read(memorySource(bytes.subarray(0, end)));
      const told = cut.result.ok ? cut.result.value.issues.map((issue) => issue.code) : [cut.result.failure.code];
      expect(['truncated-file', 'corrupt-block', 'corrupt-record', 'decompression-failed', 'unrecognized-format']).toEqual(
        expect.arrayContaining(told),
      );
      expect(cut.records).toEqual(all.slice(0, cut.records.length));
      // A plain file that ends right behind a record cannot be told from one that was meant to.
      const isClean = bytes[0] !== 0x1f && all.some((record) => record.fileOffset === end);
      expect(told.length > 0 || isClean || cut.records.length === all.length).toBe(true);
    }
  });
});

describe('any bytes', () => {
  const magics = [
    [0xa1, 0xb2, 0xc3, 0xd4],
    [0x4d, 0x3c, 0xb2, 0xa1],
    [10, 13, 13, 10, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a, 1, 0],
    [0x1f, 0x8b, 8, 0],
    [],
  ];

  test('never throw, never hang', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...magics), fc.uint8Array({ maxLength: 400 }), async (magic, rest) => {
        const { result, records } = await read(memorySource(Uint8Array.of(...magic, ...rest), [50]));
        expect(result.ok ? result.value.frames : 0).toBe(result.ok ? records.length : 0);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('damage', () => {
  test.each([
    ['a length of 0', 0],
    ['a length of 4 GB', 0xfffffffc],
    ['a length that is no multiple of four', 34],
    ['a length below that of its head', 8],
  ])('pcapng: %s ends the reading there', async (_, length) => {
    const writer = new PcapngWriter().interface().packet({ ticks: 0n, data: Uint8Array.of(1) });
    const offset = writer.length;
    writer.raw([6, 0, 0, 0, length & 255, (length >>> 8) & 255, (length >>> 16) & 255, length >>> 24, ...new Uint8Array(40)]);
    const outcome = await read(memorySource(writer.finish()));
    expect(outcome.records).toHaveLength(1);
    expect(meta(outcome).issues).toEqual([{ code: 'corrupt-block', count: 1, offsets: [offset], detail: { afterFrame: 1 } }]);
    expect(meta(outcome).fractionRead).toBeCloseTo(offset / (offset + 48));
  });

  test('pcapng: a captured length beyond the block, two lengths that differ', async () => {
    for (const at of [20, -4]) {
      const good = new PcapngWriter().interface().packet({ ticks: 0n, data: Uint8Array.of(1, 2, 3, 4) });
      const start = good.length;
      const bytes = good.packet({ ticks: 1n, data: Uint8Array.of(1, 2, 3, 4) }).finish();
      bytes[at < 0 ? bytes.length + at : start + at] = 200;
      const outcome = await read(memorySource(bytes));
      expect(outcome.records).toHaveLength(1);
      expect(meta(outcome).issues).toMatchObject([{ code: 'corrupt-block', offsets: [start] }]);
    }
  });

  test('pcap: reading goes on behind a damaged stretch where records fit again', async () => {
    const bytes = samplePcap(40);
    const offsets = (await read(memorySource(bytes))).records.map((record) => record.fileOffset);
    bytes.fill(0xff, offsets[10], offsets[10] + 20);
    const outcome = await read(memorySource(bytes));
    expect(outcome.records.map((record) => record.fileOffset)).toEqual(offsets.filter((_, index) => index !== 10));
    expect(meta(outcome)).toMatchObject({
      fractionRead: 1,
      issues: [{ code: 'corrupt-record', offsets: [offsets[10]], detail: { skippedBytes: offsets[11] - offsets[10], afterFrame: 10 } }],
    });
  });

  test('pcap: damage again and again costs no more than its bytes', async () => {
    const bytes = samplePcap(100_000, 40);
    let frame = 0;
    for (let at = 24; at < bytes.length; frame++) {
      const next = at + 16 + 40 + (frame % 7);
      if (frame % 5 === 4) bytes.fill(0xff, at, at + 16);
      at = next;
    }
    const started = cpuMilliseconds();
    const outcome = await read(memorySource(bytes, [16_384]));
    expect(outcome.records).toHaveLength(80_000);
    expect(meta(outcome).issues).toMatchObject([
      { code: 'corrupt-record', count: 19_999 },
      { code: 'corrupt-block', count: 1 },
    ]);
    expect(cpuMilliseconds() - started).toBeLessThan(4000);
  });

  test('pcap: reading stops where nothing fits any more', async () => {
    const bytes = samplePcap(40);
    const offset = 24 + 76 + 77;
    bytes.fill(0xff, offset);
    const outcome = await read(memorySource(bytes));
    expect(outcome.records).toHaveLength(2);
    expect(meta(outcome).issues).toEqual([{ code: 'corrupt-block', count: 1, offsets: [offset], detail: { afterFrame: 2 } }]);
  });

  test('a cut end is told with where the cut record begins', async () => {
    const whole = samplePcap(3);
    const { records } = await read(memorySource(whole));
    const outcome = await read(memorySource(whole.subarray(0, whole.length - 1)));
    expect(outcome.records).toHaveLength(2);
    expect(meta(outcome)).toMatchObject({ fractionRead: 1, frames: 2 });
    expect(meta(outcome).issues).toEqual([
      { code: 'truncated-file', count: 1, offsets: [records[2].fileOffset], detail: { afterFrame: 2 } },
    ]);
  });
});

describe('gzip', () => {
  const capture = samplePcap(4000, 200);
  const packed = new Uint8Array(gzipSync(capture, { level: 9 }));

  test('offsets count in the uncompressed stream, bytes in the file as given', async () => {
    const outcome = await read(memorySource(packed, [1000]));
    const plain = await read(memorySource(capture));
    expect(outcome.records).toEqual(plain.records);
    expect(meta(outcome)).toMatchObject({
      compression: 'gzip',
      format: 'pcap',
      bytes: packed.length,
      frames: 4000,
      issues: [],
      fractionRead: 1,
    });
  });

  test('a thousand small members', async () => {
    const cuts = Array.from({ length: 1000 }, (_, index) => (index + 1) * 13);
    const members = joined(splitAt(capture.subarray(0, 13_500), cuts).map((part) => new Uint8Array(gzipSync(part))));
    const outcome = await read(memorySource(members, [4096]));
    expect(outcome.records).toEqual((await read(memorySource(capture.subarray(0, 13_500)))).records);
  });

  test('a truncated file keeps most of what it holds', async () => {
    const outcome = await read(memorySource(packed.subarray(0, packed.length - 200)));
    expect(outcome.records.length).toBeGreaterThan(2000);
    expect(meta(outcome).issues).toMatchObject([{ code: 'truncated-file', count: 1 }]);
  });

  test('a damaged one keeps what stands before the damage', async () => {
    // A block type that does not exist, at the start of a second member.
    const bytes = joined([packed, Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0)]);
    const outcome = await read(memorySource(bytes));
    expect(outcome.records).toHaveLength(4000);
    expect(meta(outcome).issues).toMatchObject([{ code: 'decompression-failed', count: 1, detail: { format: 'gzip' } }]);
  });

  test('a wrong checksum is told, in any member, and nothing is lost', async () => {
    const members = splitAt(capture, [50_000]).map((part) => new Uint8Array(gzipSync(part)));
    for (const damagedMember of [0, 1]) {
      const copies = members.map((member) => member.slice());
      const trailer = copies[damagedMember].length - 8;
      copies[damagedMember][trailer] ^= 1;
      const outcome = await read(memorySource(joined(copies), [5000]));
      expect(outcome.records).toHaveLength(4000);
      const offset = trailer + (damagedMember === 1 ? members[0].length : 0);
      expect(meta(outcome).issues).toEqual([{ code: 'decompression-failed', count: 1, offsets: [offset], detail: { format: 'gzip' } }]);
    }
  });

  test('one that cannot be unpacked at all fails', async () => {
    const { result } = await read(memorySource(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 7, 0, 0, 0, 0, 0, 0, 0)));
    expect(result).toMatchObject({ ok: false, failure: { code: 'decompression-failed', format: 'gzip' } });
  });

  test('gzip of something else says what it is', async () => {
    const zip = await read(memorySource(new Uint8Array(gzipSync(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0)))));
    expect(zip.result).toEqual({ ok: false, failure: { code: 'archive', kind: 'zip' } });
    const twice = await read(memorySource(new Uint8Array(gzipSync(packed))));
    expect(twice.result).toEqual({ ok: false, failure: { code: 'archive', kind: 'gzip' } });
    const nothing = await read(memorySource(new Uint8Array(gzipSync(new Uint8Array(0)))));
    expect(nothing.result).toEqual({ ok: false, failure: { code: 'empty-file' } });
  });
});

describe('what the host sees', () => {
  const bytes = samplePcap(400);

  test('a header without packets is a capture', async () => {
    for (const empty of [writePcap([]), new PcapngWriter().finish(), new PcapngWriter().interface().finish()]) {
      expect(meta(await read(memorySource(empty)))).toMatchObject({ frames: 0, startNs: null, issues: [], fractionRead: 1 });
    }
  });

  test('progress up to the whole size, and room for the event loop', async () => {
    const seen: number[] = [];
    let breaths = 0;
    const control: ReadControl = {
      verdict: () => 'go',
      progress: (done, total) => seen.push(done, total ?? -1),
      breathe: async () => void breaths++,
    };
    await read(memorySource(bytes, [9000]), control);
    expect(seen.at(-2)).toBe(bytes.length);
    expect(new Set(seen.filter((_, index) => index % 2 === 1))).toEqual(new Set([bytes.length]));
    expect(breaths).toBe(seen.length / 2);
  });

  test('cancelling fails with "cancelled" and closes the source', async () => {
    let isClosed = false;
    const source: ByteSource = {
      ...memorySource(bytes),
      async *chunks() {
        try {
          for (;;) yield await Promise.resolve(bytes);
        } finally {
          isClosed = true;
        }
      },
    };
    const { result } = await read(source, { ...GO, verdict: () => 'cancel' });
    expect([result, isClosed]).toEqual([{ ok: false, failure: { code: 'cancelled' } }, true]);
  });

  test.each(['plain', 'gzip'])('finishing early keeps what was read: %s', async (kind) => {
    const large = samplePcap(20_000, 90);
    const file = kind === 'gzip' ? new Uint8Array(gzipSync(large)) : large;
    let asked = 0;
    const outcome = await read(memorySource(file, [8192]), { ...GO, verdict: () => (++asked > 3 ? 'finish' : 'go') });
    expect(outcome.records.length).toBeGreaterThan(0);
    expect(outcome.records.length).toBeLessThan(20_000);
    expect(meta(outcome).fractionRead).toBeGreaterThan(0);
    expect(meta(outcome).fractionRead).toBeLessThan(1);
    expect(meta(outcome)).toMatchObject({ frames: outcome.records.length, issues: [] });
  });

  test('a source that breaks is unreadable, not a bug', async () => {
    const source: ByteSource = {
      name: 'gone',
      size: null,
      read: null,
      async *chunks() {
        yield await Promise.resolve(bytes.subarray(0, 5000));
        throw new DOMException('the file was moved', 'NotFoundError');
      },
    };
    expect((await read(source)).result).toEqual({
      ok: false,
      failure: { code: 'file-unreadable', reason: 'NotFoundError: the file was moved' },
    });
  });

  test('a throwing sink is a bug and comes through', async () => {
    const sink = {
      record: () => {
        throw new TypeError('broken sink');
      },
    };
    for (const file of [bytes, new Uint8Array(gzipSync(bytes))]) {
      await expect(readCapture(memorySource(file), sink, GO)).rejects.toThrow('broken sink');
    }
  });

  test('a blob reads like memory, in slices of any size', async () => {
    const whole = await read(memorySource(bytes));
    for (const sliceBytes of [1, 777, 1 << 20]) {
      const source = blobSource(new Blob([new Uint8Array(bytes)]), 'memory', sliceBytes);
      expect(await read(source)).toEqual(whole);
    }
  });

  test('without a known size the bytes read are the size', async () => {
    expect(meta(await read({ ...memorySource(bytes), size: null })).bytes).toBe(bytes.length);
  });
});

describe('beyond 4 GB', () => {
  test('offsets stay exact', async () => {
    // 80 blocks of 60 MB would not fit memory: skipped blocks of 16 MB, one buffer given out again and again.
    const head = new PcapngWriter().interface().finish();
    const filler = new PcapngWriter()
      .block(99, (body) => body.bytes(new Uint8Array(16_777_204)))
      .finish()
      .subarray(28);
    const packet = new PcapngWriter()
      .interface()
      .packet({ ticks: 9n, data: Uint8Array.of(7, 7, 7) })
      .finish()
      .subarray(48);
    const source: ByteSource = {
      name: 'sparse',
      size: null,
      read: null,
      async *chunks() {
        yield head;
        for (let index = 0; index < 300; index++) yield await Promise.resolve(filler);
        yield packet;
      },
    };
    const outcome = await read(source);
    const offset = head.length + 300 * filler.length;
    expect(offset).toBeGreaterThan(2 ** 32);
    expect(outcome.records).toMatchObject([{ fileOffset: offset, data: Uint8Array.of(7, 7, 7) }]);
    expect(meta(outcome).bytes).toBe(offset + packet.length);
  });
});
