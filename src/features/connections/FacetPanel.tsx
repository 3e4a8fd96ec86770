// What the filtered connections have in common, with counts: a click keeps only one value, the minus takes it away.

import { formatCount } from '#engine/base/format';
import { certaintyWords } from '#engine/causes/words/certainty-words';
import { causeWords } from '#engine/causes/words/cause-words';
import { outcomeWords } from '#engine/causes/words/outcome-words';
import type { Certainty, Outcome } from '#engine/model/verdict';
import type { CauseId } from '#engine/model/vocabulary';
import type { Facet } from '#engine/rpc/protocol';
import { useLanguage, useMessages } from '../../app/language';
import { useAppStore } from '../../store/store';
import { isChosen, withFacet } from './facet-terms';
import { useFacets } from './use-facets';

interface FacetPanelProps {
  readonly query: string;
  readonly isOpen: boolean;
  onToggle(isOpen: boolean): void;
}

export function FacetPanel({ query, isOpen, onToggle }: FacetPanelProps) {
  const text = useMessages().facets;
  const facets = useFacets(query, isOpen);
  return (
    <details className="facets" open={isOpen} onToggle={(event) => onToggle(event.currentTarget.open)} data-testid="facets">
      <summary>{text.title}</summary>
      {facets.map((facet) => (
        <FacetList key={facet.facet} facet={facet} query={query} />
      ))}
    </details>
  );
}

function FacetList({ facet, query }: { readonly facet: Facet; readonly query: string }) {
  const text = useMessages().facets;
  const type = useAppStore((state) => state.queryTyped);
  const nameOf = useNames();
  if (facet.values.length === 0) return null;
  return (
    <section className="facet" aria-label={text.names[facet.facet]} data-facet={facet.facet}>
      <h2>{text.names[facet.facet]}</h2>
      <ul>
        {facet.values.map(({ value, count }) => {
          const name = nameOf(facet.facet, value);
          return (
            <li key={value}>
              <button
                type="button"
                className="facet-value"
                aria-pressed={isChosen(query, facet.facet, value)}
                onClick={(event) => type(withFacet(query, facet.facet, value, event.altKey))}
              >
                <span className="facet-name">{name}</span>
                <span className="numeric">{formatCount(count)}</span>
              </button>
              <button
                type="button"
                className="facet-exclude"
                aria-label={text.exclude(name)}
                title={text.exclude(name)}
                onClick={() => type(withFacet(query, facet.facet, value, true))}
              >
                −
              </button>
            </li>
          );
        })}
      </ul>
      {facet.others > 0 && <p className="facet-others numeric">{text.others(facet.others)}</p>}
    </section>
  );
}

function useNames(): (facet: Facet['facet'], value: string) => string {
  const language = useLanguage();
  const text = useMessages().facets;
  return (facet, value) => {
    switch (facet) {
      case 'outcome':
        return outcomeWords[language][value as Outcome];
      case 'cause':
        return causeWords(value as CauseId, language).short;
      case 'ended':
        return text.enders[value as keyof typeof text.enders];
      case 'conf':
        return certaintyWords[language][value as Certainty].word;
      case 'dur':
        return text.durations[Number(value)] ?? value;
      default:
        return value;
    }
  };
}
