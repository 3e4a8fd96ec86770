// One finding: what happened to how many, how sure, since when, whose move; below it the proof and its limits.

import { formatDuration } from '#engine/base/format';
import type { Finding } from '#engine/model/verdict';
import type { AnalysisSummary } from '#engine/rpc/protocol';
import { formatIso, formatTimeOfDay, zoneName } from '../../app/wall-clock';
import { useLanguage, useMessages } from '../../app/language';
import { headlineOf, wordsOf } from '../../app/words';
import { ConfidenceMark } from '../../ui/ConfidenceMark';
import { Icon } from '../../ui/Icon';
import { NoteButton, NoteText } from '../../ui/Note';
import { OutcomeBadge } from '../../ui/OutcomeBadge';
import { outcomeLook } from '#engine/model/outcome-look';
import { Prose } from '../../ui/Prose';
import { useAppStore } from '../../store/store';
import { formatHash } from '../../url/url-state';
import { AlsoFound } from './AlsoFound';
import { EvidenceList } from './EvidenceList';
import { FindingBody } from './FindingBody';
import { showPackets } from './show-packets';
import { Sparkline } from './Sparkline';

export interface FindingCardProps {
  readonly summary: AnalysisSummary;
  readonly finding: Finding;
  readonly index: number;
  /** verdict: the first of the list, bearing the page's h1. alone: its own page. listed, provisional: below others. */
  readonly role: 'verdict' | 'alone' | 'listed' | 'provisional';
  readonly isOpen: boolean;
}

export function FindingCard({ summary, finding, index, role, isOpen }: FindingCardProps) {
  const language = useLanguage();
  const text = useMessages().findings;
  const Heading = role === 'verdict' || role === 'alone' ? 'h1' : role === 'provisional' ? 'h3' : 'h2';
  const facts = { 'data-cause': finding.cause, 'data-conf': finding.confidence.toFixed(2) };
  const words = wordsOf(finding.cause, language);
  const isMain = role === 'verdict' || role === 'alone';
  return (
    <article className={`finding look-${outcomeLook(finding.outcome, finding.cause)}`} data-testid="finding-card" {...facts}>
      <header className="finding-head" data-testid={role === 'verdict' ? 'verdict' : undefined} {...facts}>
        <div className="finding-kind">
          <OutcomeBadge outcome={finding.outcome} cause={finding.cause} />
          <span className="finding-short">{words.short}</span>
        </div>
        <Heading className={isMain ? 'finding-headline finding-headline-main' : 'finding-headline'}>
          {headlineOf(finding, language)}
        </Heading>
        <div className="finding-figures numeric">
          <ConfidenceMark confidence={finding.confidence} testId="confidence" />
          <span>
            {finding.connections.length === 0 ? text.attempts(finding.count) : text.affected(finding.count, summary.capture.connections)}
          </span>
          <FirstAndLast summary={summary} finding={finding} />
          <Sparkline summary={summary} index={index} finding={finding} />
        </div>
        {role !== 'provisional' && (
          <>
            <p className="finding-move">
              <span className="finding-label">{text.move}</span> <Prose text={words.move} />
            </p>
            <Actions finding={finding} index={index} isOpen={isOpen} isMain={isMain} />
            <NoteText about="finding" number={index} />
          </>
        )}
      </header>
      {role === 'verdict' && <AlsoFound summary={summary} />}
      {isOpen && <FindingBody finding={finding} level={isMain ? 2 : 3} />}
      {!isOpen && role === 'listed' && <EvidenceList finding={finding} limit={1} />}
    </article>
  );
}

function FirstAndLast({ summary, finding }: { readonly summary: AnalysisSummary; readonly finding: Finding }) {
  const text = useMessages().findings;
  const language = useLanguage();
  const { startNs, timeDigits } = summary.capture;
  const { firstSeconds, lastSeconds } = finding;
  const time = (seconds: number) => formatTimeOfDay(startNs, seconds, timeDigits);
  // While the file is read its beginning is not settled: only the distance from it.
  const since = (seconds: number) => `+${formatDuration(seconds, language)}`;
  return (
    <>
      <span title={formatIso(startNs, firstSeconds)}>
        {text.first} {startNs === null ? since(firstSeconds) : `${time(firstSeconds)} ${zoneName(startNs)} (${since(firstSeconds)})`}
      </span>
      {lastSeconds > firstSeconds && (
        <span title={formatIso(startNs, lastSeconds)}>
          {text.last} {startNs === null ? since(lastSeconds) : time(lastSeconds)}
        </span>
      )}
    </>
  );
}

function Actions(props: { readonly finding: Finding; readonly index: number; readonly isOpen: boolean; readonly isMain: boolean }) {
  const { finding, index, isOpen, isMain } = props;
  const text = useMessages().findings;
  const { representative } = finding;
  const openDialog = useAppStore((state) => state.dialogChanged);
  if (representative === null && isOpen && !isMain) return null;
  return (
    <div className="finding-actions">
      {representative !== null && (
        <button
          type="button"
          className={isMain ? 'button button-primary' : 'button'}
          data-list-item=""
          onClick={() => void showPackets(finding, representative)}
        >
          {text.ladder}
          <Icon name="arrow" size={14} />
        </button>
      )}
      {finding.connections.length > 0 && (
        <a className="button" href={formatHash({ kind: 'connections', query: `finding:${index}` })}>
          {text.showConnections(finding.connections.length)}
        </a>
      )}
      {!isOpen && (
        <a className="button" href={formatHash({ kind: 'finding', index })}>
          {text.open}
        </a>
      )}
      {isMain && (
        <button type="button" className="button" data-testid="share" aria-haspopup="dialog" onClick={() => openDialog('share')}>
          {text.share}
        </button>
      )}
      {(isMain || isOpen) && <NoteButton about="finding" number={index} />}
    </div>
  );
}
