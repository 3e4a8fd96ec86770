// What is said when a picture is saved, or cannot be. Loaded with what makes it.

import type { Language } from '#engine/base/format';

const en = {
  saved: (name: string) => `Saved as ${name}.`,
  tooHigh: (px: string, most: string) => `The PNG would be ${px} px high, more than ${most} px: use SVG, or fold runs.`,
  notDrawn: 'This browser could not draw the PNG: use SVG.',
};

type PictureNotices = typeof en;

const zh: PictureNotices = {
  saved: (name) => `已保存为 ${name}。`,
  tooHigh: (px, most) => `PNG 高度将为 ${px} 像素，超过 ${most} 像素：请用 SVG，或折叠部分报文。`,
  notDrawn: '此浏览器无法绘制 PNG：请用 SVG。',
};

export const pictureNotices: Readonly<Record<Language, PictureNotices>> = { en, zh };
