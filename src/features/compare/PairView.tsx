// One compared connection: the verdict that both captures allow and which of them shows what, the ladder with both places, every
// packet on which they differ.

import { useEffect, useMemo, useState } from 'react';
import { formatBytes, formatDuration, formatPercent, type Language } from '#engine/base/format';
import type { ConnectionComparison, FramePair, PacketDifference, TapId, TwoTapLadder } from '#engine/compare/compare-model';
import { changeText, renderTwoTapText } from '#engine/compare/text-two-tap';
import type { CompareWords } from '#engine/compare/words/compare-words';
import { useLanguage } from '../../app/language';
import { wordsOf } from '../../app/words';
import { comparing as engine } from '../../engine-client/comparing-client';
import { openConnection, openView, showToast } from '../../store/store';
import { copyText } from '../../ui/clipboard';
import { ConfidenceMark } from '../../ui/ConfidenceMark';
import { NoteButton, NoteText } from '../../ui/Note';
import { Notice } from '../../ui/Notice';
import { Prose } from '../../ui/Prose';
import { fileStem, saveFile } from '../../ui/save-file';
import { formatHash } from '../../url/url-state';
import type { compareMessages } from './messages';
import type { Ready } from './ComparisonView';
import { tapName } from './ComparisonView';
import { TwoTapLadderGrid } from './TwoTapLadderGrid';
import { entriesOf, indexOfFrame, stepTo } from './two-tap-entries';
import { useCompareMessages, useCompareWords } from './use-words';
import { usePairKeys } from './use-pair-keys';

/** Differing packets that are told one by one. */
const DIFFERENCES_MOST = 200;
const CHIPS_MOST = 6;

type CompareMessages = (typeof compareMessages)[Language];

export function PairView({ index, comparing }: { readonly index: number; readonly comparing: Ready }) {
  const text = useCompareMessages();
  const { answer } = comparing;
  const [connection, setConnection] = useState<ConnectionComparison | null>(null);
  const [ladder, setLadder] = useState<TwoTapLadder | null>(null);
  const [expanded, setExpanded] = useState<readonly number[]>([]);
  const [isLost, setIsLost] = useState(false);
  const isHere = index < answer.connections;
  useEffect(() => {
    if (!isHere) return undefined;
    let isCurrent = true;
    void engine.connection(index).then((told) => {
      if (!isCurrent) return;
      if (told.ok) setConnection(told.value);
      else setIsLost(true);
    });
    return () => {
      isCurrent = false;
    };
  }, [answer, index, isHere]);
  useEffect(() => {
    if (!isHere) return undefined;
    let isCurrent = true;
    void engine.ladder(index, expanded).then((told) => {
      if (!isCurrent) return;
      if (told.ok) setLadder(told.value);
      else setIsLost(true);
    });
    return () => {
      isCurrent = false;
    };
  }, [answer, index, isHere, expanded]);
  return (
    <>
      <p>
        <a href={formatHash({ kind: 'compare', index: null })}>← {text.back}</a>
      </p>
      {!isHere && <h1>{text.unavailable(index)}</h1>}
      {isLost && <Notice code={null} text={text.failed} isAlert />}
      {isHere && connection !== null && ladder !== null && (
        <Pair answer={answer} connection={connection} ladder={ladder} expanded={expanded} onExpand={setExpanded} />
      )}
    </>
  );
}

interface PairProps {
  readonly answer: Ready['answer'];
  readonly connection: ConnectionComparison;
  readonly ladder: TwoTapLadder;
  readonly expanded: readonly number[];
  onExpand(expanded: readonly number[]): void;
}

