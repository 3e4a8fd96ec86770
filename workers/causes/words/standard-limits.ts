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

/** One client address only: a limit per client and a limit in total look the same. */
export function oneClientOnly(context: HeadlineContext): boolean {
  return context.caveats?.includes('single-client') ?? false;
}
