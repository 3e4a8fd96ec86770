// How numbers, durations, sizes and endpoints are written, in both languages; shared by page, command line, words and report.
// Knows nothing about causes or captures. Input that is no number (a foreign link) becomes a dash, never "NaN".

export type Language = 'en' | 'zh';

const NOT_A_NUMBER = '–';
/** From here on minutes and hours read better than seconds; every known idle timer below it is written in seconds. */
const MINUTES_FROM_SECONDS = 600;
const SHORTEST_TIMER_SECONDS = 0.1;

const SIGNIFICANT_DIGITS = 3;
/** More than the error of a decimal in binary, less than any clock resolves. */
const HALF = 1e-12;

/** Whole number with thousands grouped: 65387 -> "65,387". */
export function formatCount(count: number): string {
  return isNumber(count) ? sign(count) + groupedWhole(Math.abs(count)) : NOT_A_NUMBER;
}

/** Three significant digits, trailing zeros kept: 2.36, 20.0, 648. */
export function formatThree(value: number): string {
  return isNumber(value) ? sign(value) + significant(Math.abs(value)) : NOT_A_NUMBER;
}

/** A measured span: "648 µs", "2.36 ms", "20.0 s", "15 min 24 s", "2 h 5 min" / 「20.0 秒」「15 分 24 秒」「2 小时 5 分」. */
export function formatDuration(seconds: number, language: Language): string {
  if (!isNumber(seconds)) return NOT_A_NUMBER;
  const size = Math.abs(seconds);
  if (size >= MINUTES_FROM_SECONDS - 0.5) return sign(seconds) + longDuration(size, language);
  if (size === 0) return `0 ${secondWord(language)}`;
  // The unit follows the rounded value: 999.7 µs is "1.00 ms".
  const rounded = Number(size.toPrecision(3));
  if (rounded >= 1) return `${formatThree(seconds)} ${secondWord(language)}`;
  if (rounded >= 1e-3) return `${formatThree(seconds * 1e3)} ms`;
  if (rounded >= 1e-6) return `${formatThree(seconds * 1e6)} µs`;
  return `${formatCount(Math.round(seconds * 1e9))} ns`;
}

/** A timer, as someone configured it: "5 s", "0.5 s", "350 s", "3,600 s" / 「350 秒」; spans too short for one as measured. */
export function formatTimer(seconds: number, language: Language): string {
  if (!isNumber(seconds)) return NOT_A_NUMBER;
  const size = Math.abs(seconds);
  if (size < SHORTEST_TIMER_SECONDS) return formatDuration(seconds, language);
  return `${sign(seconds)}${size < 1000 ? Number(size.toPrecision(SIGNIFICANT_DIGITS)) : groupedWhole(size)} ${secondWord(language)}`;
}

/** Decimal units, as tcpdump and Wireshark: "49 B", "61.2 kB", "1.50 MB"; 中文 prose says 「49 字节」 below 1 kB. */
export function formatBytes(bytes: number, language: Language): string {
  if (!isNumber(bytes)) return NOT_A_NUMBER;
  const size = Math.abs(bytes);
  if (size < 1000) return `${formatCount(bytes)} ${language === 'zh' ? '字节' : 'B'}`;
  const units = ['kB', 'MB', 'GB', 'TB'] as const;
  let index = 0;
  let value = size / 1000;
  while (Number(value.toPrecision(3)) >= 1000 && index < units.length - 1) {
    value /= 1000;
    index++;
  }
  return `${sign(bytes)}${significant(value)} ${units[index]}`;
}

/** Packet sizes stay exact: "1,460 B", 「1,460 字节」. */
export function formatExactBytes(bytes: number, language: Language): string {
  return `${formatCount(bytes)} ${language === 'zh' ? '字节' : 'B'}`;
}

/** A fraction in [0, 1]: "24 %" / 「24%」; one more digit where rounding would claim none or all. */
export function formatPercent(fraction: number, language: Language): string {
  const gap = language === 'zh' ? '' : ' ';
  if (!isNumber(fraction)) return NOT_A_NUMBER;
  const percent = fraction * 100;
  if (percent > 0 && percent < 0.1) return `<${gap}0.1${gap}%`;
  if (percent > 99.9 && percent < 100) return `>${gap}99.9${gap}%`;
  const needsDigit = (percent > 0 && percent < 1) || (percent > 99 && percent < 100);
  return `${needsDigit ? percent.toFixed(1) : groupedWhole(percent)}${gap}%`;
}

/** "10.0.0.2:2181", "[2001:db8::1]:443", or the address alone. */
export function formatEndpoint(address: string, port?: number): string {
  if (port === undefined) return address;
  return address.includes(':') && !address.startsWith('[') ? `[${address}]:${port}` : `${address}:${port}`;
}

function longDuration(seconds: number, language: Language): string {
  const zh = language === 'zh';
  const words = zh ? { h: '小时', min: '分', s: '秒', d: '天' } : { h: 'h', min: 'min', s: 's', d: 'd' };
  const whole = Math.round(seconds);
  if (whole < 3600) return join([Math.floor(whole / 60), words.min], [whole % 60, words.s]);
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return join([Math.floor(minutes / 60), words.h], [minutes % 60, words.min]);
  const hours = Math.round(seconds / 3600);
  return join([Math.floor(hours / 24), words.d], [hours % 24, words.h]);
}

function join(large: readonly [number, string], small: readonly [number, string]): string {
  const first = `${groupedWhole(large[0])} ${large[1]}`;
  return small[0] === 0 ? first : `${first} ${small[0]} ${small[1]}`;
}

function secondWord(language: Language): string {
  return language === 'zh' ? '秒' : 's';
}

/** 65387.4 -> "65,387", in both languages (never 6.5 万). Not by Intl, whose first use costs more than reading a small capture. */
function groupedWhole(value: number): string {
  return value.toFixed(0).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function significant(value: number): string {
  // A half goes up as it is written, not as it is stored: 1.095 is 1.10.
  const digits = (value * (1 + HALF)).toPrecision(SIGNIFICANT_DIGITS);
  const exponent = digits.indexOf('e');
  if (exponent < 0) return digits;
  const power = Number(digits.slice(exponent + 1));
  return power > 0 ? groupedWhole(Number(digits)) : Number(digits).toFixed(SIGNIFICANT_DIGITS - 1 - power);
}

function sign(value: number): string {
  return value < 0 ? '−' : '';
}

function isNumber(value: number): boolean {
  return typeof value === 'number' && Number.isFinite(value);
}
