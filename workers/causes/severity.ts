// How much a cause hurts, for ranking findings: refused or aborted > cut short > slow > cosmetic. A finding that explains
// several others at once (a process that died) outweighs them.

import type { CauseId, FindingCause } from '../model/vocabulary';

const SEVERITY: Partial<Record<FindingCause, number>> = {
  'server-process-died': 8,
  'connection-limit-per-client': 1.5,
  'connection-limit-total': 1.5,
  'listen-queue-overflow': 1.2,
  'listen-queue-overflow-reset': 2.5,
  'injected-reset': 1.5,
  'client-abandoned': 0.8,
  'linger-abort': 0.8,
  'accept-then-close': 1,
  'close-wait-leak': 0.7,
  'receiver-stalled': 0.8,
  'port-reuse-collision': 0.6,
  'insufficient-evidence': 0.3,
  'health-check': 0.05,
  'half-open-probe': 0.05,
  'fin-wait2-expired': 0.1,
};

export function severityOf(cause: FindingCause): number {
  return SEVERITY[cause] ?? 1;
}

/** Causes that concern one client address: a finding of its own for each. */
export const causesPerClient: ReadonlySet<CauseId> = new Set(['connection-limit-per-client', 'health-check', 'half-open-probe']);

/** Causes that lie at the beginning of a connection, whoever ends it and however: one finding for all of them. */
export const causesAtStart: ReadonlySet<CauseId> = new Set(['listen-queue-overflow', 'accept-starvation', 'host-unreachable']);

/** Causes that concern a host, whichever of its ports was asked: one finding for all of them. */
export const causesPerHost: ReadonlySet<CauseId> = new Set(['host-unreachable']);
