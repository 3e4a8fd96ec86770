// The postmortem of the open capture, of one of its findings or of one connection.

import { useId } from 'react';
import type { AnalysisSummary } from '#engine/rpc/protocol';
import { useLanguage } from '../../app/language';
import { wordsOf } from '../../app/words';
import { engine } from '../../engine-client/engine-client';
import { openView } from '../../store/store';
import { formatHash } from '../../url/url-state';
import { reportMessages } from './messages';
import { ReportDesk } from './ReportDesk';

export interface ReportViewProps {
  readonly summary: AnalysisSummary;
  readonly finding: number | null;
  readonly connection: number | null;
}

export function ReportView({ summary, finding, connection }: ReportViewProps) {
  return (
    <ReportDesk
      summary={summary}
      about={formatHash({ kind: 'report', finding, connection })}
      subject={<SubjectSelect summary={summary} finding={finding} connection={connection} />}
      ask={(wish) =>
        engine().postmortem({
          ...wish,
          // An index of another capture, or written by hand: all there is.
          finding: finding !== null && finding < summary.findings.length ? finding : null,
          connection: connection !== null && connection < summary.capture.connections ? connection : null,
        })
      }
      hash={() => engine().fileHashes()}
    />
  );
}

/** Named in a list; there may be hundreds. */
const LISTED_FINDINGS = 60;

function SubjectSelect({ summary, finding, connection }: ReportViewProps) {
  const language = useLanguage();
  const text = reportMessages(language);
  const id = useId();
  return (
    <div className="report-field">
      <label htmlFor={id}>{text.about}</label>
      <select
        id={id}
        data-testid="report-subject"
        value={connection !== null ? 'connection' : (finding ?? 'all')}
        onChange={({ target }) => {
          if (target.value === 'connection') return;
          openView({ kind: 'report', finding: target.value === 'all' ? null : Number(target.value), connection: null });
        }}
      >
        <option value="all">{text.all}</option>
        {connection !== null && <option value="connection">{text.connection(connection)}</option>}
        {summary.findings.slice(0, LISTED_FINDINGS).map(({ cause }, index) => (
          <option key={index} value={index}>
            {text.finding(index + 1, wordsOf(cause, language).short)}
          </option>
        ))}
      </select>
    </div>
  );
}
