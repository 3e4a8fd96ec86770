// Words of listen-queue-overflow in 中文; when it holds is decided in rule.ts.

import { listenDrops, listenQueue, listenSettings, serverOf } from '../words/commands';
import { clause, headlineForm, numberFact, zh } from '../words/phrases';
import { formatCount } from '../../base/format';
import { whoDroppedZh } from '../words/standard-limits';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: '全连接队列满（丢弃）',
  headline: (c) => {
    const waiting = clause(numberFact(c.facts, 'waiting'), (w) => `（${formatCount(w)} 个连接在等待）`);
    return headlineForm(c.certainty, {
      certain: zh`${c.server} 来不及 accept：全连接队列已满${waiting}，${c.n} 次连接被忽略。`,
      likely: zh`${c.server} 忽略了 ${c.n} 次连接，而其他连接建立成功，很可能是因为全连接队列已满${waiting}。`,
      observed: zh`${c.server} 忽略了 ${c.n} 次连接，而其他连接建立成功${waiting}。`,
    });
  },
  explanation: zh`完成握手的连接在全连接队列（accept 队列）中等待程序取走。队列满时，Linux 会忽略新的 SYN 或握手的最后一个 ACK，由客户端重试。客户端表现为建连多花 1、3、7 秒、Connection timed out 或读超时，不会是 Connection refused。`,
  move: '服务端负责人',
  settles: () => ({ text: zh`若发生时服务器上的这些计数在增长，则是此原因。`, command: listenDrops() }),
  next: (c) => [
    { where: 'server', text: zh`队列现在是否已满？Recv-Q 是等待数，Send-Q 是上限。`, command: listenQueue(serverOf(c)) },
    { where: 'server', text: '这些计数是否在增长？', command: listenDrops() },
    {
      where: 'server',
      text: zh`上限取程序 backlog（Java 为 50，Tomcat acceptCount 为 100，nginx 为 511）与 somaxconn 中的较小值。`,
      command: listenSettings(),
    },
    { where: 'server', text: zh`程序为什么 accept 这么慢？检查 accept 线程的调用栈、工作线程上限和垃圾回收。` },
  ],
  cannotTell: (c) => [whoDroppedZh(c), '队列长度是内核内部的数值：这里统计的是已完成握手但尚未得到服务的连接数。'],
};
