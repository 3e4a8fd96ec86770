// The right edge of a column's header: dragged, it changes the width. Without a pointer the column chooser does the same.

import { useRef, type PointerEvent } from 'react';
import { store } from '../../store/store';
import { withWidth, type TableColumn } from './table-columns';

export function ColumnEdge({ column }: { readonly column: TableColumn }) {
  const start = useRef<{ readonly x: number; readonly widthPx: number } | null>(null);
  const drag = (event: PointerEvent) => {
    if (start.current === null) return;
    const { tableLayout, tableLayoutChosen } = store.getState();
    tableLayoutChosen(withWidth(tableLayout, column.id, start.current.widthPx + event.clientX - start.current.x));
  };
  const end = () => {
    start.current = null;
  };
  return (
    <span
      className="column-edge"
      data-column={column.id}
      aria-hidden="true"
      onPointerDown={(event) => {
        const { parentElement } = event.currentTarget;
        start.current = { x: event.clientX, widthPx: parentElement?.offsetWidth ?? column.leastPx };
        event.currentTarget.setPointerCapture(event.pointerId);
        event.preventDefault();
      }}
      onPointerMove={drag}
      onPointerUp={end}
      onPointerCancel={end}
      onClick={(event) => event.stopPropagation()}
    />
  );
}
