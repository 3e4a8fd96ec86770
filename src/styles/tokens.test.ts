// Recomputes what the design promises of the colours, from the file that the page uses.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

function tokens(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('\n}', start));
  return new Map([...block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [match[1], match[2]]));
}

type Rgb = readonly [number, number, number];

function linear(hex: string): Rgb {
  const channel = (at: number) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** WCAG 2.2 contrast ratio. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [red, green, blue] = linear(hex);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function oklab([red, green, blue]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

// Machado, Oliveira, Fernandes 2009: severity 1.0, on linear RGB.
const VISION: Readonly<Record<string, readonly Rgb[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seen(hex: string, matrix: readonly Rgb[]): Rgb {
  const rgb = linear(hex);
  const row = (at: number) => {
    const [a, b, c] = matrix[at];
    return Math.min(1, Math.max(0, a * rgb[0] + b * rgb[1] + c * rgb[2]));
  };
  return oklab([row(0), row(1), row(2)]);
}

const OUTCOMES = ['reset', 'refused', 'noanswer', 'early', 'closed', 'unclear'];

describe.each([
  ['light', ':root'],
  ['dark', ":root[data-theme='dark']"],
])('%s theme', (name, selector) => {
  const all = tokens(selector);
  const get = (token: string) => {
    const value = all.get(token);
    if (value === undefined) throw new Error(`${token} is not in the ${name} theme`);
    return value;
  };
  const surfaces = ['--canvas', '--surface', '--sunken', '--selected', '--hover'];

  it.each(['--text', '--text-2', '--text-3', '--link'])('%s is readable on every surface', (token) => {
    for (const surface of surfaces) expect(contrast(get(token), get(surface))).toBeGreaterThanOrEqual(4.5);
  });

  it('has accents, focus ring and control borders that can be seen', () => {
    expect(contrast(get('--on-accent'), get('--accent'))).toBeGreaterThanOrEqual(4.5);
    for (const surface of surfaces) {
      expect(contrast(get('--focus'), get(surface))).toBeGreaterThanOrEqual(3);
      expect(contrast(get('--border-strong'), get(surface))).toBeGreaterThanOrEqual(3);
    }
    expect(contrast(get('--text'), get('--callout'))).toBeGreaterThanOrEqual(7);
    expect(contrast(get('--callout-border'), get('--callout'))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(OUTCOMES)('outcome %s: words at 4.5, marks at 3', (outcome) => {
    for (const ground of ['--surface', '--sunken', '--selected', `--o-${outcome}-tint`]) {
      expect(contrast(get(`--o-${outcome}-text`), get(ground))).toBeGreaterThanOrEqual(4.5);
    }
    for (const ground of ['--surface', '--sunken', '--canvas']) {
      expect(contrast(get(`--o-${outcome}`), get(ground))).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(Object.keys(VISION))('outcome fills stay apart for %s vision', (vision) => {
    const matrix = VISION[vision];
    let smallest = Infinity;
    for (const a of OUTCOMES) {
      for (const b of OUTCOMES) {
        if (a >= b) continue;
        const [one, other] = [seen(get(`--o-${a}`), matrix), seen(get(`--o-${b}`), matrix)];
        smallest = Math.min(smallest, 100 * Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]));
      }
    }
    expect(smallest).toBeGreaterThanOrEqual(9);
  });

  it.each(['handshake', 'established', 'closing', 'closed'])('state band %s carries text', (band) => {
    expect(contrast(get('--text'), get(`--band-${band}`))).toBeGreaterThanOrEqual(11);
  });
});
