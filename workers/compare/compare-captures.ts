// Two analysed captures in, a comparison out: reads both files once more, then compares. The only function here that waits.

import { success, type Result } from '../base/result';
import type { ReadControl } from '../capture/read-capture';
import type { Failure } from '../model/failure';
import { CaptureComparison } from './comparison';
import { readTapColumns } from './tap-columns';
import { Tap, type ComparedCapture } from './tap';

/** The captures in any order: which is nearer to the client is found out. */
export async function compareCaptures(
  first: ComparedCapture,
  second: ComparedCapture,
  control: ReadControl,
): Promise<Result<CaptureComparison, Failure>> {
  const a = await readTapColumns(first.source, first.analysis.tables, control);
  if (!a.ok) return a;
  const b = await readTapColumns(second.source, second.analysis.tables, control);
  if (!b.ok) return b;
  return success(new CaptureComparison('captures', new Tap(first, a.value), new Tap(second, b.value)));
}
