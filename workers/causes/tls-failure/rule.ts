// The TLS handshake failed: an alert in clear, an alert-sized encrypted record in place of the client's Finished, or an
// end right after the ClientHello.

import { observed } from '../observe';
import { defineCause } from '../rule';

const CLOSE_NOTIFY = 0;
const WARNING = 1;
/** ChangeCipherSpec (6) and one encrypted alert (24 bytes in TLS 1.3): less than any Finished message. */
const ALERT_ONLY_BYTES = 6 + 31;

const ALERT_NAMES: Readonly<Record<number, string>> = {
  10: 'unexpected_message', 20: 'bad_record_mac', 40: 'handshake_failure', 42: 'bad_certificate', 43: 'unsupported_certificate', 44: 'certificate_revoked',
  45: 'certificate_expired', 46: 'certificate_unknown', 47: 'illegal_parameter', 48: 'unknown_ca', 49: 'access_denied', 50: 'decode_error', 51: 'decrypt_error',
  70: 'protocol_version', 71: 'insufficient_security', 80: 'internal_error', 86: 'inappropriate_fallback', 90: 'user_canceled', 109: 'missing_extension',
  112: 'unrecognized_name', 116: 'certificate_required', 120: 'no_application_protocol',
};

export const rule = defineCause({
  id: 'tls-failure',
  phase: 'established',
  references: ['RFC 8446 6', 'RFC 5246 7.2', 'causes.md 1.2 tls-failure'],
  beats: ['client-abandoned', 'accept-then-close', 'normal-close', 'reset-after-close', 'linger-abort', 'unread-data-abort', 'write-after-close', 'health-check', 'idle-close'],
  match(context) {
    const { facts } = context;
    if (facts.clientHelloBytes === 0 && facts.tlsAlertRow < 0) return null;
    const level = facts.tlsAlert >>> 8;
    const description = facts.tlsAlert & 255;
    if (facts.tlsAlertRow >= 0 && !(description === CLOSE_NOTIFY && level <= WARNING) && facts.orig.firstKind === facts.resp.firstKind) {
      const alert = ALERT_NAMES[description] ?? `alert ${description}`;
      return {
        confidence: 0.96,
        party: facts.tlsAlertSide === 0 ? 'client' : 'server',
        facts: { alert },
        evidence: () => [observed(context, 'tls-alert', [facts.tlsAlertRow], { alert })],
        alternatives: [],
      };
    }
    if (facts.clientHelloBytes === 0 || facts.tlsAlertRow >= 0 || facts.endRow < 0) return null;
    const afterHello = facts.orig.payloadBytes - facts.clientHelloBytes;
    // TLS 1.3 encrypts alerts: the client's answer to the certificate is shorter than any Finished, and then it leaves.
    if (facts.sawServerHello && facts.endSide === 0 && afterHello > 0 && afterHello <= ALERT_ONLY_BYTES) {
      return {
        confidence: 0.88,
        party: 'client',
        facts: { alert: 'encrypted' },
        evidence: () => [observed(context, 'tls-alert', [facts.orig.lastPayloadRow], { alert: 'encrypted' }), observed(context, 'client-closed-first', [facts.endRow], { afterSeconds: facts.endSeconds - facts.firstSeconds })],
        alternatives: [{ cause: 'client-abandoned', because: 'framing-unknown' }],
      };
    }
    return null;
  },
});
