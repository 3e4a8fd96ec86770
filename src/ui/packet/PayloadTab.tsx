// What a packet carried, as bytes and as text: read again from the file, bounded, and shown on request only, as it may hold secrets.

import { useState } from 'react';
import { formatCount, formatExactBytes } from '#engine/base/format';
import type { Language } from '#engine/causes/words/words';
import type { PacketDetail } from '#engine/rpc/protocol';
import { copyText } from '../clipboard';
import type { PacketMessages } from './packet-messages';
import { fieldAt, pathOfId } from './field-tree';
import { copyAsBase64, copyAsHex, payloadText } from './hex-rows';
import { HexView } from './HexView';

/** More is for a program, not for eyes. */
const MOST_BYTES = 16_384;

export function PayloadTab({
  detail,
  language,
  messages,
}: {
  readonly detail: PacketDetail;
  readonly language: Language;
  readonly messages: PacketMessages;
}) {
  // Asked for once, it holds for the packets of this connection.
  const [isWanted, setIsWanted] = useState(false);
  const { panel } = messages;
  const payload = payloadOf(detail);
  if (payload.length === 0) return <p className="packet-empty">{panel.noPayload(detail.frame)}</p>;
  const size = formatExactBytes(payload.length, language);
  if (!isWanted) {
    return (
      <p className="packet-empty">
        <button type="button" className="button" onClick={() => setIsWanted(true)}>
          {panel.showPayload(size)}
        </button>
      </p>
    );
  }
  const bytes = payload.subarray(0, MOST_BYTES);
  return (
    <div className="payload-tab" data-testid="payload">
      <p className="packet-line">
        <strong>#{detail.frame}</strong>
        <span>{bytes.length < payload.length ? panel.firstOf(formatCount(bytes.length), size) : size}</span>
        {detail.capLen < detail.origLen ? (
          <span>{panel.cut(formatCount(detail.capLen), formatExactBytes(detail.origLen, language))}</span>
        ) : null}
      </p>
      <div className="payload-parts">
        <HexView
          detail={{ ...detail, bytes, payloadStart: bytes.length }}
          marked={null}
          isPayloadShown
          language={language}
          messages={messages}
          onByte={() => undefined}
          onPointAtByte={() => undefined}
        />
        <pre className="payload-text" tabIndex={0} role="group" aria-label={panel.payload}>
          {payloadText(bytes)}
        </pre>
      </div>
      <div className="packet-copies">
        <button type="button" className="button button-small" onClick={() => void copyText(copyAsHex(bytes))}>
          {panel.copyHex}
        </button>
        <button type="button" className="button button-small" onClick={() => void copyText(copyAsBase64(bytes))}>
          {panel.copyBase64}
        </button>
      </div>
    </div>
  );
}

/** Short Ethernet frames are padded: what follows the payload is none. */
function payloadOf(detail: PacketDetail): Uint8Array {
  const end = fieldAt(detail.fields, pathOfId(detail.fields, 'tcp.payload'))?.end ?? detail.bytes.length;
  return detail.bytes.subarray(Math.min(detail.payloadStart, end), end);
}
