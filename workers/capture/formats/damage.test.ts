// Damage and oddities inside captures: what precedes and what follows is read, what was skipped is told, nothing is made up.

import { describe, expect, test } from 'vitest';
import { memorySource, RecordingSink, type SeenRecord } from '../../testing/memory-source';
import { writePcap } from '../../testing/write-pcap';
import { PcapngWriter } from '../../testing/write-pcapng';
import { readCapture, type CaptureRead } from '../read-capture';

async function read(bytes: Uint8Array): Promise<{ readonly meta: CaptureRead; readonly records: readonly SeenRecord[] }> {
  const [whole, split] = [new RecordingSink(), new RecordingSink()];
  const control = { verdict: (): 'go' => 'go', progress: () => undefined };
  const result = await readCapture(memorySource(bytes), whole, control);
  const again = await readCapture(memorySource(bytes, [1000, 7]), split, control);
  if (!result.ok) throw new Error(result.failure.code);
  expect([again, split.records]).toEqual([result, whole.records]);
  return { meta: result.value, records: whole.records };
}

const PACKETS = Array.from({ length: 30 }, (_, index) => Uint8Array.from({ length: 60 }, (__, at) => (index * 7 + at) & 255));
const pcap = (): Uint8Array => writePcap(PACKETS.map((data, index) => ({ seconds: 1_700_000_000 + index, fraction: 5, data })));
function pcapng(isLittle = true): Uint8Array {
  const writer = new PcapngWriter(isLittle).interface();
  PACKETS.forEach((data, index) => writer.packet({ ticks: 1_700_000_000_000_000n + BigInt(index), data }));
  return writer.finish();
}
const PCAP_RECORD = 76;
const PCAPNG_BLOCK = 92;
const PCAPNG_FIRST = 28 + 20;

describe.each([
  ['pcap', pcap(), 24, PCAP_RECORD],
  ['pcapng', pcapng(), PCAPNG_FIRST, PCAPNG_BLOCK],
  ['pcapng, big endian', pcapng(false), PCAPNG_FIRST, PCAPNG_BLOCK],
])('%s', (name, sound, first, unit) => {
  const codes = (meta: CaptureRead): readonly string[] => meta.issues.map(({ code }) => code);

  test('a header overwritten: goes on at the next one, and says how much was skipped', async () => {
    const bytes = sound.slice();
    bytes.fill(0xff, first + unit * 10, first + unit * 10 + 24);
    const { meta, records } = await read(bytes);
    expect(records.length).toBe(29);
    expect(meta.issues).toEqual([
      { code: 'corrupt-record', count: 1, offsets: [first + unit * 10], detail: { skippedBytes: unit, afterFrame: 10 } },
    ]);
    expect(meta.fractionRead).toBe(1);
  });

  test('two places: both are skipped, the bytes summed up', async () => {
    const bytes = sound.slice();
    for (const at of [5, 20]) bytes.fill(0xff, first + unit * at, first + unit * at + 24);
    const { meta, records } = await read(bytes);
    expect([records.length, meta.issues[0]?.count, meta.issues[0]?.detail?.['skippedBytes']]).toEqual([28, 2, unit * 2]);
  });

  test('bytes lost in the middle: blocks are found where they are not expected', async () => {
    const bytes = Uint8Array.from([...sound.subarray(0, first + unit * 10 + 31), ...sound.subarray(first + unit * 11 + 2)]);
    const { meta, records } = await read(bytes);
    expect(codes(meta)).toContain('corrupt-record');
    expect(records.slice(-10).map(({ data }) => data)).toEqual(PACKETS.slice(-10));
  });

  test('a hole of zeros is damage, not packets without length', async () => {
    const bytes = Uint8Array.from([...sound.subarray(0, first + unit * 10), ...new Uint8Array(4096), ...sound.subarray(first + unit * 10)]);
    const { meta, records } = await read(bytes);
    expect(records.length).toBe(30);
    expect(meta.issues[0]).toMatchObject({ code: 'corrupt-record', detail: { skippedBytes: 4096, afterFrame: 10 } });
  });

  test('zeros to the end: what precedes them is read', async () => {
    const { meta, records } = await read(Uint8Array.from([...sound, ...new Uint8Array(5000)]));
    expect([records.length, codes(meta)]).toEqual([30, ['corrupt-block']]);
  });

  test('a record longer than the file: those behind it are found', async () => {
    const bytes = sound.slice();
    const view = new DataView(bytes.buffer);
    if (name === 'pcap') view.setUint32(first + unit * 10 + 8, 200_000, true);
    else view.setUint32(first + unit * 10 + 4, 1_000_000, name === 'pcapng');
    const { meta, records } = await read(bytes);
    expect([records.length, codes(meta)]).toEqual([29, ['corrupt-record']]);
  });
});

describe('oddities', () => {
  test('times at the end of their range, and backwards', async () => {
    const writer = new PcapngWriter().interface({ timeResolution: 9 });
    for (const ticks of [2n ** 64n - 1n, 0n, 2n ** 63n]) writer.packet({ ticks, data: PACKETS[0] });
    const { records } = await read(writer.finish());
    expect(records.map(({ tsNs }) => Math.round(tsNs / 1e9))).toEqual([0, -18_446_744_074, -9_223_372_037]);
    const late = writePcap([0xffffffff, 0].map((seconds) => ({ seconds, fraction: 999_999, data: PACKETS[0] })));
    expect((await read(late)).records.map(({ tsNs }) => tsNs)).toEqual([0, -4_294_967_295e9]);
  });

  test('packets without length are packets', async () => {
    const none = new Uint8Array(0);
    expect((await read(writePcap([1, 2, 3].map((seconds) => ({ seconds, fraction: 0, data: none }))))).records.length).toBe(3);
    const writer = new PcapngWriter().interface().packet({ ticks: 0n, data: none }).simplePacket(none);
    expect((await read(writer.finish())).records.length).toBe(2);
  });

  test('65,535 interfaces; those beyond have no packets, and that is told', async () => {
    const writer = new PcapngWriter();
    for (let i = 0; i < 65_536; i++) writer.interface();
    for (const interfaceId of [0, 65_534, 65_535, 0xffffffff]) writer.packet({ interfaceId, ticks: 1n, data: PACKETS[0] });
    const sink = new RecordingSink();
    const result = await readCapture(memorySource(writer.finish()), sink, { verdict: () => 'go', progress: () => undefined });
    if (!result.ok) throw new Error(result.failure.code);
    expect(sink.records.map(({ interfaceIndex }) => interfaceIndex)).toEqual([0, 65_534]);
    expect(result.value.issues).toMatchObject([{ code: 'unknown-interface', count: 2 }]);
  });
});
