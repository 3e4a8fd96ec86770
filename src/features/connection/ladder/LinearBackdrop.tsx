// What stands behind the labelled rows of the linear scale: the states as long as they lasted, folded runs as long as they
// took, and a line for every packet that had no room for its label. Decoration: the rows themselves say it all.

import { memo, useMemo } from 'react';
import type { Side } from '#engine/ladder/ladder-model';
import { DASHES, lookOf } from './arrow-look';
import { useLadderContext } from './ladder-context';
import { labelRank } from './linear-rows';
import { familyOf, receiverOf, type LadderEntry, type StateFamily } from './ladder-rows';

interface BackdropProps {
  readonly entries: readonly LadderEntry[];
  readonly ys: Float64Array;
  readonly pxPerSecond: number;
  /** Indexes of rows that draw themselves. */
  readonly drawn: ReadonlySet<number>;
  /** Pixels that are near the screen. */
  readonly from: number;
  readonly to: number;
  readonly heightPx: number;
}

interface Band {
  readonly top: number;
  readonly bottom: number;
  readonly family: StateFamily;
}

export function LinearBackdrop({ entries, ys, pxPerSecond, drawn, from, to, heightPx }: BackdropProps) {
  const { mode, laneWidth, model } = useLadderContext();
  const hasChips = mode === 'margin' || mode === 'under';
  const bands = useMemo(
    () => ({ client: bandsOf(entries, ys, 'client', heightPx), server: bandsOf(entries, ys, 'server', heightPx) }),
    [entries, ys, heightPx],
  );
  const top = Math.max(0, from);
  const height = Math.max(0, Math.min(heightPx, to) - top);
  return (
    <div className="ladder-backdrop" aria-hidden="true">
      <div className="cell-segment">
        {hasChips ? <span /> : null}
        <Lifeline bands={bands.client} from={from} to={to} />
        <span className="lane">
          {model.middlebox ? <span className="middlebox-line" /> : null}
          <svg className="ladder-arrow" width={laneWidth} height={height} style={{ top }} focusable="false">
            <g className="linear-lines">
              {lines(entries, ys, drawn, top, top + height).map(({ index, y }) => {
                const entry = entries[index];
                if (entry?.kind !== 'packet') return null;
                const look = lookOf(entry.row.style);
                const to = receiverOf(entry);
                const starts = entry.row.from === 'middlebox' ? laneWidth / 2 : entry.row.from === 'client' ? 0 : laneWidth;
                const tip = to === 'client' ? 0 : laneWidth;
                const back = to === 'client' ? 6 : -6;
                return (
                  <path
                    key={index}
                    className={`arrow-line tone-${look.tone}`}
                    strokeWidth={Math.min(look.width, 1.25)}
                    strokeDasharray={DASHES[look.line]}
                    d={`M${starts} ${y - top}H${tip}m${back} -3l${-back} 3l${back} 3`}
                  />
                );
              })}
            </g>
            {entries.map((entry, index) => {
              const [y, length] = blockOf(entries, ys, index, pxPerSecond);
              if (length < 0) return null;
              if (y + length < top || y > top + height) return null;
              const visible = { from: Math.max(y, top), to: Math.min(y + length, top + height) };
              return (
                <rect
                  key={entry.key}
                  className="linear-run"
                  x={4}
                  width={Math.max(0, laneWidth - 8)}
                  y={visible.from - top}
                  height={Math.max(1, visible.to - visible.from)}
                />
              );
            })}
          </svg>
        </span>
        <Lifeline bands={bands.server} from={from} to={to} />
        {hasChips ? <span /> : null}
      </div>
    </div>
  );
}

const Lifeline = memo(function Lifeline({
  bands,
  from,
  to,
}: {
  readonly bands: readonly Band[];
  readonly from: number;
  readonly to: number;
}) {
  return (
    <span className="lifeline">
      {bands
        .filter((band) => band.bottom >= from && band.top <= to)
        .map(({ top, bottom, family }) => (
          <span key={top} className={`band linear-band band-${family}`} style={{ top, height: bottom - top }} />
        ))}
    </span>
  );
});

/** Stretches of one family of states, from the line at which they began to the next one. */
function bandsOf(entries: readonly LadderEntry[], ys: Float64Array, side: Side, heightPx: number): readonly Band[] {
  const bands: Band[] = [];
  let family: StateFamily | null = null;
  let top = 0;
  entries.forEach((entry, index) => {
    const next = familyOf(entry.after[side]);
    if (next === family) return;
    const y = ys[index] ?? 0;
    if (family !== null && y > top) bands.push({ top, bottom: y, family });
    if (family === null || y > top) top = y;
    family = next;
  });
  if (family !== null) bands.push({ top, bottom: heightPx, family });
  return bands;
}

/** Top and height of what is folded away; a height below zero for every other row. */
function blockOf(
  entries: readonly LadderEntry[],
  ys: Float64Array,
  index: number,
  pxPerSecond: number,
): readonly [top: number, height: number] {
  const entry = entries[index];
  const y = ys[index] ?? 0;
  if (entry?.kind === 'run' && !entry.row.expanded) return [y, entry.row.durationSeconds * pxPerSecond];
  if (entry?.kind !== 'hidden') return [y, -1];
  const above = ys[index - 1] ?? y;
  return [above, (ys[index + 1] ?? y) - above];
}

/** Lines closer than this would be a surface; of each such stretch and direction the most telling one is drawn. */
const LINE_SPACING_PX = 4;

function lines(
  entries: readonly LadderEntry[],
  ys: Float64Array,
  drawn: ReadonlySet<number>,
  from: number,
  to: number,
): readonly { readonly index: number; readonly y: number }[] {
  const best = new Map<number, { index: number; y: number; rank: number }>();
  entries.forEach((entry, index) => {
    const y = ys[index] ?? 0;
    if (entry.kind !== 'packet' || drawn.has(index) || y < from || y > to) return;
    const slot = Math.floor(y / LINE_SPACING_PX) * 2 + (receiverOf(entry) === 'client' ? 0 : 1);
    const rank = labelRank(entry);
    const before = best.get(slot);
    if (before === undefined || rank < before.rank) best.set(slot, { index, y: Math.round(y) + 0.5, rank });
  });
  return [...best.values()];
}
