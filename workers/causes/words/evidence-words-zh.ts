// 中文 sentences of the observations: what was seen, in the indicative, with its numbers. Nothing is concluded here.

import { formatBytes, formatCount, formatDuration, formatExactBytes, formatTimer } from '../../base/format';
import { icmpName } from './icmp-names';
import { quoted, zh } from './phrases';
import type { EvidenceWords } from './words';

const time = (seconds: number): string => formatDuration(seconds, 'zh');
const timer = (seconds: number): string => formatTimer(seconds, 'zh');
const bytes = (count: number): string => formatBytes(count, 'zh');
/** Two packets in one clock tick have no distance that could be told. */
const later = (seconds: number): string => (seconds > 0 ? `${time(seconds)} 后` : '立即');

export const evidenceWordsZh: EvidenceWords = {
  // attempt
  'syn-answered-by-rst': (v) => zh`SYN 发出后${v.afterSeconds > 0 ? ` ${time(v.afterSeconds)} ` : '立即'}收到 RST。`,
  'rst-fits-host': (v) => zh`RST 到达时 TTL 为 ${v.rstTtl}，该主机的其他报文 TTL 为 ${v.hostTtl}。`,
  'rst-from-elsewhere': (v) => zh`RST 到达时 TTL 为 ${v.rstTtl}，而该主机的其他报文 TTL 为 ${v.hostTtl}。`,
  'syn-unanswered': (v) => zh`${time(v.waitedSeconds)} 内发送的 ${v.syns} 个 SYN 没有任何应答。`,
  'host-answers-otherwise': (v, side) => zh`抓到 ${side.server} 的 ${v.packets} 个其他报文：主机在线。`,
  'host-never-heard': (v) => zh`抓包中没有 ${v.address} 的任何报文。`,
  'icmp-unreachable': (v) => zh`${later(v.afterSeconds)}，${v.from} 返回 ${icmpName(v.icmpType, v.icmpCode, 'zh')}。`,
  'arp-unanswered': (v) => zh`查询 ${v.address} 的 ${v.requests} 个 ARP 请求没有应答。`,
  'client-reset-syn-ack': (v, side) => zh`收到 SYN-ACK ${later(v.afterSeconds)}，${side.client} 以 RST 回应。`,
  'challenge-ack': (v, side) => zh`SYN 发出 ${later(v.afterSeconds)}，${side.server} 回应的是旧连接的 ACK。`,
  'attempt-retried-ok': (v) => zh`首个 SYN 发出 ${later(v.afterSeconds)}，重发的 SYN 得到 SYN-ACK。`,
  // accept queue
  'listener-served-others': (v) => zh`同一端口接纳了另外 ${v.served} 个连接。`,
  'listener-waiting': (v) => zh`此时该端口有 ${v.waiting} 个连接已完成握手但尚未得到服务。`,
  'syn-ack-repeated': (v, side) => zh`握手已被确认，${side.server} 仍重传 SYN-ACK ${v.times} 次。`,
  'data-ignored': (v, side) => zh`${side.client} 发送了 ${bytes(v.bytes)}并重传 ${v.times} 次，始终未被确认。`,
  'handshake-answered-by-bare-rst': (v, side) =>
    zh`握手完成${v.afterSeconds > 0 ? ` ${time(v.afterSeconds)} 后` : '后立即'}，${side.server} 以不带 ACK 的 RST 回应。`,
  'served-on-retry': (v) => zh`首次尝试 ${later(v.afterSeconds)}，后续的尝试得到了服务。`,
  // after accept
  'handshake-completed': (v) => zh`三次握手完成，往返时延 ${time(v.rttSeconds)}。`,
  'fin-right-after-handshake': (v, side) =>
    zh`握手完成${v.afterSeconds > 0 ? ` ${time(v.afterSeconds)} 后` : '后立即'}，${side.server} 发送 FIN。`,
  'rst-right-after-handshake': (v, side) =>
    zh`握手完成${v.afterSeconds > 0 ? ` ${time(v.afterSeconds)} 后` : '后立即'}，${side.server} 发送 RST。`,
  'no-bytes-from-server': (_, side) => zh`${side.server} 发送的载荷为 0 字节。`,
  'reply-rst': (v) =>
    v.bytes > 0
      ? zh`该 RST 是对此前 ${bytes(v.bytes)}数据的回应：不带 ACK，序号照抄了对方的确认号。`
      : zh`该 RST 不带 ACK，序号照抄了它所回应报文的确认号。`,
  'active-rst': (v) =>
    v.ackedBytes > 0
      ? zh`RST 带有 ACK，且确认了最后收到的 ${bytes(v.ackedBytes)}：由仍然存在的套接字发出。`
      : zh`RST 带有 ACK，只有仍然存在的套接字才会这样发送。`,
  'data-crossed-fin': (v) =>
    zh`数据比 FIN ${v.afterSeconds < 0 ? '早' : '晚'} ${time(Math.abs(v.afterSeconds))}，且未确认该 FIN${v.rttSeconds > 0 ? `（往返时延 ${time(v.rttSeconds)}）` : ''}：两者在途中交错。`,
  'limit-at-rejection': (v) => zh`${v.rejected} 个连接被拒，被拒时打开的连接均不少于 ${v.limit} 个。`,
  'served-below-limit': (v) => zh`${v.served} 个连接得到服务，打开的连接从未超过 ${v.highest} 个。`,
  'other-client-served': (v) => zh`同一时期另有 ${v.clients} 个客户端得到服务。`,
  'other-clients-rejected': (v) => zh`共有 ${v.clients} 个客户端地址被拒。`,
  'accepted-again': (v) => zh`首次被拒之后，打开的连接不超过 ${v.open} 个时又有连接被接受。`,
  'limit-text': (v, side) => zh`${side.server} 自己说明了原因：「${quoted(v.text)}」。`,
  'rejections-rise': (v) =>
    zh`已打开 ${v.open} 个或更多连接时，${v.above} 个中有 ${v.rejectedAbove} 个被拒；其余 ${v.below} 个中有 ${v.rejectedBelow} 个被拒。`,
  'no-threshold': (v) => zh`${v.rejected} 个连接被拒，而在同样的连接数下其他连接得到了服务。`,
  'data-acked-by-kernel': (v, side) => zh`${later(v.afterSeconds)}，${side.server} 确认了客户端的 ${bytes(v.bytes)}数据。`,
  'never-answered': (v, side) => zh`此后 ${time(v.waitedSeconds)}内，${side.server} 没有发送任何载荷。`,
  'reset-together': (v) => zh`该端口的 ${v.ended} 个连接在 ${time(v.spreadSeconds)}内结束。`,
  'refused-afterwards': (v) => zh`此后 ${v.refused} 次连接被 RST 拒绝。`,
  // abort
  'unread-bytes': (v) => zh`发送 RST 时，已收到的 ${bytes(v.unreadBytes)}尚未答复。`,
  'response-before-abort': (v) => zh`此前返回了状态码 ${String(v.status)} 的应答。`,
  'nothing-unread': (v) => zh`未答复的数据为 0 字节${v.afterSeconds > 0 ? `；最后一次载荷之后 ${time(v.afterSeconds)}出现 RST` : ''}。`,
  'exchange-complete': (v) => zh`此前已有 ${v.exchanges} 个请求得到应答。`,
  'no-fin-before-rst': () => zh`该端在 RST 之前没有发送 FIN。`,
  // keep-alive and writing after close
  'idle-before-close': (v) => zh`在此之前连接空闲了 ${time(v.idleSeconds)}。`,
  'server-closed-first': (v, side) => zh`连接开始 ${time(v.afterSeconds)} 后，${side.server} 先关闭。`,
  'client-closed-first': (v, side) => zh`连接开始 ${time(v.afterSeconds)} 后，${side.client} 先结束了连接。`,
  'fin-acknowledged': (v) => zh`${later(v.afterSeconds)}，FIN 被确认。`,
  'sent-after-fin': (v) => zh`对端 FIN 之后 ${time(v.afterSeconds)}，又发送了 ${bytes(v.bytes)}数据。`,
  'idle-cluster': (v) => zh`该端口的 ${v.samples} 个空闲连接都在 ${timer(v.timeoutSeconds)}后被关闭。`,
  'keep-alive-header': (v, side) => zh`${side.server} 声明了 Keep-Alive: timeout=${String(v.timeoutSeconds)}。`,
  'connection-close-announced': (v, side) =>
    zh`${side.server} ${v.requests > 0 ? `在该连接的第 ${formatCount(v.requests)} 个应答中` : ''}声明了 Connection: close。`,
  'request-owed': (v) => zh`请求已等待 ${time(v.waitedSeconds)}，仍未得到应答。`,
  'response-incomplete': (v) => zh`应答声明的长度中还缺 ${bytes(v.bytes)}。`,
  'timeout-cluster': (v) => zh`${v.samples} 个连接都在 ${timer(v.timeoutSeconds)}后被放弃。`,
  'late-fin': (v) => zh`另一端的 FIN 比第一个 FIN 晚 ${time(v.lateSeconds)}，收到的回应是 RST。`,
  'closer-left-open': (v) => zh`此后 ${time(v.ageSeconds)}内，另一端没有发送 FIN。`,
  // path
  retransmitted: (v) => zh`同样的${v.bytes > 0 ? ` ${bytes(v.bytes)}` : '报文段'}在 ${time(v.retriedSeconds)}内重传了 ${v.retries} 次。`,
  'peer-silent': (v) => zh`最后 ${time(v.sinceSeconds)}内没有收到另一端的任何报文。`,
  'keepalive-unanswered': (v) =>
    zh`${v.idleSeconds > 0 ? `空闲 ${time(v.idleSeconds)}后，` : ''}${v.probes} 次保活探测${v.probes > 1 ? `（间隔 ${time(v.intervalSeconds)}）` : ''}没有回应。`,
  'keepalive-gave-up': () => zh`探测方随后以带 ACK 的 RST 结束了连接。`,
  'idle-before-silence': (v) => zh`在此之前 ${time(v.idleSeconds)}没有任何报文。`,
  'idle-survived': (v) => zh`同一路径上，空闲 ${time(v.survivedSeconds)}的连接仍能正常继续。`,
  'continues-other-connection': (v) => `它的序号延续了同一对端口上与 ${v.address} 的连接。`,
  'bare-rst-to-live': (v) =>
    v.bytes > 0
      ? zh`打开的连接上的 ${bytes(v.bytes)}数据得到的回应是不带 ACK 的 RST。`
      : zh`打开的连接上的 ACK 得到的回应是不带 ACK 的 RST。`,
  'peer-goes-on': (v) => zh`${later(v.afterSeconds)}，被冒名发送 RST 的一端仍在继续发送。`,
  'rst-burst': (v) => zh`${v.resets} 个 RST 成串出现。`,
  'rst-too-early': (v) =>
    zh`RST 在其所回应的报文之后 ${time(v.afterSeconds)} 就到达，而往返时间为 ${time(v.rttSeconds)}：对端当时还没有收到。`,
  'rst-lacks-timestamps': () => '该 RST 没有时间戳，而此连接的套接字发送的 RST 会带时间戳。',
  'full-size-lost': (v) =>
    v.smallestLost > 0
      ? zh`数据不超过 ${formatExactBytes(v.largestPassed, 'zh')}的报文得到确认，${formatExactBytes(v.smallestLost, 'zh')}的没有。`
      : zh`数据不超过 ${formatExactBytes(v.largestPassed, 'zh')}的报文已到达，其前面的空缺始终没有补上。`,
  'zero-window': (v) =>
    zh`接收端通告窗口为 0 达 ${time(v.stalledSeconds)}${v.probes > 0 ? `，期间回应了 ${formatCount(v.probes)} 次窗口探测` : ''}。`,
  // application
  'tls-alert': (v) => zh`发送了 TLS 告警「${v.alert}」。`,
  'protocols-differ': (v, side) => zh`${side.client} 的首批数据是 ${v.clientProtocol}，${side.server} 的是 ${v.serverProtocol}。`,
  'reset-text': (v) => zh`RST 中写有「${quoted(v.text)}」：这是发送方自己的说法。`,
  'server-words': (v, side) => zh`${side.server} 最后说的是「${quoted(v.text)}」。`,
  period: (v) => zh`${v.samples} 个这样的连接，每 ${timer(v.periodSeconds)}出现一次。`,
  // end
  'both-sides-closed': (v) => zh`双方均发送了 FIN，连接历时 ${time(v.durationSeconds)}。`,
  'rst-after-fins': () => zh`RST 出现在 FIN 之后，已没有待送达的数据。`,
  'last-packet': (v) => zh`最后一个报文之后 ${time(v.quietSeconds)}抓包结束，没有 FIN 或 RST。`,
  // cannot tell
  'only-one-direction': () => '只抓到一个方向的报文。',
  'no-handshake': () => '抓包中没有握手报文：连接在抓包之前已经开始。',
  'rst-without-elicitor': () => zh`抓包中没有该 RST 所回应的报文。`,
  'packets-missing': (v) => zh`${v.missing} 个报文已被确认，却不在抓包中。`,
  'capture-ends': (v) => zh`${later(v.afterSeconds)}抓包结束。`,
  'no-known-cause': () => '观察到的现象与已知的任何原因都不符。',
  'rst-form-unknown': (v) => zh`SYN 得到的 RST 形式（窗口 ${v.window}）不属于任何已知的协议栈或过滤器。`,
  'ended-by-rst': (v) => (v.afterSeconds > 0 ? zh`${time(v.afterSeconds)} 后，一个 RST 结束了连接。` : zh`该连接首先看到的报文就是 RST。`),
  // several connections together
  'handshakes-late': (v) => zh`${v.handshakes} 次握手中有 ${v.connections} 次重发了 SYN，其中一半延迟至少 ${time(v.lateSeconds)}。`,
  'path-loses-packets': (v) => zh`${v.handshakes} 个连接中有 ${v.connections} 个在握手之后也有重传：路径丢包。`,
  'first-syn-arrived': (v) => zh`${v.connections} 个连接的首个 SYN 已到达服务器，但没有得到应答。`,
  'failures-share-syn-ack': (v) =>
    zh`收到这种 SYN-ACK 的 ${v.connections} 个连接中有 ${v.failed} 个失败，收到其他 SYN-ACK 的 ${v.others} 个中有 ${v.othersFailed} 个。`,
  'opened-not-closed': (v) => zh`${time(v.overSeconds)}内打开了 ${v.opened} 个连接，关闭了 ${v.closed} 个。`,
  'left-unused': (v) => zh`${v.unused} 个连接不再传输数据，其中一半已至少 ${time(v.idleSeconds)}。`,
  'port-block-used': (v) =>
    zh`端口 ${String(v.lowestPort)} 到 ${String(v.highestPort)} 中除 ${v.unused} 个外各用过一次，分几轮填满；此后 ${time(v.quietSeconds)}内没有打开任何连接。`,
  'closed-first-by-client': (v) => zh`客户端在 ${time(v.withinSeconds)}内先关闭了 ${v.connections} 个连接，用到 ${v.ports} 个端口。`,
  'ports-reused-early': (v) => zh`${v.reused} 个 SYN 再次使用了同一端口对，最早的距其最后一个报文 ${time(v.youngestSeconds)}。`,
};
