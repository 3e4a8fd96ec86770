// What can be done with the ladder as a whole: how time is counted, runs, the text form, and a picture to take away.

import type { ReactNode } from 'react';
import type { ConnectionReport } from '#engine/model/verdict';
import { zoneName } from '../../app/wall-clock';
import { LadderExport } from './export/LadderExport';
import { TIME_MODES, type TimeMode } from '../../ui/ladder/time-format';
import type { LadderState } from './ladder/use-ladder';
import type { LookState } from './ladder/use-look';
import type { ConnectionMessages } from './messages';
import { Key } from '../../ui/ladder/Key';
import '../../ui/ladder/ladder-tools.css';

export interface LadderToolbarProps {
  readonly state: LadderState;
  readonly look: LookState;
  readonly report: ConnectionReport;
  readonly isText: boolean;
  readonly messages: ConnectionMessages;
  /** By the same ways as their keys. */
  readonly on: Readonly<Record<'expandAll' | 'linear' | 'zoomIn' | 'zoomOut' | 'raw' | 'density', () => void>>;
  /** Beside the other tools, where a ladder is long enough to be filtered. */
  readonly filter: ReactNode;
  onText(isText: boolean): void;
}

export function LadderToolbar({ state, look, report, isText, messages, on, filter, onText }: LadderToolbarProps) {
  const { scale } = state;
  const { actions } = messages;
  return (
    <div className="ladder-tools">
      {isText ? <TextChoices look={look} messages={messages} /> : null}
      <label className="ladder-tool">
        <span>{actions.time}</span>
        <select className="ladder-select" value={scale.mode} onChange={(event) => state.setTimeMode(modeOf(event.target.value))}>
          {TIME_MODES.map((mode) => (
            <option key={mode} value={mode}>
              {mode === 'wall' ? messages.timeModes.wall(zoneName(scale.startNs)) : messages.timeModes[mode]}
            </option>
          ))}
        </select>
        <Key name="t" />
      </label>
      {isText ? null : (
        <span className="ladder-tool">
          {look.isLinear ? (
            <>
              <button
                type="button"
                className="button button-small"
                aria-label={actions.zoomOut}
                disabled={look.zoom === 0}
                onClick={on.zoomOut}
              >
                −
              </button>
              <button type="button" className="button button-small" aria-label={actions.zoomIn} onClick={on.zoomIn}>
                +
              </button>
            </>
          ) : null}
          <button type="button" className="button button-small" aria-pressed={look.isLinear} onClick={on.linear}>
            {actions.linear} <Key name="y" />
          </button>
        </span>
      )}
      <button type="button" className="button button-small" aria-pressed={look.isRaw} onClick={on.raw}>
        {actions.raw} <Key name="R" />
      </button>
      {isText ? null : (
        <button type="button" className="button button-small" onClick={on.density}>
          {actions.rows} <Key name="d" />
        </button>
      )}
      {state.hasRuns ? (
        <button type="button" className="button button-small" onClick={on.expandAll}>
          {state.isAllExpanded ? actions.collapseAll : actions.expandAll} <Key name="e" />
        </button>
      ) : null}
      {filter}
      <LadderExport model={state.model} report={report} />
      <button type="button" className="button button-small" aria-pressed={isText} onClick={() => onText(!isText)}>
        {actions.asText}
      </button>
    </div>
  );
}

/** What the text, shown and copied, keeps to. */
function TextChoices({ look, messages }: { readonly look: LookState; readonly messages: ConnectionMessages }) {
  const { actions } = messages;
  return (
    <>
      <label className="ladder-tool">
        <input type="checkbox" checked={look.isAscii} onChange={(event) => look.change({ isAscii: event.target.checked })} />
        {actions.ascii}
      </label>
      <label className="ladder-tool">
        <input type="checkbox" checked={look.isNarrow} onChange={(event) => look.change({ isNarrow: event.target.checked })} />
        {actions.narrow}
      </label>
    </>
  );
}

function modeOf(value: string): TimeMode {
  return TIME_MODES.find((mode) => mode === value) ?? 'start';
}
