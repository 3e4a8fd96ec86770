// Printed sequence numbers as they were on the wire, as far as text lets them be known: relative ones from their printer's zero,
// absent ones from what the connection did before. Also finds the connection of lines that name none.

import { ACK, FIN, PSH, RST, SYN } from '../../model/tcp-flags';
import type { TextPacket } from './text-packet';

/** A number from here on is taken for one of the wire: relative ones count bytes from 0. */
const LARGE_FROM = 2 ** 28;
/** A first number of a conversation from here on is one of the wire; an excerpt of relative ones begins smaller. */
const FIRST_LARGE_FROM = 2 ** 22;
/** Zero of a numbering that is not printed: its connection's first, and so much more for each one on the same ports. */
const MADE_UP_ZERO = 1_000_000;
const MADE_UP_STEP = 100_000_000;
/** A repeated acknowledgement that nothing called for, this long after the one before, is a probe (Linux: 0.2 s at least). */
const PROBE_AFTER_SECONDS = 0.1;
/** Connections between two hosts that a line without ports is tried on, and lines of each that are looked at. */
const MAX_CANDIDATES = 64;
const MAX_LOOKED_AT = 512;
const LINES_AHEAD = 6;
const MAX_LINES_BETWEEN = 500;
/** Of the shortest answer so far: times are rounded. */
const REPLY_SHARE = 0.9;
const MAX_LINK_BYTES = 30;
const TLS_HEADER_BYTES = 5;

export interface End {
  /** The number that the printer calls 0; null until known. */
  zero: number | null;
  isZeroReal: boolean;
  hasSent: boolean;
  /** Behind the highest number sent. */
  next: number;
  lastSeq: number;
  lastAck: number | null;
  lastWin: number;
  lastSeconds: number;
  /** When it last sent something that is acknowledged, and the shortest time until it acknowledged something itself. */
  lastDataSeconds: number;
  replySeconds: number;
  /** 255: not offered. */
  scale: number;
  stamp: number | null;
  /** The other side sent something that may be answered. */
  isOwed: boolean;
  isClosed: boolean;
}

export interface Flow {
  readonly key: string;
  readonly ends: readonly [End, End];
  readonly ports: readonly [string, string];
  incarnation: number;
  hasZero: boolean;
  isReset: boolean;
  lastSeconds: number;
}

/** A segment's numbers, settled. */
export interface Settled {
  seq: number;
  ack: number;
  win: number;
  len: number;
  flags: number;
  sack: readonly (readonly [number, number])[];
}

export class TextFlows {
  readonly #flows = new Map<string, Flow>();
  readonly #byHosts = new Map<string, Flow[]>();
  #isAbsolute = false;
  #hasVoted = false;
  #linkBytes = 14;
  #window: readonly TextPacket[] = [];
  readonly #indexes = new Map<string, number[]>();

  /** Looks at the lines that settle() will be asked for next. */
  prepare(window: readonly TextPacket[]): void {
    this.#window = window;
    this.#indexes.clear();
    window.forEach((packet, index) => {
      if (packet.kind !== 'tcp') return;
      const key = keyOf(packet);
      const indexes = this.#indexes.get(key);
      if (indexes === undefined) this.#indexes.set(key, [index]);
      else indexes.push(index);
    });
    if (!this.#hasVoted) this.#vote(window);
  }

  /** Absolute when most numbers behind a conversation's first line are too large to count bytes. */
  #vote(window: readonly TextPacket[]): void {
    let large = 0;
    let small = 0;
    for (const indexes of this.#indexes.values()) {
      const first = indexes[0];
      for (const index of indexes) {
        const { printer, flags, seq, ack } = window[index];
        const isSyn = (flags & SYN) !== 0;
        if (printer === 'tcpdump' && (isSyn || index === first || (flags & ACK) === 0)) continue;
        const number = isSyn ? seq : (ack ?? seq);
        if (number === null) continue;
        if (isSyn ? number > 0 : number >= LARGE_FROM) large++;
        else small++;
      }
    }
    this.#hasVoted = large + small > 0;
    this.#isAbsolute = large > small;
  }

