// What an attempt with nothing but unanswered SYNs leaves to weigh: shared by the three causes that look like it.

import type { Evidence } from '../model/verdict';
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
  };
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
