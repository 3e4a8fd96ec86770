// The contract of a cause rule, and what a rule may look at. Rules judge one connection at a time; what they need to
// know of the others stands in listener, host and capture facts.

import type { Vantage } from '../model/capture';
import type { CaptureTables } from '../model/tables';
import type { Alternative, Evidence, Party, Values } from '../model/verdict';
import type { CauseId } from '../model/vocabulary';
import type { ConnectionColumns } from '../handlers/connection-columns';
import type { ConnectionFacts } from '../handlers/connection-facts';
import type { HostFacts } from '../handlers/host-facts';
import type { SizeHole } from '../handlers/size-hole';
import type { ListenerFacts } from '../handlers/listener-facts';

export interface RuleContext {
  readonly tables: CaptureTables;
  readonly facts: ConnectionFacts;
  readonly columns: ConnectionColumns;
  readonly listener: ListenerFacts;
  readonly hosts: HostFacts;
  readonly vantage: Vantage;
  readonly captureEndSeconds: number;
  /** The capture lacks packets that its own ACKs prove: absence of a packet proves little anywhere in it. */
  readonly isLossyCapture: boolean;
  /** Connections with the same port pair as this one, itself included: they may be its other side of an address translation. */
  readonly samePorts: () => readonly number[];
  /** Segments of full size that `side` sends and that vanish while smaller ones arrive, as this connection shows it. */
  readonly hole: (side: number) => SizeHole | null;
  /** Rows of tables.icmp that quote this connection. */
  readonly icmp: readonly number[];
  /** Address rows of this connection. */
  readonly client: number;
  readonly server: number;
}

export interface Match {
  readonly confidence: number;
  readonly variant?: string;
  readonly party: Party;
  /** Numbers by the names of the catalogue. */
  readonly facts?: Values;
  /** Called at once if at all, while the facts still describe this connection. */
  evidence(): readonly Evidence[];
  readonly alternatives: readonly Alternative[];
  readonly ruledOut?: readonly Alternative[];
}

export interface CauseRule {
  readonly id: CauseId;
  /** attempt: no SYN-ACK or no final ACK was seen. established: handshake done, or seen mid-stream. */
  readonly phase: 'attempt' | 'established';
  /** Where the signature comes from: RFC clauses, kernel functions, sections of the catalogue. */
  readonly references: readonly string[];
  /** Causes that this one explains more specifically: it wins over them at any confidence of its own from "possible" on. */
  readonly beats?: readonly CauseId[];
  match(context: RuleContext): Match | null;
}

export function defineCause(rule: CauseRule): CauseRule {
  return rule;
}
