// Which columns the table has and how wide they are, without dragging: a switch, a minus and a plus for each.

import { useAppStore } from '../../store/store';
import { useMessages } from '../../app/language';
import { Dialog } from '../../ui/Dialog';
import { TABLE_COLUMNS, withWidth } from './table-columns';

const STEP_PX = 16;

export function ColumnChooser() {
  const text = useMessages().connections;
  const layout = useAppStore((state) => state.tableLayout);
  const choose = useAppStore((state) => state.tableLayoutChosen);
  const change = useAppStore((state) => state.dialogChanged);
  const toggle = (id: (typeof TABLE_COLUMNS)[number]['id'], isShown: boolean) =>
    choose({ ...layout, hidden: isShown ? layout.hidden.filter((each) => each !== id) : [...layout.hidden, id] });
  return (
    <Dialog title={text.chooseColumns} testId="columns" onClose={() => change(null)}>
      <ul className="column-list">
        {TABLE_COLUMNS.map(({ id, leastPx }) => {
          const name = text.columns[id];
          const width = layout.widthsPx[id] ?? leastPx;
          const isShown = !layout.hidden.includes(id);
          return (
            <li key={id}>
              <label>
                <input type="checkbox" checked={isShown} disabled={id === 'id'} onChange={(event) => toggle(id, event.target.checked)} />
                {name}
              </label>
              <button
                type="button"
                className="button-icon"
                disabled={!isShown}
                aria-label={text.narrower(name)}
                onClick={() => choose(withWidth(layout, id, width - STEP_PX))}
              >
                −
              </button>
              <output className="numeric" aria-label={text.width(name)}>
                {width}
              </output>
              <button
                type="button"
                className="button-icon"
                disabled={!isShown}
                aria-label={text.wider(name)}
                onClick={() => choose(withWidth(layout, id, width + STEP_PX))}
              >
                +
              </button>
            </li>
          );
        })}
      </ul>
      <button type="button" className="button" onClick={() => choose({ hidden: [], widthsPx: {} })}>
        {text.resetColumns}
      </button>
    </Dialog>
  );
}
