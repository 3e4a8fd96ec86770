// A shared analysis as a page, whatever it came in: facts of the capture, the report's own words, verdicts with their proof, ladders, notes.

import { useMemo, useState, type ReactNode } from 'react';
import { formatDuration } from '#engine/base/format';
import type { ConnectionReport, Finding } from '#engine/model/verdict';
import type { PostmortemEdits } from '#engine/report/postmortem/edits';
import type { SharedAnalysis } from '#engine/share/shared-analysis';
import { useLanguage, useMessages } from '../../app/language';
import { formatIso } from '../../app/wall-clock';
import { Notice } from '../../ui/Notice';
import { sharedMessages } from './messages';
import { SharedConnectionSection, type LadderToDraw } from './SharedConnectionSection';
import { SharedJudgement, type WayToPackets } from './SharedJudgement';
import { SharedNotes } from './SharedNotes';
import { SharedReport } from './SharedReport';
import './shared.css';

interface UnreadablePageProps {
  readonly code: string;
  readonly text: string;
  /** A way on. */
  readonly children: ReactNode;
}

/** What could not be opened, and nothing of it. */
export function UnreadablePage({ code, text: told, children }: UnreadablePageProps) {
  const text = sharedMessages(useLanguage());
  return (
    <div className="shared">
      <h1>{text.title}</h1>
      <Notice code={code} text={told} isAlert />
      <p>{children}</p>
    </div>
  );
}

export interface SharedPageProps {
  readonly analysis: SharedAnalysis;
  /** What was written into the report. */
  readonly edits: PostmortemEdits;
  readonly banner: string;
  /** The button that opens a file; the shell owns it. */
  picker(label: string): ReactNode;
  draw(ladder: LadderToDraw): ReactNode;
}

export function SharedPage({ analysis, edits, banner, picker, draw }: SharedPageProps) {
  const text = sharedMessages(useLanguage());
  const { findings, connections, findingsLeftOut, notes } = analysis;
  const told = new Set(findings.map(({ representative }) => representative));
  const [wish, setWish] = useState<Wish | null>(null);
  const owners = useMemo(() => ownersOf(connections), [connections]);
  const ways = useMemo<WayToPackets>(
    () => ({
      has: (frame) => owners.has(frame),
      show: (frame) => {
        const connection = owners.get(frame);
        if (connection !== undefined) setWish((before) => ({ connection, frame, count: (before?.count ?? 0) + 1 }));
      },
    }),
    [owners],
  );
  const first = findings[0] ?? connections[0]?.report.verdict;
  return (
    <div className="shared" data-testid="shared" data-cause={first?.cause} data-conf={first?.confidence.toFixed(2)}>
      <div data-testid="shared-banner">
        <Notice code={null} text={banner}>
          {picker(text.choose)}
        </Notice>
      </div>
      <Facts analysis={analysis} />
      <SharedReport edits={edits} capture={analysis.capture} />
      {findings.length === 0 && connections.length === 0 && <h1>{text.nothing}</h1>}
      {findings.map((finding, index) => (
        <SharedJudgement
          key={index}
          finding={finding}
          report={null}
          capture={analysis.capture}
          isFirst={index === 0}
          packets={ways}
          notes={notes.filter(({ about, number }) => about === 'finding' && number === index)}
        />
      ))}
      <SharedNotes notes={notes.filter(({ about }) => about === 'capture')} />
      {findingsLeftOut > 0 && <p className="shared-left-out">{text.leftOut(findingsLeftOut)}</p>}
      {connections.map((connection, index) => {
        const { report } = connection;
        // Of ten that failed alike the finding says it once; one that was shared for itself has its own say.
        const isTold = told.has(report.id) || (connections.length > 1 && findings.some((finding) => isOfFinding(finding, report)));
        return (
          <div className="shared-connection" key={report.id}>
            {!isTold && (
              <SharedJudgement
                finding={null}
                report={report}
                capture={analysis.capture}
                isFirst={findings.length === 0 && index === 0}
                packets={ways}
                notes={[]}
              />
            )}
            <SharedConnectionSection
              connection={connection}
              notes={notes.filter((note) => isOf(note, connection))}
              selected={analysis.selected}
              hasClock={analysis.capture.startNs !== null}
              wished={wish?.connection === report.id ? wish : null}
              draw={draw}
            />
          </div>
        );
      })}
    </div>
  );
}

interface Wish {
  readonly connection: number;
  readonly frame: number;
  readonly count: number;
}

/** Packets with a row of their own, by the connection whose ladder has it. */
function ownersOf(connections: SharedAnalysis['connections']): ReadonlyMap<number, number> {
  const owners = new Map<number, number>();
  for (const { report, ladder } of connections)
    for (const row of ladder.rows) if (row.kind === 'packet' && !owners.has(row.frame)) owners.set(row.frame, report.id);
  return owners;
}

function isOfFinding({ cause, server }: Finding, report: ConnectionReport): boolean {
  const isThere = server?.address === report.server.address && (server.port === undefined || server.port === report.server.port);
  return cause === report.verdict.cause && isThere;
}

/** A packet that is folded away is told with the connection that its number lies in. */
function isOf({ about, number }: SharedAnalysis['notes'][number], { report, ladder }: SharedAnalysis['connections'][number]): boolean {
  if (about === 'connection') return number === report.id;
  return (
    about === 'packet' &&
    ladder.rows.some((row) =>
      row.kind === 'packet' ? row.frame === number : row.kind === 'run' && row.firstFrame <= number && number <= row.lastFrame,
    )
  );
}

function Facts({ analysis }: { readonly analysis: SharedAnalysis }) {
  const language = useLanguage();
  const messages = useMessages();
  const text = sharedMessages(language);
  const { capture, isRedacted } = analysis;
  const facts = [
    messages.capture.packets(capture.frames),
    text.connections(capture.connections),
    formatDuration(capture.durationSeconds, language),
    formatIso(capture.startNs, 0),
    messages.capture.vantage[capture.vantage],
    isRedacted ? text.pseudonyms : text.realAddresses,
  ];
  return <p className="shared-facts numeric">{facts.filter((fact) => fact !== '').join(' · ')}</p>;
}
