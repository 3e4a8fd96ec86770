// What got lost, or was not answered, as two captures settle it: attempts, the end of a conversation, its close.

import { FIN, RST } from '../model/tcp-flags';
import type { CauseId } from '../model/vocabulary';
import { isWeak, type Ruling } from './better-of';
import type { Contribution } from './compare-model';
import { NONE } from './match-limits';
import { FateCode, type Direction } from './pair-match';
import { IDLE_LEAST_SECONDS, isSyn, said } from './rule-parts';
import type { Scene } from './scene';
import type { Tap } from './tap';

/** What one side says, confirmed by the other. */
const CONFIRMED = 0.97;
/** The other capture may have been limited to other ports. */
const NARROW = 0.8;
/** A sender that repeated so often in vain was not merely unlucky. */
const RETRIES_IN_VAIN = 2;
const REFUSED: readonly CauseId[] = ['firewall-reject', 'host-unreachable', 'port-closed'];

/** The attempt never became a connection: where did it end? */
export function unanswered(scene: Scene): Ruling | null {
  const { toServer, toClient } = scene.match;
  const syns = scene.up(toServer, isSyn);
  if (syns.length === 0) return null;
  const came = scene.up(toClient, isSyn);
  const reached = came.filter((i) => toClient.upFate[i] === FateCode.Both || toClient.upFate[i] === FateCode.NotCaptured);
  if (reached.length > 0 || scene.appeared(toClient, isSyn).length > 0) return null;
  const lost = syns.filter((i) => toServer.upFate[i] === FateCode.Lost);
  const nearCause = scene.near.cause;
  if (lost.length === syns.length) {
    const contribution: Contribution = {
      observation: 'syn-never-arrived',
      tap: 'both',
      frames: scene.frames(toServer, true, syns),
      values: { syns: syns.length },
    };
    // An answer in the form of ICMP is the near capture's to read; that nothing arrived places it.
    const cause = nearCause !== null && REFUSED.includes(nearCause) && nearCause !== 'port-closed' ? nearCause : 'firewall-drop';
    return {
      cause,
      confidence: scene.isWhole ? scene.sure : Math.min(scene.sure, scene.isBroad ? CONFIRMED : NARROW),
      place: 'between',
      basis: 'both',
      contributions: [contribution],
      ruledOut: said(scene, ['listen-queue-overflow', 'accept-starvation', 'host-unreachable'], 'syn-never-arrived'),
    };
  }
  const arrived = syns.filter((i) => toServer.upFate[i] === FateCode.Both);
  if (arrived.length === 0) return null;
  if (came.length > 0) {
    const lostBack = came.filter((i) => toClient.upFate[i] === FateCode.Lost);
    if (lostBack.length < came.length) return null;
    return {
      cause: 'firewall-drop',
      confidence: scene.sure,
      place: 'between',
      basis: 'both',
      contributions: [
        { observation: 'syn-ack-lost', tap: 'both', frames: scene.frames(toClient, true, lostBack), values: { synAcks: lostBack.length } },
      ],
      ruledOut: said(scene, ['listen-queue-overflow'], 'syn-ack-lost'),
    };
  }
  if (toClient.upCount > 0) return null;
  const farReport = scene.far.report;
  const contribution: Contribution = {
    observation: 'syn-arrived-unanswered',
    tap: scene.far.id,
    frames: scene.frames(toServer, true, arrived),
    values: { syns: arrived.length },
  };
  // The path is cleared; between a full queue and a filter of the host itself the server's own capture decides.
  const [chosen] = [farReport, scene.near.report].filter((report) => report !== null && !isWeak(report.verdict.cause));
  const cause: CauseId = chosen?.verdict.cause ?? 'firewall-drop';
  const own = [scene.near.report, farReport].find((report) => report?.verdict.cause === cause)?.verdict.confidence ?? 0.6;
  return {
    cause,
    confidence: farReport?.verdict.cause === cause ? Math.max(own, 0.9 * scene.sure) : own,
    place: 'server-side',
    basis: 'both',
    contributions: [contribution],
    ruledOut: cause === 'firewall-drop' ? [] : said(scene, ['firewall-drop', 'host-unreachable'], 'syn-arrived-unanswered'),
  };
}

