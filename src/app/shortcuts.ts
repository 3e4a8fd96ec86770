// Single-key commands of the page. They never fire while somebody types, composes, or has switched them off.

import type { NoteSubject } from '../store/state';
import { openView, showToast, store } from '../store/store';
import { copyText } from '../ui/clipboard';
import type { View } from '../url/url-state';
import { focusGrid, isFocusFree } from './focus';
import { currentMessages } from './language';
import { toggleLanguage } from './load-language';
import { framesFilter } from '#engine/report/wireshark-filter';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=checkbox]), textarea, select'));
}

function openFilter(): void {
  const { view, lastQuery } = store.getState();
  if (view.kind !== 'connections') openView({ kind: 'connections', query: lastQuery });
  // The view may have to be loaded first: wait for the field a few frames long, then give up.
  let tries = 60;
  const focus = () => {
    const field = document.querySelector<HTMLInputElement>('[data-testid="filter"]');
    if (field !== null) field.select();
    else if (--tries > 0) requestAnimationFrame(focus);
  };
  // At once where it is there: what is typed next is the filter's.
  focus();
}

/** The keys of the table work on arrival: the grid takes the focus wherever nothing else has it. */
function openTable(): void {
  const { view, lastQuery } = store.getState();
  if (!isFocusFree() && document.activeElement instanceof HTMLElement) document.activeElement.blur();
  if (view.kind === 'connections') focusGrid();
  else openView({ kind: 'connections', query: lastQuery });
}

function stepFinding(step: 1 | -1): void {
  const { session, view } = store.getState();
  if (session.phase !== 'ready') return;
  const count = session.summary.findings.length;
  if (count === 0) return;
  if (view.kind === 'findings') openView({ kind: 'finding', index: step === 1 ? Math.min(1, count - 1) : count - 1 });
  else if (view.kind === 'finding') openView({ kind: 'finding', index: (view.index + step + count) % count });
}

/** Moves the focus along the items of a list view ([data-list-item]); a grid does this itself. */
function stepList(step: 1 | -1): boolean {
  const items = [...document.querySelectorAll<HTMLElement>('[data-list-item]')];
  if (items.length === 0) return false;
  const at = items.findIndex((item) => item === document.activeElement);
  const next = at < 0 ? (step === 1 ? 0 : items.length - 1) : Math.min(items.length - 1, Math.max(0, at + step));
  items[next]?.focus();
  return true;
}

/** The packets that prove the finding: the one the focus is in, else the first. */
function copyFindingFilter(): boolean {
  const { session } = store.getState();
  if (session.phase !== 'ready') return false;
  const finding = session.summary.findings[shownFinding()];
  if (finding === undefined) return false;
  const filter = framesFilter(finding.evidence.flatMap(({ frames }) => frames));
  if (filter === '') return false;
  void copyText(filter).then(() => showToast(currentMessages().connections.filterCopied(filter)));
  return true;
}

/** Of what is looked at. */
function openReport(view: View): void {
  if (view.kind === 'compare' && store.getState().compared !== null) {
    openView({ kind: 'report', finding: null, connection: null, compared: view.index });
    return;
  }
  openView({
    kind: 'report',
    finding: view.kind === 'finding' ? view.index : null,
    connection: view.kind === 'connection' ? view.id : null,
  });
}

/** The finding that the focus is in, else the first of those shown. */
function shownFinding(): number {
  const { view } = store.getState();
  if (view.kind === 'finding') return view.index;
  const focused = document.activeElement?.closest('[data-testid="finding-card"]') ?? null;
  return Math.max(
    0,
    [...document.querySelectorAll('[data-testid="finding-card"]')].findIndex((card) => card === focused),
  );
}

/** What a note would be on: the finding, the capture where there is none, the chosen packet, else its connection; the row of the table that has the focus. */
export function notableSubject(): NoteSubject | null {
  const { session, view, notable } = store.getState();
  if (session.phase !== 'ready') return null;
  switch (view.kind) {
    case 'findings':
    case 'finding':
      return shownFinding() < session.summary.findings.length
        ? { about: 'finding', number: shownFinding() }
        : { about: 'capture', number: 0 };
    case 'connection':
      return view.packet === null ? { about: 'connection', number: view.id } : { about: 'packet', number: view.packet };
    case 'connections': {
      const row = document.activeElement?.closest<HTMLElement>('[data-testid="conn-row"]')?.dataset['conn'];
      return row === undefined ? null : { about: 'connection', number: Number(row) };
    }
    case 'compare':
      return notable[0] ?? null;
    default:
      return null;
  }
}

function openNote(): boolean {
  const subject = notableSubject();
  if (subject !== null) store.getState().noteOpened(subject);
  return subject !== null;
}

function runCommand(key: string): boolean {
  const state = store.getState();
  const isReady = state.session.phase === 'ready';
  switch (key) {
    case '?':
      state.dialogChanged(state.dialog === 'shortcuts' ? null : 'shortcuts');
      return true;
    case 'l':
      void toggleLanguage();
      return true;
    case 'o': {
      const input = document.querySelector<HTMLInputElement>('[data-testid="file-input"]');
      input?.click();
      return input !== null;
    }
    case '/':
      if (isReady) openFilter();
      return isReady;
    case '1':
      if (isReady) openView({ kind: 'findings' });
      return isReady;
    case '2':
      if (isReady) openTable();
      return isReady;
    case '3':
      if (isReady) openView({ kind: 'charts', query: state.lastQuery });
      return isReady;
    case '4':
      if (isReady) openView({ kind: 'compare', index: null });
      return isReady;
    case 's':
      if (isReady) state.dialogChanged('share');
      return isReady;
    case 'r':
    case '5':
      if (isReady) openReport(state.view);
      return isReady;
    case 'g':
      if (isReady) state.dialogChanged('packet');
      return isReady;
    case 'a':
      return openNote();
    case 'w':
      return (state.view.kind === 'findings' || state.view.kind === 'finding') && copyFindingFilter();
    case '[':
    case ']': {
      const isHere = isReady && (state.view.kind === 'findings' || state.view.kind === 'finding');
      if (isHere) stepFinding(key === ']' ? 1 : -1);
      return isHere;
    }
    case 'j':
    case 'k':
      return stepList(key === 'j' ? 1 : -1);
    default:
      return false;
  }
}

/** Ctrl+K or ⌘K, the one combination that is taken from the browser; again: closed. Works while typing: it types nothing. */
function togglePalette(): void {
  const { dialog, dialogChanged } = store.getState();
  dialogChanged(dialog === 'palette' ? null : 'palette');
}

/** Before the interface is drawn: a key that is pressed while the page starts is not lost. */
export function startShortcuts(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      togglePalette();
    }
    if (event.ctrlKey || event.metaKey) return;
    if (isTyping(event.target)) return;
    // Called for and perhaps still being fetched, or open.
    const isDialogOpen = store.getState().dialog !== null || document.querySelector('dialog[open]') !== null;
    if (isDialogOpen && event.key !== '?') return;
    if (!store.getState().singleKeys) return;
    if (runCommand(event.key)) event.preventDefault();
  });
}
