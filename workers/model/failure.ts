// Why a capture cannot be analysed at all (Failure), and what was wrong in one that was (CaptureIssue). Codes and values, no prose.

export type Failure =
  | { readonly code: 'empty-file' }
  | { readonly code: 'unrecognized-format'; readonly headHex: string }
  /** zip, 7z, xz, rar, bzip2; gzip, zstd, lz4 inside another */
  | { readonly code: 'archive'; readonly kind: string }
  | { readonly code: 'web-page'; readonly title: string }
  /** snoop, NetMon, Sniffer, ERF, ETL */
  | { readonly code: 'unsupported-format'; readonly kind: string }
  /** Printed packets of which none could be read: without times, without flags. */
  | { readonly code: 'tcpdump-text' }
  /** Several files: taken at the same time, so not parts of one capture; or without a date to put them in order. */
  | { readonly code: 'captures-overlap'; readonly first: string; readonly second: string }
  | { readonly code: 'parts-without-date'; readonly name: string }
  | { readonly code: 'unsupported-link-type'; readonly linkType: number; readonly name: string }
  | { readonly code: 'decompression-failed'; readonly format: string; readonly offset: number }
  | { readonly code: 'file-unreadable'; readonly reason: string }
  | { readonly code: 'not-a-file'; readonly kind: string }
  | { readonly code: 'out-of-memory'; readonly frames: number }
  | { readonly code: 'cancelled' }
  | { readonly code: 'internal'; readonly detail: string };

export type FailureCode = Failure['code'];

export type IssueCode =
  | 'truncated-file'
  | 'corrupt-block'
  | 'corrupt-record'
  | 'unsupported-link-type'
  | 'decompression-failed'
  | 'unknown-interface'
  | 'bad-ip-header'
  | 'bad-tcp-header'
  | 'fragment'
  | 'fragmented-header'
  | 'tunnelled'
  | 'snaplen-cut-header'
  | 'snaplen-cut-payload'
  | 'clock-went-back'
  | 'duplicates'
  | 'capture-drops'
  | 'acked-unseen'
  | 'one-direction'
  | 'started-mid-stream'
  | 'no-packets'
  | 'no-tcp'
  | 'stopped-early'
  | 'text-import'
  | 'decompression-bomb'
  | 'rule-threw'
  | 'only-flags';

/** Survivable: counted, with the file offsets of the first 16. `detail` holds numbers that the message needs. */
export interface CaptureIssue {
  readonly code: IssueCode;
  readonly count: number;
  readonly offsets: readonly number[];
  readonly detail?: Readonly<Record<string, number | string>>;
}
