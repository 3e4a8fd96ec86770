// RSTs that two captures settle: sent by nobody, or by one of the two ends.

import { FIN, RST } from '../model/tcp-flags';
import { isBenign, type CauseId } from '../model/vocabulary';
import type { Ruling } from './better-of';
import type { Contribution, ObservationId } from './compare-model';
import { NONE } from './match-limits';
import { FateCode, firstAfter, usualTtl, type Direction } from './pair-match';
import { IDLE_LEAST_SECONDS, BY_DEVICE, isReset, isSyn, said } from './rule-parts';
import type { Scene } from './scene';
import type { Tap } from './tap';

/** A RST that its sender never sent. */
export function forgedReset(scene: Scene): Ruling | null {
  const { toServer, toClient } = scene.match;
  const atClient = scene.appeared(toClient, isReset);
  const atServer = scene.appeared(toServer, isReset);
  if (atClient.length + atServer.length === 0) return null;
  const forgedNs = Math.min(
    ...atClient.slice(0, 1).map((j) => toClient.downNs[j] as number),
    ...atServer.slice(0, 1).map((j) => toServer.downNs[j] as number),
  );
  if (endedBefore(scene, forgedNs)) return null;
  const contributions: Contribution[] = [];
  if (atClient.length > 0)
    contributions.push({
      observation: 'reset-not-sent-by-server',
      tap: 'both',
      frames: scene.frames(toClient, false, atClient),
      values: { count: atClient.length, ...ttlsOf(scene, toClient, atClient[0] as number) },
    });
  if (atServer.length > 0)
    contributions.push({
      observation: 'reset-not-sent-by-client',
      tap: 'both',
      frames: scene.frames(toServer, false, atServer),
      values: { count: atServer.length, ...ttlsOf(scene, toServer, atServer[0] as number) },
    });
  const settled = (cause: CauseId): Ruling => ({
    cause,
    confidence: scene.sure,
    place: 'between',
    basis: 'both',
    contributions,
    ruledOut: [
      { cause: 'peer-lost-state', because: 'reset-not-sent-by-server' },
      { cause: 'stale-keepalive-reuse', because: 'reset-not-sent-by-server' },
      { cause: 'port-closed', because: 'reset-not-sent-by-server' },
    ].filter((entry): entry is { cause: CauseId; because: ObservationId } => scene.says(entry.cause as CauseId)),
  });
  const synAcks = scene.up(toClient, isSyn);
  if (synAcks.length === 0 && scene.up(toServer, isSyn).length > 0) return settled('firewall-reject');
  // What drew the reset: the last that the side that was reset had sent.
  const [drawn, ns] =
    atClient.length > 0
      ? [toServer, toClient.downNs[atClient[0] as number] as number]
      : [toClient, toServer.downNs[atServer[0] as number] as number];
  const trigger = firstAfter(drawn.upNs, drawn.upCount, ns) - 1;
  if (trigger >= 0) {
    const triggerNs = drawn.upNs[trigger] as number;
    const idleSeconds = scene.idleBefore(firstOfBurst(drawn, trigger));
    const isDropped = drawn.upFate[trigger] === FateCode.Lost;
    // It came through without its translation, and whoever got it knew no such connection.
    const stray = scene.strayOf(drawn, trigger);
    if (stray !== null) {
      contributions.push({ observation: 'arrived-untranslated', tap: 'both', frames: stray.frames, values: { address: stray.address } });
      return settled('nat-translation-lost');
    }
    if (idleSeconds >= IDLE_LEAST_SECONDS && isDropped) {
      contributions.push({
        observation: 'idle-before-loss',
        tap: 'both',
        frames: scene.frames(drawn, true, [trigger]),
        values: { idleSeconds },
      });
      noteStillOpen(scene, contributions, triggerNs);
      return settled('middlebox-idle-timeout');
    }
  }
  noteStillOpen(scene, contributions, forgedNs);
  return settled('injected-reset');
}

/** The first of what a side said without a pause before entry `i`. */
function firstOfBurst(direction: Direction, i: number): number {
  let at = i;
  while (at > 0 && (direction.upNs[at] as number) - (direction.upNs[at - 1] as number) < IDLE_LEAST_SECONDS * 1e9) at--;
  return direction.upNs[at] as number;
}

