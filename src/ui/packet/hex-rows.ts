// Bytes of a packet as rows of a hex view, and the text forms in which they are copied. No React, no drawing.

export const BYTES_PER_ROW = 16;

/** Two hexadecimal digits of every byte value, so that a view of thousands of bytes formats none twice. */
const HEX = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));

export function hexByte(byte: number): string {
  return HEX[byte & 255] ?? '';
}

/** Printable ASCII or a dot. */
export function asciiByte(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
}

/** "0000", "0010", ...: offset of a row, four digits or as many as the last offset needs. */
export function offsetText(offset: number, length: number): string {
  return offset.toString(16).padStart(Math.max(4, Math.max(0, length - 1).toString(16).length), '0');
}

export interface HexSpan {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly isMarked: boolean;
}

/** The row that begins at `offset`, cut where the marked range begins and ends. */
export function spansOfRow(
  offset: number,
  length: number,
  marked: { readonly start: number; readonly end: number } | null,
): readonly HexSpan[] {
  const end = Math.min(length, offset + BYTES_PER_ROW);
  if (marked === null || marked.end <= offset || marked.start >= end || marked.end <= marked.start) {
    return [{ start: offset, end, isMarked: false }];
  }
  const from = Math.max(offset, marked.start);
  const to = Math.min(end, marked.end);
  const spans: HexSpan[] = [];
  if (from > offset) spans.push({ start: offset, end: from, isMarked: false });
  spans.push({ start: from, end: to, isMarked: true });
  if (to < end) spans.push({ start: to, end, isMarked: false });
  return spans;
}

/** "0000  00 1c 42 ...": what hexdump and Wireshark's text2pcap read. */
export function copyAsHex(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += BYTES_PER_ROW) {
    lines.push(`${offsetText(offset, bytes.length)}  ${Array.from(bytes.subarray(offset, offset + BYTES_PER_ROW), hexByte).join(' ')}`);
  }
  return lines.join('\n');
}

export function copyAsC(bytes: Uint8Array, frame: number): string {
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += BYTES_PER_ROW) {
    lines.push(`  ${Array.from(bytes.subarray(offset, offset + BYTES_PER_ROW), (byte) => `0x${hexByte(byte)}`).join(', ')},`);
  }
  return `static const unsigned char packet_${frame}[${bytes.length}] = {\n${lines.join('\n')}\n};`;
}

export function copyAsBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Payload as readable text: UTF-8 where it is, everything that does not print as a middle dot; line ends stay. */
export function payloadText(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(bytes);
  let out = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const isLineEnd = char === '\n' || char === '\t';
    // Controls, replacement characters and bidirectional overrides would change what surrounds them.
    const isHidden =
      code < 0x20 ||
      (code >= 0x7f && code < 0xa0) ||
      code === 0xfffd ||
      (code >= 0x200b && code <= 0x200f) ||
      (code >= 0x202a && code <= 0x202e) ||
      (code >= 0x2066 && code <= 0x2069) ||
      code === 0xfeff;
    if (char === '\r') continue;
    out += isHidden && !isLineEnd ? '·' : char;
  }
  return out;
}
