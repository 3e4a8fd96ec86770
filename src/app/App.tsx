// The shell: header, navigation, the view that the session and the address ask for, and what floats above.

import { Suspense, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { DropOverlay } from '../features/open/DropOverlay';
import { FilePicker } from '../features/open/FilePicker';
import { Landing } from '../features/landing/Landing';
import type { LadderToDraw } from '../features/shared/SharedConnectionSection';
import type { ComparisonToShow } from '../features/shared/SharedView';
import { ReadingView } from '../features/reading/ReadingView';
import { useAppStore } from '../store/store';
import type { Session } from '../store/state';
import { Toast } from '../ui/Toast';
import { formatHash, type View } from '../url/url-state';
import { AppNotice } from './AppNotice';
import { compareWith } from './compare-captures';
import { CommandPalette } from './CommandPalette';
import { ErrorBoundary } from './ErrorBoundary';
import { isFocusFree } from './focus';
import { useMessages } from './language';
import { Navigation } from './Navigation';
import { ShortcutSheet } from './ShortcutSheet';
import { TopBar } from './TopBar';
import {
  ChartsView,
  CompareView,
  ComparisonReportView,
  ConnectionPeek,
  ConnectionsView,
  ConnectionView,
  DetachedLadder,
  FindingsView,
  FindingView,
  HelpView,
  NoteDialog,
  ReportView,
  SharedComparison,
  SharedFileView,
  SharedView,
  ShareDialog,
} from './views';
import './app.css';

export function App() {
  const messages = useMessages();
  const session = useAppStore((state) => state.session);
  const view = useAppStore((state) => state.view);
  const dialog = useAppStore((state) => state.dialog);
  const notedSubject = useAppStore((state) => state.notedSubject);
  const main = useRef<HTMLElement>(null);
  useFreshView(view, session.phase, main);
  useTitle(session, messages.app.name);
  const isReady = session.phase === 'ready';
  return (
    <>
      <a
        className="skip-link"
        href="#main"
        onClick={(event) => {
          // The fragment is the view's: skipping must not change it.
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {messages.app.skip}
      </a>
      <TopBar />
      <div className={isReady && view.kind !== 'landing' ? 'shell shell-with-nav' : 'shell'}>
        {isReady && view.kind !== 'landing' && <Navigation view={view} />}
        <main id="main" ref={main} className="main" tabIndex={-1}>
          <AppNotice />
          <ErrorBoundary key={`${session.phase} ${view.kind}`}>
            <Suspense fallback={<p className="main-loading">{messages.app.loadingView}</p>}>
              <CurrentView session={session} view={view} />
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
      <DropOverlay />
      <Toast />
      {dialog === 'shortcuts' && <ShortcutSheet />}
      {dialog === 'share' && (
        <Suspense>
          <ShareDialog preview={showShared} />
        </Suspense>
      )}
      {dialog === 'note' && notedSubject !== null && (
        <Suspense>
          <NoteDialog subject={notedSubject} />
        </Suspense>
      )}
      {(dialog === 'palette' || dialog === 'packet') && <CommandPalette isForPacket={dialog === 'packet'} key={dialog} />}
    </>
  );
}

function CurrentView({ session, view }: { readonly session: Session; readonly view: View }) {
  if (session.phase === 'reading') {
    if (session.shown) return <ReadingView session={session} />;
    // The first 300 ms: the landing page stays, any other view belonged to the capture before.
    return view.kind === 'landing' ? <Landing /> : null;
  }
  if (view.kind === 'help') return <HelpView />;
  if (view.kind === 'file') return <OpenedFile />;
  if (view.kind === 'shared') return <SharedView fragment={view.fragment} picker={showPicker} draw={drawLadder} compare={showComparison} />;
  if (session.phase !== 'ready') return <Landing />;
  const { summary } = session;
  switch (view.kind) {
    case 'landing':
      return <Landing />;
    case 'findings':
      return <FindingsView summary={summary} />;
    case 'finding':
      return <FindingView summary={summary} index={view.index} />;
    case 'connections':
      return <ConnectionsView summary={summary} query={view.query} peek={showPeek} />;
    case 'charts':
      return <ChartsView summary={summary} query={view.query} />;
    case 'compare':
      return <CompareView index={view.index} picker={showOtherPicker} />;
    case 'report':
      if (view.compared !== undefined) return <ComparisonReportView pair={view.compared} key={formatHash(view)} />;
      return <ReportView summary={summary} finding={view.finding} connection={view.connection} key={formatHash(view)} />;
    case 'connection':
      return view.id < summary.capture.connections ? (
        <ConnectionView id={view.id} packet={view.packet} key={view.id} />
      ) : (
        <NotHere id={view.id} total={summary.capture.connections} />
      );
  }
}

/** After a reload nothing is left of it: the landing page says what to open. */
function OpenedFile() {
  const file = useAppStore((state) => state.analysisFile);
  return file === null ? <Landing /> : <SharedFileView file={file} picker={showPicker} draw={drawLadder} compare={showComparison} />;
}

function showPicker(label: string) {
  return <FilePicker label={label} />;
}

function showOtherPicker(label: string) {
  return <FilePicker label={label} isPrimary testId="compare-input" onFiles={(files) => compareWith(files, true)} />;
}

/** A fault in it leaves the rest of the shared page, its text form included. */
function drawLadder(ladder: LadderToDraw) {
  return (
    <ErrorBoundary>
      <Suspense fallback={<LoadingView />}>
        <DetachedLadder {...ladder} />
      </Suspense>
    </ErrorBoundary>
  );
}

/** What two captures showed: in the place of the page that shows a shared analysis. */
function showComparison(comparison: ComparisonToShow) {
  return (
    <Suspense fallback={<LoadingView />}>
      <SharedComparison {...comparison} key={comparison.fragment} />
    </Suspense>
  );
}

function LoadingView() {
  return <p className="main-loading">{useMessages().app.loadingView}</p>;
}

/** As the reader of a link will see it. */
function showShared(fragment: string) {
  return (
    <Suspense>
      <SharedView fragment={fragment} picker={() => null} draw={drawLadder} compare={showComparison} />
    </Suspense>
  );
}

function showPeek(id: number) {
  return (
    <Suspense>
      <ConnectionPeek id={id} />
    </Suspense>
  );
}

/** A link of another capture, or one written by hand. */
function NotHere({ id, total }: { readonly id: number; readonly total: number }) {
  const messages = useMessages();
  const text = messages.connection;
  return (
    <div className="view-failed">
      <h1>{text.title}</h1>
      <p>{total === 0 ? text.none : text.unavailable(id, total)}</p>
      <a href={formatHash({ kind: 'connections', query: '' })}>{messages.connections.nav}</a>
    </div>
  );
}

/** Several captures in several tabs are told apart by their titles. */
function useTitle(session: Session, name: string): void {
  const file = session.phase === 'empty' ? null : session.file.name;
  useEffect(() => {
    document.title = file === null ? name : `${file} · ${name}`;
  }, [file, name]);
}

/** A new view begins at its top, and Tab begins in it; stepping through packets or typing a filter does neither. */
function useFreshView(view: View, phase: Session['phase'], main: RefObject<HTMLElement | null>): void {
  const seen = useRef<string | null>(null);
  const place = view.kind === 'connection' || view.kind === 'connections' || view.kind === 'charts' ? view.kind : formatHash(view);
  useLayoutEffect(() => {
    window.scrollTo(0, 0);
    // What was focused went away with the view before. When the page starts, Tab begins above: at the skip link.
    if (seen.current !== null && seen.current !== place && isFocusFree()) main.current?.focus({ preventScroll: true });
    seen.current = place;
  }, [place, phase, main]);
}
