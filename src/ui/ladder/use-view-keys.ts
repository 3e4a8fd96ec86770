// Single-key commands of the connection view, and Esc, on the whole page while it is shown. Never while somebody types or composes,
// never inside a dialog, never when switched off. The keys inside the ladder itself are use-ladder's.

import { useEffect, useRef } from 'react';
import { store } from '../../store/store';

export type ViewCommand =
  | 'next'
  | 'previous'
  | 'nextNote'
  | 'previousNote'
  | 'expandAll'
  | 'mark'
  | 'time'
  | 'linear'
  | 'zoomIn'
  | 'zoomOut'
  | 'density'
  | 'raw'
  | 'bytes'
  | 'copy'
  | 'filter'
  | 'connectionFilter'
  | 'centre'
  | 'back'
  | 'previousConnection'
  | 'nextConnection';

const COMMANDS: Readonly<Record<string, ViewCommand>> = {
  j: 'next',
  k: 'previous',
  n: 'nextNote',
  p: 'previousNote',
  e: 'expandAll',
  m: 'mark',
  t: 'time',
  y: 'linear',
  '+': 'zoomIn',
  '=': 'zoomIn',
  '-': 'zoomOut',
  d: 'density',
  R: 'raw',
  x: 'bytes',
  c: 'copy',
  w: 'filter',
  W: 'connectionFilter',
  f: 'centre',
  '[': 'previousConnection',
  ']': 'nextConnection',
};

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=checkbox]), textarea, select'));
}

/** What a key is for here; undefined while somebody types, and for all others. */
export function commandOf(event: KeyboardEvent): ViewCommand | undefined {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (isTyping(event.target) || document.querySelector('dialog[open]') !== null) return undefined;
  if (event.key === 'Escape') return 'back';
  return store.getState().singleKeys ? COMMANDS[event.key] : undefined;
}

export function useViewKeys(run: (command: ViewCommand) => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = commandOf(event);
      if (command === undefined) return;
      event.preventDefault();
      latest.current(command);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
