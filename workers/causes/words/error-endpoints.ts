// Addresses and names in a pasted log line: which end of the failed connection they are, where the program's form says so.

import type { Endpoint } from '../../model/verdict';

export interface NamedEndpoints {
  /** The client's own end of the failed connection. */
  readonly from?: Endpoint;
  /** What it was connected to, or wanted to be. `address` may be a name. */
  readonly to?: Endpoint;
  /** Everything else that looks like an address with or without a port, in order. */
  readonly others: readonly Endpoint[];
}

const MAX_OTHERS = 16;

const V4 = String.raw`(?:\d{1,3}\.){3}\d{1,3}`;
const V6 = String.raw`(?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?`;
const NAME = String.raw`[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_-]+)*`;
/** Address or name, then its port. */
const HOST = String.raw`(\[(?:${V6})(?:%\w+)?\]|${V4}|${NAME})`;
const PORT = String.raw`(\d{1,5})`;
const AT_PORT = `${HOST}:${PORT}`;

const pattern = (text: string): RegExp => new RegExp(text, 'i');

/** Forms that tell both ends: host and port of each. */
const BOTH: readonly RegExp[] = [
  // Go: read tcp 10.0.0.1:40112->10.0.0.2:443
  pattern(String.raw`\b(?:read|write|dial|close) tcp[46]? ${AT_PORT}->${AT_PORT}`),
  // Netty: L:/10.0.0.1:40112 - R:/10.0.0.2:443, with "!" when closed
  pattern(String.raw`\bL:\S*?\/${AT_PORT} [-!] R:\S*?\/${AT_PORT}`),
  // Node.js: connect ETIMEDOUT 10.0.0.2:443 - Local (10.0.0.1:40112): the other way round, see REVERSED
  pattern(String.raw`\b(?:from|local(?:address)?)[ =:/(]+${AT_PORT}\)?[\s,]+(?:to|remote(?:address)?)[ =:/(]+${AT_PORT}`),
];
const REVERSED: readonly RegExp[] = [pattern(String.raw`\bconnect E[A-Z]+ ${AT_PORT} - Local \(${AT_PORT}\)`)];

/** Forms that tell where to; the first that fits counts. */
const TO: readonly RegExp[] = [
  // nginx
  pattern(String.raw`\bupstream: "(?:\w+:\/\/)?${AT_PORT}`),
  // Go: dial tcp 10.0.0.2:80: connect
  pattern(String.raw`\bdial tcp[46]? ${AT_PORT}`),
  // Node.js: connect ECONNREFUSED 10.0.0.2:3000
  pattern(String.raw`\bconnect E[A-Z]+ ${AT_PORT}`),
  // Python: HTTPConnectionPool(host='10.0.0.2', port=8000)
  pattern(String.raw`\bhost='?"?${HOST}'?"?, port='?"?${PORT}`),
  // Python's socket addresses: ('10.0.0.2', 8000)
  pattern(String.raw`\('${HOST}', ${PORT}\)`),
  // curl, ssh, libpq: "to api.example port 443", "at \"10.0.0.2\", port 5432", "by 10.0.0.2 port 22"
  pattern(String.raw`\b(?:to|at|by|host|from) "?${HOST}"?(?: \([^)]*\))?,? port ${PORT}`),
  // libpq before 14: Is the server running on host "db" (10.0.0.2) and accepting TCP/IP connections on port 5432?
  pattern(String.raw`on host "${HOST}"[^?]*? on port ${PORT}`),
  // Apache HttpClient, OkHttp, Kafka, ZooKeeper, Redis, MySQL: "to api.example/10.0.0.2:8080", "(kafka/10.0.0.2:9092)", "at h:6379"
  pattern(String.raw`\b(?:to|server|node|redis|at|on)\b[^\n]{0,40}?[\/('" ]${AT_PORT}`),
  // .NET: (10.0.0.2:80); Java: /10.0.0.2:8080
  pattern(String.raw`[(/]${AT_PORT}`),
  // URLs: a request that failed was one to there
  pattern(String.raw`https?:\/\/${AT_PORT}`),
];
const URL_WITHOUT_PORT = pattern(String.raw`\b(https?):\/\/${HOST}(?=[\/"'\s?]|$)`);

/** HAProxy's log begins with the client of its own. */
const FROM: readonly RegExp[] = [
  pattern(String.raw`\bhaproxy\[\d+\]: ${AT_PORT} \[`),
  pattern(String.raw`\blocal(?:address)?[ =:/(']+${AT_PORT}`),
];

