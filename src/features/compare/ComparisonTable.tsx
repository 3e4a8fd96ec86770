// The compared connections: what got lost, appeared, changed and was held up on the way of each. Filtered and sorted in the worker; the
// grid has the keys of the connections' table, and only the rows on the screen exist.

import { useCallback, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { ComparisonRow } from '#engine/compare/compare-model';
import { CAUSE_IDS } from '#engine/model/vocabulary';
import type { ComparisonAnswer, ComparisonQuery, ComparisonSort } from '#engine/rpc/comparing';
import { useLanguage } from '../../app/language';
import { wordsOf } from '../../app/words';
import { comparing } from '../../engine-client/comparing-client';
import { openView, store } from '../../store/store';
import { moveActive, type ActiveCell } from '../../ui/grid/grid-keys';
import { RowCache } from '../../ui/grid/row-cache';
import { useNarrow } from '../../ui/grid/use-narrow';
import { usePages } from '../../ui/grid/use-pages';
import { useVirtualRows } from '../../ui/grid/use-virtual-rows';
import { Icon } from '../../ui/Icon';
import { ComparisonGridRow } from './ComparisonGridRow';
import { COMPARISON_COLUMNS, GRID_LEAST_PX, GRID_TRACKS } from './comparison-columns';
import { useCompareMessages } from './use-words';
import '../../ui/grid/grid.css';

const ROW_PX = 28;
const CARD_PX = 108;
const HEADER_PX = 32;
/** Of a table that scrolls. */
const ROWS_SEEN_MOST = 18;
const CARDS_SEEN_MOST = 6;

export interface ComparisonTableProps {
  readonly answer: ComparisonAnswer;
  /** Only the connections of this finding. */
  readonly finding: number | null;
  onFinding(finding: number | null): void;
}

interface Order {
  readonly sort: ComparisonSort;
  readonly descending: boolean;
}

export function ComparisonTable({ answer, finding, onFinding }: ComparisonTableProps) {
  const text = useCompareMessages();
  const language = useLanguage();
  const [typed, setTyped] = useState('');
  const [onlyDiffering, setOnlyDiffering] = useState(answer.differing > 0);
  const [order, setOrder] = useState<Order>({ sort: 'index', descending: false });
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => ({
      text: word,
      causes: CAUSE_IDS.filter((cause) => cause.includes(word) || wordsOf(cause, language).short.toLowerCase().includes(word)),
    }));
  const rows = useMatching(answer, { words, finding, onlyDiffering, ...order });
  const sortBy = (sort: ComparisonSort) =>
    setOrder((before) => ({
      sort,
      descending: before.sort === sort ? !before.descending : sort !== 'connection' && sort !== 'index',
    }));
  return (
    <section className="compare-table" aria-labelledby="compare-table">
      <h2 id="compare-table">{text.table}</h2>
      <div className="compare-filters">
        <label>
          <span>{text.filter}</span>
          <input
            type="text"
            data-testid="compare-filter"
            value={typed}
            placeholder={text.filterPlaceholder}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <label className="compare-check">
          <input
            type="checkbox"
            data-testid="compare-differing"
            checked={onlyDiffering}
            onChange={(event) => setOnlyDiffering(event.target.checked)}
          />
          <span>{text.onlyDiffering(answer.differing)}</span>
        </label>
        {finding !== null && (
          <label className="compare-check">
            <input type="checkbox" checked onChange={() => onFinding(null)} />
            <span>{text.onlyFinding}</span>
          </label>
        )}
        <span className="compare-note numeric" role="status" data-testid="compare-count">
          {rows === null ? '' : text.shown(rows.ids.length, answer.connections)}
        </span>
      </div>
      {rows?.ids.length === 0 && <p>{text.none}</p>}
      {rows !== null && rows.ids.length > 0 && <Grid rows={rows} order={order} onSort={sortBy} />}
    </section>
  );
}

interface GridProps {
  readonly rows: RowCache<ComparisonRow>;
  readonly order: Order;
  onSort(sort: ComparisonSort): void;
}

const fetchRows = async (indices: Uint32Array): Promise<readonly ComparisonRow[] | null> => {
  const answer = await comparing.rows(indices);
  return answer.ok ? answer.value : null;
};

