// Words of host-unreachable in both languages; when it holds is decided in rule.ts.

import { serverOf } from '../words/commands';
import { icmpShortName } from '../words/icmp-names';
import { attempts, connections, en, headlineForm, numberFact, textFact, zh } from '../words/phrases';
import type { CauseText, HeadlineContext, Language } from '../words/words';

function icmp(context: HeadlineContext, language: Language): string | undefined {
  const type = numberFact(context.facts, 'icmpType');
  const code = numberFact(context.facts, 'icmpCode');
  return type === undefined || code === undefined ? undefined : icmpShortName(type, code, language);
}

export const text: CauseText = {
  en: {
    short: 'Host unreachable',
    headline: (c) => {
      const message = icmp(c, 'en');
      if (message === undefined) {
        const silent = c.n === 1 ? '1 connection attempt drew no answer' : `none of ${attempts(c.n)} drew an answer`;
        return headlineForm(c.certainty, {
          certain: en`${c.server} was never reached: ${silent}, and nothing else was heard from that host.`,
          likely: en`${attempts(c.n)} to ${c.server} got no answer and nothing was heard from that host, likely because it is down or has no route.`,
          observed: en`${attempts(c.n)} to ${c.server} got no answer, and nothing was heard from that host.`,
        });
      }
      const router = textFact(c.facts, 'rejectedBy') ?? 'a router';
      const what = c.outcome === 'unreachable' || c.outcome === 'refused' ? attempts(c.n) : connections(c.n);
      return headlineForm(c.certainty, {
        certain: en`${c.server} was never reached: ${router} answered ${what} with ${message}.`,
        likely: en`${router} answered ${what} to ${c.server} with ${message}, likely because that host is down or has no route.`,
        observed: en`${router} answered ${what} to ${c.server} with ${message}.`,
      });
    },
    explanation: 'Nothing at that address was reached: the host is down, the address is wrong, or a route is missing.',
    move: "the network's owner, or the owner of the host that is gone",
    next: (c) => [
      {
        where: 'client',
        text: 'Which way would the packets go, and is the neighbour known?',
        command: `ip route get ${serverOf(c).host}; ip neigh show ${serverOf(c).host}`,
      },
      { where: 'client', text: 'Does the host answer anything at all?', command: `ping -c 3 ${serverOf(c).host}` },
      { where: 'network', text: 'Where does the path end?', command: `tracepath -n ${serverOf(c).host}` },
      { where: 'server', text: 'Is the machine, virtual machine or pod running, and does it still have this address?' },
    ],
    cannotTell: () => [
      'Whether the host is down, or up and cut off: both stay silent.',
      'A filter that answers with ICMP host unreachable looks the same; an answer without the usual 3 s of waiting for ARP favours a filter.',
    ],
  },
  zh: {
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
  },
};
