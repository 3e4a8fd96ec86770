// Texts of further programs and libraries, by what was on the wire: loaded when someone asks for them or pastes an error.
// The common ones are in client-error-texts.

import type { ConnectionReport, Finding } from '../../model/verdict';
import type { WireOutcome } from './client-error-texts';
import { type ClientLine, wireOutcomeOf } from './client-errors';

type Line = readonly [program: string, text: string];

const RESET: readonly Line[] = [
  ['Python requests', "('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))"],
  ['Node.js fetch', 'fetch failed, cause: read ECONNRESET'],
  ['java.net.http', 'java.io.IOException: HTTP/1.1 header parser received no bytes'],
  ['Java NIO', 'java.io.IOException: Connection reset by peer'],
  ['Apache HttpClient', 'java.net.SocketException: Connection reset'],
  ['OkHttp', 'java.net.SocketException: Connection reset'],
  ['Ruby', 'Errno::ECONNRESET: Connection reset by peer'],
  ['Windows', 'WSAECONNRESET (10054): An existing connection was forcibly closed by the remote host'],
  ['Envoy', 'upstream connect error or disconnect/reset before headers. reset reason: connection termination (flag UC)'],
  ['HAProxy', 'termination state SH or SD, status 502'],
  ['redis-cli', 'Error: Connection reset by peer'],
  [
    'ZooKeeper client',
    'unexpected error, closing socket connection and attempting reconnect: java.io.IOException: Connection reset by peer',
  ],
  ['mysql', "ERROR 2013 (HY000): Lost connection to MySQL server at 'reading initial communication packet', system error: 104"],
  ['psycopg', 'psycopg2.OperationalError: could not receive data from server: Connection reset by peer'],
];
const FIN: readonly Line[] = [
  ['Python requests', "('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))"],
  ['Node.js fetch', 'fetch failed, cause: UND_ERR_SOCKET: other side closed'],
  ['java.net.http', 'java.io.IOException: HTTP/1.1 header parser received no bytes'],
  ['HttpURLConnection', 'java.net.SocketException: Unexpected end of file from server'],
  ['Apache HttpClient', 'org.apache.http.NoHttpResponseException: failed to respond'],
  ['OkHttp', 'java.io.IOException: unexpected end of stream on'],
  ['Ruby', 'EOFError: end of file reached'],
  ['Envoy', 'upstream connect error or disconnect/reset before headers. reset reason: connection termination (flag UC)'],
  ['HAProxy', 'termination state SH, status 502'],
  ['redis-cli', 'Error: Server closed the connection'],
  ['ZooKeeper client', 'Unable to read additional data from server sessionid 0x0, likely server has closed socket'],
  ['mysql', "ERROR 2013 (HY000): Lost connection to MySQL server at 'reading initial communication packet', system error: 0"],
  ['psycopg', 'psycopg2.OperationalError: server closed the connection unexpectedly'],
];

