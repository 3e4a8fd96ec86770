// Ways in, and what is not a capture: drop, choice, several files, folders, broken files, cancel, what was read so far.

import { readFileSync, rmSync } from 'node:fs';
import { expect, samplePath, test } from './page';
import { BAD_FILES, PRINTED_TEXT, writeLargeCapture } from './captures';
import type { Page } from '@playwright/test';

async function dropFile(page: Page, paths: readonly string[]): Promise<void> {
  const files = paths.map((path) => ({ name: path.split('/').at(-1) ?? '', base64: readFileSync(path).toString('base64') }));
  await page.evaluate((given) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of given) {
      transfer.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name));
    }
    for (const type of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
  }, files);
}

const facts = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-testid="finding-card"], [data-testid="verdict"], main [data-packet]')].map(
      (element) => JSON.stringify(element.dataset),
    ),
  );

test('2: a dropped file and a chosen file give the same answer', async ({ page }) => {
  await page.goto('./');
  await page.getByTestId('file-input').setInputFiles(samplePath('keep-alive'));
  await expect(page.getByTestId('verdict')).toBeVisible();
  const chosen = await facts(page);
  await page.goto('./?again');
  await dropFile(page, [samplePath('keep-alive')]);
  await expect(page.getByTestId('verdict')).toBeVisible();
  expect(await facts(page)).toEqual(chosen);
  expect(chosen.length).toBeGreaterThan(3);
});

test('3: the overlay shows for files alone, and goes when they leave', async ({ page }) => {
  await page.goto('./');
  const drag = (type: string, selector: string, isFile: boolean) =>
    page.evaluate(
      ([name, target, files]) => {
        const transfer = new DataTransfer();
        if (files) transfer.items.add(new File(['x'], 'a.pcap'));
        else transfer.setData('text/plain', 'some text');
        document.querySelector(target)?.dispatchEvent(new DragEvent(name, { dataTransfer: transfer, bubbles: true, cancelable: true }));
      },
      [type, selector, isFile] as const,
    );
  await drag('dragenter', 'main', false);
  await expect(page.getByTestId('drop-overlay')).toHaveCount(0);
  await drag('dragenter', 'main', true);
  await expect(page.getByTestId('drop-overlay')).toBeVisible();
  // Into a child and out of the window from there: the parent was left on the way in.
  await drag('dragenter', 'main h1', true);
  await drag('dragleave', 'main', true);
  await expect(page.getByTestId('drop-overlay')).toBeVisible();
  await drag('dragleave', 'main h1', true);
  await expect(page.getByTestId('drop-overlay')).toHaveCount(0);
});

for (const { code, name, buffer } of BAD_FILES) {
  test(`15: ${code}: ${name} is called what it is, in both languages, and the next file opens`, async ({ page }) => {
    await page.goto('./');
    await page.getByTestId('file-input').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
    const notice = page.getByTestId(`notice-${code}`);
    await expect(notice).toBeVisible();
    await expect(notice).toHaveAttribute('role', 'alert');
    const english = await notice.innerText();
    await page.getByTestId('lang-switch').click();
    await expect(notice).toContainText(/[\u4e00-\u9fff]/);
    expect(await notice.innerText()).not.toBe(english);
    await page.getByTestId('file-input').setInputFiles(samplePath('zookeeper-limit'));
    await expect(page.getByTestId('verdict')).toBeVisible();
    await expect(notice).toHaveCount(0);
  });
}

test('captures that overlap in time are not joined: two are compared; those that follow each other are', async ({ page }) => {
  await page.goto('./');
  const [a, b] = [samplePath('keep-alive'), samplePath('nothing-wrong')];
  await page.getByTestId('file-input').setInputFiles([a, a, a]);
  await expect(page.getByTestId('notice-E09')).toBeVisible();
  await expect(page.getByTestId('landing')).toBeVisible();
  await page.getByTestId('file-input').setInputFiles([a, a]);
  await expect(page.getByTestId('compare-row').first()).toBeVisible();
  await page.getByTestId('file-input').setInputFiles([a, b]);
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'stale-keepalive-reuse');
  await expect(page.getByText('keep-alive.pcapng + 1').first()).toBeVisible();
});

