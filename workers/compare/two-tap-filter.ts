// The filter inside the ladder with two taps: the words of the ladder of one capture, and what befell packets on the way. All words must
// fit; "-word": must not; commas: one of them; "1#12", "2#12", "12..20": frames of the first, of the second, of either capture.

import type { Fate } from './compare-model';

/** Longer texts are no filter. */
const MOST_CHARS = 200;

type Test = (at: number) => boolean;

export interface FilteredEvents {
  readonly count: number;
  fate(at: number): Fate;
  isNoted(at: number): boolean;
  /** Of the first and of the second capture. */
  frames(at: number): readonly [first: readonly number[], second: readonly number[]];
  /** As the ladder of the capture that draws the packet answers. */
  plain(word: string): Test;
}

const FATES: Readonly<Record<string, readonly Fate[]>> = {
  differs: ['lost', 'appeared', 'changed', 'delayed', 'not-captured'],
  lost: ['lost'],
  appeared: ['appeared'],
  changed: ['changed'],
  delayed: ['delayed'],
};

/** 1 for each packet that fits; null where nothing was asked. */
export function eventsFitting(text: string, of: FilteredEvents): Uint8Array | null {
  const words = text.slice(0, MOST_CHARS).toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const tests = words.map((word): Test => {
    if (word.length === 1 || !word.startsWith('-')) return testOf(word, of);
    const test = testOf(word.slice(1), of);
    return (at) => !test(at);
  });
  const fits = new Uint8Array(of.count);
  for (let at = 0; at < fits.length; at++) if (tests.every((test) => test(at))) fits[at] = 1;
  return fits;
}

function testOf(word: string, of: FilteredEvents): Test {
  const parts = word.split(',').filter(Boolean);
  if (parts.length > 1) {
    const tests = parts.map((part) => testOf(part, of));
    return (at) => tests.some((test) => test(at));
  }
  const range = /^(?:([12])?#)?(\d{1,10})(?:(?:\.\.|-)#?(\d{1,10}))?$/.exec(word);
  if (range !== null) {
    const [least, most] = [Number(range[2]), Number(range[3] ?? range[2])];
    const isIn = (frames: readonly number[]): boolean => frames.some((frame) => frame >= least && frame <= most);
    return (at) => {
      const [first, second] = of.frames(at);
      return (range[1] !== '2' && isIn(first)) || (range[1] !== '1' && isIn(second));
    };
  }
  if (word === 'noted') return (at) => of.isNoted(at);
  const fates = Object.hasOwn(FATES, word) ? FATES[word] : undefined;
  return fates === undefined ? of.plain(word) : (at) => fates.includes(of.fate(at));
}
