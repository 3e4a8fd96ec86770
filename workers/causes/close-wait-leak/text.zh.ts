// Words of close-wait-leak in 中文; when it holds is decided in rule.ts.

import { closeWait, openFiles, serverOf } from '../words/commands';
import { clause, headlineForm, numberFact, otherEnd, zh } from '../words/phrases';
import { logTellsZh } from '../words/standard-limits';
import { formatDuration } from '../../base/format';
import type { CauseWords } from '../words/words';
import { leaking } from './text-shared';

export const text: CauseWords = {
  short: zh`CLOSE-WAIT 泄漏`,
  headline: (c) => {
    const age = clause(numberFact(c.facts, 'ageSeconds'), (a) =>
      c.n === 1 ? `（已 ${formatDuration(a, 'zh')}）` : `（例如已 ${formatDuration(a, 'zh')}）`,
    );
    return headlineForm(c.certainty, {
      certain: zh`${otherEnd(c, 'zh')} 确认了 ${c.n} 个连接的 FIN，却一直没有关闭自己这一端${age}：CLOSE-WAIT 泄漏。`,
      likely: zh`${otherEnd(c, 'zh')} 确认了 ${c.n} 个连接的 FIN，却没有发送自己的 FIN${age}，很可能是因为程序始终没有关闭。`,
      observed: zh`${otherEnd(c, 'zh')} 确认了 ${c.n} 个连接的 FIN，但没有发送自己的 FIN${age}。`,
    });
  },
  explanation: zh`对端已经关闭，而本端程序没有关闭自己这一端：忘记了套接字，或从不读取它。这样的套接字停留在 CLOSE-WAIT，逐渐耗尽文件描述符。最终日志为 Too many open files；之后再写入则为 Broken pipe。`,
  move: '没有关闭连接一方程序的负责人',
  settles: (c) => ({
    text: zh`若连接一直停留在 CLOSE-WAIT，则是此原因。`,
    command: `ss -tnp state close-wait '( sport = :${serverOf(c).port} or dport = :${serverOf(c).port} )'`,
  }),
  next: (c) => [
    { where: leaking(c), text: '哪个进程占有多少这样的套接字？', command: closeWait(leaking(c), serverOf(c)) },
    { where: leaking(c), text: zh`数量是否在接近文件描述符上限（ulimit -n，日志为 Too many open files）？`, command: openFiles() },
    { where: leaking(c), text: '在代码中查找既不关闭也不归还连接的路径（异常分支、未读完的响应体）。' },
  ],
  cannotTell: (c) => ['程序若在半关闭状态下仍在准备应答，就不是泄漏：沉默越久，这种情形越少见。', logTellsZh(c, leaking(c))],
};
