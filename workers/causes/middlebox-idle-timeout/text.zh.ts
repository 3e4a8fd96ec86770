// Words of middlebox-idle-timeout in 中文; when it holds is decided in rule.ts.

import { capture, captureOtherEnd, keepaliveSettings, serverOf } from '../words/commands';
import { afterIdle, clause, headlineForm, zh } from '../words/phrases';
import type { CauseWords } from '../words/words';
import { bound, survived } from './text-shared';

export const text: CauseWords = {
  short: '中间设备空闲超时',
  headline: (c) => {
    const idle = afterIdle(c, 'zh') || '在空闲后';
    const reset = c.outcome === 'reset';
    const harmless = clause(survived(c, 'zh'), (t) => `（空闲 ${t} 的没有问题）`);
    return headlineForm(c.certainty, {
      certain: zh`${idle}，${c.client} 与 ${c.server} 之间的设备${reset ? '重置' : '丢弃'}了 ${c.n} 个连接；两端都没有关闭。`,
      likely: zh`${c.client} 与 ${c.server} 之间的 ${c.n} 个连接${idle}${reset ? '被重置' : '失去响应'}${harmless}，很可能是因为中间设备已清除连接状态。`,
      observed: zh`${c.client} 与 ${c.server} 之间的 ${c.n} 个连接${idle}${reset ? '被重置' : '失去响应'}${harmless}；两端此前都没有关闭。`,
    });
  },
  explanation: zh`防火墙、NAT 网关和负载均衡会清除长时间没有流量的连接，之后丢弃其报文或回应 RST。`,
  move: '客户端或服务端负责人（保活间隔应小于设备超时），或该设备的负责人',
  settles: (c) => ({ text: zh`若另一端的抓包显示两端看到的报文不同，则是此原因。`, command: captureOtherEnd(c) }),
  next: (c) => [
    {
      where: 'client',
      text: zh`TCP 保活的间隔要小于设备的空闲超时${clause(bound(c, 'zh'), (t) => `（小于 ${t}）`)}；Linux 默认的 7,200 秒太长，且程序需要开启 SO_KEEPALIVE。`,
      command: keepaliveSettings(),
    },
    {
      where: 'client',
      text: zh`这些连接是否开启了保活（输出中有 timer:(keepalive）？`,
      command: `ss -tno '( dport = :${serverOf(c).port} )'`,
    },
    { where: 'client', text: '或者让连接池在此之前关闭空闲连接。' },
    { where: 'network', text: zh`检查路径上每个防火墙、NAT 网关和负载均衡的空闲超时；云上的 NAT 和四层负载均衡常见值为 350 秒。` },
    { where: 'server', text: '空闲之后的报文是否到达服务器？', command: capture(serverOf(c), 'server-side.pcap') },
  ],
  cannotTell: () => [
    '是哪台设备清除了连接：设备本身不可见；两端同时抓包可以看出报文在哪里中断。',
    zh`如果对端恰好在这段空闲中丢失了状态（重启、主备切换），且 TTL 吻合，报文也相同。`,
  ],
};
