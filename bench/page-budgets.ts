// The budgets of the page, measured in Chromium and printed with their marks: `npm run bench:page`. Five runs of each, the 95th percentile
// counts. `-- --full` measures the large files of the promises as well. Nothing is kept: run.ts compares with the past.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { CDPSession, Page } from '@playwright/test';
import { writeLongConnection, writeRefusals } from '../e2e/captures';
import { generateCapture } from './generate';
import { BenchPage } from './page';
import { scrollWork } from './page-frames';
import { isMet, rowLine, type Row } from './stats';

const { values: options } = parseArgs({
  options: { full: { type: 'boolean', default: false }, runs: { type: 'string', default: '5' }, only: { type: 'string', default: '' } },
});
const runs = Math.max(1, Number(options.runs));
const MILLION = options.full ? 1_000_000 : 250_000;
const LONG_PACKETS = 100_000;
const FRAME_MS = 12;
const CABLE = { offline: false, latency: 28, downloadThroughput: 5e6 / 8, uploadThroughput: 1e6 / 8 };

const rows: Row[] = [];

/** The value that 19 of 20 runs stay below; of five, the greatest. */
function tell(id: string, what: string, values: readonly number[], unit: string, mark: number): void {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
  const value = { median: at(0.95), least: at(0), most: at(1) };
  const row: Row = { id, what, unit, value: { ...value, least: sorted[0] ?? 0 }, mark, better: 'less', isRatio: false };
  rows.push(row);
  process.stdout.write(`${rowLine(row)}\n`);
}

function wants(part: string): boolean {
  return options.only === '' || options.only.split(',').includes(part);
}

async function timesOf(work: () => Promise<number>, times = runs): Promise<number[]> {
  const all: number[] = [];
  for (let time = 0; time < times; time++) all.push(await work());
  return all;
}

/** Milliseconds from what is done to the mark, which the page sets anew each time. */
async function untilMark(page: Page, mark: string, act: () => Promise<unknown>): Promise<number> {
  await page.evaluate((name) => {
    performance.clearMarks(name);
    Object.assign(window, { benchBegan: performance.now() });
  }, mark);
  await act();
  return page.evaluate(async (name) => {
    const began = (window as unknown as { benchBegan: number }).benchBegan;
    for (;;) {
      const [entry] = performance.getEntriesByName(name);
      if (entry !== undefined) return entry.startTime - began;
      await new Promise(requestAnimationFrame);
    }
  }, mark);
}

/** Milliseconds from another choice in the share dialog to its link: describing, leaving out, packing, and drawing the link. */
function linkMade(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const dialog = document.querySelector('[data-testid="share-dialog"]');
        const choice = dialog?.querySelector<HTMLInputElement>('input[type="checkbox"]');
        const link = (): string => dialog?.querySelector('[data-testid="share-link"]')?.textContent ?? '';
        if (dialog === null || choice === null || choice === undefined) return reject(new Error('no share dialog is open'));
        const before = link();
        const began = performance.now();
        const observer = new MutationObserver(() => {
          if (link() === '' || link() === before) return;
          observer.disconnect();
          resolve(performance.now() - began);
        });
        observer.observe(dialog, { subtree: true, childList: true, characterData: true });
        choice.click();
      }),
  );
}

/** Megabytes that the page's process held at most; null where the system does not tell. */
async function peakMegabytes(browser: CDPSession): Promise<number | null> {
  const { processInfo } = (await browser.send('SystemInfo.getProcessInfo')) as { processInfo: readonly { type: string; id: number }[] };
  const peaks = processInfo.flatMap(({ type, id }) => {
    if (type !== 'renderer') return [];
    try {
      const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1];
      return kilobytes === undefined ? [] : [Number(kilobytes) / 1e3];
    } catch {
      // Another system, or a process that ended meanwhile.
      return [];
    }
  });
  return peaks.length === 0 ? null : Math.max(...peaks);
}

async function landing(bench: BenchPage): Promise<void> {
  const paints = await timesOf(async () => {
    const { page, close } = await bench.fresh();
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', CABLE);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.goto(bench.address);
    await page.getByTestId('landing').waitFor();
    const seconds = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => resolve((list.getEntries().at(-1)?.startTime ?? 0) / 1000)).observe({
            type: 'largest-contentful-paint',
            buffered: true,
          });
        }),
    );
    await close();
    return seconds;
  });
  tell('landing', 'landing, largest paint, a quarter of the processor, cable', paints, 's', 1.2);
}

