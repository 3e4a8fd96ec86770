// Words of open-at-end in 中文; when it holds is decided in rule.ts.

import { capture, serverOf } from '../words/commands';
import { zh } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: '仍处于打开状态',
  headline: (c) => zh`${c.client} 与 ${c.server} 的 ${c.n} 个连接在抓包结束时仍处于打开状态。`,
  explanation: zh`直到抓包结束，既没有 FIN 也没有 RST，也没有异常迹象。`,
  move: '无需处理',
  settles: (c) => ({ text: zh`若更长的抓包显示该连接又被使用，则是此原因。`, command: capture(serverOf(c), 'longer.pcap') }),
  next: (c) => [{ where: 'client', text: '要看它们如何结束，请延长抓包时间。', command: capture(serverOf(c), 'longer.pcap') }],
  cannotTell: () => ['这些连接后来如何结束：抓包在此之前就停止了。'],
};
