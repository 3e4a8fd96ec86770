// A field for a line of a log: which causes print it, and which connections of this capture it may be about, best first, with why.

import { useEffect, useId, useState } from 'react';
import type { AnalysisSummary, ErrorAnswer } from '#engine/rpc/protocol';
import { useLanguage, useMessages } from '../../app/language';
import { wordsOf } from '../../app/words';
import { engine } from '../../engine-client/engine-client';
import { useAppStore } from '../../store/store';
import { Icon } from '../../ui/Icon';
import { OutcomeBadge } from '../../ui/OutcomeBadge';
import { formatHash } from '../../url/url-state';
import './paste-error.css';

const DEBOUNCE_MS = 150;
/** Less is no error line. */
const CHARS_MIN = 4;
const CAUSES_SHOWN = 5;
const SEPARATOR = { en: ', ', zh: '、' } as const;

export function PasteError({ summary }: { readonly summary: AnalysisSummary }) {
  const text = useMessages().pasteError;
  // Pasted anywhere on the page, it arrives here as well.
  const pasted = useAppStore((state) => state.pastedError);
  const setPasted = useAppStore((state) => state.errorPasted);
  const [isOpen, setOpen] = useState(false);
  const [seen, setSeen] = useState('');
  if (pasted !== seen) {
    setSeen(pasted);
    if (pasted !== '') setOpen(true);
  }
  const answer = useErrorAnswer(pasted);
  const id = useId();
  return (
    <details className="paste-error" data-testid="paste-error" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="button">
        <Icon name="findings" />
        {text.title}
      </summary>
      <label htmlFor={id}>{text.label}</label>
      <textarea
        id={id}
        rows={3}
        spellCheck={false}
        autoComplete="off"
        placeholder={text.placeholder}
        value={pasted}
        onChange={(event) => setPasted(event.target.value)}
      />
      <div role="status" aria-live="polite">
        {answer !== null && <Answer answer={answer} summary={summary} />}
      </div>
    </details>
  );
}

function useErrorAnswer(pasted: string): ErrorAnswer | null {
  const [answer, setAnswer] = useState<ErrorAnswer | null>(null);
  useEffect(() => {
    let isStale = false;
    const timer = setTimeout(() => {
      if (pasted.trim().length < CHARS_MIN) {
        setAnswer(null);
        return;
      }
      void engine()
        .matchError(pasted)
        .then((result) => {
          if (!isStale && result.ok) setAnswer(result.value);
        });
    }, DEBOUNCE_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [pasted]);
  return answer;
}

function Answer({ answer, summary }: { readonly answer: ErrorAnswer; readonly summary: AnalysisSummary }) {
  const text = useMessages().pasteError;
  const language = useLanguage();
  const { causes, connections } = answer;
  if (causes.length === 0 && connections.length === 0) return <p data-testid="paste-error-unknown">{text.unknown}</p>;
  const here = causes
    .map(({ cause, weight }) => ({ cause, weight, index: summary.findings.findIndex((finding) => finding.cause === cause) }))
    // Among equals, those that this capture has.
    .toSorted((one, other) => other.weight - one.weight || Number(one.index < 0) - Number(other.index < 0))
    .slice(0, CAUSES_SHOWN);
  return (
    <>
      {here.length > 0 && (
        <p className="paste-error-causes">
          {text.causes}{' '}
          {here.map(({ cause, index }, at) => (
            <span key={cause}>
              {at > 0 && SEPARATOR[language]}
              {index < 0 ? (
                wordsOf(cause, language).short
              ) : (
                <a href={formatHash({ kind: 'finding', index })}>{wordsOf(cause, language).short}</a>
              )}
            </span>
          ))}
        </p>
      )}
      {connections.length === 0 ? (
        <p>{text.noConnection}</p>
      ) : (
        <>
          <p>{text.connections(connections.length)}</p>
          <ol className="paste-error-list">
            {connections.map(({ row, because }) => (
              <li key={row.id}>
                <a className="mono" href={formatHash({ kind: 'connection', id: row.id, packet: null })}>
                  {row.client} → {row.server}
                </a>
                <OutcomeBadge outcome={row.outcome} cause={row.cause} isPlain />
                <span className="paste-error-why">
                  {wordsOf(row.cause, language).short} · {because.map((reason) => text.reasons[reason]).join(SEPARATOR[language])}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}
