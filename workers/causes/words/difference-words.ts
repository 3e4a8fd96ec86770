// The sentences for what sets the connections of a finding apart from the others, with the packets of both.

import { formatBytes, formatCount, formatDuration, formatPercent } from '../../base/format';
import type { Difference, Finding, Share } from '../../model/verdict';
import { en, zh } from './phrases';
import type { Language } from './words';

/** Two halves of a sentence, each with its packets behind it: "Client 10.0.0.5: 4 of these 4 #3 #9; 1 of the other 12 #5". */
export interface DifferenceText {
  readonly affected: string;
  readonly affectedFrames: readonly number[];
  readonly others: string;
  readonly othersFrames: readonly number[];
}

/** Of a finding, or of connections that somebody picked out. */
type Compared = Pick<Finding, 'differences' | 'firstSeconds' | 'count'>;

export function differenceTexts(finding: Compared, language: Language): readonly DifferenceText[] {
  return (finding.differences ?? []).map((difference) => differenceText(difference, finding, language));
}

function differenceText(difference: Difference, finding: Compared, language: Language): DifferenceText {
  const { affected, others } = difference;
  const trait = traitOf(difference, finding.firstSeconds, language);
  const isSample = affected.of < finding.count;
  const own = isSample ? sampled(affected, language) : counted(affected, 'these', language);
  const rest = isSample ? sampled(others, language) : counted(others, 'others', language);
  return {
    affected: language === 'zh' ? zh`${trait}：${own}` : en`${trait}: ${own}`,
    affectedFrames: affected.frames,
    others: language === 'zh' ? `${rest}${isSample ? '（其他）' : ''}` : `${rest}${isSample ? ' of the others' : ''}`,
    othersFrames: others.frames,
  };
}

function counted({ count, of }: Share, whose: 'these' | 'others', language: Language): string {
  if (language === 'zh') return zh`${whose === 'these' ? '这' : '其他'} ${of} 个中的 ${count} 个`;
  return `${formatCount(count)} of ${whose === 'these' ? 'these' : 'the other'} ${formatCount(of)}`;
}

function sampled({ count, of }: Share, language: Language): string {
  return formatPercent(count / of, language);
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
    case 'client-ttl':
      return isZh ? `SYN 的 TTL 为 ${value}` : `SYN arrived with TTL ${value}`;
    case 'name':
      return isZh ? `请求的名称为 ${value}` : `Asked for ${value}`;
    case 'open-client':
      return isZh
        ? `建立时同一客户端已有至少 ${formatCount(number)} 个连接`
        : `With ${formatCount(number)} or more connections of the same client open`;
    case 'open-total':
      return isZh ? `建立时已有至少 ${formatCount(number)} 个连接` : `With ${formatCount(number)} or more connections open`;
    case 'idle':
      return isZh ? `请求前空闲至少 ${formatDuration(number, 'zh')}` : `Idle for ${formatDuration(number, 'en')} or more before a request`;
    case 'request-bytes':
      return isZh ? `在应答之前发送了至少 ${formatBytes(number, 'zh')}` : `Sent ${formatBytes(number, 'en')} or more before any answer`;
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
