// Words of tls-failure in 中文; when it holds is decided in rule.ts.

import { serverLog, serverOf, tlsConnect } from '../words/commands';
import { clause, ender, enderRole, headlineForm, zh } from '../words/phrases';
import type { CauseWords, HeadlineContext } from '../words/words';
import { alertOf } from './text-shared';

function whoseZh(context: HeadlineContext): string {
  const role = enderRole(context);
  if (role === 'server') return zh`来自 ${context.client} 的 ${context.n} 个连接`;
  if (role === 'client') return zh`到 ${context.server} 的 ${context.n} 个连接`;
  return zh`${context.client} 与 ${context.server} 之间的 ${context.n} 个连接`;
}

export const text: CauseWords = {
  short: zh`TLS 握手失败`,
  headline: (c) => {
    const alert = clause(alertOf(c), (a) => `以 TLS 告警「${a}」`);
    return headlineForm(c.certainty, {
      certain: zh`${ender(c, 'zh')} ${alert}结束了 ${whoseZh(c)}（握手阶段）。`,
      likely: zh`${ender(c, 'zh')} ${alert}结束了 ${whoseZh(c)}，很可能是因为 TLS 握手失败。`,
      observed: zh`${ender(c, 'zh')} ${alert}结束了 ${whoseZh(c)}，尚未传输应用数据。`,
    });
  },
  explanation: zh`双方在版本、加密套件、域名或证书上没有达成一致，其中一端结束了 TLS 握手。`,
  move: '证书或配置不匹配一方的负责人',
  settles: (c) => ({ text: zh`若手动进行 TLS 握手也会失败，则是此原因。`, command: tlsConnect(serverOf(c)) }),
  next: (c) => [
    {
      where: 'client',
      text: zh`查看服务器提供的版本、加密套件和证书链；一个地址服务多个域名时加 -servername NAME。`,
      command: tlsConnect(serverOf(c)),
    },
    {
      where: 'server',
      text: '证书是否在有效期内、证书链是否完整、域名是否匹配？',
      command: `${tlsConnect(serverOf(c))} </dev/null 2>/dev/null | openssl x509 -noout -dates -subject -issuer`,
    },
    { where: 'server', text: '服务端日志怎么说（最低版本、要求客户端证书）？', command: serverLog() },
    { where: 'client', text: '系统时间是否正确，签发机构是否在信任列表中？' },
  ],
  cannotTell: () => ['加密的告警：只能看到长度。', '证书的哪一项检查失败，只有发出告警一方的日志知道。'],
};
