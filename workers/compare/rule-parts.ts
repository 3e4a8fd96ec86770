// What the rules of the combined verdict share.

import { RST, SYN } from '../model/tcp-flags';
import type { CauseId } from '../model/vocabulary';
import type { ObservationId } from './compare-model';
import type { Scene } from './scene';

/** Nothing forgets a connection sooner (the shortest default of a device in causes/known-defaults is longer). */
export const IDLE_LEAST_SECONDS = 1;
/** Verdicts that a device on the way would explain, and the other capture can rule out. */
export const BY_DEVICE: readonly CauseId[] = ['injected-reset', 'middlebox-idle-timeout', 'firewall-reject', 'nat-translation-lost'];

export const isReset = (flags: number): boolean => (flags & RST) !== 0;

export const isSyn = (flags: number): boolean => (flags & (SYN | RST)) === SYN;

/** Causes that a capture named or left open, settled by an observation. */
export function said(
  scene: Scene,
  causes: readonly CauseId[],
  because: ObservationId,
): { readonly cause: CauseId; readonly because: ObservationId }[] {
  return causes.filter((cause) => scene.says(cause)).map((cause) => ({ cause, because }));
}
