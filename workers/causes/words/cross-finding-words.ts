// Words of findings that only several connections together show; what they are made of is decided in handlers/.

import type { CrossFindingId } from '../../model/vocabulary';
import { formatCount, formatDuration, formatThree } from '../../base/format';
import { capture, connectionsPerClient, establishedTo, hostPort, listenDrops, listenQueue, serverOf } from './commands';
import { clause, connections, en, headlineForm, numberFact, plural, zh } from './phrases';
import type { CauseText, HeadlineContext } from './words';

const portRange = (): string => 'sysctl net.ipv4.ip_local_port_range net.ipv4.tcp_tw_reuse';
const timeWaits = (context: HeadlineContext): string => `ss -Htn state time-wait '( dport = :${serverOf(context).port} )' | wc -l`;

const slowHandshake: CauseText = {
  en: {
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
  },
  zh: {
    short: '握手缓慢',
    headline: (c) => {
      const late = clause(numberFact(c.facts, 'lateSeconds'), (seconds) => `，例如延迟 ${formatDuration(seconds, 'zh')}`);
      const head = `到 ${c.server} 的 ${formatCount(c.n)} 个连接重发 SYN 后才成功${late}`;
      const lost = c.facts['reason'] !== 'server';
      return headlineForm(c.certainty, {
        certain: lost ? zh`${head}：报文丢失。` : zh`${head}：首个 SYN 已到达但被忽略。`,
        likely: lost ? zh`${head}，很可能是因为路径上丢包。` : zh`${head}，很可能是因为服务器忽略了首个 SYN。`,
        observed: zh`${head}。`,
      });
    },
    explanation: zh`SYN 或其应答没有到达，客户端等待一秒或更久后才重发 SYN。程序不报错，只是建连耗时约 1、3 或 7 秒。`,
    move: '两端之间路径的负责人',
    next: (c) => [
      { where: 'network', text: '这条路径的丢包率是多少？', command: `mtr --report --tcp --port ${serverOf(c).port} ${serverOf(c).host}` },
      { where: 'server', text: zh`还是服务器丢弃了 SYN（全连接队列、半连接队列）？这些计数是否在增长？`, command: listenDrops() },
      { where: 'server', text: zh`在另一端可以看出是哪一种：首个 SYN 是否到达？`, command: capture(serverOf(c), 'server-side.pcap') },
    ],
    cannotTell: () => [zh`丢失的是 SYN 还是其应答：只有在另一端抓包才能看到哪一个到达了。`],
  },
};

/** "TTL 61 instead of 62, window 26,847 instead of 64,240": what sets the one back end apart. */
function apart(context: HeadlineContext, language: 'en' | 'zh'): string {
  const { facts } = context;
  const names = language === 'zh' ? ['TTL', '窗口', 'MSS'] : ['TTL', 'window', 'MSS'];
  return ['ttl', 'window', 'mss']
    .flatMap((name, index) => {
      const own = numberFact(facts, name);
      const other = numberFact(facts, `other${name.charAt(0).toUpperCase()}${name.slice(1)}`);
      if (own === undefined || other === undefined) return [];
      const [a, b] = [formatCount(own), formatCount(other)];
      return [language === 'zh' ? `${names[index]} 为 ${a} 而非 ${b}` : `${names[index]} ${a} instead of ${b}`];
    })
    .join(language === 'zh' ? '、' : ', ');
}

