// All connections of the capture: filter, count, table.

import { useState } from 'react';
import { useAppStore } from '../../store/store';
import { useMessages } from '../../app/language';
import type { AnalysisSummary } from '#engine/rpc/protocol';
import { ConnectionTable } from './ConnectionTable';
import { FacetPanel } from './FacetPanel';
import { FilterBox } from './FilterBox';
import { useConnectionQuery } from './use-connection-query';
import './connections.css';

export function ConnectionsView({ summary, query }: { readonly summary: AnalysisSummary; readonly query: string }) {
  const messages = useMessages();
  const text = messages.connections;
  const sort = useAppStore((state) => state.sort);
  const result = useConnectionQuery({ text: query, sort: sort.column, descending: sort.descending });
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
      </header>
      <FilterBox query={query} error={result.error} />
      {result.isFailed && <p role="alert">{text.unavailable}</p>}
      <div className="connections-body">
        <FacetPanel query={query} isOpen={areFacetsOpen} onToggle={setFacetsOpen} />
        <div className="connections-rows">
          {isEmpty && <NoMatch query={query} fallback={result.fallback} />}
          {result.rows !== null && !isEmpty && <ConnectionTable rows={result.rows} startNs={summary.capture.startNs} />}
        </div>
      </div>
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
      <p>{text.none}</p>
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
