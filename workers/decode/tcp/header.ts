// The TCP header (RFC 9293 3.1) into DecodedFrame: hot, shared by the fused path and the generic walk.

import { s32be, u16be } from '../../base/bytes';
import { OPT_CUT } from '../../model/tcp-flags';
import { BadReason, markBad } from '../bad-frame';
import { FrameKind, type DecodedFrame } from '../decoded-frame';
import { decodeTcpOptions } from './options';

export const TCP_HEADER_BYTES = 20;
const NO_WINDOW_SCALE = 255;

/**
 * Reads the segment at data[at, end).
 * @param length bytes of the segment on the wire, by the IP header; link padding and the snapshot length do not change it
 */
export function decodeTcp(data: Uint8Array, at: number, end: number, length: number, out: DecodedFrame): void {
  if (length < TCP_HEADER_BYTES) return markBad(out, BadReason.TcpHeader);
  if (at + TCP_HEADER_BYTES > end) return markBad(out, BadReason.CutHeader);
  const headerLen = (data[at + 12] >>> 2) & 0x3c;
  if (headerLen < TCP_HEADER_BYTES || headerLen > length) return markBad(out, BadReason.TcpHeader);
  out.kind = FrameKind.Tcp;
  out.srcPort = u16be(data, at);
  out.dstPort = u16be(data, at + 2);
  out.seq = s32be(data, at + 4);
  out.ack = s32be(data, at + 8);
  out.flags = ((data[at + 12] & 1) << 8) | data[at + 13];
  out.wnd = u16be(data, at + 14);
  out.len = length - headerLen;
  out.mss = 0;
  out.windowScale = NO_WINDOW_SCALE;
  out.tsVal = 0;
  out.tsEcr = 0;
  const payload = at + headerLen;
  const payloadEnd = at + length;
  if (payload > end) {
    out.optionBits = OPT_CUT;
    decodeTcpOptions(data, at + TCP_HEADER_BYTES, end, out);
    out.payloadStart = end;
    out.payloadEnd = end;
    out.isPayloadCut = payloadEnd > payload;
    return;
  }
  if (headerLen > TCP_HEADER_BYTES) decodeTcpOptions(data, at + TCP_HEADER_BYTES, payload, out);
  out.payloadStart = payload;
  out.payloadEnd = payloadEnd < end ? payloadEnd : end;
  out.isPayloadCut = payloadEnd > end;
}

/** The first part of a fragmented segment: a header that goes on in the next part is not damaged, only out of reach. */
export function decodeTcpFragment(data: Uint8Array, at: number, end: number, length: number, out: DecodedFrame): void {
  const isSplit = length < TCP_HEADER_BYTES || (at + TCP_HEADER_BYTES <= end && ((data[at + 12] >>> 2) & 0x3c) > length);
  if (isSplit) markBad(out, BadReason.SplitHeader);
  else decodeTcp(data, at, end, length, out);
}
