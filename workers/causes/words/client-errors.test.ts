// From the wire to the log of the client.

import { describe, expect, it } from 'vitest';
import type { ConnectionReport, Evidence, Finding } from '../../model/verdict';
import { BENIGN_CAUSES, CAUSE_IDS, type EvidenceFact } from '../../model/vocabulary';
import { phraseFaults } from '../../testing/sentence-checks';
import { reportOf } from '../../testing/table-builder';
import { clientSaw } from './client-errors';

function evidence(...facts: readonly EvidenceFact[]): Evidence[] {
  return facts.map((fact) => ({ fact, frames: [1], values: {} }));
}

function finding(over: Partial<Finding>): Finding {
  return {
    cause: 'port-closed',
    count: 1,
    connections: [0],
    server: { address: '10.0.0.2', port: 8080 },
    party: 'server',
    endedBy: 'server',
    outcome: 'refused',
    confidence: 0.9,
    facts: {},
    firstSeconds: 0,
    lastSeconds: 1,
    representative: 0,
    evidence: [],
    alternatives: [],
    ruledOut: [],
    caveats: [],
    ...over,
  };
}

function printedBy(program: string, told: Finding | ConnectionReport): string | undefined {
  return clientSaw(told, 'en').find((line) => line.program === program)?.text;
}

