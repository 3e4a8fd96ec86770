// Checks 15, 16 and 18: what is wrong with a file is said by its code, on a page that goes on working; no bytes break it.

import { readFileSync, writeFileSync } from 'node:fs';
import { fuzzCapture } from '#engine/testing/fuzz-captures';
import { recordedFrames, rewritten, type RecordedFrame } from '#engine/testing/recorded-frames';
import { writePcap } from '#engine/testing/write-pcap';
import type { Page } from '@playwright/test';
import { expect, openSample, samplePath, test } from './page';

const SAMPLE = readFileSync(samplePath('zookeeper-limit'));

async function choose(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  await page.getByTestId('file-input').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });
}

/** The sample with its frames changed. */
async function sampleWith(change: (frames: readonly RecordedFrame[]) => readonly RecordedFrame[]): Promise<Uint8Array> {
  // A copy: reading may take the bytes over.
  const recorded = await recordedFrames(new Uint8Array(SAMPLE));
  if (recorded === null) throw new Error('several link types');
  return rewritten(recorded, change(recorded.frames));
}

const IPV4_SOURCE = 14 + 12;
const cut = (frame: RecordedFrame, length: number): RecordedFrame => ({ ...frame, bytes: frame.bytes.slice(0, length) });
const asUdp = (frame: RecordedFrame): RecordedFrame => {
  const bytes = frame.bytes.slice();
  bytes[14 + 9] = 17;
  return { ...frame, bytes };
};
const half = (bytes: Uint8Array): number => Math.floor(bytes.length / 2);

/** Notices on a capture that is analysed all the same; E10 has a test of its own in opening.spec.ts. */
const DEFECTS: readonly (readonly [code: string, make: () => Promise<Uint8Array>])[] = [
  [
    'E11',
    async () => {
      const bytes = new Uint8Array(SAMPLE);
      return bytes.fill(0xff, half(bytes), half(bytes) + 64);
    },
  ],
  ['E14', () => sampleWith((frames) => frames.map((frame, at) => (at % 3 === 0 ? cut(frame, 44) : frame)))],
  ['E15', () => sampleWith((frames) => frames.map((frame) => cut(frame, 70)))],
  [
    'E16',
    () => sampleWith((frames) => frames.filter(({ bytes }) => bytes.subarray(IPV4_SOURCE, IPV4_SOURCE + 4).join('.') === '10.211.60.10')),
  ],
  ['E18', () => sampleWith((frames) => frames.map((frame, at) => ({ ...frame, tsNs: frame.tsNs - (at > 500 ? 2e9 : 0) })))],
  ['E19', () => sampleWith((frames) => frames.flatMap((frame) => [frame, { ...frame, tsNs: frame.tsNs + 2000 }]))],
  ['E20', () => sampleWith((frames) => frames.filter(({ bytes }, at) => !(bytes.length > 80 && at % 3 === 0)))],
];

for (const [code, make] of DEFECTS) {
  test(`16: ${code}: findings, and the notice in the quality chip, in both languages`, async ({ page }) => {
    await page.goto('./');
    await choose(page, 'defect.pcap', await make());
    await expect(page.getByTestId('verdict')).toBeVisible();
    const chip = page.getByTestId('quality-chip');
    await chip.getByRole('button').click();
    await expect(chip.getByTestId(`notice-${code}`).first()).toBeAttached();
    await expect(chip.locator('li').filter({ hasText: code })).toContainText(/[A-Z][a-z]+ .+\./);
    await page.getByTestId('lang-switch').click();
    await chip.getByRole('button').click();
    await expect(chip.locator('li').filter({ hasText: code })).toContainText(/[\u4e00-\u9fff].*。/);
  });
}

/** Nothing to judge: the notice stands where the verdict would. */
const EMPTY: readonly (readonly [code: string, make: () => Promise<Uint8Array>])[] = [
  ['E02', () => Promise.resolve(writePcap([]))],
  ['E13', () => sampleWith((frames) => frames.map(asUdp))],
];
for (const [code, make] of EMPTY) {
  test(`16: ${code} stands where the verdict would`, async ({ page }) => {
    await page.goto('./');
    await choose(page, 'empty.pcap', await make());
    await expect(page.getByTestId('verdict').getByTestId(`notice-${code}`)).toBeVisible();
    await expect(page.locator('h1')).toHaveCount(1);
    await page.getByTestId('lang-switch').click();
    await expect(page.getByTestId('verdict').getByTestId(`notice-${code}`)).toContainText(/[\u4e00-\u9fff]/);
  });
}

test('15: E12: a link type that is not read, in the whole file, is a failure', async ({ page }) => {
  const recorded = await recordedFrames(new Uint8Array(SAMPLE));
  if (recorded === null) throw new Error('several link types');
  await page.goto('./');
  await choose(page, 'bluetooth.pcap', rewritten({ ...recorded, linkType: 187 }, recorded.frames));
  await expect(page.getByTestId('notice-E12').first()).toBeVisible();
});

