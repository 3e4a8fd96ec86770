// Notes on a compared connection and on the packets of its ladder: the pair's own, those on packets, and the way to write either.

import { useEffect, useMemo } from 'react';
import type { ComparisonKind, ConnectionComparison, TapId, TwoTapLadder, TwoTapPacket } from '#engine/compare/compare-model';
import { useLanguage } from '../../../app/language';
import { useAppStore } from '../../../store/store';
import { NoteButton, NoteText } from '../../../ui/Note';
import { sharingMessages } from './messages';
import { notesOnPair, subjectOfPair, subjectOfRow } from './notable';
import './sharing.css';

interface PairNotesProps {
  readonly connection: ConnectionComparison;
  readonly ladder: TwoTapLadder;
  readonly kind: ComparisonKind;
  /** The current row, where it is a packet. */
  readonly row: TwoTapPacket | null;
  onShow(tap: TapId, frame: number): void;
}

export function PairNotes({ connection, ladder, kind, row, onShow }: PairNotesProps) {
  const text = sharingMessages[useLanguage()];
  const notes = useAppStore((state) => state.notes);
  const write = useAppStore((state) => state.noteOpened);
  const changed = useAppStore((state) => state.notableChanged);
  const pair = useMemo(() => subjectOfPair(connection, kind), [connection, kind]);
  const packet = useMemo(() => (row === null ? null : subjectOfRow(row, ladder.clientTap, kind)), [row, ladder.clientTap, kind]);
  // The key that writes notes is the page's.
  useEffect(() => {
    changed([packet, pair].filter((subject) => subject !== null));
    return () => changed([]);
  }, [changed, packet, pair]);
  const onPackets = notesOnPair(notes, connection, ladder, kind).filter(({ about }) => about === 'packet' || about === 'other-packet');
  return (
    <div className="pair-notes-own" data-testid="pair-notes">
      <div className="pair-tools">
        {pair !== null && <NoteButton {...pair} isSmall />}
        {packet !== null && (
          <button type="button" className="button button-small" data-testid="note-row" onClick={() => write(packet)}>
            {text.noteRow} {packet.about === 'packet' ? '1' : '2'}#{packet.number}
          </button>
        )}
      </div>
      {pair !== null && <NoteText {...pair} />}
      {onPackets.length > 0 && (
        <ul className="pair-row-notes">
          {onPackets.map(({ about, number, text: note }) => {
            const tap: TapId = about === 'packet' ? 'first' : 'second';
            return (
              <li key={`${about} ${number}`} className="note-text" data-testid="packet-note">
                <button type="button" className="button button-small numeric" onClick={() => onShow(tap, number)}>
                  {tap === 'first' ? '1' : '2'}#{number}
                </button>{' '}
                <bdi>{note}</bdi>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
