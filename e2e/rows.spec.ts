// Checks 25 to 27 and 29 to 31: the rows of the ladder under the keys, what is annotated, what is folded, and what Wireshark makes of filters.

import { spawnSync } from 'node:child_process';
import type { LadderModel } from '#engine/ladder/ladder-model';
import type { Analysis } from '#engine/pipeline/analysis';
import { LadderDesk } from '#engine/pipeline/answers';
import type { Page } from '@playwright/test';
import { analysed } from './analysed';
import { expect, openSample, samplePath, test, type SampleId } from './page';

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
/** Two that differ most in every run, the others in the full one. */
const SAMPLES: readonly SampleId[] =
  process.env['WHYRESET_FULL'] === '1' ? ['zookeeper-limit', 'accept-queue', 'keep-alive', 'descriptors'] : ['accept-queue', 'keep-alive'];

function ladderOf(analysis: Analysis, id: number): LadderModel {
  return new LadderDesk().ladder(analysis, id, [], []);
}

function example(analysis: Analysis): { readonly id: number; readonly model: LadderModel } {
  const id = analysis.findings[0]?.representative ?? 0;
  return { id, model: ladderOf(analysis, id) };
}

function framesOf({ tables: { connections, segments } }: Analysis, id: number): number[] {
  const rows = connections.segments.slice(connections.segmentStart[id], connections.segmentStart[id + 1]);
  return [...rows].map((row) => (segments.frameIndex.values[row] ?? 0) + 1);
}

async function openLadder(page: Page, sample: SampleId, id: number): Promise<void> {
  await openSample(page, sample);
  await page.evaluate((hash) => (location.hash = hash), `#v1/conn/${id}`);
  await expect(page.getByTestId('ladder-row').first()).toBeVisible();
  await expect.poll(() => focused(page)).not.toBeNull();
}

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest<HTMLElement>('[role="row"]')?.getAttribute('data-key') ?? null);

for (const sample of SAMPLES) {
  test(`25, 27: ${sample}: the arrow visits every row once, in order, and unfolded no packet is missing`, async ({ page }) => {
    const analysis = await analysed(sample);
    const { id } = example(analysis);
    await openLadder(page, sample, id);
    if (await page.getByTestId('ladder-run').count()) await page.keyboard.press('e');
    const keys = await page
      .locator('.ladder-rows [role="row"]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-key') ?? ''));
    const visited = [await focused(page)];
    for (let at = 1; at < keys.length; at++) {
      await page.keyboard.press('ArrowDown');
      visited.push(await focused(page));
    }
    expect(visited).toEqual(keys);
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe(keys.at(-1));
    const shown = await page.getByTestId('ladder-row').evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-packet'))));
    const own = framesOf(analysis, id);
    expect(shown.filter((frame) => own.includes(frame))).toEqual(own);
    for (const name of await page
      .getByTestId('ladder-row')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''))) {
      expect(name).toMatch(/^Packet \d+, .+, (?:client to server|server to client|.+ to (?:client|server)), .+\.$/i);
    }
  });

  test(`26, 29, 30: ${sample}: notes are walked, what is not their evidence is dimmed; gaps tell their length`, async ({ page }) => {
    const analysis = await analysed(sample);
    const { id, model } = example(analysis);
    await openLadder(page, sample, id);
    const annotated = model.rows.flatMap((row) => (row.kind === 'packet' && row.notes.length > 0 ? [row.frame] : []));
    const rest = annotated.filter((frame) => frame !== framesOf(analysis, id)[0]);
    for (const frame of rest) {
      await page.keyboard.press('n');
      await expect.poll(() => focused(page)).toBe(`p${frame}`);
      await expect(page.locator(`[data-testid="ladder-row"][data-packet="${frame}"]`)).not.toHaveAttribute('data-dimmed', /.*/);
    }
    await page.keyboard.press('p');
    await expect.poll(() => focused(page)).toBe(`p${rest.at(-2) ?? annotated[0]}`);
    const gaps = model.rows.filter((row) => row.kind === 'gap');
    const drawn = page.getByTestId('ladder-gap');
    await expect(drawn).toHaveCount(gaps.length);
    for (const [at, { seconds }] of gaps.entries()) {
      const height = (await drawn.nth(at).boundingBox())?.height ?? 0;
      expect(height).toBeGreaterThanOrEqual(20);
      expect(height).toBeLessThanOrEqual(68);
      const [, number = '', unit = ''] = /([\d.,]+)\s*(µs|ms|s|min|h)\b/.exec(await drawn.nth(at).innerText()) ?? [];
      const told = Number(number.replaceAll(',', '')) * ({ µs: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600 }[unit] ?? Number.NaN);
      expect(Math.abs(told / seconds - 1)).toBeLessThan(0.005);
    }
    // No device on the path without evidence of one.
    expect(model.middlebox).toBe(false);
    await expect(page.getByTestId('ladder')).not.toContainText('inferred');
  });
}

