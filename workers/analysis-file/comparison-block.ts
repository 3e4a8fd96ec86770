// A comparison that outlives its captures: the block of data inside an analysis file or an HTML report, and the file itself.

import type { CaptureComparison } from '../compare/comparison';
import { mapTexts, type PostmortemEdits } from '../report/postmortem/edits';
import { decodeComparison, encodeComparison } from '../share/comparison/comparison-link';
import type { RedactedComparison } from '../share/comparison/redact-comparison';
import { keptComparison, type ComparisonWish } from '../share/comparison/share-comparison';
import type { AnalysisBlock } from './analysis-block';
import { ANALYSIS_SCHEMA } from './format';
import { boundedEdits } from './report-edits';
import { packedFile } from './write-analysis-file';

export interface KeptComparison extends RedactedComparison {
  readonly block: AnalysisBlock;
}

export function keepComparison(source: CaptureComparison, wish: ComparisonWish, edits: PostmortemEdits = {}): KeptComparison {
  for (let most = Infinity; ;) {
    const redacted = keptComparison(source, wish, most);
    const evidence = encodeComparison(redacted.comparison).slice(1);
    const told = redacted.comparison.pairs.length;
    // Many long ladders may be more than is ever unpacked again; the first ones are the clearest.
    if (told > 1 && !decodeComparison(evidence).ok) {
      most = Math.ceil(told / 2);
      continue;
    }
    const block = { schema: ANALYSIS_SCHEMA, evidence, edits: boundedEdits(mapTexts(edits, redacted.inText)) };
    return { ...redacted, block };
  }
}

/** What the page opens again, and beside it the same for whoever reads it with other tools. */
export function comparisonFile({ block, comparison }: KeptComparison, language: 'en' | 'zh', program: string): Uint8Array {
  const { overview, pairs, isRedacted, fingerprints, notes, rows } = comparison;
  const { findings, ...head } = overview;
  return packedFile({
    ...block,
    program,
    language,
    isRedacted,
    fingerprints,
    comparison: head,
    findings,
    connections: [...pairs.map(({ connection }) => connection), ...rows].toSorted((a, b) => a.index - b.index),
    notes,
  });
}
