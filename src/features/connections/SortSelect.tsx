// Sorting where the table has become cards and has no header to click.

import { useId } from 'react';
import { useMessages } from '../../app/language';
import { useAppStore } from '../../store/store';
import { Icon } from '../../ui/Icon';
import { TABLE_COLUMNS } from './table-columns';

export function SortSelect() {
  const text = useMessages().connections;
  const sort = useAppStore((state) => state.sort);
  const choose = useAppStore((state) => state.sortChosen);
  const id = useId();
  return (
    <div className="sort-select">
      <label htmlFor={id}>{text.sort}</label>
      <select
        id={id}
        value={sort.column}
        onChange={(event) => {
          const column = TABLE_COLUMNS.find((each) => each.id === event.target.value);
          if (column !== undefined) choose(column.id);
        }}
      >
        {TABLE_COLUMNS.map((column) => (
          <option key={column.id} value={column.id}>
            {text.columns[column.id]}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="button-icon"
        aria-label={sort.descending ? text.descending : text.ascending}
        onClick={() => choose(sort.column)}
      >
        <Icon name={sort.descending ? 'down' : 'up'} />
      </button>
    </div>
  );
}
