// Words of server-process-died in 中文; when it holds is decided in rule.ts.

import { listening, serverLog, serverOf } from '../words/commands';
import { clause, headlineForm, zh } from '../words/phrases';
import { logTellsZh } from '../words/standard-limits';
import type { CauseWords } from '../words/words';
import { endedTogether, seconds } from './text-shared';

export const text: CauseWords = {
  short: '服务进程退出',
  headline: (c) => {
    const k = endedTogether(c);
    const spread = k > 1 ? clause(seconds(c, 'spreadSeconds', 'zh'), (t) => `在 ${t} 内`) : '';
    const together = k > 1 ? '同时结束' : '结束';
    const down = clause(seconds(c, 'downSeconds', 'zh'), (t) => `，随后 ${t} 内新连接被拒绝`);
    return headlineForm(c.certainty, {
      certain: zh`${c.server} 的 ${k} 个连接${spread}${together}${down}：服务进程退出或重启。`,
      likely: zh`${c.server} 的 ${k} 个连接${spread}${together}${down}，很可能是因为服务进程退出或重启。`,
      observed: zh`${c.server} 的 ${k} 个连接${spread}${together}${down}。`,
    });
  },
  explanation: zh`进程退出时，内核会在一瞬间关闭它的所有连接：没有未读数据的发 FIN，有未读数据的发 RST，尚未 accept 的也发 RST。重新启动之前，客户端日志为 Connection refused。`,
  move: '服务端负责人',
  settles: () => ({ text: zh`若服务进程在该时刻退出或重启，则是此原因。`, command: serverLog() }),
  next: (c) => [
    {
      where: 'server',
      text: '为什么退出：崩溃、发布、重启，退出码是多少？',
      command: "journalctl -u SERVICE --since '1 hour ago'; systemctl status SERVICE",
    },
    {
      where: 'server',
      text: zh`是否因内存不足被杀（OOM），或发生了崩溃？`,
      command: "dmesg -T | grep -iE 'oom|killed process|segfault'",
    },
    { where: 'server', text: '现在的进程是什么时候开始监听的？', command: `${listening(serverOf(c))}; ps -o lstart,etime,cmd -p PID` },
    { where: 'server', text: zh`当时的编排系统事件和发布记录（kubectl get events、存活探针）。` },
  ],
  cannotTell: (c) => [logTellsZh(c, 'server'), '是崩溃、被杀还是有意重启：内核关闭套接字的方式相同。'],
};
