// The ladder of a shared connection, drawn from its rows alone: there is no capture behind it, and nothing is asked of a worker.
// Keys work while the focus is in it, as several may stand on one page; what the rows say of the current packet stands below.

import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { evidenceText } from '#engine/causes/words/evidence-words';
import type { LadderModel } from '#engine/ladder/ladder-model';
import type { ConnectionReport } from '#engine/model/verdict';
import { useLanguage } from '../../../app/language';
import { zoneName } from '../../../app/wall-clock';
import { showToast } from '../../../store/store';
import { LadderExport } from '../export/LadderExport';
import { Gauge } from '../ladder/Gauge';
import { Ladder } from '../ladder/Ladder';
import { indexOfFrame } from '../ladder/ladder-rows';
import { TIME_MODES } from '../../../ui/ladder/time-format';
import { NOTHING_OPEN, useLadder, type LadderState } from '../ladder/use-ladder';
import { useLook, type LookState } from '../ladder/use-look';
import { connectionMessages, type ConnectionMessages } from '../messages';
import { commandOf, type ViewCommand } from '../../../ui/ladder/use-view-keys';
import { RowFacts } from './RowFacts';
import '../connection.css';
import './detached.css';

export interface DetachedLadderProps {
  readonly ladder: LadderModel;
  readonly report: ConnectionReport;
  /** False where the time of day was withheld. */
  readonly hasClock: boolean;
  /** The packet that was chosen when it was shared. */
  readonly selected: number | null;
  /** A packet that is asked for elsewhere on the page; counted, so that it can be asked for again. */
  readonly wished: { readonly frame: number; readonly count: number } | null;
  /** What people wrote on packets. */
  readonly notes: ReadonlyMap<number, string>;
  onCopy(): void;
}

const NOTHING = () => undefined;

export function DetachedLadder({ ladder, report, hasClock, selected, wished, notes, onCopy }: DetachedLadderProps) {
  const language = useLanguage();
  const messages = useNamedMessages(report.id);
  const model = useMemo(() => (hasClock ? ladder : { ...ladder, startNs: '' }), [ladder, hasClock]);
  const look = useLook();
  const root = useRef<HTMLDivElement>(null);
  const state = useLadder({
    model,
    packet: selected,
    captureSeconds: report.startSeconds,
    open: NOTHING_OPEN,
    onOpenChange: NOTHING,
    onTooManyRows: NOTHING,
    onPacket: NOTHING,
    onOpenPacket: NOTHING,
    isDetached: true,
  });
  // Before anybody has looked into it, no row is the chosen one.
  const [isChosen, setIsChosen] = useState(() => selected !== null && indexOfFrame(state.entries, selected) >= 0);
  useWish(state, wished);
  const claims = useMemo(
    () => new Map(model.annotations.map((note) => [note.number, evidenceText({ ...note }, language)])),
    [model.annotations, language],
  );
  const gauge = model.gauge === null ? null : <Gauge gauge={model.gauge} cause={report.verdict.cause} href={null} messages={messages} />;
  const commands: Partial<Record<ViewCommand, () => void>> = {
    next: () => state.move(1),
    previous: () => state.move(-1),
    nextNote: () => state.moveToNote(1),
    previousNote: () => state.moveToNote(-1),
    mark: () => {
      const frame = state.toggleMark();
      showToast(frame === null ? messages.unmarked : messages.marked(frame));
    },
    time: state.cycleTimeMode,
    linear: () => {
      if (root.current?.querySelector('.ladder')?.getAttribute('data-mode') === 'list') return showToast(messages.actions.noScale);
      look.change({ isLinear: !look.isLinear });
      state.centre();
    },
    zoomIn: () => look.zoomBy(1),
    zoomOut: () => look.zoomBy(-1),
    density: () => showToast(messages.actions.densities[look.cycleDensity()]),
    copy: onCopy,
    centre: state.centre,
  };
  const onKey = (event: KeyboardEvent) => {
    const command = commandOf(event.nativeEvent);
    const run = command === undefined ? undefined : commands[command];
    if (run === undefined) return;
    event.preventDefault();
    run();
  };
  const entry = state.entries[state.current];
  return (
    <div className="detached" ref={root} data-chosen={isChosen ? '' : undefined} role="presentation" onKeyDown={onKey}>
      <Tools state={state} look={look} hasClock={hasClock} messages={messages} onLinear={commands.linear}>
        <LadderExport model={model} report={report} />
      </Tools>
      <div onFocus={() => setIsChosen(true)} onClick={() => setIsChosen(true)} role="presentation">
        <Ladder
          state={state}
          look={look}
          language={language}
          messages={messages}
          claims={claims}
          gauge={gauge}
          onSwap={() => look.change({ isSwapped: !look.isSwapped })}
        />
      </div>
      {isChosen && entry !== undefined && (
        <RowFacts
          entry={entry}
          model={model}
          scale={state.scale}
          claims={claims}
          note={entry.kind === 'packet' ? (notes.get(entry.row.frame) ?? null) : null}
          language={language}
          messages={messages}
        />
      )}
    </div>
  );
}

/** Several ladders stand on one page: each is called by its connection. */
function useNamedMessages(id: number): ConnectionMessages {
  const messages = connectionMessages(useLanguage());
  return useMemo(() => {
    const { ladder } = messages;
    return { ...messages, ladder: { ...ladder, label: `${ladder.label} (${id})` } };
  }, [messages, id]);
}

function useWish({ selectFrame, centre }: LadderState, wished: DetachedLadderProps['wished']): void {
  const done = useRef(0);
  useEffect(() => {
    if (wished === null || wished.count === done.current) return;
    done.current = wished.count;
    selectFrame(wished.frame);
    centre();
  }, [wished, selectFrame, centre]);
}

interface ToolsProps {
  readonly state: LadderState;
  readonly look: LookState;
  readonly hasClock: boolean;
  readonly messages: ConnectionMessages;
  readonly onLinear: (() => void) | undefined;
  readonly children: ReactNode;
}

function Tools({ state, look, hasClock, messages, onLinear, children }: ToolsProps) {
  const { actions, timeModes } = messages;
  const { mode, startNs } = state.scale;
  const zoom = (steps: 1 | -1, sign: string, name: string) => (
    <button
      type="button"
      className="button button-small"
      aria-label={name}
      disabled={steps < 0 && look.zoom === 0}
      onClick={() => look.zoomBy(steps)}
    >
      {sign}
    </button>
  );
  return (
    <div className="ladder-tools">
      <label className="ladder-tool">
        <span>{actions.time}</span>
        <select
          className="ladder-select"
          value={mode}
          onChange={(event) => state.setTimeMode(TIME_MODES.find((each) => each === event.target.value) ?? 'start')}
        >
          {TIME_MODES.filter((each) => each !== 'wall' || hasClock).map((each) => (
            <option key={each} value={each}>
              {each === 'wall' ? timeModes.wall(zoneName(startNs)) : timeModes[each]}
            </option>
          ))}
        </select>
      </label>
      <span className="ladder-tool">
        {look.isLinear && zoom(-1, '−', actions.zoomOut)}
        {look.isLinear && zoom(1, '+', actions.zoomIn)}
        <button type="button" className="button button-small" aria-pressed={look.isLinear} onClick={onLinear}>
          {actions.linear}
        </button>
      </span>
      {children}
    </div>
  );
}
