// The captured bytes of one record, read again from the file by where its header stands in the uncompressed stream.

import { u16, u32, u32be } from '../base/bytes';
import { failed, success, type Result } from '../base/result';
import { PART_STRIDE, type ByteSource } from '../model/byte-source';
import type { CaptureMeta, Compression } from '../model/capture';
import type { Failure } from '../model/failure';
import type { RecordSink } from '../model/record-sink';
import { MAX_CAPTURED_BYTES } from './capture-format';
import { lengthOrder, PCAP_FILE_HEADER_BYTES, pcapVariant } from './formats/pcap';
import { BLOCK_ENHANCED_PACKET, BLOCK_OBSOLETE_PACKET, BLOCK_SIMPLE_PACKET } from './formats/pcapng';
import { readCapture, reasonText } from './read-capture';
import { createUnpacker } from './unpacker';

export interface CapturedFrame {
  /** As captured: bytes.length is the captured length. */
  readonly bytes: Uint8Array;
  readonly capLen: number;
  readonly origLen: number;
  readonly linkType: number;
}

/** Longest header that stands before a frame's bytes, in any format. */
const MAX_HEADER_BYTES = 28;

/**
 * @param fileOffset of the record's header in the uncompressed stream (FrameTable.fileOffset)
 * @param interfaceIndex of the frame, counted over all sections (FrameTable.interfaceIndex; 0 where that is empty)
 */
export async function readFrame(
  source: ByteSource,
  meta: Pick<CaptureMeta, 'format' | 'compression' | 'interfaces'>,
  fileOffset: number,
  interfaceIndex: number,
): Promise<Result<CapturedFrame, Failure>> {
  if (source.parts !== undefined) return readPartFrame(source.parts, meta, fileOffset, interfaceIndex);
  const from = meta.interfaces[interfaceIndex];
  if (from === undefined) return failed({ code: 'file-unreadable', reason: 'the frame names an interface that the file does not have' });
  try {
    if (meta.format === 'text') return await readPrinted(source, fileOffset);
    const bytes = await readStream(source, meta, fileOffset, MAX_HEADER_BYTES + MAX_CAPTURED_BYTES);
    const head = meta.format === 'pcap' ? await readStream(source, meta, 0, PCAP_FILE_HEADER_BYTES) : bytes;
    const place = meta.format === 'pcap' ? pcapFrame(head, bytes) : pcapngFrame(bytes, from.snapLen);
    if (place === null || place.start + place.capLen > bytes.length) {
      return failed({ code: 'file-unreadable', reason: 'the file no longer holds this frame' });
    }
    const { start, capLen, origLen } = place;
    return success({ bytes: bytes.slice(start, start + capLen), capLen, origLen, linkType: from.linkType });
  } catch (error) {
    return failed({ code: 'file-unreadable', reason: reasonText(error) });
  }
}

/** Of the part that the offset names; its format and compression are its own. */
async function readPartFrame(
  parts: readonly ByteSource[],
  meta: Pick<CaptureMeta, 'interfaces'>,
  fileOffset: number,
  interfaceIndex: number,
): Promise<Result<CapturedFrame, Failure>> {
  const part = parts[Math.floor(fileOffset / PART_STRIDE)];
  if (part === undefined) return failed({ code: 'file-unreadable', reason: 'the frame names a part that is not there' });
  let isSeen = false;
  const own = await readCapture(
    part,
    { record: () => (isSeen = true) },
    { verdict: () => (isSeen ? 'finish' : 'go'), progress: () => undefined },
  );
  if (!own.ok) return own;
  return readFrame(part, { ...own.value, interfaces: meta.interfaces }, fileOffset % PART_STRIDE, interfaceIndex);
}

interface FramePlace {
  readonly start: number;
  readonly capLen: number;
  readonly origLen: number;
}

function pcapFrame(head: Uint8Array, bytes: Uint8Array): FramePlace | null {
  const variant = pcapVariant(head);
  if (variant === null || bytes.length < variant.recordHeaderBytes) return null;
  const first = u32(bytes, 8, variant.isLittle);
  const second = u32(bytes, 12, variant.isLittle);
  const order = lengthOrder(u16(head, 4, variant.isLittle), u16(head, 6, variant.isLittle));
  const isSwapped = order === 'original-first' || (order === 'smaller-is-captured' && first > second);
  const start = variant.recordHeaderBytes;
  return isSwapped ? { start, capLen: second, origLen: first } : { start, capLen: first, origLen: second };
}

/** The block's own type tells its byte order: all packet types fit one byte. */
function pcapngFrame(bytes: Uint8Array, snapLen: number): FramePlace | null {
  if (bytes.length < 16) return null;
  const isLittle = u32be(bytes, 0) > 0xffff;
  const type = u32(bytes, 0, isLittle);
  if (type === BLOCK_SIMPLE_PACKET) {
    const origLen = u32(bytes, 8, isLittle);
    return { start: 12, capLen: snapLen > 0 ? Math.min(origLen, snapLen) : origLen, origLen };
  }
  if ((type !== BLOCK_ENHANCED_PACKET && type !== BLOCK_OBSOLETE_PACKET) || bytes.length < MAX_HEADER_BYTES) return null;
  return { start: 28, capLen: u32(bytes, 20, isLittle), origLen: u32(bytes, 24, isLittle) };
}

/** Up to `length` bytes of the uncompressed stream; fewer at its end. Of compressed data only this window is kept. */
async function readStream(source: ByteSource, meta: Pick<CaptureMeta, 'compression'>, offset: number, length: number): Promise<Uint8Array> {
  if (meta.compression !== null) return unpackWindow(source, meta.compression, offset, length);
  if (source.read === null) throw new Error('this input cannot be read a second time');
  return source.read(offset, length);
}

async function unpackWindow(source: ByteSource, compression: Compression, offset: number, length: number): Promise<Uint8Array> {
  const window = new Uint8Array(length);
  let filled = 0;
  const unpacker = await createUnpacker(compression, (bytes, bytesOffset) => {
    const from = Math.max(0, offset + filled - bytesOffset);
    const part = bytes.subarray(from, from + length - filled);
    window.set(part, filled);
    filled += part.length;
    return filled < length;
  });
  for await (const chunk of source.chunks()) {
    if (!unpacker.push(chunk)) break;
  }
  return window.subarray(0, filled);
}

/** Text holds no frame: all of it is read again, and the one that was made from that line is kept. */
async function readPrinted(source: ByteSource, fileOffset: number): Promise<Result<CapturedFrame, Failure>> {
  let found: CapturedFrame | null = null;
  const sink: RecordSink = {
    record(_, linkType, __, data, offset, capLen, origLen, at) {
      if (at === fileOffset) found = { bytes: data.slice(offset, offset + capLen), capLen, origLen, linkType };
    },
  };
  const read = await readCapture(source, sink, { verdict: () => (found === null ? 'go' : 'finish'), progress: () => undefined });
  if (!read.ok) return read;
  return found === null ? failed({ code: 'file-unreadable', reason: 'the file no longer holds this frame' }) : success(found);
}
