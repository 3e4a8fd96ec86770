// Words of insufficient-evidence in 中文; when it holds is decided in rule.ts.

import type { CaveatId } from '../../model/vocabulary';
import { capture, serverOf } from '../words/commands';
import { zh } from '../words/phrases';
import type { Outcome } from '../../model/verdict';
import type { CauseWords, HeadlineContext } from '../words/words';

/** What keeps the capture from telling, the most decisive first; caveats about where it was taken decide nothing here. */
const REASONS: readonly (readonly [CaveatId, string])[] = [
  ['one-direction', '只抓到一个方向的报文'],
  ['mid-stream', '抓包从连接中途开始'],
  ['began-before-capture', '连接在抓包之前已开始'],
  ['lossy-capture', '抓包本身缺少报文'],
  ['snaplen', '报文被截得过短'],
  ['form-unknown', '观察到的形式不属于任何已知原因'],
  ['capture-ends-early', '抓包过早结束'],
  ['payload-not-readable', '载荷无法解读'],
];

function reason(context: HeadlineContext): string {
  return REASONS.find(([caveat]) => context.caveats?.includes(caveat) ?? false)?.[1] ?? '关键报文不在其中';
}

const ENDED: Readonly<Record<Outcome, string>> = {
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

export const text: CauseWords = {
  short: '无法判断',
  headline: (c) =>
    c.outcome === 'unclear'
      ? zh`此抓包中看不出 ${c.client} 到 ${c.server} 的 ${c.n} 个连接如何结束：${reason(c)}。`
      : zh`${c.client} 到 ${c.server} 的 ${c.n} 个连接${ENDED[c.outcome]}，但此抓包无法说明原因：${reason(c)}。`,
  explanation: '此抓包中没有能够区分各种原因的依据，因此不下结论。已观察到的现象和仍然成立的原因列在下面。',
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
    zh`这些连接为什么结束：${reason(c)}。`,
    '报文只能反映两端协议栈的行为，看不到程序内部的原因；请查看双方在该时刻的日志。',
  ],
};
