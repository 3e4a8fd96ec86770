// Durations with no more digits than the file's clock resolves: a zero that was not measured is not written.

import { formatDuration, type Language } from '../base/format';

/** The Δ of a row: "+648 µs", "+45 µs" by a clock of microseconds. A clock that went back shows its minus. */
export function formatDelta(seconds: number, digits: number, language: Language): string {
  const text = trimToClock(formatDuration(seconds, language), digits);
  return seconds < 0 ? text : `+${text}`;
}

/** "45.0 µs" by a clock that counts microseconds is "45 µs". */
function trimToClock(text: string, digits: number): string {
  const resolved = text.endsWith('µs') ? 6 : text.endsWith('ms') ? 3 : 0;
  const match = /^([−\d,]+)\.(\d+)( .*)$/.exec(text);
  if (match === null) return text;
  const [, whole = '', fraction = '', unit = ''] = match;
  const kept = fraction.slice(0, Math.max(0, digits - resolved));
  return kept === '' ? whole + unit : `${whole}.${kept}${unit}`;
}
