// No finding: say so plainly, with the counts; or why nothing could be judged at all.

import { BENIGN_CAUSES } from '#engine/model/vocabulary';
import type { AnalysisSummary } from '#engine/rpc/protocol';
import { issueText } from '#engine/report/failure-words';
import { useLanguage, useMessages } from '../../app/language';
import { Icon } from '../../ui/Icon';
import { Prose } from '../../ui/Prose';
import { endCounts } from './end-counts';

export function NothingWrong({ summary }: { readonly summary: AnalysisSummary }) {
  const messages = useMessages();
  const language = useLanguage();
  const text = messages.findings;
  const { normal, open } = endCounts(summary);
  const empty = summary.capture.issues.find((issue) => issue.code === 'no-packets' || issue.code === 'no-tcp');
  const benign = summary.causes.filter(([cause]) => BENIGN_CAUSES.includes(cause)).toSorted((a, b) => b[1] - a[1])[0]?.[0];
  if (empty !== undefined) {
    const { code, text: reason } = issueText(empty, language);
    return (
      <article className="finding look-unclear">
        <header className="finding-head" data-testid="verdict">
          <h1 className="finding-headline finding-headline-main" data-testid={`notice-${code}`}>
            <Prose text={reason} />
          </h1>
        </header>
      </article>
    );
  }
  return (
    <article className="finding look-closed">
      <header className="finding-head" data-testid="verdict" data-cause={benign}>
        <div className="finding-kind">
          <span className="badge look-closed">
            <span className="badge-mark">
              <Icon name="closed" size={14} />
            </span>
            {messages.outcomeLook.closed}
          </span>
        </div>
        <h1 className="finding-headline finding-headline-main">{text.E30(normal, open)}</h1>
        <p className="finding-prose" data-testid="notice-E30">
          {text.E30Advice}
        </p>
        <div className="finding-actions">
          <a className="button button-primary" href="#v1/connections" data-list-item="">
            {messages.connections.nav}
            <Icon name="arrow" size={14} />
          </a>
        </div>
      </header>
    </article>
  );
}
