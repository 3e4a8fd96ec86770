// What the client's program most likely printed, by what was on the wire, and back: which wire outcomes and causes lie
// behind a text. Measured on Linux (curl, Python, Node.js, Java), others from their sources. Knows no packets.

import { tlsAlertName } from '../tls-alerts';
import type { ConnectionReport, EndedBy, Endpoint, Evidence, Finding, Outcome, Values } from '../../model/verdict';
import { CAUSE_IDS, type CauseId, type EvidenceFact, type FindingCause } from '../../model/vocabulary';
import { numberFact } from './phrases';
import type { Language } from './words';

/** How it looked to the client: in which order FIN, RST and its own calls met. */
export type WireOutcome =
  | 'refused'
  | 'host-unreachable'
  | 'net-unreachable'
  | 'prohibited'
  | 'connect-timeout'
  | 'slow-connect'
  | 'rst-before-response'
  | 'response-then-rst'
  | 'fin-before-response'
  | 'fin-write-rst'
  | 'rst-mid-body'
  | 'fin-mid-body'
  | 'no-answer'
  | 'gave-up'
  | 'tls-alert'
  | 'tls-rejected'
  | 'tls-to-plain'
  | 'plain-to-tls';

type Program = 'Linux' | 'curl' | 'Python' | 'Node.js' | 'Java' | 'Go' | '.NET' | 'nginx' | 'ssh' | 'libpq' | 'PHP PDO';

/** Linux stands first in both languages; all other texts are the programs' own. */
interface Printed {
  readonly en: string;
  readonly zh: string;
  readonly programs: readonly (readonly [Program, string])[];
}

function printed(en: string, zh: string, ...programs: readonly (readonly [Program, string])[]): Printed {
  return { en, zh, programs };
}

const RESET: Printed['programs'] = [
  ['curl', '(56) Recv failure: Connection reset by peer'],
  ['Python', 'ConnectionResetError: [Errno 104] Connection reset by peer'],
  ['Node.js', 'read ECONNRESET'],
  ['Java', 'java.net.SocketException: Connection reset'],
  ['Go', 'read: connection reset by peer'],
  ['.NET', 'SocketException (104): Connection reset by peer; Windows (10054): forcibly closed by the remote host'],
  ['nginx', 'recv() failed (104: Connection reset by peer) while reading response header from upstream'],
  ['ssh', 'kex_exchange_identification: read: Connection reset by peer'],
  ['libpq', 'could not receive data from server: Connection reset by peer'],
  ['PHP PDO', '(2006) MySQL server has gone away'],
];
const TIMED_OUT: Printed['programs'] = [
  ['curl', '(28) Operation timed out'],
  ['Python', 'TimeoutError: timed out'],
  ['Java', 'java.net.SocketTimeoutException: Read timed out'],
  ['Go', 'context deadline exceeded'],
  ['.NET', 'TaskCanceledException: The request was canceled due to the configured HttpClient.Timeout'],
  ['nginx', 'upstream timed out (110: Connection timed out) while reading response header from upstream'],
  ['libpq', 'timeout expired'],
];

