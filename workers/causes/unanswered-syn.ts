// What an attempt with nothing but unanswered SYNs leaves to weigh: shared by the three causes that look like it.

import type { Evidence } from '../model/verdict';
import { Admission } from '../handlers/connection-columns';
import { observed, watchedAfter } from './observe';
import type { RuleContext } from './rule';

/** A single SYN this long without an answer counts as unanswered; before that the answer may still come. */
const LONE_SYN_WATCHED_SECONDS = 3;
/** Others were served by this listener so close to the ignored SYNs: it was alive then. */
export const LISTENER_ALIVE_MARGIN_SECONDS = 3;

export interface UnansweredSyn {
  readonly syns: number;
  readonly waitedSeconds: number;
  /** A single SYN in a capture that lacks packets: its answer may be one of them. */
  readonly mayLackAnswer: boolean;
  readonly hostPackets: number;
  /** The same listener completed other handshakes around that time. */
  readonly listenerAlive: boolean;
  /** The same listener completed a handshake at any time. */
  readonly listenerEverServed: boolean;
  /** Every SYN of this client was ignored and none of the others', too often to be chance. */
  readonly clientBlocked: boolean;
}

/** Null unless the attempt is nothing but SYNs. */
export function unansweredSyn(context: RuleContext): UnansweredSyn | null {
  const { facts, listener } = context;
  const { orig } = facts;
  if (orig.synRow < 0 || facts.resp.segments > 0 || orig.segments !== orig.synCount || context.icmp.length > 0) return null;
  // Others talk with that host in this capture, yet nothing of its own is in it: its answers were not captured.
  if (context.hosts.heard[context.server] === 0 && (context.hosts.spokenTo[context.server] as number) > 0) return null;
  // Whoever repeats nothing may have been answered: by the RST that others got at that time, or by any packet that is missing here.
  const isLone = orig.synCount < 2;
  if (isLone && listener.refusedWithin(orig.synSeconds - LISTENER_ALIVE_MARGIN_SECONDS, orig.synSeconds + LISTENER_ALIVE_MARGIN_SECONDS))
    return null;
  const waitedSeconds = watchedAfter(context, orig.synSeconds);
  if (isLone && waitedSeconds < LONE_SYN_WATCHED_SECONDS) return null;
  return {
    syns: orig.synCount,
    mayLackAnswer: isLone && context.isLossyCapture,
    waitedSeconds: Math.max(orig.lastSynSeconds - orig.synSeconds, isLone ? waitedSeconds : 0),
    hostPackets: context.hosts.heard[context.server] as number,
    listenerAlive: listener.handshakes > 0 && handshakeNear(context),
    listenerEverServed: listener.handshakes > 0,
    clientBlocked: isClientBlocked(context),
  };
}

/** Separation by chance must be rarer than this (catalogue E.1). */
const CHANCE_MAX = 0.01;

/**
 * A full queue ignores whoever comes, a filter chooses by address: between this client's first SYN and its last others came in, each
 * at its first SYN, while this client never did.
 */
function isClientBlocked({ listener, columns, tables, client }: RuleContext): boolean {
  let from = Infinity;
  let to = -Infinity;
  let ignored = 0;
  for (const c of listener.connections) {
    if (tables.connections.origAddress.values[c] !== client) continue;
    if ((columns.accepted[c] as number) >= 0 || columns.admission[c] !== Admission.Unknown) return false;
    from = Math.min(from, columns.start[c] as number);
    to = Math.max(to, columns.end[c] as number);
    ignored += columns.synCount[c] as number;
  }
  let letIn = 0;
  for (const c of listener.connections) {
    const start = columns.start[c] as number;
    if (tables.connections.origAddress.values[c] === client || start < from || start > to || columns.isMidStream[c] === 1) continue;
    if ((columns.accepted[c] as number) < 0 || (columns.synCount[c] as number) !== 1) return false;
    if ((columns.queued[c] as number) > (columns.accepted[c] as number)) return false;
    letIn++;
  }
  // All SYNs of this client, of all there were, are the ignored ones: 1 / C(ignored + letIn, ignored).
  let chance = 1;
  for (let i = 1; i <= Math.min(ignored, letIn); i++) chance *= i / (Math.max(ignored, letIn) + i);
  return chance <= CHANCE_MAX;
}

function handshakeNear(context: RuleContext): boolean {
  const { orig } = context.facts;
  const from = orig.synSeconds - LISTENER_ALIVE_MARGIN_SECONDS;
  const to = orig.lastSynSeconds + LISTENER_ALIVE_MARGIN_SECONDS;
  for (const c of context.listener.connections) {
    const accepted = context.columns.accepted[c] as number;
    if (accepted >= from && accepted <= to) return true;
    // Connections that wait, completed and unserved, show a living kernel and a busy program just as well.
    if (accepted >= 0 && accepted < from && (context.columns.end[c] as number) >= from) return true;
  }
  return false;
}

export function synEvidence(context: RuleContext, silence: UnansweredSyn): Evidence {
  const { orig } = context.facts;
  return observed(context, 'syn-unanswered', [orig.synRow, orig.lastSynRow], { syns: silence.syns, waitedSeconds: silence.waitedSeconds });
}