/** What a reader's browser fetches for one sample, compressed as hosts do, and how much the page moves under the eyes. */
async function session(bench: BenchPage): Promise<void> {
  const { page, close } = await bench.fresh();
  const files = new Map<string, number>();
  page.on('response', (response) => {
    void response.body().then(
      (body) => files.set(response.url(), /\.pcapng$|\.png$/.test(response.url()) ? body.length : gzipSync(body).length),
      () => undefined,
    );
  });
  await page.addInitScript(() => {
    const seen = { shift: 0, events: [] as number[] };
    Object.assign(window, { benchSeen: seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) seen.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { interactionId?: number })[])
        if ((entry.interactionId ?? 0) > 0) seen.events.push(entry.duration);
    }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  });
  await page.goto(bench.address);
  await page.getByTestId('sample-zookeeper-limit').click();
  await page.getByTestId('verdict').waitFor();
  await page.waitForLoadState('networkidle');
  const kilobytes = [...files.values()].reduce((sum, bytes) => sum + bytes, 0) / 1e3;
  tell('transferred', 'fetched for the page and one sample, compressed', [kilobytes], 'kB', 450);

  const bytesShown: number[] = [];
  await page.getByTestId('evidence').first().locator('[data-packet]').first().click();
  await page.getByTestId('ladder-row').first().waitFor();
  for (let time = 0; time < runs; time++) {
    await page.keyboard.press('j');
    await page.getByRole('tab', { name: /^Packet/ }).click();
    bytesShown.push(await untilMark(page, 'bytes-shown', () => page.keyboard.press('x')));
  }
  tell('bytes', 'bytes of a packet after x', bytesShown, 'ms', 100);
  for (const key of [
    'j',
    'j',
    'n',
    'n',
    'p',
    't',
    't',
    'd',
    'd',
    'd',
    'e',
    'f',
    '2',
    'j',
    'j',
    'k',
    '/',
    'Escape',
    '1',
    'l',
    'l',
    '3',
    '1',
  ])
    await page.keyboard.press(key, { delay: 40 });
  await page.waitForTimeout(500);
  const { shift, events } = await page.evaluate(() => (window as unknown as { benchSeen: { shift: number; events: number[] } }).benchSeen);
  tell('shift', 'layout shift over the whole session', [shift], '', 0.02);
  // Interactions quicker than a frame are not reported, and count as one.
  tell(
    'interactions',
    'interactions, all but the slowest of fifty',
    [events.toSorted((a, b) => a - b)[Math.floor(events.length * 0.98)] ?? 16],
    'ms',
    100,
  );
  await page.keyboard.press('s');
  await page.getByTestId('share-link').waitFor();
  tell('share', 'another link of a sample, after a choice in the share dialog', await timesOf(() => linkMade(page)), 'ms', 50);
  await close();
}

async function sizes(bench: BenchPage, folder: string): Promise<void> {
  const path = join(folder, 'sized.pcap');
  generateCapture(path, { kind: 'seven', packets: 7, connections: 1, parallel: 1, seed: 8 });
  tell('seven', '7 packets, from drop to verdict', await timesOf(async () => (await bench.analyze(path)).final * 1000), 'ms', 150);
  const promised = [
    { megabytes: 1, seconds: 0.2 },
    { megabytes: 25, seconds: 0.4 },
    { megabytes: 100, seconds: 0.6 },
    { megabytes: 1000, seconds: 2.5 },
  ];
  for (const { megabytes, seconds } of options.full ? promised : promised.slice(0, 3)) {
    generateCapture(path, { kind: 'bulk', packets: megabytes * 1000, connections: 20 * megabytes, parallel: 100, seed: megabytes });
    const provisional: number[] = [];
    const all = await timesOf(async () => {
      const timing = await bench.analyze(path);
      if (timing.provisional > 0) provisional.push(timing.provisional);
      return timing.final;
    });
    tell(`final/${megabytes}`, `${megabytes} MB, from drop to final findings`, all, 's', seconds);
    if (megabytes >= 100 && provisional.length > 0)
      tell(`provisional/${megabytes}`, `${megabytes} MB, first provisional findings`, provisional, 's', 1);
    if (megabytes === 100) tell('parsing', '100 MB, long tasks of the page while it is read', [await bench.longTasks(path)], '', 0);
  }
  if (options.full) {
    const peak = await peakMegabytes(await bench.browserSession());
    if (peak !== null) tell('memory', '1 GB of 1 M packets, the tab at most', [peak / 1e3], 'GB', 0.35);
  }
  rmSync(path);
}