/** From some moment on nothing of one side arrives any more. */
export function goneDark(scene: Scene): Ruling | null {
  if (!scene.isWhole) return null;
  const { toServer, toClient } = scene.match;
  for (const [direction, observation] of [
    [toServer, 'data-never-arrived'],
    [toClient, 'answer-lost'],
  ] as const) {
    const tail = lostTail(scene, direction);
    if (tail === null) continue;
    const { indices, bytes } = tail;
    const contributions: Contribution[] = [
      { observation, tap: 'both', frames: scene.frames(direction, true, indices), values: { packets: indices.length, bytes } },
    ];
    const firstNs = direction.upNs[indices[0] as number] as number;
    const idleSeconds = scene.idleBefore(firstNs);
    const receiver = direction === toServer ? scene.far : scene.near;
    if (idleSeconds >= IDLE_LEAST_SECONDS && direction.matched > 0) {
      contributions.push({
        observation: 'idle-before-loss',
        tap: 'both',
        frames: scene.frames(direction, true, indices.slice(0, 1)),
        values: { idleSeconds },
      });
      if (isTwoWay(scene, direction, firstNs))
        return {
          cause: 'middlebox-idle-timeout',
          confidence: scene.sure,
          place: 'between',
          basis: 'both',
          contributions,
          ruledOut: said(scene, ['peer-lost-state', 'retransmission-timeout', 'client-abandoned', 'accept-starvation'], observation),
        };
    }
    if (isSizeLimited(scene, direction, indices)) {
      contributions.push({
        observation: 'large-lost-small-pass',
        tap: 'both',
        frames: scene.frames(direction, true, indices.slice(0, 1)),
        values: { bytes: smallest(scene, direction, indices) },
      });
      return {
        cause: 'mtu-black-hole',
        confidence: 0.95 * scene.sure,
        place: 'between',
        basis: 'both',
        contributions,
        ruledOut: said(scene, ['client-abandoned', 'retransmission-timeout', 'accept-starvation'], observation),
      };
    }
    return {
      cause: 'retransmission-timeout',
      confidence: scene.sure,
      place: 'between',
      basis: 'both',
      contributions,
      ruledOut: said(
        scene,
        ['client-abandoned', 'peer-lost-state', 'accept-starvation', 'keepalive-timeout'],
        receiver === scene.far ? 'data-never-arrived' : 'answer-lost',
      ),
    };
  }
  return null;
}

/** Data of which every copy was lost, to the end: sent at least three times, or the connection ended by it. */
function lostTail(scene: Scene, direction: Direction): { readonly indices: readonly number[]; readonly bytes: number } | null {
  const up = direction.up as Tap;
  const segments = up.at;
  const indices: number[] = [];
  const copies = new Map<number, number>();
  for (let i = direction.upCount - 1; i >= 0; i--) {
    const len = scene.len(direction, i);
    const fate = direction.upFate[i] as number;
    if (len === 0) continue;
    if (fate === FateCode.Both && !direction.missing.has(i)) {
      // Something smaller came through in between: the rest is judged by size.
      if (indices.some((other) => scene.len(direction, other) <= len)) break;
      continue;
    }
    if (fate !== FateCode.Lost && fate !== FateCode.Outside) continue;
    if (fate === FateCode.Outside) continue;
    indices.unshift(i);
    const seq = segments.seq[direction.upRows[i] as number] as number;
    copies.set(seq, (copies.get(seq) ?? 0) + 1);
  }
  const most = Math.max(0, ...copies.values());
  if (most <= RETRIES_IN_VAIN) return null;
  const stuck = [...copies.entries()].find(([, count]) => count === most)?.[0] ?? 0;
  const own = indices.filter((i) => segments.seq[direction.upRows[i] as number] === stuck);
  return { indices: own, bytes: scene.len(direction, own[0] as number) };
}

/** Both sides had talked before the silence. */
function isTwoWay(scene: Scene, direction: Direction, ns: number): boolean {
  const back = direction === scene.match.toServer ? scene.match.toClient : scene.match.toServer;
  let data = 0;
  for (const one of [direction, back])
    for (let i = 0; i < one.upCount && (one.upNs[i] as number) < ns; i++) if (one.upTo[i] !== NONE && scene.len(one, i) > 0) data++;
  return data > 0 && back.matched > 0;
}

function smallest(scene: Scene, direction: Direction, indices: readonly number[]): number {
  return Math.min(...indices.map((i) => scene.len(direction, i)));
}

/** After the first loss smaller segments of the same side came through. */
function isSizeLimited(scene: Scene, direction: Direction, indices: readonly number[]): boolean {
  const least = smallest(scene, direction, indices);
  const first = indices[0] as number;
  let passed = 0;
  for (let i = 0; i < direction.upCount; i++) {
    const len = scene.len(direction, i);
    if (len === 0 || direction.upTo[i] === NONE) continue;
    if (len >= least) return false;
    if (i > first) passed++;
  }
  return passed > 0 && least >= 500;
}

/** One end closed or reset, and the other was never told. */
export function closeLost(scene: Scene): Ruling | null {
  if (!scene.isWhole) return null;
  const { toServer, toClient } = scene.match;
  for (const [direction, sender, receiver] of [
    [toServer, scene.near, scene.far],
    [toClient, scene.far, scene.near],
  ] as const) {
    const ends = scene.up(direction, (flags) => (flags & (FIN | RST)) !== 0);
    const lost = ends.filter((i) => direction.upFate[i] === FateCode.Lost);
    if (lost.length === 0 || ends.some((i) => direction.upFate[i] === FateCode.Both || direction.upFate[i] === FateCode.NotCaptured))
      continue;
    const cause = sender.report?.verdict.cause;
    if (cause === undefined || sender.report === null) continue;
    return {
      cause,
      confidence: Math.max(sender.report.verdict.confidence, 0.9 * scene.sure),
      place: sender === scene.near ? 'client-side' : 'server-side',
      basis: sender.id,
      party: sender.report.verdict.party,
      contributions: [
        { observation: 'close-lost', tap: 'both', frames: scene.frames(direction, true, lost), values: { packets: lost.length } },
      ],
      ruledOut: receiver.report === null ? [] : [{ cause: receiver.report.verdict.cause, because: 'close-lost' as const }],
    };
  }
  return null;
}
