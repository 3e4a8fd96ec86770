// Writes the analysis file (.whyreset.json.gz): the block that the page opens again, and beside it the same in the public JSON's
// words, for whoever reads the file with other tools. Deterministic: no clock, no name of a machine.

import { gzipSync, strToU8 } from 'fflate';
import type { Language } from '../base/format';
import { buildConnectionJson, findingJson } from '../report/build-json';
import type { ReportSource } from '../report/report-source';
import type { SharedAnalysis } from '../share/shared-analysis';
import { keepAnalysis, type AnalysisWish } from './analysis-block';
import { INNER_NAME } from './format';

export interface FileWish extends AnalysisWish {
  /** Of the readable part. The page shows the file in its reader's language. */
  readonly language: Language;
  /** "whyreset 1.2.3". */
  readonly program: string;
}

export interface AnalysisFile {
  readonly bytes: Uint8Array;
  readonly analysis: SharedAnalysis;
}

/** The words of `language` must be loaded (causes/words). */
export function writeAnalysisFile(source: ReportSource, wish: FileWish): AnalysisFile {
  const { language, program } = wish;
  const { block, analysis } = keepAnalysis(source, wish);
  const { capture, findings, connections, notes, isRedacted, fingerprint } = analysis;
  const readable = {
    ...block,
    program,
    language,
    isRedacted,
    fingerprint,
    capture,
    findings: findings.map((finding) => findingJson(finding, language)),
    connections: connections.map(({ report }) => buildConnectionJson(report, language)),
    notes,
  };
  return { bytes: packedFile(readable), analysis };
}

export function packedFile(readable: object): Uint8Array {
  return gzipSync(strToU8(JSON.stringify(readable, null, 1)), { level: 9, mtime: 0, filename: INNER_NAME });
}
