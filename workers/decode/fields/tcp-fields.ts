// Fields of the TCP header and its options, and the range of its payload.

import type { PacketField } from '../../model/packet-field';
import { TCP_HEADER_BYTES } from '../tcp/header';
import {
  MAX_WINDOW_SCALE,
  OPTION_END,
  OPTION_MSS,
  OPTION_NOP,
  OPTION_SACK,
  OPTION_SACK_PERMITTED,
  OPTION_TIMESTAMPS,
  OPTION_WINDOW_SCALE,
} from '../tcp/options';
import { FieldList, hexText } from './field-list';

/** Bit, Wireshark's name of the field, the word for it; from the lowest bit up. */
const FLAGS: readonly (readonly [bit: number, id: string, word: string])[] = [
  [0x001, 'fin', 'FIN'],
  [0x002, 'syn', 'SYN'],
  [0x004, 'reset', 'RST'],
  [0x008, 'push', 'PSH'],
  [0x010, 'ack', 'ACK'],
  [0x020, 'urg', 'URG'],
  [0x040, 'ece', 'ECE'],
  [0x080, 'cwr', 'CWR'],
  [0x100, 'ae', 'AE'],
];

const OTHER_OPTIONS: ReadonlyMap<number, string> = new Map([
  [19, 'MD5'],
  [28, 'user timeout'],
  [29, 'TCP-AO'],
  [30, 'MPTCP'],
  [34, 'Fast Open'],
]);

/** @returns where the payload begins, -1 when there is none or it was not captured */
export function tcpFields(list: FieldList, at: number, end: number, isQuoted: boolean): number {
  const inner = new FieldList(list.bytes);
  inner.number('tcp.srcport', at, 2);
  inner.number('tcp.dstport', at + 2, 2);
  inner.number('tcp.seq', at + 4, 4);
  inner.number('tcp.ack', at + 8, 4);
  const headerLen = (inner.u8(at + 12) >>> 4) * 4;
  inner.text('tcp.hdr_len', `${headerLen} B`, at + 12, 1);
  if (inner.has(at + 14)) {
    const flags = inner.u16(at + 12) & 0x1ff;
    const words = FLAGS.filter(([bit]) => (flags & bit) !== 0).map(([, , word]) => word);
    inner.group(
      'tcp.flags',
      words.length === 0 ? hexText(flags, 3) : words.join(', '),
      at + 12,
      at + 14,
      flagFields(list.bytes, flags, at),
    );
  }
  inner.number('tcp.window_size_value', at + 14, 2);
  inner.hex('tcp.checksum', at + 16, 2);
  inner.number('tcp.urgent_pointer', at + 18, 2);
  // A header longer than its segment: what stands there is not options.
  const isSound = headerLen >= TCP_HEADER_BYTES && (isQuoted || at + headerLen <= end);
  const optionsEnd = isSound ? at + headerLen : at + TCP_HEADER_BYTES;
  if (optionsEnd > at + TCP_HEADER_BYTES) {
    const options = optionFields(list.bytes, at + TCP_HEADER_BYTES, optionsEnd);
    inner.group('tcp.options', `${optionsEnd - at - TCP_HEADER_BYTES} B`, at + TCP_HEADER_BYTES, optionsEnd, options);
  }
  list.group('tcp', 'TCP', at, optionsEnd, inner.fields);
  if (isQuoted || !isSound || optionsEnd >= end || !list.has(optionsEnd + 1)) return -1;
  list.group('tcp.payload', `${end - optionsEnd} B`, optionsEnd, end);
  return optionsEnd;
}

function flagFields(bytes: Uint8Array, flags: number, at: number): readonly PacketField[] {
  const list = new FieldList(bytes);
  for (const [bit, id] of FLAGS.toReversed())
    list.text(`tcp.flags.${id}`, (flags & bit) === 0 ? '0' : '1', bit > 0xff ? at + 12 : at + 13, 1);
  return list.fields;
}

function optionFields(bytes: Uint8Array, from: number, to: number): readonly PacketField[] {
  const list = new FieldList(bytes);
  let at = from;
  while (at < to && list.has(at + 1)) {
    const kind = list.u8(at);
    if (kind === OPTION_END) {
      list.group('tcp.options.eol', '', at, to);
      break;
    }
    if (kind === OPTION_NOP) {
      list.text('tcp.options.nop', '', at, 1);
      at++;
      continue;
    }
    const size = list.u8(at + 1);
    if (size < 2 || at + size > to || !list.has(at + size)) {
      list.group('tcp.options.unknown', `kind ${kind}`, at, to);
      break;
    }
    optionField(list, kind, at, size);
    at += size;
  }
  return list.fields;
}

function optionField(list: FieldList, kind: number, at: number, size: number): void {
  if (kind === OPTION_MSS && size === 4) return list.text('tcp.options.mss', String(list.u16(at + 2)), at, size);
  if (kind === OPTION_WINDOW_SCALE && size === 3) {
    const shift = list.u8(at + 2);
    return list.text('tcp.options.wscale', `${shift} (× ${2 ** Math.min(MAX_WINDOW_SCALE, shift)})`, at, size);
  }
  if (kind === OPTION_SACK_PERMITTED && size === 2) return list.text('tcp.options.sack_perm', '', at, size);
  const inner = new FieldList(list.bytes);
  if (kind === OPTION_SACK) {
    const blocks: string[] = [];
    for (let block = at + 2; block + 8 <= at + size; block += 8) {
      inner.number('tcp.options.sack_le', block, 4);
      inner.number('tcp.options.sack_re', block + 4, 4);
      blocks.push(`${list.u32(block)}–${list.u32(block + 4)}`);
    }
    return list.group('tcp.options.sack', blocks.join(', '), at, at + size, inner.fields);
  }
  if (kind === OPTION_TIMESTAMPS && size === 10) {
    inner.number('tcp.options.timestamp.tsval', at + 2, 4);
    inner.number('tcp.options.timestamp.tsecr', at + 6, 4);
    return list.group('tcp.options.timestamp', `${list.u32(at + 2)}, ${list.u32(at + 6)}`, at, at + size, inner.fields);
  }
  const name = OTHER_OPTIONS.get(kind);
  list.text('tcp.options.unknown', name === undefined ? `kind ${kind}, ${size} B` : `${name} (${kind}), ${size} B`, at, size);
}
