// One row of the ladder: packet, gap, run, or what a run still hides. Draws; decides nothing.

import { memo, type CSSProperties, type MouseEvent } from 'react';
import { formatCount } from '#engine/base/format';
import type { Annotation, PacketRow, RunRow } from '#engine/ladder/ladder-model';
import { unseenPieces } from '#engine/ladder/text-label';
import { ladderWords } from '#engine/ladder/text-words';
import { Arrow } from './Arrow';
import { arrowLabel, gapLabel, runLabel } from './arrow-label';
import { lookOf, UNSEEN_LOOK, type ArrowLook } from './arrow-look';
import { useLadderContext, type LadderContext } from './ladder-context';
import { gapHeight } from '../../../ui/ladder/gap-height';
import { changeOf, stateName, receiverOf, type HiddenEntry, type LadderEntry, type PacketEntry } from './ladder-rows';
import { Lifeline, NoteMarks, StateChip } from './Lifeline';
import { NoteGroup, type NoteEmphasis } from './NoteCard';
import { rowSentence } from './row-sentence';
import { formatDelta, formatTimeCell, fullTime } from '../../../ui/ladder/time-format';

export interface LadderRowProps {
  readonly entry: LadderEntry;
  /** 1-based among all rows, the head included. */
  readonly rowIndex: number;
  readonly isCurrent: boolean;
  readonly isMarked: boolean;
  readonly isDimmed: boolean;
  /** Notes whose number stands in this row. */
  readonly notes: readonly Annotation[];
  /** The packet that ended the connection: its gauge stands here. */
  readonly isEnd: boolean;
  /** Look of the packet above when this one crossed it, null otherwise. */
  readonly crossedLook: ArrowLook | null;
  /** The next row draws the end of this arrow, because the two packets crossed. */
  readonly endsInCrossing: boolean;
  readonly emphasis: NoteEmphasis;
  /** Where it stands on the linear scale; null where rows stand below each other. */
  readonly top: number | null;
}

const NO_NOTES: readonly number[] = [];
const NONE_DECISIVE: ReadonlySet<number> = new Set();

export const LadderRow = memo(function LadderRow(props: LadderRowProps) {
  const context = useLadderContext();
  const { entry } = props;
  const sentence = rowSentence(entry, {
    language: context.language,
    messages: context.messages,
    serverPort: context.model.server.port,
    timeDigits: context.scale.digits,
    claims: context.claims,
  });
  const height = entry.kind === 'gap' && props.top === null ? gapHeight(entry.row.seconds) : context.rowPx;
  const cardsBelow = hasCards(props, context);
  return (
    <div
      role="row"
      className={`ladder-row ladder-row-${entry.kind}`}
      data-testid={TEST_IDS[entry.kind]}
      data-key={entry.key}
      data-packet={entry.kind === 'packet' ? entry.row.frame : undefined}
      data-dimmed={props.isDimmed ? '' : undefined}
      data-cards={cardsBelow ? '' : undefined}
      aria-level={entry.level}
      aria-posinset={entry.position}
      aria-setsize={entry.setSize}
      aria-rowindex={props.rowIndex}
      aria-expanded={entry.kind === 'run' && !context.isDetached ? entry.row.expanded : undefined}
      aria-selected={props.isCurrent}
      aria-label={sentence}
      tabIndex={props.isCurrent ? 0 : -1}
      style={styleOf(height, context.rowPx, props.top)}
      onClick={(event) => {
        if (isInCard(event)) return;
        context.selectRow(entry.key);
        if (entry.kind === 'run') context.toggleRun(entry.row.id);
      }}
    >
      <Cells {...props} context={context} height={height} />
    </div>
  );
});

/** Only what differs from its neighbours: rows that are styled alike cost the browser one style. */
function styleOf(height: number, rowPx: number, top: number | null): CSSProperties | undefined {
  if (height === rowPx) return top === null ? undefined : { top };
  return { '--row-height': `${height}px`, ...(top === null ? {} : { top }) };
}

const TEST_IDS = { packet: 'ladder-row', gap: 'ladder-gap', run: 'ladder-run', hidden: 'ladder-more', unseen: 'ladder-unseen' } as const;

type CellsProps = LadderRowProps & { readonly context: LadderContext; readonly height: number };

function Cells(props: CellsProps) {
  const { entry, context } = props;
  return (
    <>
      <div role="gridcell" className="cell-number">
        {numberOf(entry)}
      </div>
      <div role="gridcell" className="cell-time" title={entry.kind === 'packet' ? fullTime(context.scale, entry.row.seconds) : undefined}>
        {entry.kind === 'packet' ? formatTimeCell(context.scale, entry.row, entry.isFirst) : entry.kind === 'run' ? runTime(props) : null}
        {props.isMarked ? <span className="cell-mark" aria-hidden="true" /> : null}
      </div>
      <div role="gridcell" className="cell-delta">
        {entry.kind === 'packet' ? formatDelta(entry.row.deltaSeconds, entry.isFirst, context.scale.digits, context.language) : null}
      </div>
      <div role="gridcell" className="cell-segment">
        {context.mode === 'list' ? <ListText entry={entry} context={context} /> : <Drawing {...props} />}
      </div>
      <div role="gridcell" className="cell-notes">
        {hasCards(props, context) ? <NoteGroup notes={props.notes} emphasis={props.emphasis} isEnd={props.isEnd} /> : null}
      </div>
    </>
  );
}

