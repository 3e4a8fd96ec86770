// HTTP/2 in clear (RFC 9113): its preface, requests that say that they are gRPC, and the GOAWAY with which a server says why
// it ends the connection. Only frames at the beginning of a segment, and those right behind the preface, are looked at.

import { u16be, u32be } from '../../base/bytes';
import { MarkKind, type MarkTable } from '../../model/mark-table';
import { cleanText } from './clean-text';
import { protocolIndex } from './first-bytes';
import { matches } from './match';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const FRAME_HEADER_BYTES = 9;
const MAX_FRAME_BYTES = 16_384;
const MAX_FRAMES = 8;
const HEADERS = 1;
const GOAWAY = 7;
const GOAWAY_BYTES = 8;
const MAX_DEBUG_BYTES = 200;
/** Header blocks are longer than what tells gRPC, which comes early. */
const MAX_BLOCK_BYTES = 400;

const GRPC_PLAIN = 'application/grpc';
/** The same in the Huffman code of HPACK (RFC 7541 B), in which most clients send it. */
const GRPC_HUFFMAN = [0x1d, 0x75, 0xd0, 0x62, 0x0d, 0x26, 0x3d, 0x4c, 0x4d, 0x65, 0x64];

/** RFC 9113 7 */
const ERRORS = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];

export function recogniseHttp2Preface(data: Uint8Array, start: number, end: number, marks: MarkTable, segment: number): boolean {
  if (start + PREFACE.length > end || !matches(data, start, PREFACE)) return false;
  const isGrpc = findHeaders(data, start + PREFACE.length, end);
  marks.push(segment, MarkKind.Protocol, protocolIndex(isGrpc ? 'gRPC' : 'HTTP/2'), -1);
  return true;
}

/** A frame at data[start]: HEADERS of gRPC, or GOAWAY. Its length comes first, so that the byte there is zero. */
export function recogniseHttp2Frame(data: Uint8Array, start: number, end: number, marks: MarkTable, segment: number): boolean {
  const length = lengthAt(data, start, end);
  if (length < 0) return false;
  const type = data[start + 3];
  const stream = u32be(data, start + 5);
  if (type === HEADERS && stream % 2 === 1 && stream < 2 ** 31 && isGrpcBlock(data, start + FRAME_HEADER_BYTES, end)) {
    marks.push(segment, MarkKind.Protocol, protocolIndex('gRPC'), -1);
    return true;
  }
  if (type !== GOAWAY || stream !== 0 || length < GOAWAY_BYTES || data[start + 4] !== 0) return false;
  const body = start + FRAME_HEADER_BYTES;
  const error = body + GOAWAY_BYTES > end ? -1 : u32be(data, body + 4);
  const name = ERRORS[error];
  if (name === undefined || u16be(data, body) >= 0x8000) return false;
  const debugEnd = Math.min(end, start + FRAME_HEADER_BYTES + length, body + GOAWAY_BYTES + MAX_DEBUG_BYTES);
  const text = cleanText(data, body + GOAWAY_BYTES, debugEnd, `HTTP/2 GOAWAY ${name} `);
  marks.push(segment, MarkKind.ServerWords, marks.internText(text), -1);
  return true;
}

/** Frames one behind the other until one with headers: is it gRPC's? */
function findHeaders(data: Uint8Array, from: number, end: number): boolean {
  let at = from;
  for (let count = 0; count < MAX_FRAMES; count++) {
    const length = lengthAt(data, at, end);
    if (length < 0) return false;
    if (data[at + 3] === HEADERS) return isGrpcBlock(data, at + FRAME_HEADER_BYTES, end);
    at += FRAME_HEADER_BYTES + length;
  }
  return false;
}

/** Length of the frame whose header is at data[at], -1 where none can be. */
function lengthAt(data: Uint8Array, at: number, end: number): number {
  if (at + FRAME_HEADER_BYTES > end) return -1;
  const length = (data[at] << 16) | u16be(data, at + 1);
  return length > MAX_FRAME_BYTES ? -1 : length;
}

function isGrpcBlock(data: Uint8Array, from: number, to: number): boolean {
  const end = Math.min(to, from + MAX_BLOCK_BYTES);
  for (let at = from; at < end; at++) {
    if (data[at] === GRPC_HUFFMAN[0]) {
      if (at + GRPC_HUFFMAN.length <= end && GRPC_HUFFMAN.every((byte, i) => data[at + i] === byte)) return true;
    } else if (data[at] === 0x61 && at + GRPC_PLAIN.length <= end && matches(data, at, GRPC_PLAIN)) return true;
  }
  return false;
}
