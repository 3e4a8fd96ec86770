// The lifelines of the drawing: bands of the states, the break signs of gaps, and the dashed third lifeline.

import type { EndpointState } from '../model/tcp-state';
import type { Side } from './ladder-model';
import { BAND_PX, LINE_Y, type Layout } from './svg-layout';
import { bandColour, bandOf, SVG_COLOURS, type Band } from './svg-look';
import type { SvgItem } from './svg-rows';
import { element, idOf } from './svg-xml';

/** Hatches repeat what colour says of a closing, closed or unknown state, and of time that is not drawn to scale. */
export function drawPatterns(prefix: string): string {
  const pattern = (name: string, size: number, lines: string, colour: string, opacity: string) =>
    element(
      'pattern',
      { id: idOf(prefix, name), width: size, height: size, patternUnits: 'userSpaceOnUse' },
      element('path', { d: lines, fill: 'none', stroke: colour, 'stroke-width': 1, 'stroke-opacity': opacity }),
    );
  // The corners outside the tile keep the diagonals without a seam.
  const diagonal = (size: number) => `M-1 ${size + 1}L${size + 1} -1M-1 1L1 -1M${size - 1} ${size + 1}L${size + 1} ${size - 1}`;
  return element(
    'defs',
    {},
    pattern('closing', 5, diagonal(5), SVG_COLOURS['callout-border'], '0.35') +
      pattern('closed', 6, 'M-1 -1L7 7M-1 7L7 -1', SVG_COLOURS['border-strong'], '0.4') +
      pattern('gap', 7, diagonal(7), SVG_COLOURS['border-strong'], '0.45'),
  );
}

/** How far the lifelines go on below the last row. */
export const TAIL_PX = 8;

interface Span {
  readonly from: number;
  to: number;
  readonly band: Band;
}

/** `tops` are the y of the rows, and one more for the end. */
export function drawBands(items: readonly SvgItem[], tops: readonly number[], layout: Layout, prefix: string): string {
  const sides = [
    ['client', layout.clientBandX],
    ['server', layout.serverBandX],
  ] as const;
  return sides.map(([side, x]) => drawBand(spansOf(items, tops, side), x, prefix)).join('') + drawBreaks(items, tops, layout);
}

function spansOf(items: readonly SvgItem[], tops: readonly number[], side: Side): readonly Span[] {
  const spans: Span[] = [];
  const add = (from: number, to: number, state: EndpointState) => {
    const last = spans.at(-1);
    const band = bandOf(state);
    if (last?.band === band) last.to = to;
    else spans.push({ from, to, band });
  };
  items.forEach((item, index) => {
    const top = tops[index] ?? 0;
    const turn = item.kind === 'packet' ? top + LINE_Y : top + item.height / 2;
    if (item.before !== null) add(top, turn, item.before[side]);
    add(turn, top + item.height, item.after[side]);
  });
  // The last state shall be seen, too.
  const last = spans.at(-1);
  if (last !== undefined) last.to += TAIL_PX;
  return spans;
}

function drawBand(spans: readonly Span[], x: number, prefix: string): string {
  const first = spans[0];
  const last = spans.at(-1);
  if (first === undefined || last === undefined) return '';
  const boxes = spans.map(({ from, to, band }) => {
    const box = { x, y: from, width: BAND_PX, height: to - from };
    const hatch = band === 'closing' ? 'closing' : band === 'closed' || band === 'unknown' ? 'closed' : null;
    const plain = element('rect', { ...box, fill: SVG_COLOURS[bandColour(band)] });
    return hatch === null ? plain : plain + element('rect', { ...box, fill: `url(#${idOf(prefix, hatch)})` });
  });
  const edges = [x + 0.5, x + BAND_PX - 0.5].map((edge) => `M${edge} ${first.from}V${last.to}`).join('');
  return boxes.join('') + element('path', { d: edges, fill: 'none', stroke: SVG_COLOURS['border-strong'], 'stroke-width': 1 });
}

/** Nobody shall read the height of a gap as its time. */
function drawBreaks(items: readonly SvgItem[], tops: readonly number[], layout: Layout): string {
  return items
    .map((item, index) => {
      if (item.kind !== 'gap' && item.kind !== 'hidden') return '';
      const y = (tops[index] ?? 0) + item.height / 2;
      return [layout.clientBandX, layout.serverBandX].map((x) => drawBreak(x, y)).join('');
    })
    .join('');
}

function drawBreak(x: number, y: number): string {
  const wave = (at: number) => `M${x - 2} ${at}Q${x + 2.5} ${at - 5} ${x + 7} ${at}T${x + 16} ${at}`;
  return (
    element('rect', { x: x - 3, y: y - 4, width: BAND_PX + 6, height: 8, fill: SVG_COLOURS.surface }) +
    element('path', { d: wave(y - 3) + wave(y + 3), fill: 'none', stroke: SVG_COLOURS['text-2'], 'stroke-width': '1.2' })
  );
}

/** Interrupted where labels stand, so that it does not run through the letters. */
export function drawMiddleLine(items: readonly SvgItem[], tops: readonly number[], { middleX }: Layout): string {
  const path = items
    .map((item, index) => {
      const top = tops[index] ?? 0;
      return `M${middleX} ${item.kind === 'packet' ? top + 15 : top}V${top + item.height}`;
    })
    .join('');
  if (path === '') return '';
  return element('path', {
    d: path,
    fill: 'none',
    stroke: SVG_COLOURS['border-strong'],
    'stroke-width': '1.5',
    'stroke-dasharray': '4 3',
  });
}
