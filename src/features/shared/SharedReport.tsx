// What people wrote into the report: plain text, as it was typed. Shown where an analysis file or a report has it.

import type { PostmortemEdits } from '#engine/report/postmortem/edits';
import type { SharedCapture } from '#engine/share/shared-analysis';
import { formatDuration } from '#engine/base/format';
import { useLanguage } from '../../app/language';
import { formatIso } from '../../app/wall-clock';
import { sharedMessages } from './messages';

export function SharedReport({ edits, capture }: { readonly edits: PostmortemEdits; readonly capture: SharedCapture }) {
  const language = useLanguage();
  const text = sharedMessages(language).report;
  const { title, author, summary, impact, timeline = [], actions = [] } = edits;
  const paragraphs = [summary, impact].filter((paragraph) => paragraph !== undefined && paragraph !== '');
  if (Object.keys(edits).length === 0) return null;
  const time = (at: number | string) =>
    typeof at === 'string' ? at : formatIso(capture.startNs, at) || `+${formatDuration(at, language)}`;
  return (
    <section className="shared-report" data-testid="shared-report" aria-label={text.label}>
      {title !== undefined && title !== '' && <p className="shared-report-title">{title}</p>}
      {author !== undefined && author !== '' && <p className="shared-label">{text.author(author)}</p>}
      {paragraphs.map((paragraph, index) => (
        <p key={index} className="shared-note" dir="auto">
          {paragraph}
        </p>
      ))}
      {timeline.length > 0 && (
        <>
          <h2 className="shared-heading">{text.timeline}</h2>
          <ul>
            {timeline.map((entry, index) => (
              <li key={index}>
                <span className="numeric">{time(entry.at)}</span> {entry.text}
              </li>
            ))}
          </ul>
        </>
      )}
      {actions.length > 0 && (
        <>
          <h2 className="shared-heading">{text.actions}</h2>
          <ul>
            {actions.map((action, index) => (
              <li key={index}>{[action.text, action.owner, action.due].filter((part) => part !== '').join(' · ')}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
