// The list below the filter: what may be typed next, with words or counts beside it. Values are asked of the worker.

import { useEffect, useState } from 'react';
import { causeWords } from '#engine/causes/words/cause-words';
import { outcomeWords } from '#engine/causes/words/outcome-words';
import { formatCount } from '#engine/base/format';
import type { Outcome } from '#engine/model/verdict';
import type { CauseId } from '#engine/model/vocabulary';
import type { Facet } from '#engine/rpc/protocol';
import { useLanguage, useMessages } from '../../app/language';
import { engine } from '../../engine-client/engine-client';
import type { Typing } from './filter-suggestions';

const DEBOUNCE_MS = 120;

export interface Suggestion {
  readonly insert: string;
  /** What it means, or how many there are. */
  readonly note: string;
}

export function useSuggestions(typing: Typing | null): readonly Suggestion[] {
  const text = useMessages().connections;
  const language = useLanguage();
  const facets = useValues(typing);
  if (typing === null) return [];
  const { wanted } = typing;
  if (wanted.kind === 'keys') return wanted.keys.map((key) => ({ insert: key, note: text.keyMeanings[key] }));
  if (wanted.kind === 'features') return wanted.features.map((feature) => ({ insert: feature, note: '' }));
  const values = facets.find(({ facet }) => facet === wanted.facet)?.values ?? [];
  return values
    .map(({ value, count }) => {
      const name =
        wanted.facet === 'outcome'
          ? outcomeWords[language][value as Outcome]
          : wanted.facet === 'cause'
            ? causeWords(value as CauseId, language).short
            : '';
      return { insert: value, note: `${name} ${formatCount(count)}`.trim(), name };
    })
    .filter(({ insert, name }) => insert !== wanted.prefix && `${insert} ${name}`.toLowerCase().includes(wanted.prefix));
}

const NONE: readonly Facet[] = [];

function useValues(typing: Typing | null): readonly Facet[] {
  const rest = typing?.wanted.kind === 'values' ? typing.wanted.rest : null;
  const [answer, setAnswer] = useState<{ readonly rest: string; readonly facets: readonly Facet[] } | null>(null);
  useEffect(() => {
    if (rest === null) return;
    let isStale = false;
    const timer = setTimeout(() => {
      void engine()
        .facets(rest)
        .then((result) => {
          if (!isStale && result.ok && result.value !== null) setAnswer({ rest, facets: result.value });
        });
    }, DEBOUNCE_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [rest]);
  return answer !== null && answer.rest === rest ? answer.facets : NONE;
}
