// The ladder of a shared connection, as text: the packets themselves stayed where the capture is.

import { useMemo } from 'react';
import { formatEndpoint } from '#engine/base/format';
import { renderTextLadder } from '#engine/ladder/text-ladder';
import type { Note } from '#engine/model/note';
import type { SharedConnection } from '#engine/share/shared-analysis';
import { useLanguage } from '../../app/language';
import { sharedMessages } from './messages';
import { SharedNotes } from './SharedNotes';

export interface SharedConnectionSectionProps {
  readonly connection: SharedConnection;
  readonly notes: readonly Note[];
}

export function SharedConnectionSection({ connection, notes }: SharedConnectionSectionProps) {
  const language = useLanguage();
  const text = sharedMessages(language);
  const { report, ladder } = connection;
  const drawing = useMemo(() => renderTextLadder(ladder, language), [ladder, language]);
  const folded = ladder.rows.reduce((sum, row) => sum + (row.kind === 'run' ? row.packets : 0), 0);
  const end = ({ address, port }: SharedConnection['report']['client']) => formatEndpoint(address, port);
  return (
    <section data-testid="shared-connection" data-conn={report.id} data-cause={report.verdict.cause} data-outcome={report.outcome}>
      <h2 className="shared-heading">{text.ladder(report.id, end(report.client), end(report.server))}</h2>
      <pre className="shared-ladder" data-testid="ladder-text" tabIndex={0} role="group" aria-label={text.ladderLabel}>
        {drawing}
      </pre>
      {folded > 0 && <p className="shared-left-out">{text.folded(folded)}</p>}
      <SharedNotes notes={notes} />
    </section>
  );
}
