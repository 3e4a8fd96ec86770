// Explicit-endian reads of byte arrays, without a DataView. Bounds are the caller's: a read outside yields 0 bits, never a throw.

export function u16le(data: Uint8Array, at: number): number {
  return data[at] | (data[at + 1] << 8);
}

export function u16be(data: Uint8Array, at: number): number {
  return (data[at] << 8) | data[at + 1];
}

export function u32le(data: Uint8Array, at: number): number {
  return (data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24)) >>> 0;
}

/** As a signed number: kept in a field it needs no box of its own, as one above 2^31 does. */
export function s32be(data: Uint8Array, at: number): number {
  return (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
}

export function u32be(data: Uint8Array, at: number): number {
  return ((data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3]) >>> 0;
}

export function u16(data: Uint8Array, at: number, isLittle: boolean): number {
  return isLittle ? u16le(data, at) : u16be(data, at);
}

export function u32(data: Uint8Array, at: number, isLittle: boolean): number {
  return isLittle ? u32le(data, at) : u32be(data, at);
}

/** Unsigned 64 bits as a number: exact up to 2^53, rounded above. */
export function u64(data: Uint8Array, at: number, isLittle: boolean): number {
  const first = u32(data, at, isLittle);
  const second = u32(data, at + 4, isLittle);
  return isLittle ? second * 4294967296 + first : first * 4294967296 + second;
}

/** "0a 0d 0d 0a": for messages, at most `end - start` bytes of what is there. */
export function hexText(data: Uint8Array, start: number, end: number): string {
  const parts: string[] = [];
  for (let at = start; at < Math.min(end, data.length); at++) parts.push(data[at].toString(16).padStart(2, '0'));
  return parts.join(' ');
}

/** One character per byte, whatever the encoding: for looking at what may be text. */
export function latin1Text(data: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < Math.min(end, data.length); at++) text += String.fromCharCode(data[at]);
  return text;
}
