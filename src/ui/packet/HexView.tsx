// Bytes of a packet, 16 to a row: offset, hex, ASCII. Pointing at a byte names its field; payload stays unread until asked for.

import { useLayoutEffect, useRef, useState, type MouseEvent, type ReactNode } from 'react';
import { formatExactBytes } from '#engine/base/format';
import type { Language } from '#engine/causes/words/words';
import type { PacketDetail } from '#engine/rpc/protocol';
import type { PacketMessages } from './packet-messages';
import type { PacketChanges } from './packet-changes';
import { asciiByte, BYTES_PER_ROW, hexByte, offsetText, spansOfRow } from './hex-rows';

/** A whole Ethernet frame and some; jumbo and offloaded frames are shown in full on request. */
const FIRST_BYTES = 1_600;

/** What the byte view shows without scrolling (connection.css). */
const FITTING_BYTES = 15 * BYTES_PER_ROW;

export interface HexViewProps {
  readonly detail: PacketDetail;
  readonly marked: { readonly start: number; readonly end: number } | null;
  readonly isPayloadShown: boolean;
  readonly changes?: PacketChanges | null;
  readonly language: Language;
  readonly messages: PacketMessages;
  onByte(offset: number): void;
  onPointAtByte(offset: number | null): void;
}

export function HexView({ detail, marked, isPayloadShown, changes = null, language, messages, onByte, onPointAtByte }: HexViewProps) {
  const [wholeFrame, setWholeFrame] = useState<number | null>(null);
  const view = useRef<HTMLDivElement>(null);
  const { bytes } = detail;
  const shown = wholeFrame === detail.frame ? bytes.length : Math.min(bytes.length, FIRST_BYTES);
  const offsets = Array.from({ length: Math.ceil(shown / BYTES_PER_ROW) }, (_, row) => row * BYTES_PER_ROW);
  useLayoutEffect(() => {
    const mark = view.current?.querySelector<HTMLElement>('.hex-mark');
    const box = view.current;
    // Most packets are in sight as a whole: measuring them would only make every step slower.
    if (mark === null || mark === undefined || box === null || detail.bytes.length <= FITTING_BYTES) return;
    // Only inside the byte view: the page itself must not jump while the keys walk through packets.
    const top = mark.offsetTop;
    if (top < box.scrollTop || top + mark.offsetHeight > box.scrollTop + box.clientHeight) box.scrollTop = Math.max(0, top - 24);
  }, [detail, marked]);
  const byteOf = (event: MouseEvent) => {
    const target = event.target instanceof Element ? event.target.closest('[data-byte]') : null;
    const value = target?.getAttribute('data-byte');
    return value === null || value === undefined ? null : Number(value);
  };
  return (
    <div className="hex-frame">
      <div
        className="hex"
        data-testid="hex"
        ref={view}
        role="group"
        tabIndex={0}
        aria-label={messages.panel.hex}
        onClick={(event) => {
          const offset = byteOf(event);
          if (offset !== null) onByte(offset);
        }}
        onPointerOver={(event) => onPointAtByte(byteOf(event))}
        onPointerLeave={() => onPointAtByte(null)}
      >
        {offsets.map((offset) => (
          <HexRow
            key={offset}
            offset={offset}
            bytes={bytes}
            length={shown}
            marked={marked}
            maskFrom={isPayloadShown ? Infinity : detail.payloadStart}
            changed={changes?.bytes ?? NONE_CHANGED}
          />
        ))}
      </div>
      {shown < bytes.length ? (
        <button type="button" className="button button-small" onClick={() => setWholeFrame(detail.frame)}>
          {messages.panel.showAllBytes(formatExactBytes(bytes.length, language))}
        </button>
      ) : null}
    </div>
  );
}

const NONE_CHANGED: ReadonlySet<number> = new Set();

function byteClass(isMiddle: boolean, isChanged: boolean): string {
  return `hex-byte${isMiddle ? ' hex-byte-middle' : ''}${isChanged ? ' hex-byte-changed' : ''}`;
}

function HexRow({
  offset,
  bytes,
  length,
  marked,
  maskFrom,
  changed,
}: {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly marked: HexViewProps['marked'];
  readonly maskFrom: number;
  readonly changed: ReadonlySet<number>;
}) {
  const spans = spansOfRow(offset, length, marked);
  return (
    <div className="hex-row">
      <span className="hex-offset">{offsetText(offset, length)}</span>
      <span className="hex-bytes">
        {spans.map((span) => (
          <Span key={span.start} span={span} testId="hex-mark">
            {range(span.start, span.end).map((at) => (
              <span key={at} data-byte={at} className={byteClass(at - offset === 8, changed.has(at))}>
                {hexByte(bytes[at] ?? 0)}
              </span>
            ))}
          </Span>
        ))}
      </span>
      <span className="hex-ascii" aria-hidden="true">
        {spans.map((span) => (
          <Span key={span.start} span={span} testId={undefined}>
            {range(span.start, span.end).map((at) => (
              <span key={at} data-byte={at} className={at >= maskFrom ? 'hex-masked' : undefined}>
                {at >= maskFrom ? '·' : asciiByte(bytes[at] ?? 0)}
              </span>
            ))}
          </Span>
        ))}
      </span>
    </div>
  );
}

function Span({
  span,
  testId,
  children,
}: {
  readonly span: { readonly isMarked: boolean };
  readonly testId: string | undefined;
  readonly children: readonly ReactNode[];
}) {
  return span.isMarked ? (
    <mark className="hex-mark" data-testid={testId}>
      {children}
    </mark>
  ) : (
    <>{children}</>
  );
}

function range(start: number, end: number): readonly number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
}