/** Every row of the catalogue that client-error-texts has not; what is missing prints nothing of its own. */
export const MORE_PRINTED: Readonly<Partial<Record<WireOutcome, readonly Line[]>>> = {
  refused: [
    ['Python requests', 'NewConnectionError: Failed to establish a new connection: [Errno 111] Connection refused'],
    ['Node.js fetch', 'fetch failed, cause: connect ECONNREFUSED'],
    ['java.net.http', 'java.net.ConnectException'],
    ['Apache HttpClient', 'HttpHostConnectException: Connect to failed: Connection refused'],
    ['OkHttp', 'java.net.ConnectException: Failed to connect to'],
    ['Ruby', 'Errno::ECONNREFUSED: Connection refused'],
    ['Windows', 'WSAECONNREFUSED (10061): No connection could be made because the target machine actively refused it'],
    ['Envoy', 'upstream connect error or disconnect/reset before headers. reset reason: connection failure (flag UF)'],
    ['HAProxy', 'termination state SC, status 503'],
    ['redis-cli', 'Could not connect to Redis: Connection refused'],
    ['mysql', "ERROR 2003 (HY000): Can't connect to MySQL server (111)"],
    ['psycopg', 'psycopg2.OperationalError: connection to server failed: Connection refused'],
    ['Kafka client', 'Connection to node could not be established. Broker may not be available.'],
  ],
  'host-unreachable': [
    ['Python requests', 'NewConnectionError: Failed to establish a new connection: [Errno 113] No route to host'],
    ['Ruby', 'Errno::EHOSTUNREACH: No route to host'],
    ['Windows', 'WSAEHOSTUNREACH (10065): A socket operation was attempted to an unreachable host'],
    ['mysql', "ERROR 2003 (HY000): Can't connect to MySQL server (113)"],
  ],
  'net-unreachable': [
    ['Ruby', 'Errno::ENETUNREACH: Network is unreachable'],
    ['Windows', 'WSAENETUNREACH (10051): A socket operation was attempted to an unreachable network'],
  ],
  'connect-timeout': [
    ['Python requests', 'ConnectTimeoutError: Connection timed out. (connect timeout=)'],
    ['Node.js fetch', 'fetch failed, cause: UND_ERR_CONNECT_TIMEOUT: Connect Timeout Error'],
    ['java.net.http', 'java.net.http.HttpConnectTimeoutException: HTTP connect timed out'],
    ['Apache HttpClient', 'ConnectTimeoutException: Connect to failed: connect timed out'],
    ['OkHttp', 'java.net.SocketTimeoutException: failed to connect to'],
    ['Ruby', 'Net::OpenTimeout: execution expired'],
    ['Windows', 'WSAETIMEDOUT (10060): A connection attempt failed because the connected party did not properly respond'],
    ['Envoy', 'upstream connect error or disconnect/reset before headers. reset reason: connection timeout'],
    ['HAProxy', 'termination state sC, status 503'],
    ['mysql', "ERROR 2003 (HY000): Can't connect to MySQL server (110)"],
  ],
  'rst-before-response': RESET,
  'response-then-rst': RESET.filter(([program]) => program === 'Ruby' || program === 'Java NIO'),
  'fin-before-response': FIN,
  'fin-write-rst': [...FIN, ['Java NIO', 'java.io.IOException: Broken pipe'], ['Ruby', 'Errno::EPIPE: Broken pipe']],
  'rst-mid-body': [
    ['Node.js fetch', 'terminated, cause: read ECONNRESET'],
    ['java.net.http', 'java.io.IOException: Connection reset'],
    ['Java NIO', 'java.io.IOException: Connection reset by peer'],
    ['Apache HttpClient', 'java.net.SocketException: Connection reset'],
    ['Ruby', 'Errno::ECONNRESET: Connection reset by peer'],
    ['Windows', 'WSAECONNRESET (10054): An existing connection was forcibly closed by the remote host'],
    ['HAProxy', 'termination state SD'],
  ],
  'fin-mid-body': [
    ['Python requests', "ChunkedEncodingError: ('Connection broken: IncompleteRead(')"],
    ['Node.js fetch', 'terminated, cause: UND_ERR_SOCKET: other side closed'],
    ['java.net.http', 'java.io.IOException: fixed content-length: , bytes received:'],
    ['Apache HttpClient', 'ConnectionClosedException: Premature end of Content-Length delimited message body'],
    ['OkHttp', 'java.net.ProtocolException: unexpected end of stream'],
    ['HttpURLConnection', 'no error: the truncated body'],
    ['HAProxy', 'termination state SD'],
  ],
  'no-answer': [
    ['Python requests', 'ReadTimeout: Read timed out. (read timeout=)'],
    ['Node.js fetch', 'fetch failed, cause: UND_ERR_HEADERS_TIMEOUT: Headers Timeout Error'],
    ['java.net.http', 'java.net.http.HttpTimeoutException: request timed out'],
    ['Apache HttpClient', 'java.net.SocketTimeoutException: Read timed out'],
    ['OkHttp', 'java.net.SocketTimeoutException: timeout'],
    ['Ruby', 'Net::ReadTimeout'],
    ['Envoy', 'upstream request timeout (flag UT)'],
    ['HAProxy', 'termination state sH, status 504'],
  ],
  'gave-up': [
    ['Ruby', 'Errno::ETIMEDOUT: Connection timed out'],
    ['Windows', 'WSAECONNABORTED (10053): An established connection was aborted by the software in your host machine'],
    ['Java NIO', 'java.io.IOException: Connection timed out'],
    ['psycopg', 'could not receive data from server: Connection timed out'],
  ],
  'tls-alert': [['Ruby', 'OpenSSL::SSL::SSLError: SSL_connect returned=1 errno=0 state=error: alert']],
  'tls-rejected': [
    ['Ruby', 'OpenSSL::SSL::SSLError: certificate verify failed'],
    ['Apache HttpClient', 'SSLPeerUnverifiedException: Certificate for does not match any of the subject alternative names'],
  ],
  'tls-expired': [['Ruby', 'OpenSSL::SSL::SSLError: certificate verify failed (certificate has expired)']],
  'tls-to-plain': [['Ruby', 'OpenSSL::SSL::SSLError: wrong version number']],
  'plain-to-tls': [['Python requests', "('Connection aborted.', BadStatusLine("]],
  'no-local-port': [
    ['Ruby', 'Errno::EADDRNOTAVAIL: Cannot assign requested address'],
    ['Windows', 'WSAEADDRINUSE (10048): Only one usage of each socket address is normally permitted'],
    ['Envoy', 'upstream connect error: Cannot assign requested address'],
    ['HAProxy', 'no free ports'],
  ],
};

/** What further programs would have printed; empty where the client saw no error. */
export function moreClientsSaw(told: Finding | ConnectionReport): readonly ClientLine[] {
  const outcome = wireOutcomeOf(told);
  return outcome === null ? [] : (MORE_PRINTED[outcome] ?? []).map(([program, text]) => ({ program, text }));
}
