// The report that is shown: written anew a moment after something changed, and once more when the file's hash is known. What is
// exported is asked for at that moment and shown, so that both are the same text.

import { useEffect, useRef, useState } from 'react';
import type { Envelope, ReportAnswer } from '#engine/rpc/protocol';

/** Typing stops for so long before the report is written anew. */
const PAUSE_MS = 250;

export interface Report {
  /** Of the last wish that was answered; null before the first. */
  readonly shown: ReportAnswer | null;
  readonly hasFailed: boolean;
  readonly hash: 'computing' | 'known' | 'none';
  /** Written now, shown, and handed over; null when it cannot be. */
  current(): Promise<ReportAnswer | null>;
}

/** @param key everything that the report depends on */
export function useReport(make: () => Promise<Envelope<ReportAnswer>>, hashFiles: () => Promise<Envelope<boolean>>, key: string): Report {
  const [shown, setShown] = useState<ReportAnswer | null>(null);
  const [hasFailed, setHasFailed] = useState(false);
  const [hash, setHash] = useState<Report['hash']>('computing');
  const asked = useRef(0);
  const isFirst = useRef(true);
  const current = async (): Promise<ReportAnswer | null> => {
    const mine = ++asked.current;
    const answer = await make();
    // Of answers that overtake each other the last question's counts.
    if (mine === asked.current) {
      setHasFailed(!answer.ok);
      if (answer.ok) setShown(answer.value);
    }
    return answer.ok ? answer.value : null;
  };
  const latest = useRef(current);
  useEffect(() => {
    latest.current = current;
  });
  useEffect(() => {
    const timer = setTimeout(() => void latest.current(), isFirst.current ? 0 : PAUSE_MS);
    isFirst.current = false;
    return () => clearTimeout(timer);
  }, [key, hash]);
  const once = useRef(hashFiles);
  useEffect(() => {
    let isHere = true;
    void once.current().then((answer) => {
      if (isHere) setHash(answer.ok && answer.value ? 'known' : 'none');
    });
    return () => {
      isHere = false;
    };
  }, []);
  return { shown, hasFailed, hash, current };
}
