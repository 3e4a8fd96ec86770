// What two captures together say: which is nearer to whom, their clocks, the findings, the table, what could not be compared.

import { useEffect, useRef, useState, type ReactNode } from 'react';
import { formatDuration, type Language } from '#engine/base/format';
import type { ComparedTap, ComparisonFinding, ComparisonOverview, TapId } from '#engine/compare/compare-model';
import type { CompareWords } from '#engine/compare/words/compare-words';
import type { CaptureIssue } from '#engine/model/failure';
import { issueText } from '#engine/report/failure-words';
import type { ComparisonAnswer } from '#engine/rpc/comparing';
import { isFocusFree } from '../../app/focus';
import { useLanguage } from '../../app/language';
import { wordsOf } from '../../app/words';
import { comparing } from '../../engine-client/comparing-client';
import { openView, showToast } from '../../store/store';
import { ConfidenceMark } from '../../ui/ConfidenceMark';
import { Notice } from '../../ui/Notice';
import { Prose } from '../../ui/Prose';
import { fileStem, saveFile } from '../../ui/save-file';
import { formatHash } from '../../url/url-state';
import { cancelComparing, chooseNearer, compareWithin, confirmPairing, type Comparing } from './compare-session';
import { ComparisonTable } from './ComparisonTable';
import { useCompareMessages, useCompareWords } from './use-words';

export type Ready = Extract<Comparing, { phase: 'ready' }>;

/** Findings shown before the table; the others are in the table. */
const FINDINGS_MOST = 12;

export function ComparisonView({ comparing: ready, picker }: { readonly comparing: Ready; picker(label: string): ReactNode }) {
  const text = useCompareMessages();
  const words = useCompareWords();
  const { answer, isChosen, isConfirmed } = ready;
  const { overview } = answer;
  const [finding, setFinding] = useState<number | null>(null);
  const isEmpty = answer.connections === 0;
  return (
    <>
      <Head overview={overview} isChosen={isChosen} isConfirmed={isConfirmed} isEmpty={isEmpty} />
      {answer.otherIssues.map((issue) => (
        <Issue key={issue.code} issue={issue} />
      ))}
      {isEmpty && <NothingPairs overview={overview} />}
      {!isEmpty && (
        <>
          <section className="compare-findings" aria-labelledby="compare-findings">
            <h2 id="compare-findings">{text.findings}</h2>
            {overview.findings.length === 0 && <p data-testid="compare-no-findings">{text.noFindings}</p>}
            <ol>
              {overview.findings.slice(0, FINDINGS_MOST).map((one, index) => (
                <FindingLine key={index} finding={one} isFirst={index === 0} onRows={() => setFinding(index)} />
              ))}
            </ol>
            {answer.differing === 0 && <p className="compare-note">{words.nothingDiffers}</p>}
          </section>
          <ComparisonTable answer={answer} finding={finding} onFinding={setFinding} />
        </>
      )}
      <Lone answer={answer} />
      <div className="compare-again">
        {!isEmpty && <SaveButtons overview={overview} />}
        {picker(text.again)}
        {ready.name !== null && (
          <button type="button" className="button" onClick={compareWithin}>
            {text.within}
          </button>
        )}
      </div>
    </>
  );
}

