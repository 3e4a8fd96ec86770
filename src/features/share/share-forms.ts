// What can be shared, of what, and how: the choices of the dialog as data.

import type { View } from '../../url/url-state';

export const SHARE_FORMS = ['link', 'view', 'text', 'file', 'report', 'packets'] as const;
export type ShareForm = (typeof SHARE_FORMS)[number];

export type Subject =
  | { readonly kind: 'all' }
  | { readonly kind: 'finding'; readonly index: number }
  | { readonly kind: 'connection'; readonly id: number }
  /** Of the open capture with another one; `pair`: one compared connection. */
  | { readonly kind: 'comparison'; readonly pair: number | null }
  /** Rows of the table: their packets can be exported. */
  | { readonly kind: 'picked'; readonly ids: readonly number[] };

export interface ShareOptions {
  readonly replacesAddresses: boolean;
  readonly hidesClock: boolean;
}

/** Text is made of comparisons alone; packets of one capture. */
export function formsOf({ kind }: Subject): readonly ShareForm[] {
  return SHARE_FORMS.filter((form) => form !== (kind === 'comparison' ? 'packets' : 'text'));
}

/** Of what is looked at. `compared`: connections of the comparison that stands; null: none does. */
export function subjectOf(view: View, exported: readonly number[] | null, compared: number | null = null): Subject {
  if (exported !== null) return { kind: 'picked', ids: exported };
  if (compared !== null && compared > 0) {
    const within = (index: number | null): number | null => (index !== null && index < compared ? index : null);
    if (view.kind === 'compare') return { kind: 'comparison', pair: within(view.index) };
    if (view.kind === 'report' && view.compared !== undefined) return { kind: 'comparison', pair: within(view.compared) };
  }
  if (view.kind === 'finding') return { kind: 'finding', index: view.index };
  if (view.kind === 'connection') return { kind: 'connection', id: view.id };
  if (view.kind === 'report' && view.connection !== null) return { kind: 'connection', id: view.connection };
  if (view.kind === 'report' && view.finding !== null) return { kind: 'finding', index: view.finding };
  return { kind: 'all' };
}

/** As the engine asks for it. */
export function scopeOf(subject: Subject): { readonly finding: number | null; readonly connection: number | null } {
  return {
    finding: subject.kind === 'finding' ? subject.index : null,
    connection: subject.kind === 'connection' ? subject.id : null,
  };
}

export function reportViewOf(subject: Subject): Extract<View, { kind: 'report' }> {
  return subject.kind === 'comparison'
    ? { kind: 'report', finding: null, connection: null, compared: subject.pair }
    : { kind: 'report', ...scopeOf(subject) };
}

/** Up to so many characters a link survives there (design: sharing, size meter). */
export const LINK_BANDS = { everywhere: 1_800, common: 3_800, most: 8_000 } as const;
export type LinkBand = keyof typeof LINK_BANDS | 'none';

export function bandOf(characters: number): LinkBand {
  if (characters <= LINK_BANDS.everywhere) return 'everywhere';
  if (characters <= LINK_BANDS.common) return 'common';
  return characters <= LINK_BANDS.most ? 'most' : 'none';
}

/** Who carries a link of up to which length. */
export const CARRIERS = [
  ['slack', LINK_BANDS.common],
  ['teams', LINK_BANDS.common],
  ['jira', LINK_BANDS.common],
  ['github', LINK_BANDS.common],
  ['mail', LINK_BANDS.everywhere],
  ['bookmark', LINK_BANDS.everywhere],
] as const;
export type Carrier = (typeof CARRIERS)[number][0];

/** This page without a fragment; a file that was opened from disk has no origin. */
export function pageAddress({ origin, pathname, search, protocol }: Location): string {
  return `${protocol === 'file:' ? 'file://' : origin}${pathname}${search}`;
}
