// Titles of what is added to a finding below its evidence, for page and command line alike.

import type { Language } from '../base/format';

export interface SectionWords {
  readonly hints: string;
  readonly clientSaw: string;
  readonly setsApart: string;
  /** Behind the title of the evidence, where a finding has several connections and shows the packets of one. */
  readonly asExample: (id: number) => string;
}

export const sectionWords: Readonly<Record<Language, SectionWords>> = {
  en: {
    hints: 'Known defaults (a hint, not the verdict)',
    clientSaw: "The client's log most likely says",
    setsApart: 'What sets these apart',
    asExample: (id) => ` (connection ${id} as the example)`,
  },
  zh: {
    hints: '已知默认值（仅供参考，并非结论）',
    clientSaw: '客户端日志很可能是',
    setsApart: '与其他连接的差异',
    asExample: (id) => `（以连接 ${id} 为例）`,
  },
};
