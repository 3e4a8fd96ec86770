// Lines that tcpdump prints, in the notation of today (`Flags [S], seq 1:76, ack 1`) and that of before 2010 (`P 1:76(75) ack 1`),
// with or without -n, -S, -e, -v, -i any. What one line says; nothing is kept between lines.

import { ACK } from '../../model/tcp-flags';
import { blankPacket, flagsOfLetters, readTime, u32Of, type TextPacket } from './text-packet';

/** `header`: the IPv4 header that -v prints before the line with the ports. */
export type TcpdumpLine =
  | { readonly kind: 'packet'; readonly packet: TextPacket }
  | { readonly kind: 'header'; readonly packet: TextPacket };

const LINK_TYPE = 'ethertype ';
/** Of a link header: a tag stands before what it carries, two where providers stack them. */
const MAX_LINK_TYPES = 3;
const LINK_HEADER = /^ethertype ([\w.]+)[^,]{0,40},(?: length (\d+):)? ?/;
const LINK_BYTES = /\blength (\d+): /;
const MARKER = /(?:^|\s)(IP6?|ARP|arp)(?=[ ,])/;
/** In parentheses, which may hold one more pair: "(tos 0x0, ttl 64, proto TCP (6), length 60)". */
const IP_DETAILS = /^\s*\(((?:[^()]|\([^()]*\))*)\)/;
const ENDS = /^\s*(\S+) > (\S+?): (.*)$/;

/** Null when the line is none of tcpdump's. */
export function readTcpdumpLine(line: string, offset: number): TcpdumpLine | null {
  const start = line.length - line.trimStart().length;
  const told = readTime(line.slice(start));
  if (told === null) return null;
  let rest = line.slice(start + told.length);
  const packet = blankPacket('tcpdump', told.time, offset, 4);
  const typeAt = lastLinkType(rest);
  const link = typeAt < 0 ? null : LINK_HEADER.exec(rest.slice(typeAt));
  let type = '';
  if (link !== null) {
    type = link[1] ?? '';
    packet.frameBytes = Number(LINK_BYTES.exec(rest)?.[1] ?? 0);
    rest = rest.slice(typeAt + link[0].length);
  }
  const marker = MARKER.exec(link === null ? rest : rest.slice(0, 5));
  if (marker !== null) {
    type = marker[1] ?? '';
    rest = rest.slice(marker.index + marker[0].length);
  }
  if (type === '') return null;
  if (/^arp$/i.test(type)) return { kind: 'packet', packet: readArp(rest, packet) };
  packet.family = type === 'IP6' || type === 'IPv6' ? 6 : 4;
  if (type !== 'IP' && type !== 'IP6' && type !== 'IPv4' && type !== 'IPv6') return { kind: 'packet', packet };
  const details = IP_DETAILS.exec(rest);
  if (details !== null) {
    readIpDetails(details[1] ?? '', packet);
    rest = rest.slice(details[0].length);
    if (rest.trim() === '') return { kind: 'header', packet };
  }
  return { kind: 'packet', packet: readEnds(rest, packet) };
}

/** Where the innermost type of a link header stands, -1 without one: its words may also stand in what was sent. */
function lastLinkType(text: string): number {
  let at = -1;
  for (let count = 0; count < MAX_LINK_TYPES; count++) {
    const next = text.indexOf(LINK_TYPE, at + 1);
    if (next < 0) break;
    at = next;
  }
  return at;
}

/** "ttl 64, id 7" of IPv4, "hlim 64" of IPv6. */
function readIpDetails(text: string, packet: TextPacket): void {
  packet.ttl = Math.min(255, Number(/\b(?:ttl|hlim) (\d+)/.exec(text)?.[1] ?? 0));
  packet.ipId = Number(/\bid (\d+)/.exec(text)?.[1] ?? 0) & 0xffff;
}

