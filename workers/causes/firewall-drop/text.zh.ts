// Words of firewall-drop in 中文; when it holds is decided in rule.ts.

import { capture, filterRules, serverOf, tcpTraceroute } from '../words/commands';
import { clause, headlineForm, zh } from '../words/phrases';
import { formatCount, formatDuration } from '../../base/format';
import { isAtServer, whoDroppedZh } from '../words/standard-limits';
import type { CauseWords } from '../words/words';
import { retries } from './text-shared';

export const text: CauseWords = {
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
  settles: (c) =>
    isAtServer(c)
      ? { text: zh`若服务器本机某条规则的计数随这些 SYN 增加，则是此原因。`, command: filterRules() }
      : {
          text: zh`若 SYN 没有到达服务器，或服务器本机规则的计数随之增加，则是此原因。`,
          command: capture(serverOf(c), 'server-side.pcap'),
        },
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
  cannotTell: (c) => [whoDroppedZh(c), ...(isAtServer(c) ? [] : [zh`无法判断丢的是去程的 SYN 还是回程的 SYN-ACK。`])],
};
