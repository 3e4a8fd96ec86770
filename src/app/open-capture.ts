// From a file in the hand to a session in the store: drop, choice, paste and samples all come through here.

import type { AnalysisSummary, Thrift } from '#engine/rpc/protocol';
import { engineClient, type OpenJob } from '../engine-client/engine-client';
import type { AnalysisFile } from '../store/state';
import { openView, showToast, store } from '../store/store';
import { parseHash, type View } from '../url/url-state';
import { compareWith } from './compare-captures';
import type { Arrival } from './expected-capture';
import { currentMessages } from './language';
import { mark } from './marks';
import { fetchFindingsView, fetchOtherViews } from './views';

/** Views that are no place in a capture. */
const NO_PLACES: ReadonlySet<View['kind']> = new Set<View['kind']>(['landing', 'help', 'shared', 'file']);

/** A small capture is done before a progress bar would make sense. */
const REVEAL_AFTER_MS = 300;
const PROGRESS_EVERY_MS = 200;
/** Parts of one capture that was rotated; more are refused. */
const MAX_FILES = 512;

let job: OpenJob | null = null;
/** Kept so that "Open again" works after a cancel; a File is a handle, its bytes stay on the disk. */
let lastFiles: Files | null = null;
let generation = 0;
/** Of files that are compared one after the other the last one counts. */
let checks = 0;
/** Whether the place in the address may be one of a capture that was open. */
let hasAnalysed = false;
/** Of samples asked for in quick succession the last one counts, and any file opened meanwhile before it. */
let sampleRequest = 0;
/** How far the capture was read that was opened last. */
let bytesDone = 0;
let bytesTotal = 0;
/** Of what was read when memory ended so much is read again: judging it needs some as well. */
const SAFE_SHARE = 0.8;

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
  openAwaited([first, ...files.slice(1)]);
}

export function openAgain(): void {
  if (lastFiles !== null) openAwaited(lastFiles);
}

/** Of a capture that the memory did not suffice for: what had been read when it ended, or all of it without a look into payload. */
export function openThriftily(what: 'read' | 'headers'): void {
  if (lastFiles === null) return;
  openFile(lastFiles, { thrift: what === 'headers' ? { headersOnly: true } : { upToBytes: SAFE_SHARE * bytesDone } });
}

/** Where reading was when a capture failed. */
export function percentRead(): number {
  return bytesTotal === 0 ? 0 : Math.floor((100 * bytesDone) / bytesTotal);
}

type Files = readonly [File, ...(readonly File[])];

/** What was refused as another capture than that of the link; opened all the same if the reader wants it. */
let refused: (() => void) | null = null;

export function openAnyway(): void {
  store.getState().noticeShown(null);
  refused?.();
  refused = null;
}

/** The fingerprint in the address, where a place in a capture is waiting for it. */
function awaitedFingerprint(): string | null {
  const parsed = parseHash(window.location.hash);
  return parsed.ok ? (parsed.fingerprint ?? null) : null;
}

/** A link or file that shows an analysis, or names a place, may say of which capture: then a file is compared with it first. */
function openAwaited(files: Files): void {
  const { session, view, analysisFile } = store.getState();
  const fingerprint = session.phase === 'ready' ? null : awaitedFingerprint();
  if (fingerprint === null && view.kind !== 'shared' && view.kind !== 'file') {
    openFile(files);
    return;
  }
  const mine = ++checks;
  const before = generation;
  void import('./expected-capture')
    .then(({ checkFiles }) => checkFiles(files, { view, fingerprint, file: analysisFile?.opened ?? null }))
    .then((check) => {
      // Something else was opened meanwhile.
      if (mine !== checks || before !== generation) return;
      if (check.kind === 'analysis') {
        lastFiles = files;
        showAnalysis({ name: files[0].name, opened: check.opened }, 'push');
      } else if (check.kind === 'capture') openFile(files, { arrive: check.arrive });
      else {
        refused = () => openFile(files, { isElsewhere: true });
        store.getState().noticeShown({ kind: 'other-capture' });
      }
    });
}

/** For links to places: null when no capture is open, or its file cannot be read any more. */
export async function ownFingerprint(): Promise<string | null> {
  if (lastFiles === null || store.getState().session.phase !== 'ready') return null;
  return (await import('./expected-capture')).fingerprintOfFiles(lastFiles);
}

/** A link was followed while a capture is open: its place is shown if it is one of this capture. */
export async function openPlace(view: View, fingerprint: string): Promise<void> {
  const own = await ownFingerprint();
  if (own === null || own === fingerprint) store.getState().viewOpened(view, 'replace');
  else {
    refused = () => openView(view);
    store.getState().noticeShown({ kind: 'other-capture' });
  }
}

