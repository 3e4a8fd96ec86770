// A gap that equals a product's default idle time gets a hint beside it: never evidence, for many settings share a value.

import { formatTimer } from '#engine/base/format';
import { hintsFor } from '#engine/causes/known-defaults';
import type { Language } from '#engine/causes/words/words';

/** How far a measured gap may lie from a default: nearer than the judgements need, because nothing else speaks for it here. */
const TOLERANCE = 0.02;
const MOST_PRODUCTS = 2;

export interface GapHint {
  /** "20 s" */
  readonly timer: string;
  /** "Tomcat keepAliveTimeout, ..." */
  readonly settings: string;
}

/** Null when no default is that near. */
export function gapHint(seconds: number, serverPort: number, language: Language): GapHint | null {
  const near = hintsFor({ port: serverPort, idleSeconds: seconds }).filter(({ value }) => Math.abs(seconds - value) <= value * TOLERANCE);
  const [first] = near;
  if (first === undefined) return null;
  const settings = near.filter(({ value }) => value === first.value).map(({ product, key }) => `${product} ${key.replace(/ \(.*/, '')}`);
  return { timer: formatTimer(first.value, language), settings: [...new Set(settings)].slice(0, MOST_PRODUCTS).join(', ') };
}
