// From a file in the hand to a session in the store: drop, choice, paste and samples all come through here.

import { engineClient, type OpenJob } from '../engine-client/engine-client';
import { openView, store } from '../store/store';
import { mark } from './marks';
import { fetchFindingsView, fetchOtherViews } from './views';

/** A small capture is done before a progress bar would make sense. */
const REVEAL_AFTER_MS = 300;
const PROGRESS_EVERY_MS = 200;
/** Parts of one capture that was rotated; more are refused. */
const MAX_FILES = 512;

let job: OpenJob | null = null;
/** Kept so that "Open again" works after a cancel; a File is a handle, its bytes stay on the disk. */
let lastFiles: readonly [File, ...(readonly File[])] | null = null;
let generation = 0;
/** Whether the place in the address may be one of a capture that was open. */
let hasAnalysed = false;
/** Of samples asked for in quick succession the last one counts, and any file opened meanwhile before it. */
let sampleRequest = 0;

/** A file is coming (dragged, or a button under the pointer): what it will need is started now. */
export function expectFile(): void {
  engineClient().prepare();
  fetchFindingsView();
}

export function openFiles(files: readonly File[]): void {
  const [first] = files;
  if (first === undefined) return;
  if (files.length > MAX_FILES) {
    store.getState().noticeShown({ kind: 'too-many', files: files.length });
    return;
  }
  openFile(first, files.slice(1));
}

export function openAgain(): void {
  if (lastFiles !== null) openFile(...splitFirst(lastFiles));
}

function splitFirst([first, ...others]: readonly [File, ...(readonly File[])]): [File, readonly File[]] {
  return [first, others];
}

/** @param others further parts, in any order: the engine sorts them by their times, or says why they are no parts */
function openFile(file: File, others: readonly File[]): void {
  mark('file-accepted');
  const startedMs = performance.now();
  const { session, view } = store.getState();
  // A link that was opened before its capture keeps its place; a place in the capture before means nothing in this one.
  const isPlace = view.kind !== 'landing' && view.kind !== 'help' && view.kind !== 'shared';
  const keepsPlace = isPlace && (session.phase === 'empty' || !hasAnalysed);
  lastFiles = [file, ...others];
  sampleRequest++;
  const mine = ++generation;
  const isCurrent = () => mine === generation;
  const bytes = others.reduce((sum, other) => sum + other.size, file.size);
  store.getState().fileAccepted({ name: others.length === 0 ? file.name : `${file.name} + ${others.length}`, bytes }, startedMs, 1);
  if (!keepsPlace && view.kind !== 'landing') openView({ kind: 'findings' });
  const reveal = setTimeout(() => {
    if (isCurrent()) store.getState().progressRevealed();
  }, REVEAL_AFTER_MS);
  fetchFindingsView();
  let reportedMs = 0;
  job = engineClient().open(
    file,
    file.name,
    {
      progress: (progress) => {
        const now = performance.now();
        if (!isCurrent() || now - reportedMs < PROGRESS_EVERY_MS) return;
        reportedMs = now;
        store.getState().progressReported(progress);
      },
      provisional: (summary) => {
        if (isCurrent()) store.getState().provisionalReported(summary);
      },
    },
    others.map((blob) => ({ blob, name: blob.name })),
  );
  void job.result.then((answer) => {
    clearTimeout(reveal);
    if (!isCurrent()) return;
    job = null;
    const state = store.getState();
    if (answer.ok) {
      hasAnalysed = true;
      state.captureAnalysed(answer.value);
      if (!keepsPlace) openView({ kind: 'findings' });
      fetchOtherViews();
    } else if (answer.failure.code === 'cancelled') {
      state.captureClosed();
    } else {
      state.captureFailed(answer.failure);
      engineClient().close();
    }
  });
}

/** Back to the landing page at once; the worker is asked to stop, and ended if it does not. */
export function cancelReading(): void {
  generation++;
  job?.cancel();
  job = null;
  store.getState().captureClosed();
  openView({ kind: 'landing' });
}

export function finishReading(): void {
  store.getState().finishRequested();
  job?.finishEarly();
}

/** Samples are ordinary files beside the page. */
export async function openSample(id: string): Promise<void> {
  const mine = ++sampleRequest;
  const name = `${id}.pcapng`;
  const file = await fetchFile(`./samples/${name}`, name);
  if (mine !== sampleRequest) return;
  if (file === null) store.getState().noticeShown({ kind: 'sample-unavailable' });
  else openFile(file, []);
}

async function fetchFile(url: string, name: string): Promise<File | null> {
  try {
    const response = await fetch(url);
    return response.ok ? new File([await response.blob()], name) : null;
  } catch (error) {
    // The page's own server is gone: fetch rejects with TypeError.
    if (error instanceof TypeError) return null;
    throw error;
  }
}
