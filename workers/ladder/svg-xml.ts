// SVG text from hostile strings: elements, numbers, and how wide a text may become in fonts that nobody can measure here.
// Knows nothing of ladders. Presentation attributes only: a style attribute would need a content policy that allows it.

import { displayWidth } from './display-width';

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** `content` is SVG already; texts go through `escaped`. */
export function element(name: string, attributes: Attributes, content = ''): string {
  let head = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) head += ` ${key}="${typeof value === 'number' ? decimal(value) : escaped(value)}"`;
  }
  return content === '' ? `${head}/>` : `${head}>${content}</${name}>`;
}

/** One decimal is finer than any screen shows it, and the same everywhere. */
export function decimal(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 10) / 10 + 0) : '0';
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** What XML forbids, and what turns the direction of the text around it, becomes a mark; line ends become spaces. */
export function escaped(text: string): string {
  return text
    .replaceAll(/[\t\n\r\u2028\u2029]+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cs}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/gu, '\uFFFD')
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** An id must be unique in a document that holds several drawings, and must be an XML name. */
export function idOf(prefix: string, name: string): string {
  return `${prefix.replaceAll(/[^\w-]/g, '-').replace(/^(?![A-Za-z_])/, 'l')}-${name}`;
}

/** The widest of the usual fixed-width fonts (DejaVu, Menlo 0.602; Consolas is narrower). */
const MONO_EM = 0.605;
/** Han and symbols of another font take up to one em, which is less than two columns of the others. */
export function monoWidth(text: string, fontPx: number): number {
  return displayWidth(text) * MONO_EM * fontPx;
}

const NARROW = /[iljtfrI.,:;'|! ()[\]]/;
const WIDE = /[mwMW%@]/;
const UPPER = /[A-Z0-9#=+<>~–—≥≤]/;
/** Bold letters of the same fonts. */
const BOLD = 1.12;
/** As wide as DejaVu Sans and Verdana draw it; most sans-serif fonts need a tenth less. */
export function sansWidth(text: string, { px, weight = 400 }: Font): number {
  let em = 0;
  for (const character of text) {
    if (displayWidth(character) === 2) em += 1;
    else if (NARROW.test(character)) em += 0.4;
    else if (WIDE.test(character)) em += 0.98;
    else if (UPPER.test(character)) em += 0.7;
    else em += character < '\u0250' ? 0.62 : 0.95;
  }
  return em * px * (weight > 500 ? BOLD : 1);
}

/** Chinese text breaks anywhere but before these. */
const NO_LINE_START = /^[，。、；：！？）」』】》%]/;

/** Lines no wider than `width`; a word that is wider is broken. */
export function wrapped(text: string, width: number, font: Font): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of text.split(/(?<=[ \u2E80-\u9FFF\uFF00-\uFF60])/u)) {
    let rest = part;
    const isGlued = NO_LINE_START.test(rest);
    if (line !== '' && !isGlued && sansWidth((line + rest).trimEnd(), font) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    while (line === '' && sansWidth(rest.trimEnd(), font) > width) {
      const characters = [...rest];
      let count = characters.length;
      while (count > 1 && sansWidth(characters.slice(0, count).join(''), font) > width) count = Math.floor(count * 0.9);
      lines.push(characters.slice(0, count).join(''));
      rest = characters.slice(count).join('');
      if (count >= characters.length) break;
    }
    line += rest;
  }
  if (line.trimEnd() !== '' || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}

export interface Font {
  readonly px: number;
  readonly family: 'sans-serif' | 'monospace';
  readonly weight?: number;
}

export interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly fill: string;
}

export function textAt(text: string, font: Font, { x, y, anchor, fill }: TextPlace): string {
  if (text === '') return '';
  return element(
    'text',
    {
      x,
      y,
      'font-size': font.px,
      'font-family': font.family,
      'font-weight': font.weight,
      'text-anchor': anchor === 'start' ? undefined : anchor,
      fill,
    },
    escaped(text),
  );
}
