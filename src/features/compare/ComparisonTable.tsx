// The compared connections: what got lost, appeared, changed and was held up on the way of each. Filtered and sorted in the worker.

import { useEffect, useState } from 'react';
import { formatCount } from '#engine/base/format';
import type { ComparisonRow } from '#engine/compare/compare-model';
import { CAUSE_IDS } from '#engine/model/vocabulary';
import type { ComparisonAnswer, ComparisonQuery, ComparisonSort } from '#engine/rpc/comparing';
import { useLanguage } from '../../app/language';
import { wordsOf } from '../../app/words';
import { comparing } from '../../engine-client/comparing-client';
import { ConfidenceMark } from '../../ui/ConfidenceMark';
import { formatHash } from '../../url/url-state';
import { useCompareMessages, useCompareWords } from './use-words';

/** Rows that are drawn at first, and that each press adds. */
const ROWS_AT_ONCE = 200;

const COLUMNS: readonly ComparisonSort[] = [
  'connection',
  'common',
  'lostTowardsServer',
  'lostTowardsClient',
  'appeared',
  'changed',
  'delayed',
  'confidence',
];

export interface ComparisonTableProps {
  readonly answer: ComparisonAnswer;
  /** Only the connections of this finding. */
  readonly finding: number | null;
  onFinding(finding: number | null): void;
}

export function ComparisonTable({ answer, finding, onFinding }: ComparisonTableProps) {
  const text = useCompareMessages();
  const language = useLanguage();
  const [typed, setTyped] = useState('');
  const [onlyDiffering, setOnlyDiffering] = useState(answer.differing > 0);
  const [order, setOrder] = useState<{ readonly sort: ComparisonSort; readonly descending: boolean }>({ sort: 'index', descending: false });
  const [most, setMost] = useState(ROWS_AT_ONCE);
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => ({
      text: word,
      causes: CAUSE_IDS.filter((cause) => cause.includes(word) || wordsOf(cause, language).short.toLowerCase().includes(word)),
    }));
  const found = useRows(answer, { words, finding, onlyDiffering, ...order }, most);
  const sortBy = (sort: ComparisonSort) =>
    setOrder((before) => ({ sort, descending: before.sort === sort ? !before.descending : sort !== 'connection' }));
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
        <span className="compare-note numeric" role="status">
          {found === null ? '' : text.shown(found.total, answer.connections)}
        </span>
      </div>
      {found?.total === 0 && <p>{text.none}</p>}
      {found !== null && found.total > 0 && (
        <div className="compare-scroll" role="group" aria-labelledby="compare-table" tabIndex={0}>
          <table>
            <thead>
              <tr>
                {COLUMNS.map((column) => (
                  <th
                    key={column}
                    scope="col"
                    className={column === 'connection' || column === 'confidence' ? undefined : 'compare-number'}
                    aria-sort={order.sort === column ? (order.descending ? 'descending' : 'ascending') : 'none'}
                  >
                    <button type="button" onClick={() => sortBy(column)}>
                      {text.columns[column]}
                      <span aria-hidden="true">{order.sort === column ? (order.descending ? ' ↓' : ' ↑') : ''}</span>
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {found.rows.map((row) => (
                <Row key={row.index} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {found !== null && found.total > found.rows.length && (
        <button type="button" className="button" onClick={() => setMost(most + ROWS_AT_ONCE)}>
          {text.more(Math.min(ROWS_AT_ONCE, found.total - found.rows.length))}
        </button>
      )}
    </section>
  );
}

function Row({ row }: { readonly row: ComparisonRow }) {
  const language = useLanguage();
  const words = useCompareWords();
  const { index, client, server, common, counts, changedFields, cause, confidence, pairedBy, place } = row;
  const number = (value: number) => <td className={value > 0 ? 'compare-number compare-some' : 'compare-number'}>{formatCount(value)}</td>;
  return (
    <tr data-testid="compare-row" data-list-item data-compared={index} data-cause={cause} data-conf={confidence.toFixed(2)}>
      <td>
        <a href={formatHash({ kind: 'compare', index })}>
          {client} → {server}
        </a>
        {pairedBy === 'only-one' && <span className="compare-note"> {words.pairedBy['only-one']}</span>}
      </td>
      <td className="compare-number">{formatCount(common)}</td>
      {number(counts.lostTowardsServer)}
      {number(counts.lostTowardsClient)}
      {number(counts.appeared)}
      <td className="compare-number">{changedFields.length === 0 ? '–' : changedFields.map((field) => words.fields[field]).join(', ')}</td>
      {number(counts.delayed)}
      <td title={words.places[place]}>
        <ConfidenceMark confidence={confidence} isCompact /> {wordsOf(cause, language).short}
      </td>
    </tr>
  );
}

interface Found {
  readonly total: number;
  readonly rows: readonly ComparisonRow[];
}

/** What stood there stays until the next answer. */
function useRows(answer: ComparisonAnswer, query: ComparisonQuery, most: number): Found | null {
  const [found, setFound] = useState<Found | null>(null);
  const asked = JSON.stringify(query);
  useEffect(() => {
    let isCurrent = true;
    const ask = async () => {
      const indices = await comparing.query(JSON.parse(asked) as ComparisonQuery);
      if (!isCurrent || !indices.ok) return;
      const rows = await comparing.rows(indices.value.slice(0, most));
      if (isCurrent && rows.ok) setFound({ total: indices.value.length, rows: rows.value });
    };
    void ask();
    return () => {
      isCurrent = false;
    };
  }, [answer, asked, most]);
  return found;
}
