// The link to a comparison: `#s2.…`, packed and checked like that to an analysis.

import type { Result } from '../../base/result';
import { packLink, unpackLink, type LinkProblem } from '../link';
import { readComparison, writeComparison } from './describe-comparison';
import type { SharedComparison } from './shared-comparison';

/** The fragment, with "#". The same comparison gives the same text. */
export function encodeComparison(comparison: SharedComparison): string {
  return packLink(2, writeComparison(comparison));
}

/** @param fragment with or without "#"; whatever it is, the answer is a value. */
export function decodeComparison(fragment: string): Result<SharedComparison, LinkProblem> {
  return unpackLink(fragment, 2, readComparison);
}
