// Writes classic pcap files of every variant, for round trips.

import { ByteWriter } from './byte-writer';

export interface PcapRecord {
  readonly seconds: number;
  /** Microseconds, or nanoseconds when the file is written with isNano. */
  readonly fraction: number;
  readonly data: Uint8Array;
  /** Length on the wire; that of `data` when left out. */
  readonly origLen?: number;
}

export interface PcapOptions {
  readonly isLittle?: boolean;
  readonly isNano?: boolean;
  /** Kuznetzov's variant: 8 more bytes in every record header. */
  readonly isModified?: boolean;
  readonly linkType?: number;
  readonly snapLen?: number;
  readonly version?: readonly [number, number];
  /** Both lengths the other way round, as before version 2.3. */
  readonly areLengthsSwapped?: boolean;
}

export function writePcap(records: readonly PcapRecord[], options: PcapOptions = {}): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter(options.isLittle ?? true);
  const [major, minor] = options.version ?? [2, 4];
  out.u32(options.isModified === true ? 0xa1b2cd34 : options.isNano === true ? 0xa1b23c4d : 0xa1b2c3d4);
  out.u16(major).u16(minor).u32(0).u32(0);
  out.u32(options.snapLen ?? 262_144).u32(options.linkType ?? 1);
  for (const { seconds, fraction, data, origLen = data.length } of records) {
    out.u32(seconds).u32(fraction);
    if (options.areLengthsSwapped === true) out.u32(origLen).u32(data.length);
    else out.u32(data.length).u32(origLen);
    if (options.isModified === true) out.u32(1).u16(8).u16(0);
    out.bytes(data);
  }
  return out.finish();
}
