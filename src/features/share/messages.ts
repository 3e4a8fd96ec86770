// Words of the share dialog, both languages. Loaded with it.

import { formatBytes, formatCount, type Language } from '#engine/base/format';
import type { Carrier, LinkBand, ShareForm } from './share-forms';

interface ShareMessages {
  readonly title: string;
  readonly about: string;
  readonly all: string;
  readonly finding: (number: number, short: string) => string;
  readonly connection: (id: number) => string;
  readonly picked: (count: number) => string;
  readonly comparison: string;
  readonly pair: (index: number) => string;
  readonly combined: string;
  readonly rows: (count: number) => string;
  readonly noRoom: (findings: number, connections: number) => string;
  readonly comparisonLinkLacks: string;
  readonly comparisonFileHolds: string;
  readonly comparisonReportHolds: string;
  readonly textHolds: string;
  readonly copyPlain: string;
  readonly savePlain: string;
  readonly formTitle: string;
  readonly forms: Readonly<Record<ShareForm, readonly [string, string]>>;
  readonly contains: string;
  readonly lacks: string;
  readonly findings: (count: number) => string;
  readonly ladders: (count: number, packets: number) => string;
  readonly notes: (count: number) => string;
  readonly linkLacks: string;
  readonly viewHolds: string;
  readonly viewLacks: string;
  readonly fileHolds: string;
  readonly fileLacks: string;
  readonly reportHolds: string;
  readonly reportLacks: string;
  readonly packetsHold: Readonly<Record<'all' | 'finding' | 'connection', string>>;
  readonly packetsHoldPicked: (count: number) => string;
  readonly packetsLack: string;
  readonly wholePacketsLack: string;
  readonly packetsAddresses: string;
  readonly noPackets: string;
  readonly optionsTitle: string;
  readonly replace: string;
  readonly replaceLike: (examples: string) => string;
  readonly hideClock: string;
  readonly withPayload: string;
  readonly payloadWarning: string;
  readonly making: string;
  readonly failed: string;
  readonly size: (characters: string) => string;
  readonly bands: Readonly<Record<LinkBand, string>>;
  readonly meter: string;
  readonly carriers: Readonly<Record<Carrier, string>>;
  readonly survives: string;
  readonly cut: string;
  readonly parts: string;
  readonly part: (name: string, characters: number) => string;
  readonly ladder: (id: number) => string;
  readonly leaveOut: (name: string, characters: number) => string;
  readonly fit: string;
  readonly asFile: string;
  readonly link: string;
  readonly copyLink: string;
  readonly openAsReader: string;
  readonly preview: string;
  readonly saveFile: string;
  readonly saveHtml: string;
  readonly saveMarkdown: string;
  readonly copyMarkdown: string;
  readonly editReport: string;
  readonly savePackets: string;
  readonly working: string;
  readonly saved: (name: string, bytes: number) => string;
  readonly savedPackets: (name: string, frames: number, connections: number) => string;
}

const plural = (count: number, one: string, many: string): string => `${formatCount(count)} ${count === 1 ? one : many}`;