function Head({
  overview,
  isChosen,
  isConfirmed,
  isEmpty,
}: {
  readonly overview: ComparisonOverview;
  readonly isChosen: boolean;
  readonly isConfirmed: boolean;
  readonly isEmpty: boolean;
}) {
  const words = useCompareWords();
  const text = useCompareMessages();
  const { kind, first, second, clock, nearerClient, paired, onlyOne, uncovered, ambiguous } = overview;
  const [one, two] = [tapName(first), tapName(second)];
  const nearer = nearerClient === 'second' ? two : one;
  const isKnown = nearerClient === 'first' || nearerClient === 'second';
  const other: TapId = nearerClient === 'second' ? 'first' : 'second';
  return (
    <header
      className="compare-head"
      data-testid="compare-pairing"
      data-kind={kind}
      data-paired={paired}
      data-unconfirmed={isConfirmed || isEmpty ? undefined : ''}
    >
      <h1>{words.title[kind]}</h1>
      <ul className="compare-taps">
        {(['first', 'second'] as const).map((tap, at) => (
          <li key={tap} data-testid={`compare-tap-${tap}`}>
            <strong>#{at + 1}</strong> {tap === 'first' ? one : two}
            {!isEmpty && isKnown && <span className="compare-note"> {tap === nearerClient ? text.nearClient : text.nearServer}</span>}
          </li>
        ))}
      </ul>
      {!isEmpty && (
        <ul className="compare-facts">
          <li data-testid="compare-nearer" data-nearer={nearerClient}>
            {isChosen
              ? text.chosen(nearer)
              : nearerClient === 'mixed'
                ? words.nearerMixed
                : nearerClient === 'unknown'
                  ? words.nearerUnknown
                  : words.nearer(nearer)}{' '}
            {kind !== 'hops' && nearerClient !== 'mixed' && (
              <button
                type="button"
                className="button button-small"
                data-testid="compare-swap"
                onClick={() => void chooseNearer(isChosen ? null : other)}
              >
                {isChosen ? text.swapBack : text.swap}
              </button>
            )}
          </li>
          <li data-testid="compare-clock" data-offset-seconds={clock?.offsetSeconds} data-uncertainty-seconds={clock?.uncertaintySeconds}>
            {clock === null ? words.noClock : words.clock(clock)}
          </li>
          <li>{words.paired(paired, onlyOne.first, onlyOne.second, one, two)}</li>
          {uncovered.first > 0 && <li>{words.uncovered(uncovered.first, one)}</li>}
          {uncovered.second > 0 && <li>{words.uncovered(uncovered.second, two)}</li>}
          {ambiguous.first > 0 && <li data-testid="compare-ambiguous">{words.ambiguous(ambiguous.first, one)}</li>}
          {ambiguous.second > 0 && <li data-testid="compare-ambiguous">{words.ambiguous(ambiguous.second, two)}</li>}
        </ul>
      )}
      {!isEmpty && !isConfirmed && <Confirm />}
    </header>
  );
}

/** Short, and in nobody's way: what was found stands below it already. */
function Confirm() {
  const text = useCompareMessages();
  const [isForAll, setIsForAll] = useState(false);
  const confirm = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isFocusFree()) confirm.current?.focus({ preventScroll: true });
  }, []);
  return (
    <p className="compare-actions">
      <button
        type="button"
        className="button button-primary"
        data-testid="compare-confirm"
        ref={confirm}
        onClick={() => confirmPairing(isForAll)}
      >
        {text.confirm}
      </button>
      <button type="button" className="button" data-testid="compare-discard" onClick={cancelComparing}>
        {text.cancel}
      </button>
      <label className="compare-check">
        <input type="checkbox" checked={isForAll} onChange={(event) => setIsForAll(event.target.checked)} />
        <span>{text.unasked}</span>
      </label>
    </p>
  );
}

function FindingLine({ finding, isFirst, onRows }: { readonly finding: ComparisonFinding; readonly isFirst: boolean; onRows(): void }) {
  const text = useCompareMessages();
  const words = useCompareWords();
  const language = useLanguage();
  const { cause, confidence, place, server, connections } = finding;
  const [example = 0] = connections;
  const cause_ = wordsOf(cause, language);
  const where = [words.places[place], words.at(server)].filter((part) => part !== '');
  return (
    <li
      className="compare-finding"
      data-testid={isFirst ? 'verdict' : 'compare-finding'}
      data-cause={cause}
      data-conf={confidence.toFixed(2)}
      data-place={place}
    >
      <h3>
        {cause_.short} <span className="compare-where">{where.join(language === 'zh' ? '' : ', ')}</span>
      </h3>
      <p className="compare-finding-figures numeric">
        <ConfidenceMark confidence={confidence} /> <span>{words.connections(connections.length)}</span>
      </p>
      <p className="compare-why">
        <Prose text={cause_.explanation} />
      </p>
      <p className="compare-why">
        <span className="compare-label">{text.move}</span> <Prose text={cause_.move} />
      </p>
      <p className="compare-actions">
        <a className="button button-primary" data-testid="compare-ladder" href={formatHash({ kind: 'compare', index: example })}>
          {text.ladder}
        </a>
        <button type="button" className="button" onClick={onRows}>
          {text.showRows(connections.length)}
        </button>
      </p>
    </li>
  );
}

