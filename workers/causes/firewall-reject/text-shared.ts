// What the texts of firewall-reject in both languages make of its facts.

import { icmpShortName } from '../words/icmp-names';
import { en, numberFact, textFact, zh } from '../words/phrases';
import type { HeadlineContext, Language } from '../words/words';

/** What gave the filter away: an ICMP code, or a TTL that is not the server's. */
export function sign(context: HeadlineContext, language: Language): string | undefined {
  const type = numberFact(context.facts, 'icmpType');
  const code = numberFact(context.facts, 'icmpCode');
  if (type !== undefined && code !== undefined) return icmpShortName(type, code, language);
  const rst = numberFact(context.facts, 'rstTtl');
  const host = numberFact(context.facts, 'hostTtl');
  if (rst === undefined || host === undefined || rst === host) return undefined;
  return language === 'zh' ? zh`RST 的 TTL 为 ${rst} 而非 ${host}` : en`RST with TTL ${rst} instead of ${host}`;
}

/** Names the rejecting address; the server's own address means a filter on that host. */
export function device(context: HeadlineContext, language: Language): string {
  const address = textFact(context.facts, 'rejectedBy');
  const own =
    address !== undefined &&
    (context.server === address || context.server.startsWith(`${address}:`) || context.server.startsWith(`[${address}]`));
  if (own) return language === 'zh' ? '该主机上的防火墙' : 'a packet filter on that host';
  if (address !== undefined) return address;
  return language === 'zh' ? '防火墙' : 'a packet filter';
}