test('15: E08 for a folder, E09 for more than two captures that are no parts of one', async ({ page }) => {
  await page.goto('./');
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([], 'folder'));
    // A folder tells what it is through its entry alone.
    Object.defineProperty(DataTransferItem.prototype, 'webkitGetAsEntry', { value: () => ({ isDirectory: true }), configurable: true });
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  });
  await expect(page.getByTestId('notice-E08')).toHaveAttribute('role', 'alert');
  await page.getByTestId('file-input').setInputFiles(Array.from({ length: 3 }, () => samplePath('keep-alive')));
  await expect(page.getByTestId('notice-E09')).toHaveAttribute('role', 'alert');
  await page.getByTestId('lang-switch').click();
  await expect(page.getByTestId('notice-E09')).toContainText(/[\u4e00-\u9fff]/);
});

test('E24: a file that changed on the disk costs the bytes alone', async ({ page }) => {
  const path = test.info().outputPath('changing.pcapng');
  writeFileSync(path, SAMPLE);
  await page.goto('./');
  await page.getByTestId('file-input').setInputFiles(path);
  await expect(page.getByTestId('verdict')).toBeVisible();
  writeFileSync(path, 'something else');
  await page.getByTestId('evidence').first().locator('[data-packet]').first().click();
  await expect(page.getByTestId('ladder')).toBeVisible();
  await page.keyboard.press('x');
  await expect(page.getByTestId('notice-E24')).toBeVisible();
  await page.getByTestId('lang-switch').click();
  await expect(page.getByTestId('notice-E24')).toContainText(/[\u4e00-\u9fff]/);
});

test.describe('an old browser', () => {
  test.use({ allowed: /toSorted|is not a function/ });
  for (const language of ['en', 'zh']) {
    test(`E25: is told what it lacks (${language})`, async ({ page }) => {
      await page.addInitScript('delete Array.prototype.toSorted');
      await page.goto(`./?lang=${language}`);
      await expect(page.getByTestId('notice-E25')).toContainText('Array.prototype.toSorted');
      await expect(page.getByTestId('notice-E25')).toContainText(language === 'zh' ? '浏览器' : 'browser');
    });
  }
});

test('E33: a packet of no connection, and the way to the nearest', async ({ page }) => {
  await page.goto('./');
  await choose(page, 'with-udp.pcap', await sampleWith((frames) => frames.map((frame, at) => (at === 4 ? asUdp(frame) : frame))));
  await expect(page.getByTestId('verdict')).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.type('5');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('notice-E33')).toContainText('UDP');
  await page.getByTestId('notice-E33').getByRole('button').click();
  await expect(page).toHaveURL(/\?pkt=4$/);
});

test('a pasted line of a log waits for its capture, and is looked up in it', async ({ page }) => {
  const paste = (line: string) =>
    page.evaluate((text) => {
      const transfer = new DataTransfer();
      transfer.setData('text/plain', text);
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true }));
    }, line);
  await page.goto('./');
  await paste('java.net.SocketException: Connection reset 10.211.60.10:2181');
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByTestId('sample-zookeeper-limit').click();
  await expect(page.getByTestId('paste-error').getByRole('listitem').first()).toBeVisible();
  await page.keyboard.press('2');
  await expect(page.getByTestId('connections')).toBeVisible();
  await paste('read tcp 10.211.55.21:46301->10.211.60.10:2181: connection reset by peer');
  await expect(page.getByTestId('paste-error').getByRole('listitem').first()).toContainText(':46301');
  // What was asked of one capture is not asked of the next.
  await openSample(page, 'nothing-wrong');
  await expect(page.getByTestId('paste-error')).not.toHaveAttribute('open', '');
});

/** Enough for every run; the full run takes what the check asks for. The engine alone gets thousands in its own tests. */
const MUTATED = process.env['WHYRESET_FULL'] === '1' ? 300 : 24;

test(`18: ${MUTATED} captures that nobody writes: findings or a notice, never an error, never a hang`, async ({ page }) => {
  test.slow();
  const sound = [SAMPLE, readFileSync(samplePath('keep-alive'))].map((file) => new Uint8Array(file));
  await page.goto('./');
  for (let seed = 0; seed < MUTATED; seed++) {
    const name = `seed-${seed}.pcapng`;
    await choose(page, name, fuzzCapture(seed, sound));
    const said = page.getByTestId('verdict').or(page.locator('.landing-failure [data-testid^="notice-"]'));
    await expect(page.getByText(name).first(), name).toBeVisible({ timeout: 5000 });
    await expect(said.first(), name).toBeVisible({ timeout: 5000 });
    await expect(page.getByTestId('notice-E23'), name).toHaveCount(0);
  }
});
