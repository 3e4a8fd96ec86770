// English sentences of the observations: what was seen, in the indicative, with its numbers. Nothing is concluded here.

import { formatBytes, formatCount, formatDuration, formatExactBytes, formatTimer } from '../../base/format';
import { icmpName } from './icmp-names';
import { clause, en, plural, quoted, times } from './phrases';
import type { EvidenceWords } from './words';

const time = (seconds: number): string => formatDuration(seconds, 'en');
const bytes = (count: number): string => formatBytes(count, 'en');
/** Three packets in one clock tick have no distance that could be told. */
const after = (seconds: number): string => (seconds > 0 ? `${time(seconds)} after` : 'right after');
const later = (seconds: number): string => (seconds > 0 ? `${time(seconds)} later` : 'at once');
const were = (count: number): string => (count === 1 ? 'was' : 'were');

export const evidenceWordsEn: EvidenceWords = {
  // attempt
  'syn-answered-by-rst': (v) => en`The SYN was answered by RST ${later(v.afterSeconds)}.`,
  'rst-fits-host': (v) => en`The RST arrived with TTL ${v.rstTtl}, the other packets of that host with TTL ${v.hostTtl}.`,
  'rst-from-elsewhere': (v) => en`The RST arrived with TTL ${v.rstTtl}, the other packets of that host arrive with TTL ${v.hostTtl}.`,
  'syn-unanswered': (v) => en`${plural(v.syns, 'SYN', 'SYNs')} within ${time(v.waitedSeconds)} got no answer.`,
  'host-answers-otherwise': (v, side) =>
    en`${plural(v.packets, 'other packet', 'other packets')} of ${side.server} ${were(v.packets)} seen: the host is alive.`,
  'host-never-heard': (v) => en`Not one packet of ${v.address} is in the capture.`,
  'icmp-unreachable': (v) => en`${v.from} answered with ${icmpName(v.icmpType, v.icmpCode, 'en')} ${later(v.afterSeconds)}.`,
  'arp-unanswered': (v) => en`${plural(v.requests, 'ARP request', 'ARP requests')} for ${v.address} got no answer.`,
  'client-reset-syn-ack': (v, side) => en`${side.client} answered the SYN-ACK with RST ${later(v.afterSeconds)}.`,
  'challenge-ack': (v, side) => en`${side.server} answered the SYN with an ACK for an older connection ${later(v.afterSeconds)}.`,
  'attempt-retried-ok': (v) => en`A repeated SYN was answered with SYN-ACK ${after(v.afterSeconds)} the first one.`,
  // accept queue
  'listener-served-others': (v) => en`The same port served ${plural(v.served, 'other connection', 'other connections')}.`,
  'listener-waiting': (v) =>
    en`${plural(v.waiting, 'connection', 'connections')} of this port ${were(v.waiting)} completed and not yet served at that moment.`,
  'syn-ack-repeated': (v, side) => en`${side.server} repeated its SYN-ACK ${times(v.times)} although the handshake had been acknowledged.`,
  'data-ignored': (v, side) =>
    en`${side.client} sent ${bytes(v.bytes)} and had to repeat them ${times(v.times)}: the server took no notice.`,
  'handshake-answered-by-bare-rst': (v, side) =>
    en`${side.server} answered the end of the handshake with a RST without ACK ${later(v.afterSeconds)}.`,
  'served-on-retry': (v) => en`A later attempt was served ${after(v.afterSeconds)} the first.`,
  // after accept
  'handshake-completed': (v) => en`The handshake was completed, round trip ${time(v.rttSeconds)}.`,
  'fin-right-after-handshake': (v, side) => en`${side.server} sent FIN ${after(v.afterSeconds)} the handshake.`,
  'rst-right-after-handshake': (v, side) => en`${side.server} sent RST ${after(v.afterSeconds)} the handshake.`,
  'no-bytes-from-server': (_, side) => en`${side.server} sent 0 B of payload.`,
  'reply-rst': (v) =>
    v.bytes > 0
      ? en`The RST answers the ${bytes(v.bytes)} sent before it: it carries no ACK and its sequence number is copied from their ACK.`
      : en`The RST carries no ACK, and its sequence number is copied from the ACK of the packet that it answers.`,
  'active-rst': (v) =>
    v.ackedBytes > 0
      ? en`The RST carries an ACK that covers the last ${bytes(v.ackedBytes)} received: a socket that still existed sent it.`
      : en`The RST carries an ACK, as only a socket that still exists sends it.`,
  'data-crossed-fin': (v) =>
    en`Data came ${v.afterSeconds < 0 ? `${time(-v.afterSeconds)} before` : after(v.afterSeconds)} the FIN and does not acknowledge it${v.rttSeconds > 0 ? ` (round trip ${time(v.rttSeconds)})` : ''}: the two crossed on the way.`,
  'limit-at-rejection': (v) =>
    en`${plural(v.rejected, 'connection', 'connections')} ${were(v.rejected)} turned away, with at least ${v.limit} open at each of these moments.`,
  'served-below-limit': (v) =>
    en`${plural(v.served, 'connection', 'connections')} ${were(v.served)} served, with never more than ${v.highest} open.`,
  'other-client-served': (v) => en`Meanwhile ${plural(v.clients, 'other client', 'other clients')} ${were(v.clients)} served.`,
  'other-clients-rejected': (v) => en`${plural(v.clients, 'client address', 'client addresses')} ${were(v.clients)} turned away.`,
  'accepted-again': (v) => en`After the first rejection a connection was accepted again, with ${v.open} or fewer open.`,
  'limit-text': (v, side) => en`${side.server} gave the reason in its own words: "${quoted(v.text)}".`,
  'rejections-rise': (v) =>
    en`Of ${v.above} that met ${v.open} or more open connections ${v.rejectedAbove} were turned away, of the ${v.below} others ${v.rejectedBelow}.`,
  'no-threshold': (v) =>
    en`${plural(v.rejected, 'connection', 'connections')} ${were(v.rejected)} turned away at counts at which others were served.`,
  'data-acked-by-kernel': (v, side) => en`${side.server} acknowledged the ${bytes(v.bytes)} of the client ${later(v.afterSeconds)}.`,
  'never-answered': (v, side) => en`${side.server} sent no payload in the ${time(v.waitedSeconds)} that followed.`,
  'reset-together': (v) => en`${plural(v.ended, 'connection', 'connections')} of this port ended within ${time(v.spreadSeconds)}.`,
  'refused-afterwards': (v) => en`${plural(v.refused, 'attempt', 'attempts')} after that ${were(v.refused)} refused with RST.`,
  // abort
  'unread-bytes': (v) => en`${bytes(v.unreadBytes)} had been received and not yet answered when the RST was sent.`,
  'response-before-abort': (v) => en`An answer with status ${String(v.status)} came before.`,
  'nothing-unread': (v) =>
    en`0 B were left unanswered${v.afterSeconds > 0 ? `; the RST came ${time(v.afterSeconds)} after the last payload` : ''}.`,
  'exchange-complete': (v) => en`${plural(v.exchanges, 'request', 'requests')} ${were(v.exchanges)} answered before.`,
  'no-fin-before-rst': () => 'No FIN of that side came before its RST.',
  // keep-alive and writing after close
  'idle-before-close': (v) => en`The connection was idle for ${time(v.idleSeconds)} before that.`,
  'server-closed-first': (v, side) => en`${side.server} closed first, ${time(v.afterSeconds)} after the connection began.`,
  'client-closed-first': (v, side) => en`${side.client} ended the connection first, ${time(v.afterSeconds)} after it began.`,
  'fin-acknowledged': (v) => en`The FIN was acknowledged ${later(v.afterSeconds)}.`,
  'sent-after-fin': (v) => en`${bytes(v.bytes)} of payload ${were(v.bytes)} sent ${after(v.afterSeconds)} the FIN of the other side.`,
  'idle-cluster': (v) =>
    en`${plural(v.samples, 'idle connection', 'idle connections')} of this port ${were(v.samples)} closed after the same ${timer(v.timeoutSeconds)}.`,
  'keep-alive-header': (v, side) => en`${side.server} announced "Keep-Alive: timeout=${String(v.timeoutSeconds)}".`,
  'connection-close-announced': (v, side) =>
    en`${side.server} announced "Connection: close"${v.requests > 0 ? ` in response ${formatCount(v.requests)} of this connection` : ''}.`,
  'request-owed': (v) => en`The request had waited ${time(v.waitedSeconds)} without its answer.`,
  'response-incomplete': (v) => en`${bytes(v.bytes)} of the announced response ${were(v.bytes)} still missing.`,
  'timeout-cluster': (v) =>
    en`${plural(v.samples, 'connection', 'connections')} ${were(v.samples)} given up after the same ${timer(v.timeoutSeconds)}.`,
  'late-fin': (v) => en`The other FIN came ${time(v.lateSeconds)} after the first and was answered with RST.`,
  'closer-left-open': (v) => en`No FIN of the other side followed in ${time(v.ageSeconds)}.`,
  // path
  retransmitted: (v) =>
    en`The same ${v.bytes > 0 ? bytes(v.bytes) : 'segment'} ${v.bytes > 1 ? 'were' : 'was'} sent again ${times(v.retries)} over ${time(v.retriedSeconds)}.`,
  'peer-silent': (v) => en`Nothing came from the other side in the last ${time(v.sinceSeconds)}.`,
  'keepalive-unanswered': (v) =>
    en`${plural(v.probes, 'keepalive probe', 'keepalive probes')}${v.probes > 1 ? ` every ${time(v.intervalSeconds)}` : ''}${v.idleSeconds > 0 ? `, after ${time(v.idleSeconds)} idle,` : ''} got no answer.`,
  'keepalive-gave-up': () => 'The probing side then ended the connection with a RST that carries an ACK.',
  'idle-before-silence': (v) => en`Nothing had passed for ${time(v.idleSeconds)} before that.`,
  'idle-survived': (v) => en`On the same path a connection idle for ${time(v.survivedSeconds)} went on without harm.`,
  'continues-other-connection': (v) => `Its sequence numbers continue the connection with ${v.address} on the same ports.`,
  'bare-rst-to-live': (v) =>
    v.bytes > 0
      ? en`${bytes(v.bytes)} of payload on the open connection were answered by a RST without ACK.`
      : 'An ACK on the open connection was answered by a RST without ACK.',
  'peer-goes-on': (v) => en`The side in whose name the RST came went on sending ${later(v.afterSeconds)}.`,
  'rst-burst': (v) => en`${plural(v.resets, 'RST', 'RSTs')} came in one burst.`,
  'rst-too-early': (v) =>
    en`The RST came ${after(v.afterSeconds)} what it answers: its sender is a round trip of ${time(v.rttSeconds)} away and did not have that yet.`,
  'rst-lacks-timestamps': () => 'The RST has no timestamps, which a socket of this connection puts on it.',
  'full-size-lost': (v) =>
    v.smallestLost > 0
      ? en`Packets with up to ${formatExactBytes(v.largestPassed, 'en')} of data were acknowledged, those with ${formatExactBytes(v.smallestLost, 'en')} were not.`
      : en`Packets with up to ${formatExactBytes(v.largestPassed, 'en')} of data arrived; the gap before them was never filled.`,
  'zero-window': (v) =>
    en`The receiver announced window 0 for ${time(v.stalledSeconds)}${clause(v.probes > 0 ? v.probes : undefined, (p) => ` and answered ${plural(p, 'window probe', 'window probes')}`)}.`,
  // application
  'tls-alert': (v) => en`A TLS alert was sent: "${v.alert}".`,
  'protocols-differ': (v, side) =>
    en`${side.client} speaks ${v.clientProtocol}; this port speaks ${v.serverProtocol}, in its answer or to its other clients.`,
  'reset-text': (v) => en`Inside the RST stands "${quoted(v.text)}": the word of whoever sent it.`,
  'server-words': (v, side) => en`The last that ${side.server} said was "${quoted(v.text)}".`,
  period: (v) => en`${plural(v.samples, 'such connection', 'such connections')} came every ${timer(v.periodSeconds)}.`,
  // end
  'both-sides-closed': (v) => en`Both sides sent FIN; the connection lasted ${time(v.durationSeconds)}.`,
  'rst-after-fins': () => 'The RST came after the FIN, with no payload left to deliver.',
  'last-packet': (v) => en`The capture ended ${time(v.quietSeconds)} after the last packet, without FIN or RST.`,
  // cannot tell
  'only-one-direction': () => 'Packets of only one direction were captured.',
  'no-handshake': () => 'The handshake is not in the capture: the connection began before it.',
  'rst-without-elicitor': () => 'The packet that the RST answers is not in the capture.',
  'packets-missing': (v) => en`${plural(v.missing, 'packet', 'packets')} ${were(v.missing)} acknowledged without being in the capture.`,
  'capture-ends': (v) => en`The capture ends ${later(v.afterSeconds)}.`,
  'no-known-cause': () => 'No cause of the catalogue fits what was seen.',
  'rst-form-unknown': (v) => en`The SYN was answered by a RST in a form (window ${v.window}) that no known stack or filter uses.`,
  'ended-by-rst': (v) =>
    v.afterSeconds > 0
      ? en`A RST ended the connection after ${time(v.afterSeconds)}.`
      : 'A RST is the first packet seen of this connection.',
  // several connections together
  'handshakes-late': (v) =>
    en`${v.connections} of ${plural(v.handshakes, 'handshake', 'handshakes')} needed a repeated SYN, and half of these came ${time(v.lateSeconds)} late or more.`,
  'path-loses-packets': (v) =>
    en`${v.connections} of ${plural(v.handshakes, 'connection', 'connections')} repeated packets after the handshake as well: the path loses packets.`,
  'first-syn-arrived': (v) =>
    en`The first SYN of ${plural(v.connections, 'connection', 'connections')} arrived at the server and was not answered.`,
  'failures-share-syn-ack': (v) =>
    en`Of ${plural(v.connections, 'connection', 'connections')} with this kind of SYN-ACK ${v.failed} failed, of ${plural(v.others, 'connection', 'connections')} with another ${v.othersFailed}.`,
  'opened-not-closed': (v) =>
    en`${plural(v.opened, 'connection', 'connections')} ${were(v.opened)} opened and ${v.closed} closed within ${time(v.overSeconds)}.`,
  'left-unused': (v) =>
    en`${plural(v.unused, 'connection', 'connections')} carried no payload any more, half of these for ${time(v.idleSeconds)} or more.`,
  'port-block-used': (v) =>
    en`Of the ports ${String(v.lowestPort)} to ${String(v.highestPort)} all but ${v.unused} were used, once each, in several rounds; then it opened no connection for ${time(v.quietSeconds)}.`,
  'closed-first-by-client': (v) =>
    en`The client closed ${plural(v.connections, 'connection', 'connections')} first within ${time(v.withinSeconds)}, from ${plural(v.ports, 'port', 'ports')}.`,
  'ports-reused-early': (v) =>
    en`${plural(v.reused, 'SYN', 'SYNs')} used a pair of ports again, the earliest ${time(v.youngestSeconds)} after its last packet.`,
};

function timer(seconds: number): string {
  return formatTimer(seconds, 'en');
}
