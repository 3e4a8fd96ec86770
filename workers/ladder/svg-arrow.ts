// One arrow of the drawing in absolute coordinates: line, ticks, head; horizontal, or crossing the one above it.

import { decimal, element } from './svg-xml';
import { SVG_COLOURS, SVG_DASHES, type SvgLook } from './svg-look';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Horizontal room of a crossing. */
const CROSSING_PX = 56;
/** How far before its tip the line ends, so that it does not show through the head. */
const HEAD_ROOM: Readonly<Record<SvgLook['head'], number>> = {
  filled: 8,
  open: 1.5,
  bar: 11,
  cross: 6,
  double: 14,
  diamond: 12,
  hollow: 9,
};
const TICK_SPACING_PX = 26;
const TICK_PX = 4;

export function drawArrow(look: SvgLook, start: Point, tip: Point): string {
  const direction = tip.x < start.x ? -1 : 1;
  return drawLine(look, start, { x: tip.x - direction * HEAD_ROOM[look.head], y: tip.y }) + drawHead(look, tip, Math.atan2(0, direction));
}

/** Where both ends' times were measured: it falls by the time on the way. Without a tip the line ends where it ends, as a lost packet. */
export function drawSlopedArrow(look: SvgLook, start: Point, tip: Point, hasTip = true): string {
  const length = Math.hypot(tip.x - start.x, tip.y - start.y) || 1;
  const room = hasTip ? HEAD_ROOM[look.head] / length : 0;
  const end: Point = { x: tip.x - (tip.x - start.x) * room, y: tip.y - (tip.y - start.y) * room };
  return (
    drawLine(look, start, end) +
    (hasTip ? drawHead(look, tip, Math.atan2(tip.y - start.y, tip.x - start.x)) : stroke(cross(tip, 5), SVG_COLOURS['o-noanswer'], 2))
  );
}

/** A packet that the next one crosses: the next row draws the rest of it. */
export function drawCrossedArrow(look: SvgLook, start: Point, tip: Point): string {
  const direction = tip.x < start.x ? -1 : 1;
  return drawLine(look, start, { x: tip.x - direction * CROSSING_PX, y: tip.y });
}

/** The second of a pair: it leaves where the first arrives, `above` px higher than its own line, and both swap heights there. */
export function drawCrossing(look: SvgLook, other: SvgLook, above: number, start: Point, tip: Point): string {
  const direction = tip.x < start.x ? -1 : 1;
  const bend: Point = { x: start.x + direction * CROSSING_PX, y: start.y };
  const raised: Point = { x: bend.x, y: start.y - above };
  const share = HEAD_ROOM[other.head] / Math.hypot(CROSSING_PX, above);
  const otherEnd: Point = { x: start.x + direction * CROSSING_PX * share, y: start.y - above * share };
  return (
    drawLine(other, raised, otherEnd) +
    drawHead(other, start, Math.atan2(above, -direction * CROSSING_PX)) +
    drawLine(look, { x: start.x, y: start.y - above }, bend) +
    drawArrow(look, bend, tip)
  );
}

/** Behind the lifeline of a side that took no notice. */
export function drawIgnored(centre: Point): string {
  return stroke(cross(centre, 4), SVG_COLOURS['o-noanswer'], 2);
}

/** A closed window, at the lifeline of the side that closed it. */
export function drawStop(edge: Point, inward: 1 | -1): string {
  return element('rect', {
    x: inward > 0 ? edge.x : edge.x - 8,
    y: edge.y - 4,
    width: 8,
    height: 8,
    fill: SVG_COLOURS['o-noanswer'],
  });
}

function drawLine(look: SvgLook, from: Point, to: Point): string {
  const colour = SVG_COLOURS[look.colour];
  if (look.line === 'double') {
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const dx = (-(to.y - from.y) / length) * 2;
    const dy = ((to.x - from.x) / length) * 2;
    const beside = (sign: 1 | -1) =>
      segment({ x: from.x + sign * dx, y: from.y + sign * dy }, { x: to.x + sign * dx, y: to.y + sign * dy });
    return stroke(beside(1) + beside(-1), colour, look.width);
  }
  const line = stroke(segment(from, to), colour, look.width, SVG_DASHES[look.line]);
  return look.line === 'ticked' ? line + stroke(ticks(from, to), colour, 1.5) : line;
}

/** Small crosses along a RST, so that it is told from data without its colour; none on a slope. */
function ticks(from: Point, to: Point): string {
  if (from.y !== to.y) return '';
  const left = Math.min(from.x, to.x);
  const width = Math.abs(to.x - from.x);
  const count = Math.max(0, Math.floor((width - 24) / TICK_SPACING_PX));
  const first = left + (width - (count - 1) * TICK_SPACING_PX) / 2;
  return Array.from({ length: count }, (_, index) => cross({ x: first + index * TICK_SPACING_PX, y: from.y }, TICK_PX)).join('');
}

function drawHead(look: SvgLook, tip: Point, angle: number): string {
  const colour = SVG_COLOURS[look.colour];
  // Head shapes point to the right, with their tip at 0,0.
  const at = (x: number, y: number): Point => ({
    x: tip.x + x * Math.cos(angle) - y * Math.sin(angle),
    y: tip.y + x * Math.sin(angle) + y * Math.cos(angle),
  });
  const shape = (...points: readonly (readonly [number, number])[]) => polygon(points.map(([x, y]) => at(x, y)));
  switch (look.head) {
    case 'filled':
      return filled(shape([0, 0], [-9, -4.5], [-9, 4.5]), colour);
    case 'open':
      return stroke(segment(at(-7, -4), at(-0.5, 0)) + segment(at(-0.5, 0), at(-7, 4)), colour, 1.25);
    case 'bar':
      return filled(shape([-3, 0], [-12, -4.5], [-12, 4.5]), colour) + stroke(segment(at(-1.5, -6), at(-1.5, 6)), colour, 2);
    case 'cross':
      return stroke(segment(at(-11, -5), at(-1, 5)) + segment(at(-1, -5), at(-11, 5)), colour, 2.5);
    case 'double':
      return filled(shape([0, 0], [-8, -4.5], [-8, 4.5]) + shape([-7, 0], [-15, -4.5], [-15, 4.5]), colour);
    case 'hollow':
      return stroke(shape([0, 0], [-9, -4.5], [-9, 4.5]), colour, 1);
    case 'diamond':
      return filled(shape([0, 0], [-6.5, -5], [-13, 0], [-6.5, 5]), colour);
  }
}

function cross({ x, y }: Point, reach: number): string {
  return (
    segment({ x: x - reach, y: y - reach }, { x: x + reach, y: y + reach }) +
    segment({ x: x - reach, y: y + reach }, { x: x + reach, y: y - reach })
  );
}

function segment(from: Point, to: Point): string {
  return `M${place(from)}L${place(to)}`;
}

function polygon(points: readonly Point[]): string {
  return `M${points.map(place).join('L')}Z`;
}

function place({ x, y }: Point): string {
  return `${decimal(x)} ${decimal(y)}`;
}

function stroke(path: string, colour: string, width: number, dashes?: string): string {
  if (path === '') return '';
  // A width of 1.25 is meant: it does not go through `decimal`.
  return element('path', { d: path, fill: 'none', stroke: colour, 'stroke-width': String(width), 'stroke-dasharray': dashes });
}

function filled(path: string, colour: string): string {
  return element('path', { d: path, fill: colour });
}
