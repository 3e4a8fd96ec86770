// Words of port-reuse-collision in 中文; when it holds is decided in rule.ts.

import { clientOf, serverOf } from '../words/commands';
import { headlineForm, zh } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: '端口复用冲突',
  headline: (c) =>
    headlineForm(c.certainty, {
      certain: zh`${c.client} 复用了旧连接的端口（${c.n} 次），而 ${c.server} 仍保留着上一个连接，因此没有以 SYN-ACK 回应 SYN。`,
      likely: zh`${c.server} 没有以 SYN-ACK 回应 ${c.client} 的 ${c.n} 个 SYN，很可能是因为端口被过早复用，上一个连接仍未清除。`,
      observed: zh`${c.server} 起初没有以 SYN-ACK 回应 ${c.client} 的 ${c.n} 个 SYN，该端口此前使用过。`,
    }),
  explanation: zh`新连接的四元组（双方地址和端口）与服务器尚未忘记的旧连接相同，服务器于是按旧连接回应。Linux 客户端会自行发送 RST 并在几毫秒内重发 SYN；若该 RST 被过滤，客户端日志为 Connection timed out。`,
  move: '客户端负责人',
  settles: (c) => ({
    text: zh`若服务器当时仍保留着该客户端端口的上一个连接，则是此原因。`,
    command: `ss -tno 'sport = :${serverOf(c).port}'`,
  }),
  next: (c) => [
    {
      where: 'client',
      text: zh`客户端占用了多少端口？默认范围对同一目的地只有 28,232 个。`,
      command: `ss -Htan state time-wait '( dport = :${serverOf(c).port} )' | wc -l; sysctl net.ipv4.ip_local_port_range net.ipv4.tcp_tw_reuse`,
    },
    { where: 'client', text: '使用长连接和连接池，或扩大端口范围；不要绑定固定源端口。' },
    {
      where: 'server',
      text: '服务器上是否还保留着该客户端的旧连接？',
      command: `ss -tano dst '${clientOf(c).host}' '( sport = :${serverOf(c).port} )'`,
    },
    { where: 'network', text: zh`经过 NAT 时：地址池的地址和端口是否够所有客户端使用？` },
  ],
  cannotTell: () => [
    '旧连接为何仍留在服务器上：是结束报文丢失，还是结束还不到一分钟。',
    zh`经过 NAT 时，是同一客户端复用了端口，还是两个客户端被分配了同一端口。`,
  ],
};
