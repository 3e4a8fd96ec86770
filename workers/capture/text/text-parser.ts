// Printed packets as a capture: splits lines (UTF-8 or UTF-16), lets each notation read them, settles times and numbers of some
// thousands together, and hands over frames made from them. Keeps nothing but that window, the connections and the names.

import type { CaptureInterface } from '../../model/capture';
import type { RecordSink } from '../../model/record-sink';
import type { CaptureParser, ParsedCapture } from '../capture-format';
import type { IssueLog } from '../issue-log';
import { readEnds, readTcpdumpLine } from './tcpdump-line';
import { readTsharkLine } from './tshark-line';
import { TextFlows } from './text-flows';
import { FrameMaker, TEXT_LINK_TYPE, type Quote } from './text-frame';
import { isNumericAddress, TextNames, type NumberedAddress } from './text-names';
import type { ClockKind, Printer, TextPacket } from './text-packet';

/** Lines that are settled together: what a line leaves open may stand in one of those after it. */
const WINDOW_LINES = 20_000;
/** Longer lines are no packet's. */
const MAX_LINE_BYTES = 8_192;
/** A clock that goes back by more than this passed midnight. */
const MIDNIGHT_STEP_SECONDS = 43_200;
const SECONDS_PER_DAY = 86_400;
/** A column of times that falls this often counts from packet to packet. */
const DELTA_SHARE = 0.2;
const MAX_NAMES_TOLD = 3;
const MAX_PAYLOAD_LENGTH = 2048;
const LF = 10;

export class TextParser implements CaptureParser {
  stoppedAt: number | null = null;
  readonly #sink: RecordSink;
  readonly #issues: IssueLog;
  readonly #flows = new TextFlows();
  readonly #names = new TextNames();
  readonly #frame = new FrameMaker();
  readonly #detail: Record<string, number | string> = { lines: 0, unread: 0, printer: '' };
  #decoder: TextDecoder | null = null;
  #lineBytes: 1 | 2 = 1;
  /** The beginning of a line whose end has not come yet. */
  #carry: Uint8Array = new Uint8Array(0);
  #carryOffset = 0;
  #isSkippingLine = false;
  #window: TextPacket[] = [];
  #header: TextPacket | null = null;
  #isQuoting = false;
  #frames = 0;
  #printer: Printer | null = null;
  #clock: ClockKind | null = null;
  #countsFromPacket: boolean | null = null;
  #days = 0;
  #lastSeconds = 0;
  #startSeconds = 0;
  #startNs = 0;
  #sumNs = 0;
  #timeDigits = 6;

  constructor(sink: RecordSink, issues: IssueLog) {
    this.#sink = sink;
    this.#issues = issues;
  }