test('25: a run unfolds and folds with the arrows, and says so', async ({ page }) => {
  const analysis = await analysed('keep-alive');
  const { length } = analysis.tables.connections;
  const id = Array.from({ length }, (_, at) => at).find((at) => ladderOf(analysis, at).rows.some((row) => row.kind === 'run'));
  test.skip(id === undefined, 'no connection of the samples is long enough to be folded');
  await openLadder(page, 'keep-alive', id ?? 0);
  const run = page.getByTestId('ladder-run').first();
  await run.focus();
  await expect(run).toHaveAttribute('aria-expanded', 'false');
  const before = await page.getByTestId('ladder-row').count();
  await page.keyboard.press('ArrowRight');
  await expect(run).toHaveAttribute('aria-expanded', 'true');
  expect(await page.getByTestId('ladder-row').count()).toBeGreaterThan(before);
  await run.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(run).toHaveAttribute('aria-expanded', 'false');
});

test.describe('31: what w copies selects exactly the packets that were meant', () => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] });
  const hasTshark = spawnSync('tshark', ['--version'], { stdio: 'ignore' }).status === 0;
  test.skip(!hasTshark, 'tshark is not installed');

  const selected = (sample: SampleId, filter: string): number[] => {
    const { stdout, stderr, status } = spawnSync('tshark', ['-r', samplePath(sample), '-Y', filter, '-T', 'fields', '-e', 'frame.number'], {
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    return stdout.split('\n').filter(Boolean).map(Number);
  };

  test('finding, row, connection, packet, observation', async ({ page }) => {
    const analysis = await analysed('zookeeper-limit');
    const evidence = analysis.findings[0]?.evidence.flatMap(({ frames }) => frames) ?? [];
    await openSample(page, 'zookeeper-limit');
    await page.keyboard.press('w');
    await expect(page.getByTestId('toast')).toContainText('frame.number');
    expect(selected('zookeeper-limit', await clipboard(page))).toEqual([...new Set(evidence)].toSorted((a, b) => a - b));
    await page.keyboard.press('2');
    await expect(page.getByTestId('conn-row').first()).toHaveAttribute('data-cause', /./);
    for (let at = 0; at < 3; at++) await page.keyboard.press('j');
    await page.keyboard.press('w');
    await expect(page.getByTestId('toast')).toContainText('tcp.port');
    expect(selected('zookeeper-limit', await clipboard(page))).toEqual(framesOf(analysis, 3));
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('ladder-row').first()).toBeVisible();
    await page.keyboard.press('w');
    await expect.poll(async () => selected('zookeeper-limit', await clipboard(page))).toEqual(framesOf(analysis, 3));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('w');
    await expect.poll(() => clipboard(page)).toBe(`frame.number==${framesOf(analysis, 3)[1]}`);
    const observation = page.getByTestId('connection').getByTestId('evidence').locator('li').first();
    const cited = await observation
      .locator('[data-packet]')
      .evaluateAll((chips) => chips.map((chip) => Number(chip.getAttribute('data-packet'))));
    await observation.locator('[data-packet]').first().focus();
    await page.keyboard.press('w');
    await expect
      .poll(async () => selected('zookeeper-limit', await clipboard(page)))
      .toEqual([...new Set(cited)].toSorted((a, b) => a - b));
  });
});
