// Words of protocol-mismatch in both languages; when it holds is decided in rule.ts.

import { listening, serverOf, tlsConnect } from '../words/commands';
import { connections, en, headlineForm, textFact, zh } from '../words/phrases';
import type { CauseText } from '../words/words';

export const text: CauseText = {
  en: {
    short: 'Wrong protocol',
    headline: (c) => {
      const a = textFact(c.facts, 'clientProtocol');
      const b = textFact(c.facts, 'serverProtocol');
      const spoke = a === undefined ? `${c.client} spoke another protocol than ${c.server}` : `${c.client} spoke ${a} to ${c.server}`;
      const expects = a === undefined || b === undefined ? '' : `, where ${b} is spoken`;
      const first = a === undefined ? `the first bytes of ${c.client}` : `the ${a} of ${c.client}`;
      return headlineForm(c.certainty, {
        certain: en`${spoke}${expects} (${connections(c.n)}).`,
        likely: en`${c.server} ended ${connections(c.n)} after ${first}, likely because ${b === undefined ? 'another protocol' : b} is spoken there.`,
        observed: en`${c.server} ended ${connections(c.n)} right after ${first}${b === undefined ? '' : `; its own bytes are ${b}`}.`,
      });
    },
    explanation:
      'The first bytes of the client are in another protocol than the port serves: plain HTTP to a TLS port, TLS to a plain one, or the wrong port altogether.',
    move: "the client's owner (address, port or scheme)",
    next: (c) => [
      {
        where: 'client',
        text: 'Scheme, port and TLS setting in the client configuration (http or https, sslmode, useSSL, PROXY protocol).',
      },
      { where: 'client', text: 'Does the port speak TLS?', command: tlsConnect(serverOf(c)) },
      { where: 'server', text: 'Which program listens on that port, and with which protocol?', command: listening(serverOf(c)) },
    ],
    cannotTell: () => ['The protocol is told by the first bytes of each side; one that is not known here is named by what it is not.'],
  },
  zh: {
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
    next: (c) => [
      { where: 'client', text: zh`检查客户端配置中的协议、端口和 TLS 选项（http 或 https、sslmode、useSSL、PROXY protocol）。` },
      { where: 'client', text: zh`该端口是否使用 TLS？`, command: tlsConnect(serverOf(c)) },
      { where: 'server', text: '该端口上监听的是哪个程序，使用什么协议？', command: listening(serverOf(c)) },
    ],
    cannotTell: () => ['协议由双方的首批数据判断；不认识的协议只能说明它不是什么。'],
  },
};
