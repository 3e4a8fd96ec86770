// All connections of the capture: filter, count, facets, table, the rows picked out, and one connection beside them.

import { useCallback, useRef, useState, type ReactNode } from 'react';
import type { AnalysisSummary } from '#engine/rpc/protocol';
import { focusGrid } from '../../app/focus';
import { useMessages } from '../../app/language';
import { openConnection, useAppStore } from '../../store/store';
import { Icon } from '../../ui/Icon';
import { ColumnChooser } from './ColumnChooser';
import { ConnectionTable } from './ConnectionTable';
import { FacetPanel } from './FacetPanel';
import { FilterBox } from './FilterBox';
import { SelectionBar } from './SelectionBar';
import { useConnectionQuery } from './use-connection-query';
import { useSelection } from './use-selection';
import './connections.css';

export interface ConnectionsViewProps {
  readonly summary: AnalysisSummary;
  readonly query: string;
  /** Shows a connection in the panel beside the table. */
  readonly peek: (id: number) => ReactNode;
}

export function ConnectionsView({ summary, query, peek }: ConnectionsViewProps) {
  const messages = useMessages();
  const text = messages.connections;
  const sort = useAppStore((state) => state.sort);
  const second = useAppStore((state) => state.secondSort) ?? undefined;
  const dialog = useAppStore((state) => state.dialog);
  const openDialog = useAppStore((state) => state.dialogChanged);
  const result = useConnectionQuery({ text: query, sort: sort.column, descending: sort.descending, second });
  const selection = useSelection();
  const active = useRef<number | null>(null);
  const lastActive = useCallback(() => active.current, []);
  const onActive = useCallback((id: number | null) => {
    active.current = id;
  }, []);
  const [peeked, setPeeked] = useState<number | null>(null);
  const closePeek = useCallback(() => {
    setPeeked(null);
    focusGrid();
  }, []);
  // Beside the table there is room for both columns only on a wide screen.
  const [areFacetsOpen, setFacetsOpen] = useState(() => window.matchMedia('(min-width: 1520px)').matches);
  const total = summary.capture.connections;
  const isEmpty = result.rows !== null && result.rows.ids.length === 0;
  return (
    <div className="connections" data-testid="connections">
      <header className="connections-head">
        <h1>{text.title}</h1>
        <p className="connections-count numeric" role="status" aria-live="polite">
          {result.rows === null ? '' : text.shown(result.rows.ids.length, total)}
        </p>
        <button
          type="button"
          className="button button-small columns-button"
          aria-haspopup="dialog"
          data-testid="choose-columns"
          onClick={() => openDialog('columns')}
        >
          {text.chooseColumns}
        </button>
      </header>
      <FilterBox query={query} error={result.error} />
      {result.isFailed && <p role="alert">{text.unavailable}</p>}
      <SelectionBar selection={selection} />
      <div className="connections-body" data-peek={peeked !== null}>
        <FacetPanel query={query} isOpen={areFacetsOpen} onToggle={setFacetsOpen} />
        <div className="connections-rows">
          {isEmpty && <NoMatch query={query} fallback={result.fallback} />}
          {result.rows !== null && !isEmpty && (
            <ConnectionTable
              rows={result.rows}
              startNs={summary.capture.startNs}
              selection={selection}
              lastActive={lastActive}
              onActive={onActive}
              peeked={peeked}
              onPeek={setPeeked}
            />
          )}
        </div>
        {peeked !== null && (
          <aside className="peek" aria-label={text.peek} data-testid="peek" data-conn={peeked}>
            <div className="peek-tools">
              <button type="button" className="button button-small" onClick={() => openConnection(peeked)}>
                {text.peekOpen}
              </button>
              <button type="button" className="button-icon" aria-label={messages.app.close} onClick={closePeek}>
                <Icon name="close" />
              </button>
            </div>
            {peek(peeked)}
          </aside>
        )}
      </div>
      {dialog === 'columns' && <ColumnChooser />}
    </div>
  );
}

function NoMatch(props: {
  readonly query: string;
  readonly fallback: { readonly text: string; readonly term: string; readonly count: number } | null;
}) {
  const text = useMessages().connections;
  const type = useAppStore((state) => state.queryTyped);
  const { query, fallback } = props;
  if (query.trim() === '') return null;
  return (
    <div className="connections-none" data-testid="notice-E32">
      <p>
        {text.none} <span className="notice-code">E32</span>
      </p>
      <button type="button" className="button" onClick={() => type('')}>
        {text.clear}
      </button>
      {fallback !== null && (
        <button type="button" className="button" onClick={() => type(fallback.text)}>
          {text.dropLast(fallback.term, fallback.count)}
        </button>
      )}
    </div>
  );
}
