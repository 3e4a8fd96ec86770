// Words of a comparison that was shared, both languages. Loaded with it.

import { formatCount, type Language } from '#engine/base/format';

const en = {
  choose: 'Choose file',
  packets: (n: string) => `${n} packets`,
  pseudonyms: 'addresses replaced',
  realAddresses: 'real addresses',
  affected: (n: number, total: number) => `${formatCount(n)} of ${formatCount(total)} compared connections`,
  move: 'Whose move:',
  findingsLeftOut: (n: number) => (n === 1 ? 'One more finding did not fit.' : `${formatCount(n)} more findings did not fit.`),
  table: 'Further connections on which the captures differ',
  asText: 'As text',
  copyText: 'Copy as text',
  folded: (n: number) => `${formatCount(n)} packets are folded into rows that say how many.`,
  notes: 'Notes',
  noteOn: {
    connection: (n: number) => `Connection ${n} of #1:`,
    packet: (n: number) => `Packet 1#${n}:`,
    'other-connection': (n: number) => `Connection ${n} of #2:`,
    'other-packet': (n: number) => `Packet 2#${n}:`,
  },
};

type SharedMessages = typeof en;

const zh: SharedMessages = {
  choose: '选择文件',
  packets: (n) => `${n} 个报文`,
  pseudonyms: '地址已替换',
  realAddresses: '真实地址',
  affected: (n, total) => `已对比的 ${formatCount(total)} 个连接中有 ${formatCount(n)} 个`,
  move: '由谁处理：',
  findingsLeftOut: (n) => `另有 ${formatCount(n)} 项发现未能放进链接。`,
  table: '其他有差异的连接',
  asText: '文本形式',
  copyText: '复制为文本',
  folded: (n) => `${formatCount(n)} 个报文已折叠，代替它们的行注明了数量。`,
  notes: '备注',
  noteOn: {
    connection: (n) => `#1 的连接 ${n}：`,
    packet: (n) => `报文 1#${n}：`,
    'other-connection': (n) => `#2 的连接 ${n}：`,
    'other-packet': (n) => `报文 2#${n}：`,
  },
};

export const sharedMessages: Readonly<Record<Language, SharedMessages>> = { en, zh };
