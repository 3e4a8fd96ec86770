// Writes synthetic captures of any size: seeded, so that the same name always means the same bytes. Never committed, never in the shape
// of anybody's network; what they measure is speed only. Checksums are left 0, as segmentation offload leaves them.

import { closeSync, openSync, writeSync } from 'node:fs';

export interface CaptureSpec {
  /**
   * bulk: full-size data segments of long downloads; small: 60 to 90 byte packets of chatty connections; short: a request each, then closed;
   * limited: one listener that serves LIMIT connections at a time and hangs up on the others; seven: as many packets, an answer missing.
   */
  readonly kind: 'bulk' | 'small' | 'short' | 'limited' | 'seven';
  readonly packets: number;
  /** Connections in all; so many packets each as `packets` gives. */
  readonly connections: number;
  /** Connections open at a time. */
  readonly parallel: number;
  readonly seed: number;
}

export interface GeneratedCapture {
  readonly bytes: number;
  readonly packets: number;
  readonly connections: number;
}

const FIN = 1;
const SYN = 2;
const PSH = 8;
const ACK = 16;
const HEADER_BYTES = 14 + 20 + 20;
const TIMESTAMPS_BYTES = 12;
const SYN_OPTION_BYTES = 20;
const MAX_SEGMENT_BYTES = 1448;
const RECORD_HEADER_BYTES = 16;
const BUFFER_BYTES = 8 * 1024 * 1024;
const NOISE_BYTES = 65_536;
const PACKET_GAP_MICROSECONDS = 7;
const LIMIT = 100;
const LIMITED_REQUESTS = 3;

const REQUEST = latin1('GET /index.html HTTP/1.1\r\nHost: server.example\r\nUser-Agent: bench/1\r\nAccept: */*\r\n\r\n');
const RESPONSE = latin1(
  'HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n',
);

/** Writes the capture to `path`, overwriting what is there. */
export function generateCapture(path: string, spec: CaptureSpec): GeneratedCapture {
  const out = new PacketFile(path, spec.seed);
  const random = xorshift(spec.seed);
  const talk = stepOf(spec.kind);
  // Connections end when they had their share, and others take their places: that many are open at any time.
  const isShared = spec.kind === 'bulk' || spec.kind === 'small';
  const share = isShared ? Math.max(8, Math.floor(spec.packets / spec.connections)) : Number.MAX_SAFE_INTEGER;
  const open: Talk[] = [];
  let begun = 0;
  while (out.packets < spec.packets || open.length > 0) {
    while (open.length < spec.parallel && begun < spec.connections && out.packets < spec.packets)
      open.push(new Talk(begun++, share, random));
    if (open.length === 0) break;
    const at = random() % open.length;
    const one = open[at];
    if (one === undefined) break;
    talk(out, one, random);
    if (!one.isDone) continue;
    const last = open.pop();
    if (last !== undefined && at < open.length) open[at] = last;
  }
  return { bytes: out.finish(), packets: out.packets, connections: begun };
}

/** One connection under way. */
class Talk {
  readonly client: number;
  server: number;
  readonly clientPort: number;
  readonly share: number;
  clientSeq: number;
  serverSeq: number;
  step = 0;
  sent = 0;
  isDone = false;

  constructor(index: number, share: number, random: () => number) {
    this.client = 0x0a000000 + 256 + (Math.floor(index / 50_000) * 7 + (index % 251)) * 3;
    this.server = 0x0a800001 + (index % 17);
    this.clientPort = 10_000 + (index % 50_000);
    this.share = share;
    this.clientSeq = random();
    this.serverSeq = random();
  }
}

type Step = (out: PacketFile, talk: Talk, random: () => number) => void;

function stepOf(kind: CaptureSpec['kind']): Step {
  switch (kind) {
    case 'bulk':
      return bulkStep;
    case 'small':
      return smallStep;
    case 'short':
      return shortStep;
    case 'limited':
      return limitedSteps();
    case 'seven':
      return sevenStep;
  }
}

