// The same captures through the same engine without a page: what the page shows is compared with it.

import { readFileSync } from 'node:fs';
import type { Analysis } from '#engine/pipeline/analysis';
import { analyzeCapture } from '#engine/pipeline/analyze';
import { connectionRow } from '#engine/pipeline/query';
import type { ConnectionRow } from '#engine/rpc/protocol';
import { memorySource } from '#engine/testing/memory-source';
import { samplePath, type SampleId } from './page';

export async function analysed(id: SampleId): Promise<Analysis> {
  const result = await analyzeCapture(memorySource(readFileSync(samplePath(id))), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

export function rowsOf(analysis: Analysis): readonly ConnectionRow[] {
  return Array.from({ length: analysis.tables.connections.length }, (_, id) => connectionRow(analysis, id));
}
