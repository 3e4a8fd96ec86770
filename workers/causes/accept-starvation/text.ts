// Words of accept-starvation in both languages; when it holds is decided in rule.ts.

import { listenDrops, listenQueue, openFiles, serverOf } from '../words/commands';
import { clause, connections, en, headlineForm, numberFact, zh } from '../words/phrases';
import { logTellsEn, logTellsZh } from '../words/standard-limits';
import { formatDuration } from '../../base/format';
import type { CauseText } from '../words/words';

export const text: CauseText = {
  en: {
    short: 'Accepted by kernel only',
    headline: (c) => {
      const waited = clause(numberFact(c.facts, 'waitedSeconds'), (w) =>
        c.n === 1 ? ` in ${formatDuration(w, 'en')}` : ` (e.g. for ${formatDuration(w, 'en')})`,
      );
      const were = c.n === 1 ? 'was' : 'were';
      return headlineForm(c.certainty, {
        certain: en`${connections(c.n)} to ${c.server} ${were} completed by the kernel but never served: data acknowledged, no answer${waited}.`,
        likely: en`${connections(c.n)} to ${c.server} got ${c.n === 1 ? 'its' : 'their'} data acknowledged but no answer${waited}, likely because the program never accepted ${c.n === 1 ? 'it' : 'them'}.`,
        observed: en`${connections(c.n)} to ${c.server} got ${c.n === 1 ? 'its' : 'their'} data acknowledged but no answer${waited}.`,
      });
    },
    explanation:
      'The kernel completes handshakes and acknowledges data without the program. When the program does not accept, because all workers are busy, it hangs, or it is out of descriptors ("Too many open files"), the client waits in vain. ' +
      'The client logs a read timeout; "Connection reset by peer" comes only when the server process ends.',
    move: "the server's owner",
    next: (c) => [
      { where: 'server', text: 'Recv-Q above 0 means that connections wait to be accepted.', command: listenQueue(serverOf(c)) },
      {
        where: 'server',
        text: 'Is the process at its descriptor limit (ulimit -n)? Then its log says "Too many open files".',
        command: openFiles(),
      },
      { where: 'server', text: 'Does the queue overflow as well?', command: listenDrops() },
      {
        where: 'server',
        text: 'Thread dump, garbage collection, blocked event loop; worker and connection maximum (Tomcat maxConnections, gunicorn workers).',
      },
    ],
    cannotTell: (c) => [
      'A program that has accepted and works on a slow request looks the same until it answers or ends.',
      logTellsEn(c, 'server'),
    ],
  },
  zh: {
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
  },
};
