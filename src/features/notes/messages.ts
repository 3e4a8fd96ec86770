// Words of the dialog that writes a note, both languages. Loaded with it.

import { formatCount, type Language } from '#engine/base/format';
import type { NoteTarget } from '#engine/model/note';

interface NotesMessages {
  readonly title: (subject: string) => string;
  readonly subject: string;
  readonly about: Readonly<Record<NoteTarget, (n: number) => string>>;
  readonly label: string;
  readonly left: (characters: string) => string;
  readonly kept: string;
  readonly full: (n: number) => string;
  readonly save: string;
  readonly remove: string;
}

const en: NotesMessages = {
  title: (subject) => `Note on ${subject}`,
  subject: 'What the note is about',
  about: {
    capture: () => 'the capture',
    finding: (n) => `finding ${n + 1}`,
    connection: (n) => `connection ${n}`,
    packet: (n) => `packet #${n}`,
    'other-connection': (n) => `connection ${n} of the second capture`,
    'other-packet': (n) => `packet #${n} of the second capture`,
  },
  label: 'Plain text',
  left: (characters) => `${characters} characters left.`,
  kept: 'Kept in this page until it is closed, and in the links, files and reports that you make. A redacted one replaces addresses in it.',
  full: (n) => `There are ${formatCount(n)} notes already: delete one first.`,
  save: 'Save',
  remove: 'Delete the note',
};

const zh: NotesMessages = {
  title: (subject) => `备注：${subject}`,
  subject: '备注对象',
  about: {
    capture: () => '抓包文件',
    finding: (n) => `发现 ${n + 1}`,
    connection: (n) => `连接 ${n}`,
    packet: (n) => `报文 #${n}`,
    'other-connection': (n) => `第二个抓包的连接 ${n}`,
    'other-packet': (n) => `第二个抓包的报文 #${n}`,
  },
  label: '纯文本',
  left: (characters) => `还可输入 ${characters} 个字符。`,
  kept: '保存在本页面中直到关闭，并随您生成的链接、文件和报告一起保存；脱敏时会替换其中的地址。',
  full: (n) => `已有 ${formatCount(n)} 条备注，请先删除一条。`,
  save: '保存',
  remove: '删除备注',
};

const CATALOGUES: Readonly<Record<Language, NotesMessages>> = { en, zh };

export function notesMessages(language: Language): NotesMessages {
  return CATALOGUES[language];
}
