// The TLS handshake failed: an alert in clear, an alert-sized encrypted record in place of the client's Finished, or an
// end right after the ClientHello.

import type { ConnectionFacts, SideFacts } from '../../handlers/connection-facts';
import { observed } from '../observe';
import { FROM_RESP, OPT_DUPLICATE } from '../../model/tcp-flags';
import { ruledOut } from '../rivals';
import { defineCause, type RuleContext } from '../rule';
import { tlsAlertName } from '../tls-alerts';

/** bad, unsupported, revoked, expired: the client says what is wrong with the server's certificate. */
const SERVER_CERTIFICATE_ALERTS = new Set([42, 43, 44, 45]);
const CLOSE_NOTIFY = 0;
const WARNING = 1;
/** ChangeCipherSpec (6) and one encrypted alert (24 bytes in TLS 1.3): less than any Finished message. */
const ALERT_ONLY_BYTES = 6 + 31;
/** The encrypted alert alone. */
const ALERT_RECORD_BYTES = 31;

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
        ruledOut:
          facts.orig.firstKind === facts.resp.firstKind
            ? [ruledOut(context, 'protocol-mismatch', 'same-protocol', [facts.orig.firstPayloadRow, facts.resp.firstPayloadRow])]
            : [],
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
        ruledOut: [ruledOut(context, 'protocol-mismatch', 'same-protocol', [facts.orig.firstPayloadRow, facts.resp.firstPayloadRow])],
      };
    }
    if (facts.sawServerHello && facts.endSide === 1 && saidOnlyAnAlert(context)) {
      return {
        confidence: 0.85,
        party: 'unknown',
        evidence: () => [
          observed(context, 'tls-alert', [facts.resp.lastPayloadRow], { alert: 'encrypted' }),
          observed(context, 'server-closed-first', [facts.endRow], { afterSeconds: facts.endSeconds - facts.firstSeconds }),
        ],
        alternatives: [{ cause: 'normal-close', because: 'framing-unknown' }],
        ruledOut: [ruledOut(context, 'protocol-mismatch', 'same-protocol', [facts.orig.firstPayloadRow, facts.resp.firstPayloadRow])],
      };
    }
    // The ClientHello was read, and hung up on without a byte.
    if (!facts.resp.spoke && facts.endSide === 1 && !facts.endIsReset && afterHello === 0 && facts.resp.finSeconds >= 0) {
      return {
        confidence: 0.7,
        party: 'unknown',
        evidence: () => [
          observed(context, 'fin-right-after-handshake', [facts.orig.firstPayloadRow, facts.endRow], {
            afterSeconds: facts.endSeconds - facts.handshakeAckSeconds,
          }),
          observed(context, 'no-bytes-from-server', [facts.endRow], {}),
        ],
        alternatives: [
          { cause: 'protocol-mismatch', because: 'same-wire' },
          { cause: 'accept-then-close', because: 'same-wire' },
        ],
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

/**
 * After the client's Finished (all that it sends beyond its ClientHello) the server sends one record of an alert's size, and closes:
 * TLS 1.3 tells only then what it thinks of the client's certificate.
 */
function saidOnlyAnAlert({ facts, tables }: RuleContext): boolean {
  const { connections, segments } = tables;
  let clientBytes = 0;
  let bytes = 0;
  for (
    let at = connections.segmentStart[facts.connection] as number;
    at < (connections.segmentStart[facts.connection + 1] as number);
    at++
  ) {
    const row = connections.segments[at] as number;
    const length = segments.len(row);
    if (length === 0 || ((segments.optionBits.values[row] as number) & OPT_DUPLICATE) !== 0) continue;
    if (((segments.flags.values[row] as number) & FROM_RESP) === 0) clientBytes += length;
    else if (clientBytes > facts.clientHelloBytes) bytes += length;
  }
  return bytes > 0 && bytes <= ALERT_RECORD_BYTES && facts.resp.unseenBytes === 0 && facts.resp.retransmissions === 0;
}
