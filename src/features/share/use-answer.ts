// A question to the engine whose answer belongs to a choice: what was answered to another choice is never shown.

import { useEffect, useState } from 'react';
import type { Envelope } from '#engine/rpc/protocol';

export type Answer<T> = { readonly state: 'waiting' } | { readonly state: 'failed' } | { readonly state: 'ready'; readonly value: T };

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
