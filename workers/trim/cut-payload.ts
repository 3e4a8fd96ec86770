// How many bytes of a captured frame are headers: what is kept when payload stays behind. Of what an ICMP error quotes, the headers too.

import { u16be, u32be } from '../base/bytes';
import { FrameKind, type DecodedFrame } from '../decode/decoded-frame';

const LEAST_TCP_HEADER = 20;
const QUOTED_TCP_BYTES = 8;

/** Null where the frame is none that a trimmed capture holds: the file is not the one that was analysed. */
export function headerBytes(frame: DecodedFrame, data: Uint8Array, offset: number, capLen: number): number | null {
  switch (frame.kind) {
    case FrameKind.Tcp:
      // Behind the headers stands payload, or what fills a short frame: neither is asked for.
      return Math.min(capLen, Math.max(0, frame.payloadStart - offset));
    case FrameKind.IcmpError:
      return quotedHeaderEnd(frame, data, offset, capLen);
    case FrameKind.Arp:
      return capLen;
    default:
      return null;
  }
}

/** The quoted segment begins where its ports and its sequence number stand, one behind the other. */
function quotedHeaderEnd(frame: DecodedFrame, data: Uint8Array, offset: number, capLen: number): number | null {
  const end = offset + capLen;
  for (let at = offset; at + QUOTED_TCP_BYTES <= end; at++) {
    if (u16be(data, at) !== frame.quotedSrcPort || u16be(data, at + 2) !== frame.quotedDstPort) continue;
    if (u32be(data, at + 4) !== frame.quotedSeq) continue;
    // Routers may quote no more than eight bytes: then the header's own length is not there either.
    const stated = at + 12 < end ? (data[at + 12] ?? 0) >> 4 : 0;
    return Math.min(capLen, at - offset + Math.max(LEAST_TCP_HEADER, stated * 4));
  }
  return null;
}
