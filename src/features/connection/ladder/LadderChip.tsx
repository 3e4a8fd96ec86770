// A packet chip that stays in the ladder where it can. A packet that is folded away, or another connection's, is asked for by number.

import { PacketChip } from '../../../ui/PacketChip';

export interface LadderChipProps {
  readonly frame: number;
  /** Connection that is shown; frames of no connection (ICMP errors) open in it. */
  readonly connection: number;
  readonly isSelected: boolean;
  /** Null when no row of the ladder is this packet. */
  readonly onSelect: ((frame: number) => void) | null;
  /** What the ladder does not have is nowhere to be opened. */
  readonly isDetached?: boolean;
}

export function LadderChip({ frame, connection, isSelected, onSelect, isDetached = false }: LadderChipProps) {
  if (isDetached && onSelect === null) return <span className="numeric">#{frame} </span>;
  return onSelect === null ? (
    <PacketChip frame={frame} connection={connection} isSelected={isSelected} />
  ) : (
    <PacketChip frame={frame} connection={connection} isSelected={isSelected} onSelect={onSelect} />
  );
}
