// Words of notes on a compared connection and of its pictures, both languages.

import type { Language } from '#engine/base/format';

const en = {
  noteRow: 'Note on the packet',
  saveSvg: 'Save as SVG',
  savePng: 'Save as PNG',
};

type SharingMessages = typeof en;

const zh: SharingMessages = {
  noteRow: '备注此报文',
  saveSvg: '保存为 SVG',
  savePng: '保存为 PNG',
};

export const sharingMessages: Readonly<Record<Language, SharingMessages>> = { en, zh };
