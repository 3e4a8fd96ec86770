// A row of the ladder with two taps: a packet with both its numbers, a pause, a run, or what an open run leaves out; as a drawing or, on
// a phone, as a sentence.

import { memo } from 'react';
import { formatBytes, formatDuration, type Language } from '#engine/base/format';
import type { TwoTapPacket, TwoTapRow as TwoTapRowModel, TwoTapRun } from '#engine/compare/compare-model';
import type { CompareWords } from '#engine/compare/words/compare-words';
import { fateText, firstSeen, isFromClient, twoTapLabel } from '#engine/compare/text-two-tap';
import { bandOf, chipText } from '#engine/ladder/svg-look';
import type { StatePair } from '#engine/ladder/ladder-model';
import { useLanguage } from '../../app/language';
import type { Density } from '../../ui/ladder/density';
import { SlopedArrow } from './SlopedArrow';
import type { TwoTapEntry } from './two-tap-entries';
import { GEOMETRY, rowHeight, type TwoTapMode } from './two-tap-look';
import { useCompareMessages, useCompareWords } from './use-words';

/** An arrow that takes as long as most falls so far. */
const FALL_PX = 8;

export interface TwoTapRowProps {
  readonly entry: TwoTapEntry;
  readonly index: number;
  readonly before: StatePair;
  /** As the column tells it. */
  readonly time: string;
  readonly isCurrent: boolean;
  readonly isMarked: boolean;
  readonly mode: TwoTapMode;
  readonly density: Density;
  readonly laneWidth: number;
  readonly usual: number;
  readonly digits: number;
  /** The second capture is the client's. */
  readonly isSecondNear: boolean;
  /** Where it stands to scale, its arrow drawn behind it; null: one row below the other. */
  readonly top: number | null;
  /** Those behind a row: selecting it, opening or closing it. */
  onSelect(index: number): void;
  onToggle(index: number): void;
}

export const TwoTapRow = memo(function TwoTapRow(props: TwoTapRowProps) {
  const { entry, index, before, time, isCurrent, isMarked, mode, density, digits, isSecondNear, top, onSelect, onToggle } = props;
  const text = useCompareMessages();
  const words = useCompareWords();
  const language = useLanguage();
  const packet = entry.kind === 'packet' ? entry.row : null;
  const isTimed = entry.kind === 'packet' || entry.kind === 'run';
  const [near, far] = isTimed ? [numbersOf(entry.row, 'client'), numbersOf(entry.row, 'server')] : ['', ''];
  const plain =
    entry.kind === 'gap'
      ? words.idle(formatDuration(entry.row.seconds, language))
      : entry.kind === 'hidden'
        ? words.hidden(entry.packets)
        : entry.kind === 'run'
          ? runText(entry.row)
          : '';
  function runText(run: TwoTapRun): string {
    const bytes = (value: number): string => (value > 0 ? formatBytes(value, language) : '');
    return words.run(
      run.packets,
      run.differing,
      bytes(run.bytesClient),
      bytes(run.bytesServer),
      formatDuration(run.durationSeconds, language),
    );
  }
  const told = packet === null ? plain : sentence(packet);
  function sentence(row: TwoTapPacket): string {
    const unseen = (numbers: string) => (numbers === '–' ? text.unseen : numbers);
    const [from, to] = isFromClient(row) ? [text.client, text.server] : [text.server, text.client];
    const states = (['client', 'server'] as const).flatMap((side) =>
      row.after[side] === before[side] || chipText(row.after[side]) === '' ? [] : [text.state(text[side], chipText(row.after[side]))],
    );
    return [
      isSecondNear ? text.packet(unseen(far), unseen(near)) : text.packet(unseen(near), unseen(far)),
      `${firstSeen(row).toFixed(digits)} s`,
      `${from} → ${to}`,
      twoTapLabel(row, language).join(' '),
      saidOf(row, words, text, language),
      ...states,
    ]
      .filter((part) => part !== '')
      .join(language === 'zh' ? '，' : ', ');
  }
  return (
    <div
      role="row"
      className={`tt-row tt-${entry.kind}${packet === null ? '' : ` tt-fate-${packet.fate}`}`}
      data-testid={TEST_IDS[entry.kind]}
      data-packet={packet?.packet.frame}
      data-fate={packet?.fate}
      data-client={packet?.clientFrames.join(' ')}
      data-server={packet?.serverFrames.join(' ')}
      data-key={entry.key}
      data-marked={isMarked ? '' : undefined}
      style={top === null ? (mode === 'list' ? undefined : { height: rowHeight(entry, density) }) : { top }}
      aria-level={entry.level}
      aria-rowindex={index + 2}
      aria-expanded={entry.kind === 'run' ? entry.row.expanded : undefined}
      aria-selected={isCurrent}
      aria-label={told}
      tabIndex={isCurrent ? 0 : -1}
      onClick={() => {
        onSelect(index);
        if (entry.kind === 'run' || entry.kind === 'hidden') onToggle(index);
      }}
    >
      <span role="gridcell" className="tt-number">
        {near}
      </span>
      <span role="gridcell" className="tt-number">
        {far}
      </span>
      <span role="gridcell" className="tt-time">
        {time}
      </span>
      <span role="gridcell" className="tt-segment">
        {mode === 'list' ? (
          packet === null ? (
            <span className="tt-plain">
              {mark(entry)}
              {plain}
            </span>
          ) : (
            <ListText row={packet} />
          )
        ) : (
          <span className="tt-frame">
            <State side="client" before={before} entry={entry} isShown={mode === 'states'} />
            <Band side="client" before={before} entry={entry} />
            {packet === null ? (
              <span className="tt-lane tt-plain">
                {mark(entry)}
                {plain}
              </span>
            ) : (
              <Lane row={packet} laneWidth={props.laneWidth} usual={props.usual} density={density} isArrowBehind={top !== null} />
            )}
            <Band side="server" before={before} entry={entry} />
            <State side="server" before={before} entry={entry} isShown={mode === 'states'} />
          </span>
        )}
      </span>
    </div>
  );
});

