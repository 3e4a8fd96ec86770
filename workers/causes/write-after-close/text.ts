// Words of write-after-close in both languages; when it holds is decided in rule.ts.

import { serverLog } from '../words/commands';
import { connections, en, ender, enderRole, headlineForm, otherEnd, otherRole, zh } from '../words/phrases';
import { logTellsEn, logTellsZh } from '../words/standard-limits';
import type { CauseText } from '../words/words';

export const text: CauseText = {
  en: {
    short: 'Sent after close',
    headline: (c) =>
      headlineForm(c.certainty, {
        certain: en`${otherEnd(c, 'en')} kept sending on ${connections(c.n)} after ${ender(c, 'en')} had closed; the answer was RST.`,
        likely: en`${ender(c, 'en')} answered data of ${otherEnd(c, 'en')} with RST on ${connections(c.n)}, likely because that side had closed before.`,
        observed: en`${ender(c, 'en')} sent FIN and then answered later data of ${otherEnd(c, 'en')} with RST (${connections(c.n)}).`,
      }),
    explanation:
      'One side closed the connection completely, the other still had something to send. The closed socket takes no data any more, so its kernel answers with RST. ' +
      'On Linux the sender reads EOF and logs "Broken pipe" at the next write, not "Connection reset by peer".',
    move: 'the owner of the program that kept sending, or of the one that closed too early',
    next: (c) => [
      {
        where: otherRole(enderRole(c)) ?? 'client',
        text: 'The program that sends has to read as well: a read that returns 0 bytes says that the peer has closed.',
      },
      { where: enderRole(c) ?? 'server', text: 'Why did this side close first (timeout, limit, end of session)?', command: serverLog() },
      {
        where: otherRole(enderRole(c)) ?? 'client',
        text: 'Connections whose peer has closed and that are still held:',
        command: 'ss -tnp state close-wait',
      },
    ],
    cannotTell: (c) => ['How much of the data sent after the close mattered: none of it was read.', logTellsEn(c, 'ender')],
  },
  zh: {
    short: '对端关闭后继续发送',
    headline: (c) =>
      headlineForm(c.certainty, {
        certain: zh`${ender(c, 'zh')} 关闭后，${otherEnd(c, 'zh')} 仍在 ${c.n} 个连接上继续发送数据，得到的回应是 RST。`,
        likely: zh`${ender(c, 'zh')} 在 ${c.n} 个连接上用 RST 回应 ${otherEnd(c, 'zh')} 的数据，很可能是因为该端此前已关闭连接。`,
        observed: zh`${ender(c, 'zh')} 发送 FIN 之后，用 RST 回应了 ${otherEnd(c, 'zh')} 后来的数据（${c.n} 个连接）。`,
      }),
    explanation: zh`一端已完全关闭连接，另一端还有数据要发。已关闭的套接字不再接收数据，内核便回应 RST。在 Linux 上，发送方读到 EOF，下一次写入时报 Broken pipe，而不是 Connection reset by peer。`,
    move: '继续发送方程序的负责人，或过早关闭方的负责人',
    next: (c) => [
      { where: otherRole(enderRole(c)) ?? 'client', text: zh`发送方的程序也要读：读到 0 字节表示对端已关闭。` },
      { where: enderRole(c) ?? 'server', text: '这一端为什么先关闭（超时、限额、会话结束）？', command: serverLog() },
      { where: otherRole(enderRole(c)) ?? 'client', text: '对端已关闭、本端仍占着的连接：', command: 'ss -tnp state close-wait' },
    ],
    cannotTell: (c) => ['关闭之后发送的数据有多少是重要的：它们一个字节也没有被读取。', logTellsZh(c, 'ender')],
  },
};
