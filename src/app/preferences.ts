// Language, theme, single keys and the table's columns: read when the page starts, shown on <html>, remembered when changed.

import type { SortColumn } from '#engine/rpc/protocol';
import { store } from '../store/store';
import { readStored, STORAGE_KEYS, writeStored } from '../store/storage';
import { TABLE_COLUMN_IDS, type TableLayout, type ThemeChoice } from '../store/state';

function systemTheme(): 'light' | 'dark' {
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function shownTheme(choice: ThemeChoice): 'light' | 'dark' {
  return choice === 'system' ? systemTheme() : choice;
}

/** Choosing what the system has anyway means following the system again. */
export function toggledTheme(choice: ThemeChoice): ThemeChoice {
  const wanted = shownTheme(choice) === 'dark' ? 'light' : 'dark';
  return wanted === systemTheme() ? 'system' : wanted;
}

/** `?lang=` is the one query parameter; once the reader switches, it must not win over the choice. */
function updateLanguageParameter(language: string): void {
  const url = new URL(window.location.href);
  if (!url.searchParams.has('lang')) return;
  url.searchParams.set('lang', language);
  window.history.replaceState(window.history.state, '', url);
}

/** What an older or newer version wrote is taken as far as it makes sense. */
export function readLayout(stored: string | null): TableLayout {
  const layout = { hidden: [] as SortColumn[], widthsPx: {} as Partial<Record<SortColumn, number>> };
  for (const part of (stored ?? '').split(' ')) {
    const [, name = '', width] = /^([a-zA-Z]+)(?:=(\d{2,3}))?$/.exec(part) ?? [];
    const id = TABLE_COLUMN_IDS.find((each) => each === name);
    if (id === undefined) continue;
    if (width === undefined) layout.hidden.push(id);
    else layout.widthsPx[id] = Number(width);
  }
  return layout;
}

export function formatLayout({ hidden, widthsPx }: TableLayout): string | null {
  return [...hidden, ...Object.entries(widthsPx).map(([id, width]) => `${id}=${width}`)].join(' ') || null;
}

export function startPreferences(): void {
  const root = document.documentElement;
  const theme = readStored(STORAGE_KEYS.theme);
  store.setState({
    // boot.js has decided already, in the same order: address, remembered, browser.
    language: root.lang === 'zh' ? 'zh' : 'en',
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    singleKeys: readStored(STORAGE_KEYS.singleKeys) !== 'off',
    tableLayout: readLayout(readStored(STORAGE_KEYS.tableLayout)),
  });
  store.subscribe((state, before) => {
    if (state.language !== before.language) {
      root.lang = state.language;
      writeStored(STORAGE_KEYS.language, state.language);
      updateLanguageParameter(state.language);
    }
    if (state.theme !== before.theme) {
      root.dataset['theme'] = shownTheme(state.theme);
      writeStored(STORAGE_KEYS.theme, state.theme === 'system' ? null : state.theme);
    }
    if (state.tableLayout !== before.tableLayout) writeStored(STORAGE_KEYS.tableLayout, formatLayout(state.tableLayout));
    if (state.singleKeys !== before.singleKeys) writeStored(STORAGE_KEYS.singleKeys, state.singleKeys ? null : 'off');
  });
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    root.dataset['theme'] = shownTheme(store.getState().theme);
  });
}
