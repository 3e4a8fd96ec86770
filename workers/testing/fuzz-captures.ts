// Captures that nobody writes, made from a seed: generated ones with lengths, counts, options and sections that contradict each
// other, and sound ones that are changed. Reads none of them.

import { gzipSync } from 'node:zlib';
import { ByteWriter } from './byte-writer';
import { ipv4Packet, ipv6Packet, linkFrame, IPV4, IPV6, tcpSegment } from './synth-frames';
import { writePcap } from './write-pcap';
import { PcapngWriter } from './write-pcapng';

/** Numbers from a seed (mulberry32): the same for ever. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  u32(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return (value ^ (value >>> 14)) >>> 0;
  }

  below(limit: number): number {
    return this.u32() % limit;
  }

  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }
}

/** Numbers at which lengths and counts go wrong. */
const EDGES = [
  0, 1, 3, 4, 7, 8, 11, 12, 16, 27, 28, 31, 32, 255, 256, 65_535, 65_536, 262_144, 262_145, 16_777_216, 0x7fffffff, 0x80000000, 0xfffffff0,
  0xffffffff,
];
const BLOCK_TYPES = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 0xbad, 0x0a0d0d0a, 0x40000bad, 0xffffffff];
const MAX_PACKETS = 12;

/** Captures and texts that are sound: what changes begin from. */
export function fuzzCapture(seed: number, sound: readonly Uint8Array[]): Uint8Array {
  const dice = new Dice(seed);
  const kind = dice.below(8);
  let bytes: Uint8Array;
  if (kind < 2) bytes = generatedPcapng(dice);
  else if (kind === 2) bytes = generatedPcap(dice);
  else if (kind === 3) bytes = generatedText(dice);
  else bytes = dice.pick(sound);
  if (kind > 3 || dice.oneIn(3)) bytes = changed(dice, bytes);
  return dice.oneIn(12) ? changed(dice, new Uint8Array(gzipSync(bytes, { level: 1 })), dice.below(2)) : bytes;
}

/** Bytes, edges in place of numbers, parts cut out, doubled, moved, the end cut. */
function changed(dice: Dice, source: Uint8Array, count = 1 + dice.below(6)): Uint8Array {
  let bytes: Uint8Array = source.slice();
  for (let i = 0; i < count && bytes.length > 0; i++) {
    const at = dice.below(bytes.length);
    switch (dice.below(7)) {
      case 0:
        bytes[at] = dice.below(256);
        break;
      case 1:
        bytes[at] ^= 1 << dice.below(8);
        break;
      case 2: {
        const word = new ByteWriter(dice.oneIn(2)).u32(dice.pick(EDGES)).finish();
        const from = dice.oneIn(4) ? at : at & ~3;
        bytes.set(word.subarray(0, Math.max(0, bytes.length - from)), from);
        break;
      }
      case 3:
        bytes = joined(bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + dice.below(40))));
        break;
      case 4: {
        const part = bytes.subarray(at, Math.min(bytes.length, at + 1 + dice.below(200)));
        bytes = joined(bytes.subarray(0, at), part, bytes.subarray(at));
        break;
      }
      case 5:
        bytes.fill(dice.pick([0, 0xff, 0x0a]), at, at + dice.below(100));
        break;
      default:
        bytes = bytes.subarray(0, at);
    }
  }
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function frame(dice: Dice): Uint8Array {
  if (dice.oneIn(6)) return dice.bytes(dice.below(100));
  const options = dice.oneIn(3) ? dice.bytes(dice.below(10) * 4) : new Uint8Array(0);
  const spec = {
    srcPort: dice.pick([1, 80, 40_000]),
    dstPort: dice.pick([1, 80, 40_000]),
    seq: dice.u32(),
    ack: dice.u32(),
    flags: dice.below(512),
    win: dice.below(65_536),
  };
  const isV6 = dice.oneIn(3);
  const [src, dst] = isV6 ? ['fd00::1', dice.pick(['fd00::1', 'fd00::2'])] : ['10.0.0.1', dice.pick(['10.0.0.1', '10.0.0.2'])];
  const segment = tcpSegment({ ...spec, options, payload: dice.bytes(dice.below(60)) }, src, dst);
  const packet = isV6 ? ipv6Packet({ src, dst }, segment) : ipv4Packet({ src, dst, fragmentOffset: dice.oneIn(9) ? 8 : 0 }, segment);
  const bytes = linkFrame('ethernet', isV6 ? IPV6 : IPV4, packet);
  return dice.oneIn(4) ? changed(dice, bytes, 2) : bytes;
}

function generatedPcap(dice: Dice): Uint8Array {
  const records = Array.from({ length: dice.below(MAX_PACKETS) }, () => ({
    seconds: dice.oneIn(5) ? dice.pick(EDGES) : 1_700_000_000 + dice.below(10),
    fraction: dice.oneIn(5) ? dice.pick(EDGES) : dice.below(1_000_000),
    data: frame(dice),
    ...(dice.oneIn(4) ? { origLen: dice.pick(EDGES) } : {}),
  }));
  return writePcap(records, {
    isLittle: dice.oneIn(2),
    isNano: dice.oneIn(2),
    isModified: dice.oneIn(6),
    linkType: dice.oneIn(5) ? dice.pick([0, 1, 12, 101, 105, 113, 276, 65_535]) : 1,
    snapLen: dice.oneIn(4) ? dice.pick(EDGES) : 262_144,
    version: dice.oneIn(6) ? [2, dice.below(5)] : [2, 4],
  });
}