test('text that was printed is pasted and analysed', async ({ page }) => {
  await page.goto('./');
  await page.getByTestId('paste-text').locator('summary').click();
  await page.getByTestId('paste-field').fill(PRINTED_TEXT);
  await page.getByTestId('paste-open').click();
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'port-closed');
});

test('16: a file that ends in the middle of a packet is analysed up to there', async ({ page }) => {
  await page.goto('./');
  const whole = readFileSync(samplePath('zookeeper-limit'));
  await page
    .getByTestId('file-input')
    .setInputFiles({ name: 'cut.pcapng', mimeType: '', buffer: whole.subarray(0, whole.length - 30_007) });
  await expect(page.getByTestId('verdict')).toBeVisible();
  const chip = page.getByTestId('quality-chip');
  await expect(chip.getByTestId('notice-E10').first()).toBeVisible();
  await chip.getByRole('button').click();
  await expect(chip.getByText(/middle of packet/)).toBeVisible();
});

test('13: a second capture replaces the first completely', async ({ page }) => {
  await page.goto('./');
  await page.getByTestId('file-input').setInputFiles(samplePath('zookeeper-limit'));
  await expect(page.getByTestId('verdict')).toBeVisible();
  await page.goto('./#v1/connections?q=outcome:reset');
  await expect(page.getByTestId('conn-row').first()).toBeVisible();
  await page.getByTestId('file-input').setInputFiles(samplePath('nothing-wrong'));
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'normal-close');
  await page.keyboard.press('2');
  await expect(page.getByTestId('filter')).toHaveValue('');
  await expect(page.getByTestId('conn-row').first()).toHaveAttribute('data-cause', /close/);
  await expect.poll(() => page.workers().length).toBeLessThanOrEqual(1);
});

test('text that is pasted from tcpdump is recognised', async ({ page }) => {
  await page.goto('./');
  await page.evaluate((text) => {
    const transfer = new DataTransfer();
    transfer.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true }));
  }, PRINTED_TEXT);
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-cause', 'port-closed');
});

test.describe('a large capture', () => {
  let path: string;
  test.beforeAll(() => {
    path = test.info().outputPath('large.pcap');
    writeLargeCapture(path, 200);
  });
  test.afterAll(() => rmSync(path));

  test('10, 11: shows how far it is, never backwards, and cancels at once', async ({ page }) => {
    await page.goto('./');
    await page.getByTestId('file-input').setInputFiles(path);
    const bar = page.getByTestId('progress');
    await expect(bar).toBeVisible();
    const seen: number[] = [];
    for (let at = 0; at < 5; at++) {
      seen.push(Number(await bar.getAttribute('aria-valuenow').catch(() => null)));
      await page.waitForTimeout(60);
    }
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    await page.getByTestId('lang-switch').click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh');
    // Counted in frames, not milliseconds, so that a busy machine cannot fail it: nothing is waited for.
    const isBack = await page.evaluate(async () => {
      document.querySelector<HTMLElement>('[data-testid="cancel"]')?.click();
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      return document.querySelector('[data-testid="landing"]') !== null;
    });
    expect(isBack).toBe(true);
    await expect.poll(() => page.workers().length).toBe(0);
    await expect(page.getByRole('button', { name: /large\.pcap/ })).toBeVisible();
  });

  test('12: may be cut short with what was read so far', async ({ page }) => {
    await page.goto('./');
    await page.getByTestId('file-input').setInputFiles(path);
    await expect(page.getByTestId('progress')).toBeVisible();
    const partial = page.getByTestId('use-partial');
    const verdict = page.getByTestId('verdict');
    await expect(partial.or(verdict).first()).toBeVisible();
    test.skip(await verdict.isVisible(), 'the machine read the file before it could be interrupted');
    await partial.click();
    await expect(verdict).toHaveAttribute('data-cause', 'port-closed');
    await expect(page.getByTestId('findings').locator('.notice').first()).toContainText('%');
  });
});
