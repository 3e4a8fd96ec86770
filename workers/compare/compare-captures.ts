// Two analysed captures in, a comparison out. What waits (for bytes that nobody kept, for whoever wants to stop it) is here and nowhere else.

import { failed, success, type Result } from '../base/result';
import type { ReadControl } from '../capture/read-capture';
import type { Failure } from '../model/failure';
import type { TapId } from './compare-model';
import type { CaptureComparison } from './comparison';
import { comparisonSteps, type Work } from './make-comparison';
import { readSegmentBytes } from './segment-bytes';
import { groupColumns, type TapColumns } from './tap-columns';
import { Tap, type ComparedCapture } from './tap';
import { twoPlaces } from './two-places';

/** Segments that are looked at between two questions whether to go on: some 20 ms. */
const STEP_SEGMENTS = 100_000;
/** Each segment is looked at so often, about: for the share that is told. */
const PASSES = 2.5;

export interface CompareControl extends ReadControl {
  /** From 0 to 1, behind the reading. */
  compared?(fraction: number): void;
}

/** The captures in any order: which is nearer to the client is found out. */
export async function compareCaptures(
  first: ComparedCapture,
  second: ComparedCapture,
  control: CompareControl,
): Promise<Result<CaptureComparison, Failure>> {
  const a = await columnsOf(first, control);
  if (!a.ok) return a;
  const b = await columnsOf(second, control);
  if (!b.ok) return b;
  if (await isCancelled(control)) return CANCELLED;
  const taps = [new Tap(first, a.value), new Tap(second, b.value)] as const;
  const segments = a.value.seq.length + b.value.seq.length;
  const comparison = await made(comparisonSteps('captures', ...taps), segments, control);
  if (!comparison.ok || comparison.value.overview.paired > 0) return comparison;
  // Not one path, perhaps: the two sides of a proxy.
  const hops = await made(comparisonSteps('hops', ...taps), segments, control);
  return !hops.ok || hops.value.length > 0 ? hops : comparison;
}

/** One capture in which a path shows twice: two interfaces of a router, else both hops of a proxy. */
export async function compareWithin(capture: ComparedCapture, control: CompareControl): Promise<Result<CaptureComparison, Failure>> {
  const columns = await columnsOf(capture, control);
  if (!columns.ok) return columns;
  if (await isCancelled(control)) return CANCELLED;
  const places = twoPlaces(capture, columns.value);
  const [first, second] = places ?? [new Tap(capture, columns.value), new Tap(capture, columns.value)];
  return made(comparisonSteps(places === null ? 'hops' : 'interfaces', first, second), 2 * columns.value.seq.length, control);
}

/** Another capture is taken for the nearer one; null: as was found. At one go: the columns are those of the comparison before, which is gone. */
export function compareAgain({ kind, first, second }: CaptureComparison, chosen: TapId | null): CaptureComparison {
  const steps = comparisonSteps(kind, first, asRead(first, second), chosen);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/** The second place as it was read: a comparison puts its times onto the first one's clock. Two interfaces of one file share one. */
function asRead(first: Tap, second: Tap): Tap {
  const { capture, tables, at: columns, member, interfaceName } = second;
  if (first.at === columns) return second;
  const { frames, segments, connections } = tables;
  for (let at = 0; at < columns.tsNs.length; at++)
    columns.tsNs[at] = frames.tsNs.values[segments.frameIndex.values[connections.segments[at] as number] as number] as number;
  return new Tap(capture, columns, member, interfaceName);
}

const CANCELLED = failed<Failure>({ code: 'cancelled' });

async function made(steps: Work, segments: number, control: CompareControl): Promise<Result<CaptureComparison, Failure>> {
  const expected = Math.max(1, PASSES * segments);
  let work = 0;
  let asked = 0;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return success(step.value);
    work += step.value;
    if (work - asked < STEP_SEGMENTS) continue;
    asked = work;
    control.compared?.(Math.min(1, work / expected));
    if (await isCancelled(control)) return CANCELLED;
  }
}

async function isCancelled(control: CompareControl): Promise<boolean> {
  await control.breathe?.();
  return control.verdict() === 'cancel';
}

/** What was seen while the capture was analysed, where somebody looked; else by reading it again. */
async function columnsOf({ analysis, source, seen }: ComparedCapture, control: ReadControl): Promise<Result<TapColumns, Failure>> {
  const { tables } = analysis;
  if (tables.isText) return groupColumns(tables, null);
  if (seen !== undefined && seen !== null && seen.length === tables.segments.length) return groupColumns(tables, seen);
  const bytes = await readSegmentBytes(source, control);
  return bytes.ok ? groupColumns(tables, bytes.value) : bytes;
}
