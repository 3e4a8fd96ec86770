// The numbers under the progress bar. Pure, so that "about 9 s left" can be tested.

import { formatBytes, type Language } from '#engine/base/format';
import type { Progress } from '#engine/rpc/protocol';

/** Percent of the file's bytes; the phases after reading keep the bar full but never claim the end. */
export function percentRead(progress: Progress | null, fileBytes: number): number {
  if (progress === null) return 0;
  const total = Math.max(progress.bytesTotal, fileBytes, 1);
  return Math.min(100, (progress.bytesDone / total) * 100);
}

/** An estimate only once there is something to estimate from; null before, and after the last byte. */
export function secondsLeft(progress: Progress | null, elapsedMs: number): number | null {
  if (progress === null || progress.phase !== 'reading' || elapsedMs < 1_000) return null;
  const { bytesDone, bytesTotal } = progress;
  if (bytesDone <= 0 || bytesDone >= bytesTotal) return null;
  return Math.max(1, Math.round(((elapsedMs / 1000) * (bytesTotal - bytesDone)) / bytesDone));
}

/** Screen readers hear four steps, not every change. */
export function spokenStep(percent: number): number | null {
  const step = Math.floor(percent / 25) * 25;
  return step === 0 ? null : step;
}

/** "312 MB / 1.02 GB" */
export function bytesPair(done: number, total: number, language: Language): string {
  return `${formatBytes(done, language)} / ${formatBytes(total, language)}`;
}
