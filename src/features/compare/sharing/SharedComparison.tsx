// A comparison of two captures that was shared, opened without the captures: the verdict, which capture shows what, their clocks, the
// ladders of both places, the connections that differ, notes. What cannot be opened shows its message and nothing else.

import { useMemo, type ReactNode } from 'react';
import { formatCount } from '#engine/base/format';
import type { ComparisonRow, TapId } from '#engine/compare/compare-model';
import type { PostmortemEdits } from '#engine/report/postmortem/edits';
import { decodeComparison } from '#engine/share/comparison/comparison-link';
import { plainTapName, type SharedComparison as Shared, type SharedComparisonFinding } from '#engine/share/comparison/shared-comparison';
import type { LinkProblem } from '#engine/share/link';
import { useLanguage } from '../../../app/language';
import { wordsOf } from '../../../app/words';
import { ConfidenceMark } from '../../../ui/ConfidenceMark';
import { Notice } from '../../../ui/Notice';
import { Prose } from '../../../ui/Prose';
import { useCompareWords } from '../use-words';
import { NoteList } from './NoteList';
import { sharedMessages } from './shared-messages';
import { SharedPair } from './SharedPair';
import '../../../ui/packet-chip.css';
import '../compare.css';
import './sharing.css';

export interface SharedComparisonProps {
  readonly fragment: string;
  /** What was written into the report. */
  readonly edits: PostmortemEdits;
  readonly banner: string;
  picker(label: string): ReactNode;
  unreadable(problem: LinkProblem): ReactNode;
}

export function SharedComparison({ fragment, edits, banner, picker, unreadable }: SharedComparisonProps) {
  const decoded = useMemo(() => decodeComparison(fragment), [fragment]);
  if (!decoded.ok) return unreadable(decoded.failure);
  return <Opened comparison={decoded.value} edits={edits} banner={banner} picker={picker} />;
}

interface OpenedProps extends Pick<SharedComparisonProps, 'edits' | 'banner' | 'picker'> {
  readonly comparison: Shared;
}

function Opened({ comparison, edits, banner, picker }: OpenedProps) {
  const text = sharedMessages[useLanguage()];
  const { overview, pairs, rows, notes, isOfPair, findingsLeftOut, differing, connections } = comparison;
  const [worst] = overview.findings;
  const told = worst ?? pairs[0]?.connection.verdict;
  const rest = differing - rows.length - pairs.length;
  return (
    <div
      className="compare shared-comparison"
      data-testid="shared-comparison"
      data-cause={told?.cause}
      data-conf={told?.confidence.toFixed(2)}
      data-place={told?.place}
    >
      <div data-testid="shared-banner">
        <Notice code={null} text={banner}>
          {picker(text.choose)}
        </Notice>
      </div>
      <Head comparison={comparison} />
      <Written edits={edits} />
      {!isOfPair &&
        overview.findings.map((finding, index) => <FindingLine key={index} finding={finding} isFirst={index === 0} total={connections} />)}
      {findingsLeftOut > 0 && <p className="compare-note">{text.findingsLeftOut(findingsLeftOut)}</p>}
      <NoteList notes={notes.filter(({ about }) => about === 'capture')} />
      {pairs.map((pair, index) => (
        <SharedPair
          key={pair.connection.index}
          pair={pair}
          kind={overview.kind}
          hasClock={overview.first.startTime !== null}
          isFirst={index === 0 && (isOfPair || worst === undefined)}
          isTold={!isOfPair && overview.findings.some(({ cause }) => cause === pair.connection.verdict.cause)}
          notes={notes}
        />
      ))}
      {rows.length > 0 && <Rows rows={rows} more={rest} />}
    </div>
  );
}

