// What a trimmed capture says of itself: the verdict as the comment of its section, what a packet shows as that packet's comment.
// Names and quoted payload in them are foreign text: nothing of it may steer a terminal.

import { CERTAINTY_GLYPHS, certaintyWords } from '../causes/words/certainty-words';
import { evidenceText } from '../causes/words/evidence-words';
import { outcomeWords } from '../causes/words/outcome-words';
import { formatCount, type Language } from '../base/format';
import { certaintyOf, type ConnectionReport, type Evidence, type Outcome } from '../model/verdict';
import { connectionHeadline, findingHeadline } from '../report/headline';
import type { ReportSource } from '../report/report-source';
import type { ChosenFrames, TrimChoice } from './choose-frames';

/** A section is no report: verdicts beyond these are counted. */
const MOST_VERDICTS = 12;
const NAMED_CONNECTIONS = 12;
/** A packet that shows more is cited for everything. */
const MOST_COMMENTS = 6;

export interface CommentContext {
  readonly source: ReportSource;
  readonly choice: TrimChoice;
  readonly chosen: ChosenFrames;
  readonly keepsPayload: boolean;
  readonly language: Language;
}

export function sectionComment({ source, choice, chosen, keepsPayload, language }: CommentContext): string {
  const isZh = language === 'zh';
  const verdicts =
    choice.connection === undefined
      ? chosen.findings.map((finding) => verdictLine(finding.outcome, findingHeadline(finding, language), finding.confidence, language))
      : [connectionLine(source.report(choice.connection), language)];
  const more = verdicts.length - MOST_VERDICTS;
  const ids = [...chosen.connections].toSorted((a, b) => a - b);
  const named = ids.slice(0, NAMED_CONNECTIONS).join(isZh ? '、' : ', ') + (ids.length > NAMED_CONNECTIONS ? ' …' : '');
  const frames = formatCount(chosen.count);
  const all = formatCount(source.tables.frames.length);
  const origin = isZh
    ? `取自 ${source.meta.name}：${all} 个报文中的 ${frames} 个（连接 ${named || '–'}）。`
    : `Cut out of ${source.meta.name}: ${frames} of ${all} packets (connections ${named || '–'}).`;
  const payload = isZh ? '不含 TCP 载荷；原始长度保留。' : 'TCP payload is left out; original lengths are kept.';
  const lines = [
    ...(verdicts.length === 0 ? [isZh ? '没有发现失败的连接。' : 'No failed connection was found.'] : verdicts.slice(0, MOST_VERDICTS)),
    ...(more > 0 ? [isZh ? `另有 ${more} 项发现。` : `${more} more findings.`] : []),
    keepsPayload ? origin : `${origin}${isZh ? '' : ' '}${payload}`,
  ];
  return lines.map(printable).join('\n');
}

/** By row of the frame table, for frames that are in the file. */
export function packetComments({ source, choice, chosen, language }: CommentContext): ReadonlyMap<number, readonly string[]> {
  const evidence: readonly Evidence[] =
    choice.connection === undefined
      ? chosen.findings.flatMap((finding) => finding.evidence)
      : source.report(choice.connection).verdict.evidence;
  const comments = new Map<number, string[]>();
  for (const item of evidence) {
    for (const frame of item.frames) {
      if (!chosen.has(frame - 1)) continue;
      const known = comments.get(frame - 1) ?? [];
      const text = printable(`#${frame} · ${evidenceText(item, language)}`);
      if (known.length < MOST_COMMENTS && !known.includes(text)) comments.set(frame - 1, [...known, text]);
    }
  }
  // What the file said of its packets goes on standing there.
  for (const [frame, comment] of source.meta.comments) {
    if (chosen.has(frame - 1)) comments.set(frame - 1, [...comment.split('\n').map(printable), ...(comments.get(frame - 1) ?? [])]);
  }
  return comments;
}

function connectionLine(report: ConnectionReport, language: Language): string {
  return verdictLine(report.outcome, connectionHeadline(report, language), report.verdict.confidence, language);
}

function verdictLine(outcome: Outcome, headline: string, confidence: number, language: Language): string {
  const certainty = certaintyOf(confidence);
  const word = certaintyWords[language][certainty].word;
  return `${outcomeWords[language][outcome]} · ${headline} (${CERTAINTY_GLYPHS[certainty]} ${word})`;
}

function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}
