// The filter: one line of text, evaluated in the worker, an APG combobox with what may be typed next. A mistake is shown where it is,
// and the last valid result stays.

import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import { focusGrid } from '../../app/focus';
import { useMessages } from '../../app/language';
import { useAppStore } from '../../store/store';
import { Icon } from '../../ui/Icon';
import { Prose } from '../../ui/Prose';
import { accepted, typingAt } from './filter-suggestions';
import type { FilterError } from './use-connection-query';
import { useSuggestions } from './use-suggestions';

export function FilterBox({ query, error }: { readonly query: string; readonly error: FilterError | null }) {
  const messages = useMessages();
  const text = messages.connections;
  const type = useAppStore((state) => state.queryTyped);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState(-1);
  // Where the caret was when somebody typed; null: the list is closed.
  const typing = caret === null ? null : typingAt(query, Math.min(caret, query.length));
  const suggestions = useSuggestions(typing);
  const isOpen = suggestions.length > 0;
  // While there is something to choose from, a value that is still missing is no mistake.
  const shown = isOpen ? null : error;
  const at = isOpen ? Math.min(chosen, suggestions.length - 1) : -1;
  const close = () => {
    setCaret(null);
    setChosen(-1);
  };
  const open = () => {
    setCaret(input.current?.selectionStart ?? query.length);
    setChosen(-1);
  };
  const accept = (index: number) => {
    const suggestion = suggestions[index];
    if (suggestion === undefined || typing === null) return;
    const next = accepted(query, typing, suggestion.insert);
    flushSync(() => {
      type(next.text);
      setCaret(next.caret);
      setChosen(-1);
    });
    input.current?.focus();
    input.current?.setSelectionRange(next.caret, next.caret);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      if (isOpen) setChosen(at + step < -1 ? suggestions.length - 1 : at + step >= suggestions.length ? -1 : at + step);
      else if (step === 1 && !event.altKey && query !== '') focusGrid();
      else open();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (at >= 0) return accept(at);
      close();
      focusGrid();
    } else if (event.key === 'Escape') {
      // One level at a time: the list, the text, then the field.
      if (isOpen) close();
      else if (query !== '') {
        close();
        type('');
      } else if (!focusGrid()) event.currentTarget.blur();
    }
  };
  return (
    <div className="filter">
      <label className="filter-label" htmlFor={id}>
        {text.filter}
      </label>
      <div className="filter-field">
        <input
          id={id}
          ref={input}
          data-testid="filter"
          className="filter-input"
          type="text"
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
          inputMode="search"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder={text.filterPlaceholder}
          value={query}
          aria-invalid={shown !== null}
          aria-describedby={shown === null ? undefined : `${id}-error`}
          onChange={(event) => {
            type(event.target.value);
            // Emptied, it is out of the way; the arrow opens it.
            setCaret(event.target.value === '' ? null : event.target.selectionStart);
            setChosen(-1);
          }}
          onBlur={close}
          onKeyDown={onKeyDown}
        />
        {query !== '' && (
          <button type="button" className="button-icon filter-clear" aria-label={text.clear} onClick={() => type('')}>
            <Icon name="close" />
          </button>
        )}
        <div id={`${id}-list`} role="listbox" aria-label={text.suggestions} className="filter-list" hidden={!isOpen}>
          {suggestions.map(({ insert, note }, index) => (
            <div
              key={insert}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              // Not on click: by then the field has lost the focus and the list is closed.
              onPointerDown={(event) => {
                event.preventDefault();
                accept(index);
              }}
            >
              <code>{insert}</code>
              <span>{note}</span>
            </div>
          ))}
        </div>
      </div>
      {shown !== null && (
        <div className="filter-error" id={`${id}-error`} data-testid="filter-error" data-position={shown.position}>
          <pre className="filter-caret" aria-hidden="true">
            {query}
            {'\n'}
            {' '.repeat(Math.min(shown.position, query.length))}^
          </pre>
          <p data-testid="notice-E31">
            <Prose text={text.E31(shown.position + 1, text.reason[shown.reason] ?? text.reasonUnknown)} />{' '}
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
