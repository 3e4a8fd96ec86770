// The ladder with two taps (ux 3.8) as a tree grid: the client's band, the path, the server's band; numbers of both files and one
// clock. One row below the other, or to scale; below 600 px a list of the same rows. Its state belongs to use-two-tap.ts.

import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { formatEndpoint } from '#engine/base/format';
import { useLanguage } from '../../app/language';
import { zoneName } from '../../app/wall-clock';
import { ladderMessages } from '../../ui/ladder/ladder-messages';
import { MINIMAP_PX } from '../../ui/ladder/minimap-size';
import { DRAW_WHOLE_UP_TO, rowAt, useRowWindow } from '../../ui/ladder/row-window';
import type { Sight } from '../../ui/ladder/sight';
import { useMeasuredRows } from '../../ui/ladder/use-measured-rows';
import { endOf, indexOfFrame } from './two-tap-entries';
import { modeOf, rowHeight, statesBefore, timesOf, UNSEEN, usualWay } from './two-tap-look';
import { TwoTapRow } from './TwoTapRow';
import type { TwoTapState } from './use-two-tap';
import { useCompareMessages } from './use-words';

const TwoTapLinear = lazy(async () => ({ default: (await import('./TwoTapLinear')).TwoTapLinear }));
const Minimap = lazy(async () => ({ default: (await import('../../ui/ladder/Minimap')).Minimap }));

/** Taller ladders get a scroller of their own. */
const LONG_FROM_PX = 760;
const GUESSED_LIST_ROW_PX = 64;
const PAGE_ROWS = 12;

export interface TwoTapLadderGridProps {
  readonly state: TwoTapState;
  /** Enter on a packet, or a click: its details are wanted. */
  onOpenPacket(): void;
}

