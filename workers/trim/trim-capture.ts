// A second pass over the capture that copies the chosen connections' frames into a pcapng file, annotated with the verdict. Streams:
// what is kept at a time is what one chunk of the input brought. Knows no files; the caller writes.

import { readCapture } from '../capture/read-capture';
import { decodeFrame } from '../decode/decode-frame';
import { DecodedFrame } from '../decode/decoded-frame';
import { failed, success, type Result } from '../base/result';
import type { Language } from '../base/format';
import type { ByteSource } from '../model/byte-source';
import type { Failure } from '../model/failure';
import type { Note } from '../model/note';
import type { FrameTable } from '../model/frame-table';
import type { RecordSink } from '../model/record-sink';
import type { ReportSource } from '../report/report-source';
import { chooseFrames, type ChosenFrames, type TrimChoice } from './choose-frames';
import { headerBytes } from './cut-payload';
import { PcapngBlocks } from './pcapng-blocks';
import { packetComments, sectionComment } from './trim-comments';

export interface TrimOptions {
  readonly choice: TrimChoice;
  readonly keepsPayload: boolean;
  readonly language: Language;
  /** Name and version of the program, for the section header. */
  readonly program: string;
  /** Those on what is in the file are told in it. */
  readonly notes?: readonly Note[];
  /** Times are counted from the first packet of the capture, as if it had been taken at the beginning of 1970. */
  readonly hidesClock?: boolean;
}

export interface TrimSummary {
  readonly frames: number;
  readonly connections: number;
  readonly bytes: number;
}

/** A nanosecond is the finest that times are kept in. */
const FINEST_DIGITS = 9;
const CHANGED = 'the file is no longer the one that was analysed';

/** `write` may reject: that is thrown as it is. Text that was printed holds no frames: it is the caller's to refuse. */
export async function trimCapture(
  source: ByteSource,
  analysis: ReportSource,
  options: TrimOptions,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<Result<TrimSummary, Failure>> {
  const { meta, tables } = analysis;
  const chosen = chooseFrames(analysis, options.choice);
  const context = { source: analysis, chosen, ...options };
  const digits = meta.interfaces.map(({ timeDigits }) => Math.min(FINEST_DIGITS, timeDigits));
  const startNs = options.hidesClock === true ? earliestNs(tables.frames, chosen) : (meta.startNs ?? 0n);
  makeExact(digits, startNs, tables.frames, chosen);
  const blocks = new PcapngBlocks();
  blocks.section(sectionComment(context), options.program);
  meta.interfaces.forEach((entry, index) => blocks.interface(entry, digits[index] ?? FINEST_DIGITS));
  const copy = new FrameCopy(blocks, startNs, tables.frames, chosen, digits, packetComments(context), options.keepsPayload);
  let bytes = 0;
  let problem: { readonly error: unknown } | null = null;
  const flush = async (): Promise<void> => {
    const piece = blocks.take();
    if (piece.length === 0) return;
    bytes += piece.length;
    await write(piece);
  };
  if (chosen.count > 0) {
    const read = await readCapture(source, copy, {
      verdict: () => (problem !== null ? 'cancel' : copy.isDone ? 'finish' : 'go'),
      progress: () => undefined,
      // An error thrown in here would leave the input open.
      breathe: () =>
        flush().catch((error: unknown) => {
          problem = { error };
        }),
    });
    if (problem !== null) throw (problem as { readonly error: unknown }).error;
    if (!read.ok) return read;
    if (!copy.isDone || copy.isForeign) return failed({ code: 'file-unreadable', reason: CHANGED });
  }
  if (meta.reportedDrops > 0 && meta.interfaces.length > 0) {
    blocks.drops(0, startNs / unitNs(digits[0] ?? FINEST_DIGITS), meta.reportedDrops);
  }
  await flush();
  return success({ frames: copy.frames, connections: chosen.connections.size, bytes });
}

class FrameCopy implements RecordSink {
  frames = 0;
  isForeign = false;
  #row = 0;
  readonly #blocks: PcapngBlocks;
  readonly #startNs: bigint;
  readonly #table: FrameTable;
  readonly #chosen: ChosenFrames;
  readonly #units: readonly bigint[];
  readonly #comments: ReadonlyMap<number, readonly string[]>;
  readonly #keepsPayload: boolean;
  readonly #decoded = new DecodedFrame();

  constructor(
    blocks: PcapngBlocks,
    startNs: bigint,
    table: FrameTable,
    chosen: ChosenFrames,
    digits: readonly number[],
    comments: ReadonlyMap<number, readonly string[]>,
    keepsPayload: boolean,
  ) {
    this.#blocks = blocks;
    this.#startNs = startNs;
    this.#table = table;
    this.#chosen = chosen;
    this.#units = digits.map(unitNs);
    this.#comments = comments;
    this.#keepsPayload = keepsPayload;
  }

  get isDone(): boolean {
    return this.#row > this.#chosen.lastRow;
  }

  record(
    interfaceIndex: number,
    linkType: number,
    tsNs: number,
    data: Uint8Array,
    offset: number,
    capLen: number,
    origLen: number,
    fileOffset: number,
  ): void {
    const row = this.#row++;
    if (!this.#chosen.has(row) || this.isForeign) return;
    const kept = this.#keptBytes(linkType, data, offset, capLen, origLen);
    const unit = this.#units[interfaceIndex];
    if (kept === null || unit === undefined || fileOffset !== this.#table.fileOffset(row)) {
      this.isForeign = true;
      return;
    }
    this.frames++;
    this.#blocks.packet({
      interfaceIndex,
      ticks: (this.#startNs + BigInt(Math.round(tsNs))) / unit,
      data,
      offset,
      capLen: kept,
      origLen,
      comments: this.#comments.get(row) ?? [],
    });
  }

  #keptBytes(linkType: number, data: Uint8Array, offset: number, capLen: number, origLen: number): number | null {
    if (this.#keepsPayload) return capLen;
    decodeFrame(linkType, data, offset, capLen, origLen, this.#decoded);
    return headerBytes(this.#decoded, data, offset, capLen);
  }
}

/** Where the count must begin for no packet to lie before it: a clock that went back. */
function earliestNs(frames: FrameTable, chosen: ChosenFrames): bigint {
  let leastNs = 0;
  for (let row = 0; row <= chosen.lastRow; row++) {
    const timeNs = frames.tsNs.values[row] as number;
    if (chosen.has(row)) leastNs = Math.min(leastNs, timeNs - frames.aheadNs(timeNs));
  }
  return BigInt(Math.ceil(-leastNs));
}

function unitNs(digits: number): bigint {
  return 10n ** BigInt(FINEST_DIGITS - digits);
}

/** Clocks that tick in powers of two fall between decimals: those interfaces are written in nanoseconds. */
function makeExact(digits: number[], startNs: bigint, frames: FrameTable, chosen: ChosenFrames): void {
  for (let row = 0; row <= chosen.lastRow; row++) {
    if (!chosen.has(row)) continue;
    const index = frames.interfaceIndex.length === 0 ? 0 : (frames.interfaceIndex.values[row] as number);
    const own = digits[index];
    if (own === undefined || own >= FINEST_DIGITS) continue;
    const timeNs = frames.tsNs.values[row] as number;
    const ns = startNs + BigInt(Math.round(timeNs - frames.aheadNs(timeNs)));
    if (ns % unitNs(own) !== 0n) digits[index] = FINEST_DIGITS;
  }
}
