// What is known of a capture file beside its packets.

import type { CaptureIssue } from './failure';

export type Vantage = 'client' | 'server' | 'router' | 'unknown';
export type Compression = 'gzip' | 'zstd' | 'lz4';
export type CaptureFormatId = 'pcap' | 'pcapng' | 'text';

export interface CaptureInterface {
  readonly linkType: number;
  readonly snapLen: number;
  readonly name: string | null;
  /** Digits after the decimal point that the file's own clock resolves (6 = microseconds, 9 = nanoseconds). */
  readonly timeDigits: number;
}

export interface CaptureMeta {
  readonly name: string;
  readonly format: CaptureFormatId;
  readonly compression: Compression | null;
  /** Size of the file as given; for standard input, what was read. */
  readonly bytes: number;
  /** Frames in the file, of any protocol. */
  readonly frames: number;
  /** Absolute time of the first frame in nanoseconds since 1970; null without frames. */
  readonly startNs: bigint | null;
  readonly interfaces: readonly CaptureInterface[];
  /** Packet comments of the file (pcapng opt_comment), by frame number, the first 1,000. */
  readonly comments: ReadonlyMap<number, string>;
  /** Packets that the capturing machine itself reports as dropped. */
  readonly reportedDrops: number;
  readonly issues: readonly CaptureIssue[];
  /** Of text: names that stand where addresses would, by the text of the address that was made up for each. */
  readonly hostNames?: ReadonlyMap<string, string>;
}
