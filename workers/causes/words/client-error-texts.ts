// What programs print, by what was on the wire, and which causes look so. Measured on Linux (curl, Python, Node.js, Java), others
// from their sources. Data only: client-errors chooses among it, error-lookup leads back.

import type { FindingCause } from '../../model/vocabulary';

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
  | 'tls-expired'
  | 'tls-reset'
  | 'tls-eof'
  | 'no-local-port'
  | 'tls-to-plain'
  | 'plain-to-tls';

export type Program = 'Linux' | 'curl' | 'Python' | 'Node.js' | 'Java' | 'Go' | '.NET' | 'nginx' | 'ssh' | 'libpq' | 'PHP PDO';

/** Linux stands first in both languages; all other texts are the programs' own. */
export interface Printed {
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

export const PRINTED: Readonly<Record<WireOutcome, Printed>> = {
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
    ['Node.js', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE; SELF_SIGNED_CERT_IN_CHAIN; ERR_TLS_CERT_ALTNAME_INVALID'],
    ['Java', 'SSLHandshakeException: PKIX path building failed'],
    ['Go', 'tls: failed to verify certificate: x509: certificate signed by unknown authority'],
    ['.NET', 'AuthenticationException: The remote certificate is invalid'],
    ['nginx', 'upstream SSL certificate verify error'],
  ),
  'tls-expired': printed(
    'no socket error: the client itself refused the certificate, which has expired',
    '没有套接字错误：证书已过期，客户端自己拒绝了它',
    ['curl', '(60) SSL certificate problem: certificate has expired'],
    ['Python', '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired'],
    ['Node.js', 'CERT_HAS_EXPIRED: certificate has expired'],
    ['Java', 'CertificateExpiredException: NotAfter'],
    ['Go', 'x509: certificate has expired or is not yet valid'],
    ['.NET', 'The remote certificate is invalid because of errors in the certificate chain: NotTimeValid'],
    ['nginx', 'upstream SSL certificate verify error: (10:certificate has expired)'],
    ['libpq', 'SSL error: certificate verify failed'],
  ),
  'tls-reset': printed(
    'read or write: ECONNRESET (Connection reset by peer) within the TLS handshake',
    'read 或 write: ECONNRESET (Connection reset by peer)，发生在 TLS 握手中',
    ['curl', '(35) Recv failure: Connection reset by peer'],
    ['Python', 'ConnectionResetError: [Errno 104] Connection reset by peer'],
    ['Node.js', 'read ECONNRESET'],
    ['Java', 'javax.net.ssl.SSLException: Connection reset'],
    ['Go', 'read: connection reset by peer'],
    ['.NET', 'IOException: Unable to read data from the transport connection: Connection reset by peer'],
    ['nginx', 'SSL_do_handshake() failed (104: Connection reset by peer) while SSL handshaking to upstream'],
  ),
  'tls-eof': printed(
    'read: 0 bytes (EOF) within the TLS handshake',
    'read: 0 字节（EOF），发生在 TLS 握手中',
    ['curl', '(35) SSL_ERROR_SYSCALL; unexpected eof while reading'],
    ['Python', 'ssl.SSLEOFError: EOF occurred in violation of protocol'],
    ['Node.js', 'Client network socket disconnected before secure TLS connection was established (code ECONNRESET)'],
    ['Java', 'SSLHandshakeException: Remote host terminated the handshake'],
    ['Go', 'EOF'],
    ['.NET', 'Received an unexpected EOF or 0 bytes from the transport stream'],
    ['nginx', 'peer closed connection in SSL handshake while SSL handshaking to upstream'],
  ),
  'no-local-port': printed(
    'connect: EADDRNOTAVAIL (Cannot assign requested address)',
    'connect: EADDRNOTAVAIL (Cannot assign requested address)',
    ['curl', '(7) Cannot assign requested address'],
    ['Python', 'OSError: [Errno 99] Cannot assign requested address'],
    ['Node.js', 'connect EADDRNOTAVAIL'],
    ['Java', 'java.net.NoRouteToHostException: Cannot assign requested address'],
    ['Go', 'connect: cannot assign requested address'],
    ['.NET', 'SocketException (99): Cannot assign requested address; Windows (10048): Only one usage of each socket address'],
    ['nginx', 'connect() failed (99: Cannot assign requested address) while connecting to upstream'],
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
export const OUTCOMES_OF: Readonly<Partial<Record<FindingCause, readonly WireOutcome[]>>> = {
  'port-closed': ['refused'],
  'firewall-reject': ['refused', 'host-unreachable', 'net-unreachable', 'prohibited', 'rst-before-response'],
  'firewall-drop': ['connect-timeout'],
  'host-unreachable': ['host-unreachable', 'net-unreachable', 'prohibited', 'connect-timeout'],
  'listen-queue-overflow': ['connect-timeout', 'slow-connect', 'no-answer'],
  'listen-queue-overflow-reset': ['rst-before-response', 'tls-reset'],
  'port-reuse-collision': ['connect-timeout', 'slow-connect'],
  'connection-limit-per-client': ['refused', 'rst-before-response', 'fin-before-response', 'fin-write-rst', 'tls-reset', 'tls-eof'],
  'connection-limit-total': ['refused', 'rst-before-response', 'fin-before-response', 'fin-write-rst', 'tls-reset', 'tls-eof'],
  'accept-then-close': ['rst-before-response', 'fin-before-response', 'fin-write-rst', 'tls-reset', 'tls-eof'],
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
  'injected-reset': ['rst-before-response', 'rst-mid-body', 'tls-reset'],
  'retransmission-timeout': ['gave-up'],
  'mtu-black-hole': ['no-answer'],
  'keepalive-timeout': ['gave-up', 'rst-before-response'],
  'receiver-stalled': ['gave-up'],
  'tls-failure': ['tls-alert', 'tls-rejected', 'tls-expired', 'tls-reset', 'tls-eof'],
  'protocol-mismatch': ['tls-to-plain', 'plain-to-tls'],
  'nat-translation-lost': ['rst-before-response'],
  'slow-handshake': ['slow-connect'],
  'ephemeral-port-exhaustion': ['no-local-port'],
  'one-bad-backend': ['refused', 'rst-before-response', 'fin-before-response', 'connect-timeout'],
};
