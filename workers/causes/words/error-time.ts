// The moment that a pasted log line names, in any of the usual forms. Logs rarely say their zone: then only what is certain is kept.

export interface ErrorTime {
  /** Seconds since 1970; read as UTC where the zone is not told. */
  readonly epochSeconds: number;
  readonly isZoneTold: boolean;
  /** How fine the log writes: the event lies within so many seconds after `epochSeconds`. */
  readonly resolutionSeconds: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const CLOCK = String.raw`(\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?`;
const ZONE = String.raw`\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?`;

/** 2026-11-21T10:12:35.870Z, 2026/11/21 10:12:35 */
const ISO = new RegExp(String.raw`\b(\d{4})[-/](\d{2})[-/](\d{2})[T ]${CLOCK}${ZONE}`);
/** 21/Nov/2026:10:47:11 +0000, 21-Nov-2026 10:12:35.123, 21 Nov 2026 10:12:35 */
const DAY_FIRST = new RegExp(String.raw`\b(\d{1,2})[-/ ]([A-Za-z]{3})[-/ ](\d{4})[: ]${CLOCK}${ZONE}`);
/** Nov 21 10:12:35, Nov 21, 2026 10:12:35 */
const MONTH_FIRST = new RegExp(String.raw`\b([A-Za-z]{3}) {1,2}(\d{1,2}),?(?: (\d{4}))? ${CLOCK}${ZONE}`);
/** 1795257306674 or 1795256951.999513: this century's */
const EPOCH = /(?<![\d.])([12]\d{9})(?:(\d{3})|\.(\d{1,9}))?(?![\d.])/;

const SECONDS_PER_DAY = 86_400;
const HALF_YEAR_SECONDS = 182 * SECONDS_PER_DAY;
/** All zones in use differ from UTC by whole quarters of an hour, by at most fourteen hours. */
const ZONE_STEP_SECONDS = 900;
const ZONE_MAX_SECONDS = 14 * 3600;

/** @param nearEpochSeconds a moment of the same days, for logs that leave out the year; without it those give no time */
export function timeIn(text: string, nearEpochSeconds?: number): ErrorTime | null {
  const iso = ISO.exec(text);
  if (iso !== null) return timeOf(iso[1], Number(iso[2]) - 1, iso[3], iso, 4);
  const day = DAY_FIRST.exec(text);
  if (day !== null) return timeOf(day[3], monthOf(day[2]), day[1], day, 4);
  const month = MONTH_FIRST.exec(text);
  if (month !== null) {
    const year = month[3] ?? yearNear(month, nearEpochSeconds);
    const found = year === null ? null : timeOf(year, monthOf(month[1]), month[2], month, 4);
    if (found !== null) return found;
  }
  const epoch = EPOCH.exec(text);
  if (epoch === null) return null;
  const digits = epoch[2] ?? epoch[3] ?? '';
  return {
    epochSeconds: Number(epoch[1]) + (digits === '' ? 0 : Number(`0.${digits}`)),
    isZoneTold: true,
    resolutionSeconds: 10 ** -digits.length,
  };
}

/** Groups of the clock begin at `at`: hours, minutes, seconds, digits, zone. */
function timeOf(year: string | undefined, month: number, day: string | undefined, match: RegExpExecArray, at: number): ErrorTime | null {
  const [hours, minutes, seconds] = [match[at], match[at + 1], match[at + 2]].map(Number);
  if (month < 0 || month > 11 || hours === undefined || minutes === undefined || seconds === undefined) return null;
  if (hours > 23 || minutes > 59 || seconds > 60 || Number(day) < 1 || Number(day) > 31) return null;
  const digits = match[at + 3] ?? '';
  const zone = match[at + 4];
  const utc = Date.UTC(Number(year), month, Number(day), hours, minutes, seconds) / 1000;
  return {
    epochSeconds: utc + (digits === '' ? 0 : Number(`0.${digits}`)) - zoneSeconds(zone),
    isZoneTold: zone !== undefined,
    resolutionSeconds: 10 ** -digits.length,
  };
}

function monthOf(name: string | undefined): number {
  return MONTHS.indexOf((name ?? '').toLowerCase());
}

function zoneSeconds(zone: string | undefined): number {
  if (zone === undefined || !/^[+-]/.test(zone)) return 0;
  const digits = zone.replace(/\D/g, '');
  return (zone.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60);
}

/** The year that brings the date nearest: around New Year it need not be the capture's. */
function yearNear(match: RegExpExecArray, nearEpochSeconds: number | undefined): string | null {
  if (nearEpochSeconds === undefined) return null;
  const year = new Date(nearEpochSeconds * 1000).getUTCFullYear();
  const inYear = Date.UTC(year, monthOf(match[1]), Number(match[2])) / 1000;
  if (inYear - nearEpochSeconds > HALF_YEAR_SECONDS) return String(year - 1);
  return String(nearEpochSeconds - inYear > HALF_YEAR_SECONDS ? year + 1 : year);
}

/** How far a moment of the capture lies from the one that the log names, in any zone that the log may be written in. */
export function secondsApart(time: ErrorTime, epochSeconds: number): number {
  const raw = epochSeconds - time.epochSeconds;
  const offset = time.isZoneTold ? 0 : Math.round(raw / ZONE_STEP_SECONDS) * ZONE_STEP_SECONDS;
  const kept = Math.max(-ZONE_MAX_SECONDS, Math.min(ZONE_MAX_SECONDS, offset));
  const apart = raw - kept;
  // Written down at the end of the interval that its last digit stands for.
  return apart > 0 ? Math.max(0, apart - time.resolutionSeconds) : -apart;
}
