// What the packets show: flat statements, each with the packets behind it.

import { useState } from 'react';
import type { Finding } from '#engine/model/verdict';
import { useLanguage, useMessages } from '../../app/language';
import { evidenceTextOf } from '../../app/words';
import { Icon } from '../../ui/Icon';
import { PacketChip } from '../../ui/PacketChip';
import { Prose } from '../../ui/Prose';

const CHIPS_SHOWN = 6;

export function EvidenceList({ finding, limit = Infinity }: { readonly finding: Finding; readonly limit?: number }) {
  const language = useLanguage();
  return (
    <ul className="evidence" data-testid="evidence">
      {finding.evidence.slice(0, limit).map((evidence, index) => (
        <li key={index} data-fact={evidence.fact}>
          <Icon name="check" size={14} />
          <span>
            <Prose text={evidenceTextOf(evidence, language)} /> <Chips frames={evidence.frames} connection={finding.representative} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The first few; a click shows the rest, at most a screenful. */
export function Chips({ frames, connection }: { readonly frames: readonly number[]; readonly connection: number | null }) {
  const messages = useMessages();
  const [isWhole, setIsWhole] = useState(false);
  const shown = frames.slice(0, isWhole ? 200 : CHIPS_SHOWN);
  return (
    <span className="chips">
      {shown.map((frame) => (
        <PacketChip key={frame} frame={frame} connection={connection} />
      ))}
      {!isWhole && frames.length > CHIPS_SHOWN && (
        <button type="button" className="chips-more" onClick={() => setIsWhole(true)}>
          {messages.packet.more(frames.length - CHIPS_SHOWN)}
        </button>
      )}
    </span>
  );
}
