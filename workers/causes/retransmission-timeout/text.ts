// Words of retransmission-timeout in both languages; when it holds is decided in rule.ts.

import { capture, serverOf, tcpTraceroute } from '../words/commands';
import { connections, en, headlineForm, numberFact, times, zh } from '../words/phrases';
import { formatCount, formatDuration } from '../../base/format';
import type { CauseText, HeadlineContext, Language } from '../words/words';

/** Each connection has its own count; of several one is the example. */
function retries(context: HeadlineContext, language: Language): string {
  const count = numberFact(context.facts, 'retries');
  const seconds = numberFact(context.facts, 'retriedSeconds');
  if (count === undefined) return '';
  const over = seconds === undefined ? undefined : formatDuration(seconds, language);
  const eg = context.n === 1 ? '' : language === 'zh' ? '例如 ' : 'e.g. ';
  if (language === 'zh') return `（${eg}${over === undefined ? '' : `${over} 内 `}${formatCount(count)} 次）`;
  return ` (${eg}${times(count)}${over === undefined ? '' : ` over ${over}`})`;
}

export const text: CauseText = {
  en: {
    short: 'Never acknowledged',
    headline: (c) =>
      headlineForm(c.certainty, {
        certain: en`Data on ${connections(c.n)} between ${c.client} and ${c.server} was sent again and again${retries(c, 'en')} without an acknowledgement, until the sender gave up.`,
        likely: en`Data on ${connections(c.n)} between ${c.client} and ${c.server} was retransmitted${retries(c, 'en')} and never acknowledged, likely because the path or the peer is down.`,
        observed: en`Data on ${connections(c.n)} between ${c.client} and ${c.server} was retransmitted${retries(c, 'en')} and never acknowledged.`,
      }),
    explanation:
      'The sender repeated its data at growing distances and heard nothing: the other host is gone, or the path is broken in one direction. Linux gives up after about 15 minutes and sends no RST. ' +
      'The sender logs "Connection timed out", or "No route to host" when a router reports it.',
    move: "the network's owner, or the owner of the host that fell silent",
    next: (c) => [
      {
        where: 'server',
        text: 'Do the repeated packets arrive at the other end? Then its answers are lost on the way back.',
        command: capture(serverOf(c), 'other-side.pcap'),
      },
      {
        where: 'client',
        text: 'Which connections retransmit right now (timer, retrans, backoff)?',
        command: `ss -tino '( dport = :${serverOf(c).port} )'`,
      },
      { where: 'network', text: 'Where does the path end?', command: tcpTraceroute(serverOf(c)) },
      {
        where: 'client',
        text: 'To fail sooner than after 15 minutes: TCP_USER_TIMEOUT in the program, or this setting.',
        command: 'sysctl net.ipv4.tcp_retries2',
      },
    ],
    cannotTell: () => [
      'Whether the data or its acknowledgement was lost: a capture at the other end would tell.',
      'Whether the other host is down or only cut off: both stay silent.',
    ],
  },
  zh: {
    short: '重传无应答',
    headline: (c) =>
      headlineForm(c.certainty, {
        certain: zh`${c.client} 与 ${c.server} 之间 ${c.n} 个连接的数据反复重传${retries(c, 'zh')}仍未被确认，发送方最终放弃。`,
        likely: zh`${c.client} 与 ${c.server} 之间 ${c.n} 个连接的数据重传${retries(c, 'zh')}后始终未被确认，很可能是因为路径中断或对端主机已失联。`,
        observed: zh`${c.client} 与 ${c.server} 之间 ${c.n} 个连接的数据重传${retries(c, 'zh')}后始终未被确认。`,
      }),
    explanation: zh`发送方以越来越长的间隔重传数据，却没有任何回应：对端主机失联，或路径的某个方向中断。Linux 约 15 分钟后放弃，且不发送 RST。发送方日志为 Connection timed out，路由器报告不可达时为 No route to host。`,
    move: '网络负责人，或失联主机的负责人',
    next: (c) => [
      {
        where: 'server',
        text: '重传的报文是否到达另一端？如果到达，则是其应答在回程丢失。',
        command: capture(serverOf(c), 'other-side.pcap'),
      },
      {
        where: 'client',
        text: zh`现在哪些连接在重传（timer、retrans、backoff）？`,
        command: `ss -tino '( dport = :${serverOf(c).port} )'`,
      },
      { where: 'network', text: '路径在哪里中断？', command: tcpTraceroute(serverOf(c)) },
      {
        where: 'client',
        text: zh`不想等 15 分钟才失败：在程序中设置 TCP_USER_TIMEOUT，或调整该参数。`,
        command: 'sysctl net.ipv4.tcp_retries2',
      },
    ],
    cannotTell: () => ['丢的是数据还是它的确认：在另一端抓包才能知道。', '对端主机是停机了还是网络不通：两者都表现为没有回应。'],
  },
};
