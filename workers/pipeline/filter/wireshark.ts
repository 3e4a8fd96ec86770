// Simple expressions of Wireshark's display filters, about connections: one fits when one of its packets does.

import { anyPort, endpointTerm } from './endpoints';
import { allBut, either, selectIds, selectNumbers, type FilterFeature, type Selector } from './filter-table';
import { ownValue } from './own-value';
import { FilterError } from './syntax';

export function wiresharkTerm(field: string, operator: string, value: string, position: number): Selector {
  const name = field.toLowerCase();
  const plain = value.replaceAll('"', '');
  if (name === 'frame.number' && operator !== '==' && operator !== '!=') {
    const number = wholeNumber(plain, position);
    return frameBound(operator, number);
  }
  if (operator !== '==' && operator !== '!=') throw new FilterError(position + field.length, 'bad-operator');
  const equals = wiresharkEquals(name, plain, position);
  return operator === '!=' ? (table) => allBut(equals(table)) : equals;
}

function frameBound(operator: string, number: number): Selector {
  // One of its packets lies there when its first, or its last, does.
  return (table) => selectNumbers(table, operator.startsWith('<') ? 'firstFrame' : 'lastFrame', operator, number);
}

function wholeNumber(text: string, position: number): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number) || number < 0) throw new FilterError(position, 'bad-number');
  return number;
}

const FLAG_FEATURES: Readonly<Record<string, FilterFeature>> = { 'tcp.flags.reset': 'rst', 'tcp.flags.fin': 'fin' };
/** A field alone means that a packet has it. */
const PRESENT: Readonly<Record<string, FilterFeature | 'always'>> = {
  tcp: 'always',
  'tcp.analysis.zero_window': 'zero-window',
  'tcp.stream': 'always',
  'icmp.type': 'icmp',
  'http.request': 'http',
  'http.response': 'http',
  'tls.handshake': 'tls',
  'tls.record': 'tls',
  'tls.alert_message': 'tls',
};

export function wiresharkPresence(field: string, position: number): Selector {
  const feature = ownValue(PRESENT, field);
  if (feature === undefined) throw new FilterError(position, 'unknown-key');
  return feature === 'always' ? (table) => new Uint8Array(table.count).fill(1) : (table) => table.having(feature).slice();
}

function wiresharkEquals(field: string, value: string, position: number): Selector {
  const feature = ownValue(FLAG_FEATURES, field);
  if (feature !== undefined) {
    const wanted = /^(?:1|true|set)$/i.test(value);
    return wanted ? (table) => table.having(feature).slice() : (table) => allBut(table.having(feature).slice());
  }
  switch (field) {
    case 'ip.addr':
    case 'ipv6.addr':
    case 'ip.src':
    case 'ip.dst':
    case 'ipv6.src':
    case 'ipv6.dst':
    case 'ip.host': {
      const client = endpointTerm(value, position, (table) => table.client);
      const server = endpointTerm(value, position, (table) => table.server);
      return (table) => either(client(table), server(table));
    }
    case 'tcp.port':
    case 'tcp.srcport':
    case 'tcp.dstport':
      return anyPort(wholeNumber(value, position));
    case 'tcp.stream': {
      const number = wholeNumber(value, position);
      return (table) => selectIds(table.count, number < table.count ? [number] : []);
    }
    case 'frame.number': {
      const number = wholeNumber(value, position);
      return (table) => selectIds(table.count, [table.connectionOfFrame(number)]);
    }
    default:
      throw new FilterError(position, 'unknown-key');
  }
}
