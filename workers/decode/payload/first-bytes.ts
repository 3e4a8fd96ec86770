// Which protocol the first payload of a side speaks, by its shape alone: client hellos of databases and brokers, text commands.
// Only called once per side and connection; greetings, HTTP and TLS are recognised elsewhere.

import { u16be, u32be, u32le } from '../../base/bytes';
import { PROTOCOLS, type ProtocolName } from '../../model/mark-table';
import { matches, matchesLower } from './match';

const UNKNOWN = -1;

const INDEX = Object.fromEntries(PROTOCOLS.map((name, index) => [name, index])) as Record<ProtocolName, number>;

export function protocolIndex(name: ProtocolName): number {
  return INDEX[name];
}

/** ConnectRequest: protocol version 0, a password of 16 bytes, one byte more since 3.4. Its answer has neither zxid nor more than that. */
const ZOOKEEPER_REQUEST_BYTES = [44, 45];
const ZOOKEEPER_ANSWER_BYTES = [36, 37];
/** "Four letter words" of the administrator; sent without a line end. */
const ZOOKEEPER_WORDS = ['ruok', 'stat', 'srvr', 'mntr', 'conf', 'cons', 'envi', 'isro', 'wchs', 'dump'];

const POSTGRES_VERSION_3 = 0x0003_0000;
/** SSLRequest, GSSENCRequest, CancelRequest. */
const POSTGRES_REQUESTS = [80_877_103, 80_877_104, 80_877_102];
const POSTGRES_STARTUP_MAX_BYTES = 10_000;

const KAFKA_MAX_API_KEY = 95;
const KAFKA_MAX_API_VERSION = 25;
const KAFKA_MAX_REQUEST_BYTES = 100_000;
const KAFKA_HEADER_BYTES = 14;
const KAFKA_MAX_CLIENT_ID_BYTES = 249;

const MONGO_OPCODES = [2004, 2013, 2012];
const MONGO_MAX_BYTES = 48_000_000;
/** PRELOGIN of TDS, and its status "last packet". */
const TDS_PRELOGIN = 0x12;
const TDS_LAST = 1;

const MEMCACHED_COMMANDS = ['stats', 'version\r', 'gets ', 'mg ', 'incr ', 'decr ', 'touch '];
const STORAGE_COMMANDS = ['set ', 'add ', 'replace '];
/** With words behind them, anything may speak so. */
const REDIS_ALONE = ['ping\r', 'info\r'];
const MAX_LINE_BYTES = 320;
const REDIS_ERRORS = ['-ERR max number of', '-DENIED', '-NOAUTH', '-LOADING', '-WRONGPASS', '-MOVED', '-READONLY'];

/** Index into PROTOCOLS, -1 for anything else. Answers of servers count where their shape is as clear. */
export function protocolOfFirst(data: Uint8Array, start: number, end: number): number {
  const bytes = end - start;
  if (bytes < 4) return UNKNOWN;
  switch (data[start]) {
    case 0x00:
      return startsWithLength(data, start, end);
    case 0x01:
      return isAmqpMethod(data, start, bytes) ? INDEX.AMQP : UNKNOWN;
    case 0x2a: // *
    case 0x24: // $
      return isRespLength(data, start, end) ? INDEX.Redis : UNKNOWN;
    case 0x2b: // +
      return matches(data, start, '+PONG\r\n') && bytes === 7 ? INDEX.Redis : UNKNOWN;
    case 0x2d: // -
      return isRespError(data, start, end) ? INDEX.Redis : UNKNOWN;
    case 0x41: // A
      if (bytes >= 8 && matches(data, start, 'AMQP') && data[start + 4] <= 3) return INDEX.AMQP;
      break;
    case 0x52: // R
      // AuthenticationRequest: its length and a number below 13.
      if (bytes >= 9 && data[start + 1] === 0 && data[start + 2] === 0 && data[start + 3] === 0 && data[start + 5] === 0)
        return INDEX.PostgreSQL;
      return UNKNOWN;
    case 0x80:
    case 0x81:
      return isMemcachedBinary(data, start, bytes) ? INDEX.memcached : UNKNOWN;
    case TDS_PRELOGIN:
      return bytes >= 8 && data[start + 1] === TDS_LAST && u16be(data, start + 2) === bytes && data[start + 4] === 0
        ? INDEX['SQL Server']
        : UNKNOWN;
    default:
  }
  if (bytes >= 16 && data[start + 3] < 3 && isMongo(data, start, bytes)) return INDEX.MongoDB;
  if (bytes === 4 && ZOOKEEPER_WORDS.some((word) => matches(data, start, word))) return INDEX.ZooKeeper;
  return textCommand(data, start, end);
}

