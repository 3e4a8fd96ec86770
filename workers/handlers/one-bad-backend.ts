// Whether the failures of one listener all met the same one of several machines behind its address: SYN-ACKs that differ in
// TTL, window or options come from different stacks (catalogue E.6). Computed from the tables; nothing is stored.

import type { CaptureTables } from '../model/tables';
import { ACK, FROM_RESP, OPT_DUPLICATE, OPT_MARKED, RST, SYN } from '../model/tcp-flags';
import type { ListenerFacts } from './listener-facts';

export interface SynAckTraits {
  readonly ttl: number;
  readonly window: number;
  readonly mss: number;
}

export interface BadBackend {
  /** Failed connections that met it. */
  readonly connections: readonly number[];
  readonly met: number;
  readonly othersFailed: number;
  readonly others: number;
  /** Machines behind the address: kinds of SYN-ACK, or as many as the share of this one suggests. */
  readonly backends: number;
  readonly traits: SynAckTraits;
  readonly otherTraits: SynAckTraits;
  readonly chance: number;
  /** SYN-ACK of a failed connection, and one of a connection that met another machine. */
  readonly rows: readonly [failed: number, other: number];
}

const FAILURES_MIN = 3;
const OTHERS_MIN = 3;
const CHANCE_MAX = 0.01;
/** Nearly all that met it failed, hardly any of the others. */
const FAILED_SHARE_MIN = 0.8;
const OTHERS_FAILED_MAX = 0.1;
/** One of at least two: more than this, and it is the listener. */
const MET_SHARE_MAX = 0.67;

interface Handshake {
  readonly connection: number;
  readonly kind: string;
  /** Same SYN, and same client: what differs in the answer is the server's doing. */
  readonly asked: string;
  readonly client: number;
  /** TTL that the SYN-ACK set out with, as stacks choose it: no client and no route changes that. */
  readonly initialTtl: number;
  readonly hasFailed: boolean;
  readonly row: number;
}

export function findBadBackend(
  tables: CaptureTables,
  listener: ListenerFacts,
  hasFailed: (connection: number) => boolean,
): BadBackend | null {
  let failures = 0;
  for (const c of listener.connections) if (hasFailed(c)) failures++;
  if (failures < FAILURES_MIN || listener.connections.length - failures < OTHERS_MIN) return null;
  const handshakes: Handshake[] = [];
  for (const c of listener.connections) {
    const handshake = handshakeOf(tables, c, hasFailed(c));
    if (handshake !== null) handshakes.push(handshake);
  }
  const kinds = new Map<string, { met: number; failed: number }>();
  for (const { kind, hasFailed: failed } of handshakes) {
    const counts = kinds.get(kind) ?? { met: 0, failed: 0 };
    counts.met++;
    if (failed) counts.failed++;
    kinds.set(kind, counts);
  }
  const [bad] = [...kinds].sort((a, b) => b[1].failed - a[1].failed);
  if (kinds.size < 2 || bad === undefined) return null;
  const [badKind] = bad;
  const whole = tableOf(handshakes, badKind);
  if (!isApart(whole) || whole.met > handshakes.length * MET_SHARE_MAX) return null;
  // Once more among those who asked alike and got different answers: a client with options of its own gets its own SYN-ACK.
  const chance = fisherChance(whole);
  const alike = tableOf(askedAlike(handshakes, badKind, !isOtherStack(handshakes, badKind)), badKind);
  if (!isApart(alike) || fisherChance(alike) > CHANCE_MAX || chance > CHANCE_MAX) return null;
  const usual = mostMet(kinds, badKind);
  const ownRow = handshakes.find((each) => each.kind === badKind && each.hasFailed)?.row ?? -1;
  const otherRow = handshakes.find((each) => each.kind === usual && !each.hasFailed)?.row ?? -1;
  return {
    connections: handshakes.filter((each) => each.kind === badKind && each.hasFailed).map(({ connection }) => connection),
    met: whole.met,
    othersFailed: whole.othersFailed,
    others: whole.others,
    backends: Math.max(kinds.size, Math.round(handshakes.length / whole.met)),
    traits: traitsOf(badKind),
    otherTraits: traitsOf(usual),
    chance,
    rows: [ownRow, otherRow],
  };
}

