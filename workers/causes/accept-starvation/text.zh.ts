// Words of accept-starvation in 中文; when it holds is decided in rule.ts.

import { listenDrops, listenQueue, openFiles, serverOf } from '../words/commands';
import { clause, headlineForm, numberFact, zh } from '../words/phrases';
import { logTellsZh } from '../words/standard-limits';
import { formatDuration } from '../../base/format';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: '内核已建连、程序未处理',
  headline: (c) => {
    const waited = clause(numberFact(c.facts, 'waitedSeconds'), (w) =>
      c.n === 1 ? `（已等待 ${formatDuration(w, 'zh')}）` : `（例如已等待 ${formatDuration(w, 'zh')}）`,
    );
    return headlineForm(c.certainty, {
      certain: zh`到 ${c.server} 的 ${c.n} 个连接由内核完成握手，但程序从未处理：数据已被 ACK，没有应答${waited}。`,
      likely: zh`到 ${c.server} 的 ${c.n} 个连接数据已被 ACK 却没有应答${waited}，很可能是因为程序没有 accept。`,
      observed: zh`到 ${c.server} 的 ${c.n} 个连接数据已被 ACK，但没有应答${waited}。`,
    });
  },
  explanation: zh`握手和数据的 ACK 都由内核完成，与程序无关。程序没有 accept（工作线程全忙、程序卡住或文件描述符用尽 Too many open files）时，客户端只能空等。客户端日志为读超时；只有服务进程退出时才会出现 Connection reset by peer。`,
  move: '服务端负责人',
  settles: (c) => ({ text: zh`若连接停留在服务器的全连接队列中（Recv-Q 大于 0），则是此原因。`, command: listenQueue(serverOf(c)) }),
  next: (c) => [
    { where: 'server', text: zh`Recv-Q 大于 0 表示有连接在等待 accept。`, command: listenQueue(serverOf(c)) },
    { where: 'server', text: zh`进程是否达到文件描述符上限（ulimit -n）？达到时日志为 Too many open files。`, command: openFiles() },
    { where: 'server', text: '全连接队列是否也溢出？', command: listenDrops() },
    {
      where: 'server',
      text: zh`线程转储、垃圾回收、被阻塞的事件循环；工作线程数和最大连接数（Tomcat maxConnections、gunicorn workers）。`,
    },
  ],
  cannotTell: (c) => ['程序已接受连接、正在处理慢请求时，在应答或退出之前报文完全相同。', logTellsZh(c, 'server')],
};
