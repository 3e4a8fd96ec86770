// What can be done with the ladder as a whole: how time is counted, runs, the text form, and a picture to take away.

import type { ConnectionReport } from '#engine/model/verdict';
import { zoneName } from '../../app/wall-clock';
import { LadderExport } from './export/LadderExport';
import { TIME_MODES, type TimeMode } from './ladder/time-format';
import type { LadderState } from './ladder/use-ladder';
import type { ConnectionMessages } from './messages';
import { Key } from './ConnectionHeader';

export interface LadderToolbarProps {
  readonly state: LadderState;
  readonly report: ConnectionReport;
  readonly isText: boolean;
  readonly messages: ConnectionMessages;
  onToggleAll(): void;
  onText(isText: boolean): void;
}

export function LadderToolbar({ state, report, isText, messages, onToggleAll, onText }: LadderToolbarProps) {
  const { scale } = state;
  return (
    <div className="ladder-tools">
      <label className="ladder-tool">
        <span>{messages.actions.time}</span>
        <select className="ladder-select" value={scale.mode} onChange={(event) => state.setTimeMode(modeOf(event.target.value))}>
          {TIME_MODES.map((mode) => (
            <option key={mode} value={mode}>
              {mode === 'wall' ? messages.timeModes.wall(zoneName(scale.startNs)) : messages.timeModes[mode]}
            </option>
          ))}
        </select>
        <Key name="t" />
      </label>
      {state.hasRuns ? (
        <button type="button" className="button button-small" onClick={onToggleAll}>
          {state.isAllExpanded ? messages.actions.collapseAll : messages.actions.expandAll} <Key name="e" />
        </button>
      ) : null}
      <button type="button" className="button button-small" aria-pressed={isText} onClick={() => onText(!isText)}>
        {messages.actions.asText}
      </button>
      <LadderExport model={state.model} report={report} />
    </div>
  );
}

function modeOf(value: string): TimeMode {
  return TIME_MODES.find((mode) => mode === value) ?? 'start';
}
