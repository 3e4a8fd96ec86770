// The ladder with two taps to scale: a pixel is always the same time, and an arrow falls by exactly the time that its packet took. Labels
// stand where there is room; the current row is always labelled, so that the keys visit every packet here as well.

import { useEffect, useLayoutEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { firstSeen, isFromClient } from '#engine/compare/text-two-tap';
import type { Side, StatePair } from '#engine/ladder/ladder-model';
import { bandOf } from '#engine/ladder/svg-look';
import { linearLayout } from '../../ui/ladder/linear-layout';
import type { Density } from '../../ui/ladder/density';
import { OVERSCAN_PX, useScroll } from '../../ui/ladder/row-window';
import type { Sight } from '../../ui/ladder/sight';
import { SlopedArrow } from './SlopedArrow';
import { labelRank, type TwoTapEntry } from './two-tap-entries';
import { GEOMETRY, UNSEEN, type TwoTapMode } from './two-tap-look';
import { TwoTapRow } from './TwoTapRow';
import type { TwoTapState } from './use-two-tap';

/** A label stands so far above its line. */
const ABOVE_PX = 19;
/** Lines closer than this would be a surface; of each such stretch and direction the most telling one is drawn. */
const LINE_SPACING_PX = 4;
const HEAD_PX = 70;

export interface TwoTapLinearProps {
  readonly state: TwoTapState;
  readonly scroller: HTMLElement | null;
  readonly before: readonly StatePair[];
  readonly times: readonly string[];
  readonly mode: TwoTapMode;
  readonly density: Density;
  readonly laneWidth: number;
  readonly usual: number;
  readonly digits: number;
  readonly isSecondNear: boolean;
  onSelect(index: number): void;
  onToggle(index: number): void;
  onKeyDown(event: KeyboardEvent): void;
  onSight(sight: Sight): void;
}

export function TwoTapLinear(props: TwoTapLinearProps) {
  const { state, scroller, before, times, mode, density, laneWidth, usual, digits, isSecondNear, onSelect, onToggle, onKeyDown, onSight } =
    props;
  const { labelPx } = GEOMETRY[density];
  const { entries, seconds, current, reveal, zoom } = state;
  const rows = useRef<HTMLDivElement>(null);
  const { scrollTop, viewHeight } = useScroll(scroller);
  const shownPx = scroller === null || scroller.clientHeight === 0 ? viewHeight : scroller.clientHeight;
  const viewPx = Math.max(2 * labelPx, shownPx - HEAD_PX);
  const layout = useMemo(
    () => linearLayout(seconds, Uint8Array.from(entries, labelRank), viewPx, zoom, labelPx),
    [entries, seconds, viewPx, zoom, labelPx],
  );
  const { ys, labelled, heightPx, pxPerSecond } = layout;
  const firstY = ys[0] ?? 0;
  const firstSeconds = seconds[0] ?? 0;
  const currentY = ys[current] ?? 0;

  // The current row stays where it is on the screen while time stretches around it.
  const scaled = useRef<{ readonly scale: number; readonly y: number } | null>(null);
  useLayoutEffect(() => {
    const last = scaled.current;
    scaled.current = { scale: pxPerSecond, y: currentY };
    if (scroller === null || last === null || last.scale === pxPerSecond) return;
    const onScreen = last.y - scroller.scrollTop;
    scroller.scrollTo?.({ top: currentY - (onScreen >= 0 && onScreen <= viewPx ? onScreen : viewPx / 2) });
  }, [scroller, pxPerSecond, currentY, viewPx]);
  useLayoutEffect(() => {
    onSight({
      rangeAt: (top, shown) =>
        pxPerSecond > 0 ? [Math.max(0, (top - firstY) / pxPerSecond), (top + shown - firstY) / pxPerSecond] : [0, 0],
      topOf: (at) => firstY + at * pxPerSecond,
    });
  }, [onSight, firstY, pxPerSecond]);
  const done = useRef(-1);
  useEffect(() => {
    if (reveal.count === done.current || scroller === null) return;
    done.current = reveal.count;
    const onScreen = currentY - scroller.scrollTop;
    if (reveal.centre || onScreen < labelPx || onScreen > viewPx - labelPx) scroller.scrollTo?.({ top: currentY - viewPx / 2 });
    if (reveal.focus) rows.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: true });
  }, [reveal, scroller, currentY, viewPx, labelPx]);

  const from = scrollTop - OVERSCAN_PX;
  const to = scrollTop + viewHeight + OVERSCAN_PX;
  const shown: number[] = [];
  for (let index = 0; index < entries.length; index++) {
    const y = ys[index] ?? 0;
    // The current row keeps its place in the document wherever the reader scrolls: the focus must not get lost.
    if (index === current) shown.push(index);
    else if (labelled[index] === 1 && y >= from && y <= to && Math.abs(y - currentY) >= labelPx) shown.push(index);
  }
  const yOf = (at: number): number => firstY + (at - firstSeconds) * pxPerSecond;
  return (
    <div role="rowgroup" className="tt-linear" ref={rows} onKeyDown={onKeyDown} style={{ height: heightPx }}>
      <Backdrop
        entries={entries}
        ys={ys}
        yOf={yOf}
        pxPerSecond={pxPerSecond}
        laneWidth={laneWidth}
        from={from}
        to={to}
        heightPx={heightPx}
      />
      {shown.map((index) => {
        const entry = entries[index];
        if (entry === undefined) return null;
        return (
          <TwoTapRow
            key={`${entry.key} ${index}`}
            entry={entry}
            index={index}
            before={before[index] ?? UNSEEN}
            time={times[index] ?? ''}
            isCurrent={index === current}
            isMarked={entry.key === state.markedKey}
            mode={mode}
            density={density}
            laneWidth={laneWidth}
            usual={usual}
            digits={digits}
            isSecondNear={isSecondNear}
            top={(ys[index] ?? 0) - ABOVE_PX}
            onSelect={onSelect}
            onToggle={onToggle}
          />
        );
      })}
    </div>
  );
}

