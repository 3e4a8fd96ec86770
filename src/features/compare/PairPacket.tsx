// The packet of the current row out of both files: fields and bytes beside each other, and what was changed between the two places.
// Loaded with the first compared connection; bytes are read from the files when a row is looked at.

import { useMemo, useState } from 'react';
import type { TapId, TwoTapPacket } from '#engine/compare/compare-model';
import { isFromClient } from '#engine/compare/text-two-tap';
import type { PacketRow } from '#engine/ladder/ladder-model';
import type { PacketDetail } from '#engine/rpc/protocol';
import { useLanguage } from '../../app/language';
import { comparing as engine } from '../../engine-client/comparing-client';
import { changedValues, packetChanges, tellingChange } from '../../ui/packet/packet-changes';
import { packetMessages } from '../../ui/packet/packet-messages';
import { fieldName } from '../../ui/packet/field-names';
import { fieldAt, pathOfId } from '../../ui/packet/field-tree';
import { PacketPanel } from '../../ui/packet/PacketPanel';
import { usePacket, type PacketReading } from '../../ui/packet/use-packet';
import { useCompareMessages } from './use-words';

const FORMS = ['fields', 'bytes', 'payload'] as const;
export type PacketForm = (typeof FORMS)[number];

/** Changes that are told in the line above; the fields tell all. */
const CHANGES_MOST = 12;
const UNKNOWN_TTL = { client: { ttl: null }, server: { ttl: null } };
const readers = {
  first: (frame: number) => engine.packet('first', frame),
  second: (frame: number) => engine.packet('second', frame),
};

export interface PairPacketProps {
  readonly row: TwoTapPacket | null;
  readonly clientTap: TapId;
  /** The two connections of a proxy share what is said, and no packet. */
  readonly isHop: boolean;
  /** Both places are in the file that is open. */
  readonly isOneFile: boolean;
  readonly names: Readonly<Record<TapId, string>>;
  readonly form: PacketForm;
  onForm(form: PacketForm): void;
}

type Shown = 'both' | TapId;

export function PairPacket({ row, clientTap, isHop, isOneFile, names, form, onForm }: PairPacketProps) {
  const text = useCompareMessages();
  const [wished, setWished] = useState<Shown>('both');
  const near = clientTap;
  const far: TapId = near === 'first' ? 'second' : 'first';
  const frames: Readonly<Record<TapId, readonly number[]>> = {
    first: (near === 'first' ? row?.clientFrames : row?.serverFrames) ?? [],
    second: (near === 'first' ? row?.serverFrames : row?.clientFrames) ?? [],
  };
  const key = row === null ? '' : `${frames.first[0]} ${frames.second[0]}`;
  const [piece, setPiece] = useState<{ readonly key: string; readonly first: number; readonly second: number } | null>(null);
  const at = piece?.key === key ? piece : { key, first: 0, second: 0 };
  const frame = { first: frames.first[at.first] ?? null, second: frames.second[at.second] ?? null };
  const readings = { first: usePacket(frame.first, readers.first), second: usePacket(frame.second, readers.second) };
  const details = { first: detailOf(readings.first, frame.first), second: detailOf(readings.second, frame.second) };
  const isWhole = frames.first.length === 1 && frames.second.length === 1 && !isHop;
  const up = row === null || isFromClient(row) ? near : far;
  const down = up === 'first' ? 'second' : 'first';
  const seen = (['first', 'second'] as const).filter((tap) => frames[tap].length > 0);
  const shown = wished === 'both' || !seen.includes(wished) ? seen : [wished];
  const label = (tap: TapId) => (tap === 'first' ? '#1' : '#2');
  return (
    <section className="pair-packet" data-testid="pair-packet" aria-label={text.packetHead}>
      <div className="pair-tools">
        <h2>{text.packetHead}</h2>
        <Choice
          label={text.packetHead}
          options={FORMS.map((one) => [one, text.forms[one]] as const)}
          value={form}
          onChoose={onForm}
          testId="packet-form"
        />
        {seen.length === 2 && (
          <Choice<Shown>
            label={text.fromFile}
            options={[['both', text.bothFiles], ...seen.map((tap): readonly [Shown, string] => [tap, `${label(tap)} ${names[tap]}`])]}
            value={wished}
            onChoose={setWished}
            testId="packet-file"
          />
        )}
      </div>
      {row === null ? (
        <p className="compare-note">{text.chooseRow}</p>
      ) : (
        <Changed
          here={details[up]}
          there={details[down]}
          state={seen.length < 2 ? 'alone' : isHop ? 'hop' : isWhole ? 'whole' : 'pieces'}
          counts={[frames[up].length, frames[down].length]}
          name={names[seen[0] ?? 'first']}
        />
      )}
      {row !== null && (
        <div className="pair-packets">
          {shown.map((tap) => (
            <OnePacket
              key={tap}
              tap={tap}
              name={`${label(tap)} ${names[tap]}`}
              frames={frames[tap]}
              chosen={at[tap]}
              reading={readings[tap]}
              row={
                up === tap || seen.length === 1 ? row.packet : isWhole && details[tap] !== null ? rowThere(row.packet, details[tap]) : null
              }
              other={isWhole && seen.length === 2 ? details[tap === 'first' ? 'second' : 'first'] : null}
              form={form}
              about={tap === 'first' || isOneFile ? 'packet' : 'other-packet'}
              onPiece={(index) => setPiece({ ...at, [tap]: index })}
            />
          ))}
        </div>
      )}
    </section>
  );
}

