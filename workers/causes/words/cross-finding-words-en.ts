// English words of findings that only several connections together show; what they are made of is decided in handlers/.

import type { CrossFindingId } from '../../model/vocabulary';
import { formatCount, formatDuration, formatThree } from '../../base/format';
import {
  capture,
  connectionsPerClient,
  establishedTo,
  hostPort,
  listenDrops,
  listenQueue,
  portRange,
  serverOf,
  timeWaits,
} from './commands';
import { clause, connections, en, headlineForm, numberFact, plural, traitsApart } from './phrases';
import type { CauseWords, HeadlineContext } from './words';

const slowHandshake: CauseWords = {
  short: 'Slow handshakes',
  headline: (c) => {
    const late = clause(numberFact(c.facts, 'lateSeconds'), (seconds) => `, e.g. ${formatDuration(seconds, 'en')} late`);
    const head = `${connections(c.n)} to ${c.server} succeeded only on a repeated SYN${late}`;
    const lost = c.facts['reason'] !== 'server';
    return headlineForm(c.certainty, {
      certain: lost ? en`${head}: packets were lost.` : en`${head}: the first SYN arrived and was ignored.`,
      likely: lost
        ? en`${head}, likely because packets are lost on the way.`
        : en`${head}, likely because the server ignored the first one.`,
      observed: en`${head}.`,
    });
  },
  explanation:
    'A SYN or its answer vanished, and the client waited a whole second or more before it sent the SYN again. Programs log no error, only connects that take about 1, 3 or 7 s.',
  move: 'whoever runs the path between the two',
  next: (c) => [
    {
      where: 'network',
      text: 'How many packets does the path lose?',
      command: `mtr --report --tcp --port ${serverOf(c).port} ${serverOf(c).host}`,
    },
    {
      where: 'server',
      text: 'Or does the server drop SYNs (accept queue, SYN backlog)? Are these counters rising?',
      command: listenDrops(),
    },
    {
      where: 'server',
      text: 'Which of the two it is shows on the other side: did the first SYN arrive there?',
      command: capture(serverOf(c), 'server-side.pcap'),
    },
  ],
  cannotTell: () => ['Whether the SYN was lost or its answer: only a capture at the other end shows which of the two arrived.'],
};

/** "TTL 61 instead of 62, window 26,847 instead of 64,240": what sets the one back end apart. */
function apart(context: HeadlineContext): string {
  return traitsApart(context, ['TTL', 'window', 'MSS'], (name, own, other) => `${name} ${own} instead of ${other}`).join(', ');
}

const oneBadBackend: CauseWords = {
  short: 'One bad back end',
  headline: (c) => {
    const what = apart(c);
    const of = clause(numberFact(c.facts, 'backends'), (k) => ` of ${formatCount(k)}`);
    const failures = plural(c.n, 'failure', 'failures');
    const come = c.n === 1 ? 'comes' : 'come';
    const shown = what === '' ? '' : ` (${what})`;
    return headlineForm(c.certainty, {
      certain: en`${failures} at ${c.server} ${come} from one${of} back ends behind that address${what === '' ? '' : `: ${what}`}.`,
      likely: en`${failures} at ${c.server} met one kind of SYN-ACK${shown}, likely because one${of} back ends behind that address is faulty.`,
      observed: en`${failures} at ${c.server} met one kind of SYN-ACK${shown}, the connections that went well another.`,
    });
  },
  explanation:
    'Behind one address stand several machines. Their handshakes differ in small ways (distance, window, segment size), and the connections that failed all met the same one, while the others went well.',
  move: "the server's owner (take that back end out of service)",
  next: (c) => [
    { where: 'server', text: 'Which back ends does the balancer have, and which of them differs in system, version or place?' },
    {
      where: 'server',
      text: 'Try each back end by itself, past the balancer.',
      command: `curl -v --connect-to ::BACKEND:${serverOf(c).port} http://${hostPort(serverOf(c))}/`,
    },
    { where: 'server', text: 'What do its log and its health check say?' },
  ],
  cannotTell: () => [
    'Which machine it is: behind the shared address only the traits of its packets are visible, and two alike count as one.',
  ],
};

const clientLeak: CauseWords = {
  short: 'Connections pile up',
  headline: (c) => {
    const closed = numberFact(c.facts, 'closed');
    const rate = clause(numberFact(c.facts, 'perMinute'), (perMinute) => ` at ${formatThree(perMinute)} per minute`);
    const of = closed === undefined || closed === 0 ? 'none of them was closed' : `${formatCount(closed)} of them were closed`;
    return en`${c.client} opened ${connections(c.n)} to ${c.server} and ${of}: they pile up${rate}.`;
  },
  explanation:
    'The client opens a connection, uses it for a moment and neither closes it nor uses it again. Sooner or later it meets a limit: of descriptors, of the server, of ports.',
  move: "the client's owner",
  next: (c) => [
    { where: 'client', text: 'Is the number still growing?', command: establishedTo(serverOf(c)) },
    { where: 'client', text: 'Is a response body left unread, a client built for every call, or a result set never closed?' },
    { where: 'server', text: 'How many does each client hold?', command: connectionsPerClient(serverOf(c)) },
  ],
  cannotTell: () => ['Whether the program still means to use them: a pool that fills and is used later looks the same until then.'],
};

const ephemeralPortExhaustion: CauseWords = {
  short: 'Ports used up',
  headline: (c) => {
    const within = clause(numberFact(c.facts, 'withinSeconds'), (seconds) => ` within ${formatDuration(seconds, 'en')}`);
    const head = en`${c.client} opened ${plural(c.n, 'short connection', 'short connections')} to ${c.server}${within}`;
    const stopped = numberFact(c.facts, 'stoppedSeconds');
    return stopped === undefined
      ? en`${head}: its ephemeral ports run out while old ones wait in TIME-WAIT.`
      : en`${head} and used nearly all of a block of ports, then opened none for ${formatDuration(stopped, 'en')}.`;
  },
  explanation:
    'The side that closes first keeps the pair of ports for 60 s (TIME-WAIT). A client that opens and closes faster than that has no port left; its connects then fail with EADDRNOTAVAIL, "Cannot assign requested address", and nothing of that is on the wire.',
  move: "the client's owner (keep connections open and use them again)",
  next: (c) => [
    { where: 'client', text: 'How many ports wait in TIME-WAIT, out of how many?', command: `${timeWaits(serverOf(c))}; ${portRange()}` },
    { where: 'client', text: 'Use a pool or keep-alive; net.ipv4.tcp_tw_reuse = 1 and a wider port range only move the limit.' },
    {
      where: 'server',
      text: 'Does the server force the close ("Connection: close", keep-alive off)?',
      command: listenQueue(serverOf(c)),
    },
  ],
  cannotTell: () => ['Connects that found no port: they never leave the machine, so that no capture holds them.'],
};

export const crossFindingTextsEn = {
  'slow-handshake': slowHandshake,
  'one-bad-backend': oneBadBackend,
  'client-leak': clientLeak,
  'ephemeral-port-exhaustion': ephemeralPortExhaustion,
} satisfies Record<CrossFindingId, CauseWords>;
