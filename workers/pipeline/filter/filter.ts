// The text filter of the connections table: what its terms mean (grammar: syntax.ts, user's words: ux "connections"). Commas inside
// a key are ORs; a few Wireshark expressions are understood as well. Parses once into a selector over columns.

import { anyPort, endpointTerm, textInEnds } from './endpoints';
import {
  allBut,
  both,
  either,
  FILTER_FEATURES,
  selectIds,
  selectNumbers,
  selectTexts,
  type NumberField,
  type Selector,
} from './filter-table';
import { ownValue } from './own-value';
import { FilterError, parseSyntax, type FilterNode, type FilterReason } from './syntax';
import { wiresharkPresence, wiresharkTerm } from './wireshark';

export type ParsedFilter =
  | { readonly ok: true; readonly select: Selector }
  | { readonly ok: false; readonly position: number; readonly reason: FilterReason };

/** What clock times in a filter are relative to. */
export interface FilterClock {
  /** Time of day of the capture's first frame, in seconds after midnight UTC; null when the capture has no clock. */
  readonly startOfDaySeconds: number | null;
}

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9, m: 60, min: 60, h: 3600 };
const BYTES: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, k: 1e3, m: 1e6, g: 1e9, kib: 1024, mib: 1048576 };
/** Units by the names that numbers are asked for. */
const NUMERIC: Readonly<Partial<Record<NumberField, Readonly<Record<string, number>>>>> = {
  conf: { '': 1, '%': 0.01 },
  dur: SECONDS,
  rtt: SECONDS,
  idle: SECONDS,
  at: SECONDS,
  bytes: BYTES,
  pkts: { '': 1, k: 1e3, m: 1e6 },
  retrans: { '': 1 },
  port: { '': 1 },
};

const FIELDS: readonly NumberField[] = ['conf', 'dur', 'rtt', 'idle', 'at', 'bytes', 'pkts', 'retrans', 'port'];

export function parseFilter(text: string, clock: FilterClock = { startOfDaySeconds: null }): ParsedFilter {
  try {
    return { ok: true, select: selectorOf(parseSyntax(text), clock) };
  } catch (error) {
    if (error instanceof FilterError) return { ok: false, position: error.position, reason: error.reason };
    throw error;
  }
}

function selectorOf(node: FilterNode, clock: FilterClock): Selector {
  switch (node.kind) {
    case 'and': {
      const parts = node.parts.map((part) => selectorOf(part, clock));
      return joined(parts, both, 1);
    }
    case 'or': {
      const parts = node.parts.map((part) => selectorOf(part, clock));
      return joined(parts, either, 0);
    }
    case 'not': {
      const inner = selectorOf(node.part, clock);
      return (table) => allBut(inner(table));
    }
    case 'term':
      return parseTerm(node.term.text, node.term.position, clock);
  }
}

/** `ofNone`: what every connection gets when there are no parts. */
function joined(parts: readonly Selector[], join: typeof both, ofNone: 0 | 1): Selector {
  const [first, ...others] = parts;
  if (first === undefined) return (table) => new Uint8Array(table.count).fill(ofNone);
  return (table) => others.reduce((selection, part) => join(selection, part(table)), first(table));
}