const en: ShareMessages = {
  title: 'Share this analysis',
  about: 'About',
  all: 'All findings',
  finding: (number, short) => `Finding ${number}: ${short}`,
  connection: (id) => `Connection ${id}`,
  picked: (count) => plural(count, 'selected connection', 'selected connections'),
  comparison: 'Both captures, compared',
  pair: (index) => `Compared connection ${index}`,
  combined: 'the verdict of both captures, which one shows what, their clocks',
  rows: (count) => plural(count, 'connection that differs', 'connections that differ'),
  noRoom: (findings, connections) =>
    `Not in the link: ${[
      ...(findings > 0 ? [plural(findings, 'finding', 'findings')] : []),
      ...(connections > 0 ? [plural(connections, 'connection that differs', 'connections that differ')] : []),
    ].join(', ')}. The analysis file has room for them.`,
  comparisonLinkLacks: 'payload bytes, host names, names of files and interfaces, the captures',
  comparisonFileHolds:
    'the verdict of both captures, connections that differ, whole ladders of both places, notes, what was changed of the report',
  comparisonReportHolds:
    'verdict, proof with packets of both files, clocks, what settles the rivals, ladders, notes; the HTML opens in this page again',
  textHolds: 'verdict, proof with packets of both files, clocks, what settles the rivals, ladders in letters, notes',
  copyPlain: 'Copy text',
  savePlain: 'Save text',
  formTitle: 'As',
  forms: {
    link: ['Link with the evidence', 'the reader needs nothing else'],
    text: ['Text', 'for chats and logs'],
    view: ['Link to this view', 'the reader opens the same capture; the link says which'],
    file: ['Analysis file (.whyreset.json.gz)', 'any size; this page opens it again'],
    report: ['Report (HTML, Markdown)', 'for postmortems and tickets'],
    packets: ['Packets (.pcapng)', 'a trimmed capture for Wireshark, with the verdict as comments'],
  },
  contains: 'Contains: ',
  lacks: 'Does not contain: ',
  findings: (count) => plural(count, 'finding', 'findings'),
  ladders: (count, packets) => `${plural(count, 'ladder', 'ladders')} (${plural(packets, 'packet', 'packets')}, headers)`,
  notes: (count) => plural(count, 'note', 'notes'),
  linkLacks: 'payload bytes, host names, the file name, the capture, other connections',
  viewHolds: 'where you are: view, connection, packet, filter; size and hash of the capture’s two ends',
  viewLacks: 'anything that packets said, unless you typed it into the filter; verdicts; notes',
  fileHolds: 'findings, ladders, notes, what was changed of the report',
  fileLacks: 'payload bytes, host names, the capture',
  reportHolds: 'findings, ladders, notes, timeline, action items, filters, facts of the capture; the HTML opens in this page again',
  reportLacks: 'payload bytes, the capture',
  packetsHold: {
    all: 'the clearest connection of every finding; verdicts and notes as comments',
    finding: 'all connections of the finding and those whose packets it cites; verdict and notes as comments',
    connection: 'the packets of this connection, ICMP about it; verdict and notes as comments',
  },
  packetsHoldPicked: (count) => `the packets of ${plural(count, 'connection', 'connections')}; verdicts and notes as comments`,
  packetsLack: 'payload bytes (their lengths stay), other connections',
  wholePacketsLack: 'other connections',
  packetsAddresses: 'Packets keep their real addresses: names would make them other packets.',
  noPackets: 'This capture is printed text: there are no packets in it that could be written.',
  optionsTitle: 'Left out',
  replace: 'Replace addresses by names, the same everywhere; ports stay',
  replaceLike: (examples) => `Replace addresses (${examples}; the same name everywhere); ports stay`,
  hideClock: 'Hide the time of day: times since the first packet',
  withPayload: 'Include payload',
  payloadWarning: 'Payload may hold passwords, cookies and personal data.',
  making: 'Making the link…',
  failed: 'The link could not be made.',
  size: (characters) => `${characters} characters:`,
  bands: {
    everywhere: 'survives every chat, mail and ticket system.',
    common: 'survives Slack, Teams, Jira and GitHub; some mail programs cut it.',
    most: 'chat tools cut it; browsers open it.',
    none: 'too long to survive anywhere. Leave parts out, or make an analysis file.',
  },
  meter: 'Length of the link',
  carriers: { slack: 'Slack', teams: 'Teams', jira: 'Jira', github: 'GitHub', mail: 'e-mail', bookmark: 'bookmark' },
  survives: 'survives',
  cut: 'may be cut',
  parts: 'Choose what is in it',
  part: (name, characters) => `${name} (${formatCount(characters)} characters)`,
  ladder: (id) => `Ladder of connection ${id}`,
  leaveOut: (name, characters) => `Leave out: ${name} (−${formatCount(characters)})`,
  fit: 'As much as fits everywhere',
  asFile: 'Make an analysis file instead',
  link: 'Link',
  copyLink: 'Copy link',
  openAsReader: 'Open as the reader sees it',
  preview: 'Preview: the page as the reader will see it',
  saveFile: 'Save analysis file',
  saveHtml: 'Save HTML',
  saveMarkdown: 'Save Markdown',
  copyMarkdown: 'Copy Markdown',
  editReport: 'Preview and edit…',
  savePackets: 'Save packets',
  working: 'Writing…',
  saved: (name, bytes) => `Saved as ${name} (${formatBytes(bytes, 'en')})`,
  savedPackets: (name, frames, connections) =>
    `Saved as ${name}: ${plural(frames, 'packet', 'packets')} of ${plural(connections, 'connection', 'connections')}`,
};

