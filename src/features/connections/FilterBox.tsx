// The filter: one line of text, evaluated in the worker. A mistake is shown where it is, and the last valid result stays.

import { useId } from 'react';
import { focusGrid } from '../../app/focus';
import { useMessages } from '../../app/language';
import { useAppStore } from '../../store/store';
import { Icon } from '../../ui/Icon';
import { Prose } from '../../ui/Prose';
import type { FilterError } from './use-connection-query';

export function FilterBox({ query, error }: { readonly query: string; readonly error: FilterError | null }) {
  const messages = useMessages();
  const text = messages.connections;
  const type = useAppStore((state) => state.queryTyped);
  const id = useId();
  return (
    <div className="filter">
      <label className="filter-label" htmlFor={id}>
        {text.filter}
      </label>
      <div className="filter-field">
        <input
          id={id}
          data-testid="filter"
          className="filter-input"
          type="text"
          inputMode="search"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder={text.filterPlaceholder}
          value={query}
          aria-invalid={error !== null}
          aria-describedby={error === null ? undefined : `${id}-error`}
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'Escape') {
              // One level at a time: the text first, then the field.
              if (query !== '') type('');
              else if (!focusGrid()) event.currentTarget.blur();
            } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
              event.preventDefault();
              focusGrid();
            }
          }}
        />
        {query !== '' && (
          <button type="button" className="button-icon filter-clear" aria-label={text.clear} onClick={() => type('')}>
            <Icon name="close" />
          </button>
        )}
      </div>
      {error !== null && (
        <div className="filter-error" id={`${id}-error`} data-testid="filter-error" data-position={error.position}>
          <pre className="filter-caret" aria-hidden="true">
            {query}
            {'\n'}
            {' '.repeat(Math.min(error.position, query.length))}^
          </pre>
          <p>
            <Prose text={text.E31(error.position + 1, text.reason[error.reason] ?? text.reasonUnknown)} />{' '}
            <span className="notice-code">E31</span>
          </p>
        </div>
      )}
      <details className="filter-help">
        <summary>{text.help}</summary>
        <dl>
          {text.helpParts.map(([example, meaning]) => (
            <div key={example}>
              <dt>
                <code>{example}</code>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}
