// 中文 words of findings that only several connections together show; what they are made of is decided in handlers/.

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
import { clause, headlineForm, numberFact, traitsApart, zh } from './phrases';
import type { CauseWords, HeadlineContext } from './words';

const slowHandshake: CauseWords = {
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
};

/** 「TTL 为 61 而非 62、窗口为 26,847 而非 64,240」: what sets the one back end apart. */
function apart(context: HeadlineContext): string {
  return traitsApart(context, ['TTL', '窗口', 'MSS'], (name, own, other) => `${name} 为 ${own} 而非 ${other}`).join('、');
}

const oneBadBackend: CauseWords = {
  short: '单个后端异常',
  headline: (c) => {
    const what = apart(c);
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
};

const clientLeak: CauseWords = {
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
};

const ephemeralPortExhaustion: CauseWords = {
  short: '临时端口耗尽',
  headline: (c) => {
    const within = clause(numberFact(c.facts, 'withinSeconds'), (seconds) => `在 ${formatDuration(seconds, 'zh')} 内`);
    const head = zh`${c.client} ${within}向 ${c.server} 打开了 ${c.n} 个短连接`;
    const stopped = numberFact(c.facts, 'stoppedSeconds');
    return stopped === undefined
      ? zh`${head}：旧连接仍在 TIME-WAIT，临时端口将被耗尽。`
      : zh`${head}，几乎用遍一段端口，此后 ${formatDuration(stopped, 'zh')} 内没有打开任何连接。`;
  },
  explanation: zh`先关闭的一方会将端口对保留 60 秒（TIME-WAIT）。客户端打开和关闭的速度超过它时就没有可用端口，connect 会失败并报 EADDRNOTAVAIL（Cannot assign requested address），而线路上看不到任何报文。`,
  move: '客户端负责人（保持连接并复用）',
  next: (c) => [
    { where: 'client', text: zh`有多少端口处于 TIME-WAIT，总共有多少？`, command: `${timeWaits(serverOf(c))}; ${portRange()}` },
    { where: 'client', text: zh`使用连接池或 keep-alive；net.ipv4.tcp_tw_reuse = 1 和更大的端口范围只是推迟上限。` },
    { where: 'server', text: zh`是否由服务端强制关闭（Connection: close、关闭 keep-alive）？`, command: listenQueue(serverOf(c)) },
  ],
  cannotTell: () => ['因没有端口而失败的连接：它们从未离开本机，任何抓包都看不到。'],
};

export const crossFindingTextsZh = {
  'slow-handshake': slowHandshake,
  'one-bad-backend': oneBadBackend,
  'client-leak': clientLeak,
  'ephemeral-port-exhaustion': ephemeralPortExhaustion,
} satisfies Record<CrossFindingId, CauseWords>;