/** Below the row, where there is no margin. */
function hasCards({ notes, isEnd }: LadderRowProps, { mode, isLinear }: LadderContext): boolean {
  return mode !== 'margin' && !isLinear && (notes.length > 0 || isEnd);
}

/** A packet chip in a card selects its own packet, not the row that the card hangs on; a button does what it says. */
function isInCard(event: MouseEvent): boolean {
  return event.target instanceof Element && event.target.closest('.note-card, .hidden-more') !== null;
}

function numberOf(entry: LadderEntry): string {
  if (entry.kind === 'packet') return String(entry.row.frame);
  if (entry.kind !== 'run') return '';
  const { firstFrame, lastFrame } = entry.row;
  return firstFrame === lastFrame ? String(firstFrame) : `${firstFrame}–${lastFrame}`;
}

/** A run has a beginning to show; its packets have their own times once it is open. */
function runTime({ entry, context }: CellsProps): string {
  if (entry.kind !== 'run' || context.scale.mode === 'delta') return '';
  return formatTimeCell(context.scale, { seconds: entry.row.seconds, deltaSeconds: 0 }, false);
}

function Drawing(props: CellsProps) {
  const { entry, context, notes } = props;
  const on = (side: Annotation['side']) =>
    notes.length === 0 ? NO_NOTES : notes.filter((note) => note.side === side).map((note) => note.number);
  const decisive = notes.length === 0 ? NONE_DECISIVE : new Set(notes.filter((note) => note.decisive).map((note) => note.number));
  const client = changeOf(entry, 'client');
  const server = changeOf(entry, 'server');
  const ignoredBy = entry.kind === 'packet' && entry.row.ignored ? (entry.row.from === 'client' ? 'server' : 'client') : null;
  const hasChips = context.mode === 'margin' || context.mode === 'under';
  return (
    <>
      {hasChips ? <Slot side="client" state={client} isIgnored={ignoredBy === 'client'} context={context} /> : null}
      <Lifeline
        side="client"
        before={entry.before?.client ?? null}
        after={entry.after.client}
        notes={on('client')}
        decisive={decisive}
        isBroken={entry.kind === 'gap' && !context.isLinear}
        lineY={context.lineY}
      />
      <div className="lane">
        {context.model.middlebox ? <span className="middlebox-line" aria-hidden="true" /> : null}
        <Lane {...props} />
        {notes.length === 0 ? null : (
          <span className="lane-marks" aria-hidden="true">
            <NoteMarks notes={on('middlebox')} decisive={decisive} />
          </span>
        )}
      </div>
      <Lifeline
        side="server"
        before={entry.before?.server ?? null}
        after={entry.after.server}
        notes={on('server')}
        decisive={decisive}
        isBroken={entry.kind === 'gap' && !context.isLinear}
        lineY={context.lineY}
      />
      {hasChips ? <Slot side="server" state={server} isIgnored={ignoredBy === 'server'} context={context} /> : null}
    </>
  );
}

function Slot({
  side,
  state,
  isIgnored,
  context,
}: {
  readonly side: 'client' | 'server';
  readonly state: Parameters<typeof StateChip>[0]['state'];
  readonly isIgnored: boolean;
  readonly context: LadderContext;
}) {
  if (isIgnored && state === null) {
    return (
      <span className={`state-slot state-slot-${side}`}>
        <span className="ignored-mark">✗ {context.messages.ladder.ignored}</span>
      </span>
    );
  }
  return <StateChip side={side} state={state} messages={context.messages} />;
}

