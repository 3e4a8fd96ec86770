// The ladder as text, shown and copied, in the reader's choice of characters and width.

import { useMemo } from 'react';
import type { Language } from '#engine/causes/words/words';
import type { LadderModel } from '#engine/ladder/ladder-model';
import { renderTextLadder } from '#engine/ladder/text-ladder';
import type { LadderLook } from './ladder/use-look';

const NARROW_COLUMNS = 100;

type Form = Pick<LadderLook, 'isAscii' | 'isNarrow'>;

export function ladderText(model: LadderModel, language: Language, { isAscii, isNarrow }: Form): string {
  return renderTextLadder(model, language, undefined, { isAscii, ...(isNarrow ? { columns: NARROW_COLUMNS } : {}) });
}

export function LadderText({
  model,
  language,
  look: { isAscii, isNarrow },
  label,
}: {
  readonly model: LadderModel;
  readonly language: Language;
  readonly look: Form;
  readonly label: string;
}) {
  const text = useMemo(() => ladderText(model, language, { isAscii, isNarrow }), [model, language, isAscii, isNarrow]);
  return (
    <pre className="ladder-text" data-testid="ladder-text" tabIndex={0} role="group" aria-label={label}>
      {text}
    </pre>
  );
}
