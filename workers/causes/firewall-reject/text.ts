// Words of firewall-reject in both languages; when it holds is decided in rule.ts.

import { capture, filterRules, serverOf, tcpTraceroute } from '../words/commands';
import { icmpShortName } from '../words/icmp-names';
import { attempts, connections, en, headlineForm, numberFact, textFact, zh } from '../words/phrases';
import type { CauseText, HeadlineContext, Language } from '../words/words';

/** What gave the filter away: an ICMP code, or a TTL that is not the server's. */
function sign(context: HeadlineContext, language: Language): string | undefined {
  const type = numberFact(context.facts, 'icmpType');
  const code = numberFact(context.facts, 'icmpCode');
  if (type !== undefined && code !== undefined) return icmpShortName(type, code, language);
  const rst = numberFact(context.facts, 'rstTtl');
  const host = numberFact(context.facts, 'hostTtl');
  if (rst === undefined || host === undefined || rst === host) return undefined;
  return language === 'zh' ? zh`RST 的 TTL 为 ${rst} 而非 ${host}` : en`RST with TTL ${rst} instead of ${host}`;
}

/** Names the rejecting address; the server's own address means a filter on that host. */
function device(context: HeadlineContext, language: Language): string {
  const address = textFact(context.facts, 'rejectedBy');
  const own =
    address !== undefined &&
    (context.server === address || context.server.startsWith(`${address}:`) || context.server.startsWith(`[${address}]`));
  if (own) return language === 'zh' ? '该主机上的防火墙' : 'a packet filter on that host';
  if (address !== undefined) return address;
  return language === 'zh' ? '防火墙' : 'a packet filter';
}

function rejected(context: HeadlineContext): string {
  return context.outcome === 'reset' ? `${connections(context.n)} to` : `${attempts(context.n)} to`;
}

export const text: CauseText = {
  en: {
    short: 'Rejected by a filter',
    headline: (c) => {
      const was = c.n === 1 ? 'was' : 'were';
      const seen = sign(c, 'en');
      const inBrackets = seen === undefined ? '' : ` (${seen})`;
      return headlineForm(c.certainty, {
        certain: en`${rejected(c)} ${c.server} ${was} rejected by ${device(c, 'en')}, not by the server program${inBrackets}.`,
        likely: en`${rejected(c)} ${c.server} ${was} refused${inBrackets}, likely because ${device(c, 'en')} rejects such connections.`,
        observed: en`${rejected(c)} ${c.server} ${was} refused${inBrackets}.`,
      });
    },
    explanation:
      'A packet filter (host firewall, security appliance, Kubernetes service without endpoints) answers in the place of the server program.',
    move: 'the owner of the firewall',
    next: (c) => [
      { where: 'server', text: 'Which rule rejects, and is its counter rising?', command: filterRules() },
      { where: 'network', text: 'Where does the path end for this port?', command: tcpTraceroute(serverOf(c)) },
      {
        where: 'network',
        text: 'Security groups, network ACLs and firewall policies between client and server: allow this port from this client.',
      },
      { where: 'server', text: 'Does the SYN reach the server at all?', command: capture(serverOf(c), 'server-side.pcap') },
    ],
    cannotTell: (c) => [
      'Which rule of the filter matched is only in its own counters and logs.',
      textFact(c.facts, 'rejectedBy') === undefined
        ? 'A reset names no sender of its own: that it comes from a filter follows from its TTL and timing, not from an address.'
        : 'Whether the server program would have accepted the connection.',
    ],
  },
  zh: {
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
  },
};