  push(chunk: Uint8Array, chunkOffset: number, isLast: boolean): boolean {
    let start = 0;
    if (this.#decoder === null) {
      const isUtf16 = chunk[0] === 0xff && chunk[1] === 0xfe;
      this.#decoder = new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8');
      this.#lineBytes = isUtf16 ? 2 : 1;
    }
    for (;;) {
      const end = this.#lineEnd(chunk, start, chunkOffset);
      if (end < 0) break;
      this.#takeLine(chunk, start, end, chunkOffset);
      start = end;
    }
    if (start < chunk.length) this.#keep(chunk, start, chunkOffset);
    if (isLast) {
      if (this.#carry.length > 0) this.#takeLine(new Uint8Array(0), 0, 0, 0);
      this.#flush();
    }
    return true;
  }

  parsed(): ParsedCapture {
    // Where reading was stopped early, what is there counts.
    this.#flush();
    const described: CaptureInterface = { linkType: TEXT_LINK_TYPE, snapLen: 0, name: null, timeDigits: this.#timeDigits };
    const isDated = this.#clock === 'epoch' || this.#clock === 'date';
    return {
      frames: this.#frames,
      startNs: isDated && this.#frames > 0 ? BigInt(this.#startSeconds) * 1_000_000_000n + BigInt(this.#startNs) : null,
      interfaces: [described],
      comments: new Map(),
      reportedDrops: 0,
      hostNames: this.#names.hosts,
    };
  }

  /** Behind the next line end, -1 when the chunk holds none. UTF-16: only at even places of the text. */
  #lineEnd(chunk: Uint8Array, start: number, chunkOffset: number): number {
    for (let at = chunk.indexOf(LF, start); at >= 0; at = chunk.indexOf(LF, at + 1)) {
      if (this.#lineBytes === 1) return at + 1;
      // The zero of a line end may stand in the next chunk; then that line begins with it, which the decoder drops.
      if ((chunkOffset + at) % 2 === 0) return Math.min(chunk.length, at + 2);
    }
    return -1;
  }

  #keep(chunk: Uint8Array, start: number, chunkOffset: number): void {
    if (this.#isSkippingLine) return;
    const held = this.#carry.length;
    if (held === 0) this.#carryOffset = chunkOffset + start;
    if (held + chunk.length - start > MAX_LINE_BYTES) {
      this.#carry = new Uint8Array(0);
      this.#isSkippingLine = true;
      return;
    }
    const both = new Uint8Array(held + chunk.length - start);
    both.set(this.#carry);
    both.set(chunk.subarray(start), held);
    this.#carry = both;
  }

  #takeLine(chunk: Uint8Array, start: number, end: number, chunkOffset: number): void {
    if (this.#isSkippingLine) {
      this.#isSkippingLine = false;
      this.#countUnread();
      return;
    }
    let bytes = chunk.subarray(start, end);
    let offset = chunkOffset + start;
    if (this.#carry.length > 0) {
      offset = this.#carryOffset;
      const both = new Uint8Array(this.#carry.length + bytes.length);
      both.set(this.#carry);
      both.set(bytes, this.#carry.length);
      bytes = both;
      this.#carry = new Uint8Array(0);
    }
    if (bytes.length > MAX_LINE_BYTES) this.#countUnread();
    else this.#readLine(this.#text(bytes, offset), offset);
  }

  #text(bytes: Uint8Array, offset: number): string {
    // A chunk may end between the two bytes of a line end: the second one belongs to nothing.
    const isOdd = this.#lineBytes === 2 && offset % 2 === 1;
    const text = (this.#decoder ?? new TextDecoder()).decode(isOdd ? bytes.subarray(1) : bytes);
    return text.replace(/^\ufeff/, '').replace(/[\r\n]+$/, '');
  }

  #readLine(line: string, offset: number): void {
    if (line === '') return;
    if (/^\s/.test(line) && this.#continues(line)) return;
    const tcpdump = this.#printer === 'wireshark' ? null : readTcpdumpLine(line, offset);
    if (tcpdump !== null) {
      this.#dropHeader();
      if (tcpdump.kind === 'header') this.#header = tcpdump.packet;
      else this.#add(tcpdump.packet);
      return;
    }
    const tshark = this.#printer === 'tcpdump' ? null : readTsharkLine(line, offset);
    if (tshark !== null) this.#add(tshark);
    else if (/^\S/.test(line)) this.#countUnread();
  }

  /** Lines that -v indents: the ends of an IPv4 packet, what an ICMP error quotes, the head of an HTTP message. */
  #continues(line: string): boolean {
    if (this.#header !== null) {
      const packet = this.#header;
      this.#header = null;
      this.#add(readEnds(line, packet));
      return true;
    }
    const last = this.#window.at(-1);
    if (last === undefined || this.#printer !== 'tcpdump') return false;
    if (last.kind === 'icmp' && last.quoted === null) {
      if (/^\s+IP6? \(/.test(line)) {
        this.#isQuoting = !/ > \S+: /.test(line);
        if (!this.#isQuoting) this.#quote(line.replace(/^\s+IP6? \((?:[^()]|\([^()]*\))*\)\s*/, ''), last);
        return true;
      }
      if (this.#isQuoting) {
        this.#isQuoting = false;
        this.#quote(line, last);
        return true;
      }
    }
    if (
      line.startsWith('\t') &&
      !line.startsWith('\t0x') &&
      last.kind === 'tcp' &&
      (last.len ?? 0) > 0 &&
      last.payload.length < MAX_PAYLOAD_LENGTH
    ) {
      // Only the head of an HTTP message is printed so, and it begins as one.
      if (last.payload !== '' || /^\t(?:[A-Z]{3,7} \S+ HTTP\/1\.[01]|HTTP\/1\.[01] \d{3})/.test(line)) {
        last.payload += `${line.slice(1)}\r\n`.slice(0, MAX_PAYLOAD_LENGTH);
        return true;
      }
    }
    // A row of Wireshark's list may be indented as well.
    return /^\s+0x[0-9a-f]{4}:/.test(line);
  }

  #quote(line: string, error: TextPacket): void {
    const quoted: TextPacket = { ...error, quoted: null, kind: 'other' };
    readEnds(line, quoted);
    if (quoted.kind === 'tcp') error.quoted = quoted;
  }

  /** A header whose second line never came is a packet all the same. */
  #dropHeader(): void {
    const packet = this.#header;
    this.#header = null;
    if (packet !== null) this.#add(packet);
  }

  #countUnread(): void {
    this.#detail['unread'] = Number(this.#detail['unread']) + 1;
  }

  #add(packet: TextPacket): void {
    if (this.#printer === null) {
      this.#printer = packet.printer;
      this.#detail['printer'] = packet.printer;
      this.#issues.add('text-import', packet.offset, this.#detail);
    }
    this.#isQuoting = false;
    this.#window.push(packet);
    if (this.#window.length >= WINDOW_LINES) this.#flush();
  }

  #flush(): void {
    this.#dropHeader();
    const window = this.#window;
    if (window.length === 0) return;
    this.#window = [];
    this.#countsFromPacket ??= isDelta(window);
    this.#flows.prepare(window);
    window.forEach((packet, index) => this.#deliver(packet, index));
    this.#detail['lines'] = this.#frames;
    this.#tellNames();
  }

  #deliver(packet: TextPacket, index: number): void {
    const tsNs = this.#tsNs(packet);
    const frame = this.#frame;
    const { family } = packet;
    const settled = packet.kind === 'tcp' || packet.kind === 'upper' ? this.#flows.settle(index, tsNs / 1e9) : null;
    const source = packet.source === '' ? null : this.#address(packet.source, packet);
    const target = packet.target === '' ? null : this.#address(packet.target, packet);
    if (settled !== null && source !== null && target !== null) {
      const ends = { source, target, sourcePort: this.#names.port(packet.sourcePort), targetPort: this.#names.port(packet.targetPort) };
      frame.segment(packet, { ...ends, ...settled }, settled.sack);
    } else if (packet.kind === 'icmp' && source !== null && target !== null) {
      frame.icmp(packet, source, target, packet.icmpType === 0 ? null : this.#quoteOf(packet));
    } else if (packet.kind === 'arp' && isNumericAddress(packet.about)) {
      const asker = source?.family === family ? source : this.#names.address(family === 4 ? '0.0.0.0' : '::', family);
      frame.arp(packet.icmpType === 1, asker, this.#names.address(packet.about, family), packet);
    } else frame.other(packet, source, target);
    this.#frames++;
    this.#sink.record(0, TEXT_LINK_TYPE, tsNs, frame.bytes, 0, frame.length, frame.wireLength, packet.offset);
  }

  /** Both ends have the family of the line: a name has none of its own, and a hardware address is no address. */
  #address(text: string, packet: TextPacket): NumberedAddress | null {
    const address = this.#names.address(text, packet.family);
    return packet.kind === 'arp' && !isNumericAddress(text) ? null : address;
  }

  #quoteOf(packet: TextPacket): Quote | null {
    const last = this.#flows.lastSegment(packet);
    if (last === null) return null;
    const { source, target, sourcePort, targetPort } = last.packet;
    return {
      source: this.#names.address(source, packet.family),
      target: this.#names.address(target, packet.family),
      sourcePort: this.#names.port(sourcePort),
      targetPort: this.#names.port(targetPort),
      seq: last.seq,
    };
  }

  /** Nanoseconds since the first packet. */
  #tsNs({ time }: TextPacket): number {
    if (this.#frames === 0) {
      this.#clock = time.kind;
      this.#startSeconds = time.seconds;
      this.#startNs = time.ns;
      this.#lastSeconds = time.seconds;
      this.#timeDigits = time.digits;
      return 0;
    }
    if (this.#countsFromPacket === true) {
      this.#sumNs += time.seconds * 1e9 + time.ns;
      return this.#sumNs;
    }
    let { seconds } = time;
    if (time.kind === 'day') {
      seconds += this.#days * SECONDS_PER_DAY;
      if (seconds < this.#lastSeconds - MIDNIGHT_STEP_SECONDS) {
        this.#days++;
        seconds += SECONDS_PER_DAY;
      } else if (this.#days > 0 && seconds > this.#lastSeconds + MIDNIGHT_STEP_SECONDS) {
        // Of before midnight, printed a moment too late.
        seconds -= SECONDS_PER_DAY;
      }
    }
    if (seconds > this.#lastSeconds) this.#lastSeconds = seconds;
    return (seconds - this.#startSeconds) * 1e9 + (time.ns - this.#startNs);
  }

  #tellNames(): void {
    const { ports } = this.#names;
    if (ports.size === 0) return;
    const told = [...ports].slice(0, MAX_NAMES_TOLD).map(([name, port]) => `${name} = ${port}`);
    this.#detail['ports'] = told.join(', ') + (ports.size > MAX_NAMES_TOLD ? ', …' : '');
  }
}

/** tcpdump -ttt and tshark -t d: the first is 0, and the column falls again and again. */
function isDelta(window: readonly TextPacket[]): boolean {
  const first = window[0]?.time;
  if (first === undefined || first.seconds !== 0 || first.ns !== 0 || (first.kind !== 'count' && first.kind !== 'day')) return false;
  let falls = 0;
  for (let i = 1; i < window.length; i++) {
    const [before, after] = [window[i - 1].time, window[i].time];
    if (after.seconds < before.seconds || (after.seconds === before.seconds && after.ns < before.ns)) falls++;
  }
  return falls > (window.length - 1) * DELTA_SHARE;
}