interface BackdropProps {
  readonly entries: readonly TwoTapEntry[];
  readonly ys: Float64Array;
  readonly pxPerSecond: number;
  readonly laneWidth: number;
  /** Pixels that are near the screen. */
  readonly from: number;
  readonly to: number;
  readonly heightPx: number;
  /** Of a moment. */
  yOf(seconds: number): number;
}

/** Arrows, what is folded away, and states as long as they lasted. Decoration: the rows themselves say it all. */
function Backdrop({ entries, ys, yOf, pxPerSecond, laneWidth, from, to, heightPx }: BackdropProps) {
  const top = Math.max(0, from);
  const height = Math.max(0, Math.min(heightPx, to) - top);
  const bands = useMemo(
    () => ({ client: bandsOf(entries, ys, 'client', heightPx), server: bandsOf(entries, ys, 'server', heightPx) }),
    [entries, ys, heightPx],
  );
  return (
    <div className="tt-backdrop" aria-hidden="true">
      <span />
      <span />
      <span />
      <span className="tt-segment">
        <span className="tt-frame">
          <span />
          <Bands bands={bands.client} from={from} to={to} />
          <span className="tt-lane">
            <svg className="tt-arrow" width={laneWidth} height={height} style={{ top }} focusable="false">
              {entries.map((entry, index) => {
                if (entry.kind !== 'run' || entry.row.expanded) return null;
                const y = ys[index] ?? 0;
                const end = y + entry.row.durationSeconds * pxPerSecond;
                if (end < top || y > top + height) return null;
                const begin = Math.max(y, top);
                return (
                  <rect
                    key={entry.key}
                    className="tt-folded"
                    x={4}
                    width={Math.max(0, laneWidth - 8)}
                    y={begin - top}
                    height={Math.max(2, Math.min(end, top + height) - begin)}
                  />
                );
              })}
              {drawnLines(entries, ys, top, top + height, yOf).map(({ entry, fromY, toY }) => {
                const fromClient = isFromClient(entry.row);
                const sent = fromClient ? entry.row.clientSeconds : entry.row.serverSeconds;
                const came = fromClient ? entry.row.serverSeconds : entry.row.clientSeconds;
                return (
                  <SlopedArrow
                    key={entry.key}
                    packet={entry.row.packet}
                    fromClient={fromClient}
                    fate={entry.row.fate}
                    alone={sent === null ? 'came' : came === null ? 'sent' : null}
                    laneWidth={laneWidth}
                    fromY={fromY - top}
                    toY={toY - top}
                  />
                );
              })}
            </svg>
          </span>
          <Bands bands={bands.server} from={from} to={to} />
          <span />
        </span>
      </span>
    </div>
  );
}

interface DrawnLine {
  readonly entry: Extract<TwoTapEntry, { kind: 'packet' }>;
  readonly fromY: number;
  readonly toY: number;
}

/** From the moment at the sender's place to that at the receiver's; seen once, level. */
function drawnLines(
  entries: readonly TwoTapEntry[],
  ys: Float64Array,
  from: number,
  to: number,
  yOf: (seconds: number) => number,
): readonly DrawnLine[] {
  const best = new Map<number, DrawnLine & { readonly rank: number }>();
  entries.forEach((entry, index) => {
    if (entry.kind !== 'packet') return;
    const { row } = entry;
    const fromClient = isFromClient(row);
    const sent = (fromClient ? row.clientSeconds : row.serverSeconds) ?? firstSeen(row);
    const came = (fromClient ? row.serverSeconds : row.clientSeconds) ?? sent;
    const [fromY, toY] = [yOf(sent), yOf(came)];
    if (Math.max(fromY, toY) < from || Math.min(fromY, toY) > to) return;
    const slot = Math.floor((ys[index] ?? 0) / LINE_SPACING_PX) * 2 + (fromClient ? 0 : 1);
    const rank = labelRank(entry);
    const before = best.get(slot);
    if (before === undefined || rank < before.rank) best.set(slot, { entry, fromY, toY, rank });
  });
  return [...best.values()];
}

interface BandStretch {
  readonly top: number;
  readonly bottom: number;
  readonly family: string;
}

/** Stretches of one family of states, from the line at which they began to the next one. */
function bandsOf(entries: readonly TwoTapEntry[], ys: Float64Array, side: Side, heightPx: number): readonly BandStretch[] {
  const bands: BandStretch[] = [];
  let family: string = bandOf(UNSEEN[side]);
  let top = 0;
  entries.forEach((entry, index) => {
    const next = entry.kind === 'hidden' ? family : bandOf(entry.row.after[side]);
    if (next === family) return;
    const y = ys[index] ?? 0;
    if (y > top) bands.push({ top, bottom: y, family });
    top = Math.max(top, y);
    family = next;
  });
  return [...bands, { top, bottom: heightPx, family }];
}

function Bands({ bands, from, to }: { readonly bands: readonly BandStretch[]; readonly from: number; readonly to: number }) {
  return (
    <span className="tt-band">
      {bands
        .filter((band) => band.bottom >= from && band.top <= to)
        .map(({ top, bottom, family }) => (
          <span key={top} className={`tt-stretch tt-band-${family}`} style={{ top, height: bottom - top }} />
        ))}
    </span>
  );
}