/** Sender, receiver and what they say: the part after the IP header. */
export function readEnds(text: string, packet: TextPacket): TextPacket {
  const match = ENDS.exec(text);
  if (match === null) return packet;
  const [, from = '', to = '', body = ''] = match;
  const content = body.replace(/^\[[^\]]*\] */, '');
  if (/^ICMP6?[ ,]/.test(content)) return readIcmp(from, to, content, packet);
  if (!readNew(body, packet) && !readOld(body, packet)) {
    packet.kind = /^(?:UDP|\d+[+*%|-]*|NTP|BOOTP|SIP|RADIUS|NBT)\b/.test(content) ? 'udp' : 'other';
    packet.source = from;
    packet.target = to;
    return packet;
  }
  packet.kind = 'tcp';
  [packet.source, packet.sourcePort] = splitPort(from);
  [packet.target, packet.targetPort] = splitPort(to);
  return packet;
}

/** Today's notation. */
function readNew(body: string, packet: TextPacket): boolean {
  const match = /^(?:\[[^\]]*\] ?)?Flags \[([^\]]*)\](.*)$/.exec(body);
  if (match === null) return false;
  const [, letters = '', rest = ''] = match;
  const flags = flagsOfLetters(letters);
  if (flags === null) return false;
  const seq = /, seq (\d+)(?::(\d+))?/.exec(rest);
  const ack = /, ack (\d+)/.exec(rest);
  const length = /, length (\d+)(.*)$/.exec(rest);
  packet.flags = flags;
  packet.seq = u32Of(seq?.[1]);
  packet.ack = u32Of(ack?.[1]);
  packet.win = u32Of(/, win (\d+)/.exec(rest)?.[1]);
  packet.len = u32Of(length?.[1]) ?? lengthBetween(seq?.[1], seq?.[2]);
  readOptions(/, options \[([^\]]{0,200})\]/.exec(rest)?.[1] ?? '', packet);
  packet.payload = payloadOf(length?.[2] ?? '');
  return true;
}

/** The notation of before 2010; the sum of -v may stand in front of the numbers. */
const OLD = /^([SFPRUWE]+|\.)(?:,? (?:\[[^\]]*\]|cksum 0x[0-9a-f]+(?: \([^)]*\))?)),?|^([SFPRUWE]+|\.)(?=[ ,])/;

function readOld(body: string, packet: TextPacket): boolean {
  const match = OLD.exec(body);
  if (match === null) return false;
  const letters = match[1] ?? match[2] ?? '';
  const rest = body.slice(match[0].length).replace(/^,/, '');
  const numbers = /^ (\d+):(\d+)\((\d+)\)/.exec(rest);
  const ack = /^(?: \d+:\d+\(\d+\))? ack (\d+)/.exec(rest);
  const flags = letters === '.' ? 0 : flagsOfLetters(letters);
  if (flags === null || (numbers === null && ack === null)) return false;
  packet.flags = flags | (ack === null ? 0 : ACK);
  packet.seq = u32Of(numbers?.[1]);
  packet.len = u32Of(numbers?.[3]) ?? 0;
  packet.ack = u32Of(ack?.[1]);
  packet.win = u32Of(/ win (\d+)/.exec(rest)?.[1]);
  readOptions(/ <([^>]*)>/.exec(rest)?.[1] ?? '', packet);
  return true;
}

function lengthBetween(from: string | undefined, to: string | undefined): number {
  if (from === undefined || to === undefined) return 0;
  return (Number(to) - Number(from)) >>> 0;
}

/** "mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7", before 2010 "timestamp 1 0". */
function readOptions(text: string, packet: TextPacket): void {
  if (text === '') return;
  packet.mss = Math.min(65_535, Number(/\bmss (\d+)/.exec(text)?.[1] ?? 0));
  const scale = /\bwscale (\d+)/.exec(text)?.[1];
  if (scale !== undefined) packet.windowScale = Math.min(14, Number(scale));
  packet.maySack = text.includes('sackOK');
  const stamps = /\b(?:TS val (\d+) ecr (\d+)|timestamp (\d+) (\d+))/.exec(text);
  if (stamps !== null) packet.stamps = [u32Of(stamps[1] ?? stamps[3]) ?? 0, u32Of(stamps[2] ?? stamps[4]) ?? 0];
  const blocks: (readonly [number, number])[] = [];
  for (const [, from, to] of text.matchAll(/\{(\d+):(\d+)\}/g)) blocks.push([u32Of(from) ?? 0, u32Of(to) ?? 0]);
  packet.sack = blocks.slice(0, 3);
}

