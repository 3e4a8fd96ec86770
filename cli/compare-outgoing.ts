// What of a comparison goes out: the report and the link of `whyreset compare`. Writes nothing itself.

import { keepComparison } from '#engine/analysis-file/comparison-block';
import type { TapId } from '#engine/compare/compare-model';
import type { CaptureComparison } from '#engine/compare/comparison';
import type { CompareWords } from '#engine/compare/words/compare-words';
import { fingerprintOf } from '#engine/model/fingerprint';
import { buildComparisonReport } from '#engine/share/comparison/comparison-report';
import { comparisonHtml, comparisonMarkdown } from '#engine/share/comparison/render-comparison-report';
import { comparisonLink, type ComparisonWish } from '#engine/share/comparison/share-comparison';
import type { CompareOptions } from './compare-options';
import { sha256Of } from './hashing';
import { lengthWarning } from './share';
import { version } from './version';

async function wishOf({ first, second }: CaptureComparison, pair: number | null, keepsAddresses: boolean): Promise<ComparisonWish> {
  const fingerprints = { first: await fingerprintOf(first.capture.source), second: await fingerprintOf(second.capture.source) };
  return { keepsAddresses, hidesClock: false, pair, notes: [], fingerprints };
}

export async function comparisonReport(comparison: CaptureComparison, words: CompareWords, options: CompareOptions): Promise<string> {
  const { redact, connection, language, report: format } = options;
  const kept = keepComparison(comparison, await wishOf(comparison, connection, !redact));
  const file = async (tap: TapId) => {
    const { analysis, source } = comparison[tap].capture;
    return {
      name: redact ? null : comparison.overview[tap].name,
      bytes: source.size ?? analysis.meta.bytes,
      sha256: await sha256Of(source),
    };
  };
  const facts = { files: { first: await file('first'), second: await file('second') }, program: `whyreset ${await version()}` };
  const report = buildComparisonReport(kept.comparison, facts, words, language);
  return format === 'html' ? comparisonHtml(report, kept.block) : comparisonMarkdown(report);
}

/** `warning`: null where nothing need be said. */
export async function comparisonShareLine(
  comparison: CaptureComparison,
  { base, keepAddresses, connection, language }: CompareOptions,
): Promise<{ readonly link: string; readonly warning: string | null }> {
  const { fragment, comparison: shared } = comparisonLink(comparison, await wishOf(comparison, connection, keepAddresses));
  const link = base + fragment;
  const rows = shared.isOfPair ? 0 : shared.differing - shared.rows.length - shared.pairs.length;
  const left = shared.findingsLeftOut + Math.max(0, rows);
  const warnings = [
    ...(left > 0 ? [leftOut(shared.findingsLeftOut, Math.max(0, rows), language)] : []),
    lengthWarning(link.length, language),
  ];
  const told = warnings.filter((warning) => warning !== null);
  return { link, warning: told.length === 0 ? null : told.join(' ') };
}

function leftOut(findings: number, connections: number, language: 'en' | 'zh'): string {
  return language === 'zh'
    ? `另有 ${findings} 项发现、${connections} 个有差异的连接放不进链接；--report html 放得下。`
    : `${findings} more findings and ${connections} more connections that differ do not fit into the link; --report html has room for them.`;
}
