// Failures travel as values: a throw inside the engine becomes an "internal" failure before it reaches a port.

import type { Failure } from '../model/failure';
import type { Envelope } from './protocol';

const MAX_DETAIL_CHARS = 2_000;

export function internalFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: 'internal', detail: String(error).slice(0, MAX_DETAIL_CHARS) };
  // V8 and SpiderMonkey report a buffer that cannot be had as a RangeError.
  if (error instanceof RangeError && /alloc|memory|array buffer length/i.test(error.message)) {
    return { code: 'out-of-memory', frames: 0 };
  }
  return { code: 'internal', detail: (error.stack ?? error.message).slice(0, MAX_DETAIL_CHARS) };
}

/** Runs a call of the API; whatever it throws comes back as a failure. */
export async function enveloped<T>(call: () => Promise<Envelope<T>>): Promise<Envelope<T>> {
  try {
    return await call();
  } catch (error) {
    return { ok: false, failure: internalFailure(error) };
  }
}
