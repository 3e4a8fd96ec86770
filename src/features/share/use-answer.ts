// A question to the engine whose answer belongs to a choice: what was answered to another choice is never shown.

import { useEffect, useState } from 'react';
import type { Envelope } from '#engine/rpc/protocol';

export type Answer<T> = { readonly state: 'waiting' } | { readonly state: 'failed' } | { readonly state: 'ready'; readonly value: T };

/** The answer before, while the next one is on its way: what is shown does not go and come back. */
export function useLast<T>(answer: Answer<T>): T | null {
  const [last, setLast] = useState<T | null>(null);
  const value = answer.state === 'ready' ? answer.value : answer.state === 'failed' ? null : last;
  if (value !== last) setLast(value);
  return value;
}

/** @param key everything that the answer depends on; null: not asked */
export function useAnswer<T>(key: string | null, ask: () => Promise<Envelope<T>>): Answer<T> {
  const [answered, setAnswered] = useState<{ readonly key: string; readonly answer: Answer<T> } | null>(null);
  useEffect(() => {
    if (key === null) return;
    let isCurrent = true;
    void ask().then((envelope) => {
      if (!isCurrent) return;
      setAnswered({ key, answer: envelope.ok ? { state: 'ready', value: envelope.value } : { state: 'failed' } });
    });
    return () => {
      isCurrent = false;
    };
    // What is asked follows from the key.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return answered !== null && answered.key === key ? answered.answer : { state: 'waiting' };
}
