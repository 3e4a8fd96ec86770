// A connection at a glance, beside the table: who, how it ended, and its ladder. Takes neither keys nor focus; opening it does.

import { useEffect, useMemo, useRef, useState } from 'react';
import { evidenceText } from '#engine/causes/words/evidence-words';
import { causeWords } from '#engine/causes/words/cause-words';
import { useLanguage } from '../../app/language';
import { engine as engineClient } from '../../engine-client/engine-client';
import { openConnection } from '../../store/store';
import { ConfidenceMark } from '../../ui/ConfidenceMark';
import { OutcomeBadge } from '../../ui/OutcomeBadge';
import { Ladder } from './ladder/Ladder';
import { NOTHING_OPEN, useLadder, type OpenRuns } from './ladder/use-ladder';
import { connectionMessages } from './messages';
import { useConnection, type ConnectionReading } from './use-connection';
import './connection.css';

/** A held arrow key passes rows faster than anybody reads them. */
const SETTLE_MS = 90;

export function ConnectionPeek({ id }: { readonly id: number }) {
  const [settled, setSettled] = useState(id);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(id), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [id]);
  return <Peeked key={settled} id={settled} />;
}

function Peeked({ id }: { readonly id: number }) {
  const messages = connectionMessages(useLanguage());
  const [open, setOpen] = useState(NOTHING_OPEN);
  const reading = useConnection(id, open, engineClient());
  if (reading.state !== 'ready') {
    return (
      <p className="conn-wait" aria-busy={reading.state === 'reading'}>
        {reading.state === 'failed' ? messages.view.failed(id) : messages.view.loading}
      </p>
    );
  }
  return <PeekedLadder reading={reading} open={open} onOpenChange={setOpen} />;
}

function PeekedLadder(props: {
  readonly reading: Extract<ConnectionReading, { state: 'ready' }>;
  readonly open: OpenRuns;
  onOpenChange(open: OpenRuns): void;
}) {
  const language = useLanguage();
  const { report, model } = props.reading;
  const frame = useRef<number | null>(null);
  const state = useLadder({
    model,
    packet: null,
    captureSeconds: report.startSeconds,
    open: props.open,
    onOpenChange: props.onOpenChange,
    // A glance: whoever wants so many rows opens the connection.
    onTooManyRows: () => openConnection(report.id),
    onPacket: (selected) => {
      frame.current = selected;
    },
    onOpenPacket: () => openConnection(report.id, frame.current),
  });
  const claims = useMemo(
    () => new Map(model.annotations.map((note) => [note.number, evidenceText({ ...note }, language)])),
    [model.annotations, language],
  );
  return (
    <div className="peeked" data-testid="peeked" data-conn={report.id} data-cause={report.verdict.cause}>
      <p className="peeked-head">
        <OutcomeBadge outcome={report.outcome} cause={report.verdict.cause} />
        <strong>{causeWords(report.verdict.cause, language).short}</strong>
        <ConfidenceMark confidence={report.verdict.confidence} />
      </p>
      <Ladder state={state} language={language} messages={connectionMessages(language)} claims={claims} gauge={null} />
    </div>
  );
}
