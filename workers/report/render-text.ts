// The answer in words, for terminals: findings worst first, each with its evidence and the ladder of its clearest example,
// then what is quiet and what limits the capture.

import { formatDuration, formatEndpoint, formatPercent } from '../base/format';
import { causeWords, limitTexts, reasonText } from '../causes/words/cause-words';
import { clientSaw, type ClientLine } from '../causes/words/client-errors';
import { CERTAINTY_GLYPHS, certaintyWords } from '../causes/words/certainty-words';
import { differenceTexts } from '../causes/words/difference-words';
import { evidenceText } from '../causes/words/evidence-words';
import { contextOfConnection, contextOfFinding } from '../causes/words/headline-context';
import { outcomeWords } from '../causes/words/outcome-words';
import type { HeadlineContext, Language } from '../causes/words/words';
import { buildLadder } from '../ladder/build-ladder';
import { renderTextLadder } from '../ladder/text-ladder';
import {
  certaintyOf,
  LIKELY_FROM,
  type Alternative,
  type Application,
  type ConnectionReport,
  type Evidence,
  type Finding,
} from '../model/verdict';
import { BENIGN_CAUSES, CAUSE_IDS, isBenign, type CaveatId, type FindingCause } from '../model/vocabulary';
import { findingsOf } from './build-json';
import { connectionHints, findingHints } from './finding-hints';
import { issueText } from './failure-words';
import { exampleOf } from './headline';
import { ladderContextOf, type ReportSource } from './report-source';
import { sectionWords } from './section-words';
import { textReportWords, type TextReportWords } from './text-report-words';

/** Findings told in full; what ranks behind them is told in one line each. */
const FULL_FINDINGS = 12;
const SHORT_FINDINGS = 50;
const NAMED_CONNECTIONS = 8;
const NAMED_FRAMES = 6;

interface Judged {
  readonly cause: FindingCause;
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
  readonly alternatives: readonly Alternative[];
  readonly ruledOut: readonly Alternative[];
  readonly caveats: readonly CaveatId[];
}

/** What is looked up or worked out beside the verdict. */
interface Added {
  readonly hints: readonly string[];
  readonly clientLines: readonly ClientLine[];
  readonly setsApart: readonly string[];
  /** The connection whose packets the evidence shows, where there are several. */
  readonly example: number | null;
}

/** Pieces of text, so that a long report is written while it is made. `only`: one connection and the findings that name it. */
export function* textPieces(source: ReportSource, language: Language, only?: number): Generator<string, void> {
  const report = new TextReport(source, language);
  yield report.head();
  if (only !== undefined) {
    yield report.connection(only);
    const findings = findingsOf(source, only);
    for (const finding of findings) yield report.line(finding);
    if (findings.length > 0) yield '\n';
  } else {
    const findings = source.findings;
    for (const [index, finding] of findings.slice(0, FULL_FINDINGS).entries()) yield report.finding(finding, index + 1);
    const rest = findings.slice(FULL_FINDINGS);
    if (rest.length > 0) yield `${textReportWords[language].moreFindings(rest.length)}\n`;
    for (const finding of rest.slice(0, SHORT_FINDINGS)) yield report.line(finding);
    if (rest.length > 0) yield '\n';
  }
  yield report.close(only === undefined);
}

export function renderText(source: ReportSource, language: Language, only?: number): string {
  return [...textPieces(source, language, only)].join('');
}

class TextReport {
  readonly #source: ReportSource;
  readonly #language: Language;
  readonly #words: TextReportWords;

  constructor(source: ReportSource, language: Language) {
    this.#source = source;
    this.#language = language;
    this.#words = textReportWords[language];
  }

