// What the client's program most likely printed, by what was on the wire. Knows no packets; the texts are in client-error-texts,
// the way back from a line of a log in error-lookup.

import { tlsAlertName } from '../tls-alerts';
import type { Application, ConnectionReport, EndedBy, Endpoint, Evidence, Finding, Outcome, Values } from '../../model/verdict';
import type { EvidenceFact, FindingCause } from '../../model/vocabulary';
import { PRINTED, type Program, type WireOutcome } from './client-error-texts';
import { numberFact } from './phrases';
import type { Language } from './words';

interface Told {
  readonly cause: FindingCause;
  readonly variant?: string;
  readonly outcome: Outcome;
  readonly endedBy: EndedBy;
  readonly party: string;
  readonly facts: Values;
  readonly evidence: readonly Evidence[];
  readonly server?: Endpoint;
  readonly application?: Application;
}

/** Ports of protocols that neither curl nor a proxy for HTTP speaks, and the clients that do. */
const NO_HTTP: ReadonlySet<number> = new Set([
  21, 22, 25, 143, 993, 1433, 1521, 2181, 3306, 5432, 5672, 6379, 6432, 9042, 9092, 11_211, 27_017, 61_616,
]);
const HTTP_ONLY: readonly Program[] = ['curl', 'nginx'];
const CLIENT_OF_PORT: Readonly<Partial<Record<Program, readonly number[]>>> = { ssh: [22], libpq: [5432, 6432], 'PHP PDO': [3306] };
/** What the bytes show goes before what the port suggests. */
const CLIENT_OF_PROTOCOL: Readonly<Partial<Record<Program, string>>> = { ssh: 'SSH', libpq: 'PostgreSQL', 'PHP PDO': 'MySQL' };
const HTTP_PROTOCOLS: ReadonlySet<string> = new Set(['HTTP', 'HTTP/2', 'gRPC']);

export interface ClientLine {
  readonly program: string;
  readonly text: string;
}

/** What the client's program most likely printed; empty where it saw no error, or where that cannot be said. */
export function clientSaw(told: Finding | ConnectionReport, language: Language): readonly ClientLine[] {
  const one = toldOf(told);
  const outcome = outcomeSeen(one);
  if (outcome === null) return [];
  const { programs, ...linux } = PRINTED[outcome];
  const alert = typeof one.facts['alert'] === 'number' ? tlsAlertName(one.facts['alert']) : undefined;
  return [
    { program: 'Linux', text: linux[language] },
    ...programs
      .filter(([program]) => isClientHere(program, one))
      .toSorted((a, b) => orderOf(a[0]) - orderOf(b[0]))
      .map(([program, text]) => ({ program, text: withAlert(program, text, alert) })),
  ];
}

/** The one way in which a finding or a connection looked to its client. */
export function wireOutcomeOf(told: Finding | ConnectionReport): WireOutcome | null {
  return outcomeSeen(toldOf(told));
}

function toldOf(told: Finding | ConnectionReport): Told {
  if (!('verdict' in told)) return told;
  const { verdict, outcome, endedBy, server, application } = told;
  return { ...verdict, outcome, endedBy, server, ...(application === undefined ? {} : { application }) };
}

function isClientHere(program: Program, { server, application }: Told): boolean {
  const port = server?.port ?? -1;
  const protocol = application?.protocol;
  if (protocol === undefined || protocol === 'TLS') {
    const ports = CLIENT_OF_PORT[program];
    return ports === undefined ? !NO_HTTP.has(port) || !HTTP_ONLY.includes(program) : ports.includes(port);
  }
  const own = CLIENT_OF_PROTOCOL[program];
  return own === undefined ? HTTP_PROTOCOLS.has(protocol) || !HTTP_ONLY.includes(program) : own === protocol;
}

/** A server that ends before the TLS handshake is through: TLS libraries say it in words of their own. */
const IN_HANDSHAKE: Readonly<Partial<Record<WireOutcome, WireOutcome>>> = {
  'rst-before-response': 'tls-reset',
  'fin-before-response': 'tls-eof',
  'fin-write-rst': 'tls-eof',
};
const AT_ACCEPT: ReadonlySet<FindingCause> = new Set([
  'connection-limit-per-client',
  'connection-limit-total',
  'accept-then-close',
  'listen-queue-overflow-reset',
]);

function outcomeSeen(told: Told): WireOutcome | null {
  const outcome = wireOutcome(told);
  if (outcome === null || told.application?.protocol !== 'TLS' || !AT_ACCEPT.has(told.cause)) return outcome;
  return IN_HANDSHAKE[outcome] ?? outcome;
}

const ORDER: readonly Program[] = ['Linux', 'ssh', 'libpq', 'PHP PDO', 'curl', 'Python', 'Node.js', 'Java', 'Go', '.NET', 'nginx'];

function orderOf(program: Program): number {
  return ORDER.indexOf(program);
}

/** Java prints the alert by its name in the RFC; others in words of their own. */
function withAlert(program: Program, text: string, alert: string | undefined): string {
  return program === 'Java' && alert !== undefined && text.endsWith('alert: …') ? text.replace('…', alert) : text;
}

