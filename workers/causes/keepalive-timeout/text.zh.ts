// Words of keepalive-timeout in 中文; when it holds is decided in rule.ts.

import { keepaliveSettings, serverOf, tcpTraceroute } from '../words/commands';
import { clause, ender, enderRole, headlineForm, numberFact, otherEnd, timerFact, zh } from '../words/phrases';
import { formatCount } from '../../base/format';
import type { CauseWords } from '../words/words';
import { otherEndRole } from './text-shared';

export const text: CauseWords = {
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
  settles: (c) => ({ text: zh`若没有应答的主机对其他请求也不应答，则是此原因。`, command: `ping -c 3 ${serverOf(c).host}` }),
  next: (c) => [
    { where: otherEndRole(c.endedBy), text: '没有回应的主机是否在运行，是否重启过？', command: 'uptime -s; last -x reboot | head -3' },
    { where: 'network', text: zh`防火墙、NAT 网关或负载均衡是否在保活开始之前就清除了空闲连接？`, command: tcpTraceroute(serverOf(c)) },
    { where: enderRole(c) ?? 'client', text: '检查保活参数；必须在路径上任何设备清除连接之前开始。', command: keepaliveSettings() },
  ],
  cannotTell: () => ['探测无应答只是现象：对端停机、路径中断、中间设备清除空闲连接，从这里看完全相同。'],
};
