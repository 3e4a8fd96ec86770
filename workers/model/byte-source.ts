// Where a capture's bytes come from: a Blob in the page, a file handle or standard input on the command line.

export interface ByteSource {
  readonly name: string;
  /** Bytes in all; null when unknown (standard input). */
  readonly size: number | null;
  /** The bytes in order, in chunks of any size (a few megabytes where the host can choose). Called once or again from the start. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Random access for single packets; null where the source cannot (standard input). */
  readonly read: ((offset: number, length: number) => Promise<Uint8Array>) | null;
  /** Several files that are read as one (capture/read-parts.ts). */
  readonly parts?: readonly ByteSource[];
}

/** More are left out: their offsets would not be exact any more (capture/read-parts.ts). */
const MAX_PARTS = 512;

/** Of joined parts a record's offset is that in its part and so much for each part before: exact in a double for 512 parts of 16 TB. */
export const PART_STRIDE = 2 ** 44;

/** Parts of one capture as one source, in any order; what reads captures asks for `parts`. */
export function joinedSource(sources: readonly ByteSource[]): ByteSource {
  const parts = sources.slice(0, MAX_PARTS);
  const [first] = parts;
  return {
    name: parts.length > 1 ? `${first?.name ?? ''} + ${parts.length - 1}` : (first?.name ?? ''),
    size: parts.reduce<number | null>((sum, { size }) => (sum === null || size === null ? null : sum + size), 0),
    chunks: () => first?.chunks() ?? nothing(),
    read: null,
    parts,
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