function parseTerm(term: string, position: number, clock: FilterClock): Selector {
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
function hasTerm(list: string, position: number): Selector {
  const names = list.split(/[\s,]+/).filter((name) => name !== '');
  if (names.length === 0) throw new FilterError(position, 'missing-value');
  const features = names.map((name) => {
    const feature = FILTER_FEATURES.find((each) => each === name.toLowerCase());
    if (feature === undefined) throw new FilterError(position + list.indexOf(name), 'unknown-key');
    return feature;
  });
  return joined(
    features.map(
      (feature): Selector =>
        (table) =>
          table.having(feature).slice(),
    ),
    both,
    1,
  );
}

/** `at:a..b`: it began between the two; either may be left out. Seconds of the capture (90s, 1.5m) or time of day (12:26:12, UTC). */
function timeTerm(value: string, position: number, clock: FilterClock): Selector {
  const [first = '', last] = value.split('..');
  if (value === '' || value === '..') throw new FilterError(position, 'missing-value');
  const from = first === '' ? null : instant(first, position, clock);
  if (last === undefined) {
    const { seconds, precision } = from ?? { seconds: 0, precision: 0 };
    return (table) => both(selectNumbers(table, 'at', '>=', seconds), selectNumbers(table, 'at', '<', seconds + precision));
  }
  const to = last === '' ? null : instant(last, position + first.length + 2, clock);
  const bounds: Selector[] = [];
  if (from !== null) bounds.push((table) => selectNumbers(table, 'at', '>=', from.seconds));
  if (to !== null) bounds.push((table) => selectNumbers(table, 'at', '<=', to.seconds));
  return joined(bounds, both, 1);
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

function keyedTerm(key: string, list: string, position: number): Selector {
  const values = list.split(',').filter((value) => value !== '');
  if (values.length === 0) throw new FilterError(position + key.length + 1, 'missing-value');
  if (key === 'conn') return connectionTerm(values, position);
  const one = (value: string): Selector => {
    const lower = value.toLowerCase();
    switch (key) {
      case 'outcome':
        return (table) => selectTexts(table.outcome, table.count, (text) => text === lower);
      case 'cause':
        return (table) => selectTexts(table.cause, table.count, (text) => text.includes(lower));
      case 'ended':
        return (table) => selectTexts(table.ended, table.count, (text) => text === lower);
      case 'client':
        return endpointTerm(value, position, (table) => table.client);
      case 'server':
        return endpointTerm(value, position, (table) => table.server);
      case 'port':
        return numericTerm('port', '=', value, position);
      case 'pkt': {
        const frame = Number(value);
        if (!Number.isInteger(frame)) throw new FilterError(position, 'bad-number');
        return (table) => selectIds(table.count, [table.connectionOfFrame(frame)]);
      }
      case 'finding': {
        const index = Number(value);
        if (!Number.isInteger(index)) throw new FilterError(position, 'bad-number');
        return (table) => selectIds(table.count, table.connectionsOfFinding(index));
      }
      default:
        if (FIELDS.some((field) => field === key)) return numericTerm(key, '=', value, position);
        throw new FilterError(position, 'unknown-key');
    }
  };
  return joined(values.map(one), either, 0);
}

/** `conn:3,5..9`: connections by their numbers in the table. */
function connectionTerm(values: readonly string[], position: number): Selector {
  const ranges = values.map((value) => {
    const [, first = '', last = first] = /^(\d{1,10})(?:\.\.(\d{1,10}))?$/.exec(value) ?? [];
    if (first === '') throw new FilterError(position, 'bad-number');
    return { first: Number(first), last: Number(last) };
  });
  return ({ count }) => {
    const selection = new Uint8Array(count);
    for (const { first, last } of ranges) if (last >= first) selection.fill(1, Math.min(first, count), Math.min(last + 1, count));
    return selection;
  };
}

function numericTerm(key: string, operator: string, value: string, position: number): Selector {
  const field = FIELDS.find((each) => each === key);
  const units = field === undefined ? undefined : NUMERIC[field];
  if (field === undefined || units === undefined) throw new FilterError(position, 'unknown-key');
  const match = /^(-?\d+(?:\.\d+)?)([a-zµ%]*)$/i.exec(value);
  const unitName = (match?.[2] ?? '').toLowerCase();
  const unit = match === null ? undefined : ownValue(units, unitName);
  if (match === null || unit === undefined) throw new FilterError(position + key.length + operator.length, 'bad-number');
  const limit = Number(match[1]) * unit;
  return (table) => selectNumbers(table, field, operator, limit);
}

function freeText(text: string): Selector {
  const port = /^:(\d{1,5})$/.exec(text);
  if (port !== null) return anyPort(Number(port[1]));
  const lower = text.toLowerCase();
  const inEnds = textInEnds(lower);
  return (table) => {
    const inWords = either(
      selectTexts(table.cause, table.count, (words) => words.includes(lower)),
      selectTexts(table.outcome, table.count, (name) => name.includes(lower)),
    );
    return either(inWords, inEnds(table));
  };
}