function Pair({ answer: { overview }, connection, ladder, expanded, onExpand }: PairProps) {
  const text = useCompareMessages();
  const words = useCompareWords();
  const language = useLanguage();
  const [isText, setIsText] = useState(false);
  const [current, setCurrent] = useState<{ readonly at: number; readonly reveal: number }>({ at: -1, reveal: 0 });
  const entries = useMemo(() => entriesOf(ladder), [ladder]);
  const at = current.at < 0 ? Math.max(0, stepTo(entries, -1, 1)) : Math.min(current.at, entries.length - 1);
  const select = (next: number) => setCurrent(({ reveal }) => ({ at: next, reveal: reveal + 1 }));
  const toggle = (run: number) => onExpand(expanded.includes(run) ? expanded.filter((id) => id !== run) : [...expanded, run]);
  const copy = () => void copyText(renderTwoTapText(ladder, words, language)).then(() => showToast(text.copied));
  const show = (tap: TapId, frame: number) => {
    const found = indexOfFrame(entries, ladder.clientTap === tap ? 'client' : 'server', frame);
    if (found < 0) return;
    setIsText(false);
    const entry = entries[found];
    if (entry?.kind === 'run' && !entry.row.expanded) toggle(entry.row.id);
    select(found);
  };
  usePairKeys({
    step: (direction) => select(Math.max(0, stepTo(entries, at, direction))),
    copy,
    leave: () => openView({ kind: 'compare', index: null }),
  });
  const saveSvg = async () => {
    const { renderTwoTapSvg } = await import('#engine/compare/svg-two-tap');
    const name = `${fileStem(`whyreset-${ladder.client.address}-${ladder.client.port}-${ladder.server.address}-${ladder.server.port}`)}.svg`;
    saveFile(new Blob([renderTwoTapSvg(ladder, words, language, 'ladder')], { type: 'image/svg+xml' }), name);
    showToast(text.saved(name));
  };
  const { verdict } = connection;
  const cause = wordsOf(verdict.cause, language);
  const name = (tap: TapId) => tapName(overview[tap]);
  const isOpenCapture = (tap: TapId) => tap === 'first' || overview.kind !== 'captures';
  return (
    <article
      className="pair"
      data-testid="compared"
      data-cause={verdict.cause}
      data-conf={verdict.confidence.toFixed(2)}
      data-place={verdict.place}
    >
      <h1>
        {connection.client} <span className="compare-where">→</span> {connection.server}
      </h1>
      <p className="pair-verdict">
        <strong>{cause.short}</strong> <ConfidenceMark confidence={verdict.confidence} testId="confidence" />{' '}
        <span className="compare-where">{words.places[verdict.place]}</span>
      </p>
      <p className="compare-why">
        <Prose text={cause.explanation} />
      </p>
      <p className="compare-why" data-testid="pair-basis" data-basis={verdict.basis}>
        {basisText(connection, words, name)} <span className="compare-label">{text.move}</span> <Prose text={cause.move} />
      </p>
      {connection.first !== null && (
        <div className="pair-tools">
          <NoteButton about="connection" number={connection.first} isSmall />
          <NoteText about="connection" number={connection.first} />
        </div>
      )}
      {verdict.contributions.length > 0 && (
        <section aria-labelledby="pair-observed">
          <h2 id="pair-observed">{text.observed}</h2>
          <ol className="pair-notes">
            {verdict.contributions.map(({ observation, tap, frames, values }, number) => (
              <li key={observation} data-testid="contribution" data-observation={observation} data-tap={tap}>
                <span className="pair-note-number">{number + 1}</span> {words.observations[observation](values)}{' '}
                <Frames frames={frames} onShow={show} />
              </li>
            ))}
          </ol>
        </section>
      )}
      <section aria-labelledby="pair-alone">
        <h2 id="pair-alone">{text.alone}</h2>
        <ul className="pair-alone">
          {(['first', 'second'] as const).map((tap) => {
            const own = verdict[tap];
            const id = connection[tap];
            return (
              <li key={tap}>
                {own === null
                  ? words.notThere(name(tap))
                  : words.alone(name(tap), wordsOf(own.cause, language).short, formatPercent(own.confidence, language))}{' '}
                {id !== null && isOpenCapture(tap) && (
                  <button type="button" className="button button-small" onClick={() => openConnection(id)}>
                    {text.openIn(name(tap))}
                  </button>
                )}
              </li>
            );
          })}
          {verdict.ruledOut.map(({ cause: other, because }) => (
            <li key={other} data-testid="ruled-out">
              {words.ruledOut(
                wordsOf(other, language).short,
                words.observations[because](verdict.contributions.find(({ observation }) => observation === because)?.values ?? {}),
              )}
            </li>
          ))}
          <PathFacts connection={connection} words={words} text={text} language={language} />
        </ul>
      </section>
      <section className="pair-ladder" aria-label={text.ladderLabel}>
        <div className="pair-tools">
          <button
            type="button"
            className="button button-small"
            data-testid="ladder-text-switch"
            aria-pressed={isText}
            onClick={() => setIsText(!isText)}
          >
            {isText ? text.asLadder : text.asText}
          </button>
          <button type="button" className="button button-small" onClick={copy}>
            {text.copyText}
          </button>
          <button type="button" className="button button-small" data-testid="ladder-svg" onClick={() => void saveSvg()}>
            {text.saveSvg}
          </button>
          <span className="compare-note pair-keys">{text.keys}</span>
        </div>
        {isText ? (
          <pre className="pair-text" data-testid="ladder-text" tabIndex={0} aria-label={text.ladderLabel}>
            {renderTwoTapText(ladder, words, language)}
          </pre>
        ) : (
          <TwoTapLadderGrid
            ladder={ladder}
            entries={entries}
            current={at}
            reveal={current.reveal}
            onSelect={select}
            onToggle={toggle}
            onExpandAll={(isAll) => onExpand(isAll ? ladder.rows.flatMap((row) => (row.kind === 'run' ? [row.id] : [])) : [])}
          />
        )}
        {ladder.clock !== null && <p className="compare-note">{words.clockRemoved(ladder.clock)}</p>}
      </section>
      <Differences connection={connection} onShow={show} />
    </article>
  );
}

