// The frames of a recording as plain values, to write it again with something changed. For tests; keeps everything in memory.

import { readCapture } from '../capture/read-capture';
import { memorySource } from './memory-source';
import { writePcap } from './write-pcap';

export interface RecordedFrame {
  readonly tsNs: number;
  readonly origLen: number;
  readonly bytes: Uint8Array;
}

export interface RecordedFrames {
  readonly linkType: number;
  /** Absolute time of the first frame. */
  readonly startNs: bigint;
  /** In file order; row i is frame number i + 1. */
  readonly frames: readonly RecordedFrame[];
}

/** Null when the frames are of several link types: a classic pcap file cannot hold them. */
export async function recordedFrames(file: Uint8Array): Promise<RecordedFrames | null> {
  const frames: RecordedFrame[] = [];
  const linkTypes = new Set<number>();
  const sink = {
    record(_face: number, linkType: number, tsNs: number, data: Uint8Array, offset: number, capLen: number, origLen: number): void {
      linkTypes.add(linkType);
      frames.push({ tsNs, origLen, bytes: data.slice(offset, offset + capLen) });
    },
  };
  const read = await readCapture(memorySource(file), sink, { verdict: () => 'go', progress: () => undefined });
  if (!read.ok) throw new Error(read.failure.code);
  const [linkType, other] = linkTypes;
  return linkType === undefined || other !== undefined ? null : { linkType, startNs: read.value.startNs ?? 0n, frames };
}

/** The same frames as a classic pcap file in nanoseconds, its first at `startNs` where that is given. */
export function rewritten(
  { linkType, startNs }: RecordedFrames,
  frames: readonly RecordedFrame[],
  atNs = startNs,
): Uint8Array<ArrayBuffer> {
  const records = frames.map(({ tsNs, bytes, origLen }) => {
    const ns = atNs + BigInt(tsNs);
    return { seconds: Number(ns / 1_000_000_000n), fraction: Number(ns % 1_000_000_000n), data: bytes, origLen };
  });
  return writePcap(records, { isNano: true, linkType });
}
