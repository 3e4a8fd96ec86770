// Words of receiver-stalled in 中文; when it holds is decided in rule.ts.

import { serverOf } from '../words/commands';
import { clause, durationFact, headlineForm, zh } from '../words/phrases';
import { logTellsZh } from '../words/standard-limits';
import type { CauseWords } from '../words/words';
import { reader, readerRole } from './text-shared';

export const text: CauseWords = {
  short: '接收端停止读取',
  headline: (c) => {
    const stall = clause(durationFact(c, 'stalledSeconds', 'zh'), (t) => (c.n === 1 ? ` 达 ${t}` : `（${t}）`));
    return headlineForm(c.certainty, {
      certain: zh`${reader(c, 'zh')} 停止读取${stall}，窗口一直为 0，直到连接被放弃（${c.n} 个连接）。`,
      likely: zh`${c.n} 个连接上 ${reader(c, 'zh')} 的窗口一直为 0${stall}，很可能是因为该端程序停止了读取。`,
      observed: zh`${reader(c, 'zh')} 通告窗口为 0 ${stall}，${c.n} 个连接上无法继续发送。`,
    });
  },
  explanation: zh`接收方程序不再从套接字取数据，内核便通知发送方停止发送（窗口为 0）。程序可处于繁忙、阻塞或卡死状态。发送方日志为写超时或 Connection timed out；若接收方带着未读数据关闭，则为 Connection reset by peer。`,
  move: '停止读取一方程序的负责人',
  settles: (c) => ({
    text: zh`若收到的数据堆积在程序之前（Recv-Q 一直大于 0），则是此原因。`,
    command: `ss -tn 'sport = :${serverOf(c).port}'`,
  }),
  next: (c) => [
    {
      where: readerRole(c),
      text: zh`Recv-Q 是否一直很满？是则说明程序没有在读。`,
      command: `ss -tmin '( ${readerRole(c) === 'server' ? 'sport' : 'dport'} = :${serverOf(c).port} )'`,
    },
    {
      where: readerRole(c),
      text: '程序在做什么而没有读取（线程转储、垃圾回收、慢磁盘、队列阻塞）？',
      command: 'timeout 5 strace -f -tt -p PID',
    },
    {
      where: readerRole(c) === 'server' ? 'client' : 'server',
      text: zh`发送方的超时和输出缓冲限制（client-output-buffer-limit、写超时、TCP_USER_TIMEOUT）。`,
    },
  ],
  cannotTell: (c) => [logTellsZh(c, readerRole(c)), '发送方还有多少数据在等待：抓包中只有已发送的部分。'],
};
