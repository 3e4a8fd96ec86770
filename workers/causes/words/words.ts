// The contract of everything that is said about causes. One object per language; a missing sentence does not compile.

import type { CaveatId, EvidenceFact, EvidenceValues, ReasonId } from '../../model/vocabulary';
import type { Certainty, EndedBy, Outcome, Party, Values } from '../../model/verdict';

export type { Language } from '../../base/format';

/** What a headline can be made of. Texts are already formatted (addresses, durations). */
export interface HeadlineContext {
  /** Connections affected. */
  readonly n: number;
  /** "10.0.0.2:2181", or an address alone, or "several servers". */
  readonly server: string;
  readonly client: string;
  readonly endedBy: EndedBy;
  readonly party: Party;
  readonly outcome: Outcome;
  /** Numbers that the cause extracts, by the names of the catalogue (limit, idleSeconds, ...). */
  readonly facts: Values;
  /** The inference is proven: plain statement; otherwise the sentence carries the word for its certainty. */
  readonly certainty: Certainty;
  /** Limits of the capture that change what may be said (one client address only, one direction only, ...). */
  readonly caveats?: readonly CaveatId[];
}

/** The one observation that shows a cause where another was named as well: a command, a second capture. */
export interface Settles {
  readonly text: string;
  readonly command?: string;
}

export interface NextCheck {
  readonly where: 'server' | 'client' | 'network';
  readonly text: string;
  /** Copyable command, with the address and port filled in. */
  readonly command?: string;
}

/** What workers/causes/<cause-id>/text.en.ts and text.zh.ts export as `text`. */
export interface CauseWords {
  /** Two to four words for tables and badges. */
  readonly short: string;
  headline(context: HeadlineContext): string;
  /** Why this happens, one or two sentences, no address in it. */
  readonly explanation: string;
  /** Who has to move, in words: "the client's owner". */
  readonly move: string;
  /** For every cause that can stand beside another (all but "cannot tell" and what several connections show together). */
  settles?(context: HeadlineContext): Settles;
  next(context: HeadlineContext): readonly NextCheck[];
  /** What this kind of capture cannot tell about this cause; at least one sentence. */
  cannotTell(context: HeadlineContext): readonly string[];
}

export type EvidenceWords = {
  readonly [F in EvidenceFact]: (values: EvidenceValues[F], side: { readonly client: string; readonly server: string }) => string;
};
export type ReasonWords = { readonly [R in ReasonId]: string };
export type CaveatWords = { readonly [C in CaveatId]: string };