describe('what the client printed', () => {
  it('begins with the errno, then names the programs in one order', () => {
    const lines = clientSaw(finding({}), 'en');
    expect(lines.map(({ program }) => program)).toEqual(['Linux', 'curl', 'Python', 'Node.js', 'Java', 'Go', '.NET', 'nginx']);
    expect(lines[0]?.text).toBe('connect: ECONNREFUSED (Connection refused)');
    expect(lines[3]?.text).toBe('connect ECONNREFUSED');
  });

  it('tells FIN, RST and RST after FIN apart, which is never ECONNRESET on Linux', () => {
    const away = (...facts: EvidenceFact[]) => finding({ cause: 'accept-then-close', outcome: 'reset', evidence: evidence(...facts) });
    expect(printedBy('Linux', away('rst-right-after-handshake'))).toContain('ECONNRESET');
    expect(printedBy('Linux', away('fin-right-after-handshake'))).toBe('read: 0 bytes (EOF)');
    const late = printedBy('Linux', away('fin-right-after-handshake', 'data-crossed-fin', 'reply-rst'));
    expect(late).toContain('EPIPE (Broken pipe)');
    expect(late).toContain('never ECONNRESET');
    expect(printedBy('Node.js', away('fin-right-after-handshake'))).toContain('socket hang up');
    expect(printedBy('curl', away('fin-right-after-handshake'))).toBe('(52) Empty reply from server');
  });

  it('follows the variant of a stale pool', () => {
    const stale = (variant: string) => finding({ cause: 'stale-keepalive-reuse', variant, outcome: 'reset' });
    expect(printedBy('Linux', stale('unchecked'))).toContain('EPIPE');
    expect(printedBy('Linux', stale('race-fin'))).toContain('EPIPE');
    expect(printedBy('Linux', stale('race-unread'))).toContain('ECONNRESET');
  });

  it('is an answer cut short where part of it had come', () => {
    const died = (outcome: 'closed' | 'reset') =>
      finding({ cause: 'server-process-died', outcome, evidence: evidence('response-incomplete') });
    expect(printedBy('curl', died('closed'))).toContain('(18)');
    expect(printedBy('Go', died('closed'))).toBe('unexpected EOF');
    expect(printedBy('Node.js', died('reset'))).toContain('aborted');
  });

  it('turns ICMP codes into the errors that Linux makes of them', () => {
    const rejected = (icmpType: number, icmpCode: number) => finding({ cause: 'firewall-reject', facts: { icmpType, icmpCode } });
    expect(printedBy('Linux', rejected(3, 3))).toContain('ECONNREFUSED');
    expect(printedBy('Linux', rejected(3, 13))).toContain('EHOSTUNREACH');
    expect(printedBy('Linux', rejected(3, 10))).toContain('EHOSTUNREACH');
    expect(printedBy('Linux', rejected(3, 0))).toContain('ENETUNREACH');
    expect(printedBy('Linux', rejected(1, 1))).toContain('EACCES');
    expect(printedBy('Linux', rejected(1, 4))).toContain('ECONNREFUSED');
    expect(
      printedBy('Linux', finding({ cause: 'host-unreachable', outcome: 'unreachable', evidence: evidence('arp-unanswered') })),
    ).toContain('EHOSTUNREACH');
    expect(printedBy('Linux', finding({ cause: 'host-unreachable', outcome: 'no-answer' }))).toContain('ETIMEDOUT');
  });

  it('speaks of the clients of the port, and of no HTTP client where none speaks', () => {
    const at = (port: number) =>
      clientSaw(finding({ cause: 'firewall-drop', outcome: 'no-answer', server: { address: '10.0.0.2', port } }), 'en').map(
        ({ program }) => program,
      );
    expect(at(5432)).toContain('libpq');
    expect(at(5432)).not.toContain('curl');
    expect(at(22)).toContain('ssh');
    expect(at(443)).toContain('curl');
    expect(at(443)).not.toContain('ssh');
  });

  it('names the alert, and whose it was', () => {
    const tls = (party: 'client' | 'server', alert: number) => finding({ cause: 'tls-failure', party, facts: { alert } });
    expect(printedBy('Java', tls('server', 40))).toBe('SSLHandshakeException: Received fatal alert: handshake_failure');
    expect(printedBy('curl', tls('client', 48))).toContain('(60)');
    expect(clientSaw(tls('client', 40), 'en')).toEqual([]);
  });

  it('tells an expired certificate, refused by whoever left', () => {
    const expired = (endedBy: 'client' | 'server') => finding({ cause: 'tls-failure', endedBy, party: 'server', facts: { alert: 45 } });
    expect(printedBy('curl', expired('client'))).toBe('(60) SSL certificate problem: certificate has expired');
    expect(printedBy('Python', expired('client'))).toContain('certificate has expired');
    expect(printedBy('Java', expired('server'))).toBe('SSLHandshakeException: Received fatal alert: certificate_expired');
  });

  it('speaks as TLS libraries do where the server ended it before the handshake was through', () => {
    const away = (fact: EvidenceFact, protocol: string) =>
      finding({ cause: 'accept-then-close', outcome: 'reset', evidence: evidence(fact), application: { protocol } });
    expect(printedBy('curl', away('rst-right-after-handshake', 'TLS'))).toBe('(35) Recv failure: Connection reset by peer');
    expect(printedBy('curl', away('fin-right-after-handshake', 'TLS'))).toContain('SSL_ERROR_SYSCALL');
    expect(printedBy('curl', away('fin-right-after-handshake', 'HTTP'))).toBe('(52) Empty reply from server');
  });

  it('believes the protocol before the port', () => {
    const at = (port: number, protocol: string) =>
      clientSaw(finding({ server: { address: '10.0.0.2', port }, application: { protocol } }), 'en').map(({ program }) => program);
    expect(at(5432, 'HTTP')).toContain('curl');
    expect(at(5432, 'HTTP')).not.toContain('libpq');
    expect(at(15_432, 'PostgreSQL')).toContain('libpq');
    expect(at(15_432, 'PostgreSQL')).not.toContain('curl');
    expect(at(2222, 'SSH')).toContain('ssh');
  });

  it('knows the one error that leaves no packet', () => {
    expect(printedBy('Linux', finding({ cause: 'ephemeral-port-exhaustion' }))).toContain('EADDRNOTAVAIL');
  });

  it('is nothing where the client ended it itself, or nothing was wrong', () => {
    expect(clientSaw(finding({ cause: 'write-after-close', endedBy: 'client' }), 'en')).toEqual([]);
    expect(clientSaw(finding({ cause: 'linger-abort', endedBy: 'client' }), 'en')).toEqual([]);
    for (const cause of [...BENIGN_CAUSES, 'health-check', 'half-open-probe', 'insufficient-evidence'] as const) {
      expect(clientSaw(finding({ cause }), 'en')).toEqual([]);
    }
  });

  it('is the same for a connection as for its finding', () => {
    const verdict = {
      cause: 'port-closed',
      confidence: 0.9,
      party: 'server',
      facts: {},
      evidence: [],
      alternatives: [],
      ruledOut: [],
      caveats: [],
    } as const;
    const report = reportOf([], { outcome: 'refused', endedBy: 'server', verdict, server: { address: '10.0.0.2', port: 8080 } });
    expect(clientSaw(report, 'zh')).toEqual(clientSaw(finding({}), 'zh'));
  });

  it('is worded cleanly in both languages', () => {
    for (const cause of CAUSE_IDS) {
      for (const outcome of ['closed', 'reset', 'refused', 'no-answer'] as const) {
        for (const party of ['client', 'server'] as const) {
          const en = clientSaw(finding({ cause, outcome, party }), 'en');
          const zh = clientSaw(finding({ cause, outcome, party }), 'zh');
          expect(zh.map(({ program }) => program)).toEqual(en.map(({ program }) => program));
          expect(zh.slice(1)).toEqual(en.slice(1));
          for (const { text } of en) expect(phraseFaults(text, 'en').filter((fault) => !fault.startsWith('trace'))).toEqual([]);
        }
      }
    }
  });
});
