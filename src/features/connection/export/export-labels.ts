// What the ladder can be taken away as, and the names of the buttons. Loaded with the view; all else comes when it is asked for.

import type { Language } from '#engine/causes/words/words';

export const EXPORT_WAYS = ['copySvg', 'saveSvg', 'savePng'] as const;
export type ExportWay = (typeof EXPORT_WAYS)[number];

export const EXPORT_LABELS: Readonly<Record<Language, Readonly<Record<ExportWay, string>>>> = {
  en: { copySvg: 'Copy SVG', saveSvg: 'Download SVG', savePng: 'Download PNG' },
  zh: { copySvg: '复制 SVG', saveSvg: '下载 SVG', savePng: '下载 PNG' },
};
