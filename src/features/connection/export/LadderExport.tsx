// The buttons that take the ladder away as a picture. What draws it is loaded when one is pressed.

import type { LadderModel } from '#engine/ladder/ladder-model';
import type { ConnectionReport } from '#engine/model/verdict';
import { useLanguage } from '../../../app/language';
import { EXPORT_LABELS, EXPORT_WAYS } from './export-labels';

export interface LadderExportProps {
  /** As shown: open runs are drawn open. */
  readonly model: LadderModel;
  readonly report: ConnectionReport;
}

export function LadderExport({ model, report }: LadderExportProps) {
  const language = useLanguage();
  return EXPORT_WAYS.map((way) => (
    <button
      key={way}
      type="button"
      className="button button-small"
      onClick={() => void import('./export-ladder').then(({ exportLadder }) => exportLadder(way, model, report, language))}
    >
      {EXPORT_LABELS[language][way]}
    </button>
  ));
}
