// The bracket around an idle timer: the longest silence that a connection to the same listener survived, the shortest that it did not.

import type { RuleContext } from './rule';

/** Left out where nothing was survived, or only silences longer than the fatal one: then no timer explains both. */
export function survivedSeconds(context: RuleContext, fatalSeconds: number): { readonly survivedSeconds?: number } {
  const longest = context.listener.longestIdleSurvived;
  if (longest > 0 && longest < fatalSeconds) return { survivedSeconds: longest };
  const own = context.facts.longestIdleSurvived;
  return own > 0 ? { survivedSeconds: own } : {};
}

/** Shorter silences kill no connection in a sane device, and prove nothing about one. */
export const IDLE_MIN_SECONDS = 2;

/** Silences of one client's connections to the listener: those survived, and those after which nothing was answered (`failures`: of all clients). */
export interface IdleBracket {
  readonly survivors: number;
  readonly longestSurvived: number;
  /** The connection that survived it; -1 when none did. */
  readonly survivor: number;
  readonly failures: number;
  readonly shortestFailed: number;
}

/** The bracket test of catalogue E.4. */
export function idleBracket({ listener, columns, tables, client }: RuleContext): IdleBracket {
  let survivors = 0;
  let survivor = -1;
  let longestSurvived = 0;
  let failures = 0;
  let shortestFailed = Infinity;
  for (const c of listener.connections) {
    const failed = columns.silentAfterIdle[c] as number;
    if (failed >= IDLE_MIN_SECONDS) failures++;
    // Other paths tell nothing of a device on this client's.
    if (tables.connections.origAddress.values[c] !== client) continue;
    if (failed >= IDLE_MIN_SECONDS) shortestFailed = Math.min(shortestFailed, failed);
    const survived = columns.idleSurvived[c] as number;
    if (survived >= IDLE_MIN_SECONDS) survivors++;
    if (survived > longestSurvived) {
      longestSurvived = survived;
      survivor = c;
    }
  }
  return { survivors, longestSurvived, survivor, failures, shortestFailed };
}
