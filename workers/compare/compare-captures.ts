// Two analysed captures in, a comparison out. What waits (for bytes that nobody kept) is here and nowhere else.

import { success, type Result } from '../base/result';
import type { ReadControl } from '../capture/read-capture';
import type { Failure } from '../model/failure';
import { CaptureComparison } from './comparison';
import { readSegmentBytes } from './segment-bytes';
import { groupColumns, type TapColumns } from './tap-columns';
import { Tap, type ComparedCapture } from './tap';
import { twoPlaces } from './two-places';

/** The captures in any order: which is nearer to the client is found out. */
export async function compareCaptures(
  first: ComparedCapture,
  second: ComparedCapture,
  control: ReadControl,
): Promise<Result<CaptureComparison, Failure>> {
  const a = await columnsOf(first, control);
  if (!a.ok) return a;
  const b = await columnsOf(second, control);
  if (!b.ok) return b;
  const taps = [new Tap(first, a.value), new Tap(second, b.value)] as const;
  const comparison = new CaptureComparison('captures', ...taps);
  if (comparison.overview.paired > 0) return success(comparison);
  // Not one path, perhaps: the two sides of a proxy.
  const hops = new CaptureComparison('hops', ...taps);
  return success(hops.length > 0 ? hops : comparison);
}

/** One capture in which a path shows twice: two interfaces of a router, else both hops of a proxy. */
export async function compareWithin(capture: ComparedCapture, control: ReadControl): Promise<Result<CaptureComparison, Failure>> {
  const columns = await columnsOf(capture, control);
  if (!columns.ok) return columns;
  const places = twoPlaces(capture, columns.value);
  const [first, second] = places ?? [new Tap(capture, columns.value), new Tap(capture, columns.value)];
  return success(new CaptureComparison(places === null ? 'hops' : 'interfaces', first, second));
}

/** What was seen while the capture was analysed, where somebody looked; else by reading it again. */
async function columnsOf({ analysis, source, seen }: ComparedCapture, control: ReadControl): Promise<Result<TapColumns, Failure>> {
  const { tables } = analysis;
  if (tables.isText) return groupColumns(tables, null);
  if (seen !== undefined && seen !== null && seen.length === tables.segments.length) return groupColumns(tables, seen);
  const bytes = await readSegmentBytes(source, control);
  return bytes.ok ? groupColumns(tables, bytes.value) : bytes;
}
