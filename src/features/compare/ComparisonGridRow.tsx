// One compared connection: a row of the grid, or a card on a narrow screen. Drawn again only when something in it changed.

import { memo, type ReactNode } from 'react';
import { formatCount, type Language } from '#engine/base/format';
import type { ComparisonRow } from '#engine/compare/compare-model';
import type { CompareWords } from '#engine/compare/words/compare-words';
import type { ComparisonSort } from '#engine/rpc/comparing';
import { useLanguage } from '../../app/language';
import { wordsOf } from '../../app/words';
import { openView } from '../../store/store';
import { ConfidenceMark } from '../../ui/ConfidenceMark';
import type { ActiveCell } from '../../ui/grid/grid-keys';
import { formatHash } from '../../url/url-state';
import { COMPARISON_COLUMNS } from './comparison-columns';
import { useCompareMessages, useCompareWords } from './use-words';

interface RowProps {
  /** In the table, from 0. */
  readonly position: number;
  readonly top: number;
  /** Of the comparison. */
  readonly index: number;
  /** Null while its page is on the way. */
  readonly row: ComparisonRow | null;
  /** -1: the active cell is in another row. */
  readonly activeColumn: number;
  readonly isNarrow: boolean;
  readonly onActivate: (cell: ActiveCell) => void;
}

export const ComparisonGridRow = memo(function ComparisonGridRow(props: RowProps) {
  const { position, top, index, row, activeColumn, isNarrow, onActivate } = props;
  const language = useLanguage();
  const words = useCompareWords();
  const text = useCompareMessages();
  const facts = row === null ? {} : { 'data-cause': row.cause, 'data-conf': row.confidence.toFixed(2) };
  return (
    <div
      className={activeColumn >= 0 ? 'grid-row grid-row-active' : 'grid-row'}
      role="row"
      aria-rowindex={position + 2}
      data-testid="compare-row"
      data-compared={index}
      {...facts}
      style={{ top }}
      onClick={(event) => {
        onActivate({ row: position, column: Math.max(0, activeColumn) });
        // The link has its own way, into another tab perhaps.
        if (!(event.target instanceof Element && event.target.closest('a') !== null)) openView({ kind: 'compare', index });
      }}
    >
      {COMPARISON_COLUMNS.map((column, at) => {
        const value = row === null ? 0 : countOf(column.id, row);
        return (
          <div
            key={column.id}
            role="gridcell"
            aria-colindex={at + 1}
            className={`grid-cell compare-cell-${column.id}${column.isNumber ? ' grid-number' : ''}${value > 0 ? ' compare-some' : ''}`}
            tabIndex={at === activeColumn ? 0 : -1}
            data-active={at === activeColumn ? true : undefined}
            data-name={isNarrow ? text.columns[column.id] : undefined}
            title={row === null ? undefined : titleOf(column.id, row, words, language)}
            onFocus={() => {
              if (at !== activeColumn) onActivate({ row: position, column: at });
            }}
          >
            {row === null ? column.id === 'index' && formatCount(index) : contentOf(column.id, row, words, language)}
          </div>
        );
      })}
    </div>
  );
});

/** What is emphasised where there is any. */
function countOf(column: ComparisonSort, { counts }: ComparisonRow): number {
  switch (column) {
    case 'lostTowardsServer':
    case 'lostTowardsClient':
    case 'appeared':
    case 'delayed':
      return counts[column];
    default:
      return 0;
  }
}

function titleOf(column: ComparisonSort, row: ComparisonRow, words: CompareWords, language: Language): string | undefined {
  if (column === 'connection') return `${row.client} → ${row.server}`;
  if (column === 'changed') return row.changedFields.map((field) => words.fields[field]).join(', ') || undefined;
  return column === 'confidence' ? [wordsOf(row.cause, language).short, words.places[row.place]].filter(Boolean).join(', ') : undefined;
}

function contentOf(column: ComparisonSort, row: ComparisonRow, words: CompareWords, language: Language): ReactNode {
  switch (column) {
    case 'index':
      return formatCount(row.index);
    case 'connection':
      return (
        <>
          <a href={formatHash({ kind: 'compare', index: row.index })} tabIndex={-1}>
            {row.client} → {row.server}
          </a>
          {row.pairedBy === 'only-one' && <span className="compare-note"> {words.pairedBy['only-one']}</span>}
        </>
      );
    case 'common':
      return formatCount(row.common);
    case 'changed':
      return row.changedFields.length === 0 ? '–' : row.changedFields.map((field) => words.fields[field]).join(', ');
    case 'confidence':
      return (
        <>
          <ConfidenceMark confidence={row.confidence} isCompact /> {wordsOf(row.cause, language).short}
        </>
      );
    default:
      return formatCount(row.counts[column]);
  }
}
