// What can be done with the rows that are picked out: look at them alone, or see what sets them apart from all others.

import { useState } from 'react';
import { differenceTexts } from '#engine/causes/words/difference-words';
import type { Comparison } from '#engine/rpc/protocol';
import { useLanguage, useMessages } from '../../app/language';
import { engine } from '../../engine-client/engine-client';
import { showToast, useAppStore } from '../../store/store';
import { Chips } from '../../ui/Chips';
import { Icon } from '../../ui/Icon';
import { MAX_QUERY_CHARS } from '../../url/url-state';
import { connectionsTerm, type Selection } from './use-selection';

export function SelectionBar({ selection }: { readonly selection: Selection }) {
  const messages = useMessages();
  const text = messages.connections;
  const type = useAppStore((state) => state.queryTyped);
  const [compared, setCompared] = useState<{ readonly ids: ReadonlySet<number>; readonly result: Comparison } | null>(null);
  const exportPackets = useAppStore((state) => state.exportOpened);
  const { ids } = selection;
  const filter = () => {
    const term = connectionsTerm(ids);
    if (term.length > MAX_QUERY_CHARS) showToast(text.tooManyPicked);
    else type(term);
  };
  const compare = async () => {
    const answer = await engine().compare(Uint32Array.from(ids));
    if (answer.ok) setCompared({ ids, result: answer.value });
  };
  return (
    <div className="selection" data-testid="selection">
      <p role="status" aria-live="polite" className="numeric">
        {ids.size > 0 && text.picked(ids.size)}
      </p>
      {ids.size > 0 && (
        <>
          <button type="button" className="button button-small" onClick={filter}>
            {text.filterPicked}
          </button>
          <button type="button" className="button button-small" onClick={() => void compare()}>
            {text.comparePicked}
          </button>
          <button
            type="button"
            className="button button-small"
            data-testid="export-picked"
            aria-haspopup="dialog"
            onClick={() => exportPackets([...ids].toSorted((a, b) => a - b))}
          >
            {text.exportPicked}
          </button>
          <button type="button" className="button-icon" aria-label={text.clearPicked} title={text.clearPicked} onClick={selection.clear}>
            <Icon name="close" />
          </button>
        </>
      )}
      {compared !== null && compared.ids === ids && ids.size > 0 && <Differences count={ids.size} comparison={compared.result} />}
    </div>
  );
}

function Differences({ count, comparison }: { readonly count: number; readonly comparison: Comparison }) {
  const text = useMessages().connections;
  const language = useLanguage();
  const lines = differenceTexts({ ...comparison, count }, language);
  return (
    <div className="selection-differences" role="status" data-testid="differences">
      {lines.length === 0 ? (
        <p>{text.noDifference}</p>
      ) : (
        <ul>
          {lines.map(({ affected, affectedFrames, others, othersFrames }) => (
            <li key={affected}>
              {affected} <Chips frames={affectedFrames} connection={null} />
              {language === 'zh' ? '；' : '; '}
              {others} <Chips frames={othersFrames} connection={null} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
