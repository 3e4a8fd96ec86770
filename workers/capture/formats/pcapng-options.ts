// Options of pcapng blocks: code, length, value padded to four bytes, until opt_endofopt or the end of the block.
// A length that leaves the block ends the list; nothing is thrown away of what stood before it.

import { u16, u32, u64 } from '../../base/bytes';

const OPT_COMMENT = 1;
const MAX_COMMENT_BYTES = 4096;
const MAX_NAME_BYTES = 256;

/** Calls visit(code, start, end) for every option in data[start, end). */
export function eachOption(
  data: Uint8Array,
  start: number,
  end: number,
  isLittle: boolean,
  visit: (code: number, valueStart: number, valueEnd: number) => void,
): void {
  let at = start;
  while (at + 4 <= end) {
    const code = u16(data, at, isLittle);
    const length = u16(data, at + 2, isLittle);
    if (code === 0 || at + 4 + length > end) return;
    visit(code, at + 4, at + 4 + length);
    at += 4 + ((length + 3) & ~3);
  }
}

export interface InterfaceOptions {
  name: string | null;
  /** As in the file: bit 7 set means a power of two. */
  timeResolution: number;
  timeOffsetSeconds: bigint;
}

export function readInterfaceOptions(data: Uint8Array, start: number, end: number, isLittle: boolean): InterfaceOptions {
  const options: InterfaceOptions = { name: null, timeResolution: 6, timeOffsetSeconds: 0n };
  eachOption(data, start, end, isLittle, (code, from, to) => {
    if (code === 2) options.name ??= utf8(data, from, Math.min(to, from + MAX_NAME_BYTES));
    else if (code === 9 && to > from) options.timeResolution = data[from];
    else if (code === 14 && to - from === 8) options.timeOffsetSeconds = signed64(data, from, isLittle);
  });
  return options;
}

export interface PacketOptions {
  comment: string | null;
  /** Packets lost since the one before on the same interface. */
  dropCount: number;
}

export function readPacketOptions(data: Uint8Array, start: number, end: number, isLittle: boolean): PacketOptions {
  const options: PacketOptions = { comment: null, dropCount: 0 };
  eachOption(data, start, end, isLittle, (code, from, to) => {
    if (code === OPT_COMMENT) {
      const text = utf8(data, from, Math.min(to, from + MAX_COMMENT_BYTES));
      options.comment = options.comment === null ? text : `${options.comment}\n${text}`.slice(0, MAX_COMMENT_BYTES);
    } else if (code === 4 && to - from === 8) options.dropCount = u64(data, from, isLittle);
  });
  return options;
}

/** Packets that interface (isb_ifdrop) and operating system (isb_osdrop) say they dropped since the capture began. */
export function readDropCounters(data: Uint8Array, start: number, end: number, isLittle: boolean): number {
  let byInterface = 0;
  let bySystem = 0;
  eachOption(data, start, end, isLittle, (code, from, to) => {
    if (to - from !== 8) return;
    if (code === 5) byInterface = u64(data, from, isLittle);
    else if (code === 7) bySystem = u64(data, from, isLittle);
  });
  return byInterface + bySystem;
}

function signed64(data: Uint8Array, at: number, isLittle: boolean): bigint {
  const first = BigInt(u32(data, at, isLittle));
  const second = BigInt(u32(data, at + 4, isLittle));
  return BigInt.asIntN(64, isLittle ? (second << 32n) | first : (first << 32n) | second);
}

function utf8(data: Uint8Array, start: number, end: number): string {
  // Some writers count a closing NUL into the text.
  return new TextDecoder().decode(data.subarray(start, end)).replace(/\0+$/, '');
}
