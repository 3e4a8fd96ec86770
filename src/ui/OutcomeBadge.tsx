// How a connection went: icon, word and pattern together, so that nothing depends on colour.

import type { Outcome } from '#engine/model/verdict';
import type { FindingCause } from '#engine/model/vocabulary';
import { outcomeWords } from '#engine/causes/words/outcome-words';
import { useLanguage, useMessages } from '../app/language';
import { Icon } from './Icon';
import { outcomeLook } from '#engine/model/outcome-look';
import './outcome-badge.css';

export interface OutcomeBadgeProps {
  readonly outcome: Outcome;
  readonly cause: FindingCause;
  /** Table cells: no tint, smaller. */
  readonly isPlain?: boolean;
}

export function OutcomeBadge({ outcome, cause, isPlain = false }: OutcomeBadgeProps) {
  const messages = useMessages();
  const look = outcomeLook(outcome, cause);
  const language = useLanguage();
  // A harmful cause colours a connection that is still open; its word stays true.
  const isEarly = look === 'early' && outcome === 'closed';
  const word = look === 'closed' || isEarly ? messages.outcomeLook[look] : outcomeWords[language][outcome];
  return (
    <span className={`badge look-${look}${isPlain ? ' badge-plain' : ''}`}>
      {isPlain ? (
        <Icon name={look} size={12} />
      ) : (
        <span className="badge-mark">
          <Icon name={look} size={14} />
        </span>
      )}
      {word}
    </span>
  );
}
