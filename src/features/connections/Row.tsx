// One connection in the table: thirteen cells, or a card on a narrow screen. Drawn again only when something in it changed.

import { memo, type ReactNode } from 'react';
import { endedByWords } from '#engine/causes/words/outcome-words';
import type { Language } from '#engine/causes/words/words';
import { formatBytes, formatCount, formatDuration } from '#engine/base/format';
import type { ConnectionRow, SortColumn } from '#engine/rpc/protocol';
import { certaintyOf } from '#engine/model/verdict';
import { useLanguage, useMessages } from '../../app/language';
import { formatIso } from '../../app/wall-clock';
import { wordsOf } from '../../app/words';
import type { Messages } from '../../messages/en';
import { openConnection } from '../../store/store';
import { OutcomeBadge } from '../../ui/OutcomeBadge';
import { ConfidenceMark } from '../../ui/ConfidenceMark';
import type { ActiveCell } from '../../ui/grid/grid-keys';
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
  const messages = useMessages();
  const language = useLanguage();
  const words = { messages, language };
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
      style={{ top }}
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
          data-active={at === activeColumn ? true : undefined}
          title={column.id === 'id' ? messages.connections.pick : row === null ? undefined : titleOf(column.id, row, startNs, words)}
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
          {row === null ? column.id === 'id' && formatCount(id) : contentOf(column.id, row, isNarrow, words)}
        </div>
      ))}
    </div>
  );
});

interface Words {
  readonly messages: Messages;
  readonly language: Language;
}

/** What is cut off in the cell, or said shorter there. */
function titleOf(column: SortColumn, row: ConnectionRow, startNs: string | null, { messages, language }: Words): string | undefined {
  switch (column) {
    case 'cause':
      return wordsOf(row.cause, language).short;
    case 'client':
    case 'server':
      return row[column];
    case 'start':
      return formatIso(startNs, row.startSeconds);
    case 'rtt':
      return row.handshakeSeconds === null ? messages.connections.noDirection : undefined;
    case 'bytes':
      return messages.connections.bytesOf(formatBytes(row.bytesClient, 'en'), formatBytes(row.bytesServer, 'en'));
    default:
      return undefined;
  }
}

/** No components of their own: a row is drawn for every line that is scrolled past, and has thirteen of them. */
function contentOf(column: SortColumn, row: ConnectionRow, isNarrow: boolean, { language }: Words): ReactNode {
  switch (column) {
    case 'id':
      return row.id;
    case 'outcome':
      return <OutcomeBadge outcome={row.outcome} cause={row.cause} isPlain />;
    case 'cause':
      return wordsOf(row.cause, language).short;
    case 'client':
    case 'server':
      return row[column];
    case 'start':
      return `${isNarrow ? '+' : ''}${row.startSeconds.toFixed(3)}`;
    case 'duration':
      return formatDuration(row.durationSeconds, language);
    case 'rtt':
      return row.handshakeSeconds === null ? '–' : formatDuration(row.handshakeSeconds, language);
    case 'bytes':
      return `${formatBytes(row.bytesClient, 'en')} / ${formatBytes(row.bytesServer, 'en')}`;
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