const zh: ShareMessages = {
  title: '分享此分析',
  about: '内容',
  all: '全部发现',
  finding: (number, short) => `发现 ${number}：${short}`,
  connection: (id) => `连接 ${id}`,
  picked: (count) => `选中的 ${formatCount(count)} 个连接`,
  comparison: '两个抓包的对比',
  pair: (index) => `已对比的连接 ${index}`,
  combined: '两个抓包合在一起的结论、各由谁看出、时钟差',
  rows: (count) => `${formatCount(count)} 个有差异的连接`,
  noRoom: (findings, connections) =>
    `链接中放不下：${[
      ...(findings > 0 ? [`${formatCount(findings)} 项发现`] : []),
      ...(connections > 0 ? [`${formatCount(connections)} 个有差异的连接`] : []),
    ].join('，')}。分析文件放得下。`,
  comparisonLinkLacks: '载荷、主机名、文件名与网卡名、抓包文件',
  comparisonFileHolds: '两个抓包合在一起的结论、有差异的连接、两处的完整时序图、备注、对报告的修改',
  comparisonReportHolds: '结论、两个文件中的报文依据、时钟、如何排除其他原因、时序图、备注；HTML 可用本页面重新打开',
  textHolds: '结论、两个文件中的报文依据、时钟、如何排除其他原因、文本时序图、备注',
  copyPlain: '复制文本',
  savePlain: '保存文本',
  formTitle: '形式',
  forms: {
    link: ['带证据的链接', '对方无需其他文件'],
    text: ['文本', '用于聊天和日志'],
    view: ['当前视图的链接', '对方打开同一个抓包；链接注明是哪个'],
    file: ['分析文件（.whyreset.json.gz）', '大小不限；可用本页面重新打开'],
    report: ['报告（HTML、Markdown）', '用于复盘和工单'],
    packets: ['报文（.pcapng）', '供 Wireshark 使用的精简抓包，结论写作注释'],
  },
  contains: '包含：',
  lacks: '不包含：',
  findings: (count) => `${formatCount(count)} 项发现`,
  ladders: (count, packets) => `${formatCount(count)} 个时序图（${formatCount(packets)} 个报文的头部）`,
  notes: (count) => `${formatCount(count)} 条备注`,
  linkLacks: '载荷、主机名、文件名、抓包文件、其他连接',
  viewHolds: '当前位置：视图、连接、报文、过滤式；抓包大小与首尾部分的哈希',
  viewLacks: '报文内容（除非写进了过滤式）、结论、备注',
  fileHolds: '发现、时序图、备注、对报告的修改',
  fileLacks: '载荷、主机名、抓包文件',
  reportHolds: '发现、时序图、备注、时间线、改进措施、过滤器、抓包信息；HTML 可用本页面重新打开',
  reportLacks: '载荷、抓包文件',
  packetsHold: {
    all: '每项发现中最清楚的一个连接；结论和备注写作注释',
    finding: '此发现的全部连接，以及它所引用报文的连接；结论和备注写作注释',
    connection: '此连接的报文及有关的 ICMP；结论和备注写作注释',
  },
  packetsHoldPicked: (count) => `${formatCount(count)} 个连接的报文；结论和备注写作注释`,
  packetsLack: '载荷（保留其长度）、其他连接',
  wholePacketsLack: '其他连接',
  packetsAddresses: '报文保留真实地址：改名后就不再是原来的报文。',
  noPackets: '此抓包是打印出的文本，没有可写出的报文。',
  optionsTitle: '不公开的内容',
  replace: '用名称替换地址，处处一致；保留端口',
  replaceLike: (examples) => `替换地址（${examples}；处处一致）；保留端口`,
  hideClock: '隐藏具体时刻：只写距首个报文的时间',
  withPayload: '包含载荷',
  payloadWarning: '载荷可能含有密码、Cookie 和个人数据。',
  making: '正在生成链接…',
  failed: '无法生成链接。',
  size: (characters) => `${characters} 个字符：`,
  bands: {
    everywhere: '所有聊天、邮件和工单系统都能完整保留。',
    common: 'Slack、Teams、Jira、GitHub 能完整保留；部分邮件程序会截断。',
    most: '聊天工具会截断；浏览器可以打开。',
    none: '过长，任何地方都无法保留。请去掉部分内容，或改用分析文件。',
  },
  meter: '链接长度',
  carriers: { slack: 'Slack', teams: 'Teams', jira: 'Jira', github: 'GitHub', mail: '邮件', bookmark: '书签' },
  survives: '可保留',
  cut: '可能被截断',
  parts: '选择其中的内容',
  part: (name, characters) => `${name}（${formatCount(characters)} 个字符）`,
  ladder: (id) => `连接 ${id} 的时序图`,
  leaveOut: (name, characters) => `去掉：${name}（−${formatCount(characters)}）`,
  fit: '恢复为处处可用的长度',
  asFile: '改用分析文件',
  link: '链接',
  copyLink: '复制链接',
  openAsReader: '以对方的视角打开',
  preview: '预览：对方看到的页面',
  saveFile: '保存分析文件',
  saveHtml: '保存 HTML',
  saveMarkdown: '保存 Markdown',
  copyMarkdown: '复制 Markdown',
  editReport: '预览并修改…',
  savePackets: '保存报文',
  working: '正在写出…',
  saved: (name, bytes) => `已保存为 ${name}（${formatBytes(bytes, 'zh')}）`,
  savedPackets: (name, frames, connections) => `已保存为 ${name}：${formatCount(connections)} 个连接的 ${formatCount(frames)} 个报文`,
};

const CATALOGUES: Readonly<Record<Language, ShareMessages>> = { en, zh };

export function shareMessages(language: Language): ShareMessages {
  return CATALOGUES[language];
}
