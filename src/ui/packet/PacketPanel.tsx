// One packet: its line of figures, its fields, its bytes. Choosing a field highlights bytes, choosing a byte highlights its field.

import { lazy, Suspense, useLayoutEffect, useState } from 'react';
import { formatCount, formatExactBytes } from '#engine/base/format';
import type { Language } from '#engine/causes/words/words';
import type { PacketRow } from '#engine/ladder/ladder-model';
import type { NoteTarget } from '#engine/model/note';
import type { PacketDetail } from '#engine/rpc/protocol';
import { mark } from '../../app/marks';
import { copyText } from '../clipboard';
import { NoteButton, NoteText } from '../Note';
import { Notice } from '../Notice';
import type { PacketMessages } from './packet-messages';
import { segmentWord } from './segment-word';
import { fieldName } from './field-names';
import { fieldAt, pathOfByte, pathOfId, tellingField } from './field-tree';
import type { PacketChanges } from './packet-changes';
import { FieldTree, type UsualTtl } from './FieldTree';
import { copyAsBase64, copyAsC, copyAsHex, payloadText } from './hex-rows';
import { HexView } from './HexView';
import './packet.css';
import type { PacketReading } from './use-packet';

const PayloadTab = lazy(async () => ({ default: (await import('./PayloadTab')).PayloadTab }));

type PacketOf = Extract<NoteTarget, 'packet' | 'other-packet'>;

export interface PacketPanelProps {
  readonly reading: PacketReading;
  readonly row: PacketRow | null;
  /** TTL that packets of each side have here. */
  readonly usual: UsualTtl;
  readonly form: 'fields' | 'bytes' | 'payload';
  readonly language: Language;
  readonly messages: PacketMessages;
  /** Against the same packet elsewhere. */
  readonly changes?: PacketChanges | null;
  /** Path of the field that is highlighted before the reader chooses; absent: the one that makes the packet what it is. */
  readonly chosenFirst?: string | null;
  /** Of which capture it is, for notes: the one that is open, or the other one. */
  readonly about?: PacketOf;
}

/** Longer payload is cut when shown as text; the bytes below are whole. */
const MAX_PAYLOAD_TEXT = 16_384;

export function PacketPanel(props: PacketPanelProps) {
  const { reading, messages } = props;
  if (reading.state === 'none') return <p className="packet-empty">{messages.panel.noPacket}</p>;
  if (reading.state === 'reading') return <p className="packet-empty">{messages.panel.loading}</p>;
  if (reading.state === 'failed') {
    return (
      <div className="packet-empty">
        {reading.code === 'file-unreadable' ? (
          <Notice code="E24" text={messages.panel.unreadable}>
            <button
              type="button"
              className="button button-small"
              onClick={() => document.querySelector<HTMLInputElement>('[data-testid="file-input"]')?.click()}
            >
              {messages.panel.chooseFile}
            </button>
          </Notice>
        ) : (
          <Notice code={null} text={messages.panel.noBytes} detail={reading.code} />
        )}
      </div>
    );
  }
  if (props.form === 'payload') {
    return (
      <Suspense>
        <PayloadTab detail={reading.detail} language={props.language} messages={messages} />
      </Suspense>
    );
  }
  return <Packet {...props} detail={reading.detail} row={props.row?.frame === reading.frame ? props.row : null} />;
}

interface Choice {
  readonly frame: number;
  readonly path: string | null;
}

function Packet({
  detail,
  row,
  usual,
  form,
  language,
  messages,
  changes = null,
  chosenFirst = null,
  about = 'packet',
}: PacketPanelProps & { readonly detail: PacketDetail }) {
  // A choice belongs to its packet: the next one begins with the field that makes it what it is.
  const [choice, setChoice] = useState<Choice | null>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const [payloadOf, setPayloadOf] = useState<number | null>(null);
  const selected = choice?.frame === detail.frame ? choice.path : (chosenFirst ?? tellingField(detail.fields, row));
  const field = fieldAt(detail.fields, selected);
  const isPayloadShown = payloadOf === detail.frame;
  const choose = (path: string | null) => setChoice({ frame: detail.frame, path });
  useLayoutEffect(() => {
    mark('bytes-shown');
  }, [detail, form]);
  return (
    <div className={`packet packet-as-${form}`}>
      <PacketLine detail={detail} row={row} language={language} messages={messages} />
      {detail.comment === null ? null : (
        <p className="packet-comment">
          <strong>{messages.panel.comment}:</strong> {detail.comment}
        </p>
      )}
      <NoteText about={about} number={detail.frame} />
      <div className="packet-parts">
        {form === 'fields' ? (
          <FieldTree
            fields={detail.fields}
            row={row}
            usual={usual}
            changes={changes}
            selected={selected}
            pointed={pointed}
            language={language}
            messages={messages}
            onSelect={choose}
          />
        ) : null}
        <div className="packet-bytes">
          <HexView
            detail={detail}
            marked={field === null ? null : { start: field.start, end: field.end }}
            isPayloadShown={isPayloadShown}
            changes={changes}
            language={language}
            messages={messages}
            onByte={(offset) => choose(pathOfByte(detail.fields, offset))}
            onPointAtByte={(offset) => setPointed(offset === null ? null : pathOfByte(detail.fields, offset))}
          />
          <p className="hex-caption">{captionOf(detail, pointed ?? selected, language, messages)}</p>
          <Copies detail={detail} messages={messages} about={about} />
          <Payload
            detail={detail}
            isShown={isPayloadShown}
            language={language}
            messages={messages}
            onToggle={() => setPayloadOf(isPayloadShown ? null : detail.frame)}
          />
        </div>
      </div>
    </div>
  );
}

