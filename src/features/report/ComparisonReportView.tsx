// The report on two captures, or on one compared connection.

import { useId } from 'react';
import { useLanguage } from '../../app/language';
import { comparing } from '../../engine-client/comparing-client';
import { openView, useAppStore } from '../../store/store';
import { formatHash } from '../../url/url-state';
import { reportMessages } from './messages';
import { ReportDesk } from './ReportDesk';

export interface ComparisonReportViewProps {
  /** Index of a compared connection; null: all of the comparison. */
  readonly pair: number | null;
}

export function ComparisonReportView({ pair }: ComparisonReportViewProps) {
  const text = reportMessages(useLanguage());
  const compared = useAppStore((state) => state.compared);
  const summary = useAppStore(({ session }) => (session.phase === 'ready' ? session.summary : null));
  if (summary === null) return null;
  // After a reload the other capture is asked for again.
  if (compared === null || (pair !== null && pair >= compared))
    return (
      <div className="view-failed" data-testid="report-not-compared">
        <h1>{text.comparison}</h1>
        <a href={formatHash({ kind: 'compare', index: null })}>{text.compareFirst}</a>
      </div>
    );
  return (
    <ReportDesk
      summary={summary}
      about={formatHash({ kind: 'report', finding: null, connection: null, compared: pair })}
      subject={<PairSelect pair={pair} />}
      ask={(wish) => comparing.report({ ...wish, pair })}
      hash={() => comparing.hashFiles()}
    />
  );
}

function PairSelect({ pair }: ComparisonReportViewProps) {
  const text = reportMessages(useLanguage());
  const id = useId();
  return (
    <div className="report-field">
      <label htmlFor={id}>{text.about}</label>
      <select
        id={id}
        data-testid="report-subject"
        value={pair === null ? 'all' : 'pair'}
        onChange={({ target }) => {
          if (target.value === 'all') openView({ kind: 'report', finding: null, connection: null, compared: null });
        }}
      >
        <option value="all">{text.comparison}</option>
        {pair !== null && <option value="pair">{text.pair(pair)}</option>}
      </select>
    </div>
  );
}
