// The other end of the bracket around an idle timer: the longest silence that a connection to the same listener survived.

import type { RuleContext } from './rule';

/** Left out where nothing was survived, or only silences longer than the fatal one: then no timer explains both. */
export function survivedSeconds(context: RuleContext, fatalSeconds: number): { readonly survivedSeconds?: number } {
  const longest = context.listener.longestIdleSurvived;
  if (longest > 0 && longest < fatalSeconds) return { survivedSeconds: longest };
  const own = context.facts.longestIdleSurvived;
  return own > 0 ? { survivedSeconds: own } : {};
}
