// Words of host-unreachable in 中文; when it holds is decided in rule.ts.

import { serverOf } from '../words/commands';
import { headlineForm, textFact, zh } from '../words/phrases';
import type { CauseWords } from '../words/words';
import { icmp } from './text-shared';

export const text: CauseWords = {
  short: '主机不可达',
  headline: (c) => {
    const message = icmp(c, 'zh');
    if (message === undefined) {
      return headlineForm(c.certainty, {
        certain: zh`始终无法到达 ${c.server}：${c.n} 次连接没有任何应答，也从未收到该主机的其他报文。`,
        likely: zh`到 ${c.server} 的 ${c.n} 次连接没有应答，也从未收到该主机的报文，很可能是因为主机已停机或没有路由。`,
        observed: zh`到 ${c.server} 的 ${c.n} 次连接没有应答，也从未收到该主机的报文。`,
      });
    }
    const router = textFact(c.facts, 'rejectedBy') ?? '路由器';
    const what = c.outcome === 'unreachable' || c.outcome === 'refused' ? `${c.n} 次连接` : `${c.n} 个连接`;
    return headlineForm(c.certainty, {
      certain: zh`始终无法到达 ${c.server}：${router} 对 ${what}返回了 ${message}。`,
      likely: zh`${router} 对到 ${c.server} 的 ${what}返回了 ${message}，很可能是因为该主机已停机或没有路由。`,
      observed: zh`${router} 对到 ${c.server} 的 ${what}返回了 ${message}。`,
    });
  },
  explanation: zh`该地址无法到达：主机停机、地址有误或缺少路由。`,
  move: '网络负责人，或该主机的负责人',
  settles: (c) => ({ text: zh`若该主机对其他请求也没有任何应答，则是此原因。`, command: `ping -c 3 ${serverOf(c).host}` }),
  next: (c) => [
    {
      where: 'client',
      text: '报文会走哪条路由，邻居表中有没有它？',
      command: `ip route get ${serverOf(c).host}; ip neigh show ${serverOf(c).host}`,
    },
    { where: 'client', text: '该主机是否对任何探测有回应？', command: `ping -c 3 ${serverOf(c).host}` },
    { where: 'network', text: '路径在哪里中断？', command: `tracepath -n ${serverOf(c).host}` },
    { where: 'server', text: zh`物理机、虚拟机或 Pod 是否在运行，是否仍使用这个地址？` },
  ],
  cannotTell: () => [
    '主机是停机了，还是在运行但网络不通：两者都表现为没有回应。',
    zh`防火墙也会返回 ICMP 主机不可达，报文相同；若没有等待 ARP 的约 3 秒就返回，则更像防火墙。`,
  ],
};
