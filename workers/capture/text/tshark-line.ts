// Lines of Wireshark's packet list, as tshark prints them, as its "plain text" and "CSV" exports do, or as they are copied from its
// window: number, time, source, destination, protocol, length, info. What one line says; nothing is kept between lines.

import { flagsOfWords, blankPacket, readTime, u32Of, type TextPacket } from './text-packet';

/** Of a line whose runs of blanks were made one: an address that is not printed leaves its column out. */
const COLUMNS = /^ (?:(\S+) )?(?:(?:→|->|⇒) )?(?:(\S+) )?([A-Za-z][\w./-]*) (?:(\d+) (?!(?:>|→|->) \S+ \[))?(.*)$/;
const NUMBER = /^ ?(\d{1,12}) (?=-?\d)/;
/** Anything in brackets first: "[TCP Retransmission] 80 → 40000 [ACK] Seq=1". */
const TCP = /^((?:\[[^\]]*\],? *)*)([^\s[]\S*) (?:>|→|->) (\S+) \[([^\]]*)\](.*)$/;

/** "Seq=1 Ack=1 Win=502". */
const NUMBERS = /\b(Seq|Ack|Win|Len|MSS|WS|TSval|TSecr|SLE|SRE)=(\d+)/g;

const UDP_PROTOCOLS = new Set(
  'UDP DNS MDNS LLMNR NBNS NBDGM SSDP DHCP DHCPv6 BOOTP NTP QUIC SNMP Syslog STUN TFTP RADIUS RTP RTCP ESP ISAKMP VXLAN WireGuard BROWSER'.split(
    ' ',
  ),
);
const NO_TRANSPORT = new Set('IGMPv1 IGMPv2 IGMPv3 IPv4 IPv6 LLC STP LLDP CDP OSPF VRRP HSRP PIMv2 EAPOL 802.11 LOOP GRE SCTP'.split(' '));
const NO_ADDRESS = /[^\w.:%-]/;

/** Null when the line is no row of a packet list. */
export function readTsharkLine(line: string, offset: number): TextPacket | null {
  const text = (line.startsWith('"') ? columnsOfCsv(line) : line).trimEnd().replaceAll(/\s+/g, ' ');
  const number = NUMBER.exec(text);
  // A list without a column of numbers begins with the time; "12.5" is one, "12 12:26:12" is both.
  for (const start of number === null
    ? [text.length - text.trimStart().length]
    : [number[0].length, text.length - text.trimStart().length]) {
    const told = readTime(text.slice(start));
    if (told === null) continue;
    const match = COLUMNS.exec(text.slice(start + told.length));
    if (match === null) continue;
    const [, source = '', target = '', protocol = '', length, info = ''] = match;
    if (NO_ADDRESS.test(source) || NO_ADDRESS.test(target) || source === 'IP' || source === 'IP6') return null;
    const packet = blankPacket('wireshark', told.time, offset, source.includes(':') && target.includes(':') ? 6 : 4);
    packet.source = source;
    packet.target = target;
    packet.frameBytes = Math.min(1e6, Number(length ?? 0));
    readInfo(protocol, info, packet);
    return packet;
  }
  return null;
}

/** The fields of a CSV line as if they stood in columns; a quote inside is doubled. */
function columnsOfCsv(line: string): string {
  let text = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const letter = line[at];
    if (letter !== '"') text += letter === ',' && !isQuoted ? ' ' : letter;
    else if (isQuoted && line[at + 1] === '"') text += line[++at];
    else isQuoted = !isQuoted;
  }
  return text;
}

function readInfo(protocol: string, info: string, packet: TextPacket): void {
  if (protocol === 'ARP') return readArp(info, packet);
  if (protocol === 'ICMP' || protocol === 'ICMPv6') return readIcmp(protocol, info, packet);
  if (readTcp(info, packet)) return;
  if (UDP_PROTOCOLS.has(protocol)) packet.kind = 'udp';
  else if (NO_TRANSPORT.has(protocol) || packet.source.split(':').length === 6) packet.kind = 'other';
  else {
    packet.kind = 'upper';
    packet.payload = payloadOf(protocol, info);
  }
}

function readTcp(info: string, packet: TextPacket): boolean {
  const match = TCP.exec(info);
  if (match === null) return false;
  const [, remarks = '', from = '', to = '', words = '', rest = ''] = match;
  const flags = flagsOfWords(words);
  const numbers = new Map<string, string>();
  for (const [, name = '', digits = ''] of rest.matchAll(NUMBERS)) if (!numbers.has(name)) numbers.set(name, digits);
  const number = (name: string): number | null => u32Of(numbers.get(name));
  const seq = number('Seq');
  if (flags === null || seq === null) return false;
  packet.kind = 'tcp';
  packet.sourcePort = portOf(from);
  packet.targetPort = portOf(to);
  packet.flags = flags;
  packet.seq = seq;
  packet.ack = number('Ack');
  packet.win = number('Win');
  packet.len = number('Len') ?? 0;
  packet.mss = Math.min(65_535, number('MSS') ?? 0);
  const scale = number('WS');
  if (scale !== null && scale > 0) packet.windowScale = Math.min(14, Math.round(Math.log2(scale)));
  packet.maySack = rest.includes('SACK_PERM');
  const stamp = number('TSval');
  if (stamp !== null) packet.stamps = [stamp, number('TSecr') ?? 0];
  const left = number('SLE');
  if (left !== null) packet.sack = [[left, number('SRE') ?? left]];
  packet.isRepeat = /Retransmission|Out-Of-Order/i.test(remarks);
  packet.isReuse = /numbers reused/.test(remarks);
  return true;
}