/** ": HTTP: GET / HTTP/1.1": the first line is all of the payload that is printed. */
function payloadOf(text: string): string {
  const http = /^: HTTP: (.*)$/.exec(text)?.[1];
  return http === undefined ? '' : `${http}\r\n`;
}

/** "10.0.0.1.http": the last part is the port. */
function splitPort(text: string): [host: string, port: string] {
  const dot = text.lastIndexOf('.');
  return dot <= 0 ? [text, ''] : [text.slice(0, dot), text.slice(dot + 1)];
}

const CODES: readonly (readonly [RegExp, number])[] = [
  [/unreachable - need to frag/, 4],
  [/ - admin prohibited filter/, 13],
  [/host (\S+) unreachable - admin prohibited/, 10],
  [/net (\S+) unreachable - admin prohibited/, 9],
  [/^ICMP net \S+ unreachable/, 0],
  [/^ICMP host \S+ unreachable/, 1],
  [/protocol \d+ (?:port \d+ )?unreachable/, 2],
  [/ port \S+ unreachable/, 3],
];
const CODES6: readonly (readonly [RegExp, number])[] = [
  [/unreachable prohibited|administratively prohibited/, 1],
  [/beyond scope/, 2],
  [/unreachable address/, 3],
  [/unreachable port/, 4],
  [/unreachable route/, 0],
];

function readIcmp(from: string, to: string, text: string, packet: TextPacket): TextPacket {
  packet.source = from;
  packet.target = to;
  if (packet.family === 6) return readIcmp6(text, packet);
  packet.kind = 'icmp';
  packet.icmpType = 0;
  if (/unreachable/.test(text)) {
    packet.icmpType = 3;
    packet.icmpCode = CODES.find(([pattern]) => pattern.test(text))?.[1] ?? 1;
    packet.about = /^ICMP (?:host |net )?([^\s,]+)/.exec(text)?.[1] ?? '';
    packet.aboutPort = /tcp port (\S+) unreachable/.exec(text)?.[1] ?? '';
    packet.mtu = Number(/\(mtu (\d+)\)/.exec(text)?.[1] ?? 0) & 0xffff;
    if (/udp port/.test(text)) packet.icmpType = 0;
  } else if (/time exceeded/.test(text)) packet.icmpType = 11;
  return packet;
}

function readIcmp6(text: string, packet: TextPacket): TextPacket {
  const solicited = /neighbor solicitation.{0,80} who has ([^\s,]+)/.exec(text)?.[1];
  const advertised = /neighbor advertisement.{0,80} tgt is ([^\s,]+)/.exec(text)?.[1];
  if (solicited !== undefined || advertised !== undefined) {
    packet.kind = 'arp';
    packet.about = solicited ?? advertised ?? '';
    packet.icmpType = advertised === undefined ? 0 : 1;
    return packet;
  }
  packet.kind = 'icmp';
  if (/unreachable/.test(text) || /administratively prohibited/.test(text)) {
    packet.icmpType = 1;
    packet.icmpCode = CODES6.find(([pattern]) => pattern.test(text))?.[1] ?? 3;
    packet.about = /unreachable (?:address|route|port) ([^\s,]+)/.exec(text)?.[1] ?? '';
    if (/udp port/.test(text)) packet.icmpType = 0;
  } else if (/too big/.test(text)) {
    packet.icmpType = 2;
    packet.mtu = Number(/mtu (\d+)/.exec(text)?.[1] ?? 0);
  } else if (/time exceeded/.test(text)) packet.icmpType = 3;
  return packet;
}

function readArp(text: string, packet: TextPacket): TextPacket {
  const asked = /who-has (\S+?)(?: \([^)]*\))?,? tell ([^\s,]+)/.exec(text);
  const told = /(?:Reply|reply) (\S+) is-at/.exec(text);
  if (asked === null && told === null) return packet;
  packet.kind = 'arp';
  packet.icmpType = told === null ? 0 : 1;
  packet.about = told?.[1] ?? asked?.[1] ?? '';
  packet.source = told?.[1] ?? asked?.[2] ?? '';
  return packet;
}
