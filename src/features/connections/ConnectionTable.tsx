// The table as an APG grid: one tab stop, arrows between cells, headers that sort; only the rows on the screen exist.

import { useCallback, useEffect, useLayoutEffect, useReducer, useRef, useState, type KeyboardEvent } from 'react';
import { useMessages } from '../../app/language';
import { isFocusFree } from '../../app/focus';
import { mark } from '../../app/marks';
import { engine } from '../../engine-client/engine-client';
import { openConnection, store, useAppStore } from '../../store/store';
import { Icon } from '../../ui/Icon';
import { moveActive, type ActiveCell } from './grid-keys';
import type { RowCache } from './row-cache';
import { Row } from './Row';
import { SortSelect } from './SortSelect';
import { TABLE_COLUMNS } from './table-columns';
import { useVirtualRows } from './use-virtual-rows';
import { useNarrow } from './use-narrow';

const ROW_PX = 28;
const CARD_PX = 92;
const HEADER_PX = 32;

/** Where the grid starts: the row of the connection looked at last, else the first. */
function startRow(ids: Uint32Array): number {
  const { lastConnection } = store.getState();
  return lastConnection === null ? 0 : Math.max(0, ids.indexOf(lastConnection));
}

export function ConnectionTable({ rows, startNs }: { readonly rows: RowCache; readonly startNs: string | null }) {
  const messages = useMessages();
  const text = messages.connections;
  const sort = useAppStore((state) => state.sort);
  const chooseSort = useAppStore((state) => state.sortChosen);
  const isNarrow = useNarrow();
  const headerPx = isNarrow ? 0 : HEADER_PX;
  const count = rows.ids.length;
  const list = useVirtualRows(count, isNarrow ? CARD_PX : ROW_PX, headerPx);
  const [active, setActive] = useState<ActiveCell>(() => ({ row: startRow(rows.ids), column: 0 }));
  const wantsFocus = useRef(false);
  const hasFocus = useRef(false);
  usePages(rows, list.first, list.last);
  useFollowedConnection(rows, active, setActive);

  const { showRow, scroller } = list;
  useLayoutEffect(() => {
    // On arrival the keys are the table's.
    wantsFocus.current = isFocusFree();
  }, []);
  useLayoutEffect(() => {
    if (active.row >= 0) showRow(active.row);
  }, [active.row, showRow]);
  useLayoutEffect(() => {
    // A focused cell that was scrolled away is gone without an event; the grid takes the focus over, else keys would go nowhere.
    if (hasFocus.current && !wantsFocus.current && document.activeElement === document.body)
      scroller.current?.focus({ preventScroll: true });
  });
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const cell = scroller.current?.querySelector<HTMLElement>('[data-active="true"]');
    if (cell === null || cell === undefined) return;
    wantsFocus.current = false;
    cell.focus({ preventScroll: true });
  });

  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      if (event.altKey || event.metaKey || event.nativeEvent.isComposing) return;
      const bounds = { rows: count, columns: TABLE_COLUMNS.length, pageRows: list.pageRows };
      if (event.key === 'Enter' && active.row >= 0) {
        const id = rows.ids[active.row];
        if (id !== undefined) openConnection(id);
        event.preventDefault();
        return;
      }
      const next = moveActive(active, event, bounds, store.getState().singleKeys);
      if (next === null) return;
      event.preventDefault();
      wantsFocus.current = true;
      setActive(next);
    },
    [active, count, list.pageRows, rows],
  );

  const isActiveDrawn = active.row < 0 || (active.row >= list.first && active.row < list.last);
  const indexes = Array.from({ length: list.last - list.first }, (_, at) => list.first + at);
  return (
    <>
      {isNarrow && <SortSelect />}
      <div
        ref={scroller}
        className={isNarrow ? 'grid grid-cards' : 'grid'}
        role="grid"
        aria-label={text.table}
        aria-rowcount={count + 1}
        aria-colcount={TABLE_COLUMNS.length}
        // The active row may have been scrolled away; the grid itself then holds the one tab stop.
        tabIndex={isActiveDrawn ? -1 : 0}
        onKeyDown={onKeyDown}
        onFocus={() => {
          hasFocus.current = true;
        }}
        onBlur={(event) => {
          hasFocus.current = event.currentTarget.contains(event.relatedTarget);
        }}
      >
        <div className="grid-header" role="row" aria-rowindex={1}>
          {TABLE_COLUMNS.map((column, at) => {
            const isSorted = sort.column === column.id;
            const isActive = active.row === -1 && active.column === at;
            return (
              <div
                key={column.id}
                role="columnheader"
                aria-colindex={at + 1}
                aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : undefined}
                className={column.isNumber ? 'grid-cell grid-number' : 'grid-cell'}
              >
                <button
                  type="button"
                  tabIndex={isActive ? 0 : -1}
                  data-active={isActive}
                  title={text.sortBy(text.columns[column.id])}
                  onClick={() => {
                    setActive({ row: -1, column: at });
                    chooseSort(column.id);
                  }}
                >
                  {text.columns[column.id]}
                  {isSorted && <Icon name={sort.descending ? 'down' : 'up'} size={12} />}
                </button>
              </div>
            );
          })}
        </div>
        <div className="grid-body" role="presentation" style={{ height: list.spacerPx }}>
          <div className="grid-block" role="rowgroup" style={{ transform: `translateY(${list.blockPx}px)` }}>
            {indexes.map((index) => (
              <Row
                key={index}
                index={index}
                top={list.topOf(index)}
                id={rows.ids[index] ?? 0}
                row={rows.row(index)}
                startNs={startNs}
                activeColumn={index === active.row ? active.column : -1}
                isNarrow={isNarrow}
                onActivate={setActive}
              />
            ))}
          </div>
        </div>
      </div>
    </>
  );
}

/** Fetches the pages that are on the screen, and draws again when they are there. */
function usePages(rows: RowCache, first: number, last: number): void {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const marked = useRef<RowCache | null>(null);
  useEffect(() => {
    for (const page of rows.missingPages(first, last)) {
      void engine()
        .rows(rows.idsOf(page))
        .then((answer) => {
          rows.fill(page, answer.ok ? answer.value : null);
          redraw();
        });
    }
  }, [rows, first, last]);
  useLayoutEffect(() => {
    if (marked.current === rows || rows.row(first) === null) return;
    marked.current = rows;
    mark('filter-applied');
  });
}

/** After sorting or filtering the same connection stays active, where it still is. */
function useFollowedConnection(rows: RowCache, active: ActiveCell, setActive: (cell: ActiveCell) => void): void {
  const before = useRef({ rows, id: rows.ids[active.row] });
  useEffect(() => {
    if (before.current.rows !== rows) {
      const { id } = before.current;
      const row = id === undefined || active.row < 0 ? active.row : Math.max(0, rows.ids.indexOf(id));
      before.current = { rows, id: rows.ids[row] };
      if (row !== active.row) setActive({ row, column: active.column });
      return;
    }
    before.current = { rows, id: rows.ids[active.row] };
  }, [rows, active, setActive]);
}
