// Every format, byte order and clock: what is written is what is read.

import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { memorySource, RecordingSink } from '../../testing/memory-source';
import { writePcap, type PcapOptions } from '../../testing/write-pcap';
import { PcapngWriter } from '../../testing/write-pcapng';
import { readCapture, type CaptureRead } from '../read-capture';
import type { SeenRecord } from '../../testing/memory-source';

async function read(bytes: Uint8Array, chunkBytes?: readonly number[]): Promise<{ meta: CaptureRead; records: SeenRecord[] }> {
  const sink = new RecordingSink();
  const result = await readCapture(memorySource(bytes, chunkBytes), sink, { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(`not read: ${JSON.stringify(result.failure)}`);
  return { meta: result.value, records: sink.records };
}

const frame = fc.uint8Array({ minLength: 0, maxLength: 90 });
const BOTH = [true, false] as const;

describe('pcap', () => {
  const variants: PcapOptions[] = BOTH.flatMap((isLittle) => [{ isLittle }, { isLittle, isNano: true }, { isLittle, isModified: true }]);

  test.each(variants)('round trip of %j', async (options) => {
    const perSecond = options.isNano === true ? 1e9 : 1e6;
    const record = fc.record({
      seconds: fc.integer({ min: 0, max: 4_294_967_295 }),
      fraction: fc.integer({ min: 0, max: perSecond - 1 }),
      data: frame,
      cut: fc.integer({ min: 0, max: 2000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 12 }), async (list) => {
        const written = list.map(({ cut, ...rest }) => ({ ...rest, origLen: rest.data.length + cut }));
        const { meta, records } = await read(writePcap(written, { ...options, linkType: 276, snapLen: 96 }));
        expect(meta.issues).toEqual([]);
        expect(meta).toMatchObject({ format: 'pcap', frames: written.length, fractionRead: 1 });
        expect(meta.interfaces).toEqual([{ linkType: 276, snapLen: 96, name: null, timeDigits: options.isNano === true ? 9 : 6 }]);
        const scale = BigInt(1e9 / perSecond);
        const times = written.map(({ seconds, fraction }) => BigInt(seconds) * 1_000_000_000n + BigInt(fraction) * scale);
        expect(meta.startNs).toBe(times[0] ?? null);
        expect(records.map(({ data, origLen }) => ({ data, origLen }))).toEqual(written.map(({ data, origLen }) => ({ data, origLen })));
        expect(records.map(({ tsNs }) => tsNs)).toEqual(times.map((time) => Number(time - (times[0] ?? 0n))));
      }),
    );
  });

  test.each([
    [[2, 2], true],
    [[2, 3], true],
    [[2, 3], false],
    [[2, 4], false],
  ] as const)('lengths of version %j, swapped: %j', async (version, areLengthsSwapped) => {
    const bytes = writePcap([{ seconds: 1, fraction: 0, data: Uint8Array.of(1, 2, 3), origLen: 70 }], { version, areLengthsSwapped });
    expect((await read(bytes)).records).toMatchObject([{ data: Uint8Array.of(1, 2, 3), origLen: 70 }]);
  });

  test('the upper bits of the link type field are not link type', async () => {
    const bytes = writePcap([{ seconds: 1, fraction: 0, data: Uint8Array.of(1) }], { linkType: 0x24000001 });
    expect((await read(bytes)).records[0].linkType).toBe(1);
  });
});

describe('pcapng', () => {
  const resolutions = [0, 3, 6, 7, 9, 10, 12, 18, 0x80 | 10, 0x80 | 20, 0x80 | 30, 0x80 | 60];

  test.each(resolutions.flatMap((resolution) => BOTH.map((isLittle) => [resolution, isLittle] as const)))(
    'clock of resolution %i, little endian: %j',
    async (resolution, isLittle) => {
      const perSecond = (resolution >= 0x80 ? 2n : 10n) ** BigInt(resolution & 0x7f);
      const perSecondTicks = perSecond > 0n ? perSecond : 1n;
      // Up to 64 bits of ticks, within a day of each other.
      const day = perSecondTicks * 86_400n;
      const limit = (1n << 64n) - 1n;
      const first = fc.bigInt({ min: 0n, max: limit - (day < limit / 2n ? day : limit / 2n) });
      await fc.assert(
        fc.asyncProperty(
          first,
          fc.array(fc.bigInt({ min: 0n, max: day < limit / 2n ? day : limit / 2n }), { maxLength: 6 }),
          async (start, steps) => {
            const ticks = [start, ...steps.map((step) => start + step)];
            const writer = new PcapngWriter(isLittle).interface({ timeResolution: resolution, timeOffsetSeconds: -7n });
            for (const tick of ticks) writer.packet({ ticks: tick, data: Uint8Array.of(1, 2, 3, 4, 5) });
            const { meta, records } = await read(writer.finish());
            const times = ticks.map((tick) => (tick * 1_000_000_000n) / perSecond - 7_000_000_000n);
            expect(meta.startNs).toBe(times[0]);
            records.forEach(({ tsNs }, index) => {
              const exact = Number(times[index] - times[0]);
              // Clocks finer than a double can split may be one nanosecond off, never more.
              const isFine = resolution > 12 && resolution !== (0x80 | 10) && resolution !== (0x80 | 20);
              expect(Math.abs(tsNs - exact)).toBeLessThanOrEqual(isFine ? 1 : 0);
            });
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  test('sections of both byte orders with interfaces of their own', async () => {
    const writer = new PcapngWriter(true)
      .interface({ linkType: 1, name: 'eth0', timeResolution: 9 })
      .interface({ linkType: 113, snapLen: 64, name: 'any' })
      .packet({ interfaceId: 1, ticks: 10_000_000n, data: Uint8Array.of(1) })
      .packet({ interfaceId: 0, ticks: 11_000_000_000n, data: Uint8Array.of(2, 2) })
      .section(false)
      .interface({ linkType: 101, timeResolution: 3 })
      .packet({ interfaceId: 0, ticks: 12_500n, data: Uint8Array.of(3, 3, 3), origLen: 99 })
      .packet({ interfaceId: 1, ticks: 0n, data: Uint8Array.of(4) })
      .packet({ interfaceId: 0, ticks: 9_000n, data: Uint8Array.of(5) });
    const { meta, records } = await read(writer.finish());
    expect(records.map(({ interfaceIndex, linkType, tsNs, origLen }) => [interfaceIndex, linkType, tsNs, origLen])).toEqual([
      [1, 113, 0, 1],
      [0, 1, 1e9, 2],
      [2, 101, 2.5e9, 99],
      [2, 101, -1e9, 1],
    ]);
    expect(meta.startNs).toBe(10_000_000_000n);
    expect(meta.interfaces.map(({ name, timeDigits }) => [name, timeDigits])).toEqual([
      ['eth0', 9],
      ['any', 6],
      [null, 3],
    ]);
    expect(meta.issues).toMatchObject([{ code: 'unknown-interface', count: 1 }]);
  });

  test('simple and obsolete packets, and everything that is no packet', async () => {
    const data = Uint8Array.from({ length: 70 }, (_, index) => index);
    const writer = new PcapngWriter()
      .interface({ linkType: 1, snapLen: 60 })
      .block(4, (body) => body.u32(0))
      .simplePacket(data.subarray(0, 60), 70)
      .block(10, (body) => body.u32(0x544c534b).u32(4).u32(1))
      .packet({ ticks: 5_000_000n, data })
      .block(0x0bad, (body) => body.u32(32473).u32(1))
      .obsoletePacket({ ticks: 5_000_001n, data, origLen: 80 }, 3)
      .block(0x80000001, (body) => body.u32(7))
      .simplePacket(data.subarray(0, 20));
    const { meta, records } = await read(writer.finish());
    expect(records.map((record) => [record.data.length, record.origLen, record.tsNs])).toEqual([
      [60, 70, 0],
      [70, 70, 0],
      [70, 80, 1000],
      [20, 20, 1000],
    ]);
    expect(meta).toMatchObject({ issues: [], startNs: 5_000_000_000n, reportedDrops: 3, frames: 4 });
  });

  test('comments by frame number, the first thousand', async () => {
    const writer = new PcapngWriter().interface();
    writer.packet({ ticks: 1n, data: Uint8Array.of(1) });
    for (let index = 0; index < 1005; index++) writer.packet({ ticks: 1n, data: Uint8Array.of(1), comment: `Grüße ${index}` });
    const { comments } = (await read(writer.finish())).meta;
    expect([comments.size, comments.get(1), comments.get(2), comments.get(1001), comments.get(1002)]).toEqual([
      1000,
      undefined,
      'Grüße 0',
      'Grüße 999',
      undefined,
    ]);
  });

  test('drops: the last statistics of each interface, or what packets tell', async () => {
    const writer = new PcapngWriter().interface().interface();
    writer.statistics(0, 1n, 2n).statistics(0, 5n, 2n).statistics(1, 0n, 0n).statistics(9, 9n, 9n);
    writer.packet({ interfaceId: 1, ticks: 1n, data: Uint8Array.of(1), dropCount: 4n });
    expect((await read(writer.finish())).meta.reportedDrops).toBe(11);
  });
});
