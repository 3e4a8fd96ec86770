// Words of a ladder without its capture, both languages. Loaded with it.

import type { Language } from '#engine/base/format';

const en = {
  time: 'Time',
  direction: 'Direction',
  reported: 'Reported',
  flags: 'Flags',
  data: 'Data',
  sequence: 'Sequence number',
  acknowledged: 'Acknowledgement',
  window: 'Window',
  options: 'Options',
  scale: 'window',
  remarks: 'Besides',
  states: 'States after it',
  shows: 'Evidence for',
  bytes: 'All that was shared of this packet. Sequence numbers count from 0; the bytes are in the capture.',
  folded: 'These packets were not shared one by one; they are in the capture.',
};

const zh: typeof en = {
  time: '时间',
  direction: '方向',
  reported: '来源',
  flags: '标志',
  data: '数据',
  sequence: '序列号',
  acknowledged: '确认号',
  window: '窗口',
  options: '选项',
  scale: '窗口',
  remarks: '其他',
  states: '此后的状态',
  shows: '证明',
  bytes: '该报文被分享的全部内容。序列号从 0 计起；原始字节在抓包文件中。',
  folded: '这些报文未逐个分享，可在抓包文件中查看。',
};

const CATALOGUES: Readonly<Record<Language, typeof en>> = { en, zh };

export function detachedMessages(language: Language): typeof en {
  return CATALOGUES[language];
}
