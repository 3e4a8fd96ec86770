// A generated pcap once more as pcapng, for the peer that reads nothing else: one section, one interface, one block per packet.

import { closeSync, openSync, readSync, writeSync } from 'node:fs';

const PCAP_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const BLOCK_OVERHEAD_BYTES = 32;
const READ_BYTES = 8 * 1024 * 1024;
const MAX_RECORD_BYTES = 65_536;

/** Little-endian microseconds in, the same out. */
export function writeAsPcapng(from: string, to: string): void {
  const input = openSync(from, 'r');
  const output = openSync(to, 'w');
  writeSync(output, heads());
  const data = Buffer.alloc(READ_BYTES + MAX_RECORD_BYTES);
  const out = Buffer.alloc(2 * data.length);
  let position = PCAP_HEADER_BYTES;
  let held = 0;
  for (;;) {
    const bytesRead = readSync(input, data, held, READ_BYTES, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    const end = held + bytesRead;
    let at = 0;
    let written = 0;
    while (at + RECORD_HEADER_BYTES <= end) {
      const length = data.readUInt32LE(at + 8);
      if (at + RECORD_HEADER_BYTES + length > end) break;
      written = packetBlock(data, at, length, out, written);
      at += RECORD_HEADER_BYTES + length;
    }
    writeSync(output, out, 0, written);
    data.copyWithin(0, at, end);
    held = end - at;
  }
  closeSync(input);
  closeSync(output);
}

/** Section header and interface description. The interface has a name: without, the peer reads beyond the block. */
function heads(): Buffer {
  const bytes = Buffer.alloc(60);
  bytes.writeUInt32LE(0x0a0d0d0a, 0);
  bytes.writeUInt32LE(28, 4);
  bytes.writeUInt32LE(0x1a2b3c4d, 8);
  bytes.writeUInt16LE(1, 12);
  bytes.writeBigInt64LE(-1n, 16);
  bytes.writeUInt32LE(28, 24);
  bytes.writeUInt32LE(1, 28);
  bytes.writeUInt32LE(32, 32);
  bytes.writeUInt16LE(1, 36);
  bytes.writeUInt32LE(262_144, 40);
  bytes.writeUInt16LE(2, 44);
  bytes.writeUInt16LE(4, 46);
  bytes.write('eth0', 48, 'latin1');
  bytes.writeUInt32LE(32, 56);
  return bytes;
}

/** Enhanced packet block of the record at data[at]; where the next one goes. */
function packetBlock(data: Buffer, at: number, length: number, out: Buffer, to: number): number {
  const padded = (length + 3) & ~3;
  const total = BLOCK_OVERHEAD_BYTES + padded;
  const microseconds = BigInt(data.readUInt32LE(at)) * 1_000_000n + BigInt(data.readUInt32LE(at + 4));
  out.fill(0, to, to + total);
  out.writeUInt32LE(6, to);
  out.writeUInt32LE(total, to + 4);
  out.writeUInt32LE(Number(microseconds >> 32n), to + 12);
  out.writeUInt32LE(Number(microseconds & 0xffff_ffffn), to + 16);
  out.writeUInt32LE(length, to + 20);
  out.writeUInt32LE(data.readUInt32LE(at + 12), to + 24);
  data.copy(out, to + 28, at + RECORD_HEADER_BYTES, at + RECORD_HEADER_BYTES + length);
  out.writeUInt32LE(total, to + total - 4);
  return to + total;
}