function Head({ comparison }: { readonly comparison: Shared }) {
  const words = useCompareWords();
  const text = sharedMessages[useLanguage()];
  const { kind, first, second, clock, nearerClient, paired, onlyOne, uncovered, ambiguous } = comparison.overview;
  const [one, two] = [plainTapName('first'), plainTapName('second')];
  const nearer = { first: words.nearer(one), second: words.nearer(two), mixed: words.nearerMixed, unknown: words.nearerUnknown }[
    nearerClient
  ];
  const tap = (id: TapId, frames: number, start: string | null) =>
    [`${plainTapName(id)}:`, text.packets(formatCount(frames)), start === null ? '' : `${start.slice(0, 19)}Z`]
      .filter((part) => part !== '')
      .join(' ');
  return (
    <header className="compare-head">
      <p className="shared-comparison-title">{words.title[kind]}</p>
      <ul className="compare-facts numeric">
        <li>{tap('first', first.frames, first.startTime)}</li>
        <li>{tap('second', second.frames, second.startTime)}</li>
        <li data-testid="compare-nearer" data-nearer={nearerClient}>
          {nearer}
        </li>
        <li data-testid="compare-clock" data-offset-seconds={clock?.offsetSeconds} data-uncertainty-seconds={clock?.uncertaintySeconds}>
          {clock === null ? words.noClock : words.clock(clock)}
        </li>
        <li>{words.paired(paired, onlyOne.first, onlyOne.second, one, two)}</li>
        {uncovered.first > 0 && <li>{words.uncovered(uncovered.first, one)}</li>}
        {uncovered.second > 0 && <li>{words.uncovered(uncovered.second, two)}</li>}
        {ambiguous.first > 0 && <li>{words.ambiguous(ambiguous.first, one)}</li>}
        {ambiguous.second > 0 && <li>{words.ambiguous(ambiguous.second, two)}</li>}
        <li>{comparison.isRedacted ? text.pseudonyms : text.realAddresses}</li>
      </ul>
    </header>
  );
}

/** What people wrote into the report: plain text, as it was typed. */
function Written({ edits: { title, author, summary, impact, actions = [] } }: { readonly edits: PostmortemEdits }) {
  const paragraphs = [
    title,
    author,
    summary,
    impact,
    ...actions.map((action) => [action.text, action.owner, action.due].filter((part) => part !== '').join(' · ')),
  ];
  const told = paragraphs.filter((paragraph) => paragraph !== undefined && paragraph !== '');
  if (told.length === 0) return null;
  return (
    <section className="shared-comparison-written" data-testid="shared-report" dir="auto">
      {told.map((paragraph, index) => (
        <p key={index}>{paragraph}</p>
      ))}
    </section>
  );
}

interface FindingLineProps {
  readonly finding: SharedComparisonFinding;
  readonly isFirst: boolean;
  readonly total: number;
}

function FindingLine({ finding: { cause, confidence, place, server, count }, isFirst, total }: FindingLineProps) {
  const words = useCompareWords();
  const language = useLanguage();
  const text = sharedMessages[language];
  const cause_ = wordsOf(cause, language);
  const where = [words.places[place], words.at(server)].filter((part) => part !== '');
  const Heading = isFirst ? 'h1' : 'h2';
  return (
    <section
      className="compare-finding"
      data-testid={isFirst ? 'verdict' : 'compare-finding'}
      data-cause={cause}
      data-conf={confidence.toFixed(2)}
      data-place={place}
    >
      <Heading>
        {cause_.short} <span className="compare-where">{where.join(language === 'zh' ? '' : ', ')}</span>
      </Heading>
      <p className="compare-finding-figures numeric">
        <ConfidenceMark confidence={confidence} /> <span>{text.affected(count, total)}</span>
      </p>
      <p className="compare-why">
        <Prose text={cause_.explanation} />
      </p>
      <p className="compare-why">
        <span className="compare-label">{text.move}</span> <Prose text={cause_.move} />
      </p>
    </section>
  );
}

/** Further connections on which the captures differ. */
function Rows({ rows, more }: { readonly rows: readonly ComparisonRow[]; readonly more: number }) {
  const words = useCompareWords();
  const language = useLanguage();
  const text = sharedMessages[language];
  return (
    <section aria-label={text.table}>
      <h2>{text.table}</h2>
      <div className="shared-comparison-table" tabIndex={0} role="group" aria-label={text.table}>
        <table className="numeric" data-testid="shared-rows">
          <thead>
            <tr>
              {words.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ index, client, server, common, counts, changedFields, cause }) => (
              <tr key={index} data-testid="shared-row">
                <td>
                  {client} → {server}
                </td>
                <td>{formatCount(common)}</td>
                <td>{formatCount(counts.lostTowardsServer)}</td>
                <td>{formatCount(counts.lostTowardsClient)}</td>
                <td>{formatCount(counts.appeared)}</td>
                <td>{changedFields.map((field) => words.fields[field]).join(', ') || '–'}</td>
                <td>{wordsOf(cause, language).short}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more > 0 && <p className="compare-note">{words.more(more)}</p>}
    </section>
  );
}
