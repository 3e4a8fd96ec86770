// The capture that is open in the worker, and what an answer about it may throw: failures that cross as values.

import type { ByteSource } from '../model/byte-source';
import type { Failure } from '../model/failure';
import type { Analysis } from './analysis';

export interface OpenCapture {
  readonly analysis: Analysis;
  readonly source: ByteSource;
}

export class FailureError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.code);
    this.failure = failure;
  }
}

export function checkedId(analysis: Analysis, id: number): number {
  if (!Number.isInteger(id) || id < 0 || id >= analysis.tables.connections.length) throw new Error(`no connection ${id}`);
  return id;
}
