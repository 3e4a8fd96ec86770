// What a postmortem is prefilled with: impact in a sentence, events with their times, measures out of what is to be checked and
// changed. A person rewrites it; nothing here judges.

import { formatDuration, type Language } from '../../base/format';
import { causeWords } from '../../causes/words/cause-words';
import { contextOfFinding } from '../../causes/words/headline-context';
import type { HeadlineContext } from '../../causes/words/words';
import type { Finding } from '../../model/verdict';
import { QUIET_CAUSES, type FindingCause } from '../../model/vocabulary';
import { findingHeadline } from '../headline';
import type { ReportSource } from '../report-source';
import { textReportWords } from '../text-report-words';
import type { ActionItem, TimelineEntry } from './edits';
import { postmortemWords } from './postmortem-words';
import { inOrder } from './timeline';

/** Findings that measures are taken from, and checks of all but the first. */
const ACTED_ON = 3;
const CHECKS_OF_OTHERS = 2;

/** How far it reaches, in numbers: the same whether addresses are told or not. */
export interface Extent {
  readonly connections: number;
  /** Of those that never became a connection that could be counted. */
  readonly attempts: number;
  readonly clients: number;
  readonly servers: number;
  readonly firstSeconds: number;
  readonly lastSeconds: number;
}

/** Of the findings that did harm; of all where none did. Null without findings. */
export function extentOf({ tables: { connections } }: ReportSource, findings: readonly Finding[]): Extent | null {
  const harmful = findings.filter(({ cause }) => !QUIET_CAUSES.includes(cause));
  const told = harmful.length > 0 ? harmful : findings;
  const [first] = told;
  if (first === undefined) return null;
  const ids = new Set<number>();
  const clients = new Set<number>();
  const servers = new Set<number>();
  let { firstSeconds, lastSeconds } = first;
  let attempts = 0;
  for (const finding of told) {
    if (finding.connections.length === 0) attempts += finding.count;
    firstSeconds = Math.min(firstSeconds, finding.firstSeconds);
    lastSeconds = Math.max(lastSeconds, finding.lastSeconds);
    for (const id of finding.connections) {
      ids.add(id);
      clients.add(connections.origAddress.values[id] ?? 0);
      servers.add(connections.respAddress.values[id] ?? 0);
    }
  }
  return { connections: ids.size, attempts, clients: clients.size, servers: servers.size, firstSeconds, lastSeconds };
}

export function draftImpact(extent: Extent | null, total: number, clock: (seconds: number) => string, language: Language): string {
  if (extent === null) return '';
  const words = postmortemWords[language];
  const text = textReportWords[language];
  const hit = [
    ...(extent.connections > 0 ? [text.affected(extent.connections, total)] : []),
    ...(extent.attempts > 0 ? [text.attempts(extent.attempts)] : []),
  ].join(text.comma);
  const ends = extent.connections > 0 ? words.extentEnds(extent.clients, extent.servers) : '';
  const { firstSeconds, lastSeconds } = extent;
  const when =
    lastSeconds > firstSeconds
      ? words.extentSpan(clock(firstSeconds), clock(lastSeconds), formatDuration(lastSeconds - firstSeconds, language))
      : words.extentMoment(clock(firstSeconds));
  return words.extent(hit, when, ends);
}

export function draftTimeline(source: ReportSource, findings: readonly Finding[], language: Language): readonly TimelineEntry[] {
  if (source.tables.frames.length === 0) return [];
  const words = postmortemWords[language];
  const events: TimelineEntry[] = [{ at: 0, text: words.begins }];
  for (const [index, finding] of findings.entries()) {
    events.push({ at: finding.firstSeconds, text: `${words.firstOf(index + 1)}${findingHeadline(finding, language)}` });
    if (finding.lastSeconds > finding.firstSeconds) events.push({ at: finding.lastSeconds, text: words.lastOf(index + 1) });
  }
  events.push({ at: source.durationSeconds, text: words.ends });
  return inOrder(events);
}

/** What to change, by whom, then what to check. */
export function draftActions(findings: readonly Finding[], language: Language): readonly ActionItem[] {
  return findings
    .filter(({ cause }) => !QUIET_CAUSES.includes(cause))
    .slice(0, ACTED_ON)
    .flatMap((finding, index) => {
      const actions = actionsOf(finding.cause, contextOfFinding(finding, language), language);
      return index === 0 ? actions : actions.slice(0, 1 + CHECKS_OF_OTHERS);
    });
}

export function actionsOf(cause: FindingCause, context: HeadlineContext, language: Language): readonly ActionItem[] {
  const words = causeWords(cause, language);
  const text = textReportWords[language];
  const colon = language === 'zh' ? '：' : ': ';
  return [
    { text: postmortemWords[language].remove(words.short, context.server), owner: words.move, due: '' },
    ...words.next(context).map((check) => ({ text: `${text.where[check.where]}${colon}${check.text}`, owner: '', due: '' })),
  ];
}
