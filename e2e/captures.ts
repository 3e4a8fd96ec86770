// Capture files made on the spot: small broken ones, and one that is large enough to be interrupted.

import { closeSync, openSync, writeSync } from 'node:fs';

/** Classic pcap header: little endian, microseconds, Ethernet. */
function pcapHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(1, 20);
  return header;
}

/** Record header and a 54-byte Ethernet/IPv4/TCP frame; ports and sequence numbers are filled in by the caller. */
function record(port: number, seconds: number, isReply: boolean): Buffer {
  const bytes = Buffer.alloc(16 + 54);
  bytes.writeUInt32LE(1_600_000_000 + Math.floor(seconds), 0);
  bytes.writeUInt32LE(Math.floor((seconds % 1) * 1e6), 4);
  bytes.writeUInt32LE(54, 8);
  bytes.writeUInt32LE(54, 12);
  const frame = bytes.subarray(16);
  frame.writeUInt16BE(0x0800, 12);
  frame.set([0x45, 0, 0, 40, 0, 0, 0x40, 0, 64, 6, 0, 0], 14);
  const client = [10, 9, (port >> 8) & 0xff, port & 0xff];
  const server = [10, 8, 0, 1];
  frame.set(isReply ? server : client, 26);
  frame.set(isReply ? client : server, 30);
  frame.writeUInt16BE(isReply ? 9000 : 40_000, 34);
  frame.writeUInt16BE(isReply ? 40_000 : 9000, 36);
  frame.writeUInt32BE(isReply ? 0 : 1000, 38);
  frame.writeUInt32BE(isReply ? 1001 : 0, 42);
  frame[46] = 0x50;
  // SYN, answered by RST+ACK.
  frame[47] = isReply ? 0x14 : 0x02;
  return bytes;
}

/** SYN and RST over and over, from 65,536 clients in turn: large, and quick to write. */
export function writeLargeCapture(path: string, megabytes: number): void {
  const pairs = Buffer.concat(
    Array.from({ length: 4096 }, (_, at) => [record(at, at / 1000, false), record(at, at / 1000 + 0.0002, true)]).flat(),
  );
  const file = openSync(path, 'w');
  writeSync(file, pcapHeader());
  for (let written = 0; written < megabytes * 1e6; written += pairs.length) writeSync(file, pairs);
  closeSync(file);
}

export interface BadFile {
  readonly code: string;
  readonly name: string;
  readonly buffer: Buffer;
}

/** What tcpdump prints of an attempt that is refused. */
export const PRINTED_TEXT =
  '12:26:12.100000 IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [S], seq 100, win 64240, options [mss 1460], length 0\n12:26:12.100200 IP 10.0.0.2.80 > 10.0.0.1.40000: Flags [R.], seq 0, ack 101, win 0, length 0\n';

/** One file for each way of not being a capture. */
export const BAD_FILES: readonly BadFile[] = [
  { code: 'E01', name: 'empty.pcap', buffer: Buffer.alloc(0) },
  {
    code: 'E03',
    name: 'noise.pcap',
    buffer: Buffer.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24]),
  },
  { code: 'E04', name: 'capture.zip', buffer: Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(60)]) },
  {
    code: 'E05',
    name: 'download.pcap',
    buffer: Buffer.from('<!DOCTYPE html><html><head><title>Sign in</title></head><body>...</body></html>'),
  },
  { code: 'E06', name: 'old.snoop', buffer: Buffer.concat([Buffer.from('snoop\0\0\0'), Buffer.alloc(40)]) },
  {
    code: 'E07',
    name: 'out.txt',
    buffer: Buffer.from('IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [S], seq 1, win 64240, length 0\n'),
  },
];

const FIN = 1;
const SYN = 2;
const PSH = 8;
const ACK = 16;

/**
 * One connection of so many packets, 1 ms apart: handshake, then an upload with every third packet an ACK, then both FINs.
 * Headers alone are in the file, as with a short snapshot length.
 */
export function writeLongConnection(path: string, packets: number): void {
  const segmentBytes = 1000;
  const next = [1000, 5000];
  const parts: Buffer[] = [pcapHeader()];
  let written = 0;
  const send = (isReply: boolean, flags: number, payload: number) => {
    const bytes = record(0, written++ / 1000, isReply);
    const frame = bytes.subarray(16);
    const [own, peer] = isReply ? [1, 0] : [0, 1];
    bytes.writeUInt32LE(54 + payload, 12);
    frame.writeUInt16BE(40 + payload, 16);
    frame.writeUInt32BE((next[own] ?? 0) >>> 0, 38);
    frame.writeUInt32BE(flags & ACK ? (next[peer] ?? 0) >>> 0 : 0, 42);
    frame[47] = flags;
    frame.writeUInt16BE(60_000, 48);
    next[own] = (next[own] ?? 0) + payload + (flags & (SYN | FIN) ? 1 : 0);
    parts.push(bytes);
  };
  send(false, SYN, 0);
  send(true, SYN | ACK, 0);
  send(false, ACK, 0);
  while (written < packets - 3) send(written % 3 === 2, written % 3 === 2 ? ACK : PSH | ACK, written % 3 === 2 ? 0 : segmentBytes);
  send(false, FIN | ACK, 0);
  send(true, FIN | ACK, 0);
  send(false, ACK, 0);
  const file = openSync(path, 'w');
  writeSync(file, Buffer.concat(parts));
  closeSync(file);
}

/** SYN and RST of so many clients, each its own address; written in pieces. */
export function writeRefusals(path: string, connections: number): void {
  const file = openSync(path, 'w');
  writeSync(file, pcapHeader());
  const PAIRS = 10_000;
  const piece = Buffer.alloc(PAIRS * 140);
  for (let first = 0; first < connections; first += PAIRS) {
    for (let at = 0; at < PAIRS; at++) {
      for (const isReply of [false, true]) {
        const micros = (first + at) * 10 + (isReply ? 5 : 0);
        const record = piece.subarray(at * 140 + (isReply ? 70 : 0));
        record.writeUInt32LE(1_600_000_000 + Math.floor(micros / 1e6), 0);
        record.writeUInt32LE(micros % 1e6, 4);
        record.writeUInt32LE(54, 8);
        record.writeUInt32LE(54, 12);
        const frame = record.subarray(16);
        frame.fill(0, 0, 54);
        frame.writeUInt16BE(0x0800, 12);
        frame.set([0x45, 0, 0, 40, 0, 0, 0x40, 0, 64, 6], 14);
        const number = first + at;
        const client = [10, (number >> 16) & 255, (number >> 8) & 255, number & 255];
        frame.set(isReply ? [172, 16, 0, 1] : client, 26);
        frame.set(isReply ? client : [172, 16, 0, 1], 30);
        frame.writeUInt16BE(isReply ? 9000 : 40_000, 34);
        frame.writeUInt16BE(isReply ? 40_000 : 9000, 36);
        frame.writeUInt32BE(isReply ? 0 : 1000, 38);
        frame.writeUInt32BE(isReply ? 1001 : 0, 42);
        frame[46] = 0x50;
        frame[47] = isReply ? 0x14 : 0x02;
      }
    }
    writeSync(file, piece);
  }
  closeSync(file);
}
