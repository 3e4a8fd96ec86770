// What the command line says about a trimmed capture, in both languages.

import { formatBytes, formatCount, type Language } from '#engine/base/format';
import type { TrimSummary } from '#engine/trim/trim-capture';

interface TrimWords {
  readonly sameFile: string;
  readonly printedText: string;
  readonly notWritten: (reason: string) => string;
  readonly noFinding: (finding: number, findings: number) => string;
  readonly written: (summary: TrimSummary, hasPayload: boolean) => string;
}

export const trimWords: Readonly<Record<Language, TrimWords>> = {
  en: {
    sameFile: 'This is the capture itself. Name another file for --trim.',
    printedText: 'This is printed text: it holds no packets that could be written. Trim the capture that it was printed from.',
    notWritten: (reason) => `The file cannot be written (${reason}). Name another place for --trim.`,
    noFinding: (finding, findings) =>
      findings === 0 ? 'There is no finding in this capture.' : `There is no finding ${finding}; they are numbered 1 to ${findings}.`,
    written: ({ frames, connections, bytes }, hasPayload) =>
      `${formatCount(frames)} packets of ${formatCount(connections)} ${connections === 1 ? 'connection' : 'connections'}, ${formatBytes(bytes, 'en')}, ${hasPayload ? 'payload included' : 'headers only'}`,
  },
  zh: {
    sameFile: '这就是抓包文件本身。请为 --trim 指定其他文件。',
    printedText: '这是文本输出，不含可写出的报文。请对原抓包文件使用 --trim。',
    notWritten: (reason) => `无法写入该文件（${reason}）。请为 --trim 指定其他位置。`,
    noFinding: (finding, findings) => (findings === 0 ? '抓包中没有发现。' : `没有发现 ${finding}；编号为 1 到 ${findings}。`),
    written: ({ frames, connections, bytes }, hasPayload) =>
      `${formatCount(connections)} 个连接的 ${formatCount(frames)} 个报文，${formatBytes(bytes, 'zh')}，${hasPayload ? '含载荷' : '只含头部'}`,
  },
};
