// Greetings and refusals of databases with a binary protocol: MySQL, PostgreSQL, Oracle. Only the words that servers say
// when they are full are taken; other errors are the application's business.

import { cleanText, MAX_SCAN_BYTES } from './clean-text';

const MYSQL_HEADER_BYTES = 4;
const MYSQL_GREETING = 0x0a;
const MYSQL_MAX_PACKET_BYTES = 1024;
/** ER_CON_COUNT_ERROR, ER_TOO_MANY_USER_CONNECTIONS, ER_USER_LIMIT_REACHED. */
const MYSQL_LIMIT_ERRORS = [1040, 1203, 1226];
const SQLSTATE_BYTES = 5;

/** SQLSTATE too_many_connections; PgBouncer says its limit in words alone. */
const POSTGRES_TOO_MANY = '53300';
const PGBOUNCER_LIMIT = /no more connections allowed/;
const POSTGRES_MAX_PACKET_BYTES = 4096;
const AUTHENTICATION = 0x52;
const ERROR_RESPONSE = 0x45;

const TNS_REFUSE = 4;
const TNS_HEADER_BYTES = 12;
/** "No appropriate service handler found" and its relatives: all processes or sessions are taken. */
const TNS_LIMIT = /\(ERR=(12516|12518|12519|12520)\)/;

/** "ERROR 1040 (08004): Too many connections", or "MySQL 8.0.36" of a greeting; null when it is neither. */
export function mysqlText(data: Uint8Array, start: number, end: number): string | null {
  const length = data[start] | (data[start + 1] << 8);
  const body = start + MYSQL_HEADER_BYTES;
  if (length < 5 || length > MYSQL_MAX_PACKET_BYTES || body + 3 > end) return null;
  const to = Math.min(end, body + length);
  if (data[body] === MYSQL_GREETING) {
    // Its sequence number is 0, and a version text ended by zero follows.
    if (data[start + 3] !== 0 || data[body + 1] < 0x30 || data[body + 1] > 0x39) return null;
    let at = body + 1;
    while (at < to && data[at] > 0x20 && data[at] < 0x7f) at++;
    return at < to && data[at] === 0 ? `MySQL ${cleanText(data, body + 1, at)}` : null;
  }
  const code = data[body + 1] | (data[body + 2] << 8);
  if (!MYSQL_LIMIT_ERRORS.includes(code)) return null;
  const hasState = data[body + 3] === 0x23 && body + 4 + SQLSTATE_BYTES <= to;
  const state = hasState ? ` (${cleanText(data, body + 4, body + 4 + SQLSTATE_BYTES)})` : '';
  return cleanText(data, hasState ? body + 4 + SQLSTATE_BYTES : body + 3, to, `ERROR ${code}${state}: `);
}

/** "FATAL: sorry, too many clients already" of an ErrorResponse about a limit, at once or after "authentication ok". */
export function postgresText(data: Uint8Array, start: number, end: number): string | null {
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
function errorText(data: Uint8Array, start: number, end: number): string | null {
  const length = postgresLength(data, start, end);
  if (length < 0) return null;
  const to = Math.min(end, start + 1 + length);
  let severity = '';
  let state = '';
  let message = '';
  let at = start + 5;
  while (at < to && data[at] !== 0) {
    const field = data[at];
    const from = at + 1;
    at = from;
    while (at < to && data[at] !== 0) at++;
    if (field === 0x53) severity = cleanText(data, from, at);
    else if (field === 0x43) state = cleanText(data, from, at);
    else if (field === 0x4d) message = cleanText(data, from, at, `${severity}: `);
    at++;
  }
  return state === POSTGRES_TOO_MANY || PGBOUNCER_LIMIT.test(message) ? message : null;
}

/** "TNS-12519" of a listener's refuse packet. */
export function oracleText(data: Uint8Array, start: number, end: number): string | null {
  if (end - start < TNS_HEADER_BYTES || data[start + 4] !== TNS_REFUSE || data[start + 2] !== 0 || data[start + 3] !== 0) return null;
  const error = TNS_LIMIT.exec(cleanText(data, start + TNS_HEADER_BYTES, Math.min(end, start + MAX_SCAN_BYTES), '', MAX_SCAN_BYTES));
  return error === null ? null : `TNS-${error[1]}`;
}