  /** @param index of the packet in the window; @returns null where an upper protocol's line belongs to no connection */
  settle(index: number, seconds: number): Settled | null {
    const packet = this.#window[index];
    if (packet.kind === 'upper' && !this.#findConnection(packet, index, seconds)) return null;
    const flow = this.#flowOf(packet, seconds);
    const side = sideOf(packet);
    const me = flow.ends[side];
    const peer = flow.ends[1 - side];
    this.#learnLink(packet);
    const { flags } = packet;
    const isProbe = this.#isProbe(packet, me, seconds);
    this.#setZeros(packet, flow, me, peer, index);
    const ack = (flags & ACK) === 0 || packet.ack === null ? 0 : this.#onWire(packet.ack, peer);
    let seq = this.#seqOf(packet, me, peer);
    if (isProbe) seq = (me.next - 1) >>> 0;
    const len = packet.len ?? 0;
    let win = packet.win ?? me.lastWin;
    if (packet.printer === 'wireshark' && (flags & SYN) === 0 && me.scale !== 255 && peer.scale !== 255)
      win = Math.floor(win / 2 ** me.scale);
    const settled = {
      seq,
      ack,
      win,
      len,
      flags,
      sack: this.#isAbsolute ? packet.sack : packet.sack.map(([from, to]) => [this.#onWire(from, peer), this.#onWire(to, peer)] as const),
    };
    this.#note(packet, settled, flow, me, peer, seconds, isProbe);
    return settled;
  }

  /** The last segment that `source` sent on a connection to `target`, for an ICMP error that does not print what it quotes. */
  lastSegment(packet: TextPacket): { readonly packet: TextPacket; readonly seq: number } | null {
    const { quoted } = packet;
    if (quoted !== null) {
      const flow = this.#flows.get(keyOf(quoted));
      return { packet: quoted, seq: flow?.ends[sideOf(quoted)].lastSeq ?? 0 };
    }
    return (
      this.#lastOf.get(`${packet.target}>${packet.about}>${packet.aboutPort}`) ??
      (packet.aboutPort === '' ? (this.#lastOf.get(`${packet.target}>${packet.about}`) ?? null) : null)
    );
  }

  /** Last segment by sender, by sender and receiver, and by both and the port. */
  readonly #lastOf = new Map<string, { readonly packet: TextPacket; readonly seq: number }>();

  #flowOf(packet: TextPacket, seconds: number): Flow {
    const key = keyOf(packet);
    const known = this.#flows.get(key);
    if (known !== undefined) {
      if (this.#isNewIncarnation(packet, known)) this.#restart(known);
      return known;
    }
    const side = sideOf(packet);
    const ports: [string, string] = side === 0 ? [packet.sourcePort, packet.targetPort] : [packet.targetPort, packet.sourcePort];
    const flow: Flow = { key, ends: [blankEnd(), blankEnd()], ports, incarnation: 0, hasZero: false, isReset: false, lastSeconds: seconds };
    this.#flows.set(key, flow);
    const hosts = hostsOf(packet);
    const siblings = this.#byHosts.get(hosts);
    if (siblings === undefined) this.#byHosts.set(hosts, [flow]);
    else siblings.push(flow);
    return flow;
  }

  #isNewIncarnation(packet: TextPacket, flow: Flow): boolean {
    if ((packet.flags & (SYN | ACK)) !== SYN || packet.isRepeat) return false;
    const me = flow.ends[sideOf(packet)];
    if (packet.printer === 'tcpdump' || this.#isAbsolute) return me.hasSent && packet.seq !== null && packet.seq !== me.lastSeq;
    return packet.isReuse || flow.isReset || flow.ends.every((end) => end.hasSent);
  }

  /** What tcpdump calls 0 stays until the next SYN-ACK: its own table works so. */
  #restart(flow: Flow): void {
    flow.incarnation++;
    flow.isReset = false;
    for (const end of flow.ends) {
      const { zero, isZeroReal } = end;
      Object.assign(end, blankEnd(), { zero, isZeroReal });
    }
  }

  #setZeros(packet: TextPacket, flow: Flow, me: End, peer: End, index: number): void {
    const { flags } = packet;
    if (packet.printer === 'wireshark' && !this.#isAbsolute) {
      const zero = (MADE_UP_ZERO + flow.incarnation * MADE_UP_STEP) >>> 0;
      me.zero = zero;
      peer.zero = zero;
      flow.hasZero = true;
      return;
    }
    if (this.#isAbsolute) {
      if (!me.hasSent && packet.seq === null) me.next = this.#firstNumber(packet, index) ?? me.lastSeq;
      return;
    }
    if ((flags & ACK) === 0 || (flow.hasZero && (flags & SYN) === 0)) return;
    flow.hasZero = true;
    const isReal =
      (flags & SYN) !== 0 || (peer.hasSent && packet.ack === peer.next) || Math.max(packet.seq ?? 0, packet.ack ?? 0) >= FIRST_LARGE_FROM;
    if (isReal) {
      me.isZeroReal = packet.seq !== null || me.hasSent;
      me.zero = packet.seq ?? (me.hasSent ? me.next : MADE_UP_ZERO);
      peer.zero = ((packet.ack ?? 0) - 1) >>> 0;
      peer.isZeroReal = true;
      // This line itself is printed as it was: undone by onWire().
      packet.seq = packet.seq === null ? null : 0;
      packet.ack = 1;
      return;
    }
    me.zero = MADE_UP_ZERO;
    peer.zero = MADE_UP_ZERO;
  }

  /** Without a number of its own: the first that either side says of it later. */
  #firstNumber(packet: TextPacket, index: number): number | null {
    for (const at of this.#later(keyOf(packet), index)) {
      const later = this.#window[at];
      const isMine = later.source === packet.source && later.sourcePort === packet.sourcePort;
      const number = isMine ? later.seq : later.ack;
      if (number !== null) return number;
    }
    return null;
  }

