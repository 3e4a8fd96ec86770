// Words of linger-abort in both languages; when it holds is decided in rule.ts.

import { resetReasons } from '../words/commands';
import { connections, en, ender, enderRole, headlineForm, zh } from '../words/phrases';
import { logTellsEn, logTellsZh } from '../words/standard-limits';
import type { CauseText } from '../words/words';

export const text: CauseText = {
  en: {
    short: 'Deliberate abort',
    headline: (c) =>
      headlineForm(c.certainty, {
        certain: en`${ender(c, 'en')} ended ${connections(c.n)} with RST although nothing was unread: the program closes abortively (SO_LINGER 0).`,
        likely: en`${ender(c, 'en')} ended ${connections(c.n)} with RST although nothing was unread, likely because the program closes abortively (SO_LINGER 0).`,
        observed: en`${ender(c, 'en')} ended ${connections(c.n)} with RST, without a FIN, and nothing was left unanswered.`,
      }),
    explanation:
      'The program, or an administrator with "ss -K", ends the connection by RST on purpose: SO_LINGER with time 0, as load balancers, health checks and load generators do to avoid TIME-WAIT. ' +
      'The peer logs "Connection reset by peer" if it still reads or writes.',
    move: 'the owner of the program that closed, if the reset hurts at all',
    next: (c) => [
      {
        where: enderRole(c) ?? 'server',
        text: 'Does the program set SO_LINGER with time 0 (setSoLinger(true, 0), option nolinger, reset_timedout_connection)?',
        command: 'grep -rniE "so_?linger|nolinger|reset_timedout" .',
      },
      {
        where: enderRole(c) ?? 'server',
        text: 'Does this counter rise with the resets?',
        command: 'nstat -az TcpOutRsts TcpExtTCPAbortOnLinger TcpExtTCPAbortOnClose',
      },
      { where: enderRole(c) ?? 'server', text: 'Linux 6.10 and later name the reason of each RST.', command: resetReasons() },
    ],
    cannotTell: (c) => [
      'Closing with unread data sends the same RST: where the message framing is not readable, both remain.',
      'An administrator who kills the connection ("ss -K") and a kernel short of memory for sockets send it as well.',
      logTellsEn(c, 'ender'),
    ],
  },
  zh: {
    short: '主动强制关闭',
    headline: (c) =>
      headlineForm(c.certainty, {
        certain: zh`${ender(c, 'zh')} 在没有未读数据时仍用 RST 结束了 ${c.n} 个连接：程序使用了强制关闭（SO_LINGER 0）。`,
        likely: zh`${ender(c, 'zh')} 在没有未读数据时仍用 RST 结束了 ${c.n} 个连接，很可能是因为程序使用了强制关闭（SO_LINGER 0）。`,
        observed: zh`${ender(c, 'zh')} 用 RST 结束了 ${c.n} 个连接，没有 FIN，也没有未答复的数据。`,
      }),
    explanation: zh`程序（或使用 ss -K 的管理员）有意用 RST 结束连接：SO_LINGER 时间设为 0，负载均衡、健康检查和压测工具常用它来避免 TIME-WAIT。对端若仍在读写，日志为 Connection reset by peer。`,
    move: '关闭方程序的负责人（若 RST 确有影响）',
    next: (c) => [
      {
        where: enderRole(c) ?? 'server',
        text: zh`程序是否设置了时间为 0 的 SO_LINGER（setSoLinger(true, 0)、option nolinger、reset_timedout_connection）？`,
        command: 'grep -rniE "so_?linger|nolinger|reset_timedout" .',
      },
      {
        where: enderRole(c) ?? 'server',
        text: zh`该计数是否随 RST 一起增长？`,
        command: 'nstat -az TcpOutRsts TcpExtTCPAbortOnLinger TcpExtTCPAbortOnClose',
      },
      { where: enderRole(c) ?? 'server', text: zh`Linux 6.10 及以上会给出每个 RST 的原因。`, command: resetReasons() },
    ],
    cannotTell: (c) => [
      zh`带着未读数据关闭时发出的 RST 完全相同：消息边界无法解析时，两种可能都成立。`,
      zh`管理员杀掉连接（ss -K）或内核套接字内存不足，也会发出同样的 RST。`,
      logTellsZh(c, 'ender'),
    ],
  },
};
