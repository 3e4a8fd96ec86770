// The whole window is the drop target, and a pasted file counts as dropped. Text that is dragged is none of ours.

import { useEffect, useState } from 'react';
import { store } from '../store/store';
import { compareWith, isComparing } from './compare-captures';
import { expectFile, openFiles } from './open-capture';
import { openPasted } from './open-pasted';

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** A folder arrives as a File of size 0 without type; only the entry tells. */
function holdsFolder(transfer: DataTransfer): boolean {
  return [...transfer.items].some((item) => item.kind === 'file' && item.webkitGetAsEntry?.()?.isDirectory === true);
}

function isEditable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

function dropFiles(files: readonly File[]): void {
  if (isComparing()) compareWith(files);
  else openFiles(files);
}

/** True while files hover over the window. */
export function useFileDrop(): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    // Every element that was entered and not left. Elements that vanish meanwhile never report leaving, so they are dropped.
    const entered = new Set<EventTarget>();
    const update = () => {
      for (const target of entered) if (target instanceof Node && !target.isConnected) entered.delete(target);
      setIsOver(entered.size > 0);
    };
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event) || event.target === null) return;
      event.preventDefault();
      if (entered.size === 0 && !isComparing()) expectFile();
      entered.add(event.target);
      update();
    };
    const over = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    };
    const leave = (event: DragEvent) => {
      if (event.target !== null) entered.delete(event.target);
      // Leaving the window itself names no other element.
      if (event.relatedTarget === null && event.target === document.documentElement) entered.clear();
      update();
    };
    const drop = (event: DragEvent) => {
      entered.clear();
      update();
      if (!carriesFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      if (holdsFolder(event.dataTransfer)) store.getState().noticeShown({ kind: 'folder' });
      else dropFiles([...event.dataTransfer.files]);
    };
    const paste = (event: ClipboardEvent) => {
      if (isEditable(event.target)) return;
      const files = [...(event.clipboardData?.files ?? [])];
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (files.length > 0) dropFiles(files);
      else openPasted(text, false);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    document.addEventListener('paste', paste);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
      document.removeEventListener('paste', paste);
    };
  }, []);
  return isOver;
}