export function TwoTapLadderGrid({ state, onOpenPacket }: TwoTapLadderGridProps) {
  const { ladder, entries, current, reveal, scale, seconds, density } = state;
  const text = useCompareMessages();
  const language = useLanguage();
  const shared = ladderMessages[language];
  const root = useRef<HTMLDivElement>(null);
  const lane = useRef<HTMLSpanElement>(null);
  const rows = useRef<HTMLDivElement>(null);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [scaleSight, setScaleSight] = useState<Sight | null>(null);
  const mode = modeOf(useWidth(root));
  const laneWidth = useWidth(lane);
  const isLinear = state.isLinear && mode !== 'list';
  const usual = useMemo(() => usualWay(ladder), [ladder]);
  const before = useMemo(() => statesBefore(entries), [entries]);
  const times = useMemo(() => timesOf(entries, scale), [entries, scale]);
  const { measured, remeasure } = useMeasuredRows(rows, mode === 'list' ? '.tt-row' : null);
  useLayoutEffect(remeasure);
  const heights = useMemo(
    () => entries.map((entry) => (mode === 'list' ? (measured.get(entry.key) ?? GUESSED_LIST_ROW_PX) : rowHeight(entry, density))),
    [entries, mode, measured, density],
  );
  const { start, end, tops } = useRowWindow(heights, scroller);
  const height = tops.at(-1) ?? 0;
  const isLong = isLinear || (mode === 'list' ? entries.length > DRAW_WHOLE_UP_TO : height > LONG_FROM_PX);
  const orderSight = useMemo<Sight>(() => {
    const at = (top: number) => seconds[rowAt(tops, top)] ?? 0;
    return { rangeAt: (top, shown) => [at(top), at(top + shown)], topOf: () => null };
  }, [seconds, tops]);
  const sight = isLinear ? scaleSight : orderSight;

  const done = useRef(0);
  useEffect(() => {
    if (done.current === reveal.count || isLinear) return;
    if (scroller !== null && isLong && (current < start || current >= end)) {
      scroller.scrollTo?.({ top: (tops[current] ?? 0) - scroller.clientHeight / 2 });
      return;
    }
    done.current = reveal.count;
    const row = rows.current?.querySelector<HTMLElement>('[aria-selected="true"]');
    row?.scrollIntoView?.({ block: reveal.centre ? 'center' : 'nearest' });
    if (reveal.focus) row?.focus({ preventScroll: true });
  }, [reveal, current, scroller, start, end, tops, isLinear, isLong]);

  // Rows are drawn again only when something in them changed: what they call stays the same function.
  const latest = useRef({ state, onOpenPacket });
  useLayoutEffect(() => {
    latest.current = { state, onOpenPacket };
  });
  const onSelect = useCallback((index: number) => {
    const { state: now, onOpenPacket: open } = latest.current;
    now.go(index);
    if (now.entries[index]?.kind === 'packet') open();
  }, []);
  const onToggle = useCallback((index: number) => {
    const { state: now } = latest.current;
    const entry = now.entries[index];
    if (entry?.kind === 'run') now.toggle(entry.row.id);
    else if (entry?.kind === 'hidden') now.showMore(entry);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const entry = entries[current];
    const { key } = event;
    if (key === 'ArrowDown') state.move(1);
    else if (key === 'ArrowUp') state.move(-1);
    else if (key === 'PageDown') state.move(PAGE_ROWS);
    else if (key === 'PageUp') state.move(-PAGE_ROWS);
    else if (key === 'Home') state.go(0);
    else if (key === 'End') state.go(entries.length - 1);
    else if (key === 'Enter' && entry?.kind === 'packet') onOpenPacket();
    else if (key === 'Enter' && entry?.kind === 'hidden') state.showMore(entry);
    else if ((key === 'ArrowRight' || key === 'ArrowLeft' || key === 'Enter') && entry?.kind === 'run') {
      if (key === 'Enter' || entry.row.expanded === (key === 'ArrowLeft')) state.toggle(entry.row.id);
    } else if (key === 'ArrowLeft' && entry?.level === 2) {
      state.go(entries.findLastIndex((one, at) => at < current && one.kind === 'run'));
    } else return;
    event.preventDefault();
  };
  const { client, server, clientTap, overview } = ladder;
  const [one, two] = clientTap === 'first' ? ['#1', '#2'] : ['#2', '#1'];
  const common = {
    before,
    times,
    mode,
    density,
    laneWidth,
    usual,
    digits: ladder.timeDigits,
    isSecondNear: clientTap === 'second',
    onSelect,
    onToggle,
  };
  const jump = (part: number | 'end') => {
    if (part === 'end') return state.go(entries.length - 1, { centre: true, focus: false });
    const [near, far] = overview?.frames[part] ?? [0, 0];
    const at = near > 0 ? indexOfFrame(entries, 'client', near) : indexOfFrame(entries, 'server', far);
    if (at >= 0) state.go(at, { centre: true, focus: false });
  };
  const partName = (part: number): string => {
    const [near, far] = overview?.frames[part] ?? [0, 0];
    const [first, second] = clientTap === 'first' ? [near, far] : [far, near];
    return first > 0 ? `1#${first}` : `2#${second}`;
  };
  const timeHead = scale.mode === 'wall' ? shared.timeHeads.wall(zoneName(scale.startNs)) : shared.timeHeads[scale.mode];
  return (
    <>
      {overview !== undefined && (
        <Suspense fallback={<div className="minimap" style={{ height: MINIMAP_PX }} />}>
          <Minimap
            overview={overview}
            endSeconds={endOf(entries)}
            scroller={isLong ? scroller : null}
            sight={sight}
            messages={shared}
            language={language}
            named={partName}
            onJump={jump}
          />
        </Suspense>
      )}
      <div
        className="tt"
        data-testid="ladder"
        data-mode={mode}
        data-density={density}
        data-scale={isLinear ? 'linear' : 'event'}
        data-long={isLong ? '' : undefined}
        ref={root}
      >
        <div className="tt-scroll" ref={setScroller}>
          <div role="treegrid" aria-label={text.ladderLabel} aria-rowcount={entries.length + 1} aria-colcount={4}>
            <div role="rowgroup" className="tt-sticky">
              <div role="row" className="tt-head" aria-rowindex={1}>
                <span role="columnheader" className="tt-number">
                  {one}
                </span>
                <span role="columnheader" className="tt-number">
                  {two}
                </span>
                <span role="columnheader" className="tt-time" data-testid="time-head">
                  {timeHead}
                </span>
                <span role="columnheader" className="tt-segment" aria-label={text.ladderLabel}>
                  <span className="tt-ends">
                    <span>
                      {text.client} <strong>{formatEndpoint(client.address, client.port)}</strong>
                      <br />
                      <span className="tt-tap">▼ {client.tap}</span>
                    </span>
                    <span className="tt-path">{text.onPath}</span>
                    <span>
                      {text.server} <strong>{formatEndpoint(server.address, server.port)}</strong>
                      <br />
                      <span className="tt-tap">{server.tap} ▼</span>
                    </span>
                  </span>
                  <span className="tt-frame">
                    <span />
                    <span />
                    <span ref={lane} />
                    <span />
                    <span />
                  </span>
                </span>
              </div>
            </div>
            {isLinear ? (
              <Suspense>
                <TwoTapLinear {...common} state={state} scroller={scroller} onKeyDown={onKeyDown} onSight={setScaleSight} />
              </Suspense>
            ) : (
              <div
                role="rowgroup"
                ref={rows}
                onKeyDown={onKeyDown}
                style={{ paddingTop: tops[start] ?? 0, paddingBottom: height - (tops[end] ?? 0) }}
              >
                {entries.slice(start, end).map((entry, offset) => {
                  const index = start + offset;
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
                      digits={ladder.timeDigits}
                      isSecondNear={clientTap === 'second'}
                      top={null}
                      onSelect={onSelect}
                      onToggle={onToggle}
                    />
                  );
                })}
              </div>
            )}
          </div>
        </div>
      </div>
    </>
  );
}

function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const measure = () => setWidth(target.getBoundingClientRect().width);
    measure();
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