function startsWithLength(data: Uint8Array, start: number, end: number): number {
  const bytes = end - start;
  if (bytes < 8) return UNKNOWN;
  const length = u32be(data, start);
  const second = u32be(data, start + 4);
  if (second === 0 && bytes >= 24) {
    if (ZOOKEEPER_REQUEST_BYTES.includes(length) && bytes >= 44 && u32be(data, start + 28) === 16) return INDEX.ZooKeeper;
    if (ZOOKEEPER_ANSWER_BYTES.includes(length) && u32be(data, start + 20) === 16) return INDEX.ZooKeeper;
  }
  if (length <= POSTGRES_STARTUP_MAX_BYTES) {
    if (second === POSTGRES_VERSION_3 && length > 8) return INDEX.PostgreSQL;
    if (length <= 16 && POSTGRES_REQUESTS.includes(second)) return INDEX.PostgreSQL;
  }
  return isKafka(data, start, end, length) ? INDEX.Kafka : UNKNOWN;
}

/** Size, api_key, api_version, correlation id, client id: a short text whose length fits the rest. */
function isKafka(data: Uint8Array, start: number, end: number, length: number): boolean {
  if (length < KAFKA_HEADER_BYTES - 4 || length > KAFKA_MAX_REQUEST_BYTES || start + KAFKA_HEADER_BYTES > end) return false;
  if (u16be(data, start + 4) > KAFKA_MAX_API_KEY || u16be(data, start + 6) > KAFKA_MAX_API_VERSION) return false;
  const idBytes = u16be(data, start + 12);
  const id = start + KAFKA_HEADER_BYTES;
  if (idBytes === 0 || idBytes > KAFKA_MAX_CLIENT_ID_BYTES || idBytes + 10 > length || id + idBytes > end) return false;
  for (let at = id; at < id + idBytes; at++) if (data[at] < 0x20 || data[at] > 0x7e) return false;
  return true;
}

/** Method frame on channel 0 of class Connection. */
function isAmqpMethod(data: Uint8Array, start: number, bytes: number): boolean {
  return bytes >= 11 && data[start + 1] === 0 && data[start + 2] === 0 && data[start + 3] === 0 && u16be(data, start + 7) === 10;
}

/** "*2\r\n$3\r\n": a count, a line end, a type. */
function isRespLength(data: Uint8Array, start: number, end: number): boolean {
  let at = start + 1;
  while (at < end && at < start + 8 && data[at] >= 0x30 && data[at] <= 0x39) at++;
  if (at === start + 1 || at + 2 >= end || data[at] !== 0x0d || data[at + 1] !== 0x0a) return false;
  return data[start] === 0x24 || data[at + 2] === 0x24;
}

/** POP3 servers say "-ERR" as well: only what they do not say counts. */
function isRespError(data: Uint8Array, start: number, end: number): boolean {
  return REDIS_ERRORS.some((word) => start + word.length <= end && matches(data, start, word));
}

/** Request and response magic, opcode below 0x26, no data type. */
function isMemcachedBinary(data: Uint8Array, start: number, bytes: number): boolean {
  return bytes >= 24 && data[start + 1] < 0x26 && data[start + 5] === 0 && u32be(data, start + 8) <= 1_048_576 + 250;
}

function isMongo(data: Uint8Array, start: number, bytes: number): boolean {
  const length = u32le(data, start);
  return length >= 16 && length <= MONGO_MAX_BYTES && length >= Math.min(bytes, 16) && MONGO_OPCODES.includes(u32le(data, start + 12));
}

function textCommand(data: Uint8Array, start: number, end: number): number {
  if (data[end - 1] !== 0x0a) return UNKNOWN;
  const starts = (word: string): boolean => start + word.length <= end && matchesLower(data, start, word);
  if (MEMCACHED_COMMANDS.some(starts)) return INDEX.memcached;
  // "set key value" is inline Redis, "set key flags exptime bytes" memcached's; "get key" is either's.
  if (STORAGE_COMMANDS.some(starts)) return fieldsOfLine(data, start, end) >= 5 ? INDEX.memcached : UNKNOWN;
  return REDIS_ALONE.some(starts) && fieldsOfLine(data, start, end) === 1 ? INDEX.Redis : UNKNOWN;
}

function fieldsOfLine(data: Uint8Array, start: number, end: number): number {
  let fields = 1;
  for (let at = start; at < end && at < start + MAX_LINE_BYTES && data[at] !== 0x0d && data[at] !== 0x0a; at++)
    if (data[at] === 0x20) fields++;
  return fields;
}