/** "http(80)" with names on, "80" without, "http" by an old version. */
function portOf(text: string): string {
  return /\((\d+)\)$/.exec(text)?.[1] ?? text;
}

function readArp(info: string, packet: TextPacket): void {
  const asked = /Who has (\S+)\? (?:\([^)]*\) )?(?:Tell|tell) (\S+)/.exec(info);
  const told = /^(?:.* )?(\S+) is at /.exec(info);
  if (asked === null && told === null) return;
  packet.kind = 'arp';
  packet.icmpType = asked === null ? 1 : 0;
  packet.about = asked?.[1] ?? told?.[1] ?? '';
  packet.source = asked?.[2] ?? told?.[1] ?? '';
  packet.family = packet.about.includes(':') ? 6 : 4;
}

const CODES: readonly (readonly [RegExp, number])[] = [
  [/Fragmentation needed/i, 4],
  [/Communication administratively filtered/i, 13],
  [/Host administratively prohibited/i, 10],
  [/Network administratively prohibited/i, 9],
  [/Network unreachable/i, 0],
  [/Protocol unreachable/i, 2],
  [/Port unreachable/i, 3],
];
const CODES6: readonly (readonly [RegExp, number])[] = [
  [/Administratively prohibited/i, 1],
  [/Port unreachable/i, 4],
  [/no route/i, 0],
  [/policy/i, 5],
  [/reject route/i, 6],
];

function readIcmp(protocol: string, info: string, packet: TextPacket): void {
  const isV6 = protocol === 'ICMPv6';
  const solicited = /Neighbor Solicitation for (\S+)/.exec(info)?.[1];
  const advertised = /Neighbor Advertisement (\S+)/.exec(info)?.[1];
  if (isV6 && (solicited !== undefined || advertised !== undefined)) {
    packet.kind = 'arp';
    packet.family = 6;
    packet.icmpType = solicited === undefined ? 1 : 0;
    packet.about = solicited ?? advertised ?? '';
    return;
  }
  packet.kind = 'icmp';
  if (/Destination unreachable|Destination Unreachable/.test(info)) {
    packet.icmpType = isV6 ? 1 : 3;
    packet.icmpCode = (isV6 ? CODES6 : CODES).find(([pattern]) => pattern.test(info))?.[1] ?? (isV6 ? 3 : 1);
  } else if (isV6 && /Packet Too Big/i.test(info)) packet.icmpType = 2;
  else if (/Time.to.live exceeded|Time exceeded/i.test(info)) packet.icmpType = isV6 ? 3 : 11;
}

const ALERTS: Readonly<Record<string, number>> = {
  'Close Notify': 0,
  'Unexpected Message': 10,
  'Handshake Failure': 40,
  'Bad Certificate': 42,
  'Certificate Revoked': 44,
  'Certificate Expired': 45,
  'Certificate Unknown': 46,
  'Illegal Parameter': 47,
  'Unknown CA': 48,
  'Access Denied': 49,
  'Decode Error': 50,
  'Decrypt Error': 51,
  'Protocol Version': 70,
  'Insufficient Security': 71,
  'Internal Error': 80,
  'Unrecognized Name': 112,
  'Certificate Required': 116,
};

/** As much of the payload as the line tells, one character per byte: the first line of HTTP, the kind of a TLS record. */
function payloadOf(protocol: string, info: string): string {
  if (/^(?:HTTP|HTTP\/XML|HTTP\/JSON)$/.test(protocol)) {
    return /^(?:[A-Z]{3,7} \S+ HTTP\/1\.[01]|HTTP\/1\.[01] \d{3})/.test(info) ? `${info.replace(/ \([^()]*\)$/, '').trimEnd()}\r\n` : '';
  }
  if (!/^(?:TLS|SSL)/.test(protocol)) return '';
  if (/^(?:.*, )?Client Hello/.test(info)) return '\x16\x03\x01\x02\x00\x01';
  if (info.startsWith('Server Hello')) return '\x16\x03\x03\x00\x7a\x02';
  const alert = /^Alert \(Level: (Fatal|Warning), Description: ([^)]*)\)/.exec(info);
  const description = ALERTS[alert?.[2] ?? ''];
  if (alert !== null && description !== undefined) {
    return `\x15\x03\x03\x00\x02${alert[1] === 'Fatal' ? '\x02' : '\x01'}${String.fromCharCode(description)}`;
  }
  if (info.startsWith('Encrypted Alert')) return '\x15\x03\x03\x00\x1a';
  return info.startsWith('Application Data') ? '\x17\x03\x03\x40\x00' : '';
}
