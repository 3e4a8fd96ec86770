// Words of the report view, both languages. Loaded with it.

import { formatBytes, formatCount, type Language } from '#engine/base/format';

interface ReportMessages {
  readonly about: string;
  readonly all: string;
  readonly finding: (number: number, short: string) => string;
  readonly connection: (id: number) => string;
  readonly comparison: string;
  readonly pair: (index: number) => string;
  readonly compareFirst: string;
  readonly fields: string;
  readonly title: string;
  readonly author: string;
  readonly summary: string;
  readonly impact: string;
  readonly timeline: string;
  readonly time: string;
  readonly timeHow: (isClock: boolean) => string;
  readonly event: string;
  readonly addEvent: string;
  readonly actions: string;
  readonly action: string;
  readonly owner: string;
  readonly due: string;
  readonly addAction: string;
  readonly remove: (what: string, number: number) => string;
  readonly reset: string;
  readonly notes: (count: number) => string;
  readonly leftOut: string;
  readonly replace: string;
  readonly hideClock: string;
  readonly preview: string;
  readonly asPage: string;
  readonly asMarkdown: string;
  readonly form: string;
  readonly copyMarkdown: string;
  readonly saveMarkdown: string;
  readonly saveHtml: string;
  readonly print: string;
  readonly making: string;
  readonly failed: string;
  readonly hashing: string;
  readonly noHash: string;
  readonly saved: (name: string, bytes: number) => string;
}

const en: ReportMessages = {
  about: 'Report on',
  all: 'All findings',
  finding: (number, short) => `Finding ${number}: ${short}`,
  connection: (id) => `Connection ${id}`,
  comparison: 'Both captures, compared',
  pair: (index) => `Compared connection ${index}`,
  compareFirst: 'Compare the captures first',
  fields: 'What you can change',
  title: 'Title',
  author: 'Author',
  summary: 'Cause in a sentence',
  impact: 'Impact',
  timeline: 'Timeline',
  time: 'Time',
  timeHow: (isClock) =>
    isClock ? 'Times are UTC (14:09:08) or since the first packet (+12.4 s).' : 'Times are since the first packet (+12.4 s).',
  event: 'Event',
  addEvent: 'Add an event',
  actions: 'Action items',
  action: 'Action',
  owner: 'Owner',
  due: 'Due',
  addAction: 'Add an action item',
  remove: (what, number) => `Remove: ${what} ${number}`,
  reset: 'Back to the draft',
  notes: (count) =>
    count === 0
      ? 'Notes on findings, connections and packets (key a) will stand in it.'
      : `${formatCount(count)} ${count === 1 ? 'note' : 'notes'} on findings, connections and packets included.`,
  leftOut: 'Left out',
  replace: 'Replace addresses by names, the same everywhere; ports stay',
  hideClock: 'Hide the time of day: times since the first packet',
  preview: 'Preview: exactly what is exported',
  asPage: 'Page',
  asMarkdown: 'Markdown',
  form: 'Preview as',
  copyMarkdown: 'Copy Markdown',
  saveMarkdown: 'Save Markdown',
  saveHtml: 'Save HTML',
  print: 'Print…',
  making: 'Writing the report…',
  failed: 'The report could not be written.',
  hashing: 'The SHA-256 of the file is being computed; the report gets it as soon as it is known.',
  noHash: 'The file can no longer be read: the report goes without its SHA-256.',
  saved: (name, bytes) => `Saved as ${name} (${formatBytes(bytes, 'en')})`,
};

const zh: ReportMessages = {
  about: '报告内容',
  all: '全部发现',
  finding: (number, short) => `发现 ${number}：${short}`,
  connection: (id) => `连接 ${id}`,
  comparison: '两个抓包的对比',
  pair: (index) => `已对比的连接 ${index}`,
  compareFirst: '请先对比两个抓包',
  fields: '可修改的内容',
  title: '标题',
  author: '作者',
  summary: '一句话说明原因',
  impact: '影响范围',
  timeline: '时间线',
  time: '时间',
  timeHow: (isClock) => (isClock ? '时间为 UTC（14:09:08），或距首个报文的时间（+12.4 s）。' : '时间从首个报文算起（+12.4 s）。'),
  event: '事件',
  addEvent: '添加事件',
  actions: '改进措施',
  action: '措施',
  owner: '负责人',
  due: '期限',
  addAction: '添加措施',
  remove: (what, number) => `删除：${what} ${number}`,
  reset: '恢复草稿',
  notes: (count) =>
    count === 0 ? '对发现、连接和报文的备注（按 a 键添加）会写入报告。' : `含 ${formatCount(count)} 条对发现、连接和报文的备注。`,
  leftOut: '不公开的内容',
  replace: '用名称替换地址，处处一致；保留端口',
  hideClock: '隐藏具体时刻：只写距首个报文的时间',
  preview: '预览：与导出内容完全一致',
  asPage: '页面',
  asMarkdown: 'Markdown',
  form: '预览形式',
  copyMarkdown: '复制 Markdown',
  saveMarkdown: '保存 Markdown',
  saveHtml: '保存 HTML',
  print: '打印…',
  making: '正在生成报告…',
  failed: '无法生成报告。',
  hashing: '正在计算文件的 SHA-256，得出后即写入报告。',
  noHash: '文件已无法读取：报告不含其 SHA-256。',
  saved: (name, bytes) => `已保存为 ${name}（${formatBytes(bytes, 'zh')}）`,
};

const CATALOGUES: Readonly<Record<Language, ReportMessages>> = { en, zh };

export function reportMessages(language: Language): ReportMessages {
  return CATALOGUES[language];
}
