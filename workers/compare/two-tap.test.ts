// The ladder with two taps: golden texts of recordings in both languages, the same as a picture, and what must hold of every row.

import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import '../causes/words/both-languages';
import { displayWidth } from '../ladder/display-width';
import { analyzeCapture } from '../pipeline/analyze';
import { memorySource } from '../testing/memory-source';
import { compareCaptures } from './compare-captures';
import type { TwoTapLadder, TwoTapPacket } from './compare-model';
import type { CaptureComparison } from './comparison';
import { renderTwoTapSvg } from './svg-two-tap';
import { renderTwoTapText } from './text-two-tap';
import { buildTwoTapLadder } from './two-tap-ladder';
import { words as en } from './words/words-en';
import { words as zh } from './words/words-zh';

// A busy machine is no fault.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const RECORDINGS = new URL('../../lab/recordings/two-sided/', import.meta.url);
const GO = { verdict: (): 'go' => 'go', progress: (): undefined => undefined };

async function compared(name: string, clientName?: string): Promise<CaptureComparison> {
  const open = async (side: 'client' | 'server') => {
    const source = memorySource(
      new Uint8Array(readFileSync(new URL(`${name}.${side}.pcapng.gz`, RECORDINGS))),
      undefined,
      side === 'client' ? (clientName ?? 'client.pcapng') : 'server.pcapng',
    );
    const result = await analyzeCapture(source, GO);
    if (!result.ok) throw new Error(result.failure.code);
    return { analysis: result.value, source };
  };
  const result = await compareCaptures(await open('client'), await open('server'), GO);
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

/** The first connection with that combined cause and something that differs. */
function example(comparison: CaptureComparison, cause: string): number {
  const found = comparison.rows().find((row) => row.cause === cause && Object.values(row.counts).some((count) => count > 0));
  if (found === undefined) throw new Error(`no ${cause}`);
  return found.index;
}

const packetsOf = (model: TwoTapLadder): readonly TwoTapPacket[] => model.rows.filter((row) => row.kind === 'packet');

const CASES = [
  { name: 'injected-both-ends', cause: 'injected-reset', says: [/not sent by the server/, /not sent by the client/, /TTL \d+ ≠ \d+/] },
  { name: 'idle-forgotten-reset', cause: 'middlebox-idle-timeout', says: [/of silence/, /lost on the way to the server/, /①/] },
  { name: 'syn-dropped', cause: 'firewall-drop', says: [/SYN .*✗ lost on the way to the server/] },
  { name: 'rewritten', cause: 'normal-close', says: [/MSS 1460 → 1200/, /payload/, /window \d+ → 99/, /TTL 64 → 199/] },
  { name: 'large-lost', cause: 'mtu-black-hole', says: [/lost on the way to the client ✗/] },
] as const;

describe('two taps', () => {
  it.each(CASES)('as text: $name', async ({ name, cause, says }) => {
    const comparison = await compared(name);
    const model = buildTwoTapLadder(comparison, example(comparison, cause));
    const text = renderTwoTapText(model, en, 'en');
    for (const pattern of says) expect(text).toMatch(pattern);
    await expect(text).toMatchFileSnapshot(`goldens/${name}.en.txt`);
    await expect(renderTwoTapText(model, zh, 'zh')).toMatchFileSnapshot(`goldens/${name}.zh.txt`);
    // Both lifelines stand in one column, whatever is between them.
    const lanes = text.split('\n').filter((line) => /║.*║/.test(line));
    expect(new Set(lanes.map((line) => displayWidth(line.slice(0, line.lastIndexOf('║'))))).size).toBeLessThanOrEqual(1);
    expect(text.split('\n').every((line) => line === line.trimEnd())).toBe(true);
  });

  it('gives every packet both its times, or says why not', async () => {
    const comparison = await compared('lossy');
    for (const row of comparison.rows()) {
      const model = buildTwoTapLadder(comparison, row.index);
      expect(JSON.parse(JSON.stringify(model))).toEqual(model);
      for (const { fate, clientFrames, serverFrames, clientSeconds, serverSeconds, oneWaySeconds } of packetsOf(model)) {
        expect([clientSeconds === null, serverSeconds === null]).toEqual([clientFrames.length === 0, serverFrames.length === 0]);
        const isSeenTwice = clientFrames.length > 0 && serverFrames.length > 0;
        expect(oneWaySeconds !== null).toBe(isSeenTwice);
        expect(oneWaySeconds ?? 0).toBeGreaterThanOrEqual(0);
        expect(isSeenTwice || fate !== 'both').toBe(true);
      }
      const { lostTowardsServer, lostTowardsClient } = row.counts;
      const folded = model.rows.reduce((sum, one) => sum + (one.kind === 'run' ? one.differing : 0), 0);
      expect(packetsOf(model).filter(({ fate }) => fate === 'lost').length + folded).toBe(lostTowardsServer + lostTowardsClient);
    }
  });

  it('opens a run into its packets', async () => {
    const comparison = await compared('lossy');
    const index = comparison.rows().find(({ common }) => common > 30)?.index ?? 0;
    const closed = buildTwoTapLadder(comparison, index);
    const run = closed.rows.find((row) => row.kind === 'run');
    if (run?.kind !== 'run') throw new Error('no run');
    const open = buildTwoTapLadder(comparison, index, new Set([run.id])).rows.find((row) => row.kind === 'run' && row.id === run.id);
    expect(open).toMatchObject({ expanded: true, hidden: 0, packets: run.packets });
    expect(open?.kind === 'run' ? open.rows.length : 0).toBe(run.packets);
  });

  it.each(['en', 'zh'] as const)('as a picture, with hostile names: %s', async (language) => {
    const comparison = await compared('injected-both-ends', '"><script>alert(1)</script>&.pcapng');
    const model = buildTwoTapLadder(comparison, example(comparison, 'injected-reset'), new Set([6]));
    const svg = renderTwoTapSvg(model, language === 'zh' ? zh : en, language, 'two taps');
    expect(svg).not.toContain('<script');
    const drawn = unclosed(svg);
    expect(drawn).toBe('');
    expect(svg.match(/data-fate="appeared"/g)).toHaveLength(2);
    expect(svg).toContain(language === 'zh' ? '并非服务器发出' : 'not sent by the server');
    expect(svg).toContain('aria-labelledby="two-taps-title two-taps-desc"');
  });
});

/** Well-formed: every element that opens closes, in order; what does not. */
function unclosed(svg: string): string {
  const open: string[] = [];
  for (const [, close, name = '', , isEmpty] of svg.matchAll(/<(\/?)([a-z]+)((?:\s[^<>]*?)?)(\/?)>/g)) {
    if (close === '/') {
      if (open.pop() !== name) return `</${name}>`;
    } else if (isEmpty !== '/') {
      open.push(name);
    }
  }
  return open.join(' ');
}
