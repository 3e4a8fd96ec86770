// pcap-ng-parser, written by others, as an independent judge: wherever it can read a file, packet bytes and times must equal ours.
// What it cannot read is measured here too (ADR 0001), so that a better release of it is noticed.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { Transform } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { memorySource, RecordingSink } from '../testing/memory-source';
import { PcapngWriter } from '../testing/write-pcapng';
import { readCapture } from './read-capture';

interface PeerPacket {
  readonly interfaceId: number;
  readonly timestampHigh: number;
  readonly timestampLow: number;
  readonly data: Uint8Array;
}

interface PeerReading {
  readonly packets: readonly PeerPacket[];
  readonly interfaceNames: readonly (string | undefined)[];
  readonly errorCode: string | null;
}

const require = createRequire(import.meta.url);
const PeerParser = require('pcap-ng-parser') as new () => Transform;
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** What the peer makes of a file; it throws from inside its stream on what it cannot read. */
function readByPeer(bytes: Uint8Array): Promise<PeerReading> {
  return new Promise((resolve) => {
    const packets: PeerPacket[] = [];
    const interfaceNames: (string | undefined)[] = [];
    const finish = (errorCode: string | null): void => resolve({ packets, interfaceNames, errorCode });
    const parser = new PeerParser();
    parser.on('data', (packet: PeerPacket) => packets.push(packet));
    parser.on('interface', (description: { name?: string }) => interfaceNames.push(description.name));
    parser.on('error', (error: Error & { code?: string }) => finish(error.code ?? error.message));
    parser.on('close', () => finish(null));
    try {
      parser.end(Buffer.from(bytes));
    } catch (error) {
      finish((error as { code?: string }).code ?? String(error));
    }
  });
}

async function readByUs(bytes: Uint8Array) {
  const sink = new RecordingSink();
  const result = await readCapture(memorySource(bytes, [4096]), sink, { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return { meta: result.value, records: sink.records };
}

/** Compares both readings; tells why where the peer could not read the file. */
async function compare(bytes: Uint8Array): Promise<string> {
  const theirs = await readByPeer(bytes);
  if (theirs.errorCode !== null) return theirs.errorCode;
  const { meta, records } = await readByUs(bytes);
  expect(records.length).toBe(theirs.packets.length);
  theirs.packets.forEach((packet, index) => {
    const { data, tsNs, interfaceIndex } = records[index];
    expect(Buffer.compare(packet.data, data)).toBe(0);
    const ticks = (BigInt(packet.timestampHigh) << 32n) | BigInt(packet.timestampLow);
    const ns = (ticks * 1_000_000_000n) / 10n ** BigInt(meta.interfaces[interfaceIndex].timeDigits);
    expect((meta.startNs ?? 0n) + BigInt(tsNs)).toBe(ns);
    expect(interfaceIndex).toBe(packet.interfaceId);
  });
  return 'equal';
}

/** A name long enough that eight times its length leaves the block: what the peer needs in order to get past the options. */
function generated(isLittle: boolean): PcapngWriter {
  const writer = new PcapngWriter(isLittle).interface({ name: 'generated-interface' });
  for (let index = 0; index < 200; index++) {
    const data = Uint8Array.from({ length: index }, (_, at) => at ^ index);
    writer.packet({ ticks: 1_700_000_000_000_000n + BigInt(index * 7919), data, origLen: index + 5 });
    if (index % 9 === 0) writer.statistics(0, 0n, 0n);
  }
  return writer;
}

describe('agreement', () => {
  test.each([true, false])('generated, little endian: %j', async (isLittle) => {
    expect(await compare(generated(isLittle).finish())).toBe('equal');
  });

  const folders = [join(ROOT, 'lab/recordings'), join(ROOT, 'public/samples'), join(ROOT, '../shared/captures')].filter((folder) =>
    existsSync(folder),
  );

  test.each(folders.map((folder) => [relative(ROOT, folder), folder]))('recordings of %s', async (_, folder) => {
    const outcomes = new Set<string>();
    for (const file of readdirSync(folder)) {
      if (file.endsWith('.pcapng')) outcomes.add(await compare(readFileSync(join(folder, file))));
    }
    // It stumbles over option lists that end in time, and over nothing else.
    expect(['equal', 'ERR_OUT_OF_RANGE']).toEqual(expect.arrayContaining([...outcomes]));
  });
});

describe('what the peer cannot do (ADR 0001)', () => {
  const data = Uint8Array.of(1, 2, 3, 4);

  test('an interface block with if_tsresol and opt_endofopt, or without any option, is out of its range', async () => {
    for (const spec of [{ timeResolution: 9 }, {}]) {
      const bytes = new PcapngWriter().interface(spec).packet({ ticks: 1n, data }).finish();
      expect((await readByPeer(bytes)).errorCode).toBe('ERR_OUT_OF_RANGE');
      expect((await readByUs(bytes)).records).toHaveLength(1);
    }
  });

  test('option lengths are read eight times too long: the name swallows what follows', async () => {
    const bytes = new PcapngWriter().interface({ name: 'eth0', timeResolution: 9, timeOffsetSeconds: 1n }).finish();
    expect((await readByPeer(bytes)).interfaceNames).not.toEqual(['eth0']);
    expect((await readByUs(bytes)).meta.interfaces[0].name).toBe('eth0');
  });

  test('a second section of the other byte order is not seen', async () => {
    const writer = generated(true).section(false).interface({ name: 'generated-interface' }).packet({ ticks: 5n, data });
    expect((await readByUs(writer.finish())).records).toHaveLength(201);
    expect((await readByPeer(writer.finish())).packets).toHaveLength(200);
  });

  test('simple and obsolete packets are not given', async () => {
    const bytes = new PcapngWriter()
      .interface({ name: 'generated-interface' })
      .simplePacket(data)
      .obsoletePacket({ ticks: 1n, data })
      .finish();
    expect((await readByPeer(bytes)).packets).toHaveLength(0);
    expect((await readByUs(bytes)).records).toHaveLength(2);
  });
});
