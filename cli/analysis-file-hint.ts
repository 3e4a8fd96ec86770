// Whether what was given instead of a capture is an analysis of ours: the page opens those, and they need no analysis.

import { readFile, stat } from 'node:fs/promises';
import { MOST_FILE_BYTES, readAnalysisFile } from '#engine/analysis-file/read-analysis-file';
import type { Language } from '#engine/causes/words/words';

/** Null for everything else, also for what cannot be read. */
export async function analysisFileHint(path: string, language: Language): Promise<string | null> {
  try {
    if ((await stat(path)).size > MOST_FILE_BYTES) return null;
    const opened = readAnalysisFile(new Uint8Array(await readFile(path)));
    if (!opened.ok && opened.failure.code === 'foreign') return null;
  } catch {
    return null;
  }
  return language === 'zh'
    ? '这是 whyreset 生成的分析文件或报告，不是抓包文件。请在页面中打开它，或提供抓包文件。'
    : 'This is an analysis file or a report of whyreset, not a capture. Open it in the page, or give the capture.';
}
