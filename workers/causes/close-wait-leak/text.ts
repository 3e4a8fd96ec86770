// Words of close-wait-leak in both languages; when it holds is decided in rule.ts.

import { closeWait, openFiles, serverOf } from '../words/commands';
import { clause, connections, durationFact, en, enderRole, headlineForm, numberFact, otherEnd, otherRole, zh } from '../words/phrases';
import { logTellsEn, logTellsZh } from '../words/standard-limits';
import { formatDuration } from '../../base/format';
import type { CauseText, HeadlineContext } from '../words/words';

/** The leak is at the side that did not close: the opposite of the one whose FIN came first. */
function leaking(context: HeadlineContext): 'client' | 'server' {
  return otherRole(enderRole(context)) ?? (context.party === 'client' ? 'client' : 'server');
}

export const text: CauseText = {
  en: {
    short: 'Never closed its end',
    headline: (c) => {
      const age = clause(durationFact(c, 'ageSeconds', 'en'), (t) => ` (${t} and counting)`);
      const end = c.n === 1 ? 'never closed its own end' : 'never closed its own ends';
      return headlineForm(c.certainty, {
        certain: en`${otherEnd(c, 'en')} acknowledged the FIN of ${connections(c.n)} but ${end}${age}: CLOSE-WAIT leak.`,
        likely: en`${otherEnd(c, 'en')} acknowledged the FIN of ${connections(c.n)} but sent none of its own${age}, likely because the program never closes.`,
        observed: en`${otherEnd(c, 'en')} acknowledged the FIN of ${connections(c.n)} but sent none of its own${age}.`,
      });
    },
    explanation:
      'The peer has closed, and the program that should close its own end does not: it forgot the socket or never reads from it. Such sockets stay in CLOSE-WAIT and use up descriptors. ' +
      'In the end its log says "Too many open files"; a later write gives "Broken pipe".',
    move: 'the owner of the program that does not close',
    next: (c) => [
      { where: leaking(c), text: 'Which process holds how many such sockets?', command: closeWait(leaking(c), serverOf(c)) },
      {
        where: leaking(c),
        text: 'Does the number grow towards the descriptor limit (ulimit -n, "Too many open files")?',
        command: openFiles(),
      },
      {
        where: leaking(c),
        text: 'Look in the code for paths that neither close nor return the connection (errors, unread response bodies).',
      },
    ],
    cannotTell: (c) => [
      'A program that is still working on its answer half closed is no leak: the longer the silence, the less likely that is.',
      logTellsEn(c, leaking(c)),
    ],
  },
  zh: {
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
    next: (c) => [
      { where: leaking(c), text: '哪个进程占有多少这样的套接字？', command: closeWait(leaking(c), serverOf(c)) },
      { where: leaking(c), text: zh`数量是否在接近文件描述符上限（ulimit -n，日志为 Too many open files）？`, command: openFiles() },
      { where: leaking(c), text: '在代码中查找既不关闭也不归还连接的路径（异常分支、未读完的响应体）。' },
    ],
    cannotTell: (c) => ['程序若在半关闭状态下仍在准备应答，就不是泄漏：沉默越久，这种情形越少见。', logTellsZh(c, leaking(c))],
  },
};