const ANY = new RegExp(String.raw`\[(?:${V6})(?:%\w+)?\](?::\d{1,5})?|\b${V4}(?::\d{1,5})?\b|(?<![\w:.])${V6}(?![\w:.])`, 'gi');

/** Lines of a stack trace: files and line numbers look like hosts and ports. */
const STACK_FRAME = /^\s*(?:at |File "|\.{3} ).*$/gm;

export function endpointsIn(pasted: string): NamedEndpoints {
  const text = pasted.replace(STACK_FRAME, '');
  const both = firstMatch(BOTH, text);
  const reversed = both === null ? firstMatch(REVERSED, text) : null;
  let from = both === null ? endpointOf(reversed, 3) : endpointOf(both, 1);
  let to = both === null ? endpointOf(reversed, 1) : endpointOf(both, 3);
  from ??= endpointOf(firstMatch(FROM, text), 1);
  to ??= objectAddress(text) ?? firstEndpoint(TO, text, from) ?? urlTarget(text);
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    others: otherAddresses(text, [from, to]),
  };
}

function firstMatch(forms: readonly RegExp[], text: string): RegExpExecArray | null {
  for (const form of forms) {
    const match = form.exec(text);
    if (match !== null) return match;
  }
  return null;
}

function firstEndpoint(forms: readonly RegExp[], text: string, but: Endpoint | undefined): Endpoint | undefined {
  for (const form of forms) {
    const endpoint = endpointOf(form.exec(text), 1);
    if (endpoint !== undefined && !isSame(endpoint, but)) return endpoint;
  }
  return undefined;
}

/** Node.js prints the error as an object: address: '10.0.0.2', port: 3000 */
function objectAddress(text: string): Endpoint | undefined {
  const address = /\baddress: '([^']{2,60})'/.exec(text)?.[1];
  const port = /\bport: (\d{1,5})\b/.exec(text)?.[1];
  return address === undefined || port === undefined ? undefined : endpoint(address, port);
}

function urlTarget(text: string): Endpoint | undefined {
  const match = URL_WITHOUT_PORT.exec(text);
  return match?.[2] === undefined ? undefined : endpoint(match[2], match[1]?.toLowerCase() === 'https' ? '443' : '80');
}

/** Groups `at` (host) and the next (port) of a match. */
function endpointOf(match: RegExpExecArray | null, at: number): Endpoint | undefined {
  const host = match?.[at];
  return host === undefined ? undefined : endpoint(host, match?.[at + 1]);
}

function endpoint(host: string, port: string | undefined): Endpoint | undefined {
  const address = host
    .replace(/^\[|\]$/g, '')
    .replace(/%\w+$/, '')
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .toLowerCase();
  if (/^[\d.]+$/.test(address) && !isV4(address)) return undefined;
  if (port === undefined) return { address };
  const number = Number(port);
  return number > 0 && number < 65_536 ? { address, port: number } : undefined;
}

function isV4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => part !== '' && Number(part) <= 255);
}

function otherAddresses(text: string, known: readonly (Endpoint | undefined)[]): readonly Endpoint[] {
  const others: Endpoint[] = [];
  for (const [whole] of text.matchAll(ANY)) {
    const bracket = whole.lastIndexOf(']');
    const colon = whole.startsWith('[') ? (bracket < whole.length - 1 ? bracket + 1 : -1) : isV6(whole) ? -1 : whole.indexOf(':');
    const found = endpoint(colon < 0 ? whole : whole.slice(0, colon), colon < 0 ? undefined : whole.slice(colon + 1));
    if (found === undefined || (found.port === undefined && isTime(whole))) continue;
    if ([...known, ...others].some((other) => other !== undefined && (isSame(found, other) || isLess(found, other)))) continue;
    others.push(found);
    if (others.length >= MAX_OTHERS) break;
  }
  return others;
}

function isV6(text: string): boolean {
  return text.split(':').length > 2;
}

/** "10:12:35" has the colons of an address, and only two of them. */
function isTime(text: string): boolean {
  return isV6(text) && !text.includes('::') && text.split(':').length < 8;
}

function isSame(a: Endpoint, b: Endpoint | undefined): boolean {
  return a.address === b?.address && a.port === b.port;
}

/** The same address without its port says nothing more. */
function isLess(a: Endpoint, b: Endpoint): boolean {
  return a.address === b.address && a.port === undefined;
}
