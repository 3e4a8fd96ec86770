// What a shared analysis has of one row: figures of the header, what it shows, and a person's note. No bytes: they stayed with the capture.

import type { ReactNode } from 'react';
import { formatCount, formatEndpoint, formatExactBytes } from '#engine/base/format';
import type { Language } from '#engine/causes/words/words';
import type { LadderModel, PacketRow } from '#engine/ladder/ladder-model';
import { ladderWords } from '#engine/ladder/text-words';
import { cleanNote } from '#engine/model/note';
import { arrowLabel, runLabel } from '../ladder/arrow-label';
import { receiverOf, stateName, type LadderEntry, type PacketEntry } from '../ladder/ladder-rows';
import { formatDelta, fullTime, type TimeScale } from '../../../ui/ladder/time-format';
import type { ConnectionMessages } from '../messages';
import { detachedMessages } from './messages';

interface RowFactsProps {
  readonly entry: LadderEntry;
  readonly model: LadderModel;
  readonly scale: TimeScale;
  readonly claims: ReadonlyMap<number, string>;
  readonly note: string | null;
  readonly language: Language;
  readonly messages: ConnectionMessages;
}

export function RowFacts(props: RowFactsProps) {
  const { entry, language, messages } = props;
  const text = detachedMessages(language);
  switch (entry.kind) {
    case 'packet':
      return <PacketFacts {...props} entry={entry} />;
    case 'run':
      return (
        <Panel
          title={`#${entry.row.firstFrame}–${entry.row.lastFrame}`}
          told={runLabel(entry.row, language)}
          hint={text.folded}
          frame={null}
        />
      );
    default:
      return <Panel title={null} told="" hint={messages.panel.noPacket} frame={null} />;
  }
}

interface PanelProps {
  readonly title: string | null;
  readonly told: string;
  readonly hint: string;
  readonly frame: number | null;
  readonly children?: ReactNode;
}

function Panel({ title, told, hint, frame, children }: PanelProps) {
  return (
    <div className="row-facts" data-testid="row-facts" data-packet={frame ?? undefined}>
      {title !== null && (
        <p className="row-facts-title">
          <strong>{title}</strong> {told}
        </p>
      )}
      {children}
      <p className="row-facts-hint">{hint}</p>
    </div>
  );
}

function PacketFacts({ entry, model, scale, claims, note, language, messages }: RowFactsProps & { readonly entry: PacketEntry }) {
  const text = detachedMessages(language);
  const { row } = entry;
  const names = { ...messages.ladder, middlebox: messages.sides.middlebox };
  const end = (side: PacketRow['from']) =>
    side === 'middlebox' ? names[side] : `${names[side]} ${formatEndpoint(model[side].address, model[side].port)}`;
  const delta = entry.isFirst ? '' : ` (${formatDelta(row.deltaSeconds, false, scale.digits, language)})`;
  const states = (['client', 'server'] as const).flatMap((side) => {
    const state = stateName(row.after[side]);
    return state === null ? [] : [`${names[side]} ${state}`];
  });
  const facts: readonly (readonly [name: string, value: string | null])[] = [
    [text.time, `${fullTime(scale, row.seconds)}${delta}`],
    [text.direction, `${end(row.from)} → ${end(receiverOf(entry))}`],
    [text.reported, row.icmp === null ? null : messages.sentence.icmpFrom(row.icmp.from)],
    ...segmentFacts(row, language, messages),
    [text.states, states.length === 0 ? null : states.join(' · ')],
  ];
  const shown = row.notes.flatMap((number) => claims.get(number) ?? []);
  return (
    <Panel title={`#${row.frame}`} told={arrowLabel(row, model, language).join('  ')} hint={text.bytes} frame={row.frame}>
      <dl className="row-facts-list">
        {facts.map(
          ([name, value]) =>
            value !== null && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
        {shown.length > 0 && (
          <div>
            <dt>{text.shows}</dt>
            <dd>{shown.join(' ')}</dd>
          </div>
        )}
      </dl>
      {note !== null && (
        <p className="row-facts-note" data-testid="row-note" dir="auto">
          {cleanNote(note)}
        </p>
      )}
    </Panel>
  );
}

function segmentFacts(row: PacketRow, language: Language, messages: ConnectionMessages): readonly (readonly [string, string | null])[] {
  const text = detachedMessages(language);
  const words = messages.sentence;
  if (row.style === 'icmp') return [['TTL', String(row.ttl)]];
  const options = [
    ...(row.mss === null ? [] : [`MSS ${formatCount(row.mss)}`]),
    ...(row.windowScale === null ? [] : [`${text.scale} × ${formatCount(row.windowScale)}`]),
  ];
  const remarks = [
    ...(row.retry > 0 ? [words.retransmission(row.retry)] : []),
    ...(row.retry > 0 && row.retryOf !== null ? [words.firstSentAs(row.retryOf)] : []),
    ...(row.crossed ? [words.crossed] : []),
    ...(row.ignored ? [words.ignored] : []),
    ...(row.duplicate ? [words.copy] : []),
    ...(row.foreign ? [ladderWords[language].foreign] : []),
    ...(row.acksUnseen === true ? [ladderWords[language].acksUnseen] : []),
  ];
  const list = (parts: readonly string[]) => (parts.length === 0 ? null : parts.join(words.separator));
  return [
    [text.flags, list(row.flags)],
    [text.data, row.len === 0 ? null : [formatExactBytes(row.len, language), row.hint].filter((part) => part !== '').join(' · ')],
    [text.sequence, formatCount(row.seq)],
    [text.acknowledged, row.ack === null ? null : formatCount(row.ack)],
    [text.window, row.window === null ? null : formatCount(row.window)],
    [text.options, list(options)],
    ['TTL', String(row.ttl)],
    [text.remarks, list(remarks)],
  ];
}
