// One arrow of the ladder as SVG. Horizontal, because one capture point does not show one-way times; the exception is a
// pair that crossed in flight, drawn as a crossing at the far end of the lane.

import type { Side } from '#engine/ladder/ladder-model';
import { LOST_AT } from '#engine/ladder/text-label';
import { DASHES, type ArrowLook } from './arrow-look';

export interface ArrowProps {
  readonly look: ArrowLook;
  readonly from: Side | 'middlebox';
  readonly to: Side;
  readonly laneWidth: number;
  readonly rowHeight: number;
  /** y of the line inside the row. */
  readonly lineY: number;
  /** The next packet crossed this one: the line ends where the next row's drawing takes it over. */
  readonly isCrossedByNext: boolean;
  /** This packet crossed the one above: its look, and how far above its line runs. */
  readonly crosses: { readonly look: ArrowLook; readonly above: number } | null;
  readonly isWindowClosed: boolean;
  /** It never arrived. */
  readonly isLost?: boolean;
}

/** Horizontal room that a crossing takes. */
const CROSSING_PX = 56;

interface Point {
  readonly x: number;
  readonly y: number;
}

export function Arrow({
  look,
  from,
  to,
  laneWidth,
  rowHeight,
  lineY,
  isCrossedByNext,
  crosses,
  isWindowClosed,
  isLost = false,
}: ArrowProps) {
  const xOf = (end: Side | 'middlebox') => (end === 'client' ? 0 : end === 'server' ? laneWidth : laneWidth / 2);
  const start: Point = { x: xOf(from), y: lineY };
  const tip: Point = { x: isLost ? xOf(from) + LOST_AT * (xOf(to) - xOf(from)) : xOf(to), y: lineY };
  const direction = to === 'server' ? 1 : -1;
  return (
    <svg className="ladder-arrow" width={laneWidth} height={rowHeight} aria-hidden="true" focusable="false">
      {crosses !== null ? (
        <Crossing look={look} other={crosses.look} above={crosses.above} start={start} tip={tip} direction={direction} />
      ) : isCrossedByNext ? (
        <Line look={look} from={start} to={{ x: tip.x - direction * CROSSING_PX, y: lineY }} />
      ) : (
        <>
          <Line look={look} from={start} to={{ x: tip.x - direction * HEAD_ROOM[look.head], y: lineY }} />
          <Head look={look} tip={tip} angle={direction > 0 ? 0 : 180} />
        </>
      )}
      {isWindowClosed ? <rect className="arrow-stop" x={start.x === 0 ? 0 : start.x - 8} y={lineY - 4} width={8} height={8} /> : null}
    </svg>
  );
}

/** The pair: the packet above ends here, this one begins up there; they swap heights in the last stretch. */
function Crossing({
  look,
  other,
  above,
  start,
  tip,
  direction,
}: {
  readonly look: ArrowLook;
  readonly other: ArrowLook;
  readonly above: number;
  readonly start: Point;
  readonly tip: Point;
  readonly direction: number;
}) {
  const bendX = start.x + direction * CROSSING_PX;
  const slope = (Math.atan2(above, -direction * CROSSING_PX) * 180) / Math.PI;
  const length = Math.hypot(above, CROSSING_PX);
  // The other packet's head lies on this packet's start: it arrives there, one row lower than it was seen.
  const shorten = HEAD_ROOM[other.head] / length;
  const endX = start.x + direction * CROSSING_PX * shorten;
  const endY = start.y - above * shorten;
  return (
    <>
      <Line look={other} from={{ x: bendX, y: start.y - above }} to={{ x: endX, y: endY }} />
      <Head look={other} tip={start} angle={slope} />
      <Line look={look} from={{ x: start.x, y: start.y - above }} to={{ x: bendX, y: start.y }} />
      <Line look={look} from={{ x: bendX, y: start.y }} to={{ x: tip.x - direction * HEAD_ROOM[look.head], y: tip.y }} />
      <Head look={look} tip={tip} angle={direction > 0 ? 0 : 180} />
    </>
  );
}

