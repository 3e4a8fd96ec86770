// A capture file that is larger than the disk needs to hold: valid blocks of an unknown type with holes inside, packets at both ends.

import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** The largest block that readers take as plausible (16 MiB). */
const FILLER_BLOCK_BYTES = 16_777_216;
const UNKNOWN_BLOCK_TYPE = 0x0bad;

/**
 * Writes `capture` (pcapng: section header, interface, packets), then `fillerBytes` of skippable blocks, then the same
 * packets again. Little endian. Returns where the second lot begins.
 * @param packetsAt where the packets begin in `capture`
 */
export function writeSparseCapture(path: string, capture: Uint8Array, packetsAt: number, fillerBytes: number): number {
  const file = openSync(path, 'w');
  writeSync(file, capture, 0, capture.length, 0);
  let at = capture.length;
  const edge = Buffer.alloc(8);
  for (let written = 0; written < fillerBytes; written += FILLER_BLOCK_BYTES) {
    edge.writeUInt32LE(UNKNOWN_BLOCK_TYPE, 0);
    edge.writeUInt32LE(FILLER_BLOCK_BYTES, 4);
    writeSync(file, edge, 0, 8, at);
    at += FILLER_BLOCK_BYTES;
    edge.writeUInt32LE(FILLER_BLOCK_BYTES, 0);
    writeSync(file, edge, 0, 4, at - 4);
  }
  const packets = capture.subarray(packetsAt);
  ftruncateSync(file, at);
  writeSync(file, packets, 0, packets.length, at);
  closeSync(file);
  return at;
}

/** Where the packets of a little-endian pcapng begin: behind its section header and first interface block. */
export function packetsAtOf(capture: Uint8Array): number {
  const view = new DataView(capture.buffer, capture.byteOffset, capture.byteLength);
  const section = view.getUint32(4, true);
  return section + view.getUint32(section + 4, true);
}
