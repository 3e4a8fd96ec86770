// The text filter of the connections table: what its terms mean (grammar: syntax.ts, user's words: ux "connections"). Commas inside
// a key are ORs; a few Wireshark expressions are understood as well. Parses once into a predicate.

import { FILTER_FEATURES, type FilterSubject, type Predicate } from './subject';
import { FilterError, parseSyntax, type FilterNode, type FilterReason } from './syntax';
import { endpointTerm, ownValue } from './values';
import { wiresharkPresence, wiresharkTerm } from './wireshark';

export type ParsedFilter =
  | { readonly ok: true; readonly matches: Predicate }
  | { readonly ok: false; readonly position: number; readonly reason: FilterReason };

/** What clock times in a filter are relative to. */
export interface FilterClock {
  /** Time of day of the capture's first frame, in seconds after midnight UTC; null when the capture has no clock. */
  readonly startOfDaySeconds: number | null;
}

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9, m: 60, min: 60, h: 3600 };
const BYTES: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, k: 1e3, m: 1e6, g: 1e9, kib: 1024, mib: 1048576 };
const NUMERIC: Readonly<
  Record<string, { readonly units: Readonly<Record<string, number>>; readonly of: (subject: FilterSubject) => number }>
> = {
  conf: { units: { '': 1, '%': 0.01 }, of: (s) => s.confidence },
  dur: { units: SECONDS, of: (s) => s.durationSeconds },
  rtt: { units: SECONDS, of: (s) => s.rttSeconds },
  idle: { units: SECONDS, of: (s) => s.idleSeconds },
  at: { units: SECONDS, of: (s) => s.startSeconds },
  bytes: { units: BYTES, of: (s) => s.bytes },
  pkts: { units: { '': 1, k: 1e3, m: 1e6 }, of: (s) => s.packets },
  retrans: { units: { '': 1 }, of: (s) => s.retransmissions },
  port: { units: { '': 1 }, of: (s) => s.serverPort },
};

export function parseFilter(text: string, clock: FilterClock = { startOfDaySeconds: null }): ParsedFilter {
  try {
    return { ok: true, matches: predicateOf(parseSyntax(text), clock) };
  } catch (error) {
    if (error instanceof FilterError) return { ok: false, position: error.position, reason: error.reason };
    throw error;
  }
}

function predicateOf(node: FilterNode, clock: FilterClock): Predicate {
  switch (node.kind) {
    case 'and': {
      const parts = node.parts.map((part) => predicateOf(part, clock));
      return (subject) => parts.every((part) => part(subject));
    }
    case 'or': {
      const parts = node.parts.map((part) => predicateOf(part, clock));
      return (subject) => parts.some((part) => part(subject));
    }
    case 'not': {
      const inner = predicateOf(node.part, clock);
      return (subject) => !inner(subject);
    }
    case 'term':
      return parseTerm(node.term.text, node.term.position, clock);
  }
}

