// The journey that the page exists for: open an incident, read the reason, check it down to the bytes.

import { expect, openSample, SAMPLES, test, type SampleId } from './page';

for (const id of Object.keys(SAMPLES) as SampleId[]) {
  test(`1: ${id}: one click to the verdict`, async ({ page }) => {
    await openSample(page, id);
    const verdict = page.getByTestId('verdict');
    await expect(verdict).toHaveAttribute('data-cause', SAMPLES[id]);
    await expect(page.locator('h1')).toHaveCount(1);
    const headline = await verdict.locator('h1').innerText();
    expect(headline.length).toBeLessThanOrEqual(200);
    await expect(verdict.locator('h1')).toBeInViewport();
    const marks = await page.evaluate(() =>
      ['file-accepted', 'first-provisional', 'first-final'].map((name) =>
        performance.getEntriesByName(name).map((entry) => entry.startTime),
      ),
    );
    expect(marks.map((times) => times.length)).toEqual([1, 1, 1]);
    expect(marks.flat()).toEqual(marks.flat().toSorted((a, b) => a - b));
    // A time is a promise for a machine that has nothing else to do: `npm run bench:page` holds it to that.
    expect(marks.flat().every((time) => time > 0)).toBe(true);
  });
}

for (const id of ['zookeeper-limit', 'keep-alive', 'accept-queue-reset'] as const) {
  test(`7: ${id}: from the verdict to the bytes that prove it`, async ({ page }) => {
    await openSample(page, id);
    const chip = page.getByTestId('evidence').first().locator('[data-packet]').first();
    const frame = await chip.getAttribute('data-packet');
    await chip.click();
    await expect(page.getByTestId('connection')).toHaveAttribute('data-cause', SAMPLES[id]);
    await expect(page.getByTestId('ladder')).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`#v1/conn/\\d+\\?pkt=${frame}$`));
    await expect(page.locator(`[data-testid="ladder-row"][data-packet="${frame}"]`)).toBeVisible();
    await page.keyboard.press('x');
    await expect(page.getByTestId('hex')).toBeVisible();
    await expect(page.getByTestId('hex-mark').first()).toBeVisible();
  });
}

test('6, 8: every finding stands on packets and says what it cannot tell', async ({ page }) => {
  for (const id of ['accept-queue', 'descriptors'] as const) {
    await openSample(page, id);
    const cards = page.getByTestId('finding-card');
    const count = await cards.count();
    expect(count).toBeGreaterThan(0);
    for (let at = 0; at < count; at++) {
      const card = cards.nth(at);
      await expect(card.getByTestId('confidence').first()).toHaveText(/[●○?]+/);
      await expect(card.getByTestId('cannot-tell').locator('li').first()).toBeVisible();
      await expect(card.getByTestId('next-checks')).toBeVisible();
      for (const sentence of await card.getByTestId('evidence').locator('li').all()) {
        await expect(sentence.locator('[data-packet]').first()).toBeVisible();
      }
      if (Number(await card.getAttribute('data-conf')) < 0.75) await expect(card.getByTestId('alternatives')).toBeVisible();
    }
  }
});

test('9: nothing wrong: says so, and paints nothing red', async ({ page }) => {
  await openSample(page, 'nothing-wrong');
  await expect(page.getByTestId('notice-E30')).toBeVisible();
  await expect(page.getByTestId('finding-card')).toHaveCount(0);
  const reds = await page.evaluate(() => {
    const red = getComputedStyle(document.documentElement).getPropertyValue('--o-reset').trim();
    const probe = document.createElement('i');
    probe.style.color = red;
    document.body.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return [...document.querySelectorAll('main *')].filter((element) => {
      const style = getComputedStyle(element);
      return style.backgroundColor === value || style.borderTopColor === value || style.color === value;
    }).length;
  });
  expect(reds).toBe(0);
});

test('all connections of a finding are one click away', async ({ page }) => {
  await openSample(page, 'descriptors');
  await page
    .getByRole('link', { name: /in the table/ })
    .first()
    .click();
  await expect(page).toHaveURL(/#v1\/connections\?q=finding:0$/);
  const first = page.getByTestId('conn-row').first();
  await expect(first).toHaveAttribute('data-cause', SAMPLES.descriptors);
  await expect(page.getByRole('status').filter({ hasText: /\d+ of \d+ connections/ })).toBeVisible();
});

test('only the words of one language are fetched, the others when they are asked for', async ({ page }) => {
  const words: string[] = [];
  page.on('request', (request) => {
    const name = /words-(?:en|zh)/.exec(request.url())?.[0];
    // The service worker keeps every file for later; what the page itself fetches is a script.
    if (name !== undefined && request.resourceType() === 'script') words.push(name);
  });
  await openSample(page, 'keep-alive');
  expect(words).toEqual(['words-en']);
  const headline = await page.getByRole('heading', { level: 1 }).textContent();
  await page.getByTestId('lang-switch').click();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(headline ?? '');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/[\u4e00-\u9fff]/);
  expect(words).toEqual(['words-en', 'words-zh']);
});
