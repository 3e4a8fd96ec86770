// Writes pcapng blocks (little-endian) into one growing buffer that is handed out piece by piece. Decides nothing of what goes in.

import type { CaptureInterface } from '../model/capture';

const BLOCK_SECTION = 0x0a0d0d0a;
const BLOCK_INTERFACE = 1;
const BLOCK_STATISTICS = 5;
const BLOCK_ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

const OPT_END = 0;
const OPT_COMMENT = 1;
const SHB_USERAPPL = 4;
const IF_NAME = 2;
const IF_TSRESOL = 9;
const ISB_IFDROP = 5;

/** An option's length has 16 bits; a comment that long is no comment. A character takes up to 4 bytes. */
const MAX_COMMENT_CHARACTERS = 8000;
const FIRST_BYTES = 65_536;

export interface PacketBlock {
  readonly interfaceIndex: number;
  /** In units of the interface's resolution, since 1970. */
  readonly ticks: bigint;
  /** The captured bytes are data[offset, offset + capLen). */
  readonly data: Uint8Array;
  readonly offset: number;
  readonly capLen: number;
  readonly origLen: number;
  readonly comments: readonly string[];
}

export class PcapngBlocks {
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;
  readonly #encoder = new TextEncoder();

  section(comment: string, program: string): void {
    const start = this.#begin(BLOCK_SECTION);
    this.#u32(BYTE_ORDER_MAGIC);
    this.#u16(1);
    this.#u16(0);
    // The section's length is not known.
    this.#u32(0xffffffff);
    this.#u32(0xffffffff);
    this.#text(OPT_COMMENT, comment);
    this.#text(SHB_USERAPPL, program);
    this.#u32(OPT_END);
    this.#end(start);
  }

  /** @param digits after the decimal point of a second, at most 9: the resolution of the interface's times */
  interface({ linkType, snapLen, name }: CaptureInterface, digits: number): void {
    const start = this.#begin(BLOCK_INTERFACE);
    this.#u16(linkType);
    this.#u16(0);
    this.#u32(snapLen);
    if (name !== null) this.#text(IF_NAME, name);
    this.#option(IF_TSRESOL, new Uint8Array([digits]));
    this.#u32(OPT_END);
    this.#end(start);
  }

  packet({ interfaceIndex, ticks, data, offset, capLen, origLen, comments }: PacketBlock): void {
    const start = this.#begin(BLOCK_ENHANCED_PACKET);
    this.#u32(interfaceIndex);
    this.#time(ticks);
    this.#u32(capLen);
    this.#u32(origLen);
    this.#padded(data.subarray(offset, offset + capLen));
    for (const comment of comments) this.#text(OPT_COMMENT, comment);
    if (comments.length > 0) this.#u32(OPT_END);
    this.#end(start);
  }

  /** Packets that the capturing machine lost, told at that time. */
  drops(interfaceIndex: number, ticks: bigint, count: number): void {
    const start = this.#begin(BLOCK_STATISTICS);
    this.#u32(interfaceIndex);
    this.#time(ticks);
    this.#u16(ISB_IFDROP);
    this.#u16(8);
    this.#u32(count % 2 ** 32);
    this.#u32(Math.floor(count / 2 ** 32));
    this.#u32(OPT_END);
    this.#end(start);
  }

  /** What was written since the last call; the caller may keep it. */
  take(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return bytes;
  }

  #begin(type: number): number {
    const start = this.#length;
    this.#u32(type);
    this.#u32(0);
    return start;
  }

  /** The length stands at both ends of a block. */
  #end(start: number): void {
    const length = this.#length - start + 4;
    this.#u32(length);
    this.#set(start + 4, length);
  }

  /** The upper half comes first, whatever the byte order. */
  #time(ticks: bigint): void {
    const known = ticks < 0n ? 0n : ticks;
    this.#u32(Number((known >> 32n) & 0xffffffffn));
    this.#u32(Number(known & 0xffffffffn));
  }

  #text(code: number, text: string): void {
    if (text !== '') this.#option(code, this.#encoder.encode(text.slice(0, MAX_COMMENT_CHARACTERS)));
  }

  #option(code: number, value: Uint8Array): void {
    this.#u16(code);
    this.#u16(value.length);
    this.#padded(value);
  }

  #padded(bytes: Uint8Array): void {
    const room = (bytes.length + 3) & ~3;
    this.#reserve(room);
    this.#bytes.set(bytes, this.#length);
    this.#bytes.fill(0, this.#length + bytes.length, this.#length + room);
    this.#length += room;
  }

  #u16(value: number): void {
    this.#reserve(2);
    this.#bytes[this.#length++] = value;
    this.#bytes[this.#length++] = value >>> 8;
  }

  #u32(value: number): void {
    this.#reserve(4);
    this.#set(this.#length, value);
    this.#length += 4;
  }

  #set(at: number, value: number): void {
    this.#bytes[at] = value;
    this.#bytes[at + 1] = value >>> 8;
    this.#bytes[at + 2] = value >>> 16;
    this.#bytes[at + 3] = value >>> 24;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + bytes));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
