// The fixture language: packets as text, one line each, expectations at the end. Grammar in trace-dsl.md; throws with the line number.
// Makes frames and a pcapng file of them; checking the expectations is the caller's.

import { ACK, FIN, RST, SYN } from '../model/tcp-flags';
import {
  arpFrame,
  icmpErrorPacket,
  IPV4,
  IPV6,
  ipPacket,
  isIpv6,
  LINK_TYPES,
  linkFrame,
  macOf,
  tcpOptions,
  tcpSegment,
  udpDatagram,
  type LinkName,
  type TcpOptionsSpec,
} from './synth-frames';
import { attributesOf, bareName, endpoint, flagBits, optionalNumber, payloadOf, wholeNumber, type Attributes } from './trace-attributes';
import { fail, readTraceLines, type Operator, type TraceLine, type Word } from './trace-text';
import { PcapngWriter } from './write-pcapng';

export interface TraceFrame {
  /** 1-based source line. */
  readonly line: number;
  readonly seconds: number;
  readonly bytes: Uint8Array;
  readonly origLen: number;
  /** Name of the connection whose TCP segment this is. */
  readonly connection: string | null;
}

export interface TraceConnection {
  readonly name: string;
  readonly client: string;
  readonly clientPort: number;
  readonly server: string;
  readonly serverPort: number;
  /** 0-based among all connections in order of their first frame: the id that the analysis gives. -1 without frames. */
  index: number;
  /** 1-based frame numbers of its segments. */
  readonly frames: number[];
}

export interface TraceCheck {
  readonly key: string;
  readonly operator: Operator;
  readonly value: string;
}

export interface TraceExpectation {
  readonly line: number;
  readonly target: 'connection' | 'finding' | 'capture';
  /** The connection meant; the only one of the trace when it is not named. Null for findings and the capture. */
  readonly connection: TraceConnection | null;
  readonly checks: readonly TraceCheck[];
}

export interface ParsedTrace {
  readonly linkType: number;
  /** In file order; row i is frame number i + 1. */
  readonly frames: readonly TraceFrame[];
  readonly connections: readonly TraceConnection[];
  readonly expects: readonly TraceExpectation[];
  readonly pcapng: Uint8Array<ArrayBuffer>;
}

/** Time of second 0 of every trace: absolute times never matter to a verdict. */
const TRACE_START_SECONDS = 1_700_000_000n;
const DEFAULT_WINDOW = 64_240;
const ARP_LINKS: readonly LinkName[] = ['ethernet', 'sll', 'sll2'];

interface Side {
  readonly address: string;
  readonly port: number;
  readonly ttl: number;
  readonly isn: number;
  /** Relative: next byte this side would send, and the highest the other is known to have sent. */
  next: number;
  ipId: number;
  lastTsVal: number;
}

interface OpenConnection {
  readonly traced: TraceConnection;
  readonly client: Side;
  readonly server: Side;
  readonly hasTimestamps: boolean;
  readonly vlans: readonly number[];
}

export function parseTrace(text: string): ParsedTrace {
  const trace = new TraceBuilder();
  for (const line of readTraceLines(text)) trace.read(line);
  return trace.finish();
}

class TraceBuilder {
  #link: LinkName = 'ethernet';
  #isSorted = false;
  #snapLen = 0;
  #timeDigits = 9;
  #drops = 0;
  readonly #connections = new Map<string, OpenConnection>();
  #frames: TraceFrame[] = [];
  /** IP packets by label and by number of the line's frame, for quotes. */
  readonly #packets = new Map<string, Uint8Array>();
  readonly #expectLines: TraceLine[] = [];

  read(line: TraceLine): void {
    const [first, ...rest] = line.words as [Word, ...Word[]];
    if (first.operator === '' && /^-?[\d.]+$/.test(first.key)) return this.#readPacket(line, Number(first.key), rest);
    switch (first.key) {
      case 'link':
        return this.#setLink(line, rest[0]?.key ?? '');
      case 'sort':
        this.#isSorted = true;
        return;
      case 'snaplen':
        this.#snapLen = wholeNumber(line, rest[0]?.key);
        return;
      case 'digits':
        this.#timeDigits = wholeNumber(line, rest[0]?.key);
        return;
      case 'drops':
        this.#drops = wholeNumber(line, rest[0]?.key);
        return;
      case 'conn':
        this.#declare(line, rest);
        return;
      case 'expect':
        this.#expectLines.push(line);
        return;
      default:
        fail(line.number, `unknown word ${first.key}`);
    }
  }

