// CRC-32 as gzip uses it (RFC 1952, polynomial 0xedb88320), four bytes a step. Only checks; unpacking is decompress.ts.

const TABLES = makeTables();

function makeTables(): readonly Uint32Array[] {
  const tables = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)] as const;
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    tables[0][byte] = value;
  }
  for (let table = 1; table < 4; table++) {
    for (let byte = 0; byte < 256; byte++) {
      const previous = tables[table - 1][byte];
      tables[table][byte] = (previous >>> 8) ^ tables[0][previous & 255];
    }
  }
  return tables;
}

/** The checksum of what `previous` covers followed by `data`; begin with 0. */
export function crc32(data: Uint8Array, previous = 0): number {
  const [t0, t1, t2, t3] = TABLES;
  let crc = ~previous;
  let at = 0;
  for (const end = data.length - 3; at < end; at += 4) {
    crc ^= data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24);
    crc = t3[crc & 255] ^ t2[(crc >>> 8) & 255] ^ t1[(crc >>> 16) & 255] ^ t0[crc >>> 24];
  }
  for (; at < data.length; at++) crc = (crc >>> 8) ^ t0[(crc ^ data[at]) & 255];
  return ~crc >>> 0;
}
