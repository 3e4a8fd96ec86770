// Keys of one compared connection, wherever the focus is: to the next packet that differs, copy, back.

import { useEffect, useRef } from 'react';
import { store } from '../../store/store';

export interface PairKeys {
  step(direction: 1 | -1): void;
  copy(): void;
  leave(): void;
}

export function usePairKeys(keys: PairKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { singleKeys, dialog } = store.getState();
      if (event.defaultPrevented || event.isComposing || event.altKey || event.ctrlKey || event.metaKey || dialog !== null) return;
      if (event.target instanceof HTMLElement && event.target.matches('input, textarea, select')) return;
      if (event.key === 'Escape') latest.current.leave();
      else if (!singleKeys) return;
      else if (event.key === 'n' || event.key === 'p') latest.current.step(event.key === 'n' ? 1 : -1);
      else if (event.key === 'c') latest.current.copy();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