/** Handshake, request, then three full segments and an ACK again and again. */
function bulkStep(out: PacketFile, talk: Talk, random: () => number): void {
  if (talk.step < 4) {
    open(out, talk);
  } else if (talk.sent + 4 < talk.share) {
    if (talk.step === 4) out.server(talk, PSH | ACK, RESPONSE, RESPONSE.length);
    else {
      out.server(talk, ACK, null, MAX_SEGMENT_BYTES);
      out.server(talk, ACK, null, MAX_SEGMENT_BYTES);
      out.server(talk, PSH | ACK, null, MAX_SEGMENT_BYTES - (random() & 7));
    }
    out.client(talk, ACK, null, 0);
    talk.step = 5;
  } else close(out, talk);
}

/** Handshake, then a few bytes to and fro, each acknowledged by the answer. */
function smallStep(out: PacketFile, talk: Talk, random: () => number): void {
  if (talk.step < 3) open(out, talk);
  else if (talk.sent + 3 < talk.share) {
    const size = random() % 21;
    if ((talk.step++ & 1) === 0) out.client(talk, size > 0 ? PSH | ACK : ACK, null, size);
    else out.server(talk, size > 0 ? PSH | ACK : ACK, null, size);
  } else close(out, talk);
}

/** Handshake, one request, one answer, both FINs: ten packets. */
function shortStep(out: PacketFile, talk: Talk): void {
  if (talk.step < 4) open(out, talk);
  else if (talk.step === 4) {
    out.server(talk, ACK, null, 0);
    out.server(talk, PSH | ACK, RESPONSE, RESPONSE.length);
    out.client(talk, ACK, null, 0);
    talk.step++;
  } else close(out, talk);
}

/** Handshake, a few requests where one of the LIMIT places is free, the server's FIN at once where none is. */
function limitedSteps(): Step {
  let served = 0;
  return (out, talk) => {
    talk.server = 0x0a800001;
    if (talk.step < 3) return open(out, talk);
    if (talk.step === 3 && served === LIMIT) {
      out.server(talk, FIN | ACK, null, 0);
      out.client(talk, FIN | ACK, null, 0);
      out.server(talk, ACK, null, 0);
      talk.isDone = true;
      return;
    }
    if (talk.step === 3) served++;
    if (talk.step++ < 3 + LIMITED_REQUESTS) {
      out.client(talk, PSH | ACK, REQUEST, REQUEST.length);
      out.server(talk, PSH | ACK, RESPONSE, RESPONSE.length);
      out.client(talk, ACK, null, 0);
      return;
    }
    close(out, talk);
    served--;
  };
}

/** Handshake, request, and the server ends without an answer. */
function sevenStep(out: PacketFile, talk: Talk): void {
  while (talk.step < 4) open(out, talk);
  out.server(talk, FIN | ACK, null, 0);
  out.client(talk, FIN | ACK, null, 0);
  out.server(talk, ACK, null, 0);
  talk.isDone = true;
}

function open(out: PacketFile, talk: Talk): void {
  if (talk.step === 0) out.client(talk, SYN, null, 0);
  else if (talk.step === 1) out.server(talk, SYN | ACK, null, 0);
  else if (talk.step === 2) out.client(talk, ACK, null, 0);
  else out.client(talk, PSH | ACK, REQUEST, REQUEST.length);
  talk.step++;
}

function close(out: PacketFile, talk: Talk): void {
  out.client(talk, FIN | ACK, null, 0);
  out.server(talk, FIN | ACK, null, 0);
  out.client(talk, ACK, null, 0);
  talk.isDone = true;
}

/** A little-endian pcap of Ethernet frames, filled a packet at a time and written in large pieces. */
class PacketFile {
  packets = 0;
  readonly #file: number;
  readonly #buffer = Buffer.alloc(BUFFER_BYTES);
  readonly #noise = Buffer.alloc(NOISE_BYTES);
  #at = 0;
  #bytes = 0;
  #microseconds = 0;

  constructor(path: string, seed: number) {
    this.#file = openSync(path, 'w');
    const random = xorshift(seed ^ 0x5bd1e995);
    for (let at = 0; at < NOISE_BYTES; at += 4) this.#noise.writeUInt32LE(random(), at);
    const head = this.#buffer;
    head.writeUInt32LE(0xa1b2c3d4, 0);
    head.writeUInt16LE(2, 4);
    head.writeUInt16LE(4, 6);
    head.writeUInt32LE(262_144, 16);
    head.writeUInt32LE(1, 20);
    this.#at = 24;
  }

