// IEEE 802.11 data frames, bare and behind the headers that capturing adds: radiotap, PPI, Prism, AVS. Encrypted frames and
// those without data are told apart, not read.

import { u16le, u32be, u32le } from '../../base/bytes';
import { decodeEthernet } from './ethernet';
import { followLlc, LINK_CUT, LINK_OTHER, LINK_WLAN, LINK_WLAN_PROTECTED, type LinkLayer, type LinkTarget } from './link-layer';
import { decodeRawIp } from './raw-ip';

export const WLAN_HEADER_BYTES = 24;
const ADDRESS_BYTES = 6;
const QOS_BYTES = 2;
const HT_CONTROL_BYTES = 4;
/** In the first byte: type, and of the subtype of data frames "no data" and "QoS". */
const TYPE_MASK = 0x0c;
const TYPE_DATA = 0x08;
const SUBTYPE_NO_DATA = 0x40;
const SUBTYPE_QOS = 0x80;
/** In the second byte. */
const BOTH_DISTRIBUTION = 0x03;
const PROTECTED = 0x40;
const ORDER = 0x80;
/** In the first byte of QoS control: several frames in one (A-MSDU), each behind addresses and length; the first is read. */
const AMSDU = 0x80;
const AMSDU_HEADER_BYTES = 14;

const RADIOTAP_BYTES = 8;
const RADIOTAP_TSFT = 1;
const RADIOTAP_FLAGS = 2;
const RADIOTAP_MORE = 0x80000000;
const TSFT_BYTES = 8;
/** The 802.11 header is filled up to four bytes before its payload. */
const FLAG_DATA_PAD = 0x20;

const PPI_BYTES = 8;
const DLT_ETHERNET = 1;
const DLT_RAW = 101;
const DLT_WLAN = 105;

const AVS_MAGIC = 0x80211000;
const AVS_MAGIC_MASK = 0xfffff000;
const LENGTH_END = 8;
/** Prism headers are 144 bytes; no header in front of 802.11 is longer than this. */
const MAX_MONITOR_BYTES = 1024;

export const wlanLayers: readonly LinkLayer[] = [
  { linkType: 105, name: 'ieee802-11', decode: (bytes, offset, end, out) => followWlan(bytes, offset, end, false, out) },
  { linkType: 119, name: 'ieee802-11-prism', decode: decodePrism },
  { linkType: 127, name: 'ieee802-11-radiotap', decode: decodeRadiotap },
  { linkType: 163, name: 'ieee802-11-avs', decode: decodePrism },
  { linkType: 192, name: 'ppi', decode: decodePpi },
];

function followWlan(bytes: Uint8Array, at: number, end: number, isPadded: boolean, out: LinkTarget): void {
  out.etherType = LINK_WLAN;
  out.payloadOffset = at;
  if (at + 2 > end) {
    out.etherType = LINK_CUT;
    return;
  }
  const kind = bytes[at];
  const flags = bytes[at + 1];
  if ((kind & TYPE_MASK) !== TYPE_DATA || (kind & SUBTYPE_NO_DATA) !== 0) return;
  if ((flags & PROTECTED) !== 0) {
    out.etherType = LINK_WLAN_PROTECTED;
    return;
  }
  let size = wlanHeaderBytes(kind, flags);
  const isAggregate = (kind & SUBTYPE_QOS) !== 0 && at + size <= end && (bytes[at + qosOffset(flags)] & AMSDU) !== 0;
  if (isPadded) size = (size + 3) & ~3;
  if (isAggregate) size += AMSDU_HEADER_BYTES;
  if (at + size > end) out.etherType = LINK_CUT;
  else followLlc(bytes, at + size, end, out);
}

/** Of a data frame; `kind` and `flags` are its first two bytes. */
export function wlanHeaderBytes(kind: number, flags: number): number {
  const size = qosOffset(flags);
  if ((kind & SUBTYPE_QOS) === 0) return size;
  return size + QOS_BYTES + ((flags & ORDER) === 0 ? 0 : HT_CONTROL_BYTES);
}

/** Between two access points there is a fourth address. */
function qosOffset(flags: number): number {
  return WLAN_HEADER_BYTES + ((flags & BOTH_DISTRIBUTION) === BOTH_DISTRIBUTION ? ADDRESS_BYTES : 0);
}

function decodeRadiotap(bytes: Uint8Array, offset: number, end: number, out: LinkTarget): void {
  const size = offset + RADIOTAP_BYTES <= end ? u16le(bytes, offset + 2) : 0;
  if (size < RADIOTAP_BYTES || offset + size > end) return markUnread(offset, size, out);
  followWlan(bytes, offset + size, end, isDataPadded(bytes, offset, offset + size), out);
}

/** Reads on to the flags, which stand behind the words that say what is there, and behind the clock. */
function isDataPadded(bytes: Uint8Array, offset: number, end: number): boolean {
  const present = u32le(bytes, offset + 4);
  if ((present & RADIOTAP_FLAGS) === 0) return false;
  let at = offset + 4;
  while (at + 4 <= end && (u32le(bytes, at) & RADIOTAP_MORE) !== 0) at += 4;
  at += 4;
  // Fields are aligned to their size, counted from the header's first byte.
  if ((present & RADIOTAP_TSFT) !== 0) at = offset + ((at - offset + TSFT_BYTES - 1) & ~(TSFT_BYTES - 1)) + TSFT_BYTES;
  return at < end && (bytes[at] & FLAG_DATA_PAD) !== 0;
}

function decodePpi(bytes: Uint8Array, offset: number, end: number, out: LinkTarget): void {
  const size = offset + PPI_BYTES <= end ? u16le(bytes, offset + 2) : 0;
  if (size < PPI_BYTES || offset + size > end) return markUnread(offset, size, out);
  const at = offset + size;
  const dlt = u32le(bytes, offset + 4);
  out.etherType = LINK_OTHER;
  out.payloadOffset = at;
  if (dlt === DLT_WLAN) followWlan(bytes, at, end, false, out);
  else if (dlt === DLT_ETHERNET) decodeEthernet(bytes, at, end, out);
  else if (dlt === DLT_RAW) decodeRawIp(bytes, at, end, out);
}

/** Both begin with a number and their length; Prism in the byte order of the capturing machine, AVS in network order, under either number. */
function decodePrism(bytes: Uint8Array, offset: number, end: number, out: LinkTarget): void {
  let size = 0;
  if (offset + LENGTH_END <= end) {
    const isAvs = (u32be(bytes, offset) & AVS_MAGIC_MASK) >>> 0 === AVS_MAGIC;
    const little = u32le(bytes, offset + 4);
    size = isAvs || little > MAX_MONITOR_BYTES ? u32be(bytes, offset + 4) : little;
  }
  if (size < LENGTH_END || offset + size > end) return markUnread(offset, size, out);
  followWlan(bytes, offset + size, end, false, out);
}

/** A header that was cut, or whose length cannot be: there is nothing to go on from. */
function markUnread(offset: number, size: number, out: LinkTarget): void {
  out.payloadOffset = offset;
  out.etherType = size > MAX_MONITOR_BYTES ? LINK_OTHER : LINK_CUT;
}
