// One packet as the page shows it: its bytes, read again from the file, and what they say. Loaded with the first packet that is opened.

import type { Result } from '../base/result';
import { readFrame } from '../capture/read-frame';
import { describePacket } from '../decode/packet-fields';
import { PART_STRIDE, type ByteSource } from '../model/byte-source';
import type { CaptureTables } from '../model/tables';
import type { Failure } from '../model/failure';
import type { FramePlace, PacketDetail } from '../rpc/protocol';
import type { Analysis } from './analysis';
import { connectionOfFrame, firstSegmentFrom } from './find-frame';

/** `frame` from 1, and in the capture. */
export async function packetDetail(
  { tables, meta }: Pick<Analysis, 'tables' | 'meta'>,
  source: ByteSource,
  frame: number,
): Promise<Result<PacketDetail, Failure>> {
  const { frames } = tables;
  const fileOffset = frames.fileOffset(frame - 1);
  const interfaceIndex = frames.interfaceIndex.length > 0 ? (frames.interfaceIndex.values[frame - 1] as number) : 0;
  const read = await readFrame(source, meta, fileOffset, interfaceIndex);
  if (!read.ok) return read;
  const { bytes, capLen, origLen, linkType } = read.value;
  const { fields, payloadStart } = describePacket(linkType, bytes, origLen);
  return {
    ok: true,
    value: {
      frame,
      seconds: frames.toldSeconds((frames.tsNs.values[frame - 1] as number) / 1e9),
      capLen,
      origLen,
      fileOffset: fileOffset % PART_STRIDE,
      bytes,
      fields,
      payloadStart,
      comment: meta.comments.get(frame) ?? null,
    },
  };
}

/** `frame` from 1, and in the capture. The protocol is the innermost that the packet's own headers name. */
export async function placeOfFrame(analysis: Analysis, source: ByteSource, frame: number): Promise<Result<FramePlace, Failure>> {
  const connection = connectionOfFrame(analysis.tables, frame - 1);
  if (connection >= 0) return { ok: true, value: { connection, protocol: 'TCP', nearest: frame } };
  const detail = await packetDetail(analysis, source, frame);
  const layers = detail.ok ? detail.value.fields.map(({ id }) => (id.split('.')[0] ?? '').toUpperCase()) : [];
  const protocol = layers.findLast((layer) => layer !== '' && layer !== 'DATA') ?? '';
  return { ok: true, value: { connection, protocol, nearest: nearestFrame(analysis.tables, frame - 1) + 1 } };
}

/** The frame of a connection that is nearest to this one, the earlier of two; -1 when there is none. */
function nearestFrame(tables: CaptureTables, frameIndex: number): number {
  const { frameIndex: frames, length } = tables.segments;
  const after = firstSegmentFrom(tables, frameIndex);
  const before = after > 0 ? (frames.values[after - 1] as number) : -1;
  const next = after < length ? (frames.values[after] as number) : -1;
  if (before < 0 || next < 0) return Math.max(before, next);
  return frameIndex - before <= next - frameIndex ? before : next;
}
