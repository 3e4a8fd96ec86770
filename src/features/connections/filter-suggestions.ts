// What may be typed next into the filter: keys, then values of the key under the caret. Pure text; counts come from the worker's facets.

import type { FacetId } from '#engine/rpc/protocol';
import type { FilterKey } from '../../messages/en';

export const FILTER_KEYS = [
  'outcome:',
  'cause:',
  'client:',
  'server:',
  'port:',
  'ended:',
  'conf',
  'dur',
  'idle',
  'rtt',
  'bytes',
  'pkts',
  'retrans',
  'has(',
  'pkt:',
  'conn:',
  'at:',
  'finding:',
] as const satisfies readonly FilterKey[];

const FEATURES = ['rst', 'fin', 'syn-retrans', 'icmp', 'zero-window', 'tls', 'http'];
/** Keys whose values are facets. */
const LISTED: Readonly<Record<string, FacetId>> = {
  'outcome:': 'outcome',
  'cause:': 'cause',
  'client:': 'client',
  'server:': 'server',
  'ended:': 'ended',
};

export interface Typing {
  /** The part of the text that a suggestion replaces. */
  readonly from: number;
  readonly to: number;
  readonly wanted:
    | { readonly kind: 'keys'; readonly keys: readonly FilterKey[] }
    | { readonly kind: 'features'; readonly features: readonly string[] }
    /** `rest`: the filter without this term, under which its values are counted. */
    | { readonly kind: 'values'; readonly facet: FacetId; readonly prefix: string; readonly rest: string };
}

/** Null when nothing can be suggested at the caret. */
export function typingAt(text: string, caret: number): Typing | null {
  const before = text.slice(0, caret);
  const inFeatures = /(?:^|[\s(!-])has\(([^()]*)$/i.exec(before);
  if (inFeatures !== null) {
    const word = /[^\s,]*$/.exec(inFeatures[1] ?? '')?.[0] ?? '';
    const features = FEATURES.filter((feature) => feature.startsWith(word.toLowerCase()));
    return features.length === 0 ? null : { from: caret - word.length, to: caret, wanted: { kind: 'features', features } };
  }
  const word = /[^\s()!]*$/.exec(before)?.[0].replace(/^-/, '') ?? '';
  const end = caret + (/^[^\s()]*/.exec(text.slice(caret))?.[0].length ?? 0);
  const colon = word.indexOf(':');
  const facet = colon < 0 ? undefined : LISTED[word.slice(0, colon + 1).toLowerCase()];
  if (facet !== undefined) {
    // Of several values the last is being typed.
    const prefix = word.slice(Math.max(colon, word.lastIndexOf(',')) + 1);
    const rest = `${text.slice(0, caret - word.length).replace(/[-!]$/, '')}${text.slice(end)}`.trim();
    return { from: caret - prefix.length, to: end, wanted: { kind: 'values', facet, prefix: prefix.toLowerCase(), rest } };
  }
  if (colon >= 0 || /[<>=]/.test(word)) return null;
  const keys = FILTER_KEYS.filter((key) => key.startsWith(word.toLowerCase()));
  return keys.length === 0 ? null : { from: caret - word.length, to: end, wanted: { kind: 'keys', keys } };
}

/** The text with the suggestion in it, and where the caret then stands: behind a value goes a blank, behind a key its value. */
export function accepted(text: string, typing: Typing, insert: string): { readonly text: string; readonly caret: number } {
  const isKey = typing.wanted.kind === 'keys';
  const blank = !isKey && typing.wanted.kind === 'values' && !/^\s/.test(text.slice(typing.to)) ? ' ' : '';
  const head = `${text.slice(0, typing.from)}${insert}${blank}`;
  return { text: `${head}${text.slice(typing.to)}`, caret: head.length };
}
