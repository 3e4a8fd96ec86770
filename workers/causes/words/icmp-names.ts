// Words for the ICMP codes that can answer a TCP segment. ICMP uses type 3 and ICMPv6 type 1, so the type tells the family.

import type { Language } from '../../base/format';

interface CodeName {
  readonly en: string;
  readonly zh: string;
}

const DESTINATION_UNREACHABLE: Readonly<Record<number, CodeName>> = {
  0: { en: 'network unreachable', zh: '网络不可达' },
  1: { en: 'host unreachable', zh: '主机不可达' },
  2: { en: 'protocol unreachable', zh: '协议不可达' },
  3: { en: 'port unreachable', zh: '端口不可达' },
  4: { en: 'fragmentation needed', zh: '需要分片' },
  5: { en: 'source route failed', zh: '源路由失败' },
  6: { en: 'network unknown', zh: '网络未知' },
  7: { en: 'host unknown', zh: '主机未知' },
  9: { en: 'network administratively prohibited', zh: '网络被管理策略禁止' },
  10: { en: 'host administratively prohibited', zh: '主机被管理策略禁止' },
  11: { en: 'network unreachable for this type of service', zh: '该服务类型的网络不可达' },
  12: { en: 'host unreachable for this type of service', zh: '该服务类型的主机不可达' },
  13: { en: 'communication administratively prohibited', zh: '通信被管理策略禁止' },
};

const DESTINATION_UNREACHABLE_V6: Readonly<Record<number, CodeName>> = {
  0: { en: 'no route to destination', zh: '没有到目的地的路由' },
  1: { en: 'communication administratively prohibited', zh: '通信被管理策略禁止' },
  2: { en: 'beyond scope of source address', zh: '超出源地址的作用域' },
  3: { en: 'address unreachable', zh: '地址不可达' },
  4: { en: 'port unreachable', zh: '端口不可达' },
  5: { en: 'source address failed policy', zh: '源地址不符合策略' },
  6: { en: 'route rejected', zh: '路由被拒绝' },
};

/** For headlines: "ICMP host unreachable" / 「ICMP 主机不可达」; codes without a name by their numbers. */
export function icmpShortName(type: number, code: number, language: Language): string {
  const family = type === 1 ? 'ICMPv6' : 'ICMP';
  const name = nameOf(type, code);
  if (name !== undefined) return `${family} ${name[language]}`;
  return language === 'zh' ? `${family} 类型 ${type} 代码 ${code}` : `${family} type ${type} code ${code}`;
}

/** "ICMP host unreachable (type 3, code 1)" / 「ICMP 主机不可达（类型 3，代码 1）」 */
export function icmpName(type: number, code: number, language: Language): string {
  const short = icmpShortName(type, code, language);
  if (nameOf(type, code) === undefined) return short;
  return language === 'zh' ? `${short}（类型 ${type}，代码 ${code}）` : `${short} (type ${type}, code ${code})`;
}

function nameOf(type: number, code: number): CodeName | undefined {
  if (type === 1) return DESTINATION_UNREACHABLE_V6[code];
  return type === 3 ? DESTINATION_UNREACHABLE[code] : undefined;
}
