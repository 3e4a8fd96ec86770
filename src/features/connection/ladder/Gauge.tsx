// How many connections were open when this one began, against the limit that the capture shows. Counts what is visible, no queue.

import { formatCount } from '#engine/base/format';
import type { CauseId } from '#engine/model/vocabulary';
import type { LadderModel } from '#engine/ladder/ladder-model';
import type { ConnectionMessages } from '../messages';

const MAX_BARS = 24;

/** Whom the count is about depends on what the limit is about. */
function openText(open: string, cause: CauseId, messages: ConnectionMessages): string {
  if (cause === 'connection-limit-per-client') return messages.gauge.client(open);
  return cause === 'connection-limit-total' ? messages.gauge.server(open) : messages.gauge.plain(open);
}

export function Gauge({
  gauge,
  cause,
  href,
  isAtEnd = false,
  messages,
}: {
  readonly gauge: NonNullable<LadderModel['gauge']>;
  readonly cause: CauseId;
  /** The connections of the same server, or of the same client with it, over time; null where there is no chart of them. */
  readonly href: string | null;
  /** Beside the packet that ended the connection. */
  readonly isAtEnd?: boolean;
  readonly messages: ConnectionMessages;
}) {
  const { limit, atLeast } = gauge;
  const open = isAtEnd ? (gauge.atEnd?.open ?? gauge.open) : gauge.open;
  const scale = Math.max(open, limit ?? 0, 1);
  const bars = Math.min(MAX_BARS, scale);
  const filled = Math.round((open / scale) * bars);
  const count = `${atLeast ? messages.gauge.atLeast : ''}${formatCount(open)}`;
  return (
    <div
      className="gauge"
      data-testid={isAtEnd ? 'gauge-at-end' : 'gauge'}
      role="group"
      aria-label={isAtEnd ? messages.gauge.endLabel : messages.gauge.label}
    >
      <span className="gauge-bars" aria-hidden="true">
        {Array.from({ length: bars }, (_, index) => (
          <span key={index} className={index < filled ? 'gauge-bar gauge-bar-open' : 'gauge-bar'} />
        ))}
        {limit === null ? null : <span className="gauge-limit" style={{ left: `${(limit / scale) * 100}%` }} />}
      </span>
      <span className="gauge-text">
        {isAtEnd ? messages.gauge.atEnd(count) : openText(count, cause, messages)}
        {limit === null ? null : <strong> · {messages.gauge.limit(formatCount(limit))}</strong>}
        {atLeast ? <span className="gauge-before"> ({messages.gauge.someBefore})</span> : null}{' '}
        {href === null ? null : <a href={href}>{messages.gauge.chart}</a>}
      </span>
    </div>
  );
}