function wireOutcome(told: Told): WireOutcome | null {
  const { cause, variant, outcome, endedBy, facts } = told;
  const saw = (fact: EvidenceFact): boolean => told.evidence.some((evidence) => evidence.fact === fact);
  const byServer = endedBy === 'server' || endedBy === 'middlebox';
  const reset: WireOutcome = saw('response-incomplete') ? 'rst-mid-body' : 'rst-before-response';
  switch (cause) {
    case 'port-closed':
      return 'refused';
    case 'firewall-reject':
      return outcome === 'reset' ? reset : unreachable(told, saw);
    case 'host-unreachable':
      return unreachable(told, saw);
    case 'firewall-drop':
      return 'connect-timeout';
    case 'listen-queue-overflow':
      if (saw('served-on-retry')) return 'slow-connect';
      return outcome === 'no-answer' && variant === 'syn-ignored' ? 'connect-timeout' : 'no-answer';
    case 'port-reuse-collision':
      return saw('attempt-retried-ok') ? 'slow-connect' : 'connect-timeout';
    case 'connection-limit-per-client':
    case 'connection-limit-total':
    case 'accept-then-close':
      if (outcome === 'refused' || facts['layer'] === 'filter') return 'refused';
      if (saw('rst-right-after-handshake')) return 'rst-before-response';
      return saw('reply-rst') ? 'fin-write-rst' : 'fin-before-response';
    case 'accept-starvation':
    case 'mtu-black-hole':
    case 'client-abandoned':
      return 'no-answer';
    case 'unread-data-abort':
      if (!byServer) return null;
      return saw('response-before-abort') ? 'response-then-rst' : reset;
    case 'stale-keepalive-reuse':
      return variant === 'race-unread' ? 'rst-before-response' : 'fin-write-rst';
    case 'ignored-connection-close':
      return saw('active-rst') && !saw('sent-after-fin') && !saw('data-crossed-fin') ? 'rst-before-response' : 'fin-write-rst';
    case 'write-after-close':
      return byServer ? 'fin-write-rst' : null;
    case 'server-process-died':
      if (outcome === 'reset') return reset;
      return saw('response-incomplete') ? 'fin-mid-body' : 'fin-before-response';
    case 'middlebox-idle-timeout':
      return variant === 'silent' || outcome === 'no-answer' ? 'gave-up' : reset;
    case 'listen-queue-overflow-reset':
    case 'linger-abort':
    case 'peer-lost-state':
    case 'injected-reset':
    case 'nat-translation-lost':
      return byServer ? reset : null;
    case 'retransmission-timeout':
      return 'gave-up';
    case 'keepalive-timeout':
      return endedBy === 'server' ? null : 'gave-up';
    case 'receiver-stalled':
      return told.party === 'server' ? 'gave-up' : null;
    case 'tls-failure':
      return tlsOutcome(told, saw('tls-alert'));
    case 'protocol-mismatch':
      if (facts['clientProtocol'] === 'TLS') return 'tls-to-plain';
      return facts['clientProtocol'] === 'HTTP' ? 'plain-to-tls' : null;
    case 'slow-handshake':
      return 'slow-connect';
    case 'ephemeral-port-exhaustion':
      return 'no-local-port';
    default:
      return null;
  }
}

const CERTIFICATE_EXPIRED = 45;

function tlsOutcome({ facts, party, endedBy, outcome }: Told, sawAlert: boolean): WireOutcome | null {
  const alert = facts['alert'];
  if (typeof alert === 'number') {
    const isAboutCertificate = /cert|unknown_ca/.test(tlsAlertName(alert));
    // Whoever refuses a certificate leaves: the alert is the client's where that ended it, else the server's.
    if (isAboutCertificate && (party === 'client' || endedBy === 'client'))
      return alert === CERTIFICATE_EXPIRED ? 'tls-expired' : 'tls-rejected';
    return party === 'server' ? 'tls-alert' : null;
  }
  // The alert was encrypted: TLS 1.3, where it is the client that dislikes the certificate.
  if (sawAlert || endedBy === 'client') return 'tls-rejected';
  return outcome === 'reset' ? 'tls-reset' : 'tls-eof';
}

/** Errors that Linux makes of ICMP codes (net/ipv4/icmp.c icmp_err_convert, net/ipv6/icmp.c tab_unreach). */
const ERRORS_V4: Readonly<Record<number, WireOutcome>> = {
  0: 'net-unreachable',
  3: 'refused',
  6: 'net-unreachable',
  9: 'net-unreachable',
  11: 'net-unreachable',
};
const ERRORS_V6: Readonly<Record<number, WireOutcome>> = {
  0: 'net-unreachable',
  1: 'prohibited',
  4: 'refused',
  5: 'prohibited',
  6: 'prohibited',
};
const ICMPV6_UNREACHABLE = 1;

function unreachable(told: Told, saw: (fact: EvidenceFact) => boolean): WireOutcome {
  const type = numberFact(told.facts, 'icmpType');
  const code = numberFact(told.facts, 'icmpCode');
  if (type !== undefined && code !== undefined) return (type === ICMPV6_UNREACHABLE ? ERRORS_V6 : ERRORS_V4)[code] ?? 'host-unreachable';
  if (saw('arp-unanswered')) return 'host-unreachable';
  return told.cause === 'firewall-reject' ? 'refused' : 'connect-timeout';
}
