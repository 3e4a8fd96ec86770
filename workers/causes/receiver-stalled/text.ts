// Words of receiver-stalled in both languages; when it holds is decided in rule.ts.

import { serverOf } from '../words/commands';
import { clause, connections, durationFact, en, headlineForm, zh } from '../words/phrases';
import { logTellsEn, logTellsZh } from '../words/standard-limits';
import type { CauseText, HeadlineContext, Language } from '../words/words';

/** The side that stopped reading is the party of this cause; the end comes from either. */
function reader(context: HeadlineContext, language: Language): string {
  if (context.party === 'client') return context.client;
  if (context.party === 'server') return context.server;
  return language === 'zh' ? '接收端' : 'the receiver';
}

function readerRole(context: HeadlineContext): 'client' | 'server' {
  return context.party === 'client' ? 'client' : 'server';
}

export const text: CauseText = {
  en: {
    short: 'Receiver stopped reading',
    headline: (c) => {
      const stall = clause(durationFact(c, 'stalledSeconds', 'en'), (t) => (c.n === 1 ? ` for ${t}` : ` (${t})`));
      return headlineForm(c.certainty, {
        certain: en`${reader(c, 'en')} stopped reading${stall}, its window stayed at 0 until the connection was given up (${connections(c.n)}).`,
        likely: en`The window of ${reader(c, 'en')} stayed at 0${stall} on ${connections(c.n)}, likely because the program there stopped reading.`,
        observed: en`${reader(c, 'en')} announced window 0${stall}; the sender had to stop on ${connections(c.n)}.`,
      });
    },
    explanation:
      'The receiving program no longer takes data from its socket, so its kernel tells the sender to stop (window 0). It is busy, blocked or stuck. ' +
      'The sender logs a write timeout or "Connection timed out"; if the receiver closes with data unread, "Connection reset by peer".',
    move: 'the owner of the program that stopped reading',
    next: (c) => [
      {
        where: readerRole(c),
        text: 'Does Recv-Q stay full? Then the program does not read.',
        command: `ss -tmin '( ${readerRole(c) === 'server' ? 'sport' : 'dport'} = :${serverOf(c).port} )'`,
      },
      {
        where: readerRole(c),
        text: 'What is the program doing instead of reading (thread dump, garbage collection, slow disk, blocked queue)?',
        command: 'timeout 5 strace -f -tt -p PID',
      },
      {
        where: readerRole(c) === 'server' ? 'client' : 'server',
        text: 'Timeouts and output buffer limits of the sender (client-output-buffer-limit, write timeout, TCP_USER_TIMEOUT).',
      },
    ],
    cannotTell: (c) => [
      logTellsEn(c, readerRole(c)),
      'How much data was still waiting in the sender: only what was sent is in the capture.',
    ],
  },
  zh: {
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
  },
};
