// Values that terms of several kinds compare with: addresses with ports, and look-ups that a prototype cannot answer.

import type { FilterSubject, Predicate } from './subject';
import { FilterError } from './syntax';

export function ownValue<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** "10.0.0.1", "10.0.0.0/24", "10.0.0.1:80", ":80", "[::1]:80". */
export function endpointTerm(
  value: string,
  position: number,
  address: (s: FilterSubject) => string,
  port: (s: FilterSubject) => number,
  ipv4: (s: FilterSubject) => number | null | undefined,
): Predicate {
  const prefix = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(value);
  if (prefix !== null) {
    const bits = Number(prefix[2]);
    const base = ipv4Number(prefix[1] ?? '');
    if (bits > 32 || base === null) throw new FilterError(position, 'bad-address');
    const mask = bits === 0 ? 0 : (~0 << (32 - bits)) >>> 0;
    // Numbers: of a million clients no text is made.
    return (s) => {
      const known = ipv4(s);
      const number = known === undefined ? ipv4Number(address(s)) : known;
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
  const prefixed = `${wanted}.`;
  return (s) => {
    const text = address(s);
    return text === wanted || text.startsWith(prefixed);
  };
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