interface Fourfold {
  readonly met: number;
  readonly failed: number;
  readonly others: number;
  readonly othersFailed: number;
}

function tableOf(handshakes: readonly Handshake[], kind: string): Fourfold {
  const own = handshakes.filter((each) => each.kind === kind);
  const failed = own.filter((each) => each.hasFailed).length;
  const allFailed = handshakes.filter((each) => each.hasFailed).length;
  return { met: own.length, failed, others: handshakes.length - own.length, othersFailed: allFailed - failed };
}

function isApart({ met, failed, others, othersFailed }: Fourfold): boolean {
  return (
    failed >= FAILURES_MIN &&
    failed >= met * FAILED_SHARE_MIN &&
    others - othersFailed >= OTHERS_MIN &&
    othersFailed <= others * OTHERS_FAILED_MAX
  );
}

function askedAlike(handshakes: readonly Handshake[], kind: string, bySameClient: boolean): readonly Handshake[] {
  const keyOf = ({ asked, client }: Handshake): string => (bySameClient ? `${client}/${asked}` : asked);
  const met = new Set<string>();
  const others = new Set<string>();
  for (const each of handshakes) (each.kind === kind ? met : others).add(keyOf(each));
  return handshakes.filter((each) => met.has(keyOf(each)) && others.has(keyOf(each)));
}

/** A balancer that sends each client to its own machine: their stacks tell them apart where no client met two of them. */
function isOtherStack(handshakes: readonly Handshake[], kind: string): boolean {
  const own = handshakes.find((each) => each.kind === kind)?.initialTtl;
  return handshakes.every((each) => each.kind === kind || each.initialTtl !== own);
}

/** Initial TTLs of stacks. */
const INITIAL_TTLS = [64, 128, 255];

function mostMet(kinds: ReadonlyMap<string, { readonly met: number }>, except: string): string {
  let most = '';
  for (const [kind, { met }] of kinds) if (kind !== except && met > (kinds.get(most)?.met ?? 0)) most = kind;
  return most;
}

/** Fisher's exact test, one-sided: probability of at least so many failures among those that met it if it made no difference. */
export function fisherChance({ met, failed, others, othersFailed }: Fourfold): number {
  const allFailed = failed + othersFailed;
  const all = met + others;
  let chance = 0;
  for (let k = failed; k <= Math.min(met, allFailed); k++) {
    chance += Math.exp(logChoose(met, k) + logChoose(others, allFailed - k) - logChoose(all, allFailed));
  }
  return Math.min(1, chance);
}

function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return -Infinity;
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}

function handshakeOf(tables: CaptureTables, connection: number, hasFailed: boolean): Handshake | null {
  const { connections, segments } = tables;
  const ours = OPT_DUPLICATE | OPT_MARKED;
  let synOptions = -1;
  for (let at = connections.segmentStart[connection] as number; at < (connections.segmentStart[connection + 1] as number); at++) {
    const row = connections.segments[at] as number;
    const options = segments.optionBits.values[row] as number;
    const flags = segments.flags.values[row] as number;
    if ((options & OPT_DUPLICATE) !== 0) continue;
    if ((flags & (SYN | FROM_RESP)) === SYN) {
      synOptions = options & ~ours;
    } else if ((flags & (SYN | ACK | FROM_RESP)) === (SYN | ACK | FROM_RESP)) {
      if (synOptions < 0) return null;
      const kind = [
        segments.ttl.values[row],
        segments.wnd.values[row],
        connections.respMss.values[connection],
        connections.respWindowScale.values[connection],
        options & ~ours,
      ].join('/');
      const ttl = segments.ttl.values[row] as number;
      const asked = [synOptions, connections.origMss.values[connection], connections.origWindowScale.values[connection]].join('/');
      return {
        connection,
        kind,
        asked,
        client: connections.origAddress.values[connection] as number,
        initialTtl: INITIAL_TTLS.find((initial) => ttl <= initial) ?? 255,
        hasFailed,
        row,
      };
    } else if ((flags & (RST | SYN)) === 0 && synOptions < 0) {
      return null;
    }
  }
  return null;
}

function traitsOf(kind: string): SynAckTraits {
  const [ttl = 0, window = 0, mss = 0] = kind.split('/').map(Number);
  return { ttl, window, mss };
}
