// The few words that only the drawing needs, in both languages; all others are the text ladder's and the observations'.

import type { Language } from '../base/format';

export interface SvgWords {
  readonly title: (client: string, server: string) => string;
  readonly packets: (count: string) => string;
  readonly vantageUnknown: string;
  readonly leftOut: (packets: string) => string;
  readonly timeZero: (time: string) => string;
  readonly comma: string;
}

export const svgWords: Readonly<Record<Language, SvgWords>> = {
  en: {
    title: (client, server) => `TCP connection from ${client} to ${server}`,
    packets: (count) => `${count} packets`,
    vantageUnknown: 'where it was captured is unknown',
    leftOut: (packets) => `… ${packets} more packets …`,
    timeZero: (time) => `t = 0 is ${time}`,
    comma: ', ',
  },
  zh: {
    title: (client, server) => `从 ${client} 到 ${server} 的 TCP 连接`,
    packets: (count) => `${count} 个报文`,
    vantageUnknown: '抓包位置未知',
    leftOut: (packets) => `…… 另有 ${packets} 个报文 ……`,
    timeZero: (time) => `t = 0 即 ${time}`,
    comma: '，',
  },
};