const PRINTED: Readonly<Record<WireOutcome, Printed>> = {
  refused: printed(
    'connect: ECONNREFUSED (Connection refused)',
    'connect: ECONNREFUSED (Connection refused)',
    ['curl', "(7) Failed to connect: Couldn't connect to server"],
    ['Python', 'ConnectionRefusedError: [Errno 111] Connection refused'],
    ['Node.js', 'connect ECONNREFUSED'],
    ['Java', 'java.net.ConnectException: Connection refused'],
    ['Go', 'dial tcp: connect: connection refused'],
    ['.NET', 'SocketException (111): Connection refused; Windows (10061): actively refused it'],
    ['nginx', 'connect() failed (111: Connection refused) while connecting to upstream'],
    ['ssh', 'ssh: connect to host: Connection refused'],
    ['libpq', 'Connection refused. Is the server running on that host and accepting TCP/IP connections?'],
    ['PHP PDO', '(2002) Connection refused'],
  ),
  'host-unreachable': printed(
    'connect: EHOSTUNREACH (No route to host)',
    'connect: EHOSTUNREACH (No route to host)',
    ['curl', '(7) Failed to connect: No route to host'],
    ['Python', 'OSError: [Errno 113] No route to host'],
    ['Node.js', 'connect EHOSTUNREACH'],
    ['Java', 'java.net.NoRouteToHostException: No route to host'],
    ['Go', 'dial tcp: connect: no route to host'],
    ['.NET', 'SocketException (113): No route to host'],
    ['nginx', 'connect() failed (113: No route to host) while connecting to upstream'],
    ['ssh', 'ssh: connect to host: No route to host'],
  ),
  'net-unreachable': printed(
    'connect: ENETUNREACH (Network is unreachable)',
    'connect: ENETUNREACH (Network is unreachable)',
    ['curl', '(7) Failed to connect: Network is unreachable'],
    ['Python', 'OSError: [Errno 101] Network is unreachable'],
    ['Node.js', 'connect ENETUNREACH'],
    ['Java', 'java.net.SocketException: Network is unreachable'],
    ['Go', 'dial tcp: connect: network is unreachable'],
    ['.NET', 'SocketException (101): Network is unreachable'],
    ['nginx', 'connect() failed (101: Network is unreachable) while connecting to upstream'],
  ),
  prohibited: printed(
    'connect: EACCES (Permission denied)',
    'connect: EACCES (Permission denied)',
    ['curl', '(7) Failed to connect: Permission denied'],
    ['Python', 'PermissionError: [Errno 13] Permission denied'],
    ['Node.js', 'connect EACCES'],
    ['Go', 'dial tcp: connect: permission denied'],
  ),
  'connect-timeout': printed(
    'connect: ETIMEDOUT (Connection timed out) after 127 or 135 s; sooner by a timeout of its own',
    'connect: ETIMEDOUT (Connection timed out)，127 或 135 秒后；程序自身有超时则更早',
    ['curl', '(28) Failed to connect: Connection timed out'],
    ['Python', 'TimeoutError: [Errno 110] Connection timed out'],
    ['Node.js', 'connect ETIMEDOUT'],
    ['Java', 'java.net.ConnectException: Connection timed out; with a timeout SocketTimeoutException: Connect timed out'],
    ['Go', 'dial tcp: i/o timeout'],
    ['.NET', 'SocketException (110): Connection timed out'],
    ['nginx', 'upstream timed out (110: Connection timed out) while connecting to upstream'],
    ['ssh', 'ssh: connect to host: Connection timed out'],
    ['libpq', 'timeout expired'],
    ['PHP PDO', '(2002) Connection timed out'],
  ),
  'slow-connect': printed('no error: connect takes about 1, 3 or 7 s', '没有错误：connect 耗时约 1、3 或 7 秒'),
  'rst-before-response': printed(
    'read or write: ECONNRESET (Connection reset by peer), then EPIPE (Broken pipe)',
    'read 或 write: ECONNRESET (Connection reset by peer)，随后为 EPIPE (Broken pipe)',
    ...RESET,
  ),
  'response-then-rst': printed(
    'read: the answer first, then ECONNRESET (Connection reset by peer)',
    'read: 先读到应答，随后为 ECONNRESET (Connection reset by peer)',
    ['curl', '(55) Send failure: Connection reset by peer'],
    ...RESET.filter(([program]) => program !== 'curl' && program !== 'nginx'),
    ['nginx', 'writev() failed (104: Connection reset by peer) while sending request to upstream'],
  ),
  'fin-before-response': printed(
    'read: 0 bytes (EOF)',
    'read: 0 字节（EOF）',
    ['curl', '(52) Empty reply from server'],
    ['Python', 'RemoteDisconnected: Remote end closed connection without response'],
    ['Node.js', 'socket hang up (code ECONNRESET, although no RST came)'],
    ['Java', 'java.net.SocketException: Unexpected end of file from server; NoHttpResponseException'],
    ['Go', 'EOF'],
    ['.NET', 'The response ended prematurely'],
    ['nginx', 'upstream prematurely closed connection while reading response header from upstream'],
    ['ssh', 'kex_exchange_identification: Connection closed by remote host'],
    ['libpq', 'server closed the connection unexpectedly'],
    ['PHP PDO', "(2013) Lost connection to MySQL server at 'reading initial communication packet'"],
  ),
  'fin-write-rst': printed(
    'read: 0 bytes (EOF); write: EPIPE (Broken pipe); never ECONNRESET',
    'read: 0 字节（EOF）；write: EPIPE (Broken pipe)；不会是 ECONNRESET',
    ['curl', '(52) Empty reply from server'],
    ['Python', 'RemoteDisconnected: Remote end closed connection without response; BrokenPipeError: [Errno 32] Broken pipe'],
    ['Node.js', 'socket hang up (code ECONNRESET); write EPIPE'],
    ['Java', 'NoHttpResponseException; java.net.SocketException: Broken pipe'],
    ['Go', 'EOF; http: server closed idle connection; write: broken pipe'],
    ['.NET', 'The response ended prematurely; Broken pipe'],
    ['nginx', 'upstream prematurely closed connection while reading response header from upstream'],
    ['ssh', 'kex_exchange_identification: Connection closed by remote host'],
    ['libpq', 'server closed the connection unexpectedly'],
    ['PHP PDO', '(2006) MySQL server has gone away'],
  ),
  'rst-mid-body': printed(
    'read: part of the answer, then ECONNRESET (Connection reset by peer)',
    'read: 先读到部分应答，随后为 ECONNRESET (Connection reset by peer)',
    ['curl', '(56) Recv failure: Connection reset by peer'],
    ['Python', "ChunkedEncodingError: ('Connection broken: ConnectionResetError(104, 'Connection reset by peer')')"],
    ['Node.js', 'aborted (code ECONNRESET)'],
    ['Java', 'java.net.SocketException: Connection reset'],
    ['Go', 'read: connection reset by peer'],
    ['.NET', 'SocketException (104): Connection reset by peer; Windows (10054): forcibly closed by the remote host'],
    ['nginx', 'recv() failed (104: Connection reset by peer) while reading upstream'],
    ['ssh', 'client_loop: send disconnect: Connection reset by peer'],
  ),
  'fin-mid-body': printed(
    'read: part of the answer, then 0 bytes (EOF)',
    'read: 先读到部分应答，随后为 0 字节（EOF）',
    ['curl', '(18) transfer closed with … bytes remaining to read'],
    ['Python', 'http.client.IncompleteRead'],
    ['Node.js', 'aborted (code ECONNRESET, although no RST came)'],
    ['Java', 'Premature end of Content-Length delimited message body'],
    ['Go', 'unexpected EOF'],
    ['.NET', 'The response ended prematurely'],
    ['nginx', 'upstream prematurely closed connection while reading upstream'],
  ),
  'no-answer': printed("nothing, until the program's own timeout", '没有任何返回，直到程序自身超时', ...TIMED_OUT),
  'gave-up': printed(
    "read or write: ETIMEDOUT (Connection timed out) after minutes; sooner by the program's own timeout",
    'read 或 write: ETIMEDOUT (Connection timed out)，数分钟后；程序自身有超时则更早',
    ...TIMED_OUT.filter(([program]) => program !== 'Python' && program !== 'Go'),
    ['Python', 'TimeoutError: [Errno 110] Connection timed out'],
    ['Node.js', 'read ETIMEDOUT'],
    ['Go', 'read: connection timed out; context deadline exceeded'],
    ['ssh', 'client_loop: send disconnect: Broken pipe'],
  ),
  'tls-alert': printed(
    'read: the alert, which the TLS library turns into an error',
    'read: 读到告警，由 TLS 库转为错误',
    ['curl', '(35) TLS connect error: … alert …'],
    ['Python', 'ssl.SSLError: … alert …'],
    ['Node.js', 'ERR_SSL_… alert …'],
    ['Java', 'SSLHandshakeException: Received fatal alert: …'],
    ['Go', 'remote error: tls: …'],
    ['.NET', 'AuthenticationException: Authentication failed, see inner exception'],
    ['nginx', 'SSL_do_handshake() failed … alert … while SSL handshaking to upstream'],
  ),
  'tls-rejected': printed(
    'no socket error: the client itself refused the certificate',
    '没有套接字错误：客户端自己拒绝了证书',
    ['curl', '(60) SSL certificate problem'],
    ['Python', 'SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed'],
    ['Node.js', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE; SELF_SIGNED_CERT_IN_CHAIN; CERT_HAS_EXPIRED'],
    ['Java', 'SSLHandshakeException: PKIX path building failed'],
    ['Go', 'tls: failed to verify certificate: x509: certificate signed by unknown authority'],
    ['.NET', 'AuthenticationException: The remote certificate is invalid'],
    ['nginx', 'upstream SSL certificate verify error'],
  ),
  'tls-to-plain': printed(
    'no socket error: the answer is no TLS record',
    '没有套接字错误：应答不是 TLS 记录',
    ['curl', '(35) … wrong version number'],
    ['Python', 'ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number'],
    ['Node.js', 'ERR_SSL_WRONG_VERSION_NUMBER'],
    ['Java', 'SSLException: Unsupported or unrecognized SSL message'],
    ['Go', 'tls: first record does not look like a TLS handshake'],
    ['.NET', 'Cannot determine the frame size or a corrupted frame was received'],
    ['nginx', 'SSL_do_handshake() failed … wrong version number'],
  ),
  'plain-to-tls': printed(
    'read: a status or an alert that the client did not ask for, or 0 bytes (EOF)',
    'read: 读到客户端没有请求的状态码或告警，或 0 字节（EOF）',
    ['curl', '400 The plain HTTP request was sent to HTTPS port; (1) Received HTTP/0.9 when not allowed; (52) Empty reply from server'],
    ['Python', 'http.client.BadStatusLine'],
    ['Node.js', 'Parse Error: Expected HTTP/; socket hang up'],
    ['Java', 'java.net.SocketException: Unexpected end of file from server'],
    ['Go', 'malformed HTTP response'],
  ),
};

/** Every way in which a cause can look to the client; which one it was shows in the evidence. None: its program saw no error. */
const OUTCOMES_OF: Readonly<Partial<Record<CauseId, readonly WireOutcome[]>>> = {
  'port-closed': ['refused'],
  'firewall-reject': ['refused', 'host-unreachable', 'net-unreachable', 'prohibited', 'rst-before-response'],
  'firewall-drop': ['connect-timeout'],
  'host-unreachable': ['host-unreachable', 'net-unreachable', 'prohibited', 'connect-timeout'],
  'listen-queue-overflow': ['connect-timeout', 'slow-connect', 'no-answer'],
  'listen-queue-overflow-reset': ['rst-before-response'],
  'port-reuse-collision': ['connect-timeout', 'slow-connect'],
  'connection-limit-per-client': ['refused', 'rst-before-response', 'fin-before-response', 'fin-write-rst'],
  'connection-limit-total': ['refused', 'rst-before-response', 'fin-before-response', 'fin-write-rst'],
  'accept-then-close': ['rst-before-response', 'fin-before-response', 'fin-write-rst'],
  'accept-starvation': ['no-answer'],
  'unread-data-abort': ['rst-before-response', 'response-then-rst', 'rst-mid-body'],
  'linger-abort': ['rst-before-response', 'rst-mid-body'],
  'stale-keepalive-reuse': ['fin-write-rst', 'rst-before-response'],
  'ignored-connection-close': ['fin-write-rst', 'rst-before-response'],
  'write-after-close': ['fin-write-rst'],
  'client-abandoned': ['no-answer'],
  'server-process-died': ['rst-before-response', 'fin-before-response', 'rst-mid-body', 'fin-mid-body'],
  'peer-lost-state': ['rst-before-response', 'rst-mid-body'],
  'middlebox-idle-timeout': ['gave-up', 'rst-before-response'],
  'injected-reset': ['rst-before-response', 'rst-mid-body'],
  'retransmission-timeout': ['gave-up'],
  'mtu-black-hole': ['no-answer'],
  'keepalive-timeout': ['gave-up', 'rst-before-response'],
  'receiver-stalled': ['gave-up'],
  'tls-failure': ['tls-alert', 'tls-rejected'],
  'protocol-mismatch': ['tls-to-plain', 'plain-to-tls'],
  'nat-translation-lost': ['rst-before-response'],
};

interface Told {
  readonly cause: FindingCause;
  readonly variant?: string;
  readonly outcome: Outcome;
  readonly endedBy: EndedBy;
  readonly party: string;
  readonly facts: Values;
  readonly evidence: readonly Evidence[];
  readonly server?: Endpoint;
}

/** Ports of protocols that neither curl nor a proxy for HTTP speaks, and the clients that do. */
const NO_HTTP: ReadonlySet<number> = new Set([
  21, 22, 25, 143, 993, 1433, 1521, 2181, 3306, 5432, 5672, 6379, 6432, 9042, 9092, 11_211, 27_017, 61_616,
]);
const HTTP_ONLY: readonly Program[] = ['curl', 'nginx'];
const CLIENT_OF_PORT: Readonly<Partial<Record<Program, readonly number[]>>> = { ssh: [22], libpq: [5432, 6432], 'PHP PDO': [3306] };

export interface ClientLine {
  readonly program: string;
  readonly text: string;
}

/** What the client's program most likely printed; empty where it saw no error, or where that cannot be said. */
export function clientSaw(told: Finding | ConnectionReport, language: Language): readonly ClientLine[] {
  const one: Told = 'verdict' in told ? { ...told.verdict, outcome: told.outcome, endedBy: told.endedBy, server: told.server } : told;
  const outcome = wireOutcome(one);
  if (outcome === null) return [];
  const port = one.server?.port ?? -1;
  const { programs, ...linux } = PRINTED[outcome];
  const alert = typeof one.facts['alert'] === 'number' ? tlsAlertName(one.facts['alert']) : undefined;
  const lines = programs.filter(([program]) => {
    const ports = CLIENT_OF_PORT[program];
    return ports === undefined ? !NO_HTTP.has(port) || !HTTP_ONLY.includes(program) : ports.includes(port);
  });
  return [
    { program: 'Linux', text: linux[language] },
    ...lines
      .toSorted((a, b) => orderOf(a[0]) - orderOf(b[0]))
      .map(([program, text]) => ({ program, text: withAlert(program, text, alert) })),
  ];
}

const ORDER: readonly Program[] = ['Linux', 'ssh', 'libpq', 'PHP PDO', 'curl', 'Python', 'Node.js', 'Java', 'Go', '.NET', 'nginx'];

function orderOf(program: Program): number {
  return ORDER.indexOf(program);
}

/** Java prints the alert by its name in the RFC; others in words of their own. */
function withAlert(program: Program, text: string, alert: string | undefined): string {
  return program === 'Java' && alert !== undefined && text.endsWith('alert: …') ? text.replace('…', alert) : text;
}

/** The one way in which this case looked to its client. */
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
      if (told.party === 'server') return 'tls-alert';
      // Without a number the alert was encrypted: TLS 1.3, where it is the client that dislikes the certificate.
      return typeof facts['alert'] !== 'number' || /cert|unknown_ca/.test(tlsAlertName(facts['alert'])) ? 'tls-rejected' : null;
    case 'protocol-mismatch':
      if (facts['clientProtocol'] === 'TLS') return 'tls-to-plain';
      return facts['clientProtocol'] === 'HTTP' ? 'plain-to-tls' : null;
    case 'slow-handshake':
      return 'slow-connect';
    default:
      return null;
  }
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

