// Words of protocol-mismatch in 中文; when it holds is decided in rule.ts.

import { listening, serverOf, tlsConnect } from '../words/commands';
import { headlineForm, textFact, zh } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: '协议不匹配',
  headline: (c) => {
    const a = textFact(c.facts, 'clientProtocol');
    const b = textFact(c.facts, 'serverProtocol');
    const first = a === undefined ? '首批数据' : ` ${a} 数据`;
    return headlineForm(c.certainty, {
      certain:
        a === undefined
          ? zh`${c.client} 使用的协议与 ${c.server} 不同（${c.n} 个连接）。`
          : zh`${c.client} 用 ${a} 访问 ${c.server}${b === undefined ? '，协议不符' : `，而该端口是 ${b}`}（${c.n} 个连接）。`,
      likely: zh`${c.server} 收到 ${c.client} 的${first}后结束了 ${c.n} 个连接，很可能是因为该端口${b === undefined ? '使用另一种协议' : `是 ${b}`}。`,
      observed: zh`${c.server} 收到 ${c.client} 的${first}后立即结束了 ${c.n} 个连接${b === undefined ? '' : `；它自己发送的是 ${b}`}。`,
    });
  },
  explanation: zh`客户端的首批数据与端口所用协议不同：向 TLS 端口发送明文 HTTP、向明文端口发送 TLS，或端口根本不对。`,
  move: '客户端负责人（地址、端口或协议）',
  settles: (c) => ({ text: zh`若该端口的程序使用的协议与客户端不同，则是此原因。`, command: listening(serverOf(c)) }),
  next: (c) => [
    { where: 'client', text: zh`检查客户端配置中的协议、端口和 TLS 选项（http 或 https、sslmode、useSSL、PROXY protocol）。` },
    { where: 'client', text: zh`该端口是否使用 TLS？`, command: tlsConnect(serverOf(c)) },
    { where: 'server', text: '该端口上监听的是哪个程序，使用什么协议？', command: listening(serverOf(c)) },
  ],
  cannotTell: () => ['协议由双方的首批数据判断；不认识的协议只能说明它不是什么。'],
};
