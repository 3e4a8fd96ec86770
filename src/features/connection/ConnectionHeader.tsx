// Head of the connection view: which two ends, how it went, why, how sure that is; its place in the finding; what can be copied.

import type { ReactNode } from 'react';
import { causeWords } from '#engine/causes/words/cause-words';
import { contextOfConnection } from '#engine/causes/words/headline-context';
import type { Language } from '#engine/causes/words/words';
import { formatBytes, formatCount, formatDuration, formatEndpoint } from '#engine/base/format';
import type { ConnectionReport } from '#engine/model/verdict';
import { useMessages } from '../../app/language';
import { useAppStore } from '../../store/store';
import { Key } from '../../ui/ladder/Key';
import { ConfidenceMark } from '../../ui/ConfidenceMark';
import { Icon } from '../../ui/Icon';
import { NoteButton, NoteText } from '../../ui/Note';
import { OutcomeBadge } from '../../ui/OutcomeBadge';
import { Prose } from '../../ui/Prose';
import type { ConnectionMessages } from './messages';
import type { Neighbours } from './use-neighbours';

export interface ConnectionHeaderProps {
  readonly report: ConnectionReport;
  readonly neighbours: Neighbours | null;
  readonly language: Language;
  readonly messages: ConnectionMessages;
  /** Else back to the finding. */
  readonly isBackToTable: boolean;
  onBack(): void;
  onNeighbour(id: number): void;
  onCopyText(): void;
  onCopyFilter(): void;
  /** What can be done with the ladder below. */
  readonly tools: ReactNode;
}

export function ConnectionHeader(props: ConnectionHeaderProps) {
  const { report, neighbours, language, messages } = props;
  const { verdict } = report;
  const words = causeWords(verdict.cause, language);
  return (
    <header className="conn-head">
      <div className="conn-nav">
        <button type="button" className="button button-small" onClick={props.onBack}>
          <Icon name="previous" size={14} />
          {props.isBackToTable ? messages.view.toConnections : messages.view.toFinding}
        </button>
        {neighbours === null || neighbours.count < 2 ? null : <Steps {...props} neighbours={neighbours} />}
        <div className="conn-actions">
          <button type="button" className="button button-small" onClick={props.onCopyText}>
            <Icon name="copy" size={14} />
            {messages.actions.copyText} <Key name="c" />
          </button>
          <button type="button" className="button button-small" onClick={props.onCopyFilter}>
            <Icon name="copy" size={14} />
            {messages.actions.copyFilter} <Key name="w" />
          </button>
          <NoteButton about="connection" number={report.id} isSmall />
          <ShareButton />
        </div>
      </div>
      <h1 className="conn-title">
        <span className="conn-end">{formatEndpoint(report.client.address, report.client.port)}</span>{' '}
        <span className="conn-arrow">
          <span aria-hidden="true">→</span>
          <span className="visually-hidden">{messages.view.arrow}</span>
        </span>{' '}
        <span className="conn-end">{formatEndpoint(report.server.address, report.server.port)}</span>
      </h1>
      <div className="conn-verdict">
        <OutcomeBadge outcome={report.outcome} cause={verdict.cause} />
        <strong className="conn-cause">{words.short}</strong>
        <ConfidenceMark confidence={verdict.confidence} testId="confidence" />
        <Facts report={report} language={language} messages={messages} />
      </div>
      <div className="conn-summary">
        <p className="conn-headline">
          <Prose text={words.headline(contextOfConnection(report))} />
        </p>
        {props.tools}
      </div>
      <NoteText about="connection" number={report.id} />
      {report.rolesAssumed ? <p className="conn-note">{messages.view.rolesAssumed}</p> : null}
    </header>
  );
}

/** Link, report, packets of this connection. */
function ShareButton() {
  const text = useMessages().findings;
  const openDialog = useAppStore((state) => state.dialogChanged);
  return (
    <button type="button" className="button button-small" data-testid="share" aria-haspopup="dialog" onClick={() => openDialog('share')}>
      <Icon name="share" size={14} />
      {text.share} <Key name="s" />
    </button>
  );
}

function Steps({ neighbours, messages, onNeighbour }: ConnectionHeaderProps & { readonly neighbours: Neighbours }) {
  const { previous, next } = neighbours;
  return (
    <div className="conn-steps" role="group" aria-label={messages.view.neighbours}>
      <button
        type="button"
        className="button-icon"
        aria-label={messages.view.previous}
        title={messages.view.previous}
        disabled={previous === null}
        onClick={() => (previous === null ? undefined : onNeighbour(previous))}
      >
        <Icon name="previous" />
      </button>
      <span className="conn-position">{messages.view.position(neighbours.position, formatCount(neighbours.count))}</span>
      <button
        type="button"
        className="button-icon"
        aria-label={messages.view.next}
        title={messages.view.next}
        disabled={next === null}
        onClick={() => (next === null ? undefined : onNeighbour(next))}
      >
        <Icon name="next" />
      </button>
    </div>
  );
}

/** The key that does the same. Not part of the button's name: it would be read out with every visit. */
function Facts({ report, language, messages }: Pick<ConnectionHeaderProps, 'report' | 'language' | 'messages'>) {
  const facts = [
    [messages.facts.duration, formatDuration(report.durationSeconds, language)],
    [messages.facts.handshake, report.handshakeSeconds === null ? messages.facts.none : formatDuration(report.handshakeSeconds, language)],
    [messages.facts.bytes, `${formatBytes(report.bytes.client, language)} → · ← ${formatBytes(report.bytes.server, language)}`],
    [messages.facts.packets, formatCount(report.segments)],
    ...(report.retransmissions > 0 ? [[messages.facts.retransmissions, formatCount(report.retransmissions)]] : []),
    [messages.facts.endedBy, messages.sides[report.endedBy]],
  ] as const;
  return (
    <dl className="conn-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
