// The fixed words of the text report in both languages. What is said about causes comes from their own words.

import { formatCount } from '../base/format';
import type { Vantage } from '../model/capture';
import type { Language, NextCheck } from '../causes/words/words';

export interface TextReportWords {
  readonly connections: (count: number) => string;
  readonly packets: (count: number) => string;
  readonly vantage: Readonly<Record<Vantage, string>>;
  readonly affected: (count: number, total: number) => string;
  readonly attempts: (count: number) => string;
  readonly first: (time: string) => string;
  readonly last: (time: string) => string;
  readonly move: (who: string) => string;
  readonly why: string;
  readonly saw: string;
  readonly alternatives: string;
  readonly noAlternative: string;
  /** Where something else than another cause keeps the certainty down. */
  readonly noBetterAlternative: string;
  readonly comma: string;
  readonly ruledOut: string;
  readonly next: string;
  readonly where: Readonly<Record<NextCheck['where'], string>>;
  readonly cannotTell: string;
  readonly example: (id: number, client: string, server: string) => string;
  readonly among: (ids: string) => string;
  readonly quiet: (normal: number, open: number) => string;
  readonly unclear: (count: number) => string;
  readonly nothing: (normal: number, open: number) => string;
  readonly nothingAdvice: string;
  readonly moreFindings: (count: number) => string;
  readonly quality: string;
  readonly qualityGood: string;
  readonly partial: (percent: string) => string;
}

const plural = (count: number, one: string, many: string): string => `${formatCount(count)} ${count === 1 ? one : many}`;

const en: TextReportWords = {
  connections: (count) => plural(count, 'connection', 'connections'),
  packets: (count) => plural(count, 'packet', 'packets'),
  vantage: {
    client: 'captured at the client',
    server: 'captured at the server',
    router: 'captured on the path',
    unknown: 'capture point unknown',
  },
  affected: (count, total) => `${formatCount(count)} of ${plural(total, 'connection', 'connections')}`,
  attempts: (count) => plural(count, 'attempt', 'attempts'),
  first: (time) => `first ${time}`,
  last: (time) => `last ${time}`,
  move: (who) => `Whose move: ${who}`,
  why: 'Why this happens',
  saw: 'What we saw',
  alternatives: 'Also possible',
  noAlternative: 'No other known cause fits what the packets show.',
  noBetterAlternative: 'No other known cause fits better; what limits the certainty stands under "What this capture cannot tell".',
  comma: ', ',
  ruledOut: 'Ruled out',
  next: 'What to check next',
  where: { server: 'On the server', client: 'On the client', network: 'On the network' },
  cannotTell: 'What this capture cannot tell',
  example: (id, client, server) => `Connection ${id}: ${client} → ${server}`,
  among: (ids) => `Connections ${ids}`,
  quiet: (normal, open) => `${formatCount(normal)} closed normally · ${formatCount(open)} still open`,
  unclear: (count) => `${plural(count, 'connection', 'connections')} could not be judged from this capture.`,
  nothing: (normal, open) => `No failed connection. ${formatCount(normal)} closed normally, ${formatCount(open)} still open.`,
  nothingAdvice: 'If users saw errors: was this the right time, host and port?',
  moreFindings: (count) => plural(count, 'more finding', 'more findings'),
  quality: 'Capture quality: ',
  qualityGood: 'nothing is missing as far as the file itself shows',
  partial: (percent) => `Provisional: judged on the first ${percent} of the file.`,
};

const zh: TextReportWords = {
  connections: (count) => `${formatCount(count)} 个连接`,
  packets: (count) => `${formatCount(count)} 个报文`,
  vantage: { client: '在客户端抓包', server: '在服务器抓包', router: '在路径上抓包', unknown: '抓包位置未知' },
  affected: (count, total) => `${formatCount(total)} 个连接中的 ${formatCount(count)} 个`,
  attempts: (count) => `${formatCount(count)} 次尝试`,
  first: (time) => `首次 ${time}`,
  last: (time) => `末次 ${time}`,
  move: (who) => `由谁处理：${who}`,
  why: '原因说明',
  saw: '观察到的现象',
  alternatives: '其他可能',
  noAlternative: '没有其他已知原因符合这些报文。',
  noBetterAlternative: '没有其他已知原因更符合；把握不足的原因见「此抓包无法说明的」。',
  comma: '、',
  ruledOut: '已排除',
  next: '下一步检查',
  where: { server: '在服务器上', client: '在客户端上', network: '在网络上' },
  cannotTell: '此抓包无法说明的',
  example: (id, client, server) => `连接 ${id}：${client} → ${server}`,
  among: (ids) => `连接 ${ids}`,
  quiet: (normal, open) => `${formatCount(normal)} 个正常关闭 · ${formatCount(open)} 个仍打开`,
  unclear: (count) => `有 ${formatCount(count)} 个连接无法根据此抓包判断。`,
  nothing: (normal, open) => `没有发现失败的连接：${formatCount(normal)} 个正常关闭，${formatCount(open)} 个仍打开。`,
  nothingAdvice: '若用户确有报错，请确认抓包的时间、主机和端口。',
  moreFindings: (count) => `另有 ${formatCount(count)} 项发现`,
  quality: '抓包质量：',
  qualityGood: '就文件本身而言没有缺失',
  partial: (percent) => `暂定结论：仅根据文件的前 ${percent} 判断。`,
};

export const textReportWords: Readonly<Record<Language, TextReportWords>> = { en, zh };
