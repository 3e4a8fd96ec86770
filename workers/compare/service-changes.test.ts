// DSCP and ECN that a device rewrites: of one packet an event, throughout a trait of the path. The recordings of both ends with the byte
// changed in the server's one.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyzeCapture } from '../pipeline/analyze';
import { memorySource } from '../testing/memory-source';
import { recordedFrames, rewritten } from '../testing/recorded-frames';
import { compareCaptures } from './compare-captures';
import type { CaptureComparison } from './comparison';

const RECORDINGS = new URL('../../lab/recordings/two-sided/', import.meta.url);
const GO = { verdict: (): 'go' => 'go', progress: (): undefined => undefined };
const ETHERNET = 14;

async function opened(bytes: Uint8Array, name: string) {
  const source = memorySource(bytes, undefined, name);
  const result = await analyzeCapture(source, GO);
  if (!result.ok) throw new Error(result.failure.code);
  return { analysis: result.value, source };
}

/** `change`: the service byte of the server's frame `at`, from 0. */
async function compared(name: string, change: (service: number, at: number) => number): Promise<CaptureComparison> {
  const read = (side: string) => new Uint8Array(readFileSync(new URL(`${name}.${side}.pcapng.gz`, RECORDINGS)));
  const server = await recordedFrames(read('server'));
  if (server === null) throw new Error('several link types');
  const frames = server.frames.map((frame, at) => {
    const bytes = frame.bytes.slice();
    const version = (bytes[ETHERNET] ?? 0) >>> 4;
    if (version === 4) bytes[ETHERNET + 1] = change(bytes[ETHERNET + 1] ?? 0, at);
    if (version === 6) {
      const service = change((((bytes[ETHERNET] ?? 0) & 15) << 4) | ((bytes[ETHERNET + 1] ?? 0) >>> 4), at);
      bytes[ETHERNET] = 0x60 | (service >>> 4);
      bytes[ETHERNET + 1] = ((service & 15) << 4) | ((bytes[ETHERNET + 1] ?? 0) & 15);
    }
    return { ...frame, bytes };
  });
  const result = await compareCaptures(await opened(read('client'), 'a'), await opened(rewritten(server, frames), 'b'), GO);
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

const service = ({ field }: { readonly field: string }): boolean => field === 'dscp' || field === 'ecn';
const changesOf = (comparison: CaptureComparison) =>
  comparison
    .rows()
    .flatMap(({ index }) => comparison.connection(index).differences)
    .flatMap(({ frames, changes }) => changes.filter(service).map((change) => ({ ...change, frame: frames.second[0] })));

describe.each(['lossy', 'lossy-v6-no-timestamps'])('DSCP and ECN of %s', (name) => {
  it('of one packet are changed on the way', async () => {
    const untouched = await compared(name, (value) => value);
    // A packet that both saw, in the middle of a connection.
    const [row] = untouched.rows();
    expect(changesOf(untouched)).toEqual([]);
    const near = untouched.connection(row?.index ?? 0);
    const dropped = new Set(near.differences.flatMap(({ frames }) => frames.second));
    const match = untouched.match(row?.index ?? 0);
    const tap = match.toServer.down;
    const frame = [...match.toServer.downRows.subarray(0, match.toServer.downCount)]
      .map((at) => tap?.frameNumber(at) ?? 0)
      .find((number, at) => at > 3 && !dropped.has(number));
    expect(frame).toBeGreaterThan(0);
    const changed = await compared(name, (value, at) => (at + 1 === frame ? (46 << 2) | 3 : value));
    expect(changesOf(changed)).toEqual([
      { field: 'dscp', before: 0, after: 46, frame },
      { field: 'ecn', before: 0, after: 3, frame },
    ]);
  });

  it('of all packets are rewritten throughout: told once, no packet differs', async () => {
    const comparison = await compared(name, (value) => (value & 3) | (10 << 2));
    expect(changesOf(comparison)).toEqual([]);
    const rows = comparison.rows().filter(({ common }) => common > 10);
    expect(rows.length).toBeGreaterThan(0);
    for (const { index, changedFields } of rows) {
      expect(changedFields).toContain('dscp');
      const { translated } = comparison.connection(index).path;
      expect(translated.filter(service)).toEqual([
        { field: 'dscp', before: 0, after: 10 },
        { field: 'dscp', before: 10, after: 0 },
      ]);
    }
  });
});
