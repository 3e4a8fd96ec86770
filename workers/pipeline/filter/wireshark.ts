// Simple expressions of Wireshark's display filters, about connections: one fits when one of its packets does.

import type { FilterFeature, Predicate } from './subject';
import { FilterError } from './syntax';
import { endpointTerm, ownValue } from './values';

export function wiresharkTerm(field: string, operator: string, value: string, position: number): Predicate {
  const name = field.toLowerCase();
  const plain = value.replaceAll('"', '');
  if (name === 'frame.number' && operator !== '==' && operator !== '!=') {
    const number = wholeNumber(plain, position);
    return frameBound(operator, number);
  }
  if (operator !== '==' && operator !== '!=') throw new FilterError(position + field.length, 'bad-operator');
  const equals = wiresharkEquals(name, plain, position);
  return operator === '!=' ? (subject) => !equals(subject) : equals;
}

function frameBound(operator: string, number: number): Predicate {
  switch (operator) {
    case '<':
      return (s) => s.firstFrame < number;
    case '<=':
      return (s) => s.firstFrame <= number;
    case '>':
      return (s) => s.lastFrame > number;
    default:
      return (s) => s.lastFrame >= number;
  }
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

export function wiresharkPresence(field: string, position: number): Predicate {
  const feature = ownValue(PRESENT, field);
  if (feature === undefined) throw new FilterError(position, 'unknown-key');
  return feature === 'always' ? () => true : (subject) => subject.has(feature);
}

function wiresharkEquals(field: string, value: string, position: number): Predicate {
  const feature = ownValue(FLAG_FEATURES, field);
  if (feature !== undefined) {
    const wanted = /^(?:1|true|set)$/i.test(value);
    return wanted ? (subject) => subject.has(feature) : (subject) => !subject.has(feature);
  }
  switch (field) {
    case 'ip.addr':
    case 'ipv6.addr':
    case 'ip.src':
    case 'ip.dst':
    case 'ipv6.src':
    case 'ipv6.dst':
    case 'ip.host': {
      const client = endpointTerm(
        value,
        position,
        (s) => s.client,
        (s) => s.clientPort,
        (s) => s.clientIpv4,
      );
      const server = endpointTerm(
        value,
        position,
        (s) => s.server,
        (s) => s.serverPort,
        (s) => s.serverIpv4,
      );
      return (s) => client(s) || server(s);
    }
    case 'tcp.port':
    case 'tcp.srcport':
    case 'tcp.dstport': {
      const number = wholeNumber(value, position);
      return (s) => s.clientPort === number || s.serverPort === number;
    }
    case 'tcp.stream': {
      const number = wholeNumber(value, position);
      return (s) => s.id === number;
    }
    case 'frame.number': {
      const number = wholeNumber(value, position);
      return (s) => s.hasFrame(number);
    }
    default:
      throw new FilterError(position, 'unknown-key');
  }
}
