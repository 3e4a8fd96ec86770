// The header row: buttons that sort (Shift: behind the column that sorts already), edges that are dragged.

import { useMessages } from '../../app/language';
import { useAppStore } from '../../store/store';
import { Icon } from '../../ui/Icon';
import { ColumnEdge } from './ColumnEdge';
import type { ActiveCell } from '../../ui/grid/grid-keys';
import type { TableColumn } from './table-columns';

interface TableHeaderProps {
  readonly columns: readonly TableColumn[];
  readonly active: ActiveCell;
  onActivate(cell: ActiveCell): void;
}

export function TableHeader({ columns, active, onActivate }: TableHeaderProps) {
  const text = useMessages().connections;
  const sort = useAppStore((state) => state.sort);
  const second = useAppStore((state) => state.secondSort);
  const chooseSort = useAppStore((state) => state.sortChosen);
  return (
    <div className="grid-header" role="row" aria-rowindex={1}>
      {columns.map((column, at) => {
        const isFirst = sort.column === column.id;
        const isSecond = !isFirst && second?.sort === column.id;
        const isDescending = isFirst ? sort.descending : isSecond && second.descending;
        const isActive = active.row === -1 && active.column === at;
        return (
          <div
            key={column.id}
            role="columnheader"
            aria-colindex={at + 1}
            aria-sort={isFirst ? (isDescending ? 'descending' : 'ascending') : undefined}
            className={column.isNumber ? 'grid-cell grid-number' : 'grid-cell'}
          >
            <button
              type="button"
              tabIndex={isActive ? 0 : -1}
              data-active={isActive}
              title={text.sortBy(text.columns[column.id])}
              onClick={(event) => {
                onActivate({ row: -1, column: at });
                chooseSort(column.id, event.shiftKey);
              }}
            >
              {text.columns[column.id]}
              {(isFirst || isSecond) && <Icon name={isDescending ? 'down' : 'up'} size={12} />}
              {isSecond && (
                <span className="sort-second" data-descending={isDescending}>
                  2<span className="visually-hidden">{isDescending ? text.secondDescending : text.secondAscending}</span>
                </span>
              )}
            </button>
            <ColumnEdge column={column} />
          </div>
        );
      })}
    </div>
  );
}
