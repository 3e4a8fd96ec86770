// Which limit turned a connection away, if any shows: weighs the listener's threshold separation (handlers/concurrency-limit)
// for one connection. Two causes read it: per client and in total.

import { Admission } from '../handlers/connection-columns';
import type { LimitFacts, LimitGroup } from '../handlers/concurrency-limit';
import type { ListenerFacts } from '../handlers/listener-facts';
import { PROTOCOLS } from '../model/mark-table';
import type { Evidence } from '../model/verdict';
import { knownClientLimit, knownTotalLimit } from './known-limits';
import { observed } from './observe';
import type { RuleContext } from './rule';
import { turnedAway, turnedAwayEvidence, type TurnedAway } from './turned-away';

/** Separation by chance must be rarer than this (catalogue E.1). */
const CHANCE_MAX = 0.01;
/** Fewer rejections than this need a known default or words to name a limit. */
const REJECTIONS_MIN = 3;
/** Confidence where the same separation fits both limits because the capture holds one client address. */
const ONE_CLIENT_CONFIDENCE = 0.7;
const MAX_NOTES = 7;
/**
 * sshd turns away at random from MaxStartups' first number on, three in ten there by default (sshd_config: 10:30:100). So many in a row
 * it would not: 0.3 ^ 4 is less than one in a hundred.
 */
const EARLY_DROP_REJECTIONS_MIN = 4;
const SSH = PROTOCOLS.indexOf('SSH');
const SSH_PORT = 22;

export interface LimitVerdict {
  readonly kind: 'per-client' | 'total';
  readonly group: LimitGroup | null;
  readonly confidence: number;
  readonly away: TurnedAway;
  readonly oneClient: boolean;
}

/** Words of a server that speak of the client or user, not of the whole. */
const PER_CLIENT_TEXT =
  /per (?:client|ip|user|host|address)|max_user_connections|max_connections_per_hour|from (?:your|this) (?:ip|host|address)|same ip/i;

export function limitVerdict(context: RuleContext): LimitVerdict | null {
  const away = turnedAway(context);
  const limits = context.listener.limits;
  return away === null || limits === null ? null : weighLimits(context, limits, away);
}

/** The same for SYNs that a counting filter refuses (layer: filter). */
export function filterLimitVerdict(context: RuleContext): LimitVerdict | null {
  const limits = context.listener.filterLimits;
  if (limits === null || context.columns.admission[context.facts.connection] !== Admission.Refused) return null;
  return weighLimits(context, limits, { delaySeconds: 0, text: null, byReset: true, inWords: false });
}

function weighLimits(context: RuleContext, limits: LimitFacts, away: TurnedAway): LimitVerdict | null {
  const { listener } = context;
  const ownShown = sharp(listener, limits.perClient.get(context.client) ?? null);
  const own = significant(ownShown);
  const total = significant(sharp(listener, limits.total));
  if (away.text !== null) {
    // Most refusals do not say whose limit it is; another address that came in above it does.
    const perClient =
      PER_CLIENT_TEXT.test(away.text) ||
      (limits.total === null && ownShown !== null && (limits.otherClientsServed.get(context.client) ?? 0) > 0);
    return {
      kind: perClient ? 'per-client' : 'total',
      group: perClient ? ownShown : total,
      confidence: 0.97,
      away,
      oneClient: limits.clients < 2,
    };
  }
  const othersServed = limits.otherClientsServed.get(context.client) ?? 0;
  const oneClient = limits.clients < 2;
  if (oneClient) {
    const group = own ?? total;
    if (group === null) return null;
    const kind = knownClientLimit(listener.port, group.limit, listener.protocol) ? 'per-client' : 'total';
    const known = kind === 'per-client' || knownTotalLimit(listener.port, group.limit, listener.protocol);
    if (!isShown(group, known)) return null;
    return { kind, group, confidence: ONE_CLIENT_CONFIDENCE, away, oneClient };
  }
  // Several addresses turned away above one common count, and nobody admitted above it: the server as a whole. Limits of
  // their own would have let the second address in while the first was already turned away.
  const commonTotal =
    limits.rejectedClients >= 2 && total !== null && isShown(total, knownTotalLimit(listener.port, total.limit, listener.protocol));
  if (
    !commonTotal &&
    own !== null &&
    isShown(own, knownClientLimit(listener.port, own.limit, listener.protocol)) &&
    (othersServed > 0 || total === null)
  ) {
    const confidence = othersServed > 0 ? (own.acceptedAgain || own.rejected >= REJECTIONS_MIN * 2 ? 0.96 : 0.93) : 0.8;
    return { kind: 'per-client', group: own, confidence, away, oneClient };
  }
  if (total !== null && isShown(total, knownTotalLimit(listener.port, total.limit, listener.protocol))) {
    const severalRejected = limits.rejectedClients >= 2;
    const confidence = severalRejected ? (total.acceptedAgain || total.rejected >= REJECTIONS_MIN * 2 ? 0.96 : 0.9) : ONE_CLIENT_CONFIDENCE;
    return { kind: 'total', group: total, confidence, away, oneClient };
  }
  return null;
}

