// Which numbers of a verdict are looked up among known defaults, and the sentences for those found. Never part of the verdict.

import { hintsFor, type Measured } from '../causes/known-defaults';
import { hintText } from '../causes/words/hint-words';
import { numberFact } from '../causes/words/phrases';
import type { Language } from '../causes/words/words';
import type { ConnectionReport, Endpoint, Finding, Values } from '../model/verdict';
import type { CaveatId, FindingCause } from '../model/vocabulary';

const MOST_HINTS = 4;

interface Hinted {
  readonly cause: FindingCause;
  readonly variant?: string;
  readonly facts: Values;
  readonly caveats: readonly CaveatId[];
  readonly server?: Endpoint;
}

export function findingHints(finding: Finding, language: Language): readonly string[] {
  return hintsOf(finding, language);
}

export function connectionHints(report: ConnectionReport, language: Language): readonly string[] {
  return hintsOf({ ...report.verdict, server: report.server }, language);
}

function hintsOf(hinted: Hinted, language: Language): readonly string[] {
  const measured = measuredOf(hinted);
  if (measured === null) return [];
  const texts = hintsFor({ ...measured, port: hinted.server?.port }).map((hint) => hintText(hint, language));
  return [...new Set(texts)].slice(0, MOST_HINTS);
}

function measuredOf({ cause, variant, facts, caveats }: Hinted): Omit<Measured, 'port'> | null {
  const number = (name: string): number | undefined => numberFact(facts, name);
  switch (cause) {
    case 'connection-limit-per-client':
    case 'connection-limit-total': {
      // A filter counts for itself: no product's own limit.
      if (facts['layer'] === 'filter') return null;
      const kind = cause === 'connection-limit-total' ? 'total' : 'client';
      return { limit: number('limit'), limitOf: caveats.includes('single-client') ? undefined : kind };
    }
    case 'listen-queue-overflow':
    case 'listen-queue-overflow-reset':
      return { backlog: number('backlog') };
    case 'stale-keepalive-reuse':
    case 'idle-close':
      return { timeoutSeconds: number('timeoutSeconds'), idleSeconds: number('idleSeconds'), idleKind: 'idle' };
    case 'middlebox-idle-timeout': {
      const idleSeconds = number('idleSeconds');
      if (variant === 'rst-at-expiry') return { idleSeconds, idleKind: 'path' };
      // What died was idle for longer than the timer: only together with what survived does that say anything.
      const survivedSeconds = number('survivedSeconds');
      return survivedSeconds === undefined ? null : { idleSeconds, survivedSeconds, idleKind: 'path' };
    }
    case 'keepalive-timeout':
      return { idleSeconds: number('idleSeconds'), idleKind: 'probe' };
    case 'client-abandoned':
      return { waitedSeconds: number('timeoutSeconds') };
    case 'ignored-connection-close':
      return { requests: number('requests') };
    default:
      return null;
  }
}
