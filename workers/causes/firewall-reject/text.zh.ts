// Words of firewall-reject in 中文; when it holds is decided in rule.ts.

import { capture, filterRules, serverOf, tcpTraceroute } from '../words/commands';
import { headlineForm, textFact, zh } from '../words/phrases';
import type { CauseWords } from '../words/words';
import { sign, device } from './text-shared';

export const text: CauseWords = {
  short: '被防火墙拒绝',
  headline: (c) => {
    const seen = sign(c, 'zh');
    const inBrackets = seen === undefined ? '' : `（${seen}）`;
    const what = c.outcome === 'reset' ? `${c.n} 个连接` : `${c.n} 次连接`;
    return headlineForm(c.certainty, {
      certain: zh`到 ${c.server} 的 ${what}被 ${device(c, 'zh')} 拒绝，并非服务程序所为${inBrackets}。`,
      likely: zh`到 ${c.server} 的 ${what}被拒绝${inBrackets}，很可能是因为 ${device(c, 'zh')} 的规则不放行。`,
      observed: zh`到 ${c.server} 的 ${what}被拒绝${inBrackets}。`,
    });
  },
  explanation: zh`包过滤设备（主机防火墙、安全设备、没有后端的 Kubernetes Service）代替服务程序作出了回应。`,
  move: '防火墙负责人',
  settles: () => ({ text: zh`若服务器或路径上有 reject 规则，且其计数随之增加，则是此原因。`, command: filterRules() }),
  next: (c) => [
    { where: 'server', text: '是哪条规则拒绝的，计数是否在增长？', command: filterRules() },
    { where: 'network', text: '针对该端口，路径在哪里中断？', command: tcpTraceroute(serverOf(c)) },
    { where: 'network', text: zh`检查客户端与服务器之间的安全组、网络 ACL 和防火墙策略，放行该客户端访问该端口。` },
    { where: 'server', text: zh`SYN 是否到达了服务器？`, command: capture(serverOf(c), 'server-side.pcap') },
  ],
  cannotTell: (c) => [
    '命中的是哪条规则，只能从防火墙自身的计数和日志中得知。',
    textFact(c.facts, 'rejectedBy') === undefined
      ? zh`RST 不带发送者自己的地址：判断它来自防火墙，依据是 TTL 和时间，而不是地址。`
      : '如果没有防火墙，服务程序是否会接受连接。',
  ],
};
