// Exit statuses of the command line; public, see docs/formats.

import type { Failure } from '#engine/model/failure';

export const EXIT = {
  /** Analysed, whatever was found. */
  Ok: 0,
  /** A defect of this program. */
  Internal: 1,
  Usage: 2,
  /** The input cannot be analysed at all. */
  Input: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function exitCodeOf(failure: Failure): ExitCode {
  return failure.code === 'internal' ? EXIT.Internal : EXIT.Input;
}
