// Words of listen-queue-overflow-reset in 中文; when it holds is decided in rule.ts.

import { listenDrops, listenQueue, listenSettings, serverOf } from '../words/commands';
import { clause, headlineForm, numberFact, zh } from '../words/phrases';
import { formatCount } from '../../base/format';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
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
  settles: () => ({
    text: zh`若tcp_abort_on_overflow 为 1，且服务器上的这些计数在增长，则是此原因。`,
    command: `${listenSettings()}; ${listenDrops()}`,
  }),
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
};
