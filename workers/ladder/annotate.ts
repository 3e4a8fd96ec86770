// The evidence of a verdict as numbered notes at the packets of its connection. No prose.

import type { ConnectionReport, Evidence } from '../model/verdict';
import type { EvidenceFact } from '../model/vocabulary';
import { type LadderWalk, CLIENT, MIDDLEBOX, at } from './ladder-walk';
import type { Annotation, Side } from './ladder-model';

const MAX_ANNOTATIONS = 7;

/** Background that makes the picture readable; every other fact is part of what decides. */
const CONTEXT_FACTS: ReadonlySet<EvidenceFact> = new Set<EvidenceFact>([
  'handshake-completed',
  'rst-fits-host',
  'host-answers-otherwise',
  'listener-served-others',
  'served-below-limit',
  'other-client-served',
  'other-clients-rejected',
  'accepted-again',
  'attempt-retried-ok',
  'served-on-retry',
  'response-before-abort',
  'fin-acknowledged',
  'idle-survived',
  'period',
  'last-packet',
  'rst-after-fins',
]);

/** The side that acted is the one that took no notice, not the one that sent. */
const RECEIVER_ACTS: ReadonlySet<EvidenceFact> = new Set<EvidenceFact>([
  'syn-unanswered',
  'data-ignored',
  'never-answered',
  'data-crossed-fin',
  'keepalive-unanswered',
]);

export interface Annotations {
  readonly list: readonly Annotation[];
  /** Cited entries of each, ascending. */
  readonly entries: readonly (readonly number[])[];
}

/** At most seven, numbered in order of their first packet; evidence about other connections has no place in the ladder. */
export function annotate(walk: LadderWalk, report: ConnectionReport): Annotations {
  const own: { evidence: Evidence; entries: number[] }[] = [];
  for (const evidence of report.verdict.evidence) {
    const entries = [...new Set(evidence.frames.map((frame) => walk.find(frame - 1)))]
      .filter((entry) => entry >= 0)
      .toSorted((a, b) => a - b);
    if (entries.length > 0) own.push({ evidence, entries });
  }
  // The rules tell what decides first; where there is too much, context gives way.
  const decisive = own.filter(({ evidence }) => !CONTEXT_FACTS.has(evidence.fact));
  const context = own.filter(({ evidence }) => CONTEXT_FACTS.has(evidence.fact));
  const chosen = [...decisive, ...context].slice(0, MAX_ANNOTATIONS);
  chosen.sort((a, b) => (a.entries[0] ?? 0) - (b.entries[0] ?? 0) || (a.entries.at(-1) ?? 0) - (b.entries.at(-1) ?? 0));
  return {
    list: chosen.map(({ evidence, entries }, index) => ({
      number: index + 1,
      side: sideOf(walk, evidence.fact, entries.at(-1) ?? 0),
      fact: evidence.fact,
      values: evidence.values,
      frames: entries.map((entry) => at(walk.frameIndex, entry) + 1),
      decisive: !CONTEXT_FACTS.has(evidence.fact),
    })),
    entries: chosen.map(({ entries }) => entries),
  };
}

function sideOf(walk: LadderWalk, fact: EvidenceFact, entry: number): Side | 'middlebox' {
  const side = at(walk.side, entry);
  if (side === MIDDLEBOX) return 'middlebox';
  return (side === CLIENT) !== RECEIVER_ACTS.has(fact) ? 'client' : 'server';
}

/** 0-based frames that a fact of the verdict cites, where it says that a device ended the connection; else none. */
export function framesOfDevice(report: ConnectionReport, fact: EvidenceFact): ReadonlySet<number> {
  const frames = new Set<number>();
  if (report.endedBy !== 'middlebox') return frames;
  for (const evidence of report.verdict.evidence) if (evidence.fact === fact) for (const frame of evidence.frames) frames.add(frame - 1);
  return frames;
}
