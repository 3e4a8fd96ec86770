// Copying text, also where the asynchronous clipboard is not to be had (plain http on another host).

import { currentMessages } from '../app/language';
import { showToast } from '../store/store';

function copyThroughSelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('readonly', '');
  area.className = 'visually-hidden';
  // Inside an open modal dialog everything else is inert and could not be selected.
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  const before = document.activeElement;
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return isCopied;
}

/** Copies and says so. */
export async function copyText(text: string): Promise<void> {
  let isCopied = false;
  try {
    await navigator.clipboard.writeText(text);
    isCopied = true;
  } catch (error) {
    // Not allowed, or no such clipboard: TypeError when navigator.clipboard is missing, DOMException when refused.
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    isCopied = copyThroughSelection(text);
  }
  const messages = currentMessages();
  showToast(isCopied ? messages.app.copied : messages.app.copyFailed);
}
