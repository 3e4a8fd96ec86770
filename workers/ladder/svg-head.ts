// The head of the drawing: column names, the two endpoints over their lifelines, and where the capture was taken.

import { formatEndpoint } from '../base/format';
import type { LadderModel, Side } from './ladder-model';
import { ADDRESS_FONT, BAND_PX, LABEL_FONT, PAD_PX, SMALL_FONT, type Layout } from './svg-layout';
import { SVG_COLOURS } from './svg-look';
import type { SvgWords } from './svg-words';
import { element, textAt } from './svg-xml';
import type { LadderWords } from './text-words';

export const HEAD_PX = 64;

export function drawHead(model: LadderModel, layout: Layout, top: number, words: LadderWords, own: SvgWords): string {
  const { vantage, middlebox } = model;
  const column = (text: string, x: number) => textAt(text, LABEL_FONT, { x, y: top + 48, anchor: 'end', fill: SVG_COLOURS['text-3'] });
  const middle = (text: string, y: number, fill: string) => textAt(text, SMALL_FONT, { x: layout.middleX, y, anchor: 'middle', fill });
  const tap = vantage === 'router' ? words.capturedBetween : vantage === 'unknown' ? own.vantageUnknown : '';
  return (
    column('#', layout.numberX) +
    column('t (s)', layout.timeX) +
    column('Δ', layout.deltaX) +
    drawEnd(model, 'client', layout.laneLeft - BAND_PX, top, words) +
    drawEnd(model, 'server', layout.laneRight + BAND_PX, top, words) +
    middle(tap, top + 11, SVG_COLOURS[vantage === 'router' ? 'accent' : 'text-3']) +
    (middlebox ? middle(words.device, top + 48, SVG_COLOURS['text-2']) : '') +
    drawRule(layout, top + HEAD_PX - 8)
  );
}

function drawEnd(model: LadderModel, side: Side, x: number, top: number, words: LadderWords): string {
  const { address, port, ttl } = model[side];
  const anchor = side === 'client' ? 'start' : 'end';
  const role = words[side] + (model.rolesAssumed ? words.assumed : '') + (ttl === null ? '' : ` · TTL ${ttl}`);
  const tap = side === 'client' ? `▼ ${words.capturedHere}` : `${words.capturedHere} ▼`;
  return (
    textAt(role, SMALL_FONT, { x, y: top + 11, anchor, fill: SVG_COLOURS['text-2'] }) +
    textAt(formatEndpoint(address, port), ADDRESS_FONT, { x, y: top + 29, anchor, fill: SVG_COLOURS.text }) +
    (model.vantage === side ? textAt(tap, { ...SMALL_FONT, weight: 600 }, { x, y: top + 48, anchor, fill: SVG_COLOURS.accent }) : '')
  );
}

export function drawRule(layout: Layout, y: number): string {
  return element('path', { d: `M${PAD_PX} ${y + 0.5}H${layout.width - PAD_PX}`, stroke: SVG_COLOURS.border, 'stroke-width': 1 });
}
