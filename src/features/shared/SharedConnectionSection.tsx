// One shared connection: its ladder as the shell draws it, the same as text, and what people wrote on it. The packets themselves
// stayed where the capture is.

import { useMemo, type ReactNode } from 'react';
import { formatEndpoint } from '#engine/base/format';
import type { LadderModel } from '#engine/ladder/ladder-model';
import { renderTextLadder } from '#engine/ladder/text-ladder';
import type { Note } from '#engine/model/note';
import type { ConnectionReport } from '#engine/model/verdict';
import type { SharedConnection } from '#engine/share/shared-analysis';
import { useLanguage } from '../../app/language';
import { copyText } from '../../ui/clipboard';
import { sharedMessages } from './messages';
import { SharedNotes } from './SharedNotes';

/** What a drawing of a ladder is made of. */
export interface LadderToDraw {
  readonly ladder: LadderModel;
  readonly report: ConnectionReport;
  readonly hasClock: boolean;
  /** The packet that was chosen when it was shared. */
  readonly selected: number | null;
  readonly wished: WishedPacket | null;
  readonly notes: ReadonlyMap<number, string>;
  onCopy(): void;
}

/** Counted: the same packet can be asked for again. */
export interface WishedPacket {
  readonly frame: number;
  readonly count: number;
}

export interface SharedConnectionSectionProps {
  readonly connection: SharedConnection;
  readonly notes: readonly Note[];
  readonly hasClock: boolean;
  readonly selected: number | null;
  readonly wished: WishedPacket | null;
  /** The drawing is another view's; the shell lends it. */
  draw(ladder: LadderToDraw): ReactNode;
}

export function SharedConnectionSection({ connection, notes, hasClock, selected, wished, draw }: SharedConnectionSectionProps) {
  const language = useLanguage();
  const text = sharedMessages(language);
  const { report, ladder } = connection;
  const drawing = useMemo(() => renderTextLadder(ladder, language), [ladder, language]);
  const onPackets = useMemo(() => new Map(notes.flatMap((note) => (note.about === 'packet' ? [[note.number, note.text]] : []))), [notes]);
  const folded = ladder.rows.reduce((sum, row) => sum + (row.kind === 'run' ? row.packets : 0), 0);
  const end = ({ address, port }: SharedConnection['report']['client']) => formatEndpoint(address, port);
  const copy = () => void copyText(drawing);
  return (
    <section data-testid="shared-connection" data-conn={report.id} data-cause={report.verdict.cause} data-outcome={report.outcome}>
      <h2 className="shared-heading">{text.ladder(report.id, end(report.client), end(report.server))}</h2>
      {draw({ ladder, report, hasClock, selected, wished, notes: onPackets, onCopy: copy })}
      <details className="shared-as-text" data-testid="shared-as-text">
        <summary>{text.asText}</summary>
        <button type="button" className="button button-small" onClick={copy}>
          {text.copyText}
        </button>
        <pre className="shared-ladder" data-testid="ladder-text" tabIndex={0} role="group" aria-label={text.ladderLabel}>
          <Marked drawing={drawing} frame={selected} />
        </pre>
      </details>
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
