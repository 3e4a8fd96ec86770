// TCP header (RFC 9293 3.1) to one row; the payload length comes from the IP length, so that a snapshot length does not shorten it.

import { bad, BAD_TCP, CUT_HEADER } from '../bad-frame';
import { FrameKind, type DecodedFrame } from '../decoded-frame';
import { u16, u32 } from '../read-bytes';
import { decodeOptions } from './options';

export function decodeTcp(data: Uint8Array, at: number, end: number, length: number, out: DecodedFrame): void {
  if (at + 20 > end) return bad(out, CUT_HEADER);
  const headerLen = (data[at + 12] >>> 4) * 4;
  if (headerLen < 20 || headerLen > length) return bad(out, BAD_TCP);
  out.kind = FrameKind.Tcp;
  out.srcPort = u16(data, at);
  out.dstPort = u16(data, at + 2);
  out.seq = u32(data, at + 4);
  out.ack = u32(data, at + 8);
  out.flags = ((data[at + 12] & 1) << 8) | data[at + 13];
  out.wnd = u16(data, at + 14);
  out.len = length - headerLen;
  out.mss = 0;
  out.windowScale = 255;
  out.tsVal = 0;
  out.tsEcr = 0;
  const optionsEnd = at + headerLen;
  if (headerLen > 20) decodeOptions(data, at + 20, Math.min(optionsEnd, end), optionsEnd > end, out);
  out.payloadStart = Math.min(optionsEnd, end);
  out.payloadEnd = Math.min(optionsEnd + out.len, end);
  out.isPayloadCut = optionsEnd + out.len > end;
}
