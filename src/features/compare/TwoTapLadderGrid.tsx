// The ladder with two taps (ux 3.8) as a tree grid: the client's band, the path, the server's band; numbers of both files and one
// clock. Below 600 px a list of the same rows.

import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { formatBytes, formatDuration, formatEndpoint, type Language } from '#engine/base/format';
import type { TwoTapLadder, TwoTapPacket, TwoTapRow, TwoTapRun } from '#engine/compare/compare-model';
import type { CompareWords } from '#engine/compare/words/compare-words';
import { fateText, firstSeen, isFromClient, twoTapLabel } from '#engine/compare/text-two-tap';
import { bandOf, chipText } from '#engine/ladder/svg-look';
import type { StatePair } from '#engine/ladder/ladder-model';
import { useLanguage } from '../../app/language';
import { SlopedArrow } from './SlopedArrow';
import { stepTo, type TwoTapEntry } from './two-tap-entries';
import { useCompareMessages, useCompareWords } from './use-words';

const UNSEEN: StatePair = { client: 'unseen', server: 'unseen' };
const LIST_BELOW_PX = 600;
const ROW_PX = 46;
/** Narrower lanes have no room for states beside them. */
const STATES_FROM_PX = 900;

export interface TwoTapLadderGridProps {
  readonly ladder: TwoTapLadder;
  readonly entries: readonly TwoTapEntry[];
  readonly current: number;
  /** Counts up: the current row is to be focused and in sight. */
  readonly reveal: number;
  onSelect(index: number): void;
  onToggle(run: number): void;
  onExpandAll(isAll: boolean): void;
}

