// Words of insufficient-evidence in both languages; when it holds is decided in rule.ts.

import { capture, serverOf } from '../words/commands';
import { connections, en, zh } from '../words/phrases';
import type { Outcome } from '../../model/verdict';
import type { CaveatId } from '../../model/vocabulary';
import type { CauseText, HeadlineContext } from '../words/words';

/** What keeps the capture from telling, the most decisive first; caveats about where it was taken decide nothing here. */
const REASONS: readonly (readonly [CaveatId, { readonly en: string; readonly zh: string }])[] = [
  ['one-direction', { en: 'only one direction was captured', zh: '只抓到一个方向的报文' }],
  ['mid-stream', { en: 'the capture began in the middle of them', zh: '抓包从连接中途开始' }],
  ['began-before-capture', { en: 'they began before the capture', zh: '连接在抓包之前已开始' }],
  ['lossy-capture', { en: 'packets are missing from the capture', zh: '抓包本身缺少报文' }],
  ['snaplen', { en: 'the packets were cut too short', zh: '报文被截得过短' }],
  ['capture-ends-early', { en: 'the capture ended too early', zh: '抓包过早结束' }],
  ['payload-not-readable', { en: 'the payload is not readable', zh: '载荷无法解读' }],
];

function reason(context: HeadlineContext, language: 'en' | 'zh'): string {
  const found = REASONS.find(([caveat]) => context.caveats?.includes(caveat) ?? false);
  if (found) return found[1][language];
  return language === 'zh' ? '关键报文不在其中' : 'the packets that would decide are not in it';
}

const ENDED_EN: Readonly<Record<Outcome, string>> = {
  reset: 'reset',
  refused: 'refused',
  unreachable: 'reported unreachable',
  'no-answer': 'left without an answer',
  closed: 'closed',
  'half-closed': 'closed on one side',
  open: 'left open',
  probe: 'reset by the client',
  unclear: 'seen only in part',
};

const ENDED_ZH: Readonly<Record<Outcome, string>> = {
  reset: '被重置',
  refused: '被拒绝',
  unreachable: '被报告为不可达',
  'no-answer': '没有得到应答',
  closed: '已关闭',
  'half-closed': '只关闭了一端',
  open: '未关闭',
  probe: '被客户端重置',
  unclear: '只看到一部分',
};

export const text: CauseText = {
  en: {
    short: 'Cannot tell',
    headline: (c) =>
      en`${connections(c.n)} of ${c.client} to ${c.server} ${c.n === 1 ? 'was' : 'were'} ${ENDED_EN[c.outcome]}, but this capture cannot show why: ${reason(c, 'en')}.`,
    explanation:
      'The packets that would decide between the possible causes are not in this capture, so no cause is named. What was seen, and which causes remain, stands below.',
    move: 'whoever can take a better capture',
    next: (c) => [
      {
        where: 'client',
        text: 'Capture again: whole connections from their first packet, both directions, at the client. Start before the trouble begins.',
        command: capture(serverOf(c), 'client-side.pcap'),
      },
      {
        where: 'server',
        text: 'At the same time at the server: two captures tell where packets stop and who sent a reset.',
        command: capture(serverOf(c), 'server-side.pcap'),
      },
    ],
    cannotTell: (c) => [
      `Why these connections ended: ${reason(c, 'en')}.`,
      'Packets show what the two TCP stacks did, not what the programs logged: look into the logs of both sides at that time.',
    ],
  },
  zh: {
    short: '无法判断',
    headline: (c) => zh`${c.client} 到 ${c.server} 的 ${c.n} 个连接${ENDED_ZH[c.outcome]}，但此抓包无法说明原因：${reason(c, 'zh')}。`,
    explanation: '能够区分各种原因的报文不在此抓包中，因此不下结论。已观察到的现象和仍然成立的原因列在下面。',
    move: '能够重新抓包的人',
    next: (c) => [
      {
        where: 'client',
        text: '重新抓包：在客户端抓取完整的连接，从第一个报文开始，包含两个方向，并在故障出现之前启动。',
        command: capture(serverOf(c), 'client-side.pcap'),
      },
      {
        where: 'server',
        text: '同时在服务器上抓包：两份对照可以看出报文在哪里中断、是谁发送了重置。',
        command: capture(serverOf(c), 'server-side.pcap'),
      },
    ],
    cannotTell: (c) => [
      zh`这些连接为什么结束：${reason(c, 'zh')}。`,
      '报文只能反映两端协议栈的行为，看不到程序内部的原因；请查看双方在该时刻的日志。',
    ],
  },
};
