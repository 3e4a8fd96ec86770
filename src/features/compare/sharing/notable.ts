// What notes of a comparison are about. What the open capture has is noted on as in its own ladder, and shows there as well; what the other
// capture alone has, as of the other one.

import type { ComparisonKind, ConnectionComparison, TapId, TwoTapLadder, TwoTapPacket } from '#engine/compare/compare-model';
import type { Note } from '#engine/model/note';

export type NoteSubject = Pick<Note, 'about' | 'number'>;

export function subjectOfPair({ first, second }: Pick<ConnectionComparison, 'first' | 'second'>, kind: ComparisonKind): NoteSubject | null {
  if (first !== null) return { about: 'connection', number: first };
  if (second === null) return null;
  return { about: kind === 'captures' ? 'other-connection' : 'connection', number: second };
}

export function subjectOfRow(row: TwoTapPacket, clientTap: TapId, kind: ComparisonKind): NoteSubject | null {
  const [first, second] = clientTap === 'first' ? [row.clientFrames, row.serverFrames] : [row.serverFrames, row.clientFrames];
  if (first[0] !== undefined) return { about: 'packet', number: first[0] };
  return second[0] === undefined ? null : { about: kind === 'captures' ? 'other-packet' : 'packet', number: second[0] };
}

/** On the pair, or on a packet that its ladder shows or folds. */
export function notesOnPair(
  notes: readonly Note[],
  connection: Pick<ConnectionComparison, 'first' | 'second'>,
  ladder: TwoTapLadder,
  kind: ComparisonKind,
): readonly Note[] {
  const isOneFile = kind !== 'captures';
  const has = (tap: TapId, frame: number): boolean =>
    ladder.rows.some((row) => {
      if (row.kind === 'gap') return false;
      const frames = ladder.clientTap === tap ? row.clientFrames : row.serverFrames;
      return row.kind === 'packet' ? frames.includes(frame) : (frames[0] ?? 0) <= frame && frame <= (frames[1] ?? 0);
    });
  return notes.filter(({ about, number }) => {
    switch (about) {
      case 'connection':
        return number === connection.first || (isOneFile && number === connection.second);
      case 'other-connection':
        return number === connection.second;
      case 'packet':
        return has('first', number) || (isOneFile && has('second', number));
      case 'other-packet':
        return has('second', number);
      case 'capture':
      case 'finding':
        return false;
    }
  });
}
