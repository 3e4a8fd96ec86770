// Judgements as data: ids, numbers and frame numbers. Words are made at the edge, in the reader's language.

import type { CauseId, EvidenceFact, CaveatId, FindingCause, ReasonId } from './vocabulary';

export type Party = 'client' | 'server' | 'network' | 'middlebox' | 'none' | 'unknown';
export type Certainty = 'certain' | 'likely' | 'possible' | 'undetermined';
export type Outcome = 'closed' | 'reset' | 'refused' | 'unreachable' | 'no-answer' | 'half-closed' | 'open' | 'probe' | 'unclear';
export type EndedBy = 'client' | 'server' | 'middlebox' | 'none';

export type Values = Readonly<Record<string, number | string>>;

export const CERTAIN_FROM = 0.95;
export const LIKELY_FROM = 0.75;
export const POSSIBLE_FROM = 0.4;

/** The word for a confidence in [0, 1]. */
export function certaintyOf(confidence: number): Certainty {
  if (confidence >= CERTAIN_FROM) return 'certain';
  if (confidence >= LIKELY_FROM) return 'likely';
  return confidence >= POSSIBLE_FROM ? 'possible' : 'undetermined';
}

/** An observation: what was seen (fact), its numbers, and the frames (1-based) that show it. */
export interface Evidence {
  readonly fact: EvidenceFact;
  readonly frames: readonly number[];
  readonly values: Values;
}

/** Another cause that fits, with the observation that would tell it apart (or ruled it out). */
export interface Alternative {
  readonly cause: CauseId;
  readonly because: ReasonId;
  readonly frames?: readonly number[];
}

export interface Verdict {
  readonly cause: CauseId;
  readonly variant?: string;
  readonly confidence: number;
  readonly party: Party;
  readonly facts: Values;
  readonly evidence: readonly Evidence[];
  readonly alternatives: readonly Alternative[];
  readonly ruledOut: readonly Alternative[];
  readonly caveats: readonly CaveatId[];
}

export interface Endpoint {
  readonly address: string;
  readonly port?: number;
}

/** What is spoken, to whom, by what; each left out where no packet shows it. Foreign text: shown, never interpreted as more. */
export interface Application {
  /** One of PROTOCOLS. */
  readonly protocol?: string;
  /** The name that the client asked for: SNI, else the Host of its first request. */
  readonly name?: string;
  /** Server header or greeting; empty when a whole HTTP answer came without one. */
  readonly product?: string;
}

/** Everything that is told of one connection. Times in seconds from the first frame of the capture. */
export interface ConnectionReport {
  readonly id: number;
  readonly client: { readonly address: string; readonly port: number };
  readonly server: { readonly address: string; readonly port: number };
  readonly rolesAssumed: boolean;
  readonly application?: Application;
  readonly startSeconds: number;
  readonly durationSeconds: number;
  readonly handshakeSeconds: number | null;
  readonly segments: number;
  readonly retransmissions: number;
  readonly bytes: { readonly client: number; readonly server: number };
  readonly connState: string;
  readonly history: string;
  readonly completeness: number;
  readonly outcome: Outcome;
  readonly endedBy: EndedBy;
  readonly verdict: Verdict;
}

/**
 * open-client, open-total: so many or more were open (of its client, at the listener) when it began. idle: it was silent for so
 * many seconds or more before a request. request-bytes: its client sent so many or more before the first answer. onset: it began
 * then or later. client-ttl: of its SYN. name: that the client asked for (SNI, Host). The others: that value exactly.
 */
export type DifferenceDimension =
  | 'client'
  | 'server'
  | 'port'
  | 'client-ttl'
  | 'name'
  | 'first-payload'
  | 'open-client'
  | 'open-total'
  | 'idle'
  | 'request-bytes'
  | 'onset';

/** So many of so many have it; frames (1-based) that show it, of others without it such as lack it. */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly frames: readonly number[];
}

/** What the affected connections have more often than the others they are compared with. */
export interface Difference {
  readonly dimension: DifferenceDimension;
  readonly value: string | number;
  readonly affected: Share;
  readonly others: Share;
}

/** What connections of one cause at one server have in common; ranked worst first. */
export interface Finding {
  readonly cause: FindingCause;
  /** That of the representative's verdict. */
  readonly variant?: string;
  readonly count: number;
  /** Ids, ascending. */
  readonly connections: readonly number[];
  readonly server?: Endpoint;
  readonly client?: Endpoint;
  /** Of its clearest example and of its listener. */
  readonly application?: Application;
  readonly party: Party;
  readonly endedBy: EndedBy;
  readonly outcome: Outcome;
  readonly confidence: number;
  readonly facts: Values;
  readonly firstSeconds: number;
  readonly lastSeconds: number;
  /** The clearest example, null when no connection exists (ARP unanswered). */
  readonly representative: number | null;
  /** Evidence of the finding itself (counts, limits) before that of the representative. */
  readonly evidence: readonly Evidence[];
  readonly alternatives: readonly Alternative[];
  readonly ruledOut: readonly Alternative[];
  readonly caveats: readonly CaveatId[];
  /** What sets its connections apart, the greatest difference first; left out where nothing does. */
  readonly differences?: readonly Difference[];
}