export interface ErrorMeaning {
  readonly outcome: WireOutcome;
  /** Causes that look like this to a client. */
  readonly causes: readonly CauseId[];
}

/** Shorter texts fit too much. */
const TEXT_MIN_CHARS = 3;

/** What can lie behind a line of a log: the outcomes whose texts share the longest piece with it. */
export function outcomesOfError(text: string): readonly ErrorMeaning[] {
  const line = text.trim().toLowerCase();
  let best = TEXT_MIN_CHARS - 1;
  let found: WireOutcome[] = [];
  for (const outcome of Object.keys(PRINTED) as WireOutcome[]) {
    const length = Math.max(...piecesOf(outcome).map((piece) => sharedLength(line, piece)));
    if (length > best) {
      best = length;
      found = [outcome];
    } else if (length === best && best >= TEXT_MIN_CHARS) {
      found.push(outcome);
    }
  }
  return found.map((outcome) => ({ outcome, causes: CAUSE_IDS.filter((cause) => OUTCOMES_OF[cause]?.includes(outcome)) }));
}

/** Each printed text as a whole, and what stands between its marks: a log puts names and numbers there. */
function piecesOf(outcome: WireOutcome): readonly string[] {
  const { en, programs } = PRINTED[outcome];
  return [en, ...programs.map(([, text]) => text)].flatMap((text) => {
    const whole = text.toLowerCase();
    return [whole, ...whole.split(/[…;()]|: |, /)]
      .map((piece) => piece.trim())
      .filter((piece) => piece.length >= TEXT_MIN_CHARS && !isFiller(piece));
  });
}

/** Names that say nothing of what happened. */
function isFiller(piece: string): boolean {
  return /^(?:\d+|\[errno \d+\]|alert|after minutes|no error|no socket error|connect|read|write|read or write|then|sooner.*|windows|dial tcp|failed to connect|ssh|connect to host|java\.net\.socketexception|oserror|ssl\.sslerror|sslexception|sslhandshakeexception|socketexception|authenticationexception|recv|connect\(\) failed|recv\(\) failed|never econnreset|although no rst came)$/.test(
    piece,
  );
}

function sharedLength(line: string, piece: string): number {
  if (holds(line, piece)) return piece.length;
  return line.length >= TEXT_MIN_CHARS && holds(piece, line) ? line.length : 0;
}

/** As words of their own: "EOF" does not stand in "timeofday". */
function holds(text: string, part: string): boolean {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    if (!/\w/.test(text.charAt(at - 1)) && !/\w/.test(text.charAt(at + part.length))) return true;
  }
  return false;
}
