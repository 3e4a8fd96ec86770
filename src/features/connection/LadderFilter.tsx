// The filter inside a long ladder: which packets have rows of their own. The worker reads it; a word that it does not know is looked
// for in what the payload was recognised as.

import { useEffect, useId, useState } from 'react';
import { formatCount } from '#engine/base/format';
import type { LadderModel } from '#engine/ladder/ladder-model';
import { PACKET_WORDS } from '#engine/ladder/packet-words';
import type { ConnectionMessages } from './messages';

const DEBOUNCE_MS = 150;

export function LadderFilter({
  model,
  filter,
  messages,
  onFilter,
}: {
  readonly model: LadderModel;
  readonly filter: string;
  readonly messages: ConnectionMessages;
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
        {PACKET_WORDS.map((word) => (
          <option key={word}>{word}</option>
        ))}
      </datalist>
      <output htmlFor={id} className="ladder-filter-count" data-testid="ladder-filter-count">
        {model.fitting === undefined ? '' : words.fitting(formatCount(model.fitting), formatCount(model.packets))}
      </output>
    </span>
  );
}
