// While a capture is read: how far, how fast, how long still; cancel, or be content with what was read. Findings as they form.

import { lazy, Suspense, useEffect, useLayoutEffect, useState } from 'react';
import { formatCount, formatTimer } from '#engine/base/format';
import { useLanguage, useMessages } from '../../app/language';
import { withWords } from '../../app/load-language';
import { mark } from '../../app/marks';
import { cancelReading, finishReading } from '../../app/open-capture';
import type { Session } from '../../store/state';
import { bytesPair, percentRead, secondsLeft, spokenStep } from './reading-figures';
import './reading.css';

const FindingList = lazy(async () => ({ default: (await withWords(import('../findings/ProvisionalFindings'))).ProvisionalFindings }));

/** "Use what was read so far" makes sense once something was read. */
const PARTIAL_AFTER_MS = 1_000;

type Reading = Extract<Session, { phase: 'reading' }>;

export function ReadingView({ session }: { readonly session: Reading }) {
  const messages = useMessages();
  const language = useLanguage();
  const { progress, provisional } = session;
  const elapsedMs = useElapsed(session.startedMs);
  const percent = percentRead(progress, session.file.bytes);
  const left = secondsLeft(progress, elapsedMs);
  const hasProvisional = provisional !== null && provisional.findings.length > 0;
  useLayoutEffect(() => {
    if (hasProvisional) mark('first-provisional');
  }, [hasProvisional]);
  const text = messages.reading;
  const frames = progress?.frames ?? 0;
  const figures = [
    bytesPair(progress?.bytesDone ?? 0, session.file.bytes, language),
    text.packets(formatCount(frames)),
    text.rate(formatCount(Math.round(frames / Math.max(elapsedMs / 1000, 0.001)))),
    text.connections(formatCount(progress?.connections ?? 0)),
    left === null ? text.phase[progress?.phase ?? 'reading'] : text.left(formatTimer(left, language)),
  ];
  return (
    <div className="reading">
      <h1>{text.title(session.file.name)}</h1>
      <div
        className="reading-bar"
        data-testid="progress"
        role="progressbar"
        aria-label={text.bar}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(percent)}
        aria-valuetext={figures.join(' · ')}
      >
        <div className="reading-fill" style={{ transform: `scaleX(${percent / 100})` }} />
      </div>
      <p className="reading-figures numeric" aria-hidden="true">
        {figures.map((figure) => (
          <span key={figure}>{figure}</span>
        ))}
      </p>
      <p className="visually-hidden" role="status" aria-live="polite">
        {spokenStep(percent) === null ? '' : text.spoken(spokenStep(percent) ?? 0)}
      </p>
      <div className="reading-buttons">
        <button type="button" className="button" data-testid="cancel" onClick={cancelReading}>
          {text.cancel}
        </button>
        {elapsedMs > PARTIAL_AFTER_MS && !session.finishing && (
          <button type="button" className="button" data-testid="use-partial" onClick={finishReading}>
            {text.usePartial}
          </button>
        )}
        {session.finishing && <span role="status">{text.finishing}</span>}
      </div>
      {hasProvisional && (
        <Suspense fallback={null}>
          <FindingList summary={provisional} />
        </Suspense>
      )}
    </div>
  );
}

function useElapsed(startedMs: number): number {
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(performance.now()), 200);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, nowMs - startedMs);
}
