// Times of day in the reader's zone, from the capture's nanoseconds. Never more digits than the file itself resolves.

const NS_PER_MS = 1_000_000n;

function startMs(startNs: string): number {
  return /^-?\d{1,24}$/.test(startNs) ? Number(BigInt(startNs) / NS_PER_MS) : Number.NaN;
}

const two = (n: number) => String(n).padStart(2, '0');

/** "00:31:46.868"; empty when the capture has no time. */
export function formatTimeOfDay(startNs: string | null, seconds: number, timeDigits: number): string {
  if (startNs === null) return '';
  const date = new Date(startMs(startNs) + seconds * 1000);
  if (Number.isNaN(date.getTime())) return '';
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const digits = Math.min(3, Math.max(0, timeDigits));
  return digits === 0 ? clock : `${clock}.${String(date.getMilliseconds()).padStart(3, '0').slice(0, digits)}`;
}

/** "UTC", "UTC+08:00": the reader's zone at that moment. */
export function zoneName(startNs: string): string {
  const date = new Date(startMs(startNs));
  const minutes = -date.getTimezoneOffset();
  if (minutes === 0 || Number.isNaN(minutes)) return 'UTC';
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** Date and zone for the tooltip: "2019-06-24T00:31:46.868Z". */
export function formatIso(startNs: string | null, seconds: number): string {
  if (startNs === null) return '';
  const date = new Date(startMs(startNs) + seconds * 1000);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
