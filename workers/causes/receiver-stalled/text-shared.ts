// What the texts of receiver-stalled in both languages make of its facts.

import type { HeadlineContext, Language } from '../words/words';

/** The side that stopped reading is the party of this cause; the end comes from either. */
export function reader(context: HeadlineContext, language: Language): string {
  if (context.party === 'client') return context.client;
  if (context.party === 'server') return context.server;
  return language === 'zh' ? '接收端' : 'the receiver';
}

export function readerRole(context: HeadlineContext): 'client' | 'server' {
  return context.party === 'client' ? 'client' : 'server';
}
