// What is remembered on this computer. Nothing of a capture ever is: the policy names every key and where it may go.

import type { AppState } from './state';

type DataKey = { [K in keyof AppState]: AppState[K] extends (...args: never[]) => unknown ? never : K }[keyof AppState];

/** A new piece of state does not compile until somebody decides where it may be kept. */
export const STORAGE_POLICY = {
  session: 'never',
  lastFile: 'never',
  notice: 'never',
  analysisFile: 'never',
  view: 'url',
  history: 'never',
  lastQuery: 'url',
  lastConnection: 'never',
  cameFromTable: 'never',
  sort: 'never',
  secondSort: 'never',
  pastedError: 'never',
  dialog: 'never',
  exported: 'never',
  notes: 'never',
  reportEdits: 'never',
  compared: 'never',
  notable: 'never',
  notedSubject: 'never',
  toast: 'never',
  language: 'local',
  theme: 'local',
  singleKeys: 'local',
  tableLayout: 'local',
} as const satisfies Record<DataKey, 'url' | 'local' | 'never'>;

/** public/boot.js reads the first two before anything is painted. */
export const STORAGE_KEYS = {
  language: 'whyreset.language',
  theme: 'whyreset.theme',
  singleKeys: 'whyreset.single-keys',
  tableLayout: 'whyreset.table',
} as const;

/** Null where nothing is stored or storing is forbidden (private windows, blocked cookies). */
export function readStored(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function writeStored(key: string, value: string | null): void {
  try {
    if (value === null) window.localStorage.removeItem(key);
    else window.localStorage.setItem(key, value);
  } catch {
    // Not being able to remember a choice is no reason to trouble anybody.
  }
}