function SaveButtons({ overview }: { readonly overview: ComparisonOverview }) {
  const text = useCompareMessages();
  const language = useLanguage();
  const save = async (what: 'text' | 'json') => {
    const file = await comparing.file(what, language);
    // What crossed from the worker is the browser's own Blob.
    if (!file.ok || !(file.value instanceof Blob)) return showToast(text.failed);
    const name = `${fileStem(overview.first.name)}-${fileStem(overview.second.name)}.${what === 'json' ? 'json' : 'txt'}`;
    saveFile(file.value, name);
    showToast(text.saved(name));
  };
  return (
    <>
      <button type="button" className="button" data-testid="compare-save-text" onClick={() => void save('text')}>
        {text.saveText}
      </button>
      <button type="button" className="button" data-testid="compare-save-json" onClick={() => void save('json')}>
        {text.saveJson}
      </button>
    </>
  );
}

/** What is wrong with the other capture; of the open one the chip above tells it. */
function Issue({ issue }: { readonly issue: CaptureIssue }) {
  const { code, text } = issueText(issue, useLanguage());
  return <Notice code={code} text={`#2: ${text}`} />;
}

/** E35; of one capture: that it shows one place. */
function NothingPairs({ overview }: { readonly overview: ComparisonOverview }) {
  const language = useLanguage();
  const words = useCompareWords();
  const text = useCompareMessages();
  if (overview.kind !== 'captures') return <Notice code={null} text={text.noPlaces} />;
  return <Notice code="E35" text={nothingPairs(overview, words, language)} isAlert />;
}

function nothingPairs({ first, second }: ComparisonOverview, words: CompareWords, language: Language): string {
  const from = ({ startTime }: ComparedTap): number => (startTime === null ? NaN : Date.parse(startTime) / 1000);
  const end = (tap: ComparedTap): number => from(tap) + tap.durationSeconds;
  const overlap = Math.min(end(first), end(second)) - Math.max(from(first), from(second));
  const span = ({ startTime, durationSeconds }: ComparedTap): string =>
    `${startTime === null ? '' : `${startTime.slice(0, 19)}Z + `}${formatDuration(durationSeconds, language)}`;
  return words.nothingPairs(span(first), span(second), words.overlapOf(overlap >= 0 ? formatDuration(overlap, language) : null));
}

function Lone({ answer: { lone, loneLeftOut, overview } }: { readonly answer: ComparisonAnswer }) {
  const text = useCompareMessages();
  if (lone.length === 0) return null;
  const isOpenCapture = (tap: TapId) => tap === 'first' || overview.kind !== 'captures';
  return (
    <details className="compare-lone" data-testid="compare-lone">
      <summary>{text.lone(lone.length + loneLeftOut)}</summary>
      <ul>
        {lone.map(({ tap, id, client, server, packets, isAmbiguous }) => (
          <li key={`${tap} ${id}`}>
            <strong>{tap === 'first' ? '#1' : '#2'}</strong>{' '}
            {isOpenCapture(tap) ? (
              <button type="button" className="compare-link" onClick={() => openView({ kind: 'connection', id, packet: null })}>
                {client} → {server}
              </button>
            ) : (
              <span>
                {client} → {server}
              </span>
            )}{' '}
            <span className="compare-note">
              {text.lonePackets(packets)} · {isAmbiguous ? text.loneAmbiguous : text.loneUncovered}
            </span>
          </li>
        ))}
      </ul>
      {loneLeftOut > 0 && <p>{text.loneMore(loneLeftOut)}</p>}
    </details>
  );
}

export function tapName(tap: ComparedTap): string {
  return tap.interfaceName === undefined ? tap.name : `${tap.name}, ${tap.interfaceName}`;
}
