// The text filter of the connections table (grammar of the user guide): terms are ANDed, commas inside a key are ORs, a
// leading minus negates; a few Wireshark expressions are understood as well. Parses once into a predicate.

/** What a filter may ask about a connection. */
export interface FilterSubject {
  readonly outcome: string;
  readonly cause: string;
  /** Id and short words of the cause in every language, lower case. */
  readonly causeText: string;
  readonly client: string;
  readonly server: string;
  readonly clientPort: number;
  readonly serverPort: number;
  readonly endedBy: string;
  readonly confidence: number;
  readonly durationSeconds: number;
  readonly startSeconds: number;
  readonly rttSeconds: number;
  readonly bytes: number;
  readonly packets: number;
  readonly retransmissions: number;
  hasFrame(frame: number): boolean;
  inFinding(index: number): boolean;
}

type Predicate = (subject: FilterSubject) => boolean;
export type FilterReason = 'unknown-key' | 'bad-number' | 'bad-address' | 'bad-operator' | 'missing-value' | 'unclosed';
export type ParsedFilter =
  | { readonly ok: true; readonly matches: Predicate }
  | { readonly ok: false; readonly position: number; readonly reason: FilterReason };

const MAX_TERMS = 64;
const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9, m: 60, min: 60, h: 3600 };
const BYTES: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, k: 1e3, m: 1e6, g: 1e9, kib: 1024, mib: 1048576 };
const NUMERIC: Readonly<
  Record<string, { readonly units: Readonly<Record<string, number>>; readonly of: (subject: FilterSubject) => number }>
> = {
  conf: { units: { '': 1, '%': 0.01 }, of: (s) => s.confidence },
  dur: { units: SECONDS, of: (s) => s.durationSeconds },
  rtt: { units: SECONDS, of: (s) => s.rttSeconds },
  at: { units: SECONDS, of: (s) => s.startSeconds },
  bytes: { units: BYTES, of: (s) => s.bytes },
  pkts: { units: { '': 1, k: 1e3, m: 1e6 }, of: (s) => s.packets },
  retrans: { units: { '': 1 }, of: (s) => s.retransmissions },
  port: { units: { '': 1 }, of: (s) => s.serverPort },
};

class FilterError extends Error {
  readonly position: number;
  readonly reason: FilterReason;
  constructor(position: number, reason: FilterReason) {
    super(reason);
    this.position = position;
    this.reason = reason;
  }
}

export function parseFilter(text: string): ParsedFilter {
  try {
    const terms = splitTerms(text).map(({ term, position }) => parseTerm(term, position));
    return { ok: true, matches: (subject) => terms.every((term) => term(subject)) };
  } catch (error) {
    if (error instanceof FilterError) return { ok: false, position: error.position, reason: error.reason };
    throw error;
  }
}

/** Splits at spaces and "&&"; Wireshark's "a == b" is drawn together first. */
function splitTerms(text: string): { term: string; position: number }[] {
  const terms: { term: string; position: number }[] = [];
  const pattern =
    /\(?\s*(!?\s*[a-z_.]+\s*(?:==|!=|>=|<=)\s*[^\s&|()]+(?:\s*\|\|\s*[a-z_.]+\s*(?:==|!=|>=|<=)\s*[^\s&|()]+)*)\s*\)?|&&|[^\s]+/giy;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const space = /\s*/y;
    space.lastIndex = pattern.lastIndex;
    space.exec(text);
    const position = space.lastIndex;
    if (position >= text.length) break;
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match === null) throw new FilterError(position, 'unclosed');
    const term = (match[1] ?? match[0]).replaceAll(/\s*(==|!=|>=|<=)\s*/g, '$1').trim();
    if (term !== '&&') terms.push({ term, position });
    if (terms.length > MAX_TERMS) throw new FilterError(position, 'unclosed');
  }
  return terms;
}

function parseTerm(term: string, position: number): Predicate {
  if (term.includes('||')) {
    const parts = term.split('||').map((part) => parseTerm(part.trim(), position));
    return (subject) => parts.some((part) => part(subject));
  }
  if ((term.startsWith('-') || term.startsWith('!')) && term.length > 1) {
    const inner = parseTerm(term.slice(1).trim(), position + 1);
    return (subject) => !inner(subject);
  }
  const wireshark = /^([a-z]+\.[a-z.]+)(==|!=|>=|<=|<|>)(.+)$/i.exec(term);
  if (wireshark !== null) return wiresharkTerm(wireshark[1] ?? '', wireshark[2] ?? '', wireshark[3] ?? '', position);
  const numeric = /^([a-z]+)(!=|<=|>=|=|<|>)(.*)$/i.exec(term);
  if (numeric !== null) return numericTerm((numeric[1] ?? '').toLowerCase(), numeric[2] ?? '', numeric[3] ?? '', position);
  const keyed = /^([a-z]+):(.*)$/i.exec(term);
  if (keyed !== null && !/^[0-9a-f]*::?[0-9a-f:]*$/i.test(term)) return keyedTerm((keyed[1] ?? '').toLowerCase(), keyed[2] ?? '', position);
  return freeText(term);
}

