// Greetings and refusals of servers with a binary protocol: MySQL, PostgreSQL, Oracle, AMQP. Taken are the words that they say
// when they are full, turn a client away or end a session; other errors are the application's business.

import { u16be } from '../../base/bytes';
import { MarkKind } from '../../model/mark-table';
import { cleanText, MAX_SCAN_BYTES } from './clean-text';

/** What a server said, and whether it is a greeting, about being full, or about another reason to end. */
export interface Said {
  readonly kind: number;
  readonly text: string;
}

const MYSQL_HEADER_BYTES = 4;
const MYSQL_GREETING = 0x0a;
const MYSQL_MAX_PACKET_BYTES = 1024;
/** ER_CON_COUNT_ERROR, ER_TOO_MANY_USER_CONNECTIONS, ER_USER_LIMIT_REACHED. */
const MYSQL_LIMIT_ERRORS = [1040, 1203, 1226];
/**
 * Bad handshake, access denied, shutdown, host blocked, host not allowed, packets too big or out of order, read and write errors and
 * timeouts, disconnected for inactivity: the session ends with each.
 */
const MYSQL_FINAL_ERRORS = [1043, 1045, 1053, 1129, 1130, 1153, 1156, 1158, 1159, 1160, 1161, 4031];
/** MariaDB announces itself as a version of MySQL that old replicas accept. */
const MARIADB = /^(?:5\.5\.5-)?(.*?)-mariadb/i;
const SQLSTATE_BYTES = 5;

/** SQLSTATE too_many_connections; PgBouncer says its limit in words alone. */
const POSTGRES_TOO_MANY = '53300';
const FATAL = /^(?:FATAL|PANIC)$/;
const PGBOUNCER_LIMIT = /no more connections allowed/;
const POSTGRES_MAX_PACKET_BYTES = 4096;
const AUTHENTICATION = 0x52;
const ERROR_RESPONSE = 0x45;

const TNS_REFUSE = 4;
const TNS_HEADER_BYTES = 12;
/** "No appropriate service handler found" and its relatives: all processes or sessions are taken. */
const TNS_LIMITS = [12_516, 12_518, 12_519, 12_520];
const TNS_ERROR = /\(ERR=(12\d{3})\)/;

/** "ERROR 1040 (08004): Too many connections", or "MySQL 8.0.36" of a greeting; null when it is neither. */
export function mysqlSaid(data: Uint8Array, start: number, end: number): Said | null {
  const length = data[start] | (data[start + 1] << 8);
  const body = start + MYSQL_HEADER_BYTES;
  if (length < 5 || length > MYSQL_MAX_PACKET_BYTES || body + 3 > end) return null;
  const to = Math.min(end, body + length);
  if (data[body] === MYSQL_GREETING) {
    // Its sequence number is 0, and a version text ended by zero follows.
    if (data[start + 3] !== 0 || data[body + 1] < 0x30 || data[body + 1] > 0x39) return null;
    let at = body + 1;
    while (at < to && data[at] > 0x20 && data[at] < 0x7f) at++;
    if (at >= to || data[at] !== 0) return null;
    const version = cleanText(data, body + 1, at);
    const maria = MARIADB.exec(version)?.[1];
    return { kind: MarkKind.Greeting, text: maria === undefined ? `MySQL ${version}` : `MariaDB ${maria}` };
  }
  const code = data[body + 1] | (data[body + 2] << 8);
  const isLimit = MYSQL_LIMIT_ERRORS.includes(code);
  if (!isLimit && !MYSQL_FINAL_ERRORS.includes(code)) return null;
  const hasState = data[body + 3] === 0x23 && body + 4 + SQLSTATE_BYTES <= to;
  const state = hasState ? ` (${cleanText(data, body + 4, body + 4 + SQLSTATE_BYTES)})` : '';
  const text = cleanText(data, hasState ? body + 4 + SQLSTATE_BYTES : body + 3, to, `ERROR ${code}${state}: `);
  return { kind: isLimit ? MarkKind.LimitText : MarkKind.ServerWords, text };
}

