// How many connections ended as they should, and how many were still open: the quiet half of the answer.

import type { AnalysisSummary } from '#engine/rpc/protocol';
import { BENIGN_CAUSES } from '#engine/model/vocabulary';

export function endCounts(summary: AnalysisSummary): { readonly normal: number; readonly open: number } {
  let normal = 0;
  let open = 0;
  for (const [cause, n] of summary.causes) {
    if (cause === 'open-at-end') open += n;
    else if (BENIGN_CAUSES.includes(cause)) normal += n;
  }
  return { normal, open };
}
