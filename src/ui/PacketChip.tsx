// A packet number that opens the packet: every claim is a link to its proof.

import { useMessages } from '../app/language';
import { engine } from '../engine-client/engine-client';
import { openConnection, showToast } from '../store/store';
import './packet-chip.css';

export interface PacketChipProps {
  /** 1-based frame number. */
  readonly frame: number;
  /** Opened when the frame itself belongs to no connection (an ICMP error, ARP) but is shown in this one. */
  readonly connection?: number | null;
  /** Replaces opening the connection, e.g. where its ladder is on the screen already. */
  readonly onSelect?: (frame: number) => void;
  readonly isSelected?: boolean;
}

export function PacketChip({ frame, connection = null, onSelect, isSelected = false }: PacketChipProps) {
  const messages = useMessages();
  const open = async () => {
    if (onSelect !== undefined) return onSelect(frame);
    const owner = await engine().connectionOfFrame(frame);
    const id = owner.ok && owner.value >= 0 ? owner.value : connection;
    if (id === null) showToast(messages.packet.noConnection(frame));
    else openConnection(id, frame);
  };
  return (
    <button
      type="button"
      className="packet-chip"
      data-packet={frame}
      aria-current={isSelected ? 'true' : undefined}
      aria-label={messages.packet.open(frame)}
      onClick={() => void open()}
    >
      #{frame}
    </button>
  );
}
