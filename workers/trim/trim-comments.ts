// What a trimmed capture says of itself: the verdict as the comment of its section, what a packet shows as that packet's comment.
// Names and quoted payload in them are foreign text: nothing of it may steer a terminal.

import { CERTAINTY_GLYPHS, certaintyWords } from '../causes/words/certainty-words';
import { evidenceText } from '../causes/words/evidence-words';
import { outcomeWords } from '../causes/words/outcome-words';
import { formatCount, type Language } from '../base/format';
import { cleanNote, isOwnNote, type Note } from '../model/note';
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
  readonly notes?: readonly Note[];
}

/** Of a selection as long as a table, so many connections are judged for their comments. */
const MOST_JUDGED = 200;

export function sectionComment(context: CommentContext): string {
  const { source, choice, chosen, keepsPayload, language } = context;
  const isZh = language === 'zh';
  const verdicts =
    choice.connections === undefined
      ? chosen.findings.map((finding) => verdictLine(finding.outcome, findingHeadline(finding, language), finding.confidence, language))
      : judged(chosen)
          .slice(0, MOST_VERDICTS)
          .map((id) => connectionLine(source.report(id), language));
  const more = (choice.connections === undefined ? chosen.findings.length : chosen.connections.size) - MOST_VERDICTS;
  const ids = judged(chosen);
  const named = ids.slice(0, NAMED_CONNECTIONS).join(isZh ? '、' : ', ') + (ids.length > NAMED_CONNECTIONS ? ' …' : '');
  const frames = formatCount(chosen.count);
  const all = formatCount(source.tables.frames.length);
  const origin = isZh
    ? `取自 ${source.meta.name}：${all} 个报文中的 ${frames} 个（连接 ${named || '–'}）。`
    : `Cut out of ${source.meta.name}: ${frames} of ${all} packets (connections ${named || '–'}).`;
  const payload = isZh ? '不含 TCP 载荷；原始长度保留。' : 'TCP payload is left out; original lengths are kept.';
  const lines = [
    ...(verdicts.length === 0 ? [isZh ? '没有发现失败的连接。' : 'No failed connection was found.'] : verdicts.slice(0, MOST_VERDICTS)),
    ...(more > 0 ? [moreLine(more, choice.connections !== undefined, isZh)] : []),
    ...notesOn(context),
    keepsPayload ? origin : `${origin}${isZh ? '' : ' '}${payload}`,
  ];
  return lines.map(printable).join('\n');
}

/** By row of the frame table, for frames that are in the file. */
export function packetComments(context: CommentContext): ReadonlyMap<number, readonly string[]> {
  const { source, choice, chosen, language, notes = [] } = context;
  const evidence: readonly Evidence[] =
    choice.connections === undefined
      ? chosen.findings.flatMap((finding) => finding.evidence)
      : judged(chosen)
          .slice(0, MOST_JUDGED)
          .flatMap((id) => source.report(id).verdict.evidence);
  const comments = new Map<number, string[]>();
  for (const item of evidence) {
    for (const frame of item.frames) {
      if (!chosen.has(frame - 1)) continue;
      const known = comments.get(frame - 1) ?? [];
      const text = printable(`#${frame} · ${evidenceText(item, language)}`);
      if (known.length < MOST_COMMENTS && !known.includes(text)) comments.set(frame - 1, [...known, text]);
    }
  }
  for (const { about, number, text } of notes) {
    const note = lineOf(text);
    if (about !== 'packet' || note === '' || !chosen.has(number - 1)) continue;
    comments.set(number - 1, [`#${number} · ${note}`, ...(comments.get(number - 1) ?? [])]);
  }
  // What the file said of its packets goes on standing there.
  for (const [frame, comment] of source.meta.comments) {
    if (chosen.has(frame - 1)) comments.set(frame - 1, [...comment.split('\n').map(printable), ...(comments.get(frame - 1) ?? [])]);
  }
  return comments;
}

function judged({ connections }: ChosenFrames): readonly number[] {
  return [...connections].toSorted((a, b) => a - b);
}

function moreLine(more: number, isOfConnections: boolean, isZh: boolean): string {
  if (isOfConnections) return isZh ? `另有 ${more} 个连接。` : `${more} more connections.`;
  return isZh ? `另有 ${more} 项发现。` : `${more} more findings.`;
}

/** Notes on what is in the file, those on packets apart. */
function notesOn({ source, chosen, notes = [], language }: CommentContext): readonly string[] {
  const isZh = language === 'zh';
  const names = {
    capture: isZh ? '备注' : 'Note',
    finding: isZh ? '发现' : 'Finding',
    connection: isZh ? '连接' : 'Connection',
    packet: '#',
  };
  return notes.filter(isOwnNote).flatMap(({ about, number, text }) => {
    const finding = about === 'finding' ? source.findings[number] : undefined;
    const isThere =
      about === 'capture' ||
      (about === 'connection' && chosen.connections.has(number)) ||
      (finding !== undefined && (chosen.findings.includes(finding) || finding.connections.some((id) => chosen.connections.has(id))));
    const note = lineOf(text);
    if (!isThere || note === '') return [];
    const place = about === 'capture' ? '' : ` ${about === 'finding' ? number + 1 : number}`;
    return [`${names[about]}${place}${isZh ? '：' : ': '}${note}`];
  });
}

function connectionLine(report: ConnectionReport, language: Language): string {
  return verdictLine(report.outcome, connectionHeadline(report, language), report.verdict.confidence, language);
}

function verdictLine(outcome: Outcome, headline: string, confidence: number, language: Language): string {
  const certainty = certaintyOf(confidence);
  const word = certaintyWords[language][certainty].word;
  return `${outcomeWords[language][outcome]} · ${headline} (${CERTAINTY_GLYPHS[certainty]} ${word})`;
}

/** A note on one line. */
function lineOf(text: string): string {
  return printable(cleanNote(text).replaceAll(/\n+/g, ' '));
}

function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}
