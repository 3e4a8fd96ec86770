// CRC-32 as gzip uses it (RFC 1952, polynomial 0xedb88320), eight bytes a step. Only checks; unpacking is gunzip-stream.ts.

/** Eight tables of 256; signed, so that no value leaves the small integers that machines add fast. */
const TABLE = makeTable();

function makeTable(): Int32Array {
  const table = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    table[byte] = value;
  }
  for (let at = 256; at < table.length; at++) {
    const previous = table[at - 256];
    table[at] = (previous >>> 8) ^ table[previous & 255];
  }
  return table;
}

/** The checksum of what `previous` covers followed by `data`; begin with 0. */
export function crc32(data: Uint8Array, previous = 0): number {
  const table = TABLE;
  let crc = ~previous;
  let at = 0;
  for (const end = data.length - 7; at < end; at += 8) {
    crc ^= data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24);
    crc =
      table[1792 + (crc & 255)] ^
      table[1536 + ((crc >>> 8) & 255)] ^
      table[1280 + ((crc >>> 16) & 255)] ^
      table[1024 + (crc >>> 24)] ^
      table[768 + data[at + 4]] ^
      table[512 + data[at + 5]] ^
      table[256 + data[at + 6]] ^
      table[data[at + 7]];
  }
  for (; at < data.length; at++) crc = (crc >>> 8) ^ table[(crc ^ data[at]) & 255];
  return ~crc >>> 0;
}
