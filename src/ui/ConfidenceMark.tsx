// How sure the verdict is: four dots and the word. Never a colour; the number is in the tooltip.

import { certaintyOf, type Certainty } from '#engine/model/verdict';
import { useMessages } from '../app/language';
import './confidence-mark.css';

const DOTS: Readonly<Record<Certainty, number>> = { certain: 4, likely: 3, possible: 2, undetermined: 0 };

export function ConfidenceMark({ confidence, testId }: { readonly confidence: number; readonly testId?: string }) {
  const messages = useMessages();
  const certainty = certaintyOf(confidence);
  const dots = DOTS[certainty];
  return (
    <span className="confidence" data-testid={testId} title={messages.certainty.tooltip(confidence.toFixed(2))}>
      <span className="confidence-glyph" aria-hidden="true">
        {dots === 0 ? '?' : '●'.repeat(dots) + '○'.repeat(4 - dots)}
      </span>
      {messages.certainty[certainty]}
    </span>
  );
}
