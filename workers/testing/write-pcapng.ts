// Writes pcapng files block by block, sound ones and, through raw(), broken ones.

import { ByteWriter } from './byte-writer';

export interface InterfaceSpec {
  readonly linkType?: number;
  readonly snapLen?: number;
  /** if_tsresol as in the file (bit 7: power of two); no option when left out (microseconds). */
  readonly timeResolution?: number;
  readonly timeOffsetSeconds?: bigint;
  readonly name?: string;
}

export interface PacketSpec {
  readonly interfaceId?: number;
  /** In units of the interface's resolution. */
  readonly ticks: bigint;
  readonly data: Uint8Array;
  readonly origLen?: number;
  readonly comment?: string;
  readonly dropCount?: bigint;
}

export class PcapngWriter {
  readonly #out: ByteWriter;

  /** Begins with a section header. */
  constructor(isLittle = true) {
    this.#out = new ByteWriter(isLittle);
    this.section(isLittle);
  }

  /** A new section: interfaces count from 0 again, and the byte order may change. */
  section(isLittle = true): this {
    this.#out.isLittle = isLittle;
    return this.block(0x0a0d0d0a, (body) => body.u32(0x1a2b3c4d).u16(1).u16(0).u32(0xffffffff).u32(0xffffffff));
  }

  interface(spec: InterfaceSpec = {}): this {
    return this.block(1, (body) => {
      body
        .u16(spec.linkType ?? 1)
        .u16(0)
        .u32(spec.snapLen ?? 262_144);
      if (spec.name !== undefined) option(body, 2, new TextEncoder().encode(spec.name));
      if (spec.timeResolution !== undefined) option(body, 9, [spec.timeResolution]);
      if (spec.timeOffsetSeconds !== undefined) option(body, 14, new ByteWriter(body.isLittle).u64(spec.timeOffsetSeconds).finish());
      if (body.length > 8) option(body, 0, []);
    });
  }

  /** Enhanced packet block. */
  packet(spec: PacketSpec): this {
    return this.block(6, (body) => {
      body.u32(spec.interfaceId ?? 0);
      packetBody(body, spec);
      if (spec.comment !== undefined) option(body, 1, new TextEncoder().encode(spec.comment));
      if (spec.dropCount !== undefined) option(body, 4, new ByteWriter(body.isLittle).u64(spec.dropCount).finish());
      if (spec.comment !== undefined || spec.dropCount !== undefined) option(body, 0, []);
    });
  }

  /** Simple packet block: no interface, no time; `data` is cut to the interface's snapshot length by the caller. */
  simplePacket(data: Uint8Array, origLen: number = data.length): this {
    return this.block(3, (body) => body.u32(origLen).bytes(data));
  }

  obsoletePacket(spec: PacketSpec, drops = 0xffff): this {
    return this.block(2, (body) => {
      body.u16(spec.interfaceId ?? 0).u16(drops);
      packetBody(body, spec);
    });
  }

  statistics(interfaceId: number, ifDrop: bigint, osDrop: bigint): this {
    return this.block(5, (body) => {
      body.u32(interfaceId).u64(0n);
      option(body, 5, new ByteWriter(body.isLittle).u64(ifDrop).finish());
      option(body, 7, new ByteWriter(body.isLittle).u64(osDrop).finish());
      option(body, 0, []);
    });
  }

  /** Any other block: 4 name resolution, 10 secrets, 0xbad custom, or unknown ones. */
  block(type: number, write: (body: ByteWriter) => void): this {
    const body = new ByteWriter(this.#out.isLittle);
    write(body);
    const bytes = body.pad(4).finish();
    this.#out
      .u32(type)
      .u32(bytes.length + 12)
      .bytes(bytes)
      .u32(bytes.length + 12);
    return this;
  }

  /** Bytes as they are, for damage. */
  raw(bytes: ArrayLike<number>): this {
    this.#out.bytes(bytes);
    return this;
  }

  get length(): number {
    return this.#out.length;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#out.finish();
  }
}

function packetBody(body: ByteWriter, { ticks, data, origLen = data.length }: PacketSpec): void {
  body.u32(Number(BigInt.asUintN(64, ticks) >> 32n)).u32(Number(ticks & 0xffffffffn));
  body.u32(data.length).u32(origLen).bytes(data).pad(4);
}

function option(body: ByteWriter, code: number, value: ArrayLike<number>): void {
  body.u16(code).u16(value.length).bytes(value).pad(4);
}
