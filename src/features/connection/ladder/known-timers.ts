// Idle times that products have as their default. A hint beside a gap, never evidence: many settings share a value.

import { formatTimer } from '#engine/base/format';
import type { Language } from '#engine/causes/words/words';

interface KnownTimer {
  readonly seconds: number;
  readonly en: string;
  readonly zh: string;
}

/** Published defaults: Node.js server.keepAliveTimeout, Tomcat keepAliveTimeout, nginx keepalive_timeout, AWS NLB, tcp_keepalive_time. */
const KNOWN_TIMERS: readonly KnownTimer[] = [
  { seconds: 5, en: 'the default keep-alive of Node.js', zh: ' Node.js 的默认 keep-alive 时间' },
  { seconds: 20, en: 'the default keepAliveTimeout of Tomcat', zh: ' Tomcat 的默认 keepAliveTimeout' },
  { seconds: 60, en: 'the default of many load balancers', zh: '许多负载均衡器的默认值' },
  { seconds: 65, en: 'the keepalive_timeout in nginx’s packaged configuration', zh: ' nginx 自带配置中的 keepalive_timeout' },
  { seconds: 75, en: 'the default keepalive_timeout of nginx', zh: ' nginx 的默认 keepalive_timeout' },
  { seconds: 350, en: 'the idle timeout of a cloud network load balancer', zh: '云网络负载均衡器的空闲超时' },
  { seconds: 900, en: 'a common firewall default', zh: '常见的防火墙默认值' },
  { seconds: 3600, en: 'a common firewall default', zh: '常见的防火墙默认值' },
  { seconds: 7200, en: 'the default TCP keepalive time of Linux', zh: ' Linux 默认的 TCP 保活时间' },
];

/** How far a measured gap may lie from a default. */
const TOLERANCE = 0.02;

export function timerHint(seconds: number, language: Language): { readonly timer: string; readonly product: string } | null {
  const match = KNOWN_TIMERS.find((timer) => Math.abs(seconds - timer.seconds) <= timer.seconds * TOLERANCE);
  return match === undefined ? null : { timer: formatTimer(match.seconds, language), product: match[language] };
}
