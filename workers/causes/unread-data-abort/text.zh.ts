// Words of unread-data-abort in 中文; when it holds is decided in rule.ts.

import { resetReasons, serverLog, tracedCalls } from '../words/commands';
import { bytesFact, clause, ender, enderRole, headlineForm, numberFact, zh } from '../words/phrases';
import { logTellsZh } from '../words/standard-limits';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: '未读数据即关闭',
  headline: (c) => {
    const unread = clause(bytesFact(c, 'unreadBytes', 'zh'), (b) => `（${b}）`);
    const status = c.n === 1 ? clause(numberFact(c.facts, 'status'), (s) => `返回 ${String(s)} 后`) : '';
    return headlineForm(c.certainty, {
      certain: zh`${ender(c, 'zh')} ${status}关闭了 ${c.n} 个连接，但收到的数据尚未读完${unread}，因此内核发送了 RST。`,
      likely: zh`${ender(c, 'zh')} ${status}重置了 ${c.n} 个连接，很可能是因为程序没有读完收到的数据${unread}就关闭了连接。`,
      observed: zh`${ender(c, 'zh')} ${status}重置了 ${c.n} 个连接，此时有已收到但未答复的数据${unread}。`,
    });
  },
  explanation: zh`程序在接收缓冲区还有未读数据时关闭套接字，内核就会发送 RST 而不是 FIN。常见于提前拒绝请求（过大、未授权）或没读就关闭。对端日志为 Connection reset by peer；RST 之前发出的应答仍可先读到，但该报文若丢失，应答也就丢失了。`,
  move: '关闭方程序的负责人（通常是服务端）',
  settles: () => ({ text: zh`若程序未读完收到的数据就关闭，则是此原因。`, command: tracedCalls() }),
  next: (c) => [
    {
      where: enderRole(c) ?? 'server',
      text: '哪段代码提前关闭了连接？检查提前返回和请求体大小限制（client_max_body_size 等）。',
      command: serverLog(),
    },
    { where: enderRole(c) ?? 'server', text: zh`该计数是否随 RST 一起增长？`, command: 'nstat -az TcpExtTCPAbortOnClose' },
    { where: enderRole(c) ?? 'server', text: zh`Linux 6.10 及以上会给出每个 RST 的原因。`, command: resetReasons() },
    { where: enderRole(c) ?? 'server', text: zh`关闭前读完剩余数据（lingering close、读空请求体），或先关闭发送方向再等对端结束。` },
  ],
  cannotTell: (c) => [zh`主动强制关闭（SO_LINGER 0）发出的 RST 完全相同：区别只在于是否还有未读数据。`, logTellsZh(c, 'ender')],
};