  #seqOf(packet: TextPacket, me: End, peer: End): number {
    const expected = me.hasSent ? me.next : (peer.lastAck ?? (this.#isAbsolute ? me.next : (me.zero ?? 0)));
    if (packet.seq === null) return expected;
    if (packet.printer === 'wireshark') {
      // The answer to a SYN where nothing listens has number 0 on the wire (RFC 9293 3.10.7.1); Wireshark counts it as 1.
      const isRefusal = (packet.flags & (RST | ACK)) === (RST | ACK) && !me.hasSent && packet.ack === 1 && packet.seq <= 1 && peer.hasSent;
      return isRefusal && !this.#isAbsolute ? 0 : this.#onWire(packet.seq, me);
    }
    if ((packet.flags & SYN) !== 0 && (packet.flags & ACK) === 0) return packet.seq;
    // Without ACK tcpdump prints what is on the wire; next to made-up numbers that says nothing.
    if ((packet.flags & ACK) === 0) return me.isZeroReal || this.#isAbsolute || me.zero === null ? packet.seq : expected;
    return this.#onWire(packet.seq, me);
  }

  #onWire(number: number, end: End): number {
    return this.#isAbsolute || end.zero === null ? number : (end.zero + number) >>> 0;
  }

  /** tcpdump prints no number of an empty segment. What repeats the last one unasked, after a pause, is a probe of number next - 1. */
  #isProbe(packet: TextPacket, me: End, seconds: number): boolean {
    if (packet.printer !== 'tcpdump' || packet.seq !== null || packet.flags !== ACK || !me.hasSent || me.isOwed) return false;
    if (seconds - me.lastSeconds < PROBE_AFTER_SECONDS || packet.win !== me.lastWin || packet.ack === null) return false;
    const peer = this.#flows.get(keyOf(packet))?.ends[1 - sideOf(packet)];
    return peer !== undefined && this.#onWire(packet.ack, peer) === me.lastAck;
  }

  #note(packet: TextPacket, settled: Settled, flow: Flow, me: End, peer: End, seconds: number, isProbe: boolean): void {
    const { seq, ack, len, flags } = settled;
    const length = len + ((flags & SYN) === 0 ? 0 : 1) + ((flags & FIN) === 0 ? 0 : 1);
    if ((flags & RST) === 0) {
      const end = (seq + length) >>> 0;
      if (!me.hasSent || ((end - me.next) | 0) > 0) me.next = end;
    }
    me.hasSent = true;
    me.lastSeq = seq;
    if ((flags & ACK) !== 0) {
      if (packet.kind === 'tcp' && ack === peer.next && me.lastAck !== ack)
        me.replySeconds = Math.min(me.replySeconds, seconds - peer.lastDataSeconds);
      me.lastAck = ack;
    }
    if (length > 0) me.lastDataSeconds = seconds;
    me.lastWin = packet.win ?? me.lastWin;
    me.lastSeconds = seconds;
    flow.lastSeconds = seconds;
    if ((flags & SYN) !== 0) me.scale = packet.windowScale;
    // A SYN offers timestamps; what follows tells whether they were agreed.
    if ((flags & RST) === 0) me.stamp = packet.stamps === null ? null : packet.stamps[0];
    if ((flags & FIN) !== 0) me.isClosed = true;
    if ((flags & RST) !== 0) flow.isReset = true;
    me.isOwed = false;
    if (length > 0 || isProbe) peer.isOwed = true;
    const last = { packet, seq };
    this.#lastOf.set(`${packet.source}>`, last);
    this.#lastOf.set(`${packet.source}>${packet.target}`, last);
    this.#lastOf.set(`${packet.source}>${packet.target}>${packet.targetPort}`, last);
  }

  #learnLink(packet: TextPacket): void {
    if (packet.frameBytes === 0 || (packet.flags & SYN) === 0) return;
    const options =
      (packet.mss > 0 ? 4 : 0) + (packet.maySack ? 2 : 0) + (packet.stamps === null ? 0 : 10) + (packet.windowScale === 255 ? 0 : 3);
    const link = packet.frameBytes - (packet.family === 4 ? 40 : 60) - ((options + 3) & ~3) - (packet.len ?? 0);
    if (link >= 0 && link <= MAX_LINK_BYTES) this.#linkBytes = link;
  }

  /** Gives a line without ports those of the connection that its bytes are missing from, as the lines after it tell. */
  #findConnection(packet: TextPacket, index: number, seconds: number): boolean {
    const siblings = this.#byHosts.get(hostsOf(packet));
    if (siblings === undefined) return false;
    const sides: readonly (0 | 1)[] = packet.source === packet.target ? [0, 1] : [hostSide(packet)];
    const open: Flow[] = [];
    // From the latest on, and not through all that two hosts ever had.
    for (let at = siblings.length - 1; at >= Math.max(0, siblings.length - MAX_LOOKED_AT) && open.length < MAX_CANDIDATES; at--) {
      const flow = siblings[at];
      if (!flow.isReset && sides.some((side) => !flow.ends[side].isClosed)) open.push(flow);
    }
    const candidates = open.length > 0 ? open : siblings.slice(-MAX_CANDIDATES);
    let best: { readonly flow: Flow; readonly side: 0 | 1; readonly growth: number; readonly index: number } | null = null;
    let bestScore = -1;
    for (const flow of candidates) {
      for (const side of sides) {
        const { growth, index: told } = this.#growth(flow, side, index);
        const score = this.#scoreOf(growth, this.#payloadBytes(flow, packet), packet, index, told);
        if (score < bestScore) continue;
        // Of two that fit alike the one that is spoken of first, else the one that was active last.
        const isLess = told !== best?.index ? told > (best?.index ?? Infinity) : flow.lastSeconds < (best?.flow.lastSeconds ?? -1);
        if (score === bestScore && isLess) continue;
        best = { flow, side, growth: growth ?? 0, index: told };
        bestScore = score;
      }
    }
    if (best === null) return false;
    this.#assign(packet, best.flow, best.side, best.growth, seconds);
    return true;
  }

  #assign(packet: TextPacket, flow: Flow, side: 0 | 1, growth: number, seconds: number): void {
    const me = flow.ends[side];
    const peer = flow.ends[1 - side];
    const expected = this.#payloadBytes(flow, packet);
    const printed = (number: number, end: End): number => (number - (this.#isAbsolute ? 0 : (end.zero ?? 0))) >>> 0;
    packet.sourcePort = flow.ports[side];
    packet.targetPort = flow.ports[1 - side];
    packet.flags = PSH | ACK;
    // One byte more than the frame has room for is a FIN that the line does not mention.
    if (growth === expected + 1) packet.flags |= FIN;
    packet.len = Math.max(1, growth > 0 && growth < expected ? growth : expected);
    packet.seq = printed(me.hasSent ? me.next : (peer.lastAck ?? 0), me);
    // What was sent too short a time ago for an answer is still on its way.
    const mayHaveArrived = me.lastAck === null || seconds - peer.lastDataSeconds >= me.replySeconds * REPLY_SHARE;
    packet.ack = printed(mayHaveArrived && peer.hasSent ? peer.next : (me.lastAck ?? 0), peer);
    packet.win = me.lastWin;
    if (this.#hasStamps(flow)) packet.stamps = [me.stamp ?? 0, peer.stamp ?? 0];
    if (!packet.payload.startsWith('\x17\x03') || packet.len <= TLS_HEADER_BYTES) return;
    const record = packet.len - TLS_HEADER_BYTES;
    packet.payload = `\x17\x03\x03${String.fromCharCode((record >>> 8) & 255, record & 255)}`;
  }

  #payloadBytes(flow: Flow, packet: TextPacket): number {
    const options = this.#hasStamps(flow) ? 12 : 0;
    return Math.max(0, packet.frameBytes - this.#linkBytes - (packet.family === 4 ? 40 : 60) - options);
  }

  #hasStamps(flow: Flow): boolean {
    return flow.ends.every((end) => end.stamp !== null || !end.hasSent);
  }

  /** How well a connection that lacks `growth` bytes by line `told` fits a line that holds `expected`. */
  #scoreOf(growth: number | null, expected: number, packet: TextPacket, index: number, told: number): number {
    if (growth === null) return 1;
    if (growth === 0) return 0;
    if (this.#isOnlyOne(packet, index, told)) return 4;
    if (growth === expected || growth === expected + 1) return 3;
    return growth > expected ? 2 : 1;
  }

  /** No other line without ports goes the same way before line `told`: what is missing there can only be this one. */
  #isOnlyOne({ source, target }: TextPacket, index: number, told: number): boolean {
    if (told - index > MAX_LINES_BETWEEN) return false;
    for (let i = index + 1; i < told; i++) {
      const other = this.#window[i];
      if (other.kind === 'upper' && other.source === source && other.target === target) return false;
    }
    return true;
  }

  /** Bytes that the next lines of a connection count and that were not seen (0 none, null nothing is said), and which line says so. */
  #growth(flow: Flow, side: 0 | 1, index: number): { readonly growth: number | null; readonly index: number } {
    const me = flow.ends[side];
    const unknown = { growth: null, index: Infinity };
    if (!me.hasSent) return unknown;
    for (const at of this.#later(flow.key, index)) {
      const later = this.#window[at];
      if ((later.flags & SYN) !== 0) return unknown;
      const isMine = sideOf(later) === side;
      const number = isMine ? later.seq : later.ack;
      if (number === null || (later.flags & (RST | ACK)) === RST) continue;
      const growth = (this.#onWire(number, me) - me.next) | 0;
      if (growth > 0) return { growth, index: at };
      if (isMine) return { growth: 0, index: at };
    }
    return unknown;
  }

  /** Where in the window the next lines of a connection are. */
  #later(key: string, index: number): readonly number[] {
    const indexes = this.#indexes.get(key);
    if (indexes === undefined || (indexes.at(-1) ?? -1) <= index) return [];
    let low = 0;
    let high = indexes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (indexes[middle] <= index) low = middle + 1;
      else high = middle;
    }
    return indexes.slice(low, low + LINES_AHEAD);
  }
}

function blankEnd(): End {
  return {
    zero: null,
    isZeroReal: false,
    hasSent: false,
    next: 0,
    lastSeq: 0,
    lastAck: null,
    lastWin: 0,
    lastSeconds: 0,
    lastDataSeconds: 0,
    replySeconds: Infinity,
    scale: 255,
    stamp: null,
    isOwed: false,
    isClosed: false,
  };
}

function keyOf(packet: TextPacket): string {
  const from = `${packet.source} ${packet.sourcePort}`;
  const to = `${packet.target} ${packet.targetPort}`;
  return sideOf(packet) === 0 ? `${from} ${to}` : `${to} ${from}`;
}

/** 0 when the sender is the end that comes first in order. */
function sideOf(packet: TextPacket): 0 | 1 {
  if (packet.source !== packet.target) return hostSide(packet);
  return packet.sourcePort <= packet.targetPort ? 0 : 1;
}

function hostSide(packet: TextPacket): 0 | 1 {
  return packet.source <= packet.target ? 0 : 1;
}

function hostsOf(packet: TextPacket): string {
  return hostSide(packet) === 0 ? `${packet.source} ${packet.target}` : `${packet.target} ${packet.source}`;
}
