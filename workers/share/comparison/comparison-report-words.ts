// The fixed words of a report on two captures, in both languages; what is said about packets and verdicts is compare/words.

import { formatCount, type Language } from '../../base/format';

interface ComparisonReportWords {
  readonly nothing: string;
  readonly cause: string;
  readonly place: string;
  readonly connections: string;
  readonly affected: (count: number, of: number) => string;
  readonly shownBy: string;
  readonly observed: string;
  readonly settled: string;
  readonly differences: string;
  readonly ladder: (client: string, server: string) => string;
  readonly more: string;
  readonly moreFindings: (count: number) => string;
  readonly table: string;
  readonly clocks: string;
  readonly captures: string;
  readonly client: string;
  readonly server: string;
  readonly nearer: (name: string) => string;
  readonly pairedBy: (how: string) => string;
  readonly routers: (there: string, back: string) => string;
  readonly ways: (there: string, back: string) => string;
  readonly translated: (what: string) => string;
  readonly overlap: (duration: string) => string;
  readonly noteOn: Readonly<Record<'connection' | 'packet' | 'other-connection' | 'other-packet', (number: number) => string>>;
  readonly counted: string;
  readonly noRoom: string;
  readonly notKnown: string;
}

const en: ComparisonReportWords = {
  nothing: 'No failed connection among those compared',
  cause: 'Cause',
  place: 'Where',
  connections: 'Connections',
  affected: (count, of) => `${formatCount(count)} of ${formatCount(of)} compared`,
  shownBy: 'Shown by',
  observed: 'What shows it',
  settled: 'What each capture says alone, and what settles it',
  differences: 'Packets on which the captures differ',
  ladder: (client, server) => `The packets at both places: ${client} → ${server}`,
  more: 'Also found',
  moreFindings: (count) => `… and ${formatCount(count)} more`,
  table: 'Connections on which the captures differ',
  clocks: 'Clocks and path',
  captures: 'The captures',
  client: 'client',
  server: 'server',
  nearer: (name) => `Taken nearer to the client: ${name}.`,
  pairedBy: (how) => `Paired by: ${how}.`,
  routers: (there, back) => `Routers between: ${there} →, ${back} ←.`,
  ways: (there, back) => `Time on the way: ${there} →, ${back} ←.`,
  translated: (what) => `Translated throughout: ${what}.`,
  overlap: (duration) => `Both captures were running for ${duration}.`,
  noteOn: {
    connection: (number) => `Connection ${number} of #1: `,
    packet: (number) => `Packet 1#${number}: `,
    'other-connection': (number) => `Connection ${number} of #2: `,
    'other-packet': (number) => `Packet 2#${number}: `,
  },
  counted:
    'Numbers after # are packets of a file as Wireshark counts them: “client #13, server –” is packet 13 of the capture nearer to the client, which the other one does not have. Times are by the first capture’s clock.',
  noRoom: 'No room was left for this ladder.',
  notKnown: 'not known',
};

const zh: ComparisonReportWords = {
  nothing: '已对比的连接中没有失败的',
  cause: '原因',
  place: '位置',
  connections: '连接',
  affected: (count, of) => `已对比 ${formatCount(of)} 个，其中 ${formatCount(count)} 个`,
  shownBy: '由谁看出',
  observed: '依据',
  settled: '单看每个抓包的结论，以及如何定论',
  differences: '两个抓包有差异的报文',
  ladder: (client, server) => `两处的报文：${client} → ${server}`,
  more: '另外发现',
  moreFindings: (count) => `…… 另有 ${formatCount(count)} 项`,
  table: '两个抓包有差异的连接',
  clocks: '时钟与路径',
  captures: '抓包信息',
  client: '客户端',
  server: '服务器',
  nearer: (name) => `更靠近客户端的抓包：${name}。`,
  pairedBy: (how) => `配对依据：${how}。`,
  routers: (there, back) => `途中路由器数：${there} →，${back} ←。`,
  ways: (there, back) => `途中用时：${there} →，${back} ←。`,
  translated: (what) => `始终被转换：${what}。`,
  overlap: (duration) => `两个抓包同时运行了 ${duration}。`,
  noteOn: {
    connection: (number) => `#1 的连接 ${number}：`,
    packet: (number) => `报文 1#${number}：`,
    'other-connection': (number) => `#2 的连接 ${number}：`,
    'other-packet': (number) => `报文 2#${number}：`,
  },
  counted:
    '# 后的数字是文件中的报文编号，与 Wireshark 一致：“客户端 #13，服务器 –”指靠近客户端的抓包中的报文 13，另一个抓包中没有。时间以第一个抓包的时钟为准。',
  noRoom: '篇幅所限未含此时序图。',
  notKnown: '未知',
};

export const comparisonReportWords: Readonly<Record<Language, ComparisonReportWords>> = { en, zh };