  head(): string {
    const { meta, tables, durationSeconds, vantage, fractionRead } = this.#source;
    const words = this.#words;
    const parts = [
      printable(meta.name),
      words.packets(tables.frames.length),
      words.connections(tables.connections.length),
      formatDuration(durationSeconds, this.#language),
      ...(tables.connections.length > 0 ? [words.vantage[vantage]] : []),
    ];
    const partial = fractionRead < 1 ? `${words.partial(formatPercent(fractionRead, this.#language))}\n` : '';
    return `${parts.join(' · ')}\n${partial}\n`;
  }

  finding(finding: Finding, number: number): string {
    const words = this.#words;
    const context = contextOfFinding(finding, this.#language);
    const total = this.#source.tables.connections.length;
    const count = finding.connections.length === 0 ? words.attempts(finding.count) : words.affected(finding.count, total);
    const lines = [
      `${number}. ${this.#title(finding.outcome, finding.cause, context)}`,
      `   ${[this.#certainty(finding.confidence), count, words.first(this.#time(finding.firstSeconds)), words.last(this.#time(finding.lastSeconds))].join(' · ')}`,
      ...this.#body(finding, context, {
        hints: findingHints(finding, this.#language),
        clientLines: clientSaw(finding, this.#language),
        setsApart: differenceTexts(finding, this.#language).map(({ affected, affectedFrames, others, othersFrames }) =>
          printable(
            `${affected}  ${frameList(affectedFrames)}${this.#language === 'zh' ? '；' : '; '}${others}  ${frameList(othersFrames)}`,
          ),
        ),
        example: exampleOf(finding),
      }),
    ];
    if (finding.connections.length > 1) lines.push('', `   ${words.among(idList(finding.connections, words.comma))}`);
    const example = finding.representative === null ? '' : this.#ladder(this.#source.report(finding.representative));
    return `${lines.join('\n')}\n${example}\n`;
  }

  connection(id: number): string {
    const report = this.#source.report(id);
    const context = contextOfConnection(report);
    const lines = [
      this.#title(report.outcome, report.verdict.cause, context),
      `   ${[this.#certainty(report.verdict.confidence), this.#time(report.startSeconds), formatDuration(report.durationSeconds, this.#language), ...spoken(report.application)].join(' · ')}`,
      ...this.#body(report.verdict, context, {
        hints: connectionHints(report, this.#language),
        clientLines: clientSaw(report, this.#language),
        setsApart: [],
        example: null,
      }),
    ];
    return `${lines.join('\n')}\n${this.#ladder(report)}\n`;
  }

  /** A finding in one line. */
  line(finding: Finding): string {
    return `- ${this.#title(finding.outcome, finding.cause, contextOfFinding(finding, this.#language))} (${this.#certainty(finding.confidence)})\n`;
  }

  close(isWhole: boolean): string {
    const { findings, issues } = this.#source;
    const words = this.#words;
    const { normal, open, unclear } = this.#counts();
    const lines: string[] = [];
    const notes = issues.map((issue) => issueText(issue, this.#language));
    const isEmpty = issues.some(({ code }) => code === 'no-packets' || code === 'no-tcp');
    if (isWhole && !isEmpty) {
      if (findings.length === 0) {
        lines.push(words.nothing(normal, open), words.nothingAdvice);
      } else if (normal + open > 0) {
        lines.push(words.quiet(normal, open));
      }
      if (findings.length === 0 && unclear > 0) lines.push(words.unclear(unclear));
    }
    if (notes.length === 0) lines.push(`${words.quality}${words.qualityGood}`);
    else lines.push(words.quality.trimEnd(), ...notes.map(({ code, text }) => `  ${code}  ${text}`));
    return `${lines.join('\n')}\n`;
  }

  #title(outcome: Finding['outcome'], cause: FindingCause, context: HeadlineContext): string {
    const outcomeWord = outcomeWords[this.#language][outcome];
    const word = this.#language === 'en' ? outcomeWord.toUpperCase() : outcomeWord;
    return `${word} · ${printable(causeWords(cause, this.#language).headline(context))}`;
  }

  #certainty(confidence: number): string {
    const certainty = certaintyOf(confidence);
    return `${CERTAINTY_GLYPHS[certainty]} ${certaintyWords[this.#language][certainty].word}`;
  }

  #body(judged: Judged, context: HeadlineContext, added: Added): string[] {
    const language = this.#language;
    const words = this.#words;
    const cause = causeWords(judged.cause, language);
    const lines = [`   ${words.move(cause.move)}`];
    const section = (title: string, items: readonly string[]): void => {
      if (items.length > 0) lines.push('', `   ${title}`, ...items.map((item) => `   - ${item}`));
    };
    section(
      added.example === null ? words.saw : `${words.saw}${sectionWords[language].asExample(added.example)}`,
      judged.evidence.map((evidence) => `${printable(evidenceText(evidence, language))}  ${frameList(evidence.frames)}`.trimEnd()),
    );
    section(sectionWords[language].setsApart, added.setsApart);
    section(words.why, [cause.explanation]);
    section(
      sectionWords[language].clientSaw,
      added.clientLines.map(({ program, text }) => `${program}${language === 'zh' ? '：' : ': '}${text}`),
    );
    section(sectionWords[language].hints, added.hints);
    const otherCause = ({ cause: other, because, frames }: Alternative): string =>
      `${causeWords(other, language).short}${language === 'zh' ? '：' : ': '}${reasonText(because, language)}${frames === undefined ? '' : `  ${frameList(frames)}`}`;
    const settled = (alternative: Alternative): string => {
      const settles = causeWords(alternative.cause, language).settles?.(context);
      const command = settles?.command === undefined ? '' : `\n       ${settles.command}`;
      return `${otherCause(alternative)}${settles === undefined ? '' : `\n     ${settles.text}${command}`}`;
    };
    section(
      words.alternatives,
      judged.alternatives.length === 0 && !isBenign(judged.cause)
        ? [judged.confidence >= LIKELY_FROM ? words.noAlternative : words.noBetterAlternative]
        : judged.alternatives.map(settled),
    );
    section(words.ruledOut, judged.ruledOut.map(otherCause));
    const checks = cause.next(context);
    if (checks.length > 0) {
      lines.push('', `   ${words.next}`);
      for (const { where, text, command } of checks) {
        lines.push(`   - ${words.where[where]}${language === 'zh' ? '：' : ': '}${text}`);
        if (command !== undefined) lines.push(`       ${command}`);
      }
    }
    section(words.cannotTell, limitTexts(judged.cause, context, judged.caveats, language).map(printable));
    return lines;
  }

  #ladder(report: ConnectionReport): string {
    const ends = this.#words.example(
      report.id,
      formatEndpoint(report.client.address, report.client.port),
      formatEndpoint(report.server.address, report.server.port),
    );
    const model = buildLadder(this.#source.tables, report, ladderContextOf(this.#source, report.id), new Set());
    return `\n   ${ends}\n${renderTextLadder(model, this.#language)}`;
  }

  /** "+12.4 s (00:31:46.868)": the clock is UTC, as in the JSON. */
  #time(seconds: number): string {
    const { startNs } = this.#source.meta;
    const since = `+${formatDuration(seconds, this.#language)}`;
    if (startNs === null) return since;
    const date = new Date(Number(startNs / 1_000_000n) + seconds * 1000);
    return Number.isNaN(date.getTime()) ? since : `${since} (${date.toISOString().slice(11, 23)}Z)`;
  }

