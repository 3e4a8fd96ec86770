// The filter inside a long ladder: which packets have rows of their own. The worker reads it; a word that it does not know is looked
// for in what the payload was recognised as.

import { useEffect, useId, useState } from 'react';
import { formatCount } from '#engine/base/format';
import type { LadderMessages } from './ladder-messages';

const DEBOUNCE_MS = 150;

export function LadderFilter({
  packets,
  fitting,
  words: offered,
  filter,
  messages,
  onFilter,
}: {
  readonly packets: number;
  /** Undefined: nothing was asked. */
  readonly fitting: number | undefined;
  readonly words: readonly string[];
  readonly filter: string;
  readonly messages: LadderMessages;
  onFilter(filter: string): void;
}) {
  const id = useId();
  const [typed, setTyped] = useState(filter);
  const words = messages.filter;
  useEffect(() => {
    if (typed === filter) return undefined;
    const timer = setTimeout(() => onFilter(typed), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [typed, filter, onFilter]);
  return (
    <span className="ladder-tool ladder-filter">
      <label htmlFor={id}>{words.label}</label>
      <input
        id={id}
        type="search"
        className="ladder-filter-input"
        data-testid="ladder-filter"
        list={`${id}-words`}
        placeholder="rst  data client  -ack"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || typed === '') return;
          event.preventDefault();
          setTyped('');
        }}
      />
      <datalist id={`${id}-words`}>
        {offered.map((word) => (
          <option key={word}>{word}</option>
        ))}
      </datalist>
      <output htmlFor={id} className="ladder-filter-count" data-testid="ladder-filter-count">
        {fitting === undefined ? '' : words.fitting(formatCount(fitting), formatCount(packets))}
      </output>
    </span>
  );
}
