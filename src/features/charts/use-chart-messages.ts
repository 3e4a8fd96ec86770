// The words of the charts in the reader's language.

import { useLanguage } from '../../app/language';
import { chartMessages, type ChartMessages } from './messages';

export function useChartMessages(): ChartMessages {
  return chartMessages[useLanguage()];
}
