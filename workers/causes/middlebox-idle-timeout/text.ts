// Words of middlebox-idle-timeout in both languages; when it holds is decided in rule.ts.

import { capture, keepaliveSettings, serverOf } from '../words/commands';
import { afterIdle, clause, connections, en, headlineForm, idleTime, numberFact, zh } from '../words/phrases';
import { formatDuration, formatTimer } from '../../base/format';
import type { CauseText, HeadlineContext, Language } from '../words/words';

/** What a keepalive has to stay below: the timer, else the shortest idle time that failed. */
function bound(context: HeadlineContext, language: Language): string | undefined {
  const seconds = numberFact(context.facts, 'timeoutSeconds') ?? numberFact(context.facts, 'idleSeconds');
  return seconds === undefined ? undefined : formatTimer(seconds, language);
}

/** "20 s without traffic". */
function silence(context: HeadlineContext): string {
  const idle = idleTime(context, 'en');
  if (idle === undefined) return 'a pause';
  return idle.isExample ? `a pause without traffic (e.g. ${idle.text})` : `${idle.text} without traffic`;
}

/** The bracket: the longest idle time that did no harm. */
function survived(context: HeadlineContext, language: Language): string | undefined {
  const seconds = numberFact(context.facts, 'survivedSeconds');
  return seconds === undefined ? undefined : formatDuration(seconds, language);
}

export const text: CauseText = {
  en: {
    short: 'Idle timeout in between',
    headline: (c) => {
      const idle = silence(c);
      const reset = c.outcome === 'reset';
      const harmless = clause(survived(c, 'en'), (t) => ` (${t} idle did no harm)`);
      return headlineForm(c.certainty, {
        certain: en`After ${idle} a device between ${c.client} and ${c.server} ${reset ? 'reset' : 'dropped'} ${connections(c.n)}; neither end had closed ${c.n === 1 ? 'it' : 'them'}.`,
        likely: en`${connections(c.n)} between ${c.client} and ${c.server} ${reset ? (c.n === 1 ? 'was reset' : 'were reset') : 'went dead'} after ${idle}${harmless}, likely because a device between forgot ${c.n === 1 ? 'it' : 'them'}.`,
        observed: en`${connections(c.n)} between ${c.client} and ${c.server} ${reset ? (c.n === 1 ? 'was reset' : 'were reset') : 'went dead'} after ${idle}${harmless}; neither end had closed before.`,
      });
    },
    explanation:
      'Firewalls, NAT gateways and load balancers forget a connection without traffic and then drop its packets or answer them with RST.',
    move: "the owner of the client or server (keepalive below the device's timer), or of the device",
    next: (c) => [
      {
        where: 'client',
        text: `Send TCP keepalives more often than the device forgets${clause(bound(c, 'en'), (t) => ` (below ${t})`)}; the Linux default of 7,200 s is too long, and the program has to switch SO_KEEPALIVE on.`,
        command: keepaliveSettings(),
      },
      {
        where: 'client',
        text: 'Do keepalives run on these connections (look for "timer:(keepalive")?',
        command: `ss -tno '( dport = :${serverOf(c).port} )'`,
      },
      { where: 'client', text: 'Or let the pool close idle connections before that time.' },
      {
        where: 'network',
        text: 'Idle timers of every firewall, NAT gateway and load balancer on the path; 350 s is common for cloud NAT and network load balancers.',
      },
      { where: 'server', text: 'Does the packet after the pause arrive at the server?', command: capture(serverOf(c), 'server-side.pcap') },
    ],
    cannotTell: () => [
      'Who removed the connection: the device is invisible; captures at both ends would show where the packets stop.',
      'A peer that lost its own state (reboot, failover) in the same pause looks the same when its TTL fits.',
    ],
  },
  zh: {
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
  },
};
