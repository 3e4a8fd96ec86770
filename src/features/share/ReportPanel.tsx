// The report in a click: as it is drafted, or as somebody has changed it in the report view.

import { useLanguage } from '../../app/language';
import { openView, useAppStore } from '../../store/store';
import { copyText } from '../../ui/clipboard';
import { shareMessages } from './messages';
import { reportViewOf } from './share-forms';
import { Holds, LeftOut, type PanelProps } from './ShareParts';
import { useOutgoing } from './use-outgoing';

type Way = 'html' | 'markdown' | 'copy';

export function ReportPanel({ subject, options, onOptions }: PanelProps) {
  const text = shareMessages(useLanguage());
  const close = useAppStore((state) => state.dialogChanged);
  const outgoing = useOutgoing(subject, options);
  const take = async (way: Way) => {
    const report = await outgoing.report();
    if (report === null) return;
    if (way === 'copy') await copyText(report.markdown);
    else if (way === 'html') outgoing.save(new Blob([report.html], { type: 'text/html' }), 'report', 'html', '-report');
    else outgoing.save(new Blob([report.markdown], { type: 'text/markdown' }), 'report', 'md', '-report');
  };
  const { isBusy } = outgoing;
  return (
    <>
      <Holds holds={subject.kind === 'comparison' ? text.comparisonReportHolds : text.reportHolds} lacks={text.reportLacks} />
      <LeftOut options={options} onOptions={onOptions} />
      <div className="share-actions">
        <button type="button" className="button button-primary" disabled={isBusy} onClick={() => void take('html')}>
          {text.saveHtml}
        </button>
        <button type="button" className="button" disabled={isBusy} onClick={() => void take('copy')}>
          {text.copyMarkdown}
        </button>
        <button type="button" className="button" disabled={isBusy} onClick={() => void take('markdown')}>
          {text.saveMarkdown}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => {
            close(null);
            openView(reportViewOf(subject));
          }}
        >
          {text.editReport}
        </button>
      </div>
      <p role="status">{isBusy ? text.working : outgoing.hasFailed ? text.failed : ''}</p>
    </>
  );
}