/** The end that was not told goes on as if nothing had happened. */
function noteStillOpen(scene: Scene, contributions: Contribution[], ns: number): void {
  const { toClient } = scene.match;
  const later: number[] = [];
  for (let i = 0; i < toClient.upCount; i++)
    if ((toClient.upNs[i] as number) > ns && !isReset(scene.flags(toClient, true, i))) later.push(i);
  if (later.length > 0)
    contributions.push({
      observation: 'other-side-still-open',
      tap: scene.far.id,
      frames: scene.frames(toClient, true, later.slice(0, 1)),
      values: { packets: later.length },
    });
}

/** A FIN or RST that an end really sent was there first: what a device adds behind it is not the cause. */
function endedBefore(scene: Scene, ns: number): boolean {
  for (const direction of [scene.match.toServer, scene.match.toClient])
    for (let i = 0; i < direction.upCount; i++) {
      if ((scene.flags(direction, true, i) & (FIN | RST)) === 0) continue;
      const j = direction.upTo[i] as number;
      // It counts from when the other end could know it.
      if (j !== NONE && (direction.downNs[j] as number) < ns) return true;
      if (j === NONE && (direction.upNs[i] as number) < ns && (scene.flags(direction, true, i) & RST) !== 0) return true;
    }
  return false;
}

function ttlsOf(scene: Scene, direction: Direction, j: number): Record<string, number> {
  const down = direction.down as Tap;
  const rstTtl = down.at.ttl[direction.downRows[j] as number] as number;
  const hostTtl = usualTtl(direction);
  return scene.match.first.tables.isText || hostTtl === null ? {} : { rstTtl, hostTtl };
}

/** A RST that left one end's side and reached the other's: no device between made it. */
export function genuineReset(scene: Scene): Ruling | null {
  if (!scene.isWhole) return null;
  const { toServer, toClient } = scene.match;
  for (const [direction, sender, observation] of [
    [toClient, scene.far, 'reset-sent-by-server'],
    [toServer, scene.near, 'reset-sent-by-client'],
  ] as const) {
    const passed = scene.up(direction, isReset, FateCode.Both);
    if (passed.length === 0) continue;
    const other = sender === scene.far ? scene.near : scene.far;
    const own = sender.report?.verdict;
    const others = other.report?.verdict;
    if (own === undefined || others === undefined) continue;
    const doubts = [own.cause, others.cause].some((cause) => BY_DEVICE.includes(cause));
    const isOpen = [...own.alternatives, ...others.alternatives].some(({ cause }) => BY_DEVICE.includes(cause));
    if (!doubts && !isOpen) continue;
    const contribution: Contribution = {
      observation,
      tap: sender.id,
      frames: scene.frames(direction, true, passed),
      values: { count: passed.length },
    };
    if (hasForeignTtl(scene, direction, passed[0] as number)) {
      // Behind the sender's own capture point sits who made it.
      const cause = BY_DEVICE.includes(own.cause) ? own.cause : others.cause;
      if (!BY_DEVICE.includes(cause)) continue;
      return {
        cause,
        confidence: Math.max(own.confidence, others.confidence),
        place: sender === scene.far ? 'server-side' : 'client-side',
        basis: 'both',
        contributions: [contribution],
        ruledOut: [],
      };
    }
    const candidates = [own, others].filter(
      ({ cause }) => !BY_DEVICE.includes(cause) && !isBenign(cause) && cause !== 'insufficient-evidence',
    );
    const chosen = candidates[0];
    const cause = chosen?.cause ?? 'peer-lost-state';
    return {
      cause,
      confidence: Math.max(chosen?.confidence ?? 0, chosen?.cause === own.cause ? 0.9 * scene.sure : 0.8 * scene.sure),
      place: sender === scene.far ? 'server-side' : 'client-side',
      basis: sender.id,
      ...(chosen === undefined ? {} : { party: chosen.party }),
      contributions: [contribution],
      ruledOut: said(scene, ['injected-reset', 'middlebox-idle-timeout', 'firewall-reject', 'nat-translation-lost'], observation),
    };
  }
  return null;
}

function hasForeignTtl(scene: Scene, direction: Direction, i: number): boolean {
  const up = direction.up as Tap;
  if (up.tables.isText) return false;
  const ttls = up.at.ttl;
  const own = ttls[direction.upRows[i] as number] as number;
  for (let other = 0; other < direction.upCount; other++)
    if (!isReset(scene.flags(direction, true, other))) return (ttls[direction.upRows[other] as number] as number) !== own;
  return false;
}
