// An evidence link, opened: verdicts, proofs and ladders in the reader's language, without the capture. A link that was cut,
// changed or made by a newer version shows its message and nothing else.

import { useMemo, type ReactNode } from 'react';
import { formatDuration } from '#engine/base/format';
import { decodeLink, type LinkProblem } from '#engine/share/link';
import type { SharedAnalysis } from '#engine/share/shared-analysis';
import { useLanguage, useMessages } from '../../app/language';
import { formatIso } from '../../app/wall-clock';
import { Notice } from '../../ui/Notice';
import { sharedMessages } from './messages';
import { SharedConnectionSection } from './SharedConnectionSection';
import { SharedJudgement } from './SharedJudgement';
import { SharedNotes } from './SharedNotes';
import './shared.css';

export interface SharedViewProps {
  readonly fragment: string;
  /** The button that opens a file; the shell owns it. */
  picker(label: string): ReactNode;
}

export function SharedView({ fragment, picker }: SharedViewProps) {
  const decoded = useMemo(() => decodeLink(fragment), [fragment]);
  return decoded.ok ? <Opened analysis={decoded.value} picker={picker} /> : <Unreadable problem={decoded.failure} />;
}

function Unreadable({ problem }: { readonly problem: LinkProblem }) {
  const text = sharedMessages(useLanguage());
  const notice = ((): { readonly code: string; readonly text: string } => {
    switch (problem.code) {
      case 'link-cut':
        return { code: 'E41', text: text.E41(problem.got, problem.want) };
      case 'link-too-new':
        return { code: 'E42', text: text.E42(problem.version) };
      case 'link-altered':
        return { code: 'E44', text: text.E44(problem.reason) };
    }
  })();
  return (
    <div className="shared">
      <h1>{text.title}</h1>
      <Notice {...notice} isAlert />
      <p>
        <a className="button" href="./#">
          {text.openCapture}
        </a>
      </p>
    </div>
  );
}

function Opened({ analysis, picker }: { readonly analysis: SharedAnalysis; readonly picker: SharedViewProps['picker'] }) {
  const text = sharedMessages(useLanguage());
  const { findings, connections, findingsLeftOut, notes } = analysis;
  const told = new Set(findings.map(({ representative }) => representative));
  const first = findings[0] ?? connections[0]?.report.verdict;
  return (
    <div className="shared" data-testid="shared" data-cause={first?.cause} data-conf={first?.confidence.toFixed(2)}>
      <Notice code={null} text={text.banner}>
        {picker(text.choose)}
      </Notice>
      <Facts analysis={analysis} />
      {findings.length === 0 && connections.length === 0 && <h1>{text.nothing}</h1>}
      {findings.map((finding, index) => (
        <SharedJudgement
          key={index}
          finding={finding}
          report={null}
          capture={analysis.capture}
          isFirst={index === 0}
          notes={notes.filter(({ about, number }) => about === 'finding' && number === index)}
        />
      ))}
      {findingsLeftOut > 0 && <p className="shared-left-out">{text.leftOut(findingsLeftOut)}</p>}
      {connections.map((connection, index) => {
        const { report } = connection;
        return (
          <div className="shared-connection" key={report.id}>
            {!told.has(report.id) && (
              <SharedJudgement
                finding={null}
                report={report}
                capture={analysis.capture}
                isFirst={findings.length === 0 && index === 0}
                notes={[]}
              />
            )}
            <SharedConnectionSection connection={connection} notes={notes.filter((note) => isOf(note, connection))} />
          </div>
        );
      })}
      <SharedNotes notes={notes.filter(({ about }) => about === 'capture')} />
    </div>
  );
}

function isOf({ about, number }: SharedAnalysis['notes'][number], { report, ladder }: SharedAnalysis['connections'][number]): boolean {
  if (about === 'connection') return number === report.id;
  return about === 'packet' && ladder.rows.some((row) => row.kind === 'packet' && row.frame === number);
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
