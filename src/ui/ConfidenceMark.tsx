// How sure the verdict is: four dots and the word. Never a colour; the number is in the tooltip.

import { CERTAINTY_GLYPHS, certaintyWords } from '#engine/causes/words/certainty-words';
import { certaintyOf } from '#engine/model/verdict';
import { useLanguage, useMessages } from '../app/language';
import './confidence-mark.css';

export interface ConfidenceMarkProps {
  readonly confidence: number;
  readonly testId?: string;
  /** Dense tables: the word is there for screen readers and in the tooltip. */
  readonly isCompact?: boolean;
}

export function ConfidenceMark({ confidence, testId, isCompact = false }: ConfidenceMarkProps) {
  const messages = useMessages();
  const certainty = certaintyOf(confidence);
  const { word, meaning } = certaintyWords[useLanguage()][certainty];
  const number = messages.certainty.tooltip(confidence.toFixed(2));
  return (
    <span className="confidence" data-testid={testId} title={isCompact ? `${word} (${number})` : `${meaning} (${number})`}>
      <span className="confidence-glyph" aria-hidden="true">
        {CERTAINTY_GLYPHS[certainty]}
      </span>
      {isCompact ? <span className="visually-hidden">{word}</span> : word}
    </span>
  );
}
