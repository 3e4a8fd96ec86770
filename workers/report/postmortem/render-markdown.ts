// The postmortem report as Markdown for GitHub, Jira and Confluence: headings, lists, code and fences, which all three read alike.
// No tables (cells with a bar differ), no HTML.

import type { Language } from '../../base/format';
import { renderTextLadder } from '../../ladder/text-ladder';
import { code, fenced, inline } from './markdown-text';
import type { Account, Fact, Point, Postmortem, Section } from './postmortem';
import { postmortemWords } from './postmortem-words';

const NAMED_FRAMES = 8;

export function renderMarkdown(report: Postmortem): string {
  const words = postmortemWords[report.language];
  const timeline = sectionMarkdown({ title: words.timeline, points: report.timeline }, 2);
  const byline = report.author === '' ? '' : `${words.author}${report.language === 'zh' ? '：' : ': '}${inline(report.author)}`;
  const extent = report.impact.map(inline);
  const [single] = report.accounts;
  const isSingle = single !== undefined && report.accounts.length === 1;
  const blocks = [
    `# ${inline(report.title)}`,
    byline,
    lead(report.sentence),
    ...(isSingle
      ? [...impact(single, report, 2, extent), ...timeline, ...actionsMarkdown(report), ...body(single, report, 2)]
      : [
          ...(extent.length === 0 ? [] : [heading(words.impact, 2), ...extent]),
          ...timeline,
          ...actionsMarkdown(report),
          ...report.accounts.flatMap((account, index) => chapter(account, index, report)),
        ]),
    ...sectionMarkdown(report.more, 2),
    `## ${words.capture}`,
    factsMarkdown(report.capture, report.language),
    ...sectionMarkdown(report.quality, 3),
    ...sectionMarkdown(report.notes, 2),
    report.clock,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function chapter(account: Account, index: number, report: Postmortem): readonly string[] {
  return [`## ${index + 1}. ${inline(account.short)}`, inline(account.title), ...impact(account, report, 3), ...body(account, report, 3)];
}

function impact(account: Account, { language }: Postmortem, level: number, extent: readonly string[] = []): readonly string[] {
  return [heading(postmortemWords[language].impact, level), ...extent, factsMarkdown(account.facts, language)];
}

/** A sentence that was typed may be several lines: bold ends at each. */
export function lead(sentence: string): string {
  return inline(sentence) === '' ? '' : `**${inline(sentence)}**`;
}

/** A list of tasks where there are such, a list elsewhere. */
export function actionsMarkdown({ language, actions: list }: Pick<Postmortem, 'language' | 'actions'>): readonly string[] {
  if (list.length === 0) return [];
  const words = postmortemWords[language];
  const [colon, separator, dash] = language === 'zh' ? ['：', '；', '——'] : [': ', '; ', ' — '];
  const items = list.map(({ text, owner, due }) => {
    const named = [
      [words.owner, owner.trim()],
      [words.due, due.trim()],
    ].flatMap(([label, value]) => (value === '' ? [] : [`${label}${colon}${inline(value ?? '')}`]));
    return `- [ ] ${inline(text)}${named.length === 0 ? '' : `${dash}${named.join(separator)}`}`;
  });
  return [heading(words.actions, 2), items.join('\n')];
}

function body(account: Account, { language }: Postmortem, level: number): readonly string[] {
  const ladder =
    account.ladder === null
      ? []
      : [heading(account.ladderTitle, level), fenced(renderTextLadder(account.ladder, language), 'text').trimEnd()];
  return [
    ...sectionMarkdown(account.notes, level),
    ...sectionMarkdown(account.evidence, level),
    ...ladder,
    ...account.sections.flatMap((part) => sectionMarkdown(part, level)),
    ...(account.filters.length === 0
      ? []
      : [heading(postmortemWords[language].filters, level), ...account.filters.flatMap((fact) => filterBlocks(fact, language))]),
  ];
}

function heading(title: string, level: number): string {
  return `${'#'.repeat(level)} ${inline(title)}`;
}

function filterBlocks({ label, value }: Fact, language: Language): readonly string[] {
  return [`${inline(label)}${language === 'zh' ? '：' : ':'}`, fenced(value, 'text').trimEnd()];
}

export function sectionMarkdown({ title, points }: Section, level: number): readonly string[] {
  if (points.length === 0) return [];
  const blocks: string[] = [heading(title, level)];
  let list: string[] = [];
  for (const item of points) {
    list.push(`- ${pointText(item)}`);
    if (item.command === undefined) continue;
    // A fence within a list is read differently everywhere: it stands behind it.
    blocks.push(list.join('\n'), fenced(item.command, 'sh').trimEnd());
    list = [];
  }
  return list.length > 0 ? [...blocks, list.join('\n')] : blocks;
}

function pointText({ text, frames, time }: Point): string {
  const named = frames.slice(0, NAMED_FRAMES).map((frame) => code(`#${frame}`));
  const more = frames.length > NAMED_FRAMES ? ` … ${code(`#${frames.at(-1)}`)}` : '';
  return [time === undefined ? '' : code(time), inline(text), `${named.join(' ')}${more}`].filter((part) => part !== '').join(' ');
}

export function factsMarkdown(list: readonly Fact[], language: Language): string {
  const colon = language === 'zh' ? '：' : ': ';
  return list.map(({ label, value, isCode }) => `- ${inline(label)}${colon}${isCode === true ? code(value) : inline(value)}`).join('\n');
}