  client(talk: Talk, flags: number, payload: Uint8Array | null, size: number): void {
    this.#segment(talk, true, flags, payload, size);
    talk.clientSeq = (talk.clientSeq + size + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0)) >>> 0;
  }

  server(talk: Talk, flags: number, payload: Uint8Array | null, size: number): void {
    this.#segment(talk, false, flags, payload, size);
    talk.serverSeq = (talk.serverSeq + size + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0)) >>> 0;
  }

  /** Closes the file; its size. */
  finish(): number {
    this.#flush();
    closeSync(this.#file);
    return this.#bytes;
  }

  /** Without payload given, noise of that size. */
  #segment(talk: Talk, isClient: boolean, flags: number, payload: Uint8Array | null, size: number): void {
    const optionBytes = flags & SYN ? SYN_OPTION_BYTES : TIMESTAMPS_BYTES;
    const bytes = HEADER_BYTES + optionBytes + size;
    if (this.#at + RECORD_HEADER_BYTES + bytes > BUFFER_BYTES) this.#flush();
    const b = this.#buffer;
    let at = this.#at;
    b.writeUInt32LE(1_700_000_000 + Math.floor(this.#microseconds / 1e6), at);
    b.writeUInt32LE(this.#microseconds % 1e6, at + 4);
    b.writeUInt32LE(bytes, at + 8);
    b.writeUInt32LE(bytes, at + 12);
    at += RECORD_HEADER_BYTES;
    b.fill(0, at, at + HEADER_BYTES);
    b[at] = b[at + 6] = 2;
    b[at + (isClient ? 5 : 11)] = 1;
    b[at + 12] = 8;
    at += 14;
    b[at] = 0x45;
    b.writeUInt16BE(bytes - 14, at + 2);
    b.writeUInt16BE(this.packets & 0xffff, at + 4);
    b[at + 6] = 0x40;
    b[at + 8] = 64;
    b[at + 9] = 6;
    b.writeUInt32BE(isClient ? talk.client : talk.server, at + 12);
    b.writeUInt32BE(isClient ? talk.server : talk.client, at + 16);
    at += 20;
    b.writeUInt16BE(isClient ? talk.clientPort : 80, at);
    b.writeUInt16BE(isClient ? 80 : talk.clientPort, at + 2);
    b.writeUInt32BE(isClient ? talk.clientSeq : talk.serverSeq, at + 4);
    b.writeUInt32BE(flags & ACK ? (isClient ? talk.serverSeq : talk.clientSeq) : 0, at + 8);
    b[at + 12] = ((20 + optionBytes) / 4) << 4;
    b[at + 13] = flags;
    b.writeUInt16BE(64_240, at + 14);
    at += 20;
    if (flags & SYN) {
      // MSS 1460, SACK permitted, timestamps, NOP, window scale 7.
      b.set([2, 4, 5, 0xb4, 4, 2, 8, 10], at);
      this.#timestamps(at + 8);
      b.set([1, 3, 3, 7], at + 16);
    } else {
      b.set([1, 1, 8, 10], at);
      this.#timestamps(at + 4);
    }
    at += optionBytes;
    if (payload !== null) b.set(payload, at);
    else if (size > 0) {
      const from = (this.packets * 97) % (NOISE_BYTES - MAX_SEGMENT_BYTES);
      this.#noise.copy(b, at, from, from + size);
    }
    this.#at = at + size;
    this.#microseconds += PACKET_GAP_MICROSECONDS;
    this.packets++;
    talk.sent++;
  }

  #timestamps(at: number): void {
    const clock = Math.floor(this.#microseconds / 1000) + 1;
    this.#buffer.writeUInt32BE(clock, at);
    this.#buffer.writeUInt32BE(clock, at + 4);
  }

  #flush(): void {
    writeSync(this.#file, this.#buffer, 0, this.#at);
    this.#bytes += this.#at;
    this.#at = 0;
  }
}

/** Marsaglia's xorshift32: 32 random bits a call. */
function xorshift(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>>= 0);
  };
}

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}