function generatedPcapng(dice: Dice): Uint8Array {
  const writer = new PcapngWriter(dice.oneIn(2));
  for (let i = dice.below(MAX_PACKETS) + 1; i > 0; i--) {
    switch (dice.below(9)) {
      case 0:
        writer.section(dice.oneIn(2));
        break;
      case 1:
      case 2: {
        const linkType = dice.pick([0, 1, 1, 1, 101, 276, 9999]);
        writer.interface({
          linkType,
          snapLen: dice.pick([0, 64, 65_535, 262_144]),
          timeResolution: dice.pick([0, 3, 6, 9, 12, 20, 127, 128, 148, 255]),
          timeOffsetSeconds: dice.pick([0n, -1n, 2n ** 63n - 1n, 1_700_000_000n]),
        });
        break;
      }
      case 3:
        writer.simplePacket(frame(dice), dice.pick(EDGES));
        break;
      case 4:
        writer.statistics(dice.pick([0, 1, 65_535]), 2n ** 64n - 1n, BigInt(dice.below(100)));
        break;
      case 5:
        rawBlock(dice, writer);
        break;
      default:
        writer.packet({
          interfaceId: dice.oneIn(5) ? dice.pick(EDGES) : 0,
          ticks: dice.oneIn(4)
            ? dice.pick([0n, 2n ** 64n - 1n, 2n ** 63n, 2n ** 32n])
            : 1_700_000_000_000_000n + BigInt(dice.below(1_000_000)),
          data: frame(dice),
          ...(dice.oneIn(4) ? { origLen: dice.pick(EDGES) } : {}),
          ...(dice.oneIn(4) ? { comment: 'x'.repeat(dice.below(30)), dropCount: BigInt(dice.below(9)) } : {}),
        });
    }
  }
  return writer.finish();
}

/** A block whose lengths and options are what they like. */
function rawBlock(dice: Dice, writer: PcapngWriter): void {
  const body = new ByteWriter(true);
  for (let i = dice.below(8); i > 0; i--) {
    if (dice.oneIn(2)) body.u32(dice.pick(EDGES));
    else
      body
        .u16(dice.below(16))
        .u16(dice.pick(EDGES))
        .bytes(dice.bytes(dice.below(12)));
  }
  const bytes = body.pad(4).finish();
  const length = dice.oneIn(2) ? bytes.length + 12 : dice.pick(EDGES);
  const out = new ByteWriter(true).u32(dice.pick(BLOCK_TYPES)).u32(length).bytes(bytes);
  writer.raw(out.u32(dice.oneIn(3) ? dice.pick(EDGES) : length).finish());
}

const WORDS = [
  'IP',
  'IP6',
  'ARP,',
  '>',
  '10.0.0.1.80',
  '10.0.0.2.http',
  'host.name.40000',
  '::1.5:',
  'Flags',
  '[S.]',
  'seq',
  '4294967295',
  '1:5',
  'ack',
  'win',
  'length',
  'options',
  '[mss',
  '{1:2}',
  'ICMP',
  'unreachable',
  '(tos',
  'ttl',
  ')',
  '→',
  'TCP',
  'HTTP',
  '74',
  '[SYN,',
  'ACK]',
  'Seq=0',
  'Ack=1',
  'Len=99999999999',
  'ethertype',
  ':',
  ',',
];

function generatedText(dice: Dice): Uint8Array {
  const lines = Array.from({ length: 1 + dice.below(20) }, () => {
    const time = dice.pick(['12:00:00.000001', '23:59:59', '1700000000.5', '0.000000', '99:99:99.9', '2024-13-40 12:00:00.1', '-5.5', '']);
    if (dice.oneIn(3))
      return `${time} IP 10.0.0.1.${dice.below(70_000)} > 10.0.0.2.80: Flags [${dice.pick(['S', 'S.', '.', 'R', 'F.', 'none'])}], seq ${dice.u32()}, ack ${dice.u32()}, win ${dice.u32()}, length ${dice.pick(EDGES)}`;
    if (dice.oneIn(3))
      return `${dice.below(99)} ${time} 10.0.0.1 → 10.0.0.2 ${dice.pick(['TCP', 'HTTP', 'TLSv1.2'])} ${dice.pick(EDGES)} ${dice.below(9)} → 80 [SYN] Seq=${dice.below(9)} Win=${dice.u32()} Len=${dice.pick(EDGES)} WS=${dice.pick(EDGES)}`;
    return [time, ...Array.from({ length: dice.below(14) }, () => dice.pick(WORDS))].join(' ');
  });
  return new TextEncoder().encode(
    ['12:00:00.0 IP 10.0.0.1.1 > 10.0.0.2.2: Flags [S], seq 1, win 1, length 0', ...lines].join(dice.oneIn(9) ? '\r\n' : '\n'),
  );
}
