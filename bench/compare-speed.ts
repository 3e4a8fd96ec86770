// `node scripts/run-ts.mjs bench/compare-speed.ts [MB] [kind]`: two captures of one path, compared: how much longer that takes than to
// analyse them one after the other. The second is the first as it would be seen 5 ms further on: TTL one less, some packets lost.

import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileSource } from '../cli/node-source';
import { compareCaptures } from '../workers/compare/compare-captures';
import { SegmentWatch } from '../workers/compare/segment-bytes';
import type { ComparedCapture } from '../workers/compare/tap';
import { analyzeCapture } from '../workers/pipeline/analyze';
import { generateCapture, type CaptureSpec } from './generate';

const HEADER_BYTES = 24;
const RECORD_BYTES = 16;
const WAY_MICROSECONDS = 5000n;
/** One packet of so many is lost. */
const LOST_ONE_IN = 2000;
const GO = { verdict: (): 'go' => 'go', progress: (): undefined => undefined };

/** Frame `at` of a classic capture in microseconds, little endian: when it passes the second place, and whether it does. */
function second(from: string, to: string, isToServer: (data: Buffer, at: number) => boolean): void {
  const data = readFileSync(from);
  const records: { readonly at: number; readonly bytes: number; readonly time: bigint }[] = [];
  let seed = 1;
  for (let at = HEADER_BYTES; at + RECORD_BYTES <= data.length;) {
    const bytes = data.readUInt32LE(at + 8);
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    const time = BigInt(data.readUInt32LE(at)) * 1_000_000n + BigInt(data.readUInt32LE(at + 4));
    if (seed % LOST_ONE_IN !== 0)
      records.push({ at, bytes, time: isToServer(data, at + RECORD_BYTES) ? time + WAY_MICROSECONDS : time - WAY_MICROSECONDS });
    at += RECORD_BYTES + bytes;
  }
  records.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.at - b.at));
  const file = openSync(to, 'w');
  const out = Buffer.alloc(8 << 20);
  let used = data.copy(out, 0, 0, HEADER_BYTES);
  for (const { at, bytes, time } of records) {
    if (used + RECORD_BYTES + bytes > out.length) {
      writeSync(file, out, 0, used);
      used = 0;
    }
    data.copy(out, used, at, at + RECORD_BYTES + bytes);
    out.writeUInt32LE(Number(time / 1_000_000n), used);
    out.writeUInt32LE(Number(time % 1_000_000n), used + 4);
    out[used + RECORD_BYTES + 14 + 8] = (out[used + RECORD_BYTES + 14 + 8] ?? 1) - 1;
    used += RECORD_BYTES + bytes;
  }
  writeSync(file, out, 0, used);
  closeSync(file);
}

async function analyse(path: string, isWatched: boolean): Promise<ComparedCapture> {
  const source = await fileSource(path);
  if (!source.ok) throw new Error(source.failure.code);
  const observer = isWatched ? new SegmentWatch(source.value.size) : null;
  const result = await analyzeCapture(source.value, observer === null ? GO : { ...GO, observer });
  if (!result.ok) throw new Error(result.failure.code);
  return { analysis: result.value, source: source.value, seen: observer?.bytes ?? null };
}

const megabytes = Number(process.argv[2] ?? 500);
const kind = (process.argv[3] ?? 'bulk') as CaptureSpec['kind'];
const packetBytes = kind === 'bulk' ? 1000 : kind === 'small' ? 90 : 240;
const packets = Math.round((megabytes * 1e6) / packetBytes);
const paths = ['first', 'second'].map((name) => join(tmpdir(), `whyreset-compare-${process.pid}-${name}.pcap`));
const [one = '', two = ''] = paths;
/** Of the processor: what else the machine does does not count. */
const seconds = (from: number): number => now() - from;
function now(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
try {
  const made = generateCapture(one, { kind, packets, connections: Math.max(50, Math.round(packets / 2000)), parallel: 40, seed: 7 });
  // Servers listen on well-known ports: the lower one.
  second(one, two, (data, at) => data.readUInt16BE(at + 14 + 20 + 2) < data.readUInt16BE(at + 14 + 20));
  // Twice: the first run also pays for the compiler.
  for (let run = 0; run < 4; run++) {
    let from = now();
    await analyse(one, false);
    await analyse(two, false);
    const alone = seconds(from);
    from = now();
    const result = await compareCaptures(await analyse(one, true), await analyse(two, true), GO);
    const comparing = seconds(from);
    if (!result.ok) throw new Error(result.failure.code);
    const { paired, totals } = result.value.overview;
    process.stdout.write(
      `${(made.bytes / 1e6).toFixed(0)} MB ${kind}, ${made.packets} packets, ${paired} connections: analysed ${alone.toFixed(2)} s, analysed and compared ${comparing.toFixed(2)} s, ` +
        `${(comparing / alone).toFixed(2)} x; lost ${totals.lostTowardsServer + totals.lostTowardsClient}, not captured ${totals.notCaptured}, appeared ${totals.appeared}\n`,
    );
  }
} finally {
  if (process.env['KEEP'] === undefined) for (const path of paths) rmSync(path, { force: true });
}
