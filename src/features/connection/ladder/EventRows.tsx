// Rows one below the other, pauses as rows of their own: lays them out, keeps the current one focused and in sight, draws
// only what is near when the ladder is long.

import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { Annotation } from '#engine/ladder/ladder-model';
import { useLadderContext } from './ladder-context';
import { LadderHead } from './LadderHead';
import { LadderRow } from './LadderRow';
import { secondsAt } from './ladder-rows';
import { Margin } from './NoteMargin';
import { crossedLook, drawsApart, endOf, inMargin, isEvidence, NO_EMPHASIS } from './row-relations';
import { rowAt, useRowWindow } from '../../../ui/ladder/row-window';
import type { RowsProps } from './rows-props';
import type { LadderState } from './use-ladder';
import { useHeights } from './use-measures';

const NO_NOTES: readonly Annotation[] = [];

export function EventRows(props: RowsProps & { onHeight(height: number): void }) {
  const { state, scroller, anchored, evidence, emphasis, gauge, laneRef, onSwap, onSight, onHeight } = props;
  const { entries, current } = state;
  const { mode, messages, model, endGauge, rowPx, lineY } = useLadderContext();
  const rows = useRef<HTMLDivElement>(null);
  const { heights, remeasure } = useHeights(entries, anchored, mode, rowPx, rows);
  const { start, end, tops } = useRowWindow(heights, scroller);
  const height = tops.at(-1) ?? 0;
  useLayoutEffect(remeasure);
  useLayoutEffect(() => onHeight(height));
  useLayoutEffect(() => {
    onSight({
      rangeAt: (scrollTop, shown) => [secondsAt(entries, rowAt(tops, scrollTop))[0], secondsAt(entries, rowAt(tops, scrollTop + shown))[1]],
      topOf: () => null,
    });
  }, [onSight, entries, tops]);
  useCurrentRowInSight(state, { scroller, rows, tops, start, end });
  const endIndex = endGauge === null ? -1 : endOf(entries, model);
  const notes = useMemo(
    () => inMargin(anchored, (index) => (tops[index] ?? 0) + (entries[index]?.kind === 'packet' ? lineY : rowPx / 2), endIndex),
    [entries, anchored, tops, lineY, rowPx, endIndex],
  );
  return (
    <>
      <div role="treegrid" className="ladder-grid" aria-label={messages.ladder.label} aria-rowcount={entries.length + 1} aria-colcount={5}>
        <LadderHead laneRef={laneRef} onSwap={onSwap} />
        <div
          role="rowgroup"
          className="ladder-rows"
          ref={rows}
          onKeyDown={state.onGridKey}
          onFocus={state.onGridFocus}
          style={{ paddingTop: tops[start] ?? 0, paddingBottom: height - (tops[end] ?? 0) }}
        >
          {entries.slice(start, end).map((entry, offset) => {
            const index = start + offset;
            return (
              <LadderRow
                key={entry.key}
                entry={entry}
                rowIndex={index + 2}
                isCurrent={index === current}
                isMarked={entry.kind === 'packet' && entry.row.frame === state.markedFrame}
                isDimmed={evidence !== null && !isEvidence(entry, evidence)}
                notes={anchored.get(index) ?? NO_NOTES}
                isEnd={index === endIndex}
                crossedLook={drawsApart(mode, anchored, index - 1) ? null : crossedLook(entries, index)}
                endsInCrossing={entry.kind === 'packet' && entry.crossedByNext && !drawsApart(mode, anchored, index)}
                emphasis={anchored.has(index) && mode !== 'margin' ? emphasis : NO_EMPHASIS}
                top={null}
              />
            );
          })}
        </div>
      </div>
      {mode === 'margin' ? <Margin gauge={gauge} groups={notes} emphasis={emphasis} minHeight={height} /> : null}
    </>
  );
}

interface Drawn {
  readonly scroller: HTMLElement | null;
  readonly rows: { readonly current: HTMLElement | null };
  readonly tops: Float64Array;
  readonly start: number;
  readonly end: number;
}

/** After a key: the current row is drawn, scrolled to and focused. A row that is far away is first brought into the window. */
function useCurrentRowInSight(state: LadderState, { scroller, rows, tops, start, end }: Drawn): void {
  const { entries, current, reveal } = state;
  const done = useRef(0);
  useEffect(() => {
    if (reveal.count === done.current) return;
    if (scroller === null) return;
    if (current < start || current >= end) {
      scroller.scrollTo?.({ top: (tops[current] ?? 0) - scroller.clientHeight / 2 });
      return;
    }
    const row = rows.current?.querySelector<HTMLElement>(`[data-key="${entries[current]?.key ?? ''}"]`) ?? null;
    if (row === null) return;
    done.current = reveal.count;
    row.scrollIntoView?.({ block: reveal.centre ? 'center' : 'nearest' });
    if (reveal.focus) row.focus({ preventScroll: true });
  }, [state, entries, current, reveal, scroller, rows, tops, start, end]);
}
