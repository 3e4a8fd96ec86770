// Rows to scale: a pixel is always the same time. Labels stand where there is room, the rest are lines; the current row is
// always labelled, so that the keys visit every packet here as well.

import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { Annotation } from '#engine/ladder/ladder-model';
import { useLadderContext } from './ladder-context';
import { LadderHead } from './LadderHead';
import { LadderRow } from './LadderRow';
import { LinearBackdrop } from './LinearBackdrop';
import { layoutOf } from './linear-rows';
import { NoteGroup } from './NoteCard';
import { Margin } from './NoteMargin';
import { endOf, inMargin, isEvidence, NO_EMPHASIS } from './row-relations';
import { OVERSCAN_PX, useScroll } from '../../../ui/ladder/row-window';
import type { RowsProps } from './rows-props';

const NO_NOTES: readonly Annotation[] = [];

export function LinearRows(props: RowsProps & { readonly zoom: number; readonly headHeight: number }) {
  const { state, scroller, anchored, evidence, emphasis, gauge, laneRef, onSwap, onSight, zoom, headHeight } = props;
  const { entries, current, reveal } = state;
  const { mode, messages, model, endGauge, rowPx, lineY } = useLadderContext();
  const rows = useRef<HTMLDivElement>(null);
  const { scrollTop, viewHeight } = useScroll(scroller);
  const shownPx = scroller === null || scroller.clientHeight === 0 ? viewHeight : scroller.clientHeight;
  const viewPx = Math.max(2 * rowPx, shownPx - headHeight);
  const layout = useMemo(() => layoutOf(entries, viewPx, zoom, rowPx), [entries, viewPx, zoom, rowPx]);
  const { ys, labelled, heightPx, pxPerSecond } = layout;
  const currentY = ys[current] ?? 0;

  // The current row stays where it is on the screen while time stretches around it.
  const before = useRef<{ readonly scale: number; readonly y: number } | null>(null);
  useLayoutEffect(() => {
    const last = before.current;
    before.current = { scale: pxPerSecond, y: currentY };
    if (scroller === null || last === null || last.scale === pxPerSecond) return;
    const onScreen = last.y - scroller.scrollTop;
    const isSeen = onScreen >= 0 && onScreen <= viewPx;
    scroller.scrollTo?.({ top: currentY - (isSeen ? onScreen : viewPx / 2) });
  }, [scroller, pxPerSecond, currentY, viewPx]);
  useLayoutEffect(() => {
    const firstY = ys[0] ?? 0;
    onSight({
      rangeAt: (top, shown) =>
        pxPerSecond > 0 ? [Math.max(0, (top - firstY) / pxPerSecond), (top + shown - firstY) / pxPerSecond] : [0, 0],
      topOf: (seconds) => firstY + seconds * pxPerSecond,
    });
  }, [onSight, ys, pxPerSecond]);
  const done = useRef(-1);
  useEffect(() => {
    if (reveal.count === done.current || scroller === null) return;
    done.current = reveal.count;
    const onScreen = currentY - scroller.scrollTop;
    if (reveal.centre || onScreen < rowPx || onScreen > viewPx - rowPx) scroller.scrollTo?.({ top: currentY - viewPx / 2 });
    if (reveal.focus) rows.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: true });
  }, [reveal, scroller, currentY, rowPx, viewPx]);

  const from = scrollTop - OVERSCAN_PX;
  const to = scrollTop + viewHeight + OVERSCAN_PX;
  const shown: number[] = [];
  for (let index = 0; index < entries.length; index++) {
    const y = ys[index] ?? 0;
    // The current row keeps its place in the document wherever the reader scrolls: the focus must not get lost.
    if (index === current) shown.push(index);
    else if (labelled[index] === 1 && y >= from && y <= to && Math.abs(y - currentY) >= rowPx) shown.push(index);
  }
  const drawn = new Set(shown);
  const endIndex = endGauge === null ? -1 : endOf(entries, model);
  const groups = useMemo(() => inMargin(anchored, (index) => ys[index] ?? 0, endIndex), [anchored, ys, endIndex]);
  return (
    <>
      <div role="treegrid" className="ladder-grid" aria-label={messages.ladder.label} aria-rowcount={entries.length + 1} aria-colcount={5}>
        <LadderHead laneRef={laneRef} onSwap={onSwap} />
        <div
          role="rowgroup"
          className="ladder-rows ladder-linear"
          ref={rows}
          onKeyDown={state.onGridKey}
          onFocus={state.onGridFocus}
          style={{ height: heightPx }}
        >
          {shown.map((index) => {
            const entry = entries[index];
            if (entry === undefined) return null;
            return (
              <LadderRow
                key={entry.key}
                entry={entry}
                rowIndex={index + 2}
                isCurrent={index === current}
                isMarked={entry.kind === 'packet' && entry.row.frame === state.markedFrame}
                isDimmed={evidence !== null && !isEvidence(entry, evidence)}
                notes={anchored.get(index) ?? NO_NOTES}
                isEnd={false}
                crossedLook={null}
                endsInCrossing={false}
                emphasis={NO_EMPHASIS}
                top={(ys[index] ?? 0) - lineY}
              />
            );
          })}
          <LinearBackdrop entries={entries} ys={ys} pxPerSecond={pxPerSecond} drawn={drawn} from={from} to={to} heightPx={heightPx} />
        </div>
      </div>
      {mode === 'margin' ? (
        <Margin gauge={gauge} groups={groups} emphasis={emphasis} minHeight={heightPx} />
      ) : (
        <div className="ladder-notes" role="group" aria-label={messages.ladder.annotations}>
          {model.annotations.length > 0 ? <NoteGroup notes={model.annotations} emphasis={emphasis} /> : null}
        </div>
      )}
    </>
  );
}
