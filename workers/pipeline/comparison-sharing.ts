// What of a comparison goes out: links, analysis files, reports. A chunk of its own, fetched when somebody shares two captures.

import { Sha256 } from '../base/sha256';
import type { TapId } from '../compare/compare-model';
import type { CaptureComparison } from '../compare/comparison';
import type { ByteSource } from '../model/byte-source';
import { fingerprintOf, type Fingerprint } from '../model/fingerprint';
import type { ComparisonFileWish, ComparisonReportAnswer, ComparisonShareAnswer, ComparisonShareWish } from '../rpc/comparing';
import { comparisonLink, type ComparisonWish } from '../share/comparison/share-comparison';

/** Pseudonyms that are told as examples. */
const NAMED = 6;

export async function linkOf(comparison: CaptureComparison, wish: ComparisonShareWish): Promise<ComparisonShareAnswer> {
  const { fragment, comparison: shared, names } = comparisonLink(comparison, await wishOf(comparison, wish));
  const packets = (rows: (typeof shared.pairs)[number]['ladder']['rows']): number => rows.filter(({ kind }) => kind === 'packet').length;
  return {
    fragment,
    findings: shared.overview.findings.length,
    findingsLeftOut: shared.findingsLeftOut,
    ladders: shared.pairs.length,
    packets: shared.pairs.reduce((sum, { ladder }) => sum + packets(ladder.rows), 0),
    connections: shared.isOfPair ? 0 : shared.rows.length + shared.pairs.length,
    connectionsLeftOut: shared.isOfPair ? 0 : Math.max(0, shared.differing - shared.rows.length - shared.pairs.length),
    notes: shared.notes.length,
    names: names.slice(0, NAMED),
  };
}

export async function fileOf(comparison: CaptureComparison, wish: ComparisonFileWish): Promise<Uint8Array> {
  const { comparisonFile, keepComparison } = await import('../analysis-file/comparison-block');
  return comparisonFile(keepComparison(comparison, await wishOf(comparison, wish), wish.edits), wish.language, wish.program);
}

export async function reportOf(comparison: CaptureComparison, wish: ComparisonFileWish): Promise<ComparisonReportAnswer> {
  const { language, program, edits, keepsAddresses } = wish;
  const [{ keepComparison }, { buildComparisonReport }, render, { words }] = await Promise.all([
    import('../analysis-file/comparison-block'),
    import('../share/comparison/comparison-report'),
    import('../share/comparison/render-comparison-report'),
    language === 'zh' ? import('../compare/words/words-zh') : import('../compare/words/words-en'),
    import('../causes/words/both-languages'),
  ]);
  const kept = keepComparison(comparison, await wishOf(comparison, wish), edits);
  const file = (tap: TapId) => {
    const { analysis, source } = comparison[tap].capture;
    return {
      name: keepsAddresses ? comparison.overview[tap].name : null,
      bytes: source.size ?? analysis.meta.bytes,
      sha256: hashes.get(source) ?? null,
    };
  };
  const facts = { files: { first: file('first'), second: file('second') }, program };
  const report = buildComparisonReport(kept.comparison, facts, words, language, { edits, inText: kept.inText });
  return {
    html: render.comparisonHtml(report, kept.block),
    markdown: render.comparisonMarkdown(report),
    text: render.comparisonText(report),
    drafted: report.drafted,
    hasHashes: [comparison.first, comparison.second].every(({ capture }) => hashes.has(capture.source)),
  };
}

/** By file: it is read once more for its hash, not once for each report. */
const hashes = new WeakMap<ByteSource, string>();

/** False: a file cannot be read any more, or is several. */
export async function hashFiles({ first, second }: CaptureComparison): Promise<boolean> {
  try {
    for (const { capture } of [first, second]) {
      const { source } = capture;
      if (hashes.has(source)) continue;
      if ((source.parts?.length ?? 1) > 1) return false;
      const hash = new Sha256();
      for await (const chunk of source.chunks()) hash.update(chunk);
      hashes.set(source, hash.hex());
    }
    return true;
  } catch {
    return false;
  }
}

async function wishOf(comparison: CaptureComparison, wish: ComparisonShareWish): Promise<ComparisonWish> {
  const { pair, keepsAddresses, hidesClock, notes } = wish;
  if (pair !== null && !(pair >= 0 && pair < comparison.length)) throw new Error(`no compared connection ${pair}`);
  const of = async (tap: TapId): Promise<Fingerprint | null> => {
    try {
      return await fingerprintOf(comparison[tap].capture.source);
    } catch {
      // A file that is gone is not named.
      return null;
    }
  };
  return { keepsAddresses, hidesClock, pair, notes, fingerprints: { first: await of('first'), second: await of('second') } };
}
