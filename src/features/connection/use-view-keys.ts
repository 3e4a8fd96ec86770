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

export function useViewKeys(run: (command: ViewCommand) => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || document.querySelector('dialog[open]') !== null) return;
      const command = event.key === 'Escape' ? 'back' : store.getState().singleKeys ? COMMANDS[event.key] : undefined;
      if (command === undefined) return;
      event.preventDefault();
      latest.current(command);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
