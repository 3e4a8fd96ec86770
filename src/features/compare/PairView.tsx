// One compared connection: the verdict that both captures allow and which of them shows what, the ladder with both places, every
// packet on which they differ.

import { lazy, Suspense, useEffect, useLayoutEffect, useId, useMemo, useRef, useState } from 'react';
import { formatBytes, formatCount, formatDuration, formatPercent, type Language } from '#engine/base/format';
import type {
  ComparisonOverview,
  ConnectionComparison,
  FramePair,
  PacketDifference,
  TapId,
  TwoTapLadder,
  TwoTapPacket,
} from '#engine/compare/compare-model';
import { changeText, renderTwoTapText } from '#engine/compare/text-two-tap';
import type { CompareWords } from '#engine/compare/words/compare-words';
import { connectionFilter } from '#engine/report/wireshark-filter';
import { focusGrid, isFocusFree } from '../../app/focus';
import { useLanguage } from '../../app/language';
import { wordsOf } from '../../app/words';
import { comparing as engine } from '../../engine-client/comparing-client';
import { openConnection, openView, showToast } from '../../store/store';
import { copyText } from '../../ui/clipboard';
import { ConfidenceMark } from '../../ui/ConfidenceMark';
import { Notice } from '../../ui/Notice';
import { Prose } from '../../ui/Prose';
import { ladderMessages } from '../../ui/ladder/ladder-messages';
import { useViewKeys, type ViewCommand } from '../../ui/ladder/use-view-keys';
import { formatHash } from '../../url/url-state';
import type { compareMessages } from './messages';
import type { Ready } from './ComparisonView';
import { tapName } from './ComparisonView';
import { PairNotes } from './sharing/PairNotes';
import { TwoTapLadderGrid } from './TwoTapLadderGrid';
import { entriesOf, indexOfFrame } from './two-tap-entries';
import { withRawNumbers } from './two-tap-raw';
import { TwoTapToolbar } from './TwoTapToolbar';
import type { PacketForm } from './PairPacket';
import { useCompareMessages, useCompareWords } from './use-words';
import { MAX_EXPANDED_ROWS, NOTHING_OPEN, useTwoTap, type OpenTwoTap } from './use-two-tap';

const PairPacket = lazy(async () => ({ default: (await import('./PairPacket')).PairPacket }));

/** Differing packets that are told one by one. */
const DIFFERENCES_MOST = 200;
const CHIPS_MOST = 6;

type CompareMessages = (typeof compareMessages)[Language];

export function PairView({ index, comparing }: { readonly index: number; readonly comparing: Ready }) {
  const text = useCompareMessages();
  const { answer } = comparing;
  const [connection, setConnection] = useState<ConnectionComparison | null>(null);
  const [ladder, setLadder] = useState<TwoTapLadder | null>(null);
  const [open, setOpen] = useState<OpenTwoTap>(NOTHING_OPEN);
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
    void engine.ladder(index, open.runs, open.packets, open.filter).then((told) => {
      if (!isCurrent) return;
      if (told.ok) setLadder(told.value);
      else setIsLost(true);
    });
    return () => {
      isCurrent = false;
    };
  }, [answer, index, isHere, open]);
  return (
    <>
      <p>
        <a href={formatHash({ kind: 'compare', index: null })}>← {text.back}</a>
      </p>
      {!isHere && <h1>{text.unavailable(index)}</h1>}
      {isLost && <Notice code={null} text={text.failed} isAlert />}
      {isHere && connection !== null && ladder !== null && (
        <Pair answer={answer} isOneFile={comparing.name === null} connection={connection} ladder={ladder} open={open} onOpen={setOpen} />
      )}
    </>
  );
}

interface PairProps {
  readonly answer: Ready['answer'];
  /** Two places in one file; the hops of a proxy can be in two. */
  readonly isOneFile: boolean;
  readonly connection: ConnectionComparison;
  readonly ladder: TwoTapLadder;
  readonly open: OpenTwoTap;
  onOpen(open: OpenTwoTap): void;
}

