// In what a packet that both places saw differs. Header fields as they stand, in the direction of travel; no judgement.

import { FIN, RST, SYN } from '../model/tcp-flags';
import type { ChangedField, FieldChange } from './compare-model';
import { NONE } from './match-limits';
import type { Direction } from './pair-match';
import { joinedSum } from './payload-sum';
import { OPTIONS_KNOWN, PAYLOAD_KNOWN, TOS_KNOWN } from './segment-bytes';

/** Bit of each field in the masks below; the order of the table's words. */
export const CHANGED_FIELDS: readonly ChangedField[] = [
  'addresses',
  'ports',
  'sequence',
  'acknowledgement',
  'ttl',
  'ip-id',
  'flags',
  'window',
  'mss',
  'window-scale',
  'options',
  'length',
  'payload',
  'dscp',
  'ecn',
];

const bit = (field: ChangedField): number => 1 << CHANGED_FIELDS.indexOf(field);
const ADDRESSES = bit('addresses');
const PORTS = bit('ports');
const SEQUENCE = bit('sequence');
const ACKNOWLEDGEMENT = bit('acknowledgement');
const TTL = bit('ttl');
const IP_ID = bit('ip-id');
const FLAGS = bit('flags');
const WINDOW = bit('window');
const MSS = bit('mss');
const WINDOW_SCALE = bit('window-scale');
const OPTIONS = bit('options');
const LENGTH = bit('length');
const PAYLOAD = bit('payload');
const DSCP = bit('dscp');
const ECN = bit('ecn');
/** Of the byte that holds both. */
const DSCP_BITS = 0xfc;
const ECN_BITS = 0x03;
export const FieldBit = { Addresses: ADDRESSES, Ports: PORTS, Sequence: SEQUENCE, IpId: IP_ID, Dscp: DSCP } as const;

/** Flags of the header; our own bit for the direction is not one. */
const FLAG_BITS = 0x1ff;
/** Options whose presence is known; what was recognised in the payload and copies are no options. */
const OPTION_BITS = 0x1f;

/** What differs between upstream entry `i` and its partner, as a mask; whole packets only (not what offload cut or joined). */
export function changesAt(direction: Direction, i: number): number {
  const { up, down } = direction;
  const j = direction.upTo[i] as number;
  if (up === null || down === null || j === NONE || up.tables.isText || down.tables.isText || direction.isHop) return 0;
  const a = up.at;
  const b = down.at;
  const row = direction.upRows[i] as number;
  const other = direction.downRows[j] as number;
  if (direction.downTo[j] !== i || direction.upPieces.has(i) || direction.downPieces.has(j) || direction.missing.has(i))
    return payloadOfPieces(direction, i) ? 0 : PAYLOAD;
  const len = a.len[row] as number;
  let mask = 0;
  if (((a.seq[row] as number) + direction.seqShift) >>> 0 !== b.seq[other]) {
    mask |= SEQUENCE;
  }
  if (len !== (b.len[other] as number)) mask |= LENGTH;
  const flags = (a.flags[row] as number) & FLAG_BITS;
  if (flags !== ((b.flags[other] as number) & FLAG_BITS)) mask |= FLAGS;
  if ((flags & 0x10) !== 0 && ((a.ack[row] as number) + direction.ackShift) >>> 0 !== b.ack[other]) mask |= ACKNOWLEDGEMENT;
  if (direction.hops !== null && (a.ttl[row] as number) - (b.ttl[other] as number) !== direction.hops) mask |= TTL;
  if (a.ipId[row] !== b.ipId[other]) mask |= IP_ID;
  if (a.wnd[row] !== b.wnd[other]) mask |= WINDOW;
  const { known } = up.at;
  const both = (known[row] as number) & (down.at.known[other] as number);
  if ((both & OPTIONS_KNOWN) !== 0 && up.at.optionHash[row] !== down.at.optionHash[other]) mask |= optionChanges(direction, row, other);
  if ((both & PAYLOAD_KNOWN) !== 0 && len > 0 && (mask & LENGTH) === 0 && up.at.payloadSum[row] !== down.at.payloadSum[other])
    mask |= PAYLOAD;
  if ((both & TOS_KNOWN) !== 0 && a.tos[row] !== b.tos[other]) {
    const differ = (a.tos[row] as number) ^ (b.tos[other] as number);
    if ((differ & DSCP_BITS) !== 0) mask |= DSCP;
    if ((differ & ECN_BITS) !== 0) mask |= ECN;
  }
  return mask;
}

