// Words of fin-wait2-expired in 中文; when it holds is decided in rule.ts.

import { closeWait, serverOf } from '../words/commands';
import { clause, durationFact, ender, enderRole, headlineForm, otherEnd, otherRole, zh } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: zh`迟到的 FIN`,
  headline: (c) => {
    const late = durationFact(c, 'lateSeconds', 'zh');
    return headlineForm(c.certainty, {
      certain: zh`${ender(c, 'zh')} 用 RST 回应了 ${otherEnd(c, 'zh')} 迟到的 FIN（${c.n} 个连接）：该端早已关闭${clause(late, (t) => `（${t} 前）`)}且不再等待，没有数据丢失。`,
      likely: zh`${ender(c, 'zh')} 用 RST 回应了 ${otherEnd(c, 'zh')} 的 FIN（${c.n} 个连接），很可能是因为该端早已关闭${clause(late, (t) => `（${t} 前）`)}且不再等待。`,
      observed: zh`${ender(c, 'zh')} 用 RST 回应了 ${otherEnd(c, 'zh')} 的 FIN（${c.n} 个连接）${clause(late, (t) => `，它自己的 FIN 早已发出（${t} 前）`)}。`,
    });
  },
  explanation: zh`先关闭的一端只在有限时间内等待对端的 FIN（Linux 为 60 秒），之后就不再保留该连接。更晚到达的 FIN 找不到套接字，于是引来 RST。双方都已结束，程序不会察觉。`,
  move: '无需处理；至多是迟迟不关闭一方程序的负责人',
  settles: () => ({ text: zh`若先关闭的一方在另一方关闭之前就不再等待，则是此原因。`, command: 'sysctl net.ipv4.tcp_fin_timeout' }),
  next: (c) => [
    {
      where: otherRole(enderRole(c)) ?? 'client',
      text: '迟到的一端是否占着许多对端已关闭的连接？',
      command: closeWait(otherRole(enderRole(c)), serverOf(c)),
    },
    { where: enderRole(c) ?? 'server', text: '另一端会等待多久？', command: 'sysctl net.ipv4.tcp_fin_timeout' },
  ],
  cannotTell: () => ['迟到的一端为什么这么晚才关闭：只有它的程序知道。'],
};
