// The two sides speak different protocols: HTTP in clear to a TLS port, TLS to a plain port.

import { Admission } from '../../handlers/connection-columns';
import { PayloadKind } from '../../handlers/connection-facts';
import { observed } from '../observe';
import { listenerLived, ruledOut } from '../rivals';
import { defineCause, type Match, type RuleContext } from '../rule';

const NAMES: Readonly<Record<number, string>> = {
  [PayloadKind.Http]: 'HTTP',
  [PayloadKind.Tls]: 'TLS',
  [PayloadKind.Greeting]: 'a greeting protocol',
};
/** A listener speaks what it served at least so often. */
const SERVED_MIN = 2;
export const BAD_REQUEST = 400;
/** So many or more, all of them, are no accident. */
const HUNG_UP_MIN = 3;

export const rule = defineCause({
  id: 'protocol-mismatch',
  phase: 'established',
  references: ['causes.md 1.2 protocol-mismatch'],
  beats: [
    'accept-then-close',
    'normal-close',
    'tls-failure',
    'unread-data-abort',
    'linger-abort',
    'client-abandoned',
    'reset-after-close',
    'idle-close',
    'write-after-close',
  ],
  match(context) {
    const { facts, listener } = context;
    const client = facts.orig.firstKind;
    const server = facts.resp.firstKind;
    // An HTTP server says so of bytes that are no HTTP, in whatever protocol they are.
    const notHttp = server === PayloadKind.Http && facts.lastHttpStatus === BAD_REQUEST && facts.orig.unseenBytes === 0;
    if (client === PayloadKind.Unknown && !(notHttp && facts.orig.payloadBytes > 0)) return null;
    const usual = listener.servedKinds.indexOf(Math.max(...listener.servedKinds));
    const usualCount = listener.servedKinds[usual] ?? 0;
    const differ = server !== PayloadKind.Unknown && server !== client;
    const foreign = usual !== PayloadKind.Unknown && usual !== client && usualCount >= SERVED_MIN;
    const refusedPlain = foreign && client === PayloadKind.Http && notHttp;
    const hungUp = facts.resp.payloadBytes === 0 && facts.endSide === 1;
    // What the others speak need not be known: TLS it is not.
    const noTls = client === PayloadKind.Tls && usualCount >= SERVED_MIN && listener.servedKinds[PayloadKind.Tls] === 0;
    const unanswered = hungUp && (foreign || noTls);
    if (!differ && !refusedPlain && !unanswered) return hungUpOn(context);
    const serverProtocol = NAMES[differ ? server : usual] ?? 'another protocol';
    const clientProtocol = NAMES[client] ?? 'another protocol';
    return {
      confidence: differ ? (client === PayloadKind.Unknown ? 0.88 : 0.95) : refusedPlain ? 0.93 : foreign ? 0.85 : 0.78,
      party: 'client',
      facts: { clientProtocol, serverProtocol },
      evidence: () => [
        observed(context, 'protocols-differ', [facts.orig.firstPayloadRow, facts.resp.firstPayloadRow], { clientProtocol, serverProtocol }),
      ],
      alternatives: [{ cause: 'tls-failure', because: 'framing-unknown' }],
      ruledOut: facts.resp.spoke
        ? [ruledOut(context, 'accept-then-close', 'was-answered', [facts.resp.firstPayloadRow])]
        : listenerLived(context, 'server-process-died'),
    };
  },
});

/**
 * Every request in clear was read (the FIN acknowledges it) and hung up on without a byte, and nothing else was ever served here:
 * what a TLS port does that sends no alert. A program that fails on each request does so as well.
 */
function hungUpOn(context: RuleContext): Match | null {
  const { facts, listener, columns } = context;
  const { orig, resp } = facts;
  const wasRead = resp.finRow >= 0 && orig.payloadBytes > 0 && orig.afterPeerFinBytes === 0 && facts.resetCount === 0;
  if (!wasRead || orig.firstKind === PayloadKind.Unknown || resp.spoke || facts.endSide !== 1) return null;
  if (columns.admission[facts.connection] !== Admission.Rejected || listener.served > 0 || listener.rejected < HUNG_UP_MIN) return null;
  const clientProtocol = NAMES[orig.firstKind] ?? 'another protocol';
  return {
    confidence: 0.5,
    party: 'unknown',
    facts: { clientProtocol },
    evidence: () => [
      observed(context, 'fin-right-after-handshake', [orig.firstPayloadRow, facts.endRow], {
        afterSeconds: facts.endSeconds - facts.handshakeAckSeconds,
      }),
      observed(context, 'no-bytes-from-server', [facts.endRow], {}),
      observed(context, 'no-threshold', [facts.endRow], { rejected: listener.rejected }),
    ],
    alternatives: [{ cause: 'accept-then-close', because: 'same-wire' }],
  };
}