function optionChanges({ up, down }: Direction, row: number, other: number): number {
  if (up === null || down === null) return 0;
  const a = up.at;
  const b = down.at;
  let mask = 0;
  if (((a.flags[row] as number) & SYN) !== 0) {
    const before = up.at.extra[row] as number;
    const after = down.at.extra[other] as number;
    if (before >>> 8 !== after >>> 8) mask |= MSS;
    if ((before & 0xff) !== (after & 0xff)) mask |= WINDOW_SCALE;
  }
  const differ = ((a.options[row] as number) ^ (b.options[other] as number)) & OPTION_BITS;
  const stamps = up.at.tsVal[row] !== down.at.tsVal[other];
  return mask === 0 || differ !== 0 || stamps ? mask | OPTIONS : mask;
}

/** False where the pieces hold other bytes than the whole; true where they cannot be compared. */
function payloadOfPieces(direction: Direction, i: number): boolean {
  const { up, down, upPieces, downPieces } = direction;
  const first = direction.upTo[i] as number;
  if (up === null || down === null || direction.missing.has(i)) return true;
  const row = direction.upRows[i] as number;
  const pieces = [first, ...(upPieces.get(i) ?? [])];
  if (pieces.some((j) => downPieces.has(j))) return true;
  let sum = 0;
  let bytes = 0;
  for (const j of pieces) {
    const other = direction.downRows[j] as number;
    if (((down.at.known[other] as number) & PAYLOAD_KNOWN) === 0) return true;
    const seq = ((up.at.seq[row] as number) + direction.seqShift + bytes) >>> 0;
    if (seq !== down.at.seq[other]) return true;
    const len = down.at.len[other] as number;
    sum = joinedSum(sum, down.at.payloadSum[other] as number, bytes);
    bytes += len;
  }
  if (bytes !== (up.at.len[row] as number) || ((up.at.known[row] as number) & PAYLOAD_KNOWN) === 0) return true;
  return sum === up.at.payloadSum[row];
}

/** The values behind a mask of `changesAt`. */
export function fieldChanges(direction: Direction, i: number, mask: number): readonly FieldChange[] {
  const { up, down } = direction;
  const j = direction.upTo[i] as number;
  if (mask === 0 || up === null || down === null || j === NONE) return [];
  const a = up.at;
  const b = down.at;
  const row = direction.upRows[i] as number;
  const other = direction.downRows[j] as number;
  const before = up.at.extra[row] as number;
  const after = down.at.extra[other] as number;
  const values: Partial<Record<ChangedField, readonly [number, number]>> = {
    sequence: [a.seq[row] as number, b.seq[other] as number],
    acknowledgement: [a.ack[row] as number, b.ack[other] as number],
    ttl: [a.ttl[row] as number, b.ttl[other] as number],
    'ip-id': [a.ipId[row] as number, b.ipId[other] as number],
    flags: [(a.flags[row] as number) & FLAG_BITS, (b.flags[other] as number) & FLAG_BITS],
    window: [a.wnd[row] as number, b.wnd[other] as number],
    mss: [before >>> 8, after >>> 8],
    'window-scale': [before & 0xff, after & 0xff],
    length: [a.len[row] as number, b.len[other] as number],
    dscp: [(a.tos[row] as number) >>> 2, (b.tos[other] as number) >>> 2],
    ecn: [(a.tos[row] as number) & ECN_BITS, (b.tos[other] as number) & ECN_BITS],
  };
  return CHANGED_FIELDS.filter((field) => (mask & bit(field)) !== 0).map((field) => {
    const pair = values[field];
    return pair === undefined ? { field } : { field, before: pair[0], after: pair[1] };
  });
}

export function fieldsOf(mask: number): readonly ChangedField[] {
  return CHANGED_FIELDS.filter((field) => (mask & bit(field)) !== 0);
}

/** In label order. */
export function flagWords(flags: number): readonly string[] {
  return FLAG_WORDS.filter(([value]) => (flags & value) !== 0).map(([, word]) => word);
}

const FLAG_WORDS: readonly (readonly [number, string])[] = [
  [SYN, 'SYN'],
  [FIN, 'FIN'],
  [RST, 'RST'],
  [0x08, 'PSH'],
  [0x10, 'ACK'],
  [0x20, 'URG'],
  [0x40, 'ECE'],
  [0x80, 'CWR'],
  [0x100, 'AE'],
];
