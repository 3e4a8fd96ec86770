// A report on two captures as Markdown, as one HTML file that the page opens again, and as plain text. Foreign text passes the same
// functions as in reports on one capture.

import { renderTwoTapSvg } from '../../compare/svg-two-tap';
import { renderTwoTapText } from '../../compare/text-two-tap';
import { escaped } from '../../ladder/svg-xml';
import { code, fenced, inline } from '../../report/postmortem/markdown-text';
import { postmortemWords } from '../../report/postmortem/postmortem-words';
import {
  actionsHtml,
  evidenceTemplate,
  factsHtml,
  htmlPage,
  inlineHtml,
  preformatted,
  sectionHtml,
} from '../../report/postmortem/render-html';
import { actionsMarkdown, factsMarkdown, lead, sectionMarkdown } from '../../report/postmortem/render-markdown';
import type { CitedPoint, ComparisonReport, PairAccount } from './comparison-report';
import { comparisonReportWords } from './comparison-report-words';

/** So much of a page may be ladders. */
const LADDER_BYTES = 170_000;

export function comparisonMarkdown(report: ComparisonReport): string {
  const { language, table } = report;
  const text = comparisonReportWords[language];
  const fixed = postmortemWords[language];
  const colon = language === 'zh' ? '：' : ': ';
  const cited = ({ text: claim, client, server }: CitedPoint): string =>
    `- ${inline(claim)}${language === 'zh' ? '——' : ' — '}${text.client} ${code(client)}${language === 'zh' ? '，' : ', '}${text.server} ${code(server)}`;
  const list = (title: string, items: readonly string[]): readonly string[] =>
    items.length === 0 ? [] : [`### ${inline(title)}`, items.join('\n')];
  const account = (one: PairAccount): readonly string[] => [
    `## ${inline(one.title)}`,
    factsMarkdown(one.facts, language),
    inline(one.explanation),
    ...list(text.observed, one.observed.map(cited)),
    ...list(
      text.settled,
      one.settled.map((line) => `- ${inline(line)}`),
    ),
    `### ${inline(one.ladderTitle)}`,
    fenced(renderTwoTapText(one.ladder, report.words, language), 'text').trimEnd(),
    ...list(text.differences, [...one.differences.map(cited), ...(one.moreDifferences === '' ? [] : [`- ${inline(one.moreDifferences)}`])]),
    ...list(
      text.clocks,
      one.path.map((line) => `- ${inline(line)}`),
    ),
  ];
  const rows = table.rows.map(
    (cells) => `- ${cells.map((cell, at) => (at === 0 ? inline(cell) : `${inline(table.head[at] ?? '')} ${inline(cell)}`)).join(' · ')}`,
  );
  const blocks = [
    `# ${inline(report.title)}`,
    report.author === '' ? '' : `${fixed.author}${colon}${inline(report.author)}`,
    lead(report.sentence),
    ...(report.impact.length === 0 ? [] : [`## ${fixed.impact}`, ...report.impact.map(inline)]),
    ...sectionMarkdown(report.timeline, 2),
    ...actionsMarkdown(report),
    ...sectionMarkdown(report.notes, 2),
    ...report.accounts.flatMap(account),
    ...sectionMarkdown(report.more, 2),
    ...(rows.length === 0 ? [] : [`## ${text.table}`, [...rows, ...(table.more === '' ? [] : [`- ${inline(table.more)}`])].join('\n')]),
    ...sectionMarkdown(report.clocks, 2),
    `## ${text.captures}`,
    factsMarkdown(report.captures, language),
    inline(text.counted),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** `block`: the data by which the page opens it again (workers/analysis-file); null for one that cannot be. */
export function comparisonHtml(report: ComparisonReport, block: object | null = null): string {
  const { language } = report;
  const text = comparisonReportWords[language];
  const fixed = postmortemWords[language];
  const ladders = laddersOf(report);
  const byline =
    report.author === ''
      ? ''
      : `<p class="note">${escaped(fixed.author)}${language === 'zh' ? '：' : ': '}${inlineHtml(report.author)}</p>`;
  const impact = report.impact.map((line) => `<p>${inlineHtml(line)}</p>`).join('');
  const account = (one: PairAccount, at: number): string =>
    [
      `<article>\n<h2>${inlineHtml(one.title)}</h2>\n${factsHtml(one.facts)}${one.explanation === '' ? '' : `\n<p>${inlineHtml(one.explanation)}</p>`}`,
      citedHtml(text.observed, one.observed, report),
      sectionHtml({ title: text.settled, points: one.settled.map((line) => ({ text: line, frames: [] })) }, 'h3'),
      `<section><h3>${inlineHtml(one.ladderTitle)}</h3>\n${ladders[at] ?? ''}</section>`,
      citedHtml(text.differences, one.differences, report),
      one.moreDifferences === '' ? '' : `<p class="note">${inlineHtml(one.moreDifferences)}</p>`,
      sectionHtml({ title: text.clocks, points: one.path.map((line) => ({ text: line, frames: [] })) }, 'h3'),
      '</article>',
    ]
      .filter((part) => part !== '')
      .join('\n');
  const body = [
    `<header><h1>${inlineHtml(report.title)}</h1>${byline}<p class="lead">${inlineHtml(report.sentence)}</p></header>`,
    '<main>',
    impact === '' ? '' : `<section><h2>${escaped(fixed.impact)}</h2>${impact}</section>`,
    sectionHtml(report.timeline, 'h2'),
    actionsHtml(report),
    sectionHtml(report.notes, 'h2'),
    ...report.accounts.map(account),
    sectionHtml(report.more, 'h2'),
    tableHtml(report),
    sectionHtml(report.clocks, 'h2'),
    `<section><h2>${escaped(text.captures)}</h2>${factsHtml(report.captures)}</section>`,
    '</main>',
    `<footer class="note"><p>${escaped(text.counted)}</p></footer>`,
    block === null ? '' : evidenceTemplate(block),
  ];
  return htmlPage(language, report.title, body);
}

/** For chats and logs: no markup. */
export function comparisonText(report: ComparisonReport): string {
  const { language } = report;
  const text = comparisonReportWords[language];
  const colon = language === 'zh' ? '：' : ': ';
  const cited = ({ text: claim, client, server }: CitedPoint): string =>
    `- ${plain(claim)}  [${text.client} ${client}, ${text.server} ${server}]`;
  const list = (title: string, items: readonly string[]): string =>
    items.length === 0 ? '' : `${title}${colon.trimEnd()}\n${items.join('\n')}`;
  const blocks = [
    report.title,
    plain(report.sentence),
    ...report.impact,
    list(
      report.notes.title,
      report.notes.points.map((point) => `- ${point.text}`),
    ),
    ...report.accounts.flatMap((one) => [
      `${one.title}\n${one.facts.map(({ label, value }) => `${label}${colon}${plain(value)}`).join('\n')}`,
      list(text.observed, one.observed.map(cited)),
      list(
        text.settled,
        one.settled.map((line) => `- ${plain(line)}`),
      ),
      renderTwoTapText(one.ladder, report.words, language).trimEnd(),
      list(text.differences, [...one.differences.map(cited), ...(one.moreDifferences === '' ? [] : [one.moreDifferences])]),
    ]),
    list(
      report.more.title,
      report.more.points.map((point) => `- ${plain(point.text)}`),
    ),
    list(
      report.clocks.title,
      report.clocks.points.map((point) => `- ${plain(point.text)}`),
    ),
    text.counted,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function plain(text: string): string {
  return text.replaceAll('`', '');
}

function citedHtml(title: string, points: readonly CitedPoint[], { language }: ComparisonReport): string {
  if (points.length === 0) return '';
  const text = comparisonReportWords[language];
  const rows = points.map(
    ({ text: claim, client, server }) =>
      `<tr><td>${inlineHtml(claim)}</td><td class="f">${escaped(client)}</td><td class="f">${escaped(server)}</td></tr>`,
  );
  const head = `<tr><td></td><th scope="col">${escaped(text.client)}</th><th scope="col">${escaped(text.server)}</th></tr>`;
  return `<section><h3>${inlineHtml(title)}</h3>\n<table><thead>${head}</thead><tbody>\n${rows.join('\n')}\n</tbody></table></section>`;
}

function tableHtml({ language, table }: ComparisonReport): string {
  if (table.rows.length === 0) return '';
  const head = table.head.map((label) => `<th scope="col">${escaped(label)}</th>`).join('');
  const rows = table.rows.map((cells) => `<tr>${cells.map((cell) => `<td>${inlineHtml(cell)}</td>`).join('')}</tr>`);
  const more = table.more === '' ? '' : `<p class="note">${inlineHtml(table.more)}</p>`;
  return `<section><h2>${escaped(comparisonReportWords[language].table)}</h2>\n<table><thead><tr>${head}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>${more}</section>`;
}

/** Drawn, the clearest first; as text where there is no room for a drawing. */
function laddersOf({ accounts, words, language }: ComparisonReport): readonly string[] {
  const encoder = new TextEncoder();
  let left = LADDER_BYTES;
  return accounts.map(({ ladder, ladderTitle }, index) => {
    // Wider than the page it is scrolled, by keys as well.
    const reach = `tabindex="0" role="group" aria-label="${escaped(ladderTitle)}"`;
    const forms = [
      () => `<figure ${reach}>${renderTwoTapSvg(ladder, words, language, `pair-${index + 1}`)}</figure>`,
      () => `<pre class="ladder" ${reach}>${preformatted(renderTwoTapText(ladder, words, language))}</pre>`,
    ];
    for (const make of forms) {
      const form = make();
      const bytes = encoder.encode(form).length;
      if (bytes > left) continue;
      left -= bytes;
      return form;
    }
    return `<p class="note">${escaped(comparisonReportWords[language].noRoom)}</p>`;
  });
}
