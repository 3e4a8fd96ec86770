// Check 37: axe with no rule disabled on every view. The full run looks at all of {light, dark} x {en, zh} x {1280, 390}.
// Waits by waitFor alone: Firefox 153 itself crashes when axe runs after Playwright's polling `expect(locator)`.

import { readFileSync } from 'node:fs';
import { accessFaults } from './axe';
import { enterText, expect, openSample, test } from './page';

const LINKS = JSON.parse(readFileSync('workers/share/golden-links.json', 'utf8')) as readonly {
  readonly of: string;
  readonly link: string;
}[];
const PAIR = ['client', 'server'].map((side) => `lab/recordings/two-sided/rewritten.${side}.pcapng.gz`);

/** All of them take minutes; every run asks for the one in which most goes wrong: dark, narrow, with the longer glyphs. */
const SURROUNDINGS =
  process.env['WHYRESET_FULL'] === '1'
    ? (['light', 'dark'] as const).flatMap((colorScheme) =>
        ['en', 'zh'].flatMap((language) => [1280, 390].map((width) => ({ colorScheme, language, width }))),
      )
    : ([{ colorScheme: 'dark', language: 'zh', width: 390 }] as const);

for (const { colorScheme, language, width } of SURROUNDINGS) {
  test.describe(`37: axe finds nothing: ${colorScheme}, ${language}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 } });
    test.slow();

    test('landing, with the field for text; help; shortcuts', async ({ page }) => {
      await page.goto(`./?lang=${language}`);
      await page.getByTestId('landing').waitFor();
      await page.getByTestId('paste-text').locator('summary').click();
      expect(await accessFaults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await page.keyboard.press('?');
      await page.getByTestId('shortcuts').waitFor();
      expect(await accessFaults(page)).toEqual([]);
      await page.getByTestId('shortcuts').getByRole('link').click();
      await page.getByTestId('help').waitFor();
      expect(await accessFaults(page)).toEqual([]);
    });

    test('findings with chips explained, one finding, charts, palette', async ({ page }) => {
      await openSample(page, 'accept-queue', `?lang=${language}`);
      expect(await accessFaults(page)).toEqual([]);
      await page.getByTestId('paste-error').locator('summary').click();
      await page.getByTestId('vantage-chip').getByRole('button').click();
      expect(await accessFaults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.evaluate(() => (location.hash = '#v1/finding/1'));
      await page.getByTestId('findings').waitFor({ state: 'detached' });
      await page.getByTestId('finding-card').waitFor();
      expect(await accessFaults(page)).toEqual([]);
      await page.evaluate(() => (location.hash = '#v1/charts'));
      await page.locator('[data-testid^="chart-"]').first().waitFor();
      expect(await accessFaults(page)).toEqual([]);
      await page.keyboard.press('Control+k');
      await page.getByTestId('palette').waitFor();
      expect(await accessFaults(page)).toEqual([]);
    });

    test('connections: table, suggestions, picked rows, peek, columns', async ({ page }) => {
      await openSample(page, 'accept-queue', `?lang=${language}`);
      await page.keyboard.press('2');
      await page.locator('[data-testid="conn-row"][data-cause]').first().waitFor();
      expect(await accessFaults(page)).toEqual([]);
      await page.keyboard.press('Shift+Space');
      await page.keyboard.press(' ');
      await page.getByTestId('peeked').waitFor();
      expect(await accessFaults(page)).toEqual([]);
      await page.keyboard.press('/');
      await page.locator('[data-testid="filter"]:focus').waitFor();
      await page.keyboard.type('o');
      await page.getByRole('option').first().waitFor();
      expect(await accessFaults(page)).toEqual([]);
      await page.getByTestId('choose-columns').click();
      await page.getByTestId('columns').waitFor();
      expect(await accessFaults(page)).toEqual([]);
    });

    test('a connection, a note pointed at', async ({ page }) => {
      await openSample(page, 'accept-queue', `?lang=${language}`);
      await page.getByTestId('evidence').first().locator('[data-packet]').first().click();
      await page.getByTestId('ladder-row').first().waitFor();
      await page.getByTestId('annotation').first().hover();
      await page.locator('[data-dimmed]').first().waitFor();
      expect(await accessFaults(page)).toEqual([]);
      await page.keyboard.press('x');
      await page.getByTestId('hex').waitFor();
      expect(await accessFaults(page)).toEqual([]);
    });

    test('report; the share dialog in every form; the dialog of notes, and a note', async ({ page }) => {
      await openSample(page, 'accept-queue', `?lang=${language}`);
      await page.keyboard.press('s');
      await page.getByTestId('share-dialog').waitFor();
      for (const form of ['link', 'view', 'file', 'report', 'packets']) {
        await page.getByTestId(`share-form-${form}`).check();
        if (form === 'link' || form === 'view') await page.getByTestId('share-link').waitFor();
        expect(await accessFaults(page), form).toEqual([]);
      }
      await page.keyboard.press('Escape');
      await page.getByTestId('share-dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('r');
      await page.getByTestId('report-preview').getByRole('heading', { level: 1 }).waitFor();
      expect(await accessFaults(page), 'report').toEqual([]);
      await page.evaluate(() => (location.hash = '#v1/finding/0'));
      await page.getByTestId('findings').waitFor({ state: 'detached' });
      await page.getByTestId('finding-card').waitFor();
      await page.keyboard.press('a');
      await enterText(page.getByTestId('note-field'), 'Raised the limit on Monday.');
      expect(await accessFaults(page), 'the dialog of notes').toEqual([]);
      await page.keyboard.press('Control+Enter');
      await page.getByTestId('note-dialog').waitFor({ state: 'detached' });
      await page.getByText('Raised the limit on Monday.').first().waitFor();
      expect(await accessFaults(page), 'a note').toEqual([]);
    });

    test('reading, nothing wrong, no capture', async ({ page }) => {
      // The engine does not arrive before it is looked at: reading stands still.
      let letGo = (): void => undefined;
      const looked = new Promise<void>((resolve) => (letGo = resolve));
      await page.route(/assets\/[^/]*worker[^/]*\.js$/, async (route) => {
        await looked;
        await route.continue();
      });
      await page.goto(`./?lang=${language}`);
      await page.getByTestId('sample-nothing-wrong').click();
      await page.getByTestId('use-partial').waitFor();
      expect(await accessFaults(page), 'reading').toEqual([]);
      letGo();
      await page.getByTestId('verdict').waitFor();
      expect(await accessFaults(page), 'nothing wrong').toEqual([]);
      await page
        .getByTestId('file-input')
        .first()
        .setInputFiles({ name: 'noise.pcap', mimeType: '', buffer: Buffer.from('no capture') });
      await page.getByTestId('notice-E03').waitFor();
      expect(await accessFaults(page), 'E03').toEqual([]);
    });

    test('a comparison: asked for, both captures, one connection', async ({ page }) => {
      await page.goto(`./?lang=${language}`);
      await page.getByTestId('file-input').setInputFiles(PAIR[0] ?? '');
      await page.getByTestId('findings').waitFor();
      await page.keyboard.press('4');
      await page.getByTestId('compare-input').waitFor({ state: 'attached' });
      expect(await accessFaults(page), 'asked for').toEqual([]);
      await page.getByTestId('compare-input').setInputFiles(PAIR[1] ?? '');
      await page.getByTestId('compare-row').first().waitFor();
      expect(await accessFaults(page), 'both').toEqual([]);
      await page.getByTestId('compare-row').first().getByRole('link').click();
      await page.getByTestId('ladder-row').first().waitFor();
      expect(await accessFaults(page), 'one connection').toEqual([]);
    });

    test('what was shared, whole and cut', async ({ page }) => {
      const link = LINKS.find(({ of }) => of === 'zookeeper-limit')?.link ?? '';
      await page.goto(`./?lang=${language}${link}`);
      await page.getByTestId('ladder').waitFor();
      await page.getByTestId('ladder-row').first().click();
      expect(await accessFaults(page), 'whole').toEqual([]);
      await page.evaluate((hash) => (location.hash = hash), link.slice(0, -20));
      await page.getByTestId('notice-E41').waitFor();
      expect(await accessFaults(page), 'cut').toEqual([]);
    });
  });
}
