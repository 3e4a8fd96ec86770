// What a note of a comparison is about: the open capture's own packet where it has it, else the other one's.

import { describe, expect, it } from 'vitest';
import type { TwoTapLadder, TwoTapPacket } from '#engine/compare/compare-model';
import { notesOnPair, subjectOfPair, subjectOfRow } from './notable';

const row = (clientFrames: readonly number[], serverFrames: readonly number[]) =>
  ({ kind: 'packet', clientFrames, serverFrames }) as unknown as TwoTapPacket;

describe('the subject of a note', () => {
  it('is the packet of the open capture, whichever side it was taken at', () => {
    expect(subjectOfRow(row([13], [11]), 'first', 'captures')).toEqual({ about: 'packet', number: 13 });
    expect(subjectOfRow(row([13], [11]), 'second', 'captures')).toEqual({ about: 'packet', number: 11 });
  });

  it('is the packet of the other capture where it alone has it; of one file it is a packet of that', () => {
    expect(subjectOfRow(row([], [32]), 'first', 'captures')).toEqual({ about: 'other-packet', number: 32 });
    expect(subjectOfRow(row([31], []), 'second', 'captures')).toEqual({ about: 'other-packet', number: 31 });
    expect(subjectOfRow(row([], [32]), 'first', 'hops')).toEqual({ about: 'packet', number: 32 });
    expect(subjectOfRow(row([], []), 'first', 'captures')).toBeNull();
  });

  it('is the connection of the capture that has it', () => {
    expect(subjectOfPair({ first: 4, second: 5 }, 'captures')).toEqual({ about: 'connection', number: 4 });
    expect(subjectOfPair({ first: null, second: 5 }, 'captures')).toEqual({ about: 'other-connection', number: 5 });
    expect(subjectOfPair({ first: null, second: 5 }, 'hops')).toEqual({ about: 'connection', number: 5 });
    expect(subjectOfPair({ first: null, second: null }, 'captures')).toBeNull();
  });
});

it('notes of a pair are those on it and on the packets that it shows or folds', () => {
  const run = { kind: 'run', clientFrames: [20, 29], serverFrames: [0, 0] };
  const ladder = { clientTap: 'first', rows: [row([13], [11]), { kind: 'gap' }, run] } as unknown as TwoTapLadder;
  const notes = [
    { about: 'capture', number: 0, text: 'no' },
    { about: 'connection', number: 4, text: 'pair' },
    { about: 'connection', number: 5, text: 'no' },
    { about: 'other-connection', number: 5, text: 'other pair' },
    { about: 'packet', number: 13, text: 'row' },
    { about: 'packet', number: 25, text: 'folded' },
    { about: 'packet', number: 11, text: 'no' },
    { about: 'other-packet', number: 11, text: 'there' },
  ] as const;
  const told = notesOnPair(notes, { first: 4, second: 5 }, ladder, 'captures').map(({ text }) => text);
  expect(told).toEqual(['pair', 'other pair', 'row', 'folded', 'there']);
});
