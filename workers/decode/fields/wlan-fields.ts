// Fields of 802.11 data frames and of the header that capturing put in front of them.

import { u16le, u32be, u32le } from '../../base/bytes';
import { WLAN_HEADER_BYTES, wlanHeaderBytes } from '../link/wlan';
import { FieldList } from './field-list';

const TO_DISTRIBUTION = 1;
const FROM_DISTRIBUTION = 2;

/** @param payloadOffset where the packet inside begins; the frame's end when the header was cut */
export function wlanFields(list: FieldList, name: string, payloadOffset: number): void {
  const { bytes } = list;
  const from = name === 'ieee802-11' ? 0 : Math.min(monitorBytes(bytes, name), payloadOffset);
  if (from > 0) list.group(name === 'ppi' ? 'ppi' : name === 'ieee802-11-radiotap' ? 'radiotap' : 'prism', `${from} B`, 0, from);
  const inner = new FieldList(bytes);
  const kind = inner.u8(from);
  const flags = inner.u8(from + 1);
  inner.hex('wlan.fc', from, 2);
  inner.text('wlan.fc.protected', String((flags >>> 6) & 1), from + 1, 1);
  inner.text('wlan.fc.retry', String((flags >>> 3) & 1), from + 1, 1);
  inner.mac('wlan.ra', from + 4);
  inner.mac('wlan.ta', from + 10);
  // Where the first address is the access point's, the third is the destination; where the second is, the source.
  if ((flags & TO_DISTRIBUTION) !== 0) inner.mac('wlan.da', from + 16);
  else if ((flags & FROM_DISTRIBUTION) !== 0) inner.mac('wlan.sa', from + 16);
  else inner.mac('wlan.bssid', from + 16);
  const end = from + (kind === 0 ? WLAN_HEADER_BYTES : wlanHeaderBytes(kind, flags));
  list.group('wlan', '802.11', from, end, inner.fields);
  if (end < payloadOffset) list.group('llc', 'LLC', end, payloadOffset);
}

/** Bytes in front of the 802.11 header, as link/wlan.ts reads them. */
function monitorBytes(bytes: Uint8Array, name: string): number {
  if (bytes.length < 8) return bytes.length;
  if (name === 'ieee802-11-radiotap' || name === 'ppi') return u16le(bytes, 2);
  const little = u32le(bytes, 4);
  return Math.min(little, u32be(bytes, 4));
}