/** A threshold that chance does not explain. */
export function isSignificant(group: LimitGroup | null): boolean {
  return group !== null && group.chance <= CHANCE_MAX;
}

function significant(group: LimitGroup | null): LimitGroup | null {
  return isSignificant(group) ? group : null;
}

/** sshd, before anybody has logged in. */
export function mayDropAtRandom({ protocol, port }: ListenerFacts): boolean {
  return protocol === SSH || (protocol < 0 && port === SSH_PORT);
}

/** Not where the server may turn away at random: then the fewest that were open at a rejection are chance, and no limit. */
function sharp(listener: ListenerFacts, group: LimitGroup | null): LimitGroup | null {
  if (group === null || !mayDropAtRandom(listener)) return group;
  return group.above > 0 || group.rejected < EARLY_DROP_REJECTIONS_MIN ? null : group;
}

/** Rejections that merely came later than everything else do not show a limit, unless they are many or the number is known. */
function isShown(group: LimitGroup, known: boolean): boolean {
  if (group.limit < 2 && !known) return false;
  return group.rejected >= REJECTIONS_MIN
    ? group.acceptedAgain || group.limit - group.highestServed <= 1 || known
    : known || group.acceptedAgain;
}

/** What shows the threshold, without how the single connection went. */
export function thresholdEvidence(context: RuleContext, verdict: LimitVerdict, limits: LimitFacts | null): Evidence[] {
  const { group } = verdict;
  const { facts } = context;
  const list: Evidence[] = [];
  if (group !== null) {
    list.push(observed(context, 'limit-at-rejection', [facts.endRow], { limit: group.limit, rejected: group.rejected }));
    list.push(
      observed(context, 'served-below-limit', [lastServedRow(context, true)], { served: group.served, highest: group.highestServed + 1 }),
    );
    if (group.acceptedAgain) list.push(observed(context, 'accepted-again', [facts.endRow], { open: group.highestServed }));
  }
  const others = limits?.otherClientsServed.get(context.client) ?? 0;
  if (verdict.kind === 'per-client' && others > 0)
    list.push(observed(context, 'other-client-served', [lastServedRow(context, false)], { clients: others }));
  if (verdict.kind === 'total' && (limits?.rejectedClients ?? 0) > 1) {
    list.push(observed(context, 'other-clients-rejected', [facts.endRow], { clients: limits?.rejectedClients ?? 0 }));
  }
  return list;
}

/** How it went, then the threshold; the ladder has room for seven notes. */
export function limitEvidence(context: RuleContext, verdict: LimitVerdict): Evidence[] {
  const threshold = thresholdEvidence(context, verdict, context.listener.limits);
  return [...turnedAwayEvidence(context, verdict.away).slice(0, MAX_NOTES - threshold.length), ...threshold];
}

/** Handshake of the last connection admitted before this one was turned away: of its own client, or of another. */
function lastServedRow(context: RuleContext, own: boolean): number {
  const { listener, columns, tables, facts } = context;
  let found = -1;
  for (const c of listener.connections) {
    if (columns.admission[c] !== Admission.Served) continue;
    if ((tables.connections.origAddress.values[c] === context.client) !== own && listener.clients.size > 1) continue;
    if (own && (columns.accepted[c] as number) > facts.handshakeAckSeconds) continue;
    found = c;
  }
  return found < 0 ? facts.endRow : (tables.connections.segments[tables.connections.segmentStart[found] as number] as number);
}
