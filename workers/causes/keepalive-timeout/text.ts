// Words of keepalive-timeout in both languages; when it holds is decided in rule.ts.

import { keepaliveSettings, serverOf, tcpTraceroute } from '../words/commands';
import { clause, connections, en, ender, enderRole, headlineForm, numberFact, otherEnd, plural, timerFact, zh } from '../words/phrases';
import { formatCount } from '../../base/format';
import type { CauseText } from '../words/words';

export const text: CauseText = {
  en: {
    short: 'Keepalive unanswered',
    headline: (c) => {
      const count = c.n === 1 ? numberFact(c.facts, 'probes') : undefined;
      const probes = clause(count, (p) => plural(p, 'keepalive probe', 'keepalive probes')) || 'the keepalive probes';
      const every = clause(timerFact(c.facts, 'intervalSeconds', 'en'), (t) => (count === 1 ? '' : ` (every ${t})`));
      const idle = c.n === 1 ? clause(timerFact(c.facts, 'idleSeconds', 'en'), (t) => ` after ${t} idle`) : '';
      return headlineForm(c.certainty, {
        certain: en`${otherEnd(c, 'en')} answered none of ${probes}${every}${idle}; ${ender(c, 'en')} dropped ${connections(c.n)}.`,
        likely: en`${probes}${every} on ${connections(c.n)} between ${c.client} and ${c.server} got no answer${idle}, likely because the other host or the path is gone.`,
        observed: en`${probes}${every} on ${connections(c.n)} between ${c.client} and ${c.server} got no answer${idle}.`,
      });
    },
    explanation:
      'TCP keepalive asks an idle peer whether it is still there. No probe was answered, so the peer is down, cut off, or a device between has forgotten the connection. ' +
      'The probing side logs "Connection timed out".',
    move: "the network's owner, or the owner of the host that fell silent",
    next: (c) => [
      {
        where: otherEndRole(c.endedBy),
        text: 'Is the silent host up, and did it restart?',
        command: 'uptime -s; last -x reboot | head -3',
      },
      {
        where: 'network',
        text: 'Does a firewall, NAT gateway or load balancer forget idle connections sooner than the keepalive starts?',
        command: tcpTraceroute(serverOf(c)),
      },
      {
        where: enderRole(c) ?? 'client',
        text: 'Keepalive times; they have to begin before any device on the path forgets.',
        command: keepaliveSettings(),
      },
    ],
    cannotTell: () => [
      'Unanswered probes are a symptom: a dead peer, a broken path and a device that forgot the idle connection look the same from here.',
    ],
  },
  zh: {
    short: '保活探测无应答',
    headline: (c) => {
      const count = c.n === 1 ? numberFact(c.facts, 'probes') : undefined;
      const probes = clause(count, (p) => ` ${formatCount(p)} 次`);
      const every = clause(timerFact(c.facts, 'intervalSeconds', 'zh'), (t) => (count === 1 ? '' : `（每 ${t} 一次）`));
      const idle = c.n === 1 ? clause(timerFact(c.facts, 'idleSeconds', 'zh'), (t) => `空闲 ${t} 后，`) : '';
      return headlineForm(c.certainty, {
        certain: zh`${idle}${otherEnd(c, 'zh')} 未回应${probes}保活探测${every}，${ender(c, 'zh')} 丢弃了 ${c.n} 个连接。`,
        likely: zh`${idle}${c.client} 与 ${c.server} 之间 ${c.n} 个连接的${probes}保活探测${every}没有回应，很可能是因为对端主机或路径已中断。`,
        observed: zh`${idle}${c.client} 与 ${c.server} 之间 ${c.n} 个连接的${probes}保活探测${every}没有回应。`,
      });
    },
    explanation: zh`TCP 保活用于询问空闲的对端是否还在。所有探测都没有回应，说明对端停机、网络不通，或中间设备已清除该连接。探测方日志为 Connection timed out。`,
    move: '网络负责人，或失联主机的负责人',
    next: (c) => [
      { where: otherEndRole(c.endedBy), text: '没有回应的主机是否在运行，是否重启过？', command: 'uptime -s; last -x reboot | head -3' },
      { where: 'network', text: zh`防火墙、NAT 网关或负载均衡是否在保活开始之前就清除了空闲连接？`, command: tcpTraceroute(serverOf(c)) },
      { where: enderRole(c) ?? 'client', text: '检查保活参数；必须在路径上任何设备清除连接之前开始。', command: keepaliveSettings() },
    ],
    cannotTell: () => ['探测无应答只是现象：对端停机、路径中断、中间设备清除空闲连接，从这里看完全相同。'],
  },
};

function otherEndRole(endedBy: string): 'client' | 'server' {
  return endedBy === 'server' ? 'client' : 'server';
}