function Lane({ entry, context, crossedLook, endsInCrossing }: CellsProps) {
  const { language, messages } = context;
  switch (entry.kind) {
    case 'packet':
      return (
        <>
          <LaneLabel pieces={visiblePieces(entry, context)} />
          <Arrow
            look={lookFor(entry.row)}
            from={entry.row.from}
            to={receiverOf(entry)}
            laneWidth={context.laneWidth}
            rowHeight={context.rowPx}
            lineY={context.lineY}
            isCrossedByNext={endsInCrossing}
            crosses={crossedLook === null ? null : { look: crossedLook, above: context.rowPx }}
            isWindowClosed={entry.row.window === 0 && entry.row.style !== 'rst' && entry.row.style !== 'icmp'}
            isLost={entry.row.lostUntil !== undefined}
          />
        </>
      );
    case 'unseen':
      return (
        <>
          <LaneLabel pieces={unseenPieces(entry.data, entry.frame, ladderWords[language])} />
          <Arrow
            look={UNSEEN_LOOK}
            from={entry.data.from}
            to={entry.data.from === 'client' ? 'server' : 'client'}
            laneWidth={context.laneWidth}
            rowHeight={context.rowPx}
            lineY={context.lineY}
            isCrossedByNext={false}
            crosses={null}
            isWindowClosed={false}
          />
        </>
      );
    case 'gap': {
      const label = gapLabel(entry.row, context.model.server.port, language, messages);
      return (
        <span className={`gap gap-${entry.row.reason}`}>
          <span className="gap-label">{label.text}</span>
          {label.hint === null ? null : <span className="gap-hint">{label.hint}</span>}
        </span>
      );
    }
    case 'run':
      return (
        <span className="run">
          <span className="run-sign">{runSign(entry.row, context)}</span> {runLabel(entry.row, language)}
        </span>
      );
    case 'hidden':
      return <Hidden entry={entry} context={context} />;
  }
}

/** A copy of a packet already seen is drawn as no event of its own. */
function lookFor(row: PacketRow): ArrowLook {
  const look = lookOf(row.style);
  if (row.lostUntil !== undefined) return { ...look, head: 'cross', tone: 'noanswer' };
  return row.duplicate ? { ...look, line: 'dashed', width: 1, tone: 'quiet' } : look;
}

/** "ignored" stands beside the lifeline where there is room for it, in the label where there is not. */
function visiblePieces(entry: PacketEntry, { model, language, messages, mode }: LadderContext): readonly string[] {
  const [first = '', ...rest] = arrowLabel(entry.row, model, language);
  const standsBeside = mode === 'margin' || mode === 'under';
  return entry.row.ignored && !standsBeside ? [first, messages.ladder.ignored, ...rest] : [first, ...rest];
}

function runSign({ expanded }: RunRow, { isDetached }: LadderContext): string {
  if (isDetached) return '⋯';
  return expanded ? '▾' : '▸';
}

/** What an open run leaves out, and the ways to it; Enter on the row is the first of them. */
function Hidden({ entry, context }: { readonly entry: HiddenEntry; readonly context: LadderContext }) {
  const { ladder } = context.messages;
  const more = (from: 'start' | 'end', text: string) => (
    <button type="button" tabIndex={-1} className="hidden-more" onClick={() => context.showMore(entry.key, from)}>
      {text}
    </button>
  );
  return (
    <span className="hidden-note">
      {more('start', ladder.moreAfter)} <span>{ladder.hidden(formatCount(entry.packets))}</span> {more('end', ladder.moreBefore)}
    </span>
  );
}

function LaneLabel({ pieces }: { readonly pieces: readonly string[] }) {
  return (
    <span className="lane-label">
      {pieces.map((piece, index) => (
        <span key={index}>{piece}</span>
      ))}
    </span>
  );
}

/** Below 600 px: "server → client · FIN seq 1 ack 1 · server FIN-WAIT-1". */
function ListText({ entry, context }: { readonly entry: LadderEntry; readonly context: LadderContext }) {
  const { language, messages } = context;
  switch (entry.kind) {
    case 'packet': {
      const { row } = entry;
      const changes = (['client', 'server'] as const).flatMap((side) => {
        const state = changeOf(entry, side);
        const name = state === null ? null : stateName(state);
        return name === null ? [] : [`${messages.ladder[side]} ${name}`];
      });
      const from = row.from === 'middlebox' ? messages.sides.middlebox : messages.ladder[row.from];
      const to = messages.ladder[receiverOf(entry)];
      return (
        <>
          <span className={`list-segment tone-${lookFor(row).tone}`}>
            <span className="list-direction">
              {from} → {to}
            </span>{' '}
            {visiblePieces(entry, context).join('  ')}
          </span>
          {changes.length > 0 ? <span className="list-states">{changes.join(' · ')}</span> : null}
        </>
      );
    }
    case 'gap': {
      const label = gapLabel(entry.row, context.model.server.port, language, messages);
      return <span className="list-gap">≈ {label.hint === null ? label.text : `${label.text} · ${label.hint}`}</span>;
    }
    case 'run':
      return (
        <span className="run">
          <span className="run-sign">{runSign(entry.row, context)}</span> {runLabel(entry.row, language)}
        </span>
      );
    case 'unseen': {
      const { from } = entry.data;
      const [first, last] = [messages.ladder[from], messages.ladder[from === 'client' ? 'server' : 'client']];
      return (
        <span className="list-gap">
          {first} → {last} {unseenPieces(entry.data, entry.frame, ladderWords[language]).join('  ')}
        </span>
      );
    }
    case 'hidden':
      return <Hidden entry={entry} context={context} />;
  }
}