export function TwoTapLadderGrid({ ladder, entries, current, reveal, onSelect, onToggle, onExpandAll }: TwoTapLadderGridProps) {
  const text = useCompareMessages();
  const root = useRef<HTMLDivElement>(null);
  const lane = useRef<HTMLDivElement>(null);
  const width = useWidth(root);
  const laneWidth = useWidth(lane);
  const mode = width < LIST_BELOW_PX ? 'list' : width < STATES_FROM_PX ? 'bands' : 'states';
  const usual = useMemo(() => usualWay(ladder), [ladder]);
  const done = useRef(reveal);
  useEffect(() => {
    if (done.current === reveal) return;
    done.current = reveal;
    const row = root.current?.querySelector<HTMLElement>('[aria-selected="true"]');
    row?.scrollIntoView?.({ block: 'nearest' });
    row?.focus({ preventScroll: true });
  }, [reveal, current]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const entry = entries[current];
    const last = entries.length - 1;
    const key = event.key;
    if (key === 'ArrowDown' || key === 'j') onSelect(Math.min(last, current + 1));
    else if (key === 'ArrowUp' || key === 'k') onSelect(Math.max(0, current - 1));
    else if (key === 'Home') onSelect(0);
    else if (key === 'End') onSelect(last);
    else if (key === 'n' || key === 'p') onSelect(Math.max(0, stepTo(entries, current, key === 'n' ? 1 : -1)));
    else if (key === 'e') onExpandAll(entries.every((one) => one.kind !== 'run' || !one.row.expanded));
    else if ((key === 'ArrowRight' || key === 'ArrowLeft' || key === 'Enter') && entry?.kind === 'run') {
      if (key === 'Enter' || entry.row.expanded === (key === 'ArrowLeft')) onToggle(entry.row.id);
    } else return;
    event.preventDefault();
  };
  const { client, server, clientTap } = ladder;
  const [one, two] = clientTap === 'first' ? ['#1', '#2'] : ['#2', '#1'];
  const before = useMemo(() => statesBefore(entries), [entries]);
  return (
    <div className="tt" data-testid="ladder" data-mode={mode} ref={root}>
      <div role="treegrid" aria-label={text.ladderLabel} aria-rowcount={entries.length + 1} aria-colcount={4}>
        <div role="rowgroup">
          <div role="row" className="tt-head" aria-rowindex={1}>
            <span role="columnheader" className="tt-number">
              {one}
            </span>
            <span role="columnheader" className="tt-number">
              {two}
            </span>
            <span role="columnheader" className="tt-time">
              {text.time}
            </span>
            <span role="columnheader" className="tt-segment" aria-label={text.ladderLabel}>
              <span className="tt-ends">
                <span>
                  {text.client} <strong>{formatEndpoint(client.address, client.port)}</strong>
                  <br />
                  <span className="tt-tap">▼ {client.tap}</span>
                </span>
                <span className="tt-path">{text.onPath}</span>
                <span>
                  {text.server} <strong>{formatEndpoint(server.address, server.port)}</strong>
                  <br />
                  <span className="tt-tap">{server.tap} ▼</span>
                </span>
              </span>
              <span className="tt-frame">
                <span />
                <span />
                <span ref={lane} />
                <span />
                <span />
              </span>
            </span>
          </div>
        </div>
        <div role="rowgroup" onKeyDown={onKeyDown}>
          {entries.map((entry, index) => (
            <Row
              key={`${entry.key} ${index}`}
              entry={entry}
              index={index}
              before={before[index] ?? UNSEEN}
              isCurrent={index === current}
              mode={mode}
              laneWidth={laneWidth}
              usual={usual}
              digits={ladder.timeDigits}
              isSecondNear={clientTap === 'second'}
              onSelect={onSelect}
              onToggle={onToggle}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  readonly entry: TwoTapEntry;
  readonly index: number;
  readonly before: StatePair;
  readonly isCurrent: boolean;
  readonly mode: 'list' | 'bands' | 'states';
  readonly laneWidth: number;
  readonly usual: number;
  readonly digits: number;
  /** The second capture is the client's. */
  readonly isSecondNear: boolean;
  onSelect(index: number): void;
  onToggle(run: number): void;
}

function Row(props: RowProps) {
  const { entry, index, before, isCurrent, mode, digits, isSecondNear, onSelect, onToggle } = props;
  const text = useCompareMessages();
  const words = useCompareWords();
  const language = useLanguage();
  const packet = entry.kind === 'packet' ? entry.row : null;
  const isTimed = entry.kind === 'packet' || entry.kind === 'run';
  const [near, far] = isTimed ? [numbersOf(entry.row, 'client'), numbersOf(entry.row, 'server')] : ['', ''];
  const time =
    entry.kind === 'packet' ? firstSeen(entry.row).toFixed(digits) : entry.kind === 'run' ? entry.row.seconds.toFixed(digits) : '';
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
      `${time} s`,
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
      aria-level={entry.level}
      aria-rowindex={index + 2}
      aria-expanded={entry.kind === 'run' ? entry.row.expanded : undefined}
      aria-selected={isCurrent}
      aria-label={told}
      tabIndex={isCurrent ? 0 : -1}
      onClick={() => {
        onSelect(index);
        if (entry.kind === 'run') onToggle(entry.row.id);
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
          <span className="tt-frame" style={{ minHeight: packet === null ? 28 : ROW_PX }}>
            <State side="client" before={before} entry={entry} isShown={mode === 'states'} />
            <Band side="client" before={before} entry={entry} />
            {packet === null ? (
              <span className="tt-lane tt-plain">
                {mark(entry)}
                {plain}
              </span>
            ) : (
              <Lane row={packet} laneWidth={props.laneWidth} usual={props.usual} />
            )}
            <Band side="server" before={before} entry={entry} />
            <State side="server" before={before} entry={entry} isShown={mode === 'states'} />
          </span>
        )}
      </span>
    </div>
  );
}

const TEST_IDS = { packet: 'ladder-row', gap: 'ladder-gap', run: 'ladder-run', hidden: 'ladder-more' } as const;

function mark(entry: TwoTapEntry): string {
  return entry.kind === 'run' ? (entry.row.expanded ? '▾ ' : '▸ ') : '';
}

function Lane({ row, laneWidth, usual }: { readonly row: TwoTapPacket; readonly laneWidth: number; readonly usual: number }) {
  const text = useCompareMessages();
  const language = useLanguage();
  const words = useCompareWords();
  const fromClient = isFromClient(row);
  const isSentOnly = (fromClient ? row.serverSeconds : row.clientSeconds) === null;
  const isCameOnly = (fromClient ? row.clientSeconds : row.serverSeconds) === null;
  // Beside the sender; what nobody sent, beside its receiver.
  const isLeft = fromClient !== isCameOnly;
  const label = twoTapLabel(row, language);
  const fate = saidOf(row, words, text, language);
  const isPlain = row.fate === 'both';
  // Below an arrow that arrived there is room at its beginning alone; beside one that did not, on the other side.
  const isSaidLeft = isPlain || isSentOnly || isCameOnly ? !isLeft : isLeft;
  return (
    <span className="tt-lane">
      <SlopedArrow
        packet={row.packet}
        fromClient={fromClient}
        fate={row.fate}
        alone={isCameOnly ? 'came' : isSentOnly ? 'sent' : null}
        slope={row.oneWaySeconds === null ? 1 : row.oneWaySeconds / usual}
        laneWidth={laneWidth}
        height={ROW_PX}
      />
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

function numbersOf(row: Exclude<TwoTapRow, { kind: 'gap' }>, side: 'client' | 'server'): string {
  const list = side === 'client' ? row.clientFrames : row.serverFrames;
  if (row.kind === 'run') return list[0] === 0 ? '–' : `${list[0]}–${list[1]}`;
  return list.length === 0 ? '–' : list.length === 1 ? String(list[0]) : `${list[0]}+${list.length - 1}`;
}

/** States of both ends when each row begins. */
function statesBefore(entries: readonly TwoTapEntry[]): readonly StatePair[] {
  let last = UNSEEN;
  return entries.map((entry) => {
    const before = last;
    if (entry.kind !== 'hidden') last = entry.row.after;
    return before;
  });
}

/** Middle time on the way: such an arrow falls as drawings usually do. */
function usualWay({ rows }: TwoTapLadder): number {
  const ways = rows
    .flatMap((row) => (row.kind === 'packet' && row.oneWaySeconds !== null ? [row.oneWaySeconds] : []))
    .toSorted((a, b) => a - b);
  return Math.max(ways[ways.length >> 1] ?? 0, 1e-6);
}

function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const measure = () => setWidth(target.getBoundingClientRect().width);
    measure();
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
