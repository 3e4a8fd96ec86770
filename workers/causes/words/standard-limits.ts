// Sentences about what captures cannot tell that several causes share.

import { en, ender, enderRole, zh } from './phrases';
import type { HeadlineContext } from './words';

/** Packets never hold a program's reasons: always the first of the limits. */
export function logTellsEn(context: HeadlineContext, side: 'client' | 'server' | 'ender'): string {
  const name = side === 'ender' ? enderName(context, 'en') : context[side];
  return en`Packets show what the two TCP stacks did, not what the programs logged: the reason inside ${name} stands in its log at that time.`;
}

export function logTellsZh(context: HeadlineContext, side: 'client' | 'server' | 'ender'): string {
  const name = side === 'ender' ? enderName(context, 'zh') : context[side];
  return zh`报文只能反映两端协议栈的行为，看不到程序内部的原因；请查看 ${name} 在该时刻的日志。`;
}

function enderName(context: HeadlineContext, language: 'en' | 'zh'): string {
  if (enderRole(context) !== undefined) return ender(context, language);
  return language === 'zh' ? '关闭方' : 'the side that closed';
}

/** A SYN without an answer: what cannot be told depends on the side at which it was seen. */
export function whoDroppedEn(context: HeadlineContext): string {
  return isAtServer(context)
    ? 'Captured at the server, a SYN is seen before the local filter and the accept queue: which of the two dropped it only their counters tell.'
    : 'A client-side capture cannot tell a drop on the way from a full accept queue: retries that succeed later favour the queue, never-ending silence favours a filter.';
}

export function whoDroppedZh(context: HeadlineContext): string {
  return isAtServer(context)
    ? zh`在服务器抓包时，SYN 先被抓到，再经过本机过滤规则和全连接队列：是哪一个丢弃了它，只有两者的计数能说明。`
    : '在客户端抓包无法区分路径丢包与全连接队列已满：重试后成功更像队列满，始终没有应答更像被过滤。';
}

export function isAtServer(context: HeadlineContext): boolean {
  return context.caveats?.includes('vantage-server') ?? false;
}

/** One client address only: a limit per client and a limit in total look the same. */
export function oneClientOnly(context: HeadlineContext): boolean {
  return context.caveats?.includes('single-client') ?? false;
}
