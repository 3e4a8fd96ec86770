// How good the capture is: complete, or what is wrong with it. Short words on the chip, whole sentences when opened.

import { useEffect, useRef, useState } from 'react';
import { issueText } from '#engine/report/failure-words';
import type { CaptureSummary } from '#engine/rpc/protocol';
import { Icon } from '../ui/Icon';
import { Prose } from '../ui/Prose';
import { useLanguage, useMessages } from './language';

const SHORT_SHOWN = 2;

export function QualityChip({ capture }: { readonly capture: CaptureSummary }) {
  const messages = useMessages();
  const language = useLanguage();
  const text = messages.capture;
  const [isOpen, setIsOpen] = useState(false);
  const element = useRef<HTMLDivElement>(null);
  const notes = capture.issues.map((issue) => ({ issue, ...issueText(issue, language) }));
  useEffect(() => {
    if (!isOpen) return;
    const close = (event: Event) => {
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !element.current?.contains(event.target as Node)) setIsOpen(false);
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, [isOpen]);
  return (
    <div className="quality" data-testid="quality-chip" data-notes={notes.length} ref={element}>
      <button
        type="button"
        className={notes.length === 0 ? 'chip chip-button' : 'chip chip-button chip-noted'}
        aria-expanded={isOpen}
        title={notes.length === 0 ? undefined : text.qualityNotes(notes.length)}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name={notes.length === 0 ? 'check' : 'note'} size={14} />
        {notes.length === 0 && text.qualityGood}
        {notes.slice(0, SHORT_SHOWN).map(({ issue, code }) => (
          <span className="chip-part" key={issue.code} data-testid={`notice-${code}`} data-issue={issue.code}>
            {messages.issue[issue.code]}
          </span>
        ))}
        {notes.length > SHORT_SHOWN && <span>{text.more(notes.length - SHORT_SHOWN)}</span>}
      </button>
      {isOpen && (
        <div className="quality-panel">
          {notes.length === 0 && <p>{text.qualityGoodWhy}</p>}
          <ul>
            {notes.map(({ issue, code, text: sentence }, index) => (
              <li key={issue.code} {...(index < SHORT_SHOWN ? {} : { 'data-testid': `notice-${code}`, 'data-issue': issue.code })}>
                <Prose text={sentence} /> <span className="notice-code">{code}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