  #counts(): { readonly normal: number; readonly open: number; readonly unclear: number } {
    const causes = this.#source.columns.cause;
    const benign = BENIGN_CAUSES.map((cause) => CAUSE_IDS.indexOf(cause));
    const openAtEnd = CAUSE_IDS.indexOf('open-at-end');
    let normal = 0;
    let open = 0;
    const total = this.#source.tables.connections.length;
    for (let id = 0; id < total; id++) {
      const cause = causes[id] ?? -1;
      if (cause === openAtEnd) open++;
      else if (benign.includes(cause)) normal++;
    }
    return { normal, open, unclear: total - normal - open };
  }
}

function frameList(frames: readonly number[]): string {
  const shown = frames.length <= NAMED_FRAMES ? frames : frames.slice(0, NAMED_FRAMES - 1);
  const list = shown.map((frame) => `#${frame}`).join(' ');
  return frames.length <= NAMED_FRAMES ? list : `${list} … #${frames.at(-1)}`;
}

/** Protocol, the name that was asked for, the product that answered: as the packets have them. */
function spoken(application: Application | undefined): readonly string[] {
  const { protocol, name, product } = application ?? {};
  return [protocol, name, product].filter((text) => text !== undefined && text !== '').map((text) => printable(text ?? ''));
}

function idList(ids: readonly number[], comma: string): string {
  return ids.length <= NAMED_CONNECTIONS ? ids.join(comma) : `${ids.slice(0, NAMED_CONNECTIONS).join(comma)}${comma}…`;
}

/** Names and quoted payload are foreign input: control characters never reach a terminal. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}
