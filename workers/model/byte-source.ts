// Where a capture's bytes come from: a Blob in the page, a file handle or standard input on the command line.

export interface ByteSource {
  readonly name: string;
  /** Bytes in all; null when unknown (standard input). */
  readonly size: number | null;
  /** The bytes in order, in chunks of any size (a few megabytes where the host can choose). Called once or again from the start. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Random access for single packets; null where the source cannot (standard input). */
  readonly read: ((offset: number, length: number) => Promise<Uint8Array>) | null;
}