function Pair({ answer: { overview, connections }, isOneFile, connection, ladder: plain, open, onOpen }: PairProps) {
  const text = useCompareMessages();
  const words = useCompareWords();
  const language = useLanguage();
  const shared = ladderMessages[language];
  const root = useRef<HTMLElement>(null);
  const [isText, setIsText] = useState(false);
  const [isRaw, setIsRaw] = useState(false);
  const ladder = useMemo(() => (isRaw ? withRawNumbers(plain) : plain), [plain, isRaw]);
  // The packet's panel says both numbers, and which is which.
  const plainEntries = useMemo(() => entriesOf(plain), [plain]);
  const [form, setForm] = useState<PacketForm>('fields');
  const state = useTwoTap({
    ladder,
    open,
    onOpen,
    onTooManyRows: (rows) => showToast(shared.actions.tooManyRows(formatCount(rows), formatCount(MAX_EXPANDED_ROWS))),
  });
  const { entries, current } = state;
  const row = plainEntries[current];
  const copy = () => void copyText(renderTwoTapText(ladder, words, language)).then(() => showToast(text.copied));
  const show = (tap: TapId, frame: number) => {
    const found = indexOfFrame(entries, ladder.clientTap === tap ? 'client' : 'server', frame);
    if (found < 0) return;
    setIsText(false);
    const entry = entries[found];
    if (entry?.kind === 'run' && !entry.row.expanded) state.toggle(entry.row.id);
    state.go(found);
  };
  const showPacket = () => root.current?.querySelector('[data-testid="pair-packet"]')?.scrollIntoView?.({ block: 'nearest' });
  const copyFilter = () => {
    const filter = filterOf(connection);
    void copyText(filter).then(() => showToast(text.filterCopied(filter)));
  };
  const setLinear = () => {
    if (!state.isLinear && root.current?.querySelector('.tt')?.getAttribute('data-mode') === 'list') showToast(shared.actions.noScale);
    else state.setLinear(!state.isLinear);
  };
  const neighbour = (by: 1 | -1) => {
    const next = neighbourOf(overview, connection.index, by, connections);
    if (next !== null) openView({ kind: 'compare', index: next });
  };
  const cycleDensity = () => showToast(shared.actions.densities[state.cycleDensity()]);
  const switchRaw = () => {
    setIsRaw(!isRaw);
    showToast(isRaw ? shared.actions.relativeNumbers : shared.actions.rawNumbers);
  };
  const commands: Readonly<Record<ViewCommand, () => void>> = {
    next: () => state.move(1),
    previous: () => state.move(-1),
    nextNote: () => state.step(1),
    previousNote: () => state.step(-1),
    expandAll: state.toggleAll,
    mark: () => {
      const marked = state.toggleMark();
      showToast(marked?.kind === 'packet' ? shared.marked(frameName(marked.row, ladder.clientTap)) : shared.unmarked);
    },
    time: state.cycleTimeMode,
    linear: setLinear,
    zoomIn: () => {
      if (state.isLinear) state.zoomBy(1);
    },
    zoomOut: () => {
      if (state.isLinear) state.zoomBy(-1);
    },
    density: cycleDensity,
    raw: switchRaw,
    bytes: () => {
      setForm('bytes');
      showPacket();
    },
    copy,
    filter: copyFilter,
    connectionFilter: copyFilter,
    centre: state.centre,
    back: () => openView({ kind: 'compare', index: null }),
    previousConnection: () => neighbour(-1),
    nextConnection: () => neighbour(1),
  };
  useViewKeys((command) => commands[command]());
  useLayoutEffect(() => {
    // Arrows and Enter work on arrival.
    if (isFocusFree() && root.current !== null) focusGrid(root.current);
  }, []);
  const { verdict } = connection;
  const cause = wordsOf(verdict.cause, language);
  const name = (tap: TapId) => tapName(overview[tap]);
  const isOpenCapture = (tap: TapId) => tap === 'first' || isOneFile;
  return (
    <article
      className="pair"
      ref={root}
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
      <PairNotes
        connection={connection}
        ladder={ladder}
        kind={isOneFile ? overview.kind : 'captures'}
        row={row?.kind === 'packet' ? row.row : null}
        onShow={show}
      />
      {verdict.contributions.length > 0 && (
        <section aria-labelledby="pair-observed">
          <h2 id="pair-observed">{text.observed}</h2>
          <Observed verdict={verdict} words={words} onShow={show} />
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
          <PathFacts connection={connection} words={words} text={text} language={language} />
        </ul>
      </section>
      <section className="pair-ladder" aria-label={text.ladderLabel}>
        <TwoTapToolbar
          state={state}
          isText={isText}
          isRaw={isRaw}
          onRaw={switchRaw}
          onDensity={cycleDensity}
          onLinear={setLinear}
          onText={setIsText}
          onCopy={copy}
          asLadder={text.asLadder}
        />
        {isText ? (
          <pre className="pair-text" data-testid="ladder-text" tabIndex={0} aria-label={text.ladderLabel}>
            {renderTwoTapText(ladder, words, language)}
          </pre>
        ) : (
          <TwoTapLadderGrid state={state} onOpenPacket={showPacket} />
        )}
        {ladder.clock !== null && <p className="compare-note">{words.clockRemoved(ladder.clock)}</p>}
        <p className="compare-note pair-keys">{text.keys}</p>
      </section>
      <Suspense>
        <PairPacket
          row={row?.kind === 'packet' ? row.row : null}
          clientTap={ladder.clientTap}
          isHop={overview.kind === 'hops'}
          isOneFile={isOneFile}
          names={{ first: name('first'), second: name('second') }}
          form={form}
          onForm={setForm}
        />
      </Suspense>
      <Differences connection={connection} onShow={show} />
    </article>
  );
}

/** Of all packets between the two ends, as either capture shows them: a device may translate addresses. */
function filterOf({ clientAt, serverAt }: ConnectionComparison): string {
  const filters = (['first', 'second'] as const).flatMap((tap) => {
    const [client, server] = [clientAt[tap], serverAt[tap]];
    return client === null || server === null ? [] : [connectionFilter(peerOf(client), peerOf(server))];
  });
  return [...new Set(filters)].join(' || ');
}

/** "10.0.0.1:80" or "[::1]:80" into its parts. */
function peerOf(text: string): { readonly address: string; readonly port: number } {
  const at = text.lastIndexOf(':');
  return { address: text.slice(0, at).replaceAll(/[[\]]/g, ''), port: Number(text.slice(at + 1)) };
}

/** Of the same finding, else of all. */
function neighbourOf({ findings }: ComparisonOverview, index: number, by: 1 | -1, connections: number): number | null {
  const own = findings.find((finding) => finding.connections.includes(index))?.connections;
  if (own !== undefined) return own[own.indexOf(index) + by] ?? null;
  return index + by >= 0 && index + by < connections ? index + by : null;
}

/** "1#12", or "2#14" of what the first capture did not see. */
function frameName({ clientFrames, serverFrames }: TwoTapPacket, clientTap: TapId): string {
  const [first, second] = clientTap === 'first' ? [clientFrames[0], serverFrames[0]] : [serverFrames[0], clientFrames[0]];
  return first === undefined ? `2#${second ?? ''}` : `1#${first}`;
}

/** Nothing, where each capture alone says the same, or one alone has the connection. */
export function basisText({ verdict, pairedBy }: ConnectionComparison, words: CompareWords, name: (tap: TapId) => string): string {
  const { basis, cause, first, second } = verdict;
  if (pairedBy === 'only-one') return '';
  if (first?.cause === cause && second?.cause === cause && verdict.contributions.length === 0) return '';
  return basis === 'both' ? words.basisBoth : words.basisOne(name(basis));
}

/** What both captures together show, with the packets of either. */
export function Observed({
  verdict,
  words,
  onShow,
}: {
  readonly verdict: ConnectionComparison['verdict'];
  readonly words: CompareWords;
  onShow(tap: TapId, frame: number): void;
}) {
  return (
    <ol className="pair-notes">
      {verdict.contributions.map(({ observation, tap, frames, values }, number) => (
        <li key={observation} data-testid="contribution" data-observation={observation} data-tap={tap}>
          <span className="pair-note-number">{number + 1}</span> {words.observations[observation](values)}{' '}
          <Frames frames={frames} onShow={onShow} />
        </li>
      ))}
    </ol>
  );
}

/** What was ruled out, how the two were paired, and what is known of the path between them. */
export function PathFacts({
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
  const { path, pairedBy, verdict } = connection;
  const { hopsTowardsServer, hopsTowardsClient, towardsServerSeconds, towardsClientSeconds, translated } = path;
  const way = (seconds: { readonly median: number } | null) => (seconds === null ? '–' : formatDuration(seconds.median, language));
  return (
    <>
      {verdict.ruledOut.map(({ cause, because }) => (
        <li key={cause} data-testid="ruled-out">
          {words.ruledOut(
            wordsOf(cause, language).short,
            words.observations[because](verdict.contributions.find(({ observation }) => observation === because)?.values ?? {}),
          )}
        </li>
      ))}
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

export function Differences({
  connection,
  onShow,
}: {
  readonly connection: ConnectionComparison;
  onShow(tap: TapId, frame: number): void;
}) {
  const text = useCompareMessages();
  const words = useCompareWords();
  const language = useLanguage();
  const id = useId();
  const { differences, differencesLeftOut } = connection;
  const listed = differences.slice(0, DIFFERENCES_MOST);
  const rest = differences.length - listed.length + differencesLeftOut;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{text.differences}</h2>
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
