// Words of linger-abort in 中文; when it holds is decided in rule.ts.

import { resetReasons } from '../words/commands';
import { ender, enderRole, headlineForm, zh } from '../words/phrases';
import { logTellsZh } from '../words/standard-limits';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: '主动强制关闭',
  headline: (c) =>
    headlineForm(c.certainty, {
      certain: zh`${ender(c, 'zh')} 在没有未读数据时仍用 RST 结束了 ${c.n} 个连接：程序使用了强制关闭（SO_LINGER 0）。`,
      likely: zh`${ender(c, 'zh')} 在没有未读数据时仍用 RST 结束了 ${c.n} 个连接，很可能是因为程序使用了强制关闭（SO_LINGER 0）。`,
      observed: zh`${ender(c, 'zh')} 用 RST 结束了 ${c.n} 个连接，没有 FIN，也没有未答复的数据。`,
    }),
  explanation: zh`程序（或使用 ss -K 的管理员）有意用 RST 结束连接：SO_LINGER 时间设为 0，负载均衡、健康检查和压测工具常用它来避免 TIME-WAIT。对端若仍在读写，日志为 Connection reset by peer。`,
  move: '关闭方程序的负责人（若 RST 确有影响）',
  settles: () => ({
    text: zh`若程序在关闭前把 SO_LINGER 设为 0 秒，则是此原因。`,
    command: 'strace -f -tt -e trace=setsockopt,close -p PID',
  }),
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
};
