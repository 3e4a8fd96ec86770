// The verdict that both captures allow together: what one of them left open is settled by what the other saw or did not see. Rules in
// the order in which they settle; where none does, the better of the two verdicts stands.

import { FIN, RST, SYN } from '../model/tcp-flags';
import { certaintyOf, type Party } from '../model/verdict';
import { isBenign, type CauseId } from '../model/vocabulary';
import type { CombinedVerdict, Contribution, ObservationId, Place } from './compare-model';
import { NONE } from './match-direction';
import { FateCode, firstAfter, usualTtl, type Direction, type PairMatch, type PairOf, type TapLoss } from './pair-match';
import { betterOf, isWeak, ofHops, type Ruling } from './better-of';
import { Scene, View } from './scene';
import type { StraySegments } from './stray-segments';
import type { Tap } from './tap';

export const PLACES: readonly Place[] = ['client-side', 'between', 'server-side', 'unknown'];

/** What one side says, confirmed by the other. */
const CONFIRMED = 0.97;
/** The other capture may have been limited to other ports. */
const NARROW = 0.8;
/** Nothing forgets a connection sooner (the shortest default of a device in causes/known-defaults is longer). */
const IDLE_LEAST_SECONDS = 1;
/** A sender that repeated so often in vain was not merely unlucky. */
const RETRIES_IN_VAIN = 2;

/** Verdicts that a device on the way would explain, and the other capture can rule out. */
const BY_DEVICE: readonly CauseId[] = ['injected-reset', 'middlebox-idle-timeout', 'firewall-reject', 'nat-translation-lost'];
const REFUSED: readonly CauseId[] = ['firewall-reject', 'host-unreachable', 'port-closed'];

export class CombinedJudge {
  readonly #first: Tap;
  readonly #second: Tap;
  readonly #loss: TapLoss;

  readonly #strays: StraySegments;

  constructor(first: Tap, second: Tap, loss: TapLoss, strays: StraySegments) {
    this.#strays = strays;
    this.#first = first;
    this.#second = second;
    this.#loss = loss;
  }

  /** For the table, which has a row for every connection: what both say alike is not asked for again. */
  glance(match: PairMatch, pair: PairOf): { readonly cause: CauseId; readonly confidence: number; readonly place: Place } {
    const { ruling } = this.#rule(match, pair, true);
    return ruling;
  }

  judge(match: PairMatch, pair: PairOf): CombinedVerdict {
    const { ruling, first, second } = this.#rule(match, pair, false);
    const alone = ({ report }: View) => (report === null ? null : { cause: report.verdict.cause, confidence: report.verdict.confidence });
    const confidence = Math.round(ruling.confidence * 1e4) / 1e4;
    return {
      cause: ruling.cause,
      confidence,
      certainty: certaintyOf(confidence),
      party: ruling.party ?? this.partyOf(ruling.cause, ruling.place),
      place: ruling.place,
      basis: ruling.basis,
      contributions: ruling.contributions,
      ruledOut: ruling.ruledOut.filter(({ cause }) => cause !== ruling.cause),
      first: alone(first),
      second: alone(second),
    };
  }

  #rule(match: PairMatch, pair: PairOf, isGlance: boolean): { readonly ruling: Ruling; readonly first: View; readonly second: View } {
    const first = new View(this.#first, 'first', pair.first);
    const second = new View(this.#second, 'second', pair.second);
    const [near, far] = pair.nearIsFirst ? [first, second] : [second, first];
    const scene = new Scene(match, near, far, this.#loss.first || this.#loss.second, this.#strays);
    const ruling =
      pair.isHop === true
        ? ofHops(scene)
        : (forgedReset(scene) ??
          unanswered(scene) ??
          genuineReset(scene) ??
          goneDark(scene) ??
          closeLost(scene) ??
          betterOf(scene, isGlance));
    return { ruling, first, second };
  }

  /** Where the fix starts, of what was settled by the place alone. */
  partyOf(cause: CauseId, place: Place): Party {
    if (isBenign(cause)) return 'none';
    if (BY_DEVICE.includes(cause)) return 'middlebox';
    if (cause === 'firewall-drop' || cause === 'retransmission-timeout' || cause === 'mtu-black-hole')
      return place === 'server-side' ? 'server' : 'network';
    if (cause === 'client-abandoned') return 'client';
    return cause === 'insufficient-evidence' ? 'unknown' : 'server';
  }
}

const isReset = (flags: number): boolean => (flags & RST) !== 0;
const isSyn = (flags: number): boolean => (flags & (SYN | RST)) === SYN;

/** A RST that its sender never sent. */
function forgedReset(scene: Scene): Ruling | null {
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

/** The attempt never became a connection: where did it end? */
function unanswered(scene: Scene): Ruling | null {
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

/** Causes that a capture named or left open, settled by an observation. */
function said(
  scene: Scene,
  causes: readonly CauseId[],
  because: ObservationId,
): { readonly cause: CauseId; readonly because: ObservationId }[] {
  return causes.filter((cause) => scene.says(cause)).map((cause) => ({ cause, because }));
}

/** A RST that left one end's side and reached the other's: no device between made it. */
function genuineReset(scene: Scene): Ruling | null {
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

/** From some moment on nothing of one side arrives any more. */
function goneDark(scene: Scene): Ruling | null {
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
function closeLost(scene: Scene): Ruling | null {
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
