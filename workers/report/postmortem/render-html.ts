// The postmortem report as one HTML file: no script, no link, nothing fetched (a content policy says so); ladders are drawings.
// Everything that is not markup of this file passes through escaped().

import { escaped } from '../../ladder/svg-xml';
import { renderSvgLadder } from '../../ladder/svg-ladder';
import { renderTextLadder } from '../../ladder/text-ladder';
import type { ReportSource } from '../report-source';
import type { Language } from '../../base/format';
import { embeddedAnalysis, inertJson } from './embedded-json';
import { HTML_STYLE } from './html-style';
import type { Account, Fact, Point, Postmortem, Section } from './postmortem';
import { postmortemWords } from './postmortem-words';

const NAMED_FRAMES = 12;
/** So much of a page may be ladders: with all else that ten findings say, it stays below 300 kB. */
const LADDER_BYTES = 170_000;
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** `block`: the data by which the page opens the report again (workers/analysis-file/analysis-block.ts); null for a report that cannot be. */
export function renderHtml(source: ReportSource, report: Postmortem, block: object | null = null): string {
  const { language } = report;
  const words = postmortemWords[language];
  const [single] = report.accounts;
  const isSingle = single !== undefined && report.accounts.length === 1;
  const timeline = sectionHtml({ title: words.timeline, points: report.timeline }, 'h2');
  const extent = report.impact.map((line) => `<p>${inlineHtml(line)}</p>`).join('');
  const ladders = laddersOf(report);
  const byline =
    report.author === ''
      ? ''
      : `<p class="note">${escaped(words.author)}${language === 'zh' ? '：' : ': '}${inlineHtml(report.author)}</p>`;
  const main = isSingle
    ? [impact(single, report, 'h2', extent), timeline, actionsHtml(report), details(single, ladders[0] ?? '', report, 'h2')]
    : [
        extent === '' ? '' : `<section><h2>${escaped(words.impact)}</h2>${extent}</section>`,
        timeline,
        actionsHtml(report),
        ...report.accounts.map((account, index) => chapter(account, index, ladders[index] ?? '', report)),
      ];
  const body = [
    `<header><h1>${inlineHtml(report.title)}</h1>${byline}<p class="lead">${inlineHtml(report.sentence)}</p></header>`,
    '<main>',
    ...main,
    sectionHtml(report.more, 'h2'),
    `<section><h2>${escaped(words.capture)}</h2>${factsHtml(report.capture)}${sectionHtml(report.quality, 'h3')}</section>`,
    sectionHtml(report.notes, 'h2'),
    '</main>',
    `<footer class="note"><p>${escaped(report.clock)}</p></footer>`,
    `<template id="whyreset-analysis" data-schema="whyreset/1">${inertJson(embeddedAnalysis(source, report, language))}</template>`,
    block === null ? '' : evidenceTemplate(block),
  ];
  return htmlPage(language, report.title, body);
}

