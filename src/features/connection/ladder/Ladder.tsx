// The ladder as a tree grid: its frame, its head, what its rows share. Rows are drawn by EventRows or, to scale, by LinearRows.
// The state behind it (current row, open runs, time mode) belongs to use-ladder.ts.

import { lazy, Suspense, useMemo, useRef, useState, type ReactNode } from 'react';
import { EventRows } from './EventRows';
import { GEOMETRY, PLAIN_LOOK, type LadderLook } from './use-look';
import { LadderContextProvider, type LadderContext } from './ladder-context';
import { MINIMAP_PX } from '../../../ui/ladder/minimap-size';
import type { NoteEmphasis } from './NoteCard';
import type { Sight } from '../../../ui/ladder/sight';
import { frameAt, secondsAt } from './ladder-rows';
import { anchorNotes, columnChars, framesOf, notesAt } from './row-relations';
import { DRAW_WHOLE_UP_TO } from '../../../ui/ladder/row-window';
import type { LadderState } from './use-ladder';
import { useMeasures } from './use-measures';
import './ladder.css';

// Long connections and those who look for proportions are few: what draws for them is fetched for them.
const LinearRows = lazy(async () => ({ default: (await import('./LinearRows')).LinearRows }));
const Minimap = lazy(async () => ({ default: (await import('../../../ui/ladder/Minimap')).Minimap }));

/** Taller ladders get a scroller of their own; on a phone the page is the scroller as long as all rows are drawn. */
const LONG_FROM_PX = 760;

export interface LadderProps {
  readonly state: LadderState;
  /** Absent at a glance: drawn plainly, without an overview. */
  readonly look?: LadderLook;
  readonly language: LadderContext['language'];
  readonly messages: LadderContext['messages'];
  readonly claims: ReadonlyMap<number, string>;
  readonly gauge: ReactNode;
  /** Beside the packet that ended the connection. */
  readonly endGauge?: ReactNode;
  /** Chosen height of the scroller; null for as much as the screen has. */
  readonly heightPx?: number | null;
  /** Absent where the sides stay. */
  onSwap?(): void;
}

export function Ladder({
  state,
  look = PLAIN_LOOK,
  language,
  messages,
  claims,
  gauge,
  endGauge = null,
  heightPx = null,
  onSwap,
}: LadderProps) {
  const { model, entries, current } = state;
  const root = useRef<HTMLElement>(null);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const lane = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState<Sight | null>(null);
  const [isTall, setIsTall] = useState(false);
  const { mode, laneWidth, headHeight } = useMeasures(root, lane);
  const isLinear = look.isLinear && mode !== 'list';
  const { rowPx, lineY } = GEOMETRY[look.density];
  const anchored = useMemo(
    () => anchorNotes(entries, model.annotations, endGauge === null ? undefined : model.gauge?.atEnd?.frame),
    [entries, model, endGauge],
  );

  const { selectRow, toggleRun, showMore, pointAtNote, hasFrame, selectFrame, scale, activeNotes, isDetached } = state;
  const context = useMemo<LadderContext>(
    () => ({
      model,
      language,
      messages,
      mode,
      scale,
      laneWidth,
      claims,
      rowPx,
      lineY,
      isLinear,
      isDetached,
      endGauge,
      selectRow,
      toggleRun,
      showMore,
      pointAtNote,
      hasFrame,
      selectFrame,
    }),
    [
      model,
      language,
      messages,
      mode,
      scale,
      laneWidth,
      claims,
      rowPx,
      lineY,
      isLinear,
      isDetached,
      endGauge,
      selectRow,
      toggleRun,
      showMore,
      pointAtNote,
      hasFrame,
      selectFrame,
    ],
  );
  const evidence = useMemo(() => framesOf(model.annotations, activeNotes), [model.annotations, activeNotes]);
  const related = useMemo(() => notesAt(entries, current), [entries, current]);
  const emphasis = useMemo<NoteEmphasis>(() => ({ active: activeNotes, related }), [activeNotes, related]);
  const columns = columnChars(state);
  const isLong = isLinear || (mode === 'list' ? entries.length > DRAW_WHOLE_UP_TO : isTall);
  const rows = { state, scroller, anchored, evidence, emphasis, gauge, laneRef: lane, onSwap, onSight: setSight };
  const inOrder = <EventRows {...rows} onHeight={(height) => setIsTall(height > LONG_FROM_PX)} />;
  return (
    <LadderContextProvider value={context}>
      {model.overview === undefined || look === PLAIN_LOOK ? null : (
        <Suspense fallback={<div className="minimap" style={{ height: MINIMAP_PX }} />}>
          <Minimap
            overview={model.overview}
            endSeconds={secondsAt(entries, entries.length - 1)[1]}
            scroller={scroller}
            sight={sight}
            messages={messages}
            language={language}
            named={(part) => String(model.overview?.frames[part] ?? 1)}
            onJump={(part) => state.jumpTo((part === 'end' ? frameAt(entries, entries.length - 1) : model.overview?.frames[part]) ?? 1)}
          />
        </Suspense>
      )}
      <section
        className="ladder"
        data-testid="ladder"
        data-mode={mode}
        data-scale={isLinear ? 'linear' : 'event'}
        data-swapped={look.isSwapped && mode !== 'list' ? '' : undefined}
        aria-label={messages.ladder.label}
        ref={root}
        data-long={isLong ? '' : undefined}
        style={{
          '--number-chars': columns.number,
          '--time-chars': columns.time,
          '--head-height': `${headHeight}px`,
          '--line-y': `${lineY}px`,
          '--row-height': `${rowPx}px`,
          ...(heightPx === null ? {} : { '--ladder-height': `${heightPx}px` }),
        }}
      >
        <div className="ladder-scroll" ref={setScroller}>
          <div className="ladder-body">
            {isLinear ? (
              <Suspense fallback={inOrder}>
                <LinearRows {...rows} zoom={look.zoom} headHeight={headHeight} />
              </Suspense>
            ) : (
              inOrder
            )}
          </div>
        </div>
        {mode === 'margin' ? null : gauge}
      </section>
    </LadderContextProvider>
  );
}