/** Nothing, where each capture alone says the same, or one alone has the connection. */
function basisText({ verdict, pairedBy }: ConnectionComparison, words: CompareWords, name: (tap: TapId) => string): string {
  const { basis, cause, first, second } = verdict;
  if (pairedBy === 'only-one') return '';
  if (first?.cause === cause && second?.cause === cause && verdict.contributions.length === 0) return '';
  return basis === 'both' ? words.basisBoth : words.basisOne(name(basis));
}

function PathFacts({
  connection,
  words,
  text,
  language,
}: {
  readonly connection: ConnectionComparison;
  readonly words: CompareWords;
  readonly text: CompareMessages;
  readonly language: Language;
}) {
  const { path, pairedBy } = connection;
  const { hopsTowardsServer, hopsTowardsClient, towardsServerSeconds, towardsClientSeconds, translated } = path;
  const way = (seconds: { readonly median: number } | null) => (seconds === null ? '–' : formatDuration(seconds.median, language));
  return (
    <>
      <li>{pairedBy === 'only-one' ? words.pairedBy[pairedBy] : text.pairedBy(words.pairedBy[pairedBy])}</li>
      {(hopsTowardsServer !== null || hopsTowardsClient !== null) && <li>{text.routers(hopsTowardsServer, hopsTowardsClient)}</li>}
      {(towardsServerSeconds !== null || towardsClientSeconds !== null) && (
        <li className="numeric">{text.ways(way(towardsServerSeconds), way(towardsClientSeconds))}</li>
      )}
      {translated.length > 0 && (
        <li>
          {text.translated} {translated.map((change) => changeText(change, words)).join(', ')}
        </li>
      )}
    </>
  );
}

function Differences({ connection, onShow }: { readonly connection: ConnectionComparison; onShow(tap: TapId, frame: number): void }) {
  const text = useCompareMessages();
  const words = useCompareWords();
  const language = useLanguage();
  const { differences, differencesLeftOut } = connection;
  const listed = differences.slice(0, DIFFERENCES_MOST);
  const rest = differences.length - listed.length + differencesLeftOut;
  return (
    <section aria-labelledby="pair-differences">
      <h2 id="pair-differences">{text.differences}</h2>
      {listed.length === 0 && <p>{words.allSeen}</p>}
      <ul className="pair-differences">
        {listed.map((difference, at) => (
          <li key={at} data-testid="difference" data-kind={difference.kind}>
            <Frames frames={difference.frames} onShow={onShow} />{' '}
            <span className="pair-segment">
              {[...difference.flags, difference.len > 0 ? formatBytes(difference.len, language) : '']
                .filter((part) => part !== '')
                .join(' ')}
            </span>{' '}
            {kindText(difference, words, text, language)}
            {difference.because.length > 0 && (
              <span className="compare-note">
                {' '}
                ({difference.because.map((reason) => words.reasons[reason]).join(language === 'zh' ? '；' : '; ')})
              </span>
            )}
          </li>
        ))}
      </ul>
      {rest > 0 && <p>{words.more(rest)}</p>}
    </section>
  );
}

function kindText(difference: PacketDifference, words: CompareWords, text: CompareMessages, language: Language): string {
  const { kind, from, changes, oneWaySeconds, missingBytes } = difference;
  const { kinds } = words;
  switch (kind) {
    case 'lost': {
      const lost = kinds.lost(from === 'client' ? 'server' : 'client');
      return missingBytes === undefined ? lost : `${lost}; ${kinds.missingBytes(formatBytes(missingBytes, language))}`;
    }
    case 'appeared':
      return kinds.appeared(from);
    case 'changed':
      return text.changed(kinds.changed, changes.map((change) => changeText(change, words)).join(', '));
    case 'delayed':
      return kinds.delayed(formatDuration(oneWaySeconds ?? 0, language));
    case 'not-captured':
      return kinds.notCaptured;
  }
}

/** "1#31 2#32": numbers of both files; a press shows the packet in the ladder. */
function Frames({ frames, onShow }: { readonly frames: FramePair; onShow(tap: TapId, frame: number): void }) {
  const text = useCompareMessages();
  const named = (['first', 'second'] as const).flatMap((tap) => frames[tap].map((frame) => ({ tap, frame })));
  return (
    <span className="chips">
      {named.slice(0, CHIPS_MOST).map(({ tap, frame }) => (
        <button
          key={`${tap} ${frame}`}
          type="button"
          className="packet-chip"
          data-packet={frame}
          data-tap={tap}
          aria-label={tap === 'first' ? text.packet(String(frame), '–') : text.packet('–', String(frame))}
          onClick={() => onShow(tap, frame)}
        >
          {tap === 'first' ? '1' : '2'}#{frame}
        </button>
      ))}
      {named.length > CHIPS_MOST && <span className="compare-note">…</span>}
    </span>
  );
}