function parseTerm(term: string, position: number, clock: FilterClock): Predicate {
  const features = /^has\(([^()]*)\)$/i.exec(term);
  if (features !== null) return hasTerm(features[1] ?? '', position + 'has('.length);
  if (/^at:/i.test(term)) return timeTerm(term.slice('at:'.length), position + 'at:'.length, clock);
  const wireshark = /^([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)(==|!=|>=|<=|<|>)(.+)$/i.exec(term);
  if (wireshark !== null) return wiresharkTerm(wireshark[1] ?? '', wireshark[2] ?? '', wireshark[3] ?? '', position);
  if (/^(?:tcp|ip|ipv6|frame|icmp|http|tls|ssl)\.[a-z0-9_.]+$/i.test(term)) return wiresharkPresence(term.toLowerCase(), position);
  const numeric = /^([a-z]+)(!=|<=|>=|=|<|>)(.*)$/i.exec(term);
  if (numeric !== null) return numericTerm((numeric[1] ?? '').toLowerCase(), numeric[2] ?? '', numeric[3] ?? '', position);
  const keyed = /^([a-z]+):(.*)$/i.exec(term);
  if (keyed !== null && !/^[0-9a-f]*::?[0-9a-f:]*$/i.test(term)) return keyedTerm((keyed[1] ?? '').toLowerCase(), keyed[2] ?? '', position);
  return freeText(term.replaceAll('"', ''));
}

/** `has(rst fin)`: all of them. */
function hasTerm(list: string, position: number): Predicate {
  const names = list.split(/[\s,]+/).filter((name) => name !== '');
  if (names.length === 0) throw new FilterError(position, 'missing-value');
  const features = names.map((name) => {
    const feature = FILTER_FEATURES.find((each) => each === name.toLowerCase());
    if (feature === undefined) throw new FilterError(position + list.indexOf(name), 'unknown-key');
    return feature;
  });
  return (subject) => features.every((feature) => subject.has(feature));
}

/** `at:a..b`: it began between the two; either may be left out. Seconds of the capture (90s, 1.5m) or time of day (12:26:12, UTC). */
function timeTerm(value: string, position: number, clock: FilterClock): Predicate {
  const [first = '', last] = value.split('..');
  if (value === '' || value === '..') throw new FilterError(position, 'missing-value');
  const from = first === '' ? null : instant(first, position, clock);
  if (last === undefined) {
    const { seconds, precision } = from ?? { seconds: 0, precision: 0 };
    return (s) => s.startSeconds >= seconds && s.startSeconds < seconds + precision;
  }
  const to = last === '' ? null : instant(last, position + first.length + 2, clock);
  return (s) => (from === null || s.startSeconds >= from.seconds) && (to === null || s.startSeconds <= to.seconds);
}

const DAY_SECONDS = 86_400;

/** Precision: how long the instant is that was named: a second for 12:26:12, a millisecond for 12:26:12.345. */
function instant(text: string, position: number, clock: FilterClock): { readonly seconds: number; readonly precision: number } {
  const time = /^(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?z?$/i.exec(text);
  if (time === null) {
    const match = /^(\d+)(\.\d+)?([a-zµ]*)$/i.exec(text);
    const unit = match === null ? undefined : ownValue(SECONDS, (match[3] ?? '').toLowerCase());
    if (match === null || unit === undefined) throw new FilterError(position, 'bad-time');
    return { seconds: Number(`${match[1] ?? ''}${match[2] ?? ''}`) * unit, precision: unit * 10 ** -((match[2]?.length ?? 1) - 1) };
  }
  if (clock.startOfDaySeconds === null || Number(time[1]) > 23 || Number(time[2]) > 59 || Number(time[3] ?? 0) > 60)
    throw new FilterError(position, 'bad-time');
  const ofDay = Number(time[1]) * 3600 + Number(time[2]) * 60 + Number(time[3] ?? 0) + Number(`0${time[4] ?? ''}`);
  // Before the capture began: the next day.
  const seconds = ofDay - clock.startOfDaySeconds;
  const precision = time[3] === undefined ? 60 : 10 ** -((time[4]?.length ?? 1) - 1);
  return { seconds: seconds + precision <= 0 ? seconds + DAY_SECONDS : seconds, precision };
}

function keyedTerm(key: string, list: string, position: number): Predicate {
  const values = list.split(',').filter((value) => value !== '');
  if (values.length === 0) throw new FilterError(position + key.length + 1, 'missing-value');
  if (key === 'conn') return connectionTerm(values, position);
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
          (s) => s.clientIpv4,
        );
      case 'server':
        return endpointTerm(
          value,
          position,
          (s) => s.server,
          (s) => s.serverPort,
          (s) => s.serverIpv4,
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

/** `conn:3,5..9`: connections by their numbers in the table. */
function connectionTerm(values: readonly string[], position: number): Predicate {
  const ranges = values.map((value) => {
    const [, first = '', last = first] = /^(\d{1,10})(?:\.\.(\d{1,10}))?$/.exec(value) ?? [];
    if (first === '') throw new FilterError(position, 'bad-number');
    return { first: Number(first), last: Number(last) };
  });
  return ({ id }) => ranges.some(({ first, last }) => id >= first && id <= last);
}

function numericTerm(key: string, operator: string, value: string, position: number): Predicate {
  const known = ownValue(NUMERIC, key);
  if (known === undefined) throw new FilterError(position, 'unknown-key');
  const match = /^(-?\d+(?:\.\d+)?)([a-zµ%]*)$/i.exec(value);
  const unitName = (match?.[2] ?? '').toLowerCase();
  const unit = match === null ? undefined : ownValue(known.units, unitName);
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

function freeText(text: string): Predicate {
  const lower = text.toLowerCase();
  const port = /^:(\d{1,5})$/.exec(text);
  if (port !== null) {
    const number = Number(port[1]);
    return (s) => s.clientPort === number || s.serverPort === number;
  }
  // Joining address and port costs more than all the rest: only where the text holds both, or may be an IPv6 address.
  const spans = lower.includes(':');
  const isDigits = /^\d+$/.test(lower);
  const isIn = (address: string, number: number): boolean =>
    spans ? `${address}:${number}`.includes(lower) : address.includes(lower) || (isDigits && String(number).includes(lower));
  return (s) => s.causeText.includes(lower) || s.outcome.includes(lower) || isIn(s.client, s.clientPort) || isIn(s.server, s.serverPort);
}
