// Words of firewall-drop in both languages; when it holds is decided in rule.ts.

import { capture, filterRules, serverOf, tcpTraceroute } from '../words/commands';
import { attempts, clause, en, headlineForm, numberFact, zh } from '../words/phrases';
import { formatCount, formatDuration } from '../../base/format';
import type { CauseText, HeadlineContext } from '../words/words';

/** The retries of one attempt; of several attempts each has its own. */
function retries(context: HeadlineContext): { count: number; seconds: number } | undefined {
  const count = numberFact(context.facts, 'retries');
  const seconds = numberFact(context.facts, 'retriedSeconds');
  return context.n === 1 && count !== undefined && seconds !== undefined ? { count, seconds } : undefined;
}

export const text: CauseText = {
  en: {
    short: 'Silently dropped',
    headline: (c) => {
      const repeated = clause(
        retries(c),
        (r) => ` (SYN repeated ${r.count === 1 ? 'once' : `${formatCount(r.count)} times`} over ${formatDuration(r.seconds, 'en')})`,
      );
      return headlineForm(c.certainty, {
        certain: en`${attempts(c.n)} to ${c.server} got no answer${repeated}, although the host answers otherwise: a packet filter drops the SYNs.`,
        likely: en`${attempts(c.n)} to ${c.server} got no answer${repeated} although the host answers otherwise, likely because a packet filter drops the SYNs.`,
        observed: en`${attempts(c.n)} to ${c.server} got no answer${repeated}, although the host answers otherwise.`,
      });
    },
    explanation:
      'A packet filter on the way or on the host discards the SYNs without telling anyone, so the client repeats them until it gives up.',
    move: 'the owner of the firewall',
    next: (c) => [
      { where: 'network', text: 'Where does the path end for this port?', command: tcpTraceroute(serverOf(c)) },
      {
        where: 'server',
        text: 'Do the SYNs arrive? tcpdump sees them before the local firewall does.',
        command: capture(serverOf(c), 'server-side.pcap'),
      },
      { where: 'server', text: 'If they arrive: which local rule or limit drops them?', command: filterRules() },
      {
        where: 'server',
        text: 'Is the connection tracking table full?',
        command: "dmesg | grep -i conntrack; nstat -az | grep -E 'ListenDrops|ReqQFullDrop|IpInDiscards'",
      },
      { where: 'network', text: 'Security groups and network ACLs: is this port allowed from this client, and the answer back?' },
    ],
    cannotTell: () => [
      'A client-side capture cannot tell a drop on the way from a full accept queue: retries that succeed later favour the queue, never-ending silence favours a filter.',
      'Whether the SYN was lost on the way there or the SYN-ACK on the way back.',
    ],
  },
  zh: {
    short: '被静默丢弃',
    headline: (c) => {
      const repeated = clause(retries(c), (r) => `（SYN 在 ${formatDuration(r.seconds, 'zh')} 内重发 ${formatCount(r.count)} 次）`);
      return headlineForm(c.certainty, {
        certain: zh`到 ${c.server} 的 ${c.n} 次连接没有任何应答${repeated}，但该主机其他通信正常：SYN 被防火墙规则丢弃。`,
        likely: zh`到 ${c.server} 的 ${c.n} 次连接没有任何应答${repeated}，而该主机其他通信正常，很可能是因为 SYN 被防火墙规则丢弃。`,
        observed: zh`到 ${c.server} 的 ${c.n} 次连接没有任何应答${repeated}，但该主机其他通信正常。`,
      });
    },
    explanation: zh`路径上或主机上的包过滤规则丢弃了 SYN 且不作任何通知，客户端只能反复重发直到放弃。`,
    move: '防火墙负责人',
    next: (c) => [
      { where: 'network', text: '针对该端口，路径在哪里中断？', command: tcpTraceroute(serverOf(c)) },
      { where: 'server', text: zh`SYN 是否到达？tcpdump 在本机防火墙之前就能看到它。`, command: capture(serverOf(c), 'server-side.pcap') },
      { where: 'server', text: '如果已到达：是本机哪条规则或哪个限制丢弃的？', command: filterRules() },
      {
        where: 'server',
        text: '连接跟踪表是否已满？',
        command: "dmesg | grep -i conntrack; nstat -az | grep -E 'ListenDrops|ReqQFullDrop|IpInDiscards'",
      },
      { where: 'network', text: zh`安全组和网络 ACL 是否放行该客户端访问该端口，以及返回方向的报文？` },
    ],
    cannotTell: () => [
      '在客户端抓包无法区分路径丢包与全连接队列已满：重试后成功更像队列满，始终没有应答更像被过滤。',
      zh`无法判断丢的是去程的 SYN 还是回程的 SYN-ACK。`,
    ],
  },
};