/** "TCP › Flags = RST: bytes 46 to 47", of the field under the pointer, else of the chosen one. */
function captionOf(detail: PacketDetail, path: string | null, language: Language, messages: PacketMessages): string {
  const field = fieldAt(detail.fields, path);
  if (field === null || path === null || field.end <= field.start) return '\u00a0';
  const layer = path.includes('.') ? fieldAt(detail.fields, path.slice(0, path.indexOf('.'))) : null;
  const own = field.value === '' ? fieldName(field.id, language) : `${fieldName(field.id, language)} = ${field.value}`;
  const name = layer === null ? own : `${fieldName(layer.id, language)} › ${own}`;
  return field.end - field.start === 1
    ? messages.panel.highlightedOne(name, field.start)
    : messages.panel.highlighted(name, field.start, field.end);
}

/** "#7  RST  seq 2 (2743105460)  ack –  win 0  TTL 64  54 B" */
function PacketLine({
  detail,
  row,
  language,
  messages,
}: {
  readonly detail: PacketDetail;
  readonly row: PacketRow | null;
  readonly language: Language;
  readonly messages: PacketMessages;
}) {
  const size = formatExactBytes(detail.origLen, language);
  const parts =
    row === null || row.style === 'icmp'
      ? []
      : [
          row.len > 0 && segmentWord(row) === 'ACK' ? messages.panel.data(formatExactBytes(row.len, language)) : segmentWord(row),
          `seq ${row.seq} (${row.rawSeq})`,
          row.ack === null ? 'ack –' : `ack ${row.ack} (${row.rawAck})`,
          `TTL ${row.ttl}`,
        ];
  const isCut = detail.capLen < detail.origLen;
  parts.push(isCut ? messages.panel.cut(formatCount(detail.capLen), size) : size, messages.panel.atOffset(formatCount(detail.fileOffset)));
  return (
    <p className="packet-line">
      <strong>#{detail.frame}</strong>
      {parts.map((part) => (
        <span key={part}>{part}</span>
      ))}
    </p>
  );
}

function Copies({
  detail,
  messages,
  about,
}: {
  readonly detail: PacketDetail;
  readonly messages: PacketMessages;
  readonly about: PacketOf;
}) {
  return (
    <div className="packet-copies">
      <button type="button" className="button button-small" onClick={() => void copyText(copyAsHex(detail.bytes))}>
        {messages.panel.copyHex}
      </button>
      <button type="button" className="button button-small" onClick={() => void copyText(copyAsC(detail.bytes, detail.frame))}>
        {messages.panel.copyC}
      </button>
      <button type="button" className="button button-small" onClick={() => void copyText(copyAsBase64(detail.bytes))}>
        {messages.panel.copyBase64}
      </button>
      <NoteButton about={about} number={detail.frame} isSmall />
    </div>
  );
}

/** Short Ethernet frames are padded: what follows the payload is none. */
function payloadEnd(detail: PacketDetail): number {
  return fieldAt(detail.fields, pathOfId(detail.fields, 'tcp.payload'))?.end ?? detail.bytes.length;
}

function Payload({
  detail,
  isShown,
  language,
  messages,
  onToggle,
}: {
  readonly detail: PacketDetail;
  readonly isShown: boolean;
  readonly language: Language;
  readonly messages: PacketMessages;
  onToggle(): void;
}) {
  const end = payloadEnd(detail);
  const length = end - detail.payloadStart;
  if (length <= 0) return null;
  return (
    <div className="packet-payload">
      <button type="button" className="button button-small" aria-expanded={isShown} onClick={onToggle}>
        {isShown ? messages.panel.hidePayload : messages.panel.showPayload(formatExactBytes(length, language))}
      </button>
      {isShown ? (
        <pre className="payload-text" tabIndex={0} role="group" aria-label={messages.panel.payload}>
          {payloadText(detail.bytes.subarray(detail.payloadStart, Math.min(end, detail.payloadStart + MAX_PAYLOAD_TEXT)))}
        </pre>
      ) : null}
    </div>
  );
}
