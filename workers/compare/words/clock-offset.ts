// How far two clocks are apart, as exact as it is known: "+427.250 s ± 20.1 ms", never "+427 s".

import { formatDuration, type Language } from '../../base/format';
import type { ClockEstimate } from '../compare-model';

const DIGITS_MOST = 6;

export function clockOffset({ offsetSeconds, uncertaintySeconds }: ClockEstimate, language: Language): string {
  const sign = offsetSeconds < 0 ? '−' : '+';
  const size = Math.abs(offsetSeconds);
  const unit = language === 'zh' ? '秒' : 's';
  // One digit more than the uncertainty has.
  const digits = Math.min(DIGITS_MOST, Math.max(0, Math.ceil(-Math.log10(Math.max(uncertaintySeconds, 1e-9))) + 1));
  const told = size < 1 ? formatDuration(size, language) : `${size.toFixed(digits)} ${unit}`;
  return `${sign}${told} ± ${formatDuration(uncertaintySeconds, language)}`;
}
