// Check 40, pictures of every view. Fonts differ from machine to machine, so no picture is kept: the two themes of the same view, on the
// same machine, are compared with each other. Compared are (1) the boxes of all elements, which a theme must not move, (2) how light the
// page is, and (3) the edges: whatever is drawn in one theme must be drawn in the other, or it has the colour of its ground there.

import type { Page } from '@playwright/test';
import { expect, openSample, test } from './page';
import { visit, VIEWS } from './views';

/** Boxes on half a pixel may round either way. */
const BOX_TOLERANCE_PX = 1;
/** Pictures are compared in squares of so many pixels: strokes may be a little thicker on dark ground. */
const CELL_PX = 8;
/** Of the squares in which one theme draws something, so many must not be empty in the other. Shadows stand in the light theme alone. */
const SAME_CELLS = 0.97;

interface Picture {
  readonly luminance: number;
  readonly edges: readonly boolean[];
}

async function picture(page: Page, reader: Page): Promise<Picture> {
  const png = (await page.screenshot({ animations: 'disabled', caret: 'hide' })).toString('base64');
  return reader.evaluate(
    async ({ data, cell }) => {
      const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('no canvas');
      context.drawImage(bitmap, 0, 0);
      const { data: pixels, width, height } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      const light = (x: number, y: number): number => {
        const at = (y * width + x) * 4;
        return (0.2126 * (pixels[at] ?? 0) + 0.7152 * (pixels[at + 1] ?? 0) + 0.0722 * (pixels[at + 2] ?? 0)) / 255;
      };
      let sum = 0;
      const edges: boolean[] = [];
      for (let top = 0; top + cell <= height; top += cell) {
        for (let left = 0; left + cell <= width; left += cell) {
          let least = 1;
          let most = 0;
          for (let y = top; y < top + cell; y++)
            for (let x = left; x < left + cell; x++) {
              const value = light(x, y);
              sum += value;
              least = Math.min(least, value);
              most = Math.max(most, value);
            }
          // Text and marks differ from their ground by more, borders and tints of areas by less.
          edges.push(most - least > 0.35);
        }
      }
      return { luminance: sum / (width * height), edges };
    },
    { data: png, cell: CELL_PX },
  );
}

/** Visible boxes by their place in the document, and what is cut inside them. */
function boxes(page: Page): Promise<readonly (readonly [string, number, number, number, number])[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('body *')].flatMap((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      // The picture on the button that switches the theme is another one.
      if (width === 0 || height === 0 || element.closest('[data-testid="theme-switch"]') !== null) return [];
      return [[`${element.tagName}.${element.getAttribute('class') ?? ''}`, left, top, width, height] as const];
    }),
  );
}

for (const language of ['en', 'zh'] as const) {
  test(`40: every view looks the same in both themes (${language})`, async ({ page, context }) => {
    test.slow();
    const reader = await context.newPage();
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
    await openSample(page, 'accept-queue', `?lang=${language}`);
    for (const view of VIEWS) {
      await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
      await visit(page, view);
      await page.evaluate(() => window.scrollTo(0, 0));
      // What is measured and fetched after the view stands: charts, notes in the margin.
      await expect.poll(async () => JSON.stringify(await boxes(page)) === JSON.stringify(await boxes(page))).toBe(true);
      const lightBoxes = await boxes(page);
      const light = await picture(page, reader);
      await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' });
      await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
      const darkBoxes = await boxes(page);
      const dark = await picture(page, reader);

      expect(darkBoxes.length, view).toBe(lightBoxes.length);
      const moved = darkBoxes.filter((box, at) =>
        box.some((value, side) => typeof value === 'number' && Math.abs(value - Number(lightBoxes[at]?.[side])) > BOX_TOLERANCE_PX),
      );
      expect(moved, view).toEqual([]);

      expect(light.luminance, view).toBeGreaterThan(0.8);
      expect(dark.luminance, view).toBeLessThan(0.2);

      const drawn = (one: Picture, other: Picture) => {
        let all = 0;
        let both = 0;
        one.edges.forEach((is, at) => {
          if (!is) return;
          all++;
          if (other.edges[at] === true) both++;
        });
        expect(all, `${view}: something is drawn`).toBeGreaterThan(200);
        return both / all;
      };
      expect(drawn(light, dark), `${view}: of what the light theme draws`).toBeGreaterThan(SAME_CELLS);
      expect(drawn(dark, light), `${view}: of what the dark theme draws`).toBeGreaterThan(SAME_CELLS);
    }
  });
}