/** How far before the tip the line ends, so that it does not show through the head. */
const HEAD_ROOM: Readonly<Record<ArrowLook['head'], number>> = {
  filled: 8,
  open: 1.5,
  bar: 11,
  cross: 6,
  double: 14,
  diamond: 12,
  hollow: 9,
};

function Line({ look, from, to }: { readonly look: ArrowLook; readonly from: Point; readonly to: Point }) {
  const tone = `arrow-line tone-${look.tone}`;
  if (look.line === 'double') {
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const dx = (-(to.y - from.y) / length) * 2;
    const dy = ((to.x - from.x) / length) * 2;
    return (
      <path
        className={tone}
        strokeWidth={look.width}
        d={`M${from.x + dx} ${from.y + dy}L${to.x + dx} ${to.y + dy}M${from.x - dx} ${from.y - dy}L${to.x - dx} ${to.y - dy}`}
      />
    );
  }
  return (
    <>
      <path className={tone} strokeWidth={look.width} strokeDasharray={DASHES[look.line]} d={`M${from.x} ${from.y}L${to.x} ${to.y}`} />
      {look.line === 'ticked' ? <path className={tone} strokeWidth={1.5} d={ticks(from, to)} /> : null}
    </>
  );
}

const TICK_SPACING_PX = 26;
const TICK_PX = 4;

/** Small crosses along a RST, so that it is told from data without its colour. */
function ticks(from: Point, to: Point): string {
  const left = Math.min(from.x, to.x);
  const width = Math.abs(to.x - from.x);
  const count = Math.max(0, Math.floor((width - 24) / TICK_SPACING_PX));
  const first = left + (width - (count - 1) * TICK_SPACING_PX) / 2;
  let path = '';
  for (let index = 0; index < count; index++) {
    const x = first + index * TICK_SPACING_PX;
    path += `M${x - TICK_PX} ${from.y - TICK_PX}l${TICK_PX * 2} ${TICK_PX * 2}m0 ${-TICK_PX * 2}l${-TICK_PX * 2} ${TICK_PX * 2}`;
  }
  return path;
}

function Head({ look, tip, angle }: { readonly look: ArrowLook; readonly tip: Point; readonly angle: number }) {
  const tone = `tone-${look.tone}`;
  const place = `translate(${tip.x} ${tip.y}) rotate(${angle})`;
  switch (look.head) {
    case 'filled':
      return <path className={`arrow-fill ${tone}`} transform={place} d="M0 0L-9 -4.5L-9 4.5Z" />;
    case 'open':
      return <path className={`arrow-line ${tone}`} transform={place} strokeWidth={1.25} d="M-7 -4L-0.5 0L-7 4" />;
    case 'bar':
      return (
        <g transform={place}>
          <path className={`arrow-fill ${tone}`} d="M-3 0L-12 -4.5L-12 4.5Z" />
          <path className={`arrow-line ${tone}`} strokeWidth={2} d="M-1.5 -6L-1.5 6" />
        </g>
      );
    case 'cross':
      return <path className={`arrow-line ${tone}`} transform={place} strokeWidth={2.5} d="M-11 -5L-1 5M-1 -5L-11 5" />;
    case 'double':
      return <path className={`arrow-fill ${tone}`} transform={place} d="M0 0L-8 -4.5L-8 4.5ZM-7 0L-15 -4.5L-15 4.5Z" />;
    case 'hollow':
      return <path className={`arrow-line ${tone}`} transform={place} strokeWidth={1} d="M0 0L-9 -4.5L-9 4.5Z" />;
    case 'diamond':
      return <path className={`arrow-fill ${tone}`} transform={place} d="M0 0L-6.5 -5L-13 0L-6.5 5Z" />;
  }
}
