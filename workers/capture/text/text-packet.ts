// What one printed line says of a packet, before sequence numbers are made absolute: shared by the readers of both notations.

import { ACK, CWR, ECE, FIN, PSH, RST, SYN, URG } from '../../model/tcp-flags';

/** How a line tells the time: since 1970, a date without zone, a time of day, or a count from some packet. */
export type ClockKind = 'epoch' | 'date' | 'day' | 'count';

export interface TextTime {
  readonly kind: ClockKind;
  /** Whole seconds since 1970, since midnight, or counted. */
  readonly seconds: number;
  readonly ns: number;
  readonly digits: number;
}

export type TextKind =
  | 'tcp'
  /** A protocol over TCP whose line names no port, flag or number. */
  | 'upper'
  | 'icmp'
  | 'arp'
  | 'udp'
  | 'other';

/** Who printed it: they count sequence numbers from different places. */
export type Printer = 'tcpdump' | 'wireshark';

export interface TextPacket {
  kind: TextKind;
  readonly printer: Printer;
  readonly time: TextTime;
  /** Where the line begins, in bytes of the text. */
  readonly offset: number;
  family: 4 | 6;
  source: string;
  target: string;
  sourcePort: string;
  targetPort: string;
  flags: number;
  /** As printed; null where the line does not say. */
  seq: number | null;
  ack: number | null;
  win: number | null;
  len: number | null;
  mss: number;
  /** 255: not told. */
  windowScale: number;
  maySack: boolean;
  /** Blocks as printed. */
  sack: readonly (readonly [number, number])[];
  stamps: readonly [value: number, echo: number] | null;
  /** The analyser says that this was sent before, or that the ports are used again. */
  isRepeat: boolean;
  isReuse: boolean;
  ttl: number;
  ipId: number;
  /** Length of the frame on the wire, 0 where not told. */
  frameBytes: number;
  /** Beginning of the payload, one character per byte. */
  payload: string;
  /** ICMP type, code and next-hop MTU; ARP: 1 for a reply. */
  icmpType: number;
  icmpCode: number;
  mtu: number;
  /** Address that an ICMP error or an ARP line speaks of, and the port where told. */
  about: string;
  aboutPort: string;
  /** The ends of the segment that an ICMP error quotes, where -v printed them. */
  quoted: TextPacket | null;
}

export function blankPacket(printer: Printer, time: TextTime, offset: number, family: 4 | 6): TextPacket {
  return {
    kind: 'other',
    printer,
    time,
    offset,
    family,
    source: '',
    target: '',
    sourcePort: '',
    targetPort: '',
    flags: 0,
    seq: null,
    ack: null,
    win: null,
    len: null,
    mss: 0,
    windowScale: 255,
    maySack: false,
    sack: [],
    stamps: null,
    isRepeat: false,
    isReuse: false,
    ttl: 0,
    ipId: 0,
    frameBytes: 0,
    payload: '',
    icmpType: 0,
    icmpCode: 0,
    mtu: 0,
    about: '',
    aboutPort: '',
    quoted: null,
  };
}

const SECONDS_PER_DAY = 86_400;
const TIME = /^(?:(\d{4})-(\d\d)-(\d\d)[ T]+)?(?:(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,12}))?|(-?\d{1,12})[.,](\d{1,12}))(?=[\s",]|$)/;
/** Seconds since 1970 have as many digits since 2001; a capture does not count so far. */
const EPOCH_FROM_SECONDS = 1e9;

/** The time at the start of `text`, and how many characters it takes; null when none stands there. */
export function readTime(text: string): { readonly time: TextTime; readonly length: number } | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const [whole, year, month, day, hours, minutes, seconds, fraction, count, countFraction] = match;
  const digits = (fraction ?? countFraction ?? '').slice(0, 9);
  const ns = Number(digits.padEnd(9, '0'));
  const timeOf = (kind: ClockKind, value: number) => ({
    time: { kind, seconds: value, ns, digits: digits.length },
    length: whole.length,
  });
  if (count !== undefined) {
    if (count.startsWith('-')) return beforeZero(-Number(count), ns, digits.length, whole.length);
    const value = Number(count);
    return timeOf(value >= EPOCH_FROM_SECONDS ? 'epoch' : 'count', value);
  }
  const ofDay = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (ofDay > SECONDS_PER_DAY) return null;
  if (year === undefined) return timeOf('day', ofDay);
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day)) / 1000;
  return Number.isFinite(midnight) ? timeOf('date', midnight + ofDay) : null;
}

/** tshark counts back where the clock went back: -0.25 is a second before 0.75. */
function beforeZero(seconds: number, ns: number, digits: number, length: number): { readonly time: TextTime; readonly length: number } {
  const isWhole = ns === 0;
  return { time: { kind: 'count', seconds: isWhole ? -seconds : -seconds - 1, ns: isWhole ? 0 : 1e9 - ns, digits }, length };
}

const FLAG_WORDS: Readonly<Record<string, number>> = {
  FIN,
  SYN,
  RST,
  PSH,
  ACK,
  URG,
  ECN: ECE,
  ECE,
  CWR,
};

/** "SYN, ACK" as Wireshark writes it; null when it is no list of flags. */
export function flagsOfWords(text: string): number | null {
  let flags = 0;
  for (const word of text.split(/,\s*/)) {
    if (word === '<None>' || word === 'NS' || word === 'AE' || word === 'Reserved' || word === 'AccECN') continue;
    const flag = FLAG_WORDS[word];
    if (flag === undefined) return null;
    flags |= flag;
  }
  return flags;
}

const FLAG_LETTERS: Readonly<Record<string, number>> = { S: SYN, F: FIN, P: PSH, R: RST, '.': ACK, U: URG, W: CWR, E: ECE, e: 0 };

/** "S." as tcpdump writes it between brackets; null when it is none. */
export function flagsOfLetters(text: string): number | null {
  if (text === 'none') return 0;
  let flags = 0;
  for (const letter of text) {
    const flag = FLAG_LETTERS[letter];
    if (flag === undefined) return null;
    flags |= flag;
  }
  return text === '' ? null : flags;
}

export function u32Of(text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  return value <= 0xffffffff ? value : null;
}
