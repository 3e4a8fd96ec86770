// What can be done with the ladder with two taps as a whole; each tool by the same way as its key.

import { lazy, Suspense } from 'react';
import { PACKET_WORDS } from '#engine/ladder/packet-words';
import { useLanguage } from '../../app/language';
import { zoneName } from '../../app/wall-clock';
import { Key } from '../../ui/ladder/Key';
import { ladderMessages } from '../../ui/ladder/ladder-messages';
import { TIME_MODES } from '../../ui/ladder/time-format';
import { PictureButtons } from './sharing/PictureButtons';
import type { TwoTapState } from './use-two-tap';

const LadderFilter = lazy(async () => ({ default: (await import('../../ui/ladder/LadderFilter')).LadderFilter }));

/** Shorter ladders are read, not filtered. */
const FILTER_FROM_PACKETS = 40;
/** "lost" and "device" mean something else where two captures are compared. */
const WORDS = ['differs', 'lost', 'appeared', 'changed', 'delayed', ...PACKET_WORDS.filter((word) => word !== 'lost' && word !== 'device')];

export interface TwoTapToolbarProps {
  readonly state: TwoTapState;
  readonly isText: boolean;
  readonly isRaw: boolean;
  /** By the same ways as their keys. */
  onRaw(): void;
  onDensity(): void;
  onLinear(): void;
  onText(isText: boolean): void;
  /** By the key, and from the text as well. */
  onCopy(): void;
  readonly asLadder: string;
}

export function TwoTapToolbar({ state, isText, isRaw, onRaw, onDensity, onLinear, onText, onCopy, asLadder }: TwoTapToolbarProps) {
  const shared = ladderMessages[useLanguage()];
  const { actions } = shared;
  const { ladder, scale } = state;
  return (
    <div className="ladder-tools pair-ladder-tools">
      {!isText && (
        <>
          <label className="ladder-tool">
            <span>{actions.time}</span>
            <select
              className="ladder-select"
              data-testid="time-mode"
              value={scale.mode}
              onChange={(event) => state.setTimeMode(TIME_MODES.find((mode) => mode === event.target.value) ?? 'start')}
            >
              {TIME_MODES.filter((mode) => mode !== 'wall' || scale.startNs !== '').map((mode) => (
                <option key={mode} value={mode}>
                  {mode === 'wall' ? shared.timeModes.wall(zoneName(scale.startNs)) : shared.timeModes[mode]}
                </option>
              ))}
            </select>
            <Key name="t" />
          </label>
          <span className="ladder-tool">
            {state.isLinear && (
              <>
                <button
                  type="button"
                  className="button button-small"
                  aria-label={actions.zoomOut}
                  disabled={state.zoom === 0}
                  onClick={() => state.zoomBy(-1)}
                >
                  −
                </button>
                <button type="button" className="button button-small" aria-label={actions.zoomIn} onClick={() => state.zoomBy(1)}>
                  +
                </button>
              </>
            )}
            <button
              type="button"
              className="button button-small"
              data-testid="ladder-linear"
              aria-pressed={state.isLinear}
              onClick={onLinear}
            >
              {actions.linear} <Key name="y" />
            </button>
          </span>
          {state.hasRuns && (
            <button type="button" className="button button-small" onClick={state.toggleAll}>
              {state.isAllOpen ? actions.collapseAll : actions.expandAll} <Key name="e" />
            </button>
          )}
          {(ladder.packets >= FILTER_FROM_PACKETS || state.filter !== '') && (
            <Suspense>
              <LadderFilter
                packets={ladder.packets}
                fitting={ladder.fitting}
                words={WORDS}
                filter={state.filter}
                messages={shared}
                onFilter={state.setFilter}
              />
            </Suspense>
          )}
        </>
      )}
      <button type="button" className="button button-small" data-testid="ladder-raw" aria-pressed={isRaw} onClick={onRaw}>
        {actions.raw} <Key name="R" />
      </button>
      {!isText && (
        <button type="button" className="button button-small" data-testid="ladder-rows" onClick={onDensity}>
          {actions.rows} <Key name="d" />
        </button>
      )}
      <button type="button" className="button button-small" onClick={onCopy}>
        {actions.copyText} <Key name="c" />
      </button>
      <PictureButtons ladder={ladder} />
      <button
        type="button"
        className="button button-small"
        data-testid="ladder-text-switch"
        aria-pressed={isText}
        onClick={() => onText(!isText)}
      >
        {isText ? asLadder : actions.asText}
      </button>
    </div>
  );
}