  finish(): ParsedTrace {
    if (this.#isSorted) this.#frames = this.#frames.toSorted((a, b) => a.seconds - b.seconds);
    const order: TraceConnection[] = [];
    this.#frames.forEach(({ connection }, index) => {
      if (connection === null) return;
      const { traced } = this.#connections.get(connection) as OpenConnection;
      if (traced.index < 0) {
        traced.index = order.length;
        order.push(traced);
      }
      traced.frames.push(index + 1);
    });
    const connections = [...this.#connections.values()].map(({ traced }) => traced);
    const linkType = LINK_TYPES[this.#link];
    const expects = this.#expectLines.map((line) => this.#expectation(line));
    return { linkType, frames: this.#frames, connections, expects, pcapng: this.#write(linkType) };
  }

  #write(linkType: number): Uint8Array<ArrayBuffer> {
    const writer = new PcapngWriter().interface({ linkType, snapLen: this.#snapLen, timeResolution: this.#timeDigits });
    const perSecond = 10n ** BigInt(this.#timeDigits);
    for (const { seconds, bytes, origLen } of this.#frames) {
      const ns = BigInt(Math.round(seconds * 1e9));
      writer.packet({ ticks: TRACE_START_SECONDS * perSecond + (ns * perSecond) / 1_000_000_000n, data: bytes, origLen });
    }
    if (this.#drops > 0) writer.statistics(0, BigInt(this.#drops), 0n);
    return writer.finish();
  }

  #setLink(line: TraceLine, name: string): void {
    if (!Object.hasOwn(LINK_TYPES, name)) fail(line.number, `unknown link ${name}; known: ${Object.keys(LINK_TYPES).join(' ')}`);
    if (this.#frames.length > 0) fail(line.number, 'link stands before the first packet');
    this.#link = name as LinkName;
  }

  #declare(line: TraceLine, words: readonly Word[]): OpenConnection {
    const [nameWord, ...attributes] = words;
    if (nameWord === undefined || nameWord.operator !== '')
      return fail(line.number, 'expected: conn name client=address:port server=address:port');
    const name = bareName(nameWord.key);
    if (this.#connections.has(name)) fail(line.number, `connection ${name} exists already`);
    const values = attributesOf(line, attributes, ['client', 'server', 'ttlc', 'ttls', 'isn', 'isnc', 'isns', 'ts', 'vlan']);
    const client = endpoint(line, values.get('client') ?? '10.0.0.1:40000');
    const server = endpoint(line, values.get('server') ?? '10.0.0.2:80');
    const isn = values.get('isn');
    const side = (end: { address: string; port: number }, ttl: string, own: string, fallback: string): Side => ({
      ...end,
      ttl: wholeNumber(line, values.get(ttl) ?? '64'),
      isn: wholeNumber(line, values.get(own) ?? isn ?? fallback),
      next: 0,
      ipId: 0,
      lastTsVal: 0,
    });
    const traced: TraceConnection = {
      name,
      client: client.address,
      clientPort: client.port,
      server: server.address,
      serverPort: server.port,
      index: -1,
      frames: [],
    };
    const connection: OpenConnection = {
      traced,
      client: side(client, 'ttlc', 'isnc', '1000'),
      server: side(server, 'ttls', 'isns', '500000'),
      hasTimestamps: values.has('ts'),
      vlans: (values.get('vlan') ?? '').split(',').filter(Boolean).map(Number),
    };
    this.#connections.set(name, connection);
    return connection;
  }

  #readPacket(line: TraceLine, seconds: number, words: readonly Word[]): void {
    if (!Number.isFinite(seconds)) fail(line.number, 'a packet line begins with its time in seconds');
    const [first, ...rest] = words;
    if (first === undefined) return fail(line.number, 'nothing after the time');
    if (first.key === 'icmp') return this.#readIcmp(line, seconds, rest);
    if (first.key === 'arp') return this.#readArp(line, seconds, rest);
    if (first.key === 'udp') return this.#readUdp(line, seconds, rest);
    if (first.key === '>' || first.key === '<') return this.#readSegment(line, seconds, this.#connection(line, null), words);
    this.#readSegment(line, seconds, this.#connection(line, bareName(first.key)), rest);
  }

  /** The named connection; without a name the only one, declared on the spot when there is none. */
  #connection(line: TraceLine, name: string | null): OpenConnection {
    if (name !== null) return this.#connections.get(name) ?? fail(line.number, `unknown connection ${name}`);
    if (this.#connections.size > 1) return fail(line.number, 'several connections: name one');
    const [only] = this.#connections.values();
    return only ?? this.#declare(line, [{ key: 'default', operator: '', value: '' }]);
  }

  #readSegment(line: TraceLine, seconds: number, connection: OpenConnection, words: readonly Word[]): void {
    const [direction, flagWord, ...attributes] = words;
    if (direction === undefined || (direction.key !== '>' && direction.key !== '<'))
      return fail(line.number, 'expected > or < after the time');
    const flags = flagBits(line, flagWord?.key ?? '');
    const known = [
      'seq',
      'ack',
      'rawseq',
      'rawack',
      'win',
      'ttl',
      'id',
      'len',
      'data',
      'ts',
      'ws',
      'mss',
      'sackok',
      'sack',
      'cap',
      'label',
    ];
    const values = attributesOf(line, attributes, known);
    const [from, to] = direction.key === '>' ? [connection.client, connection.server] : [connection.server, connection.client];
    const payload = payloadOf(line, values.get('data'), values.get('len'));
    const seq = optionalNumber(line, values.get('seq')) ?? from.next;
    const ack = optionalNumber(line, values.get('ack')) ?? ((flags & ACK) === 0 ? null : to.next);
    const segment = tcpSegment(
      {
        srcPort: from.port,
        dstPort: to.port,
        seq: optionalNumber(line, values.get('rawseq')) ?? (from.isn + seq) >>> 0,
        ack: optionalNumber(line, values.get('rawack')) ?? (ack === null ? 0 : (to.isn + ack) >>> 0),
        flags,
        win: optionalNumber(line, values.get('win')) ?? ((flags & RST) === 0 ? DEFAULT_WINDOW : 0),
        options: this.#options(line, seconds, connection, from, to, flags, values),
        payload,
      },
      from.address,
      to.address,
    );
    const segLen = payload.length + ((flags & SYN) === 0 ? 0 : 1) + ((flags & FIN) === 0 ? 0 : 1);
    from.next = Math.max(from.next, seq + segLen);
    const ttl = optionalNumber(line, values.get('ttl')) ?? from.ttl;
    const id = optionalNumber(line, values.get('id')) ?? ++from.ipId;
    const packet = ipPacket(from.address, to.address, 6, segment, ttl, id & 0xffff);
    this.#push(line, seconds, packet, from.address, to.address, connection, values);
  }

  #options(
    line: TraceLine,
    seconds: number,
    connection: OpenConnection,
    from: Side,
    to: Side,
    flags: number,
    values: Attributes,
  ): Uint8Array {
    const explicit = values.get('ts');
    let timestamps: readonly [number, number] | null = null;
    if (explicit !== undefined && explicit !== '') {
      const [value = 0, echo = 0] = explicit.split(',').map(Number);
      timestamps = [value, echo];
    } else if (explicit === '' || (connection.hasTimestamps && (flags & RST) === 0)) {
      timestamps = [100_000 + Math.round(seconds * 1000), to.lastTsVal];
    }
    if (timestamps !== null) from.lastTsVal = timestamps[0];
    const spec: { -readonly [K in keyof TcpOptionsSpec]: TcpOptionsSpec[K] } = { sackPermitted: values.has('sackok') };
    if (timestamps !== null) spec.timestamps = timestamps;
    if (values.has('mss')) spec.mss = wholeNumber(line, values.get('mss'));
    if (values.has('ws')) spec.windowScale = wholeNumber(line, values.get('ws'));
    const sack = values.get('sack');
    if (sack !== undefined) {
      // Edges are relative to the other side's first sequence number, like ack.
      spec.sack = sack.split(',').map((block) => {
        const [left, right] = block.split('-').map((edge) => wholeNumber(line, edge));
        return [(to.isn + (left ?? 0)) >>> 0, (to.isn + (right ?? 0)) >>> 0] as const;
      });
    }
    return tcpOptions(spec);
  }

  #readIcmp(line: TraceLine, seconds: number, words: readonly Word[]): void {
    const values = attributesOf(line, words, ['from', 'to', 'type', 'code', 'mtu', 'ttl', 'quote', 'label']);
    const from = values.get('from') ?? fail(line.number, 'icmp needs from=');
    const quote = values.get('quote') ?? 'last';
    const quoted = this.#packets.get(quote) ?? fail(line.number, `nothing to quote: ${quote}`);
    const to = values.get('to') ?? sourceOf(quoted);
    const type = wholeNumber(line, values.get('type') ?? (isIpv6(from) ? '1' : '3'));
    const spec = { from, to, type, code: wholeNumber(line, values.get('code') ?? '0'), mtu: wholeNumber(line, values.get('mtu') ?? '0') };
    const packet = icmpErrorPacket({ ...spec, ttl: wholeNumber(line, values.get('ttl') ?? '64') }, quoted);
    this.#push(line, seconds, packet, from, to, null, values);
  }

  #readArp(line: TraceLine, seconds: number, words: readonly Word[]): void {
    if (!ARP_LINKS.includes(this.#link)) fail(line.number, `link ${this.#link} carries no ARP`);
    const text = words.map((word) => word.key).join(' ');
    const request = /^who-has (\S+) tell (\S+)$/.exec(text);
    const reply = /^reply (\S+) (?:is-at )?to (\S+)$/.exec(text);
    const [, first = '', second = ''] = request ?? reply ?? fail(line.number, 'expected: arp who-has A tell B, or arp reply A to B');
    const bytes = request === null ? arpFrame(true, first, second, this.#link) : arpFrame(false, second, first, this.#link);
    this.#pushFrame(line, seconds, bytes, null, null);
  }

  #readUdp(line: TraceLine, seconds: number, words: readonly Word[]): void {
    const values = attributesOf(line, words, ['from', 'to', 'len', 'data', 'label']);
    const from = endpoint(line, values.get('from') ?? '');
    const to = endpoint(line, values.get('to') ?? '');
    const datagram = udpDatagram(from.port, to.port, payloadOf(line, values.get('data'), values.get('len')), from.address, to.address);
    this.#push(line, seconds, ipPacket(from.address, to.address, 17, datagram), from.address, to.address, null, values);
  }

  #push(
    line: TraceLine,
    seconds: number,
    packet: Uint8Array,
    from: string,
    to: string,
    connection: OpenConnection | null,
    values: Attributes,
  ): void {
    this.#packets.set('last', packet).set(String(this.#frames.length + 1), packet);
    const label = values.get('label');
    if (label !== undefined) this.#packets.set(label, packet);
    const link = { srcMac: macOf(from), dstMac: macOf(to), vlans: connection?.vlans ?? [] };
    const bytes = linkFrame(this.#link, isIpv6(from) ? IPV6 : IPV4, packet, link);
    this.#pushFrame(line, seconds, bytes, connection?.traced.name ?? null, optionalNumber(line, values.get('cap')));
  }

  #pushFrame(line: TraceLine, seconds: number, frame: Uint8Array, connection: string | null, capLen: number | null): void {
    const limit = capLen ?? (this.#snapLen > 0 ? this.#snapLen : frame.length);
    this.#frames.push({ line: line.number, seconds, bytes: frame.subarray(0, limit), origLen: frame.length, connection });
  }

  #expectation(line: TraceLine): TraceExpectation {
    const [, ...words] = line.words;
    const [name, ...others] = words.filter((word) => word.operator === '');
    if (others.length > 0) fail(line.number, `expected key=value, found ${others[0]?.key ?? ''}`);
    const checks = words.flatMap(({ key, operator, value }) => (operator === '' ? [] : [{ key, operator, value }]));
    if (checks.length === 0) fail(line.number, 'this expects nothing');
    const target = name?.key === 'finding' || name?.key === 'capture' ? name.key : 'connection';
    const connection = target === 'connection' ? this.#connection(line, name === undefined ? null : bareName(name.key)).traced : null;
    if (connection !== null && connection.frames.length === 0) fail(line.number, `connection ${connection.name} has no packets`);
    return { line: line.number, target, connection, checks };
  }
}

function sourceOf(packet: Uint8Array): string {
  if ((packet[0] ?? 0) >>> 4 === 4) return packet.subarray(12, 16).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => (((packet[8 + index * 2] ?? 0) << 8) | (packet[9 + index * 2] ?? 0)).toString(16));
  return groups.join(':');
}
