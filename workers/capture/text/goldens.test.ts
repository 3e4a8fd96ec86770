// Text that tcpdump and tshark printed of recordings gives the verdicts that the recordings themselves gave, in every style of printing.
// The texts and the verdicts of the binary are kept in goldens/, so that no tool is needed.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyzeCapture } from '../../pipeline/analyze';
import type { Analysis } from '../../pipeline/analysis';
import { memorySource } from '../../testing/memory-source';

interface Golden {
  readonly frames: number;
  readonly segments: number;
  readonly connections: readonly { readonly client: string; readonly server: string; readonly cause: string; readonly outcome: string }[];
}

const FOLDER = new URL('goldens/', import.meta.url);
const GOLDENS = JSON.parse(readFileSync(new URL('verdicts.json', FOLDER), 'utf8')) as Record<string, Golden>;
/** Published cases that exist only as text, where they are at hand. */
const SHARED = new URL('../../../../shared/captures/text/', import.meta.url);

async function analysed(bytes: Uint8Array, chunks?: readonly number[]): Promise<Analysis> {
  const result = await analyzeCapture(memorySource(bytes, chunks), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

function told({ tables, report }: Analysis): Golden {
  return {
    frames: tables.frames.length,
    segments: tables.segments.length,
    connections: Array.from({ length: tables.connections.length }, (_, id) => {
      const { client, server, verdict, outcome } = report(id);
      return {
        client: `${client.address}:${client.port}`,
        server: `${server.address}:${server.port}`,
        cause: verdict.cause,
        outcome,
      };
    }),
  };
}

const read = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, FOLDER)));

describe('printed recordings', () => {
  test('all of them are compared', () => {
    expect(
      readdirSync(FOLDER)
        .filter((name) => name.endsWith('.txt'))
        .toSorted(),
    ).toEqual(Object.keys(GOLDENS).toSorted());
  });

  test.each(Object.entries(GOLDENS))('%s', async (name, golden) => {
    const analysis = await analysed(read(name));
    expect(told(analysis)).toEqual(golden);
    expect([analysis.tables.isText, analysis.meta.format]).toEqual([true, 'text']);
    expect(analysis.issues.find(({ code }) => code === 'text-import')?.detail).toMatchObject({ lines: golden.frames, unread: 0 });
  });

  test('any split reads the same', async () => {
    const [name = ''] = Object.keys(GOLDENS);
    expect(told(await analysed(read(name), [1, 7, 300]))).toEqual(GOLDENS[name]);
  });
});

describe.skipIf(!existsSync(SHARED))('published cases', () => {
  test.each([
    ['descriptors-exhausted.tcpdump.txt', 'unread-data-abort', 'reset', 'server'],
    ['connections-65387.tshark.txt', 'accept-then-close', 'reset', 'server'],
  ])('%s', async (name, cause, outcome, endedBy) => {
    const { tables, report } = await analysed(new Uint8Array(readFileSync(new URL(name, SHARED))));
    expect(tables.connections.length).toBe(1);
    const { verdict, ...rest } = report(0);
    expect([verdict.cause, rest.outcome, rest.endedBy]).toEqual([cause, outcome, endedBy]);
  });
});