const oneBadBackend: CauseText = {
  en: {
    short: 'One bad back end',
    headline: (c) => {
      const what = apart(c, 'en');
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
  },
  zh: {
    short: '单个后端异常',
    headline: (c) => {
      const what = apart(c, 'zh');
      const of = clause(numberFact(c.facts, 'backends'), (k) => ` ${formatCount(k)} 个`);
      const shown = what === '' ? '' : `（${what}）`;
      return headlineForm(c.certainty, {
        certain: zh`${c.server} 的 ${c.n} 次失败都来自该地址后${of}后端中的一个${what === '' ? '' : `：${what}`}。`,
        likely: zh`${c.server} 的 ${c.n} 次失败遇到的是同一种 SYN-ACK${shown}，很可能是因为该地址后${of}后端中的一个有故障。`,
        observed: zh`${c.server} 的 ${c.n} 次失败遇到的是同一种 SYN-ACK${shown}，成功的连接则是另一种。`,
      });
    },
    explanation: zh`一个地址后面有多台机器。它们的握手略有不同（距离、窗口、报文段大小），失败的连接遇到的都是同一台，其余连接正常。`,
    move: '服务端负责人（将该后端下线）',
    next: (c) => [
      { where: 'server', text: '负载均衡有哪些后端，其中哪一个的系统、版本或位置不同？' },
      {
        where: 'server',
        text: '绕过负载均衡，逐个测试后端。',
        command: `curl -v --connect-to ::BACKEND:${serverOf(c).port} http://${hostPort(serverOf(c))}/`,
      },
      { where: 'server', text: '该后端的日志和健康检查怎么说？' },
    ],
    cannotTell: () => ['是哪一台机器：共用地址之后只能看到报文特征，特征相同的两台算作一台。'],
  },
};

const clientLeak: CauseText = {
  en: {
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
  },
  zh: {
    short: '连接泄漏',
    headline: (c) => {
      const closed = numberFact(c.facts, 'closed');
      const rate = clause(numberFact(c.facts, 'perMinute'), (perMinute) => `：每分钟增加 ${formatThree(perMinute)} 个`);
      const of = closed === undefined || closed === 0 ? '一个也没有关闭' : `只关闭了 ${formatCount(closed)} 个`;
      return zh`${c.client} 向 ${c.server} 打开了 ${c.n} 个连接，${of}${rate}。`;
    },
    explanation: zh`客户端打开连接，短暂使用后既不关闭也不再使用。迟早会达到某个上限：文件描述符、服务器的连接数或端口。`,
    move: '客户端负责人',
    next: (c) => [
      { where: 'client', text: '数量是否还在增长？', command: establishedTo(serverOf(c)) },
      { where: 'client', text: '是否有未读完的响应体、每次调用都新建的客户端，或从未关闭的结果集？' },
      { where: 'server', text: '每个客户端各占多少连接？', command: connectionsPerClient(serverOf(c)) },
    ],
    cannotTell: () => ['程序是否还打算使用它们：先填满、以后才使用的连接池，在此之前看起来一样。'],
  },
};

const ephemeralPortExhaustion: CauseText = {
  en: {
    short: 'Ports used up',
    headline: (c) => {
      const within = clause(numberFact(c.facts, 'withinSeconds'), (seconds) => ` within ${formatDuration(seconds, 'en')}`);
      return en`${c.client} opened ${plural(c.n, 'short connection', 'short connections')} to ${c.server}${within}: its ephemeral ports run out while old ones wait in TIME-WAIT.`;
    },
    explanation:
      'The side that closes first keeps the pair of ports for 60 s (TIME-WAIT). A client that opens and closes faster than that has no port left; its connects then fail with EADDRNOTAVAIL, "Cannot assign requested address", and nothing of that is on the wire.',
    move: "the client's owner (keep connections open and use them again)",
    next: (c) => [
      { where: 'client', text: 'How many ports wait in TIME-WAIT, out of how many?', command: `${timeWaits(c)}; ${portRange()}` },
      { where: 'client', text: 'Use a pool or keep-alive; net.ipv4.tcp_tw_reuse = 1 and a wider port range only move the limit.' },
      {
        where: 'server',
        text: 'Does the server force the close ("Connection: close", keep-alive off)?',
        command: listenQueue(serverOf(c)),
      },
    ],
    cannotTell: () => ['Connects that found no port: they never leave the machine, so that no capture holds them.'],
  },
  zh: {
    short: '临时端口耗尽',
    headline: (c) => {
      const within = clause(numberFact(c.facts, 'withinSeconds'), (seconds) => `在 ${formatDuration(seconds, 'zh')} 内`);
      return zh`${c.client} ${within}向 ${c.server} 打开了 ${c.n} 个短连接：旧连接仍在 TIME-WAIT，临时端口将被耗尽。`;
    },
    explanation: zh`先关闭的一方会将端口对保留 60 秒（TIME-WAIT）。客户端打开和关闭的速度超过它时就没有可用端口，connect 会失败并报 EADDRNOTAVAIL（Cannot assign requested address），而线路上看不到任何报文。`,
    move: '客户端负责人（保持连接并复用）',
    next: (c) => [
      { where: 'client', text: zh`有多少端口处于 TIME-WAIT，总共有多少？`, command: `${timeWaits(c)}; ${portRange()}` },
      { where: 'client', text: zh`使用连接池或 keep-alive；net.ipv4.tcp_tw_reuse = 1 和更大的端口范围只是推迟上限。` },
      { where: 'server', text: zh`是否由服务端强制关闭（Connection: close、关闭 keep-alive）？`, command: listenQueue(serverOf(c)) },
    ],
    cannotTell: () => ['因没有端口而失败的连接：它们从未离开本机，任何抓包都看不到。'],
  },
};

export const crossFindingTexts = {
  'slow-handshake': slowHandshake,
  'one-bad-backend': oneBadBackend,
  'client-leak': clientLeak,
  'ephemeral-port-exhaustion': ephemeralPortExhaustion,
} satisfies Record<CrossFindingId, CauseText>;