function Grid({ rows, order, onSort }: GridProps) {
  const text = useCompareMessages();
  const isNarrow = useNarrow();
  const count = rows.ids.length;
  const headerPx = isNarrow ? 0 : HEADER_PX;
  const rowPx = isNarrow ? CARD_PX : ROW_PX;
  const list = useVirtualRows(count, rowPx, headerPx);
  const [active, setActive] = useState<ActiveCell>({ row: 0, column: 0 });
  const wantsFocus = useRef(false);
  usePages(rows, list.first, list.last, fetchRows);
  const { showRow, scroller } = list;

  // After sorting or filtering the same connection is active, where it is there.
  const followed = useRef<{ readonly rows: RowCache<ComparisonRow>; readonly index: number | undefined }>({ rows, index: rows.ids[0] });
  useEffect(() => {
    if (followed.current.rows === rows) {
      followed.current = { rows, index: active.row < 0 ? followed.current.index : rows.ids[active.row] };
      return;
    }
    const at = followed.current.index === undefined ? -1 : rows.ids.indexOf(followed.current.index);
    followed.current = { rows, index: rows.ids[Math.max(0, at)] };
    if (active.row >= 0) setActive({ row: Math.max(0, at), column: active.column });
  }, [rows, active]);
  useLayoutEffect(() => {
    if (active.row >= 0) showRow(active.row);
  }, [active.row, showRow]);
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const cell = scroller.current?.querySelector<HTMLElement>('[data-active="true"]');
    if (cell === null || cell === undefined) return;
    wantsFocus.current = false;
    cell.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || event.nativeEvent.isComposing) return;
    const index = active.row < 0 ? undefined : rows.ids[active.row];
    if (event.key === 'Enter' && index !== undefined && !event.ctrlKey) {
      event.preventDefault();
      openView({ kind: 'compare', index });
      return;
    }
    const bounds = { rows: count, columns: COMPARISON_COLUMNS.length, pageRows: list.pageRows };
    const next = moveActive(active, event, bounds, store.getState().singleKeys);
    if (next === null) return;
    event.preventDefault();
    wantsFocus.current = true;
    setActive(isNarrow && next.row < 0 ? { ...next, row: 0 } : next);
  };
  const activate = useCallback((cell: ActiveCell) => setActive(cell), []);
  const isActiveDrawn = active.row < 0 || (active.row >= list.first && active.row < list.last);
  const seen = Math.min(count, isNarrow ? CARDS_SEEN_MOST : ROWS_SEEN_MOST);
  return (
    <>
      {isNarrow && <SortSelect order={order} onSort={onSort} />}
      <div
        ref={scroller}
        className={isNarrow ? 'grid compare-grid compare-cards' : 'grid compare-grid'}
        style={{ height: headerPx + seen * rowPx + 2, '--columns': GRID_TRACKS, '--columns-min': isNarrow ? '0px' : `${GRID_LEAST_PX}px` }}
        role="grid"
        aria-label={text.table}
        aria-rowcount={count + 1}
        aria-colcount={COMPARISON_COLUMNS.length}
        // The active row may have been scrolled away; the grid itself then holds the one tab stop.
        tabIndex={isActiveDrawn ? -1 : 0}
        onKeyDown={onKeyDown}
      >
        {!isNarrow && (
          <div role="rowgroup" className="compare-grid-head">
            <div className="grid-header" role="row" aria-rowindex={1}>
              {COMPARISON_COLUMNS.map((column, at) => {
                const isSorted = order.sort === column.id;
                const isActive = active.row === -1 && active.column === at;
                return (
                  <div
                    key={column.id}
                    role="columnheader"
                    aria-colindex={at + 1}
                    aria-sort={isSorted ? (order.descending ? 'descending' : 'ascending') : undefined}
                    className={column.isNumber ? 'grid-cell grid-number' : 'grid-cell'}
                  >
                    <button
                      type="button"
                      tabIndex={isActive ? 0 : -1}
                      data-active={isActive}
                      onClick={() => {
                        setActive({ row: -1, column: at });
                        onSort(column.id);
                      }}
                    >
                      {text.columns[column.id]}
                      {isSorted && <Icon name={order.descending ? 'down' : 'up'} size={12} />}
                    </button>
                  </div>
                );
              })}
            </div>
          </div>
        )}
        <div className="grid-body" role="presentation" style={{ height: list.spacerPx }}>
          <div className="grid-block" role="rowgroup" style={{ transform: `translateY(${list.blockPx}px)` }}>
            {Array.from({ length: list.last - list.first }, (_, offset) => {
              const index = list.first + offset;
              return (
                <ComparisonGridRow
                  key={index}
                  position={index}
                  top={list.topOf(index)}
                  index={rows.ids[index] ?? 0}
                  row={rows.row(index)}
                  activeColumn={index === active.row ? active.column : -1}
                  isNarrow={isNarrow}
                  onActivate={activate}
                />
              );
            })}
          </div>
        </div>
      </div>
    </>
  );
}

function SortSelect({ order, onSort }: Omit<GridProps, 'rows'>) {
  const text = useCompareMessages();
  return (
    <label className="ladder-tool">
      <span>{text.sortBy}</span>
      <select className="ladder-select" value={order.sort} onChange={(event) => onSort(columnOf(event.target.value))}>
        {COMPARISON_COLUMNS.map(({ id }) => (
          <option key={id} value={id}>
            {text.columns[id]}
          </option>
        ))}
      </select>
    </label>
  );
}

function columnOf(value: string): ComparisonSort {
  return COMPARISON_COLUMNS.find(({ id }) => id === value)?.id ?? 'index';
}

/** What stood there stays until the next answer. */
function useMatching(answer: ComparisonAnswer, query: ComparisonQuery): RowCache<ComparisonRow> | null {
  const [rows, setRows] = useState<RowCache<ComparisonRow> | null>(null);
  const asked = JSON.stringify(query);
  useEffect(() => {
    let isCurrent = true;
    void comparing.query(JSON.parse(asked) as ComparisonQuery).then((indices) => {
      if (isCurrent && indices.ok) setRows(new RowCache<ComparisonRow>(indices.value));
    });
    return () => {
      isCurrent = false;
    };
  }, [answer, asked]);
  return rows;
}
