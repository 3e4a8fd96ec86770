// The filter inside one ladder: words about packets, all of which must fit ("rst", "data client", "-ack", "#4182", "100..200").
// Words that are none of these are looked for in what the program recognised in the payload.

import type { CaptureTables } from '../model/tables';
import type { LadderWalk } from './ladder-walk';
import { Bit, CLIENT, MIDDLEBOX, SERVER } from './ladder-walk';
import { markHint } from './mark-hint';
import type { UnseenData } from './ladder-model';
import { PACKET_WORDS, type PacketWord } from './packet-words';

/** Longer texts are no filter. */
const MOST_CHARS = 200;

type Test = (entry: number) => boolean;

export interface FilteredWalk {
  readonly walk: LadderWalk;
  readonly tables: CaptureTables;
  readonly unseen: ReadonlyMap<number, UnseenData>;
  readonly isNoted: Test;
}

/** 1 for each entry that fits; null where nothing was asked. */
export function packetsFitting(text: string, of: FilteredWalk): Uint8Array | null {
  const words = text.slice(0, MOST_CHARS).toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const tests = words.map((word) => (word.length > 1 && word.startsWith('-') ? not(testOf(word.slice(1), of)) : testOf(word, of)));
  const fits = new Uint8Array(of.walk.count);
  for (let entry = 0; entry < fits.length; entry++) if (tests.every((test) => test(entry))) fits[entry] = 1;
  return fits;
}

function not(test: Test): Test {
  return (entry) => !test(entry);
}

/** Commas: one of them. */
function testOf(word: string, of: FilteredWalk): Test {
  const parts = word.split(',').filter(Boolean);
  if (parts.length > 1) {
    const tests = parts.map((part) => testOf(part, of));
    return (entry) => tests.some((test) => test(entry));
  }
  const range = /^#?(\d{1,10})(?:(?:\.\.|-)#?(\d{1,10}))?$/.exec(word);
  if (range !== null) {
    const first = Number(range[1]);
    const last = Number(range[2] ?? range[1]);
    return (entry) => {
      const frame = (of.walk.frameIndex[entry] as number) + 1;
      return frame >= first && frame <= last;
    };
  }
  const known = PACKET_WORDS.find((each) => each === word);
  return known === undefined ? hintTest(word, of) : wordTest(known, of);
}

function hintTest(word: string, { walk, tables }: FilteredWalk): Test {
  return (entry) => {
    const row = walk.row[entry] as number;
    return row >= 0 && walk.has(entry, Bit.Payload) && markHint(tables.marks, row).toLowerCase().includes(word);
  };
}

function wordTest(word: PacketWord, { walk, unseen, isNoted }: FilteredWalk): Test {
  const styled =
    (...styles: readonly string[]): Test =>
    (entry) =>
      styles.includes(walk.style(entry));
  const from =
    (side: number): Test =>
    (entry) =>
      walk.side[entry] === side;
  switch (word) {
    case 'syn':
      return (entry) => walk.has(entry, Bit.Syn);
    case 'fin':
      return (entry) => walk.has(entry, Bit.Fin);
    case 'rst':
      return (entry) => walk.has(entry, Bit.Rst);
    case 'data':
      return (entry) => walk.has(entry, Bit.Payload);
    case 'ack':
      return styled('ack', 'duplicate-ack', 'window-update', 'keepalive-ack');
    case 'dup-ack':
      return styled('duplicate-ack');
    case 'retrans':
      return (entry) => walk.has(entry, Bit.Retransmission);
    case 'keepalive':
      return styled('keepalive', 'keepalive-ack', 'window-probe');
    case 'zero-window':
      return (entry) => walk.has(entry, Bit.ZeroWindowChange);
    case 'icmp':
      return (entry) => walk.isIcmp(entry);
    case 'client':
      return from(CLIENT);
    case 'server':
      return from(SERVER);
    case 'device':
      return from(MIDDLEBOX);
    case 'lost':
      // What was repeated, and what acknowledges data that nobody captured.
      return (entry) => walk.repetitionOf(entry) >= 0 || unseen.has(entry);
    case 'noted':
      return isNoted;
  }
}