function keyedTerm(key: string, list: string, position: number): Predicate {
  const values = list.split(',').filter((value) => value !== '');
  if (values.length === 0) throw new FilterError(position + key.length + 1, 'missing-value');
  const one = (value: string): Predicate => {
    const lower = value.toLowerCase();
    switch (key) {
      case 'outcome':
        return (s) => s.outcome === lower;
      case 'cause':
        return (s) => s.cause === lower || s.causeText.includes(lower);
      case 'ended':
        return (s) => s.endedBy === lower;
      case 'client':
        return endpointTerm(
          value,
          position,
          (s) => s.client,
          (s) => s.clientPort,
        );
      case 'server':
        return endpointTerm(
          value,
          position,
          (s) => s.server,
          (s) => s.serverPort,
        );
      case 'port':
        return numericTerm('port', '=', value, position);
      case 'pkt': {
        const frame = Number(value);
        if (!Number.isInteger(frame)) throw new FilterError(position, 'bad-number');
        return (s) => s.hasFrame(frame);
      }
      case 'finding': {
        const index = Number(value);
        if (!Number.isInteger(index)) throw new FilterError(position, 'bad-number');
        return (s) => s.inFinding(index);
      }
      default:
        if (Object.hasOwn(NUMERIC, key)) return numericTerm(key, '=', value, position);
        throw new FilterError(position, 'unknown-key');
    }
  };
  const predicates = values.map(one);
  return (subject) => predicates.some((predicate) => predicate(subject));
}

function numericTerm(key: string, operator: string, value: string, position: number): Predicate {
  const known = Object.hasOwn(NUMERIC, key) ? NUMERIC[key] : undefined;
  if (known === undefined) throw new FilterError(position, 'unknown-key');
  const match = /^(-?\d+(?:\.\d+)?)([a-zµ%]*)$/i.exec(value);
  const unitName = (match?.[2] ?? '').toLowerCase();
  const unit = match !== null && Object.hasOwn(known.units, unitName) ? known.units[unitName] : undefined;
  if (match === null || unit === undefined) throw new FilterError(position + key.length + operator.length, 'bad-number');
  const limit = Number(match[1]) * unit;
  const { of } = known;
  switch (operator) {
    case '<':
      return (s) => of(s) < limit;
    case '<=':
      return (s) => of(s) <= limit;
    case '>':
      return (s) => of(s) > limit;
    case '>=':
      return (s) => of(s) >= limit;
    case '!=':
      return (s) => of(s) !== limit;
    default:
      return (s) => of(s) === limit;
  }
}

/** "10.0.0.1", "10.0.0.0/24", "10.0.0.1:80", ":80", "[::1]:80". */
function endpointTerm(
  value: string,
  position: number,
  address: (s: FilterSubject) => string,
  port: (s: FilterSubject) => number,
): Predicate {
  const prefix = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(value);
  if (prefix !== null) {
    const bits = Number(prefix[2]);
    const base = ipv4Number(prefix[1] ?? '');
    if (bits > 32 || base === null) throw new FilterError(position, 'bad-address');
    const mask = bits === 0 ? 0 : (~0 << (32 - bits)) >>> 0;
    return (s) => {
      const number = ipv4Number(address(s));
      return number !== null && (number & mask) >>> 0 === (base & mask) >>> 0;
    };
  }
  const withPort = /^(?:\[([0-9a-f:]+)\]|([^:]*)):(\d{1,5})$/i.exec(value);
  if (withPort !== null) {
    const wantedPort = Number(withPort[3]);
    const wanted = (withPort[1] ?? withPort[2] ?? '').toLowerCase();
    return (s) => port(s) === wantedPort && (wanted === '' || address(s) === wanted);
  }
  const wanted = value.toLowerCase();
  return (s) => address(s) === wanted || address(s).startsWith(`${wanted}.`);
}

function ipv4Number(text: string): number | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let number = 0;
  for (const part of parts) {
    const byte = Number(part);
    if (!/^\d{1,3}$/.test(part) || byte > 255) return null;
    number = number * 256 + byte;
  }
  return number;
}

function wiresharkTerm(field: string, operator: string, value: string, position: number): Predicate {
  const positive = wiresharkPositive(field.toLowerCase(), operator, value, position);
  return operator === '!=' ? (subject) => !positive(subject) : positive;
}

function wiresharkPositive(field: string, operator: string, value: string, position: number): Predicate {
  const equals = operator === '==' || operator === '!=';
  if (!equals) throw new FilterError(position, 'bad-operator');
  const number = Number(value);
  switch (field) {
    case 'ip.addr':
    case 'ipv6.addr': {
      const client = endpointTerm(
        value,
        position,
        (s) => s.client,
        (s) => s.clientPort,
      );
      const server = endpointTerm(
        value,
        position,
        (s) => s.server,
        (s) => s.serverPort,
      );
      return (s) => client(s) || server(s);
    }
    case 'ip.src':
    case 'ip.dst':
    case 'ipv6.src':
    case 'ipv6.dst':
      return wiresharkPositive('ip.addr', operator, value, position);
    case 'tcp.port':
    case 'tcp.srcport':
    case 'tcp.dstport':
      return (s) => s.clientPort === number || s.serverPort === number;
    case 'frame.number':
      return (s) => s.hasFrame(number);
    case 'tcp.flags.reset':
      return (s) =>
        (s.outcome === 'reset' || s.outcome === 'refused' || s.outcome === 'probe') === (value === '1' || value.toLowerCase() === 'true');
    default:
      throw new FilterError(position, 'unknown-key');
  }
}

function freeText(text: string): Predicate {
  const lower = text.toLowerCase();
  const port = /^:(\d{1,5})$/.exec(text);
  if (port !== null) {
    const number = Number(port[1]);
    return (s) => s.clientPort === number || s.serverPort === number;
  }
  return (s) =>
    s.causeText.includes(lower) ||
    s.outcome.includes(lower) ||
    `${s.client}:${s.clientPort}`.includes(lower) ||
    `${s.server}:${s.serverPort}`.includes(lower);
}
