// How the ladder counts time: chosen by the reader, named by the address. A marked packet is the reader's own, and stays out of it.

import { useCallback, useState } from 'react';
import { store, useAppStore } from '../store/store';
import { LINK_TIMES, type LinkTime } from '../url/url-state';

type ChosenTime = LinkTime | 'start' | 'mark';

/** `isOwn`: of a ladder that the address does not name. */
export function useTimeMode(isOwn = false): readonly [ChosenTime, (mode: ChosenTime) => void] {
  const linked = useAppStore((state) => (!isOwn && state.view.kind === 'connection' ? state.view.time : undefined));
  const [mode, setMode] = useState<ChosenTime>(linked ?? 'start');
  const [seen, setSeen] = useState(linked);
  if (linked !== seen) {
    setSeen(linked);
    setMode(linked ?? 'start');
  }
  const choose = useCallback(
    (next: ChosenTime) => {
      setMode(next);
      if (next !== 'mark' && !isOwn) store.getState().timeChosen(LINK_TIMES.find((time) => time === next));
    },
    [isOwn],
  );
  return [mode, choose];
}
