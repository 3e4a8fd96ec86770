// The fixed words of the postmortem report in both languages; those that it shares with the text report stand there.

import { formatCount, type Language } from '../../base/format';

interface PostmortemWords {
  readonly nothingTitle: string;
  readonly impact: string;
  readonly affected: string;
  readonly first: string;
  readonly last: string;
  readonly clients: string;
  readonly servers: string;
  readonly outcome: string;
  readonly certainty: string;
  readonly whose: string;
  readonly times: (name: string, count: number) => string;
  readonly andMore: (count: number) => string;
  readonly timeline: string;
  readonly begins: string;
  readonly ends: string;
  readonly firstOf: (number: number) => string;
  readonly lastOf: (number: number) => string;
  readonly filters: string;
  readonly filterExample: (id: number) => string;
  readonly filterCited: string;
  readonly filterServer: string;
  readonly noRoom: (connection: number) => string;
  readonly capture: string;
  readonly file: string;
  readonly size: string;
  readonly span: string;
  readonly packets: string;
  readonly vantage: string;
  readonly version: string;
  readonly clock: string;
  /** Where the clock is unknown, or not told. */
  readonly distances: string;
  readonly author: string;
  readonly actions: string;
  readonly action: string;
  readonly owner: string;
  readonly due: string;
  readonly notes: string;
  readonly noteOn: Readonly<Record<'finding' | 'connection' | 'packet', (number: number) => string>>;
  readonly remove: (short: string, server: string) => string;
  readonly extent: (hit: string, when: string, ends: string) => string;
  readonly extentSpan: (first: string, last: string, duration: string) => string;
  readonly extentMoment: (time: string) => string;
  readonly extentEnds: (clients: number, servers: number) => string;
}

const plural = (count: number, one: string): string => `${formatCount(count)} ${one}${count === 1 ? '' : 's'}`;

export const postmortemWords: Readonly<Record<Language, PostmortemWords>> = {
  en: {
    nothingTitle: 'No failed connection',
    impact: 'Impact',
    affected: 'Affected',
    first: 'First',
    last: 'Last',
    clients: 'Clients',
    servers: 'Servers',
    outcome: 'Outcome',
    certainty: 'How sure',
    whose: 'Whose move',
    times: (name, count) => `${name} (${formatCount(count)})`,
    andMore: (count) => `${formatCount(count)} more`,
    timeline: 'Timeline',
    begins: 'The capture begins.',
    ends: 'The capture ends.',
    firstOf: (number) => `Finding ${number}, first connection: `,
    lastOf: (number) => `Finding ${number}: the last affected connection begins.`,
    filters: 'Wireshark filters',
    filterExample: (id) => `Connection ${id}`,
    filterCited: 'The packets cited above',
    filterServer: 'Everything with this server',
    noRoom: (connection) => `No room was left for this ladder: \`--report html --connection ${connection}\` draws it.`,
    capture: 'The capture',
    file: 'File',
    size: 'Size',
    span: 'Span',
    packets: 'Packets',
    vantage: 'Taken at',
    version: 'Made with',
    clock: 'Times are UTC, by the clock of the capturing machine; numbers after # are packets of the file, as Wireshark counts them.',
    distances: 'Times are counted from the first packet; numbers after # are packets of the file, as Wireshark counts them.',
    author: 'Author',
    actions: 'Action items',
    action: 'Action',
    owner: 'Owner',
    due: 'Due',
    notes: 'Notes',
    noteOn: {
      finding: (number) => `Finding ${number}: `,
      connection: (number) => `Connection ${number}: `,
      packet: (number) => `Packet #${number}: `,
    },
    remove: (short, server) => `Remove the cause (${short}, ${server})`,
    extent: (hit, when, ends) => `Affected: ${hit}, ${when}${ends === '' ? '' : `; ${ends}`}.`,
    extentSpan: (first, last, duration) => `between ${first} and ${last} (${duration})`,
    extentMoment: (time) => `at ${time}`,
    extentEnds: (clients, servers) => `${plural(clients, 'client')}, ${plural(servers, 'server')}`,
  },
  zh: {
    nothingTitle: '没有失败的连接',
    impact: '影响范围',
    affected: '受影响',
    first: '首次',
    last: '末次',
    clients: '客户端',
    servers: '服务器',
    outcome: '结局',
    certainty: '把握程度',
    whose: '由谁处理',
    times: (name, count) => `${name}（${formatCount(count)} 个）`,
    andMore: (count) => `另有 ${formatCount(count)} 个`,
    timeline: '时间线',
    begins: '抓包开始。',
    ends: '抓包结束。',
    firstOf: (number) => `发现 ${number}，首个连接：`,
    lastOf: (number) => `发现 ${number}：最后一个受影响的连接开始。`,
    filters: 'Wireshark 过滤器',
    filterExample: (id) => `连接 ${id}`,
    filterCited: '上文引用的报文',
    filterServer: '与该服务器有关的全部报文',
    noRoom: (connection) => `篇幅所限未含此时序图：用 \`--report html --connection ${connection}\` 单独生成。`,
    capture: '抓包信息',
    file: '文件',
    size: '大小',
    span: '时间跨度',
    packets: '报文',
    vantage: '抓包位置',
    version: '生成工具',
    clock: '时间为 UTC，以抓包主机时钟为准；# 后的数字是文件中的报文编号，与 Wireshark 一致。',
    distances: '时间从首个报文算起；# 后的数字是文件中的报文编号，与 Wireshark 一致。',
    author: '作者',
    actions: '改进措施',
    action: '措施',
    owner: '负责人',
    due: '期限',
    notes: '备注',
    noteOn: {
      finding: (number) => `发现 ${number}：`,
      connection: (number) => `连接 ${number}：`,
      packet: (number) => `报文 #${number}：`,
    },
    remove: (short, server) => `消除原因（${short}，${server}）`,
    extent: (hit, when, ends) => `受影响：${hit}，${when}${ends === '' ? '' : `；${ends}`}。`,
    extentSpan: (first, last, duration) => `${first} 至 ${last}（${duration}）`,
    extentMoment: (time) => `时间 ${time}`,
    extentEnds: (clients, servers) => `${formatCount(clients)} 个客户端，${formatCount(servers)} 个服务器`,
  },
};
