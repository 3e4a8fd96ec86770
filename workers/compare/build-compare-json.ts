// The JSON of a comparison, "whyreset-compare/1": in pieces, one connection a line, for captures whose text would not fit one string.

import type { CaptureComparison } from './comparison';
import type { ComparisonOverview } from './compare-model';

/** No clock resolves less than a nanosecond: digits behind it are noise of binary fractions. */
const SECONDS = 1e9;

export function* comparisonJsonPieces(comparison: CaptureComparison, only?: number): Generator<string, void> {
  const { findings, ...head }: ComparisonOverview = comparison.overview;
  yield `{"schema":"whyreset-compare/1",\n"comparison":${text(head)},\n"findings":${text(findings)},\n"connections":[`;
  const indices = only === undefined ? Array.from({ length: comparison.length }, (_, index) => index) : [only];
  for (const [at, index] of indices.entries()) yield `${at === 0 ? '\n' : ',\n'}${text(comparison.connection(index))}`;
  yield indices.length > 0 ? '\n]}' : ']}';
}

function text(value: unknown): string {
  return JSON.stringify(value, (name: string, inner: unknown) =>
    typeof inner === 'number' && name.endsWith('Seconds') ? Math.round(inner * SECONDS) / SECONDS : inner,
  );
}
