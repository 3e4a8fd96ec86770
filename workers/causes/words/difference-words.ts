// The sentences for what sets the connections of a finding apart from the others.

import { formatCount, formatDuration, formatPercent } from '../../base/format';
import type { Difference, Finding } from '../../model/verdict';
import { en, zh } from './phrases';
import type { Language } from './words';

export function differenceTexts(finding: Finding, language: Language): readonly string[] {
  return (finding.differences ?? []).map((difference) => differenceText(difference, finding.firstSeconds, language));
}

function differenceText(difference: Difference, firstSeconds: number, language: Language): string {
  const own = formatPercent(difference.affectedShare, language);
  const others = formatPercent(difference.othersShare, language);
  const trait = traitOf(difference, firstSeconds, language);
  return language === 'zh'
    ? zh`${trait}：这些连接中占 ${own}，其他连接中占 ${others}。`
    : en`${trait}: ${own} of these, ${others} of the others.`;
}

const FIRST_BYTES_ZH: Readonly<Record<string, string>> = { greeting: '问候报文' };

function traitOf({ dimension, value }: Difference, firstSeconds: number, language: Language): string {
  const number = typeof value === 'number' ? value : Number.NaN;
  const isZh = language === 'zh';
  switch (dimension) {
    case 'client':
      return isZh ? `客户端 ${value}` : `Client ${value}`;
    case 'server':
      return isZh ? `服务器 ${value}` : `Server ${value}`;
    case 'port':
      return isZh ? `端口 ${value}` : `Port ${value}`;
    case 'open-client':
      return isZh
        ? `建立时同一客户端已有至少 ${formatCount(number)} 个连接`
        : `With ${formatCount(number)} or more connections of the same client open`;
    case 'open-total':
      return isZh ? `建立时已有至少 ${formatCount(number)} 个连接` : `With ${formatCount(number)} or more connections open`;
    case 'idle':
      return isZh ? `请求前空闲至少 ${formatDuration(number, 'zh')}` : `Idle for ${formatDuration(number, 'en')} or more before a request`;
    case 'first-payload':
      return isZh ? `首批数据为 ${FIRST_BYTES_ZH[String(value)] ?? value}` : `First bytes ${value}`;
    case 'onset':
      return isZh ? `在 ${moment(firstSeconds, 'zh')} 或之后建立` : `Begun at ${moment(firstSeconds, 'en')} or later`;
  }
}

/** Clocks that step back put a connection before the first packet. */
function moment(seconds: number, language: Language): string {
  return `${seconds < 0 ? '' : '+'}${formatDuration(seconds, language)}`;
}
