// One packet as the page shows it: its bytes, read again from the file, and what they say. Loaded with the first packet that is opened.

import type { Result } from '../base/result';
import { readFrame } from '../capture/read-frame';
import { PART_STRIDE } from '../capture/read-parts';
import { describePacket } from '../decode/packet-fields';
import type { ByteSource } from '../model/byte-source';
import type { Failure } from '../model/failure';
import type { PacketDetail } from '../rpc/protocol';
import type { Analysis } from './analysis';

/** `frame` from 1, and in the capture. */
export async function packetDetail({ tables, meta }: Analysis, source: ByteSource, frame: number): Promise<Result<PacketDetail, Failure>> {
  const { frames } = tables;
  const fileOffset = frames.fileOffset.values[frame - 1] as number;
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
