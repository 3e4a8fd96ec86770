// Times of a report: written as the capture's clock says, or since its beginning where the clock is unknown or not to be told;
// typed times are read back; events in the order of their times.

import { formatDuration, type Language } from '../../base/format';
import { isoTime } from '../build-json';
import type { TimelineEntry } from './edits';

const DAY_SECONDS = 86_400;
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?$/;
const CLOCK_ANYWHERE = /\d{1,2}:\d{2}/;
const DISTANCE = /^\+(\d{1,9}(?:\.\d{1,9})?)\s*(s|ms|秒)?$/;

/** "00:31:46.868738" in UTC, or "+12.4 s". */
export function clockText(startNs: bigint | null, seconds: number, digits: number, language: Language): string {
  if (startNs === null) return `+${formatDuration(seconds, language)}`;
  return isoTime(startNs + nanoseconds(seconds)).slice(11, 20 + Math.min(6, digits));
}

/** "2019-06-24 00:31:46.868738 (+12.4 s)"; the distance alone without a clock. */
export function dateAndClockText(startNs: bigint | null, seconds: number, digits: number, language: Language): string {
  const clock = clockText(startNs, seconds, digits, language);
  if (startNs === null) return clock;
  return `${isoTime(startNs + nanoseconds(seconds)).slice(0, 10)} ${clock} (+${formatDuration(seconds, language)})`;
}

/** Seconds since the first packet of what was typed: "14:09:08" (UTC, of the day nearest to the capture) or "+12.4 s"; null for other text. */
export function secondsTyped(text: string, startNs: bigint | null, durationSeconds: number): number | null {
  const typed = text.trim();
  const [, distance, unit] = DISTANCE.exec(typed) ?? [];
  if (distance !== undefined) return Number(distance) / (unit === 'ms' ? 1_000 : 1);
  const [, hours, minutes, rest = '0'] = CLOCK.exec(typed) ?? [];
  if (hours === undefined || startNs === null) return null;
  const clock = Number(hours) * 3_600 + Number(minutes) * 60 + Number(rest);
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(rest) >= 60) return null;
  const startClock = Number((((startNs % 86_400_000_000_000n) + 86_400_000_000_000n) % 86_400_000_000_000n) / 1_000n) / 1e6;
  const after = clock - startClock;
  const distanceOf = (at: number): number => (at < 0 ? -at : Math.max(0, at - durationSeconds));
  const nearest = [after - DAY_SECONDS, after, after + DAY_SECONDS].reduce((best, at) => (distanceOf(at) < distanceOf(best) ? at : best));
  return Math.round(nearest * 1e9) / 1e9;
}

/** `hidesClock`: a typed time of day is not told either. */
export function timeOf({ at }: TimelineEntry, startNs: bigint | null, digits: number, language: Language, hidesClock: boolean): string {
  if (typeof at === 'number') return clockText(startNs, at, digits, language);
  return hidesClock && CLOCK_ANYWHERE.test(at) ? '' : at;
}

/** By time; what has none stays behind the event that it was written after. */
export function inOrder<T extends TimelineEntry>(entries: readonly T[]): readonly T[] {
  let last = -Infinity;
  const placed = entries.map((entry) => {
    if (typeof entry.at === 'number') last = entry.at;
    return { entry, seconds: last };
  });
  return placed.toSorted((a, b) => a.seconds - b.seconds || 0).map(({ entry }) => entry);
}

function nanoseconds(seconds: number): bigint {
  return Number.isFinite(seconds) ? BigInt(Math.round(seconds * 1e9)) : 0n;
}
