// Words of accept-then-close in 中文; when it holds is decided in rule.ts.

import { connectionsPerClient, openFiles, serverLog, serverOf, tracedCalls } from '../words/commands';
import { durationFact, headlineForm, zh } from '../words/phrases';
import { logTellsZh } from '../words/standard-limits';
import type { CauseWords } from '../words/words';

function connectionsZh(n: number): string {
  return zh`${n} 个连接`;
}

export const text: CauseWords = {
  short: '建立后立即关闭',
  headline: (c) => {
    const verb = '关闭';
    const delay = durationFact(c, 'delaySeconds', 'zh');
    const when = delay === undefined ? '在连接建立后立即' : c.n === 1 ? `在连接建立 ${delay} 后就` : `在连接建立后立即（${delay}）`;
    return headlineForm(c.certainty, {
      certain: zh`${c.server} ${when}${verb}了 ${connectionsZh(c.n)}，未作任何应答；抓包中看不出限额。`,
      likely: zh`${c.server} ${when}${verb}了 ${connectionsZh(c.n)}，很可能是因为程序主动拒绝；抓包中看不出限额。`,
      observed: zh`${c.server} ${when}${verb}了 ${connectionsZh(c.n)}，未作任何应答。`,
    });
  },
  explanation: zh`程序接受连接后立即关闭：访问控制列表、没有可用后端的代理、此抓包看不出的限额，或接受连接时崩溃。`,
  move: '服务端负责人',
  settles: () => ({ text: zh`若服务端日志表明是程序关闭了连接，则是此原因。`, command: serverLog() }),
  next: (c) => [
    { where: 'server', text: '当时的服务端日志怎么说（限额、访问控制、后端不可用、Too many open files）？', command: serverLog() },
    { where: 'server', text: zh`程序在 accept 与 close 之间做了什么？`, command: tracedCalls() },
    {
      where: 'server',
      text: '连接数或文件描述符（ulimit -n）是否接近上限？',
      command: `${connectionsPerClient(serverOf(c))}; ${openFiles()}`,
    },
    { where: 'server', text: zh`它是否是代理（负载均衡、docker-proxy、服务网格）？如果是，请查看后端状态。` },
  ],
  cannotTell: (c) => [
    logTellsZh(c, 'server'),
    '背后是否有限额：打开的连接数无法区分被服务的连接与被拒的连接。',
    '如果服务器是代理：其后端做了什么，只有那一段的抓包才能看到。',
  ],
};
