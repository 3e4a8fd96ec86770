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
  /** The packet that was chosen when it was shared. */
  readonly selected: number | null;
}

export function SharedConnectionSection({ connection, notes, selected }: SharedConnectionSectionProps) {
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
        <Marked drawing={drawing} frame={selected} />
      </pre>
      {folded > 0 && <p className="shared-left-out">{text.folded(folded)}</p>}
      <SharedNotes notes={notes} />
    </section>
  );
}

/** Rows begin with the numbers of their packets. */
function Marked({ drawing, frame }: { readonly drawing: string; readonly frame: number | null }) {
  const lines = drawing.split('\n');
  const at = frame === null ? -1 : lines.findIndex((line) => Number.parseInt(line, 10) === frame);
  if (at < 0) return drawing;
  const after = lines.slice(at + 1).map((line) => `\n${line}`);
  return (
    <>
      {lines.slice(0, at).map((line) => `${line}\n`)}
      <mark className="shared-selected" data-packet={frame} aria-current="true">
        {lines[at]}
      </mark>
      {after}
    </>
  );
}
