// Words of an opened evidence link, both languages. Loaded with it.

import { formatCount, type Language } from '#engine/base/format';

interface SharedMessages {
  readonly title: string;
  readonly banner: string;
  readonly comparisonBanner: string;
  readonly choose: string;
  readonly connections: (n: number) => string;
  readonly pseudonyms: string;
  readonly realAddresses: string;
  readonly ladder: (id: number, client: string, server: string) => string;
  readonly ladderLabel: string;
  readonly asText: string;
  readonly copyText: string;
  readonly folded: (packets: number) => string;
  readonly notes: string;
  readonly noteOn: Readonly<Record<'finding' | 'connection' | 'packet', (n: number) => string>>;
  readonly leftOut: (findings: number) => string;
  readonly nothing: string;
  readonly openCapture: string;
  readonly report: {
    readonly label: string;
    readonly author: (name: string) => string;
    readonly timeline: string;
    readonly actions: string;
  };
  readonly file: {
    readonly banner: (name: string) => string;
    readonly comparisonBanner: (name: string) => string;
    readonly E41: (name: string) => string;
    readonly E42: (name: string, version: string) => string;
    readonly E44: (name: string, reason: 'checksum' | 'content' | 'without-data') => string;
  };
  readonly E41: (got: number, want: number | null) => string;
  readonly E42: (version: string) => string;
  readonly E44: (reason: 'checksum' | 'foreign' | 'content') => string;
}

const en: SharedMessages = {
  title: 'Shared analysis',
  banner: 'Shared analysis, without the capture. Raw bytes need the file:',
  comparisonBanner: 'Shared comparison of two captures, without the captures. Raw bytes need both files:',
  choose: 'Choose file',
  connections: (n) => (n === 1 ? '1 connection' : `${formatCount(n)} connections`),
  pseudonyms: 'addresses replaced',
  realAddresses: 'real addresses',
  ladder: (id, client, server) => `Connection ${id}: ${client} → ${server}`,
  ladderLabel: 'Packets of the connection',
  asText: 'As text',
  copyText: 'Copy as text',
  folded: (packets) => `${formatCount(packets)} packets left out; the rows that stand for them say how many.`,
  notes: 'Notes',
  noteOn: {
    finding: (n) => `Finding ${n + 1}:`,
    connection: (n) => `Connection ${n}:`,
    packet: (n) => `Packet #${n}:`,
  },
  leftOut: (n) => (n === 1 ? 'One more finding did not fit into the link.' : `${formatCount(n)} more findings did not fit into the link.`),
  nothing: 'No connection failed in this capture.',
  openCapture: 'Open a capture',
  report: { label: 'Report', author: (name) => `by ${name}`, timeline: 'Timeline', actions: 'What is to be done' },
  file: {
    banner: (name) => `Analysis out of ${name}, without the capture. Raw bytes need the capture:`,
    comparisonBanner: (name) => `Comparison of two captures out of ${name}, without the captures. Raw bytes need both files:`,
    E41: (name) => `${name} is incomplete: its end is missing. Copy or download it again.`,
    E42: (name, version) => `${name} was made with a newer version (format ${version}). Reload the page; if it stays, ask for the report.`,
    E44: (name, reason) =>
      ({
        checksum: `${name} was altered on its way (its checksum does not fit). Nothing of it is shown. Ask for it again.`,
        content: `${name} was altered on its way (its content cannot be read). Nothing of it is shown. Ask for it again.`,
        'without-data': `${name} is a report that was made without the data to open it here. Read it in the browser, or ask for the analysis file.`,
      })[reason],
  },
  E41: (got, want) =>
    `This link is incomplete (${formatCount(got)} ${want === null ? '' : `of ${formatCount(want)} `}characters arrived): a chat tool cut it. Ask for the analysis file.`,
  E42: (version) => `Made with a newer version (format ${version}). Reload the page; if it stays, ask for the report.`,
  E44: (reason) =>
    `This link was altered on its way, or is not one of ours (${{ checksum: 'its checksum does not fit', foreign: 'its form is not ours', content: 'its content cannot be read' }[reason]}). Nothing of it is shown. Ask for it again, or for the analysis file.`,
};

const zh: SharedMessages = {
  title: '分享的分析',
  banner: '这是分享的分析，不含抓包文件。查看原始字节需要该文件：',
  comparisonBanner: '这是分享的两个抓包的对比，不含抓包文件。查看原始字节需要两个文件：',
  choose: '选择文件',
  connections: (n) => `${formatCount(n)} 个连接`,
  pseudonyms: '地址已替换',
  realAddresses: '真实地址',
  ladder: (id, client, server) => `连接 ${id}：${client} → ${server}`,
  ladderLabel: '该连接的报文',
  asText: '文本形式',
  copyText: '复制为文本',
  folded: (packets) => `省略了 ${formatCount(packets)} 个报文；代替它们的行注明了数量。`,
  notes: '备注',
  noteOn: {
    finding: (n) => `发现 ${n + 1}：`,
    connection: (n) => `连接 ${n}：`,
    packet: (n) => `报文 #${n}：`,
  },
  leftOut: (n) => `另有 ${formatCount(n)} 项发现未能放进链接。`,
  nothing: '此抓包中没有失败的连接。',
  openCapture: '打开抓包文件',
  report: { label: '报告', author: (name) => `作者：${name}`, timeline: '时间线', actions: '待办事项' },
  file: {
    banner: (name) => `来自 ${name} 的分析，不含抓包文件。查看原始字节需要抓包文件：`,
    comparisonBanner: (name) => `来自 ${name} 的两个抓包的对比，不含抓包文件。查看原始字节需要两个文件：`,
    E41: (name) => `${name} 不完整：缺少末尾部分。请重新复制或下载。`,
    E42: (name, version) => `${name} 由更新版本生成（格式 ${version}）。请刷新页面；仍无效请索取报告。`,
    E44: (name, reason) =>
      ({
        checksum: `${name} 在传递中被改动（校验和不符），因此不显示任何内容。请重新索取。`,
        content: `${name} 在传递中被改动（内容无法读取），因此不显示任何内容。请重新索取。`,
        'without-data': `${name} 是一份不含可打开数据的报告。请在浏览器中阅读，或索取分析文件。`,
      })[reason],
  },
  E41: (got, want) =>
    `链接不完整（${want === null ? '' : `${formatCount(want)} 个字符`}只收到 ${formatCount(got)} 个${want === null ? '字符' : ''}），可能被聊天工具截断。请索取分析文件。`,
  E42: (version) => `该链接由更新版本生成（格式 ${version}）。请刷新页面；仍无效请索取报告。`,
  E44: (reason) =>
    `链接在传递中被改动，或不是本工具的链接（${{ checksum: '校验和不符', foreign: '格式不符', content: '内容无法读取' }[reason]}），因此不显示任何内容。请重新索取链接或分析文件。`,
};

const CATALOGUES: Readonly<Record<Language, SharedMessages>> = { en, zh };

export function sharedMessages(language: Language): SharedMessages {
  return CATALOGUES[language];
}
