// Key -> next active cell of a grid (WAI-ARIA Authoring Practices, grid pattern). Row -1 is the header.

export interface ActiveCell {
  readonly row: number;
  readonly column: number;
}

export interface GridBounds {
  readonly rows: number;
  readonly columns: number;
  readonly pageRows: number;
}

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
}

/** Null when the key means nothing here. */
export function moveActive(active: ActiveCell, key: Key, bounds: GridBounds, withLetters: boolean): ActiveCell | null {
  const lastRow = bounds.rows - 1;
  const lastColumn = bounds.columns - 1;
  const at = (row: number, column = active.column): ActiveCell => ({
    row: Math.min(lastRow, Math.max(-1, row)),
    column: Math.min(lastColumn, Math.max(0, column)),
  });
  if (key.ctrlKey) {
    if (key.key === 'Home') return at(0, 0);
    return key.key === 'End' ? at(lastRow, lastColumn) : null;
  }
  switch (key.key) {
    case 'ArrowDown':
      return at(active.row + 1);
    case 'ArrowUp':
      return at(active.row - 1);
    case 'ArrowLeft':
      return at(active.row, active.column - 1);
    case 'ArrowRight':
      return at(active.row, active.column + 1);
    case 'Home':
      return at(active.row, 0);
    case 'End':
      return at(active.row, lastColumn);
    case 'PageDown':
      return at(active.row + bounds.pageRows);
    case 'PageUp':
      return at(Math.max(0, active.row - bounds.pageRows));
    case 'j':
      return withLetters ? at(active.row + 1) : null;
    case 'k':
      return withLetters ? at(Math.max(0, active.row - 1)) : null;
    default:
      return null;
  }
}
