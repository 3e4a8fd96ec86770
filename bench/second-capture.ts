// A second capture of what a first one holds, as it would be seen 5 ms further on: TTL one less, some packets lost, in the order in which
// they pass there. For measurements alone; what comparing finds is tested on recordings.

import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

const HEADER_BYTES = 24;
const RECORD_BYTES = 16;
const ETHERNET_BYTES = 14;
const IPV4_BYTES = 20;
const TTL_AT = 8;
const WAY_MICROSECONDS = 5000n;
/** One packet of so many is lost. */
const LOST_ONE_IN = 2000;
const OUT_BYTES = 8 << 20;

/** Writes what a second place would have recorded of the capture at `from`: classic, little endian, microseconds, Ethernet and IPv4. */
export function captureFurtherOn(from: string, to: string): void {
  const data = readFileSync(from);
  const records: { readonly at: number; readonly bytes: number; readonly time: bigint }[] = [];
  let seed = 1;
  for (let at = HEADER_BYTES; at + RECORD_BYTES <= data.length;) {
    const bytes = data.readUInt32LE(at + 8);
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    const time = BigInt(data.readUInt32LE(at)) * 1_000_000n + BigInt(data.readUInt32LE(at + 4));
    if (seed % LOST_ONE_IN !== 0)
      records.push({ at, bytes, time: isToServer(data, at + RECORD_BYTES) ? time + WAY_MICROSECONDS : time - WAY_MICROSECONDS });
    at += RECORD_BYTES + bytes;
  }
  records.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.at - b.at));
  const file = openSync(to, 'w');
  const out = Buffer.alloc(OUT_BYTES);
  let used = data.copy(out, 0, 0, HEADER_BYTES);
  for (const { at, bytes, time } of records) {
    if (used + RECORD_BYTES + bytes > out.length) {
      writeSync(file, out, 0, used);
      used = 0;
    }
    data.copy(out, used, at, at + RECORD_BYTES + bytes);
    out.writeUInt32LE(Number(time / 1_000_000n), used);
    out.writeUInt32LE(Number(time % 1_000_000n), used + 4);
    const ttl = used + RECORD_BYTES + ETHERNET_BYTES + TTL_AT;
    out[ttl] = (out[ttl] ?? 1) - 1;
    used += RECORD_BYTES + bytes;
  }
  writeSync(file, out, 0, used);
  closeSync(file);
}

/** Servers listen on well-known ports: the lower one. */
function isToServer(data: Buffer, frame: number): boolean {
  const ports = frame + ETHERNET_BYTES + IPV4_BYTES;
  return data.readUInt16BE(ports + 2) < data.readUInt16BE(ports);
}
