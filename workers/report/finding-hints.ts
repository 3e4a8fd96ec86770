// Which numbers of a verdict are looked up among known defaults, and the sentences for those found. Never part of the verdict.

import { hintsFor, type Measured } from '../causes/known-defaults';
import { hintText } from '../causes/words/hint-words';
import { numberFact } from '../causes/words/phrases';
import type { Language } from '../causes/words/words';
import type { Application, ConnectionReport, Endpoint, Finding, Values } from '../model/verdict';
import type { CaveatId, FindingCause } from '../model/vocabulary';

const MOST_HINTS = 4;

interface Hinted {
  readonly cause: FindingCause;
  readonly variant?: string;
  readonly facts: Values;
  readonly caveats: readonly CaveatId[];
  readonly server?: Endpoint;
  readonly application?: Application;
}

export function findingHints(finding: Finding, language: Language): readonly string[] {
  return hintsOf(finding, language);
}

export function connectionHints(report: ConnectionReport, language: Language): readonly string[] {
  const { verdict, server, application } = report;
  return hintsOf({ ...verdict, server, ...(application === undefined ? {} : { application }) }, language);
}

function hintsOf(hinted: Hinted, language: Language): readonly string[] {
  const measured = measuredOf(hinted);
  const { protocol, product } = hinted.application ?? {};
  const known = { port: hinted.server?.port, protocol, product };
  const texts = measured.flatMap((numbers) => hintsFor({ ...known, ...numbers })).map((hint) => hintText(hint, language));
  return [...new Set(texts)].slice(0, MOST_HINTS);
}

/** At least so many SYNs were repeated before a client of that schedule gives up. */
const LONG_SCHEDULE_RETRIES = 6;

/** Each item is looked up by itself. */
function measuredOf({ cause, variant, facts, caveats }: Hinted): readonly Omit<Measured, 'port'>[] {
  const number = (name: string): number | undefined => numberFact(facts, name);
  const timeoutSeconds = number('timeoutSeconds');
  const idleSeconds = number('idleSeconds');
  const survivedSeconds = number('survivedSeconds');
  switch (cause) {
    case 'connection-limit-per-client':
    case 'connection-limit-total': {
      // A filter counts for itself: no product's own limit.
      if (facts['layer'] === 'filter') return [];
      const kind = cause === 'connection-limit-total' ? 'total' : 'client';
      return [{ limit: number('limit'), limitOf: caveats.includes('single-client') ? undefined : kind }];
    }
    case 'listen-queue-overflow':
    case 'listen-queue-overflow-reset':
      return [{ backlog: number('backlog') }];
    case 'stale-keepalive-reuse':
      return [{ timeoutSeconds, idleSeconds, idleKind: 'idle' }];
    case 'idle-close':
      return [
        { timeoutSeconds, idleSeconds, idleKind: 'idle' },
        { timeoutSeconds, idleSeconds, idleKind: 'grace' },
      ];
    case 'middlebox-idle-timeout':
      if (variant === 'rst-at-expiry') return [{ idleSeconds, idleKind: 'path' }];
      // What died was idle for longer than the timer: only together with what survived does that say anything.
      return survivedSeconds === undefined ? [] : [{ idleSeconds, survivedSeconds, idleKind: 'path' }];
    case 'keepalive-timeout':
      return [{ idleSeconds, idleKind: 'probe' }, { intervalSeconds: number('intervalSeconds') }, { probes: number('probes') }];
    case 'firewall-drop':
    case 'host-unreachable':
      return (number('retries') ?? 0) < LONG_SCHEDULE_RETRIES ? [] : [{ synSeconds: number('retriedSeconds') }];
    case 'receiver-stalled':
      return variant === 'sender-gave-up' ? [{ stalledSeconds: number('stalledSeconds') }] : [];
    case 'client-abandoned':
      return [{ waitedSeconds: timeoutSeconds }];
    case 'ignored-connection-close':
      return [{ requests: number('requests') }];
    default:
      return [];
  }
}
