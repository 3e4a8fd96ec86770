// Words of peer-lost-state in 中文; when it holds is decided in rule.ts.

import { capture, serverOf } from '../words/commands';
import { ender, enderRole, headlineForm, zh } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: '对端丢失连接状态',
  headline: (c) =>
    headlineForm(c.certainty, {
      certain: zh`${ender(c, 'zh')} 对 ${c.n} 个仍在使用的连接直接回 RST：该端已不认识${c.n === 1 ? '该连接' : '这些连接'}（重启、主备切换或地址迁移）。`,
      likely: zh`${ender(c, 'zh')} 对 ${c.n} 个仍在使用的连接直接回 RST，很可能是因为该端已不认识${c.n === 1 ? '该连接' : '这些连接'}（重启、主备切换或地址迁移）。`,
      observed: zh`${ender(c, 'zh')} 对 ${c.n} 个仍在使用的连接直接回 RST，此前没有发送过 FIN 或 RST。`,
    }),
  explanation: zh`主机收到报文却找不到对应的套接字时，会回应不带 ACK 的 RST。此前套接字是存在的，说明主机重启过、地址被另一台机器接管、连接被静默放弃，或地址转换丢失。发送方日志为 Connection reset by peer。`,
  move: '丢失状态一端的负责人（通常是服务端），或其前面负载均衡的负责人',
  settles: () => ({
    text: zh`若该主机此前重启过、发生过主备切换或丢失了地址，则是此原因。`,
    command: 'uptime -s; last -x reboot | head -3',
  }),
  next: (c) => [
    {
      where: enderRole(c) ?? 'server',
      text: '机器是否重启过，或地址是否迁移到了另一台机器？',
      command: 'uptime -s; last -x reboot | head -3; ip addr',
    },
    {
      where: 'network',
      text: zh`路由器、NAT 或节点的连接跟踪是否丢失表项？`,
      command: 'conntrack -S; sysctl net.netfilter.nf_conntrack_tcp_be_liberal',
    },
    { where: 'network', text: '负载均衡：当时的后端健康状态、切换记录和会话保持。' },
    { where: enderRole(c) ?? 'server', text: zh`RST 是否由这台机器自己发出？`, command: capture(serverOf(c), 'other-side.pcap') },
  ],
  cannotTell: () => [
    '对端重传失败后静默放弃，对下一个报文的回应完全相同。',
    zh`地址转换丢失或负载均衡换了后端，在 TTL 相同时也无法区分；需要两端同时抓包。`,
  ],
};