/** "FATAL: sorry, too many clients already" of an ErrorResponse that ends the session, at once or after "authentication ok". */
export function postgresSaid(data: Uint8Array, start: number, end: number): Said | null {
  // A letter, the length in 32 bits with itself, the content.
  if (data[start] === AUTHENTICATION) {
    const next = start + 1 + postgresLength(data, start, end);
    return next > start && next < end && data[next] === ERROR_RESPONSE ? errorText(data, next, end) : null;
  }
  return errorText(data, start, end);
}

/** Length field of the message at `start`, -2 when there is none that makes sense. */
function postgresLength(data: Uint8Array, start: number, end: number): number {
  if (start + 5 > end || data[start + 1] !== 0 || data[start + 2] !== 0) return -2;
  const length = (data[start + 3] << 8) | data[start + 4];
  return length < 8 || length > POSTGRES_MAX_PACKET_BYTES ? -2 : length;
}

/** The content of an error: fields of one letter and a text ended by zero, then a zero. */
function errorText(data: Uint8Array, start: number, end: number): Said | null {
  const length = postgresLength(data, start, end);
  if (length < 0) return null;
  const to = Math.min(end, start + 1 + length);
  let severity = '';
  let isFinal = false;
  let state = '';
  let message = '';
  let at = start + 5;
  while (at < to && data[at] !== 0) {
    const field = data[at];
    const from = at + 1;
    at = from;
    while (at < to && data[at] !== 0) at++;
    if (field === 0x53) severity = cleanText(data, from, at);
    // S is translated, V (9.6) never: both end the session.
    if (field === 0x53 || field === 0x56) isFinal ||= FATAL.test(cleanText(data, from, at));
    if (field === 0x43) state = cleanText(data, from, at);
    else if (field === 0x4d) message = cleanText(data, from, at, `${severity}: `);
    at++;
  }
  if (state === POSTGRES_TOO_MANY || PGBOUNCER_LIMIT.test(message)) return { kind: MarkKind.LimitText, text: message };
  return isFinal && message !== '' ? { kind: MarkKind.ServerWords, text: message } : null;
}

/** "TNS-12519" of a listener's refuse packet. */
export function oracleSaid(data: Uint8Array, start: number, end: number): Said | null {
  if (end - start < TNS_HEADER_BYTES || data[start + 4] !== TNS_REFUSE || data[start + 2] !== 0 || data[start + 3] !== 0) return null;
  const error = TNS_ERROR.exec(cleanText(data, start + TNS_HEADER_BYTES, Math.min(end, start + MAX_SCAN_BYTES), '', MAX_SCAN_BYTES));
  if (error === null) return null;
  const isLimit = TNS_LIMITS.includes(Number(error[1]));
  return { kind: isLimit ? MarkKind.LimitText : MarkKind.ServerWords, text: `TNS-${error[1]}` };
}

const AMQP_METHOD = 1;
const AMQP_HEADER_BYTES = 7;
const AMQP_CONNECTION = 10;
const AMQP_CLOSE = 50;
/** Not on this list: 200 (goodbye of a client that is done). */
const AMQP_REPLY_MIN = 300;
const AMQP_REPLY_MAX = 600;
const AMQP_LIMIT = /connection limit/i;

/** "AMQP 530 NOT_ALLOWED - ..." of Connection.Close: its reply code and text. */
export function amqpSaid(data: Uint8Array, start: number, end: number): Said | null {
  const body = start + AMQP_HEADER_BYTES;
  if (body + 7 > end || data[start] !== AMQP_METHOD || data[start + 1] !== 0 || data[start + 2] !== 0) return null;
  if (u16be(data, body) !== AMQP_CONNECTION || u16be(data, body + 2) !== AMQP_CLOSE) return null;
  const code = u16be(data, body + 4);
  if (code < AMQP_REPLY_MIN || code > AMQP_REPLY_MAX) return null;
  const text = cleanText(data, body + 7, Math.min(end, body + 7 + data[body + 6]), `AMQP ${code} `);
  return { kind: AMQP_LIMIT.test(text) ? MarkKind.LimitText : MarkKind.ServerWords, text };
}
