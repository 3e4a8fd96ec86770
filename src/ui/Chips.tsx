// The packets behind a sentence: the first few as chips; a click shows the rest, at most a screenful.

import { useState } from 'react';
import { useMessages } from '../app/language';
import { PacketChip } from './PacketChip';

const SHOWN = 6;
const MOST = 200;

export function Chips({ frames, connection }: { readonly frames: readonly number[]; readonly connection: number | null }) {
  const messages = useMessages();
  const [isWhole, setIsWhole] = useState(false);
  const shown = frames.slice(0, isWhole ? MOST : SHOWN);
  return (
    <span className="chips">
      {shown.map((frame) => (
        <PacketChip key={frame} frame={frame} connection={connection} />
      ))}
      {!isWhole && frames.length > SHOWN && (
        <button type="button" className="chips-more" onClick={() => setIsWhole(true)}>
          {messages.packet.more(frames.length - SHOWN)}
        </button>
      )}
    </span>
  );
}