/** One file: nothing is fetched, nothing runs. */
export function htmlPage(language: Language, title: string, body: readonly string[]): string {
  return [
    '<!doctype html>',
    `<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escaped(POLICY)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escaped(title)}</title>`,
    `<style>${HTML_STYLE}\n</style>`,
    '</head>',
    '<body>',
    ...body.filter((part) => part !== ''),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** By it the page opens the file again (workers/analysis-file). */
export function evidenceTemplate(block: object): string {
  return `<template id="whyreset-evidence">${inertJson(block)}</template>`;
}

export type Heading = 'h2' | 'h3';

function chapter(account: Account, index: number, ladder: string, report: Postmortem): string {
  const head = `<h2>${index + 1}. ${inlineHtml(account.short)}</h2>\n<p class="lead">${inlineHtml(account.title)}</p>`;
  return `<article>\n${head}\n${impact(account, report, 'h3')}\n${details(account, ladder, report, 'h3')}\n</article>`;
}

function impact(account: Account, { language }: Postmortem, heading: Heading, extent = ''): string {
  return `<section><${heading}>${escaped(postmortemWords[language].impact)}</${heading}>${extent}${factsHtml(account.facts)}</section>`;
}

/** Boxes to tick on paper. */
export function actionsHtml({ language, actions: list }: Pick<Postmortem, 'language' | 'actions'>): string {
  if (list.length === 0) return '';
  const words = postmortemWords[language];
  const head = [words.action, words.owner, words.due].map((label) => `<th scope="col">${escaped(label)}</th>`).join('');
  const rows = list.map(
    ({ text, owner, due }) => `<tr><td>☐ ${inlineHtml(text)}</td><td>${inlineHtml(owner)}</td><td>${inlineHtml(due)}</td></tr>`,
  );
  const table = `<table><thead><tr>${head}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`;
  return `<section><h2>${escaped(words.actions)}</h2>\n${table}</section>`;
}

function details(account: Account, ladder: string, { language }: Postmortem, heading: Heading): string {
  const { filters } = account;
  const parts = [
    sectionHtml(account.notes, heading),
    evidence(account.evidence, heading),
    ladder === '' ? '' : `<section><${heading}>${inlineHtml(account.ladderTitle)}</${heading}>\n${ladder}</section>`,
    ...account.sections.map((part) => sectionHtml(part, heading)),
    filters.length === 0
      ? ''
      : `<section><${heading}>${escaped(postmortemWords[language].filters)}</${heading}>${filters.map(({ label, value }) => `<p>${inlineHtml(label)}</p><pre>${escaped(value)}</pre>`).join('')}</section>`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** Drawn, worst finding first; as text where there is no room for a drawing; else where to get it. */
function laddersOf({ language, accounts }: Postmortem): readonly string[] {
  const encoder = new TextEncoder();
  let left = LADDER_BYTES;
  return accounts.map(({ ladder, ladderTitle }, index) => {
    if (ladder === null) return '';
    // Wider than the page it is scrolled, by keys as well.
    const reach = `tabindex="0" role="group" aria-label="${escaped(ladderTitle)}"`;
    const forms = [
      () => `<figure ${reach}>${renderSvgLadder(ladder, { language, prefix: `finding-${index + 1}` }).svg}</figure>`,
      () => `<pre class="ladder" ${reach}>${preformatted(renderTextLadder(ladder, language))}</pre>`,
    ];
    for (const make of forms) {
      const form = make();
      const bytes = encoder.encode(form).length;
      if (bytes > left) continue;
      left -= bytes;
      return form;
    }
    return `<p class="note">${inlineHtml(postmortemWords[language].noRoom(ladder.connection))}</p>`;
  });
}

/** Line by line: escaped() makes one line of all. */
export function preformatted(text: string): string {
  return text.split('\n').map(escaped).join('\n');
}

/** Claims beside the time of their first packet and their packets. */
function evidence({ title, points }: Section, heading: Heading): string {
  if (points.length === 0) return '';
  const rows = points.map(
    ({ text, frames, time }) =>
      `<tr><td class="t">${escaped(time ?? '')}</td><td>${inlineHtml(text)}</td><td class="f">${escaped(frameList(frames))}</td></tr>`,
  );
  return `<section><${heading}>${inlineHtml(title)}</${heading}>\n<table><tbody>\n${rows.join('\n')}\n</tbody></table></section>`;
}

export function sectionHtml({ title, points }: Section, heading: Heading): string {
  if (points.length === 0) return '';
  return `<section><${heading}>${inlineHtml(title)}</${heading}>\n<ul>\n${points.map((item) => `<li>${pointHtml(item)}</li>`).join('\n')}\n</ul></section>`;
}

function pointHtml({ text, frames, time, command }: Point): string {
  const parts = [
    time === undefined ? '' : `<span class="t">${escaped(time)}</span>`,
    inlineHtml(text),
    frames.length === 0 ? '' : `<span class="f">${escaped(frameList(frames))}</span>`,
  ];
  return `${parts.filter((part) => part !== '').join(' ')}${command === undefined ? '' : `<pre>${escaped(command)}</pre>`}`;
}

function frameList(frames: readonly number[]): string {
  const named = frames.slice(0, NAMED_FRAMES).map((frame) => `#${frame}`);
  return frames.length > NAMED_FRAMES ? `${named.join(' ')} … #${frames.at(-1)}` : named.join(' ');
}

export function factsHtml(list: readonly Fact[]): string {
  const items = list.map(
    ({ label, value, isCode }) =>
      `<dt>${inlineHtml(label)}</dt><dd>${isCode === true ? `<code>${escaped(value)}</code>` : inlineHtml(value)}</dd>`,
  );
  return `<dl>${items.join('')}</dl>`;
}

/** Sentences mark code with backticks. */
export function inlineHtml(text: string): string {
  return text
    .split('`')
    .map((part, index, parts) => (index % 2 === 1 && index < parts.length - 1 ? `<code>${escaped(part)}</code>` : escaped(part)))
    .join('');
}