function showAnalysis(file: AnalysisFile, history: 'push' | 'replace'): void {
  engineClient().close();
  const state = store.getState();
  state.analysisOpened(file);
  state.viewOpened({ kind: 'file' }, history);
}

interface Opening {
  /** Where to go when the findings stand; null: the place in the address, or the findings. */
  readonly arrive?: ((summary: AnalysisSummary) => Arrival) | null;
  /** The place in the address is one of another capture. */
  readonly isElsewhere?: boolean;
  readonly thrift?: Thrift;
  /** Another capture of the incident, or its parts: compared once this one stands. */
  readonly comparedWith?: readonly File[];
}

function placeOf({ view }: Arrival): string {
  return view.kind === 'finding'
    ? `#v1/report?finding=${view.index}`
    : view.kind === 'connection'
      ? `#v1/report?conn=${view.id}`
      : '#v1/report';
}

/** Further files are parts, in any order: the engine sorts them by their times, or says why they are no parts. */
function openFile([file, ...others]: Files, { arrive = null, isElsewhere = false, thrift = {}, comparedWith = [] }: Opening = {}): void {
  mark('file-accepted');
  const startedMs = performance.now();
  const { session, view } = store.getState();
  // A link that was opened before its capture keeps its place; a place in the capture before means nothing in this one.
  const isPlace = !NO_PLACES.has(view.kind);
  const keepsPlace =
    !isElsewhere && (comparedWith.length === 0 || view.kind === 'compare') && isPlace && (session.phase === 'empty' || !hasAnalysed);
  lastFiles = [file, ...others];
  sampleRequest++;
  const mine = ++generation;
  const isCurrent = () => mine === generation;
  const bytes = others.reduce((sum, other) => sum + other.size, file.size);
  store.getState().fileAccepted({ name: others.length === 0 ? file.name : `${file.name} + ${others.length}`, bytes }, startedMs);
  if (!keepsPlace && view.kind !== 'landing') openView({ kind: 'findings' });
  const reveal = setTimeout(() => {
    if (isCurrent()) store.getState().progressRevealed();
  }, REVEAL_AFTER_MS);
  fetchFindingsView();
  let reportedMs = 0;
  bytesDone = 0;
  job = engineClient().open(
    file,
    file.name,
    {
      progress: (progress) => {
        if (isCurrent()) ({ bytesDone, bytesTotal } = progress);
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
    thrift,
  );
  void job.result.then(async (answer) => {
    clearTimeout(reveal);
    if (!isCurrent()) return;
    job = null;
    const state = store.getState();
    const isUnread = !answer.ok && answer.failure.code !== 'cancelled';
    const opened = isUnread ? await (await import('./expected-capture')).analysisIn([file, ...others]) : null;
    // Two places by clocks that differ: one only seems to follow the other.
    const areTwo = answer.ok && others.length === 1 && (await holdSameHandshakes());
    if (!isCurrent()) return;
    if (opened !== null) showAnalysis({ name: file.name, opened }, keepsPlace || view.kind === 'landing' ? 'push' : 'replace');
    else if (areTwo) openFile([file], { comparedWith: others });
    else if (answer.ok) {
      hasAnalysed = true;
      state.captureAnalysed(answer.value);
      if (comparedWith.length > 0) compareWith(comparedWith, keepsPlace);
      else if (arrive !== null) arriveAt(arrive(answer.value));
      else if (!keepsPlace) openView({ kind: 'findings' });
      fetchOtherViews();
    } else if (answer.failure.code === 'captures-overlap' && others.length === 1) {
      openFile([file], { comparedWith: others });
    } else if (answer.failure.code === 'cancelled') {
      state.captureClosed();
    } else {
      state.captureFailed(answer.failure);
      engineClient().close();
    }
  });
}

async function holdSameHandshakes(): Promise<boolean> {
  const answer = await engineClient().isTwoCaptures();
  return answer.ok && answer.value;
}

/** From what was shared of a capture to the capture itself. */
function arriveAt(arrival: Arrival): void {
  const state = store.getState();
  for (const note of arrival.notes) state.noteWritten(note, note.text);
  if (Object.keys(arrival.edits).length > 0) state.reportEdited(placeOf(arrival), arrival.edits);
  openView(arrival.view);
  showToast(currentMessages().notice.sameCapture);
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
  else openAwaited([file]);
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