async function ladder(bench: BenchPage, folder: string): Promise<void> {
  const path = join(folder, 'long.pcap');
  writeLongConnection(path, LONG_PACKETS);
  await bench.analyze(path);
  const { page } = bench;
  const opened = await timesOf(async () => {
    await page.evaluate(() => (location.hash = '#v1/connections'));
    await page.getByTestId('conn-row').first().waitFor();
    return untilMark(page, 'ladder-ready', () => page.evaluate(() => (location.hash = '#v1/conn/0')));
  });
  tell('ladder/ready', '100,000 packets, ladder after Enter', opened, 'ms', 400);
  // As many rows as a ladder shows at once: 2,000 packets, and what is folded between them.
  await page.getByTestId('ladder-filter').fill('data');
  await page.getByTestId('ladder-filter-count').filter({ hasText: /\d/ }).waitFor();
  const { p95, long, frames } = await scrollWork(page, '.ladder-scroll');
  tell('ladder/frames', `100,000 packets, the page's thread per frame while scrolling (${frames} frames)`, [p95], 'ms', FRAME_MS);
  tell('ladder/long', '100,000 packets, tasks of more than 50 ms while scrolling', [long], '', 0);
  rmSync(path);
}

async function table(bench: BenchPage, folder: string): Promise<void> {
  const path = join(folder, 'many.pcap');
  writeRefusals(path, MILLION);
  await bench.analyze(path);
  const { page } = bench;
  await page.keyboard.press('2');
  await page.getByTestId('conn-row').first().waitFor();
  const filter = page.getByTestId('filter');
  // Words of causes are fetched with the first one.
  await filter.fill('outcome:refused');
  await page.waitForTimeout(1_000);
  const queries = ['dur<6us', 'client:10.3.0.0/16', '10.3.7', 'server::9000 retrans=0', 'idle>1us', 'refused -10.1'];
  const taken: number[] = [];
  for (const query of queries.slice(0, Math.max(runs, 1))) taken.push(await untilMark(page, 'filter-applied', () => filter.fill(query)));
  tell('filter', `${MILLION.toLocaleString('en')} connections, from keystroke to rows`, taken, 'ms', 150);
  await untilMark(page, 'filter-applied', () => filter.fill(''));
  const { p95, frames } = await scrollWork(page, '[role=grid]');
  tell(
    'table/frames',
    `${MILLION.toLocaleString('en')} rows, the page's thread per frame while scrolling (${frames} frames)`,
    [p95],
    'ms',
    FRAME_MS,
  );
  rmSync(path);
}

const bench = await BenchPage.open((line) => process.stdout.write(`${line}\n`));
if (bench === null) process.exitCode = 1;
else {
  const folder = mkdtempSync(join(tmpdir(), 'whyreset-page-'));
  const version = execFileSync(process.execPath, ['--version'], { encoding: 'utf8' }).trim();
  process.stdout.write(`budgets of the page, ${runs} runs, p95 (extremes); load ${(loadavg()[0] ?? 0).toFixed(1)}, node ${version}\n`);
  try {
    if (wants('landing')) await landing(bench);
    if (wants('session')) await session(bench);
    if (wants('sizes')) await sizes(bench, folder);
    if (wants('ladder')) await ladder(bench, folder);
    if (wants('table')) await table(bench, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await bench.close();
  }
  const missed = rows.filter((row) => !isMet(row)).length;
  process.stdout.write(
    `${rows.length - missed} budgets met, ${missed} missed; sizes of the built files: npx size-limit --config .size-limit.mjs\n`,
  );
}
