// Fits how often a cause is right under a quality of capture, from scored recordings. Pure; bench/calibrate.ts reads and writes.
// Method in docs/confidence.md.

import { CERTAIN_FROM, POSSIBLE_FROM } from '../model/verdict';
import type { CauseId } from '../model/vocabulary';

export type FittedQuality = 'whole' | 'lossy-capture' | 'lossy' | 'mid-stream';
export const FITTED_QUALITIES: readonly FittedQuality[] = ['whole', 'lossy-capture', 'lossy', 'mid-stream'];

/** One verdict on a recording or a worse copy of it. */
export interface Observation {
  /** What was done, whatever the copy and the vantage point: connections of one scenario are no independent proofs. */
  readonly scenario: string;
  readonly quality: FittedQuality;
  readonly told: CauseId;
  readonly confidence: number;
  readonly fits: boolean;
}

export interface Fitted {
  readonly quality: FittedQuality;
  readonly cause: CauseId;
  readonly scenarios: number;
  readonly verdicts: number;
  /** Highest confidence of a wrong one; 0 when none was. */
  readonly surestWrong: number;
  /** Mean over the scenarios, drawn towards the mean of the quality. */
  readonly reliability: number;
}

/** So many scenarios of the average cause are added to each: one unlucky recording is not a rate. */
const PRIOR_SCENARIOS = 2;
/** Below this a verdict would become another ("cannot tell"), and the fit would fit itself. */
const FLOOR = POSSIBLE_FROM;
/** What was wrong when it was certain is not certain. */
const MOST_ONCE_WRONG = CERTAIN_FROM - 0.01;

const FAULTS = 'twice|hop|cut96|offload|clock-ahead|clock-back|vlan|qinq|sll2?|loss2|to-client|to-server|mid-start|early-end';
const WORSE_COPY = new RegExp(`-(?:${FAULTS})$`);

/** `cause--variant-fault--vantage` without the fault and the vantage point. */
export function scenarioOf(recording: string): string {
  return recording.replace(/--[a-z]+$/, '').replace(WORSE_COPY, '');
}

/** Every third scenario, by a hash of its name (FNV-1a), takes no part in the fit. */
export function isHeldBack(recording: string): boolean {
  let hash = 0x811c9dc5;
  for (const char of scenarioOf(recording)) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash % 3 === 0;
}

export function fit(observations: readonly Observation[]): readonly Fitted[] {
  return FITTED_QUALITIES.flatMap((quality) => {
    const own = observations.filter((each) => each.quality === quality && each.told !== 'insufficient-evidence');
    const causes = [...groupBy(own, ({ told }) => told)].map(([cause, verdicts]) => ({
      cause,
      verdicts: verdicts.length,
      surestWrong: Math.max(0, ...verdicts.filter(({ fits }) => !fits).map(({ confidence }) => confidence)),
      shares: [...groupBy(verdicts, ({ scenario }) => scenario).values()].map(
        (those) => those.filter(({ fits }) => fits).length / those.length,
      ),
    }));
    const all = causes.flatMap(({ shares }) => shares);
    const prior = sum(all) / Math.max(1, all.length);
    return causes.map(({ cause, verdicts, surestWrong, shares }) => {
      const share = (sum(shares) + PRIOR_SCENARIOS * prior) / (shares.length + PRIOR_SCENARIOS);
      const most = surestWrong >= CERTAIN_FROM ? MOST_ONCE_WRONG : 1;
      return { quality, cause, scenarios: shares.length, verdicts, surestWrong, reliability: Math.max(FLOOR, Math.min(share, most)) };
    });
  });
}

/** What the fit takes away from: causes whose verdicts are surer than they were right, and those that were wrong. */
export function limiting(fitted: readonly Fitted[]): readonly Fitted[] {
  return fitted.filter(({ surestWrong, reliability }) => surestWrong > 0 && reliability < 1);
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
