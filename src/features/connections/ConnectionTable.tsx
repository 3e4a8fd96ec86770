// The table as an APG grid: one tab stop, arrows between cells, headers that sort; only the rows on the screen exist.

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { ConnectionRow } from '#engine/rpc/protocol';
import { useMessages } from '../../app/language';
import { isFocusFree } from '../../app/focus';
import { mark } from '../../app/marks';
import { engine } from '../../engine-client/engine-client';
import { openConnection, showToast, store, useAppStore } from '../../store/store';
import { copyText } from '../../ui/clipboard';
import { moveActive, type ActiveCell } from '../../ui/grid/grid-keys';
import type { RowCache } from '../../ui/grid/row-cache';
import { filterOfRow } from './row-filter';
import { Row } from './Row';
import { SortSelect } from './SortSelect';
import { gridTracks, TABLE_COLUMNS, visibleColumns } from './table-columns';
import { TableHeader } from './TableHeader';
import type { Selection } from './use-selection';
import { usePages } from '../../ui/grid/use-pages';
import { useVirtualRows } from '../../ui/grid/use-virtual-rows';
import { useNarrow } from '../../ui/grid/use-narrow';
import '../../ui/grid/grid.css';

const ROW_PX = 28;
const CARD_PX = 92;
const HEADER_PX = 32;

/** Where the grid starts: the row of the connection looked at last, else the first. */
function startRow(ids: Uint32Array, followed: number | null): number {
  const id = followed ?? store.getState().lastConnection;
  return id === null ? 0 : Math.max(0, ids.indexOf(id));
}

export interface ConnectionTableProps {
  readonly rows: RowCache<ConnectionRow>;
  readonly startNs: string | null;
  readonly selection: Selection;
  /** The connection that was active last; outlives the table, which is not there while nothing matches. */
  lastActive(): number | null;
  onActive(id: number | null): void;
  /** The connection in the side panel; null: none, the panel is closed. */
  readonly peeked: number | null;
  onPeek(id: number | null): void;
}