/** The same packet further on: its numbers count from the same beginning, its header may say others. */
function rowThere(row: PacketRow, detail: PacketDetail): PacketRow {
  const valueOf = (...ids: readonly string[]): number | null => {
    for (const id of ids) {
      const field = fieldAt(detail.fields, pathOfId(detail.fields, id));
      if (field !== null && Number.isFinite(Number(field.value))) return Number(field.value);
    }
    return null;
  };
  return {
    ...row,
    frame: detail.frame,
    ttl: valueOf('ip.ttl', 'ipv6.hlim') ?? row.ttl,
    rawSeq: valueOf('tcp.seq') ?? row.rawSeq,
    rawAck: valueOf('tcp.ack') ?? row.rawAck,
  };
}

interface OnePacketProps {
  readonly tap: TapId;
  readonly name: string;
  readonly frames: readonly number[];
  readonly chosen: number;
  readonly reading: PacketReading;
  /** As the ladder would draw it here. */
  readonly row: PacketRow | null;
  /** The same packet in the other file. */
  readonly other: PacketDetail | null;
  readonly form: PacketForm;
  readonly about: 'packet' | 'other-packet';
  onPiece(index: number): void;
}

function OnePacket({ tap, name, frames, chosen, reading, row, other, form, about, onPiece }: OnePacketProps) {
  const language = useLanguage();
  const messages = packetMessages[language];
  const own = reading.state === 'ready' ? reading.detail : null;
  const changes = useMemo(() => (own === null || other === null ? null : packetChanges(own, other)), [own, other]);
  return (
    <article className="pair-packet-side" data-testid={`packet-${tap}`} data-frame={frames[chosen]} data-changed={changes?.there.size}>
      <h3>
        {name}
        {frames.length > 1 && (
          <select aria-label={name} className="ladder-select" value={chosen} onChange={(event) => onPiece(Number(event.target.value))}>
            {frames.map((frame, index) => (
              <option key={frame} value={index}>
                #{frame}
              </option>
            ))}
          </select>
        )}
      </h3>
      <PacketPanel
        // Which fields are open depends on what was changed.
        key={`${frames[chosen]} ${changes === null}`}
        reading={reading}
        row={row}
        usual={UNKNOWN_TTL}
        form={form}
        language={language}
        messages={messages}
        changes={changes}
        chosenFirst={own === null ? null : tellingChange(own.fields, changes)}
        about={about}
      />
    </article>
  );
}

interface ChangedProps {
  /** Where it passed first, and further on. */
  readonly here: PacketDetail | null;
  readonly there: PacketDetail | null;
  readonly state: 'alone' | 'hop' | 'whole' | 'pieces';
  readonly counts: readonly [number, number];
  readonly name: string;
}

function Changed({ here, there, state, counts, name }: ChangedProps) {
  const text = useCompareMessages();
  const language = useLanguage();
  const values = useMemo(
    () => (state === 'whole' && here !== null && there !== null ? changedValues(here, there) : null),
    [state, here, there],
  );
  if (state === 'alone') return <p className="compare-note">{text.inOneFile(name)}</p>;
  if (state === 'hop') return <p className="compare-note">{text.hopPackets}</p>;
  if (state === 'pieces') return <p className="compare-note">{text.inPieces(...counts)}</p>;
  if (values === null) return <p className="compare-note">&nbsp;</p>;
  if (values.length === 0) return <p className="compare-note">{text.unchanged}</p>;
  return (
    <ul className="pair-changes" data-testid="packet-changes" aria-label={text.changedOnWay}>
      <li className="compare-label">{text.changedOnWay}</li>
      {values.slice(0, CHANGES_MOST).map(({ id, here: before, there: after }, at) => (
        <li key={`${id} ${at}`} data-field={id}>
          {fieldName(id, language)}{' '}
          <span className="numeric">
            {brief(before)} → {brief(after)}
          </span>
        </li>
      ))}
      {values.length > CHANGES_MOST && <li>…</li>}
    </ul>
  );
}

/** Payloads and unknown options have long values; the fields below have them whole. */
function brief(value: string | null): string {
  if (value === null) return '–';
  return value.length > 40 ? `${value.slice(0, 39)}…` : value;
}

/** Only of the packet that is asked for: the one before stays in the panel until the next is read. */
function detailOf(reading: PacketReading, frame: number | null): PacketDetail | null {
  return reading.state === 'ready' && reading.frame === frame ? reading.detail : null;
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly (readonly [T, string])[];
  readonly value: T;
  readonly testId: string;
  onChoose(value: T): void;
}

function Choice<T extends string>({ label, options, value, testId, onChoose }: ChoiceProps<T>) {
  return (
    <span className="pair-choice" role="group" aria-label={label} data-testid={testId}>
      {options.map(([id, name]) => (
        <button
          key={id}
          type="button"
          className="button button-small"
          data-choice={id}
          aria-pressed={id === value}
          onClick={() => onChoose(id)}
        >
          {name}
        </button>
      ))}
    </span>
  );
}
