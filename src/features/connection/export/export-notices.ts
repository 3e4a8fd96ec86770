// What is said when a picture of the ladder is refused, shortened, or cannot be made. Loaded with what makes it.

import type { Language } from '#engine/causes/words/words';

export interface ExportNotices {
  readonly tooHigh: (px: string, most: string) => string;
  readonly notDrawn: string;
  readonly shortened: (most: string) => string;
  readonly saved: (name: string) => string;
}

export const EXPORT_NOTICES: Readonly<Record<Language, ExportNotices>> = {
  en: {
    tooHigh: (px, most) => `The PNG would be ${px} px high, more than ${most} px: use SVG, or fold runs.`,
    notDrawn: 'This browser could not draw the PNG: use SVG.',
    shortened: (most) => `A picture has at most ${most} rows: packets in the middle of open runs are left out.`,
    saved: (name) => `Saved as ${name}`,
  },
  zh: {
    tooHigh: (px, most) => `PNG 高度将为 ${px} 像素，超过 ${most} 像素：请用 SVG，或折叠部分报文。`,
    notDrawn: '此浏览器无法绘制 PNG：请用 SVG。',
    shortened: (most) => `图片最多 ${most} 行：展开部分的中间报文未绘出。`,
    saved: (name) => `已保存为 ${name}`,
  },
};
