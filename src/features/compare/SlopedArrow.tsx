// One arrow between the two places: it falls by the time on the way; a lost packet ends on the path, a forged one begins there.
// Shapes are those of the ladder (engine: svg-look); colours are the theme's.

import type { Fate } from '#engine/compare/compare-model';
import type { PacketRow } from '#engine/ladder/ladder-model';
import { svgLook, SVG_DASHES, type SvgLook } from '#engine/ladder/svg-look';

/** Where a lost packet ends and a forged one begins, as a share of the lane. */
const LOST_AT = 0.58;

export interface SlopedArrowProps {
  readonly packet: PacketRow;
  readonly fromClient: boolean;
  readonly fate: Fate;
  /** Seen where it was sent, or where it arrived, alone. */
  readonly alone: 'sent' | 'came' | null;
  readonly laneWidth: number;
  /** At the sender's side, and at the receiver's. */
  readonly fromY: number;
  readonly toY: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export function SlopedArrow({ packet, fromClient, fate, alone, laneWidth, fromY, toY }: SlopedArrowProps) {
  const look = svgLook(packet);
  const at = (share: number): Point => ({ x: fromClient ? laneWidth * share : laneWidth * (1 - share), y: fromY + (toY - fromY) * share });
  const start = at(alone === 'came' ? 1 - LOST_AT : 0);
  const tip = at(alone === 'sent' ? LOST_AT : 1);
  const length = Math.hypot(tip.x - start.x, tip.y - start.y) || 1;
  const room = alone === 'sent' ? 0 : HEAD_ROOM[look.head] / length;
  const end: Point = { x: tip.x - (tip.x - start.x) * room, y: tip.y - (tip.y - start.y) * room };
  const angle = (Math.atan2(tip.y - start.y, tip.x - start.x) * 180) / Math.PI;
  return (
    <>
      <Line look={look} from={start} to={end} />
      {alone === 'sent' ? (
        <path className={`tt-line tt-end-${fate}`} strokeWidth={2} d={cross(tip, 5)} />
      ) : (
        <Head look={look} tip={tip} angle={angle} />
      )}
      {alone === 'came' && <path className={`tt-line tt-end-${fate}`} strokeWidth={2} d={`M${start.x} ${start.y - 6}v12`} />}
    </>
  );
}

const HEAD_ROOM: Readonly<Record<SvgLook['head'], number>> = {
  filled: 8,
  open: 1.5,
  bar: 11,
  cross: 6,
  double: 14,
  diamond: 12,
  hollow: 9,
};

function Line({ look, from, to }: { readonly look: SvgLook; readonly from: Point; readonly to: Point }) {
  const stroke = `var(--${look.colour})`;
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  if (look.line === 'double') {
    const dx = (-(to.y - from.y) / length) * 2;
    const dy = ((to.x - from.x) / length) * 2;
    const beside = (sign: 1 | -1) => `M${from.x + sign * dx} ${from.y + sign * dy}L${to.x + sign * dx} ${to.y + sign * dy}`;
    return <path className="tt-line" style={{ stroke }} strokeWidth={look.width} d={beside(1) + beside(-1)} />;
  }
  return (
    <>
      <path
        className="tt-line"
        style={{ stroke }}
        strokeWidth={look.width}
        strokeDasharray={SVG_DASHES[look.line]}
        d={`M${from.x} ${from.y}L${to.x} ${to.y}`}
      />
      {look.line === 'ticked' && <path className="tt-line" style={{ stroke }} strokeWidth={1.5} d={ticks(from, to)} />}
    </>
  );
}

const TICK_SPACING_PX = 26;

/** Small crosses along a RST, so that it is told from data without its colour. */
function ticks(from: Point, to: Point): string {
  const count = Math.max(0, Math.floor((Math.abs(to.x - from.x) - 24) / TICK_SPACING_PX));
  return Array.from({ length: count }, (_, index) => {
    const share = (index + 1) / (count + 1);
    return cross({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }, 4);
  }).join('');
}

function cross({ x, y }: Point, reach: number): string {
  return `M${x - reach} ${y - reach}l${2 * reach} ${2 * reach}m0 ${-2 * reach}l${-2 * reach} ${2 * reach}`;
}

function Head({ look, tip, angle }: { readonly look: SvgLook; readonly tip: Point; readonly angle: number }) {
  const colour = `var(--${look.colour})`;
  const place = `translate(${tip.x} ${tip.y}) rotate(${angle})`;
  const [filled, stroked, width] = HEADS[look.head];
  return (
    <g transform={place}>
      {filled !== '' && <path style={{ fill: colour }} d={filled} />}
      {stroked !== '' && <path className="tt-line" style={{ stroke: colour }} strokeWidth={width} d={stroked} />}
    </g>
  );
}

/** Pointing to the right with the tip at 0,0: what is filled, what is drawn as a line, and how wide. */
const HEADS: Readonly<Record<SvgLook['head'], readonly [filled: string, stroked: string, width: number]>> = {
  filled: ['M0 0L-9 -4.5L-9 4.5Z', '', 0],
  open: ['', 'M-7 -4L-0.5 0L-7 4', 1.25],
  bar: ['M-3 0L-12 -4.5L-12 4.5Z', 'M-1.5 -6L-1.5 6', 2],
  cross: ['', 'M-11 -5L-1 5M-1 -5L-11 5', 2.5],
  double: ['M0 0L-8 -4.5L-8 4.5ZM-7 0L-15 -4.5L-15 4.5Z', '', 0],
  hollow: ['', 'M0 0L-9 -4.5L-9 4.5Z', 1],
  diamond: ['M0 0L-6.5 -5L-13 0L-6.5 5Z', '', 0],
};
