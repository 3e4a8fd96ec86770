// Words of listen-queue-overflow-reset in both languages; when it holds is decided in rule.ts.

import { listenDrops, listenQueue, listenSettings, serverOf } from '../words/commands';
import { clause, connections, en, headlineForm, numberFact, zh } from '../words/phrases';
import { formatCount } from '../../base/format';
import type { CauseText } from '../words/words';

export const text: CauseText = {
  en: {
    short: 'Accept queue full, resetting',
    headline: (c) => {
      const waiting = clause(numberFact(c.facts, 'waiting'), (w) => ` with ${formatCount(w)} waiting`);
      return headlineForm(c.certainty, {
        certain: en`${c.server} reset ${connections(c.n)} in answer to the last handshake packet: the accept queue was full${waiting} (tcp_abort_on_overflow).`,
        likely: en`${c.server} reset ${connections(c.n)} in answer to the last handshake packet, likely because the accept queue was full${waiting} (tcp_abort_on_overflow).`,
        observed: en`${c.server} reset ${connections(c.n)} in answer to the last handshake packet, with a RST that carries no ACK.`,
      });
    },
    explanation:
      'Completed connections wait in the accept queue until the program takes them. With net.ipv4.tcp_abort_on_overflow = 1 the kernel resets a handshake that finds this queue full instead of ignoring it.',
    move: "the server's owner",
    next: (c) => [
      {
        where: 'server',
        text: 'Is tcp_abort_on_overflow 1? It should be 0, so that clients retry instead of failing.',
        command: listenSettings(),
      },
      { where: 'server', text: 'Is the queue full right now? Recv-Q is what waits, Send-Q the limit.', command: listenQueue(serverOf(c)) },
      { where: 'server', text: 'Are these counters rising?', command: listenDrops() },
      { where: 'server', text: 'Why does the program accept so slowly? Stack of the accepting thread, worker limit, garbage collection.' },
    ],
    cannotTell: () => [
      'A listener that was closed during the handshake sends the same RST; later SYNs to it are then refused.',
      'The length of the queue itself is inside the kernel: what is counted here is connections completed and not yet served.',
    ],
  },
  zh: {
    short: '全连接队列满（重置）',
    headline: (c) => {
      const waiting = clause(numberFact(c.facts, 'waiting'), (w) => `（${formatCount(w)} 个连接在等待）`);
      return headlineForm(c.certainty, {
        certain: zh`${c.server} 在握手最后一步重置了 ${c.n} 个连接：全连接队列已满${waiting}，且 tcp_abort_on_overflow=1。`,
        likely: zh`${c.server} 在握手最后一步重置了 ${c.n} 个连接，很可能是因为全连接队列已满${waiting}，且 tcp_abort_on_overflow=1。`,
        observed: zh`${c.server} 在握手最后一步重置了 ${c.n} 个连接，RST 不带 ACK。`,
      });
    },
    explanation: zh`完成握手的连接在全连接队列（accept 队列）中等待程序取走。net.ipv4.tcp_abort_on_overflow = 1 时，若握手完成时队列已满，内核会直接重置而不是忽略。`,
    move: '服务端负责人',
    next: (c) => [
      { where: 'server', text: zh`tcp_abort_on_overflow 是否为 1？应设为 0，让客户端重试而不是直接失败。`, command: listenSettings() },
      { where: 'server', text: zh`队列现在是否已满？Recv-Q 是等待数，Send-Q 是上限。`, command: listenQueue(serverOf(c)) },
      { where: 'server', text: '这些计数是否在增长？', command: listenDrops() },
      { where: 'server', text: zh`程序为什么 accept 这么慢？检查 accept 线程的调用栈、工作线程上限和垃圾回收。` },
    ],
    cannotTell: () => [
      zh`握手期间监听套接字被关闭也会发出同样的 RST；区别是之后的 SYN 会被拒绝。`,
      '队列长度是内核内部的数值：这里统计的是已完成握手但尚未得到服务的连接数。',
    ],
  },
};