const TEST_IDS = { packet: 'ladder-row', gap: 'ladder-gap', run: 'ladder-run', hidden: 'ladder-more' } as const;

function mark(entry: TwoTapEntry): string {
  return entry.kind === 'run' ? (entry.row.expanded ? '▾ ' : '▸ ') : '';
}

interface LaneProps {
  readonly row: TwoTapPacket;
  readonly laneWidth: number;
  readonly usual: number;
  readonly density: Density;
  readonly isArrowBehind: boolean;
}

function Lane({ row, laneWidth, usual, density, isArrowBehind }: LaneProps) {
  const text = useCompareMessages();
  const language = useLanguage();
  const words = useCompareWords();
  const { rowPx, lineY, fallMostPx } = GEOMETRY[density];
  const fromClient = isFromClient(row);
  const isSentOnly = (fromClient ? row.serverSeconds : row.clientSeconds) === null;
  const isCameOnly = (fromClient ? row.clientSeconds : row.serverSeconds) === null;
  // Beside the sender; what nobody sent, beside its receiver.
  const isLeft = fromClient !== isCameOnly;
  const label = twoTapLabel(row, language);
  const fate = saidOf(row, words, text, language);
  const isPlain = row.fate === 'both';
  // Below an arrow that arrived there is room at its beginning alone; beside one that did not, on the other side.
  const isSaidLeft = isArrowBehind || isPlain || isSentOnly || isCameOnly ? !isLeft : isLeft;
  return (
    <span className="tt-lane">
      {!isArrowBehind && (
        <svg className="tt-arrow" width={laneWidth} height={rowPx} aria-hidden="true" focusable="false">
          <SlopedArrow
            packet={row.packet}
            fromClient={fromClient}
            fate={row.fate}
            alone={isCameOnly ? 'came' : isSentOnly ? 'sent' : null}
            laneWidth={laneWidth}
            fromY={lineY}
            toY={lineY + Math.max(0, Math.min(fallMostPx, row.oneWaySeconds === null ? FALL_PX : FALL_PX * (row.oneWaySeconds / usual)))}
          />
        </svg>
      )}
      <span className={`tt-label ${isLeft ? 'tt-left' : 'tt-right'}`}>
        {label.map((piece, at) => (
          <span key={at}>{piece}</span>
        ))}
      </span>
      <span className={`${isPlain ? 'tt-way' : 'tt-said'} ${isSaidLeft ? 'tt-left' : 'tt-right'}`}>
        {row.notes.map((number) => (
          <span key={number} className="pair-note-number">
            {number}
          </span>
        ))}{' '}
        {fate}
      </span>
    </span>
  );
}

function ListText({ row }: { readonly row: TwoTapPacket }) {
  const text = useCompareMessages();
  const language = useLanguage();
  const words = useCompareWords();
  const [from, to] = isFromClient(row) ? [text.client, text.server] : [text.server, text.client];
  return (
    <span className="tt-list">
      <span>
        <span className="tt-direction">
          {from} → {to}
        </span>{' '}
        {twoTapLabel(row, language).join('  ')}
      </span>
      <span className={row.fate === 'both' ? 'tt-way' : 'tt-said'}>
        {row.notes.map((number) => (
          <span key={number} className="pair-note-number">
            {number}
          </span>
        ))}{' '}
        {saidOf(row, words, text, language)}
      </span>
    </span>
  );
}

interface SideProps {
  readonly side: 'client' | 'server';
  readonly before: StatePair;
  readonly entry: TwoTapEntry;
}

function Band({ side, before, entry }: SideProps) {
  const after = entry.kind === 'hidden' ? before : entry.row.after;
  return (
    <span className="tt-band">
      <span className={`tt-band-${bandOf(before[side])}`} />
      <span className={`tt-band-${bandOf(after[side])}`} />
    </span>
  );
}

function State({ side, before, entry, isShown }: SideProps & { readonly isShown: boolean }) {
  const after = entry.kind === 'hidden' ? before : entry.row.after;
  const name = after[side] === before[side] ? '' : chipText(after[side]);
  return (
    <span className={`tt-state tt-state-${side}`}>
      {isShown && name !== '' && <span className={`tt-chip tt-band-${bandOf(after[side])}`}>{name}</span>}
    </span>
  );
}

/** What became of it: in a row of its own words. */
function saidOf(row: TwoTapPacket, words: CompareWords, text: ReturnType<typeof useCompareMessages>, language: Language): string {
  const said = fateText(row, words, language);
  return row.fate === 'changed' ? text.changed(words.kinds.changed, said) : said;
}

function numbersOf(row: Exclude<TwoTapRowModel, { kind: 'gap' }>, side: 'client' | 'server'): string {
  const list = side === 'client' ? row.clientFrames : row.serverFrames;
  if (row.kind === 'run') return list[0] === 0 ? '–' : `${list[0]}–${list[1]}`;
  return list.length === 0 ? '–' : list.length === 1 ? String(list[0]) : `${list[0]}+${list.length - 1}`;
}
