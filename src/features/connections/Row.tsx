// One connection in the table: thirteen cells, or a card on a narrow screen. Drawn again only when something in it changed.

import { memo } from 'react';
import { endedByWords } from '#engine/causes/words/outcome-words';
import { formatBytes, formatCount, formatDuration } from '#engine/base/format';
import type { ConnectionRow, SortColumn } from '#engine/rpc/protocol';
import { certaintyOf } from '#engine/model/verdict';
import { useLanguage, useMessages } from '../../app/language';
import { formatIso } from '../../app/wall-clock';
import { wordsOf } from '../../app/words';
import { openConnection } from '../../store/store';
import { OutcomeBadge } from '../../ui/OutcomeBadge';
import { ConfidenceMark } from '../../ui/ConfidenceMark';
import type { ActiveCell } from './grid-keys';
import type { TableColumn } from './table-columns';

interface RowProps {
  readonly index: number;
  readonly top: number;
  readonly id: number;
  /** Null while its page is on the way. */
  readonly row: ConnectionRow | null;
  readonly columns: readonly TableColumn[];
  readonly startNs: string | null;
  /** -1: the active cell is in another row. */
  readonly activeColumn: number;
  readonly isPicked: boolean;
  readonly isNarrow: boolean;
  readonly onActivate: (cell: ActiveCell) => void;
  readonly onPick: (row: number, isRange: boolean) => void;
}

export const Row = memo(function Row(props: RowProps) {
  const { index, top, id, row, columns, startNs, activeColumn, isPicked, isNarrow, onActivate, onPick } = props;
  const { pick } = useMessages().connections;
  const facts = row === null ? {} : { 'data-outcome': row.outcome, 'data-cause': row.cause, 'data-conf': row.confidence.toFixed(2) };
  return (
    <div
      className={activeColumn >= 0 ? 'grid-row grid-row-active' : 'grid-row'}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isPicked}
      data-testid="conn-row"
      data-conn={id}
      {...facts}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => {
        onActivate({ row: index, column: Math.max(0, activeColumn) });
        if (event.ctrlKey || event.metaKey || event.shiftKey) onPick(index, event.shiftKey);
        else openConnection(id);
      }}
    >
      {columns.map((column, at) => (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={at + 1}
          className={`grid-cell grid-cell-${column.id}${column.isNumber ? ' grid-number' : ''}`}
          tabIndex={at === activeColumn ? 0 : -1}
          data-active={at === activeColumn}
          title={column.id === 'id' ? pick : undefined}
          // Its number picks the row, like the box before a line of mail.
          onClick={
            column.id === 'id'
              ? (event) => {
                  event.stopPropagation();
                  onActivate({ row: index, column: at });
                  onPick(index, event.shiftKey);
                }
              : undefined
          }
          onFocus={() => {
            if (at !== activeColumn) onActivate({ row: index, column: at });
          }}
        >
          {row === null ? (
            column.id === 'id' && formatCount(id)
          ) : (
            <Cell column={column.id} row={row} startNs={startNs} isNarrow={isNarrow} />
          )}
        </div>
      ))}
    </div>
  );
});

interface CellProps {
  readonly column: SortColumn;
  readonly row: ConnectionRow;
  readonly startNs: string | null;
  readonly isNarrow: boolean;
}

function Cell({ column, row, startNs, isNarrow }: CellProps) {
  const messages = useMessages();
  const language = useLanguage();
  switch (column) {
    case 'id':
      return row.id;
    case 'outcome':
      return <OutcomeBadge outcome={row.outcome} cause={row.cause} isPlain />;
    case 'cause': {
      const { short } = wordsOf(row.cause, language);
      return <span title={short}>{short}</span>;
    }
    case 'client':
    case 'server':
      return <span title={row[column]}>{row[column]}</span>;
    case 'start':
      return (
        <span title={formatIso(startNs, row.startSeconds)}>
          {isNarrow && '+'}
          {row.startSeconds.toFixed(3)}
        </span>
      );
    case 'duration':
      return formatDuration(row.durationSeconds, language);
    case 'rtt':
      return row.handshakeSeconds === null ? (
        <span title={messages.connections.noDirection}>–</span>
      ) : (
        formatDuration(row.handshakeSeconds, language)
      );
    case 'bytes': {
      const client = formatBytes(row.bytesClient, 'en');
      const server = formatBytes(row.bytesServer, 'en');
      return <span title={messages.connections.bytesOf(client, server)}>{`${client} / ${server}`}</span>;
    }
    case 'packets':
      return formatCount(row.packets);
    case 'retransmissions':
      return formatCount(row.retransmissions);
    case 'endedBy':
      return row.endedBy === 'none' ? '–' : endedByWords[language][row.endedBy];
    case 'confidence':
      return certaintyOf(row.confidence) === 'undetermined' || isNarrow ? (
        <ConfidenceMark confidence={row.confidence} />
      ) : (
        <ConfidenceMark confidence={row.confidence} isCompact />
      );
  }
}
