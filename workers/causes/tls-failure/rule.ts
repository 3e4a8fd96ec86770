// The TLS handshake failed: an alert in clear, an alert-sized encrypted record in place of the client's Finished, or an
// end right after the ClientHello.

import type { ConnectionFacts, SideFacts } from '../../handlers/connection-facts';
import { observed } from '../observe';
import { defineCause } from '../rule';
import { tlsAlertName } from '../tls-alerts';

/** bad, unsupported, revoked, expired: the client says what is wrong with the server's certificate. */
const SERVER_CERTIFICATE_ALERTS = new Set([42, 43, 44, 45]);
const CLOSE_NOTIFY = 0;
const WARNING = 1;
/** ChangeCipherSpec (6) and one encrypted alert (24 bytes in TLS 1.3): less than any Finished message. */
const ALERT_ONLY_BYTES = 6 + 31;

export const rule = defineCause({
  id: 'tls-failure',
  phase: 'established',
  references: ['RFC 8446 6', 'RFC 5246 7.2', 'causes.md 1.2 tls-failure'],
  beats: [
    'client-abandoned',
    'accept-then-close',
    'normal-close',
    'reset-after-close',
    'linger-abort',
    'unread-data-abort',
    'write-after-close',
    'health-check',
    'idle-close',
  ],
  match(context) {
    const { facts } = context;
    if (facts.clientHelloBytes === 0 && facts.tlsAlertRow < 0) return null;
    const level = facts.tlsAlert >>> 8;
    const description = facts.tlsAlert & 255;
    if (facts.tlsAlertRow >= 0 && !(description === CLOSE_NOTIFY && level <= WARNING) && isTlsBothWays(facts)) {
      const alert = tlsAlertName(description);
      return {
        confidence: 0.96,
        party: facts.tlsAlertSide === 0 && !SERVER_CERTIFICATE_ALERTS.has(description) ? 'client' : 'server',
        facts: { alert: description },
        evidence: () => [observed(context, 'tls-alert', [facts.tlsAlertRow], { alert })],
        alternatives: [],
      };
    }
    if (facts.clientHelloBytes === 0 || facts.tlsAlertRow >= 0 || facts.endRow < 0) return null;
    const afterHello = facts.orig.payloadBytes + facts.orig.unseenBytes - facts.clientHelloBytes;
    // TLS 1.3 encrypts alerts: the client's answer to the certificate is shorter than any Finished, and then it leaves.
    if (facts.sawServerHello && facts.endSide === 0 && afterHello > 0 && afterHello <= ALERT_ONLY_BYTES) {
      return {
        // Where its bytes are missing, their number speaks alone.
        confidence: facts.orig.unseenBytes > 0 ? 0.7 : 0.88,
        party: 'client',
        evidence: () => [
          observed(context, 'tls-alert', [facts.orig.lastPayloadRow], { alert: 'encrypted' }),
          observed(context, 'client-closed-first', [facts.endRow], { afterSeconds: facts.endSeconds - facts.firstSeconds }),
        ],
        alternatives: [{ cause: 'client-abandoned', because: 'framing-unknown' }],
      };
    }
    return null;
  },
});

/** As far as both sides' first bytes are in the capture: an alert in answer to another protocol is protocol-mismatch. */
function isTlsBothWays({ orig, resp }: ConnectionFacts): boolean {
  const isUnseen = (side: SideFacts): boolean => side.payloadBytes === 0 && side.unseenBytes > 0;
  return orig.firstKind === resp.firstKind || isUnseen(orig) || isUnseen(resp);
}
