// Titles of what is added to a finding below its evidence, for page and command line alike.

import type { Language } from '../base/format';

export interface SectionWords {
  readonly hints: string;
  readonly clientSaw: string;
  readonly setsApart: string;
}

export const sectionWords: Readonly<Record<Language, SectionWords>> = {
  en: {
    hints: 'Known defaults (a hint, not the verdict)',
    clientSaw: "The client's log most likely says",
    setsApart: 'What sets these apart',
  },
  zh: {
    hints: '已知默认值（仅供参考，并非结论）',
    clientSaw: '客户端日志很可能是',
    setsApart: '与其他连接的差异',
  },
};