export function ConnectionTable({ rows, startNs, selection, lastActive, onActive, peeked, onPeek }: ConnectionTableProps) {
  const messages = useMessages();
  const text = messages.connections;
  const layout = useAppStore((state) => state.tableLayout);
  const isNarrow = useNarrow();
  const headerPx = isNarrow ? 0 : HEADER_PX;
  const columns = useMemo(() => (isNarrow ? TABLE_COLUMNS : visibleColumns(layout)), [isNarrow, layout]);
  const { tracks, leastPx } = gridTracks(columns, layout);
  const count = rows.ids.length;
  const list = useVirtualRows(count, isNarrow ? CARD_PX : ROW_PX, headerPx);
  const [active, setActive] = useState<ActiveCell>(() => ({ row: startRow(rows.ids, lastActive()), column: 0 }));
  const wantsFocus = useRef(false);
  const hasFocus = useRef(false);
  usePages(rows, list.first, list.last, fetchRows);
  useMarked(rows, list.first);
  /** The focus goes with the active row; the cell that had it may be another row's now, or still there. */
  const follow = useCallback((row: number) => {
    wantsFocus.current ||= hasFocus.current;
    setActive(({ column }) => ({ row, column }));
  }, []);
  useFollowedConnection(rows, active, follow, lastActive, onActive);

  const { showRow, scroller } = list;
  useLayoutEffect(() => {
    // On arrival the keys are the table's.
    wantsFocus.current = isFocusFree();
  }, []);
  /** Between press and release nothing scrolls: the click would land on another row, or on none. */
  const isPressed = useRef(false);
  useLayoutEffect(() => {
    if (active.row >= 0 && !isPressed.current) showRow(active.row);
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
  const activeId = active.row < 0 ? undefined : rows.ids[active.row];
  useEffect(() => {
    // While the panel is open it follows the active row.
    if (peeked !== null && activeId !== undefined && activeId !== peeked) onPeek(activeId);
  }, [peeked, activeId, onPeek]);

  const pick = useCallback(
    (row: number, isRange: boolean) => {
      const id = rows.ids[row];
      if (id === undefined) return;
      const from = isRange && selection.anchor.current !== null ? rows.ids.indexOf(selection.anchor.current) : -1;
      if (from < 0) return selection.toggle(id);
      selection.add(rows.ids.subarray(Math.min(from, row), Math.max(from, row) + 1));
    },
    [rows, selection],
  );

  /** Keys that act on the active row; false when the key means something else. */
  const act = (event: KeyboardEvent): boolean => {
    if (event.ctrlKey || active.row < 0 || activeId === undefined) return false;
    if (event.key === 'Enter') openConnection(activeId);
    else if (event.key === ' ' && event.shiftKey) selection.toggle(activeId);
    else if (event.key === ' ') onPeek(peeked === null ? activeId : null);
    else if (event.key === 'Escape' && peeked !== null) onPeek(null);
    else if (event.key === 'Escape' && selection.ids.size > 0) selection.clear();
    else if (event.key === 'w' && store.getState().singleKeys) void copyRowFilter(rows.row(active.row), text.filterCopied);
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || event.nativeEvent.isComposing) return;
    if (act(event)) {
      event.preventDefault();
      return;
    }
    const bounds = { rows: count, columns: columns.length, pageRows: list.pageRows };
    const next = moveActive(active, event, bounds, store.getState().singleKeys);
    if (next === null) return;
    event.preventDefault();
    wantsFocus.current = true;
    if (event.shiftKey && active.row >= 0 && next.row >= 0 && next.row !== active.row)
      selection.add(rows.ids.subarray(Math.min(active.row, next.row), Math.max(active.row, next.row) + 1));
    setActive(next);
  };

  const isActiveDrawn = active.row < 0 || (active.row >= list.first && active.row < list.last);
  const indexes = Array.from({ length: list.last - list.first }, (_, at) => list.first + at);
  return (
    <>
      {isNarrow && <SortSelect />}
      <div
        ref={scroller}
        className={isNarrow ? 'grid grid-cards' : 'grid'}
        style={isNarrow ? {} : { '--columns': tracks, '--columns-min': `${leastPx}px` }}
        role="grid"
        aria-label={text.table}
        aria-rowcount={count + 1}
        aria-colcount={columns.length}
        aria-multiselectable="true"
        data-picking={selection.ids.size > 0 ? '' : undefined}
        // The active row may have been scrolled away; the grid itself then holds the one tab stop.
        tabIndex={isActiveDrawn ? -1 : 0}
        onKeyDown={onKeyDown}
        onPointerDown={() => {
          isPressed.current = true;
        }}
        onPointerUp={() => {
          isPressed.current = false;
        }}
        onPointerCancel={() => {
          isPressed.current = false;
        }}
        onFocus={() => {
          hasFocus.current = true;
        }}
        onBlur={(event) => {
          hasFocus.current = event.currentTarget.contains(event.relatedTarget);
        }}
      >
        <TableHeader columns={columns} active={active} onActivate={setActive} />
        <div className="grid-body" role="presentation" style={{ height: list.spacerPx }}>
          <div className="grid-block" role="rowgroup" style={{ transform: `translateY(${list.blockPx}px)` }}>
            {indexes.map((index) => (
              <Row
                key={index}
                index={index}
                top={list.topOf(index)}
                id={rows.ids[index] ?? 0}
                row={rows.row(index)}
                columns={columns}
                startNs={startNs}
                activeColumn={index === active.row ? active.column : -1}
                isPicked={selection.ids.has(rows.ids[index] ?? -1)}
                isNarrow={isNarrow}
                onActivate={setActive}
                onPick={pick}
              />
            ))}
          </div>
        </div>
      </div>
    </>
  );
}

async function copyRowFilter(row: ConnectionRow | null, said: (filter: string) => string): Promise<void> {
  if (row === null) return;
  const filter = await filterOfRow(row);
  await copyText(filter);
  showToast(said(filter));
}

/** Answers of a worker that is gone may be asked for again. */
const fetchRows = async (ids: Uint32Array): Promise<readonly ConnectionRow[] | null> => {
  const answer = await engine().rows(ids);
  return answer.ok ? answer.value : null;
};

/** The moment at which a filter's rows stand on the screen. */
function useMarked(rows: RowCache<ConnectionRow>, first: number): void {
  const marked = useRef<RowCache<ConnectionRow> | null>(null);
  useLayoutEffect(() => {
    if (marked.current === rows || rows.row(first) === null) return;
    marked.current = rows;
    mark('filter-applied');
  });
}

/** After sorting or filtering the same connection is active, where it is there; where it is not, it is again when it comes back: a half-typed filter hides much. */
function useFollowedConnection(
  rows: RowCache<ConnectionRow>,
  active: ActiveCell,
  follow: (row: number) => void,
  lastActive: () => number | null,
  onActive: (id: number | null) => void,
): void {
  const before = useRef({ rows, row: active.row });
  useEffect(() => {
    const id = lastActive();
    if (id === null) onActive(rows.ids[active.row] ?? null);
    if (before.current.rows !== rows) {
      const row = id === null || active.row < 0 ? active.row : Math.max(0, rows.ids.indexOf(id));
      before.current = { rows, row };
      follow(row);
    } else if (active.row !== before.current.row) {
      before.current = { rows, row: active.row };
      onActive(rows.ids[active.row] ?? null);
    }
  }, [rows, active, follow, lastActive, onActive]);
}
