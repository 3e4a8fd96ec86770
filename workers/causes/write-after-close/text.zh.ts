// Words of write-after-close in 中文; when it holds is decided in rule.ts.

import { serverLog, tracedCalls } from '../words/commands';
import { ender, enderRole, headlineForm, otherEnd, otherRole, zh } from '../words/phrases';
import { logTellsZh } from '../words/standard-limits';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: '对端关闭后继续发送',
  headline: (c) =>
    headlineForm(c.certainty, {
      certain: zh`${ender(c, 'zh')} 关闭后，${otherEnd(c, 'zh')} 仍在 ${c.n} 个连接上继续发送数据，得到的回应是 RST。`,
      likely: zh`${ender(c, 'zh')} 在 ${c.n} 个连接上用 RST 回应 ${otherEnd(c, 'zh')} 的数据，很可能是因为该端此前已关闭连接。`,
      observed: zh`${ender(c, 'zh')} 发送 FIN 之后，用 RST 回应了 ${otherEnd(c, 'zh')} 后来的数据（${c.n} 个连接）。`,
    }),
  explanation: zh`一端已完全关闭连接，另一端还有数据要发。已关闭的套接字不再接收数据，内核便回应 RST。在 Linux 上，发送方读到 EOF，下一次写入时报 Broken pipe，而不是 Connection reset by peer。`,
  move: '继续发送方程序的负责人，或过早关闭方的负责人',
  settles: () => ({ text: zh`若接收方程序在数据发出之前已关闭，则是此原因。`, command: tracedCalls() }),
  next: (c) => [
    { where: otherRole(enderRole(c)) ?? 'client', text: zh`发送方的程序也要读：读到 0 字节表示对端已关闭。` },
    { where: enderRole(c) ?? 'server', text: '这一端为什么先关闭（超时、限额、会话结束）？', command: serverLog() },
    { where: otherRole(enderRole(c)) ?? 'client', text: '对端已关闭、本端仍占着的连接：', command: 'ss -tnp state close-wait' },
  ],
  cannotTell: (c) => ['关闭之后发送的数据有多少是重要的：它们一个字节也没有被读取。', logTellsZh(c, 'ender')],
};
