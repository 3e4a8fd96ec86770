// Words of port-closed in 中文; when it holds is decided in rule.ts.

import { filterRules, isAnyPort, listening, serverOf } from '../words/commands';
import { headlineForm, zh } from '../words/phrases';
import type { CauseWords, HeadlineContext } from '../words/words';

/** A host of which several ports were tried. */
function there(context: HeadlineContext): string {
  return isAnyPort(serverOf(context)) ? '这些端口' : '该端口';
}

export const text: CauseWords = {
  short: '端口未监听',
  headline: (c) =>
    headlineForm(c.certainty, {
      certain: zh`${c.server} 拒绝了 ${c.n} 次连接：主机直接用 RST 回应 SYN，说明${there(c)}没有程序监听。`,
      likely: zh`${c.server} 用 RST 拒绝了 ${c.n} 次连接，很可能是因为${there(c)}没有程序监听。`,
      observed: zh`${c.server} 拒绝了 ${c.n} 次连接：对 SYN 的回应是 RST。`,
    }),
  explanation: zh`该地址的这个端口没有程序监听，操作系统会立即用 RST 回应每个 SYN。`,
  move: '服务端负责人',
  settles: (c) => ({ text: zh`若服务器的该端口没有程序监听，则是此原因。`, command: listening(serverOf(c)) }),
  next: (c) => [
    { where: 'server', text: '端口上是否有程序监听？监听地址是否正确（外部无法访问 127.0.0.1）？', command: listening(serverOf(c)) },
    { where: 'server', text: '服务是否在运行，当时是否重启过？', command: 'systemctl status SERVICE; journalctl -u SERVICE -n 50' },
    { where: 'server', text: '本机是否有以 RST 拒绝的规则？两者的报文完全相同。', command: filterRules() },
    { where: 'client', text: '配置中的地址和端口是否正确，域名是否解析到这台主机？' },
  ],
  cannotTell: () => [
    zh`在 IPv4 下，服务器本机的 REJECT 规则与端口未监听发出的 RST 完全相同，报文无法区分。`,
    '为什么没有监听（未启动、已崩溃、绑定了其他地址），报文中看不出来。',
  ],
};
