// What is said about two captures, in English.

import { formatCount, formatDuration, formatThree } from '../../base/format';
import type { Values } from '../../model/verdict';
import type { ClockEstimate } from '../compare-model';
import { clockOffset } from './clock-offset';
import type { CompareWords } from './compare-words';

const count = (values: Values, name: string): number => (typeof values[name] === 'number' ? values[name] : 0);
const seconds = (values: Values, name: string): string => formatDuration(count(values, name), 'en');
const packets = (n: number, one: string, many = `${one}s`): string => `${formatCount(n)} ${n === 1 ? one : many}`;

const offset = (clock: ClockEstimate): string => clockOffset(clock, 'en');

function drift({ driftPpm, driftUncertaintyPpm }: ClockEstimate): string {
  return driftPpm === 0 ? '' : `, drifting by ${formatThree(driftPpm)} ± ${formatThree(driftUncertaintyPpm)} ppm`;
}

function ttls(values: Values): string {
  return typeof values['rstTtl'] === 'number' && values['rstTtl'] !== values['hostTtl']
    ? ` (TTL ${values['rstTtl']}, its own packets ${values['hostTtl']})`
    : '';
}

export const words: CompareWords = {
  title: {
    captures: 'Two captures of one incident',
    interfaces: 'Two interfaces of one capture',
    hops: 'Two hops of a proxy',
  },
  clientTap: 'client’s capture',
  serverTap: 'server’s capture',
  device: 'path',
  clock: (clock) =>
    clock.isOneWay
      ? `Clocks: about ${offset(clock)} apart; only one direction was seen by both, so the time on the way is in it.`
      : `Clock of the second capture: ${offset(clock)}${drift(clock)}, removed (${formatCount(clock.towardsServer)} packets there, ${formatCount(clock.towardsClient)} back).`,
  noClock: 'The clocks could not be compared.',
  nearer: (name) => `Nearer to the clients: ${name} (found from the times and TTL of the packets, not from the order of the files).`,
  nearerMixed: 'Connections run both ways between the two places; each one says which capture is nearer to its client.',
  nearerUnknown: 'Which capture is nearer to the clients does not show; the order of the files is taken.',
  paired: (pairs, onlyFirst, onlySecond, first, second) =>
    `${packets(pairs, 'connection')} in both captures` +
    (onlyFirst > 0 ? `; ${packets(onlyFirst, 'attempt')} in ${first} alone` : '') +
    (onlySecond > 0 ? `; ${packets(onlySecond, 'attempt')} in ${second} alone` : '') +
    '.',
  uncovered: (n, name) =>
    `${packets(n, 'connection')} of ${name} cannot be compared: the other capture does not cover ${n === 1 ? 'it' : 'them'}.`,
  ambiguous: (n, name) =>
    `${packets(n, 'connection')} of ${name} ${n === 1 ? 'has' : 'have'} more than one equal partner and ${n === 1 ? 'is' : 'are'} left alone.`,
  nothingPairs: (first, second, overlap) => `No connection occurs in both captures. They cover ${first} and ${second}; ${overlap}.`,
  overlapOf: (duration) => (duration === null ? 'by their clocks they do not overlap' : `by their clocks they overlap for ${duration}`),
  columns: ['connection', 'seen by both', 'lost →', 'lost ←', 'appeared', 'changed', 'verdict'],
  places: {
    'client-side': 'on the client’s side',
    between: 'between the two captures',
    'server-side': 'on the server’s side',
    unknown: '',
  },
  pairedBy: {
    isn: 'both initial sequence numbers',
    'client-isn': 'the client’s initial sequence number',
    'server-isn': 'the server’s initial sequence number',
    addresses: 'addresses, ports and time',
    sequence: 'sequence numbers in mid-stream',
    payload: 'what both sides say, and time',
    same: 'the same connection on both interfaces',
    'only-one': 'seen by one capture alone',
  },
  fields: {
    addresses: 'addresses',
    ports: 'ports',
    sequence: 'sequence number',
    acknowledgement: 'acknowledgement',
    ttl: 'TTL',
    'ip-id': 'IP-ID',
    flags: 'flags',
    window: 'window',
    mss: 'MSS',
    'window-scale': 'window scale',
    options: 'options',
    length: 'length',
    payload: 'payload',
    dscp: 'DSCP',
    ecn: 'ECN',
  },
  kinds: {
    lost: (to) => `lost on the way to the ${to}`,
    appeared: (from) => `appeared on the way: not sent by the ${from}`,
    changed: 'changed on the way',
    delayed: (duration) => `held up: ${duration}`,
    notCaptured: 'passed, missing in the other capture',
    outside: 'the other capture was not running',
    missingBytes: (bytes) => `${bytes} of it lost`,
  },
  reasons: {
    'foreign-ttl': 'its TTL is not the sender’s',
    'foreign-ip-id': 'its IP-ID is not in the sender’s order',
    'sender-goes-on': 'its sender goes on as if nothing had happened',
    'sender-never-saw-cause': 'its sender never got what it answers',
    'not-at-sender': 'the sender’s capture does not have it',
    'never-acknowledged': 'never acknowledged',
    'sent-again': 'sent again',
    'never-reached-receiver': 'the receiver’s capture has nothing of the connection',
    'was-acknowledged': 'the receiver acknowledged it',
    'fits-sender': 'TTL and IP-ID are the sender’s, which goes on behind it',
    'capture-drops': 'that capture misses other packets as well',
  },
  observations: {
    'syn-never-arrived': (v) => `${packets(count(v, 'syns'), 'SYN')} left the client and never reached the server’s capture.`,
    'syn-arrived-unanswered': (v) =>
      `${packets(count(v, 'syns'), 'SYN')} reached the server, which answered nothing: the path is not to blame.`,
    'syn-ack-lost': (v) => `${packets(count(v, 'synAcks'), 'SYN-ACK')} left the server and never reached the client.`,
    'reset-not-sent-by-server': (v) =>
      `${packets(count(v, 'count'), 'RST')} in the server’s name reached the client; the server never sent ${count(v, 'count') === 1 ? 'it' : 'them'}${ttls(v)}.`,
    'reset-not-sent-by-client': (v) =>
      `${packets(count(v, 'count'), 'RST')} in the client’s name reached the server; the client never sent ${count(v, 'count') === 1 ? 'it' : 'them'}${ttls(v)}.`,
    'reset-sent-by-server': () => 'The RST left the server’s side and reached the client: no device between the captures made it.',
    'reset-sent-by-client': () => 'The RST left the client’s side and reached the server: no device between the captures made it.',
    'reset-lost': (v) => `${packets(count(v, 'count'), 'RST')} got lost on the way.`,
    'idle-before-loss': (v) => `Nothing had been said for ${seconds(v, 'idleSeconds')}; the first packet afterwards was not let through.`,
    'data-never-arrived': (v) =>
      `The client’s data was sent ${packets(count(v, 'packets'), 'time')} and never reached the server’s capture.`,
    'data-arrived-unanswered': () => 'The request reached the server, which did not answer.',
    'answer-lost': (v) => `The server’s data was sent ${packets(count(v, 'packets'), 'time')} and never reached the client’s capture.`,
    'close-lost': (v) => `${packets(count(v, 'packets'), 'closing packet')} (FIN or RST) got lost: the other end was never told.`,
    'large-lost-small-pass': (v) => `Segments of ${formatCount(count(v, 'bytes'))} B and more are lost, smaller ones behind them pass.`,
    'other-side-still-open': (v) => `The server went on with ${packets(count(v, 'packets'), 'packet')}, as if nothing had happened.`,
    'arrived-untranslated': (v) =>
      `The packet did arrive, from ${String(v['address'] ?? '')}, without its address translation: the receiver knew no such connection.`,
    'arrived-all': () => 'Everything that was sent arrived.',
    'shown-by-one': () => 'One capture alone shows it; the other does not contradict.',
    'hop-ended-first': (v) =>
      `The ${String(v['side'] ?? '')} hop of the proxy ended first, ${seconds(v, 'afterSeconds')} before the other.`,
    'hop-not-forwarded': (v) => `${formatCount(count(v, 'bytes'))} B that the proxy received were not passed on.`,
  },
  basisBoth: 'Only both captures together show it.',
  basisOne: (name) => `Shown by ${name}.`,
  alone: (name, cause, percent) => `${name} alone: ${cause} (${percent})`,
  notThere: (name) => `${name} has no such connection`,
  ruledOut: (cause, because) => `Not ${cause}: ${because}`,
  allSeen: 'seen by both',
  nothingDiffers: 'Every packet of the common connections was seen in both captures, unchanged.',
  connections: (n) => packets(n, 'connection'),
  at: (server) => `at ${server}`,
  more: (n) => `… ${formatCount(n)} more`,
  run: (n, differing, there, back, duration) =>
    [
      packets(n, 'packet'),
      differing > 0 ? `${formatCount(differing)} of them differing` : 'seen by both',
      there === '' ? '' : `${there} →`,
      back === '' ? '' : `${back} ←`,
      duration,
    ]
      .filter((part) => part !== '')
      .join(', '),
  idle: (duration) => `${duration} of silence`,
  hidden: (n) => `… ${packets(n, 'more packet', 'more packets')}`,
  clockRemoved: (clock) =>
    `Clock of the second capture: ${offset(clock)}${drift(clock)}, removed. Times on the way assume that both ways are equally long.`,
  pictureTitle: (client, server) => `TCP connection from ${client} to ${server}, captured at two places`,
};
