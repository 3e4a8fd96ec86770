// Times of the ladder: fixed digits for columns, a spoken form for accessible names, five ways to count.
// Never more digits than the file's clock resolves. Prose durations are base/format's.

import { zoneName } from '../../app/wall-clock';
import type { Language } from '#engine/causes/words/words';
import { formatDelta as formatClockDelta } from '#engine/ladder/clock-digits';

export const TIME_MODES = ['start', 'capture', 'delta', 'mark', 'wall'] as const;
export type TimeMode = (typeof TIME_MODES)[number];

export function nextTimeMode(mode: TimeMode, hasClock = true): TimeMode {
  const next = TIME_MODES[(TIME_MODES.indexOf(mode) + 1) % TIME_MODES.length] ?? 'start';
  return next === 'wall' && !hasClock ? 'start' : next;
}

export interface TimeScale {
  readonly mode: TimeMode;
  /** Digits after the decimal point that the file's clock resolves. */
  readonly digits: number;
  /** Seconds from the capture's first frame to the connection's first segment. */
  readonly captureSeconds: number;
  /** Wall clock of the connection's first segment, nanoseconds since 1970 as decimal text; empty where it is withheld. */
  readonly startNs: string;
  /** Seconds (since the connection's start) of the marked packet; null when none is marked. */
  readonly markSeconds: number | null;
}

interface TimedRow {
  readonly seconds: number;
  readonly deltaSeconds: number;
}

const NS_PER_SECOND = 1_000_000_000n;

function clampDigits(digits: number): number {
  return Math.min(9, Math.max(0, Math.trunc(digits)));
}

/** "+0.000628", "−0.000045": the sign of a difference is part of it. */
function signed(seconds: number, digits: number): string {
  const text = Math.abs(seconds).toFixed(digits);
  return `${seconds < 0 && Number(text) !== 0 ? '−' : '+'}${text}`;
}

/** The time column. `isFirst`: the connection's first packet has no predecessor. */
export function formatTimeCell(scale: TimeScale, row: TimedRow, isFirst: boolean): string {
  const digits = clampDigits(scale.digits);
  switch (scale.mode) {
    case 'start':
      return row.seconds.toFixed(digits);
    case 'capture':
      return (scale.captureSeconds + row.seconds).toFixed(digits);
    case 'delta':
      return isFirst ? '–' : signed(row.deltaSeconds, digits);
    case 'mark':
      return scale.markSeconds === null ? row.seconds.toFixed(digits) : signed(row.seconds - scale.markSeconds, digits);
    case 'wall':
      return formatWallClock(scale.startNs, row.seconds, digits);
  }
}

/** "00:31:46.868738" in the reader's time zone; the zone stands in the column head. */
export function formatWallClock(startNs: string, seconds: number, digits: number): string {
  if (!/^\d{1,20}$/.test(startNs) || !Number.isFinite(seconds)) return '–';
  const ns = BigInt(startNs) + BigInt(Math.round(seconds * 1e9));
  const date = new Date(Number(ns / 1_000_000n));
  if (Number.isNaN(date.getTime())) return '–';
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
  const fraction = (ns % NS_PER_SECOND).toString().padStart(9, '0').slice(0, clampDigits(digits));
  return fraction === '' ? clock : `${clock}.${fraction}`;
}

/** The Δ column: "+648 µs", "+2.36 ms"; a dash at the first packet. */
export function formatDelta(seconds: number, isFirst: boolean, digits: number, language: Language): string {
  return isFirst ? '–' : formatClockDelta(seconds, clampDigits(digits), language);
}

/** Value and unit as they are spoken: 3.847 "ms"; at most three decimals, none that the clock does not resolve. */
export function spokenTime(seconds: number, digits: number): { readonly value: string; readonly unit: 's' | 'ms' | 'µs' | 'ns' } {
  const size = Math.abs(seconds);
  const steps = [
    { unit: 's', factor: 1, exponent: 0, from: 1 },
    { unit: 'ms', factor: 1e3, exponent: 3, from: 1e-3 },
    { unit: 'µs', factor: 1e6, exponent: 6, from: 1e-6 },
    { unit: 'ns', factor: 1e9, exponent: 9, from: 0 },
  ] as const;
  if (size === 0) return { value: '0', unit: 's' };
  const step = steps.find((candidate) => size >= candidate.from && clampDigits(digits) >= candidate.exponent) ?? steps[0];
  const decimals = Math.min(3, Math.max(0, clampDigits(digits) - step.exponent));
  const value = (seconds * step.factor).toFixed(decimals);
  return { value: value.includes('.') ? value.replace(/\.?0+$/, '') : value, unit: step.unit };
}

/** The moment in full, whatever the column counts: since the connection began, and by the clock. */
export function fullTime(scale: TimeScale, seconds: number): string {
  const digits = clampDigits(scale.digits);
  const since = `${seconds.toFixed(digits)} s`;
  return scale.startNs === '' ? since : `${since} · ${formatWallClock(scale.startNs, seconds, digits)} ${zoneName(scale.startNs)}`;
}

/** Width of the time column in characters, so that digits stand under digits without measuring. */
export function timeColumnChars(scale: TimeScale, lastSeconds: number): number {
  const digits = clampDigits(scale.digits);
  const fraction = digits === 0 ? 0 : digits + 1;
  if (scale.mode === 'wall') return 8 + fraction;
  const largest = scale.mode === 'capture' ? scale.captureSeconds + lastSeconds : lastSeconds;
  const sign = scale.mode === 'delta' || (scale.mode === 'mark' && scale.markSeconds !== null) ? 1 : 0;
  return sign + Math.floor(Math.max(0, largest)).toString().length + fraction;
}
