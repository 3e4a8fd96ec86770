// The word and the glyph for a certainty. The number behind it is for tooltips and JSON, not for prose.

import type { Certainty } from '../../model/verdict';
import type { Language } from './words';

export interface CertaintyWords {
  readonly word: string;
  /** Said once where the word needs a reason: tooltip, report. */
  readonly meaning: string;
}

export const CERTAINTY_GLYPHS: Readonly<Record<Certainty, string>> = {
  certain: '●●●●',
  likely: '●●●○',
  possible: '●●○○',
  undetermined: '?',
};

export const certaintyWords: Readonly<Record<Language, Readonly<Record<Certainty, CertaintyWords>>>> = {
  en: {
    certain: { word: 'Shown by the packets', meaning: 'The packets leave no other explanation.' },
    likely: { word: 'Likely', meaning: 'The packets fit this cause best; the others are listed.' },
    possible: { word: 'Possible', meaning: 'The packets fit this cause and others: the headline states only what was seen.' },
    undetermined: { word: 'Cannot tell', meaning: 'What would decide is not in this capture.' },
  },
  zh: {
    certain: { word: '报文可证', meaning: '报文只有这一种解释。' },
    likely: { word: '很可能', meaning: '报文最符合该原因；其他原因列在下面。' },
    possible: { word: '有可能', meaning: '报文符合该原因，也符合其他原因：标题只陈述观察到的现象。' },
    undetermined: { word: '无法判断', meaning: '能够区分的报文不在此抓包中。' },
  },
};
