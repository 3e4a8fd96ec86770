// The contract of a container format: how it is recognised and how its bytes become records. No format is named here.

import type { CaptureFormatId, CaptureInterface } from '../model/capture';
import type { RecordSink } from '../model/record-sink';
import type { IssueLog } from './issue-log';

/** Longest captured frame that is believed (Wireshark's WTAP_MAX_PACKET_SIZE_STANDARD); above it a length is damage. */
export const MAX_CAPTURED_BYTES = 262_144;

/** Packet comments kept of one file. */
export const MAX_COMMENTS = 1000;

export interface CaptureFormat {
  readonly id: CaptureFormatId;
  readonly label: string;
  /** Decides by the first bytes of the file, never by its name. */
  sniff(head: Uint8Array): boolean;
  /** A promise where the parser's code is loaded only now. */
  createParser(sink: RecordSink, issues: IssueLog): CaptureParser | Promise<CaptureParser>;
}

/** What is known once bytes were read; final after the last push. */
export interface ParsedCapture {
  readonly frames: number;
  readonly startNs: bigint | null;
  readonly interfaces: readonly CaptureInterface[];
  readonly comments: ReadonlyMap<number, string>;
  readonly reportedDrops: number;
  /** Names that stand where addresses would, by the text of the address that was made up for each. */
  readonly hostNames?: ReadonlyMap<string, string>;
}

export interface CaptureParser {
  /**
   * Takes the next bytes of the stream; any split of the same bytes gives the same records. The bytes are not kept beyond the call.
   * @param chunkOffset where chunk[0] stands in the uncompressed stream
   * @param isLast nothing follows; the chunk may be empty
   * @returns false once nothing more will be read (damage, told as an issue)
   */
  push(chunk: Uint8Array, chunkOffset: number, isLast: boolean): boolean;
  /** Where reading stopped for good, in the uncompressed stream; null while it goes on. */
  readonly stoppedAt: number | null;
  parsed(): ParsedCapture;
}
