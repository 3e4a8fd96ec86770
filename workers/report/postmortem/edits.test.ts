// What a person changes and adds: it is told as it was typed, in both forms, redacted where the report is; times keep their order.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import '../../causes/words/both-languages';
import type { Note } from '../../model/note';
import type { Analysis } from '../../pipeline/analysis';
import { analyzeCapture } from '../../pipeline/analyze';
import { redactedSource, REDACTED_NAME } from '../../share/redacted-source';
import { memorySource } from '../../testing/memory-source';
import { withoutClock } from '../report-source';
import type { PostmortemEdits } from './edits';
import { buildPostmortem, type PostmortemSource } from './postmortem';
import { renderHtml } from './render-html';
import { renderMarkdown } from './render-markdown';
import { clockText, inOrder, secondsTyped } from './timeline';

const FACTS = { files: [{ name: REDACTED_NAME, bytes: 1, sha256: null }], program: 'whyreset 1.2.3' };
/** 2026-11-21 14:09:06.5 UTC */
const START_NS = 1_795_270_146_500_000_000n;

let analysis: Analysis;
beforeAll(async () => {
  const bytes = new Uint8Array(readFileSync('public/samples/zookeeper-limit.pcapng'));
  const result = await analyzeCapture(memorySource(bytes, undefined, 'secret-name.pcapng'), {
    verdict: () => 'go',
    progress: () => undefined,
  });
  if (!result.ok) throw new Error(result.failure.code);
  analysis = result.value;
});

const markdown = (source: PostmortemSource, edits: PostmortemEdits, notes: readonly Note[] = []) =>
  renderMarkdown(buildPostmortem(source, FACTS, 'en', { edits, notes }));
const html = (source: PostmortemSource, edits: PostmortemEdits, notes: readonly Note[] = []) =>
  renderHtml(source, buildPostmortem(source, FACTS, 'en', { edits, notes }));

const EDITS: PostmortemEdits = {
  title: 'Checkout down <b>for</b> 20 minutes',
  author: 'A. Reader',
  summary: 'The pool grew [past](x) the limit.',
  impact: '412 orders were lost.\nNo data was.',
  timeline: [
    { at: 3, text: 'Rolled back' },
    { at: 'next day', text: 'Review' },
    { at: 1, text: 'Alarm' },
  ],
  actions: [
    { text: 'Bound the pool', owner: 'Team A', due: '2027-01-31' },
    { text: '  ', owner: 'nobody', due: '' },
  ],
};

describe('what was typed', () => {
  it('stands in Markdown, escaped, with events in their order and measures as tasks', () => {
    const text = markdown(analysis, EDITS);
    expect(text).toMatch(/^# Checkout down \\<b\\>for\\<\/b\\> 20 minutes\n\nAuthor: A\. Reader\n\n\*\*The pool grew \\\[past\\\]/);
    expect(text).toContain('412 orders were lost.\n\nNo data was.\n\n- Affected: 22 of 92 connections');
    expect(text).toMatch(/- `14:09:07\.\d+` Alarm\n- `14:09:09\.\d+` Rolled back\n- `next day` Review\n/);
    expect(text).toContain('- [ ] Bound the pool — Owner: Team A; Due: 2027-01-31\n');
    expect(text).not.toMatch(/nobody|The capture begins/);
  });

  it('stands in HTML, as text', () => {
    const page = html(analysis, EDITS);
    expect(page).toContain('<h1>Checkout down &lt;b&gt;for&lt;/b&gt; 20 minutes</h1><p class="note">Author: A. Reader</p>');
    expect(page).toContain('<p>412 orders were lost.</p><p>No data was.</p><dl>');
    expect(page).toContain('<td>☐ Bound the pool</td><td>Team A</td><td>2027-01-31</td>');
    expect(page.indexOf('Alarm')).toBeLessThan(page.indexOf('Rolled back'));
  });

  it('is empty where it was emptied, and the draft where it was left alone', () => {
    const report = buildPostmortem(analysis, FACTS, 'en', { edits: { impact: '', timeline: [], actions: [], summary: '' } });
    const text = renderMarkdown(report);
    expect(text).not.toMatch(/## Timeline|## Action items|\*\*/);
    expect(text).toContain('## Impact\n\n- Affected');
    expect(report.drafted.title).toBe('Limit per client: 10.211.60.10:2181');
    const drafted = buildPostmortem(analysis, FACTS, 'en').drafted;
    expect(drafted.impact).toMatch(
      /^Affected: 22 of 92 connections, between 14:09:08\.\d+ and 14:09:10\.\d+ \(1\.97 s\); 1 client, 1 server\.$/,
    );
    expect(drafted.actions[0]).toMatchObject({
      text: expect.stringContaining('Limit per client'),
      owner: expect.stringContaining('owner'),
    });
    expect(drafted.timeline.map(({ at }) => at)[0]).toBe(0);
    // Given back as it was drafted it changes nothing.
    expect(renderMarkdown(buildPostmortem(analysis, FACTS, 'en', { edits: drafted }))).toBe(
      renderMarkdown(buildPostmortem(analysis, FACTS, 'en')),
    );
  });
});

describe('notes', () => {
  const cited = () => analysis.findings[0]?.evidence[0]?.frames[0] ?? 0;

  it('stand with the finding, the connection or the packet that they are about, else at the end', () => {
    const example = analysis.findings[0]?.representative ?? -1;
    const notes: readonly Note[] = [
      { about: 'finding', number: 0, text: 'known since May' },
      { about: 'connection', number: example, text: 'the *first* one' },
      { about: 'packet', number: cited(), text: 'here' },
      { about: 'connection', number: 0, text: 'a healthy one' },
      { about: 'capture', number: 0, text: 'taken on host 7' },
    ];
    const text = markdown(analysis, {}, notes);
    expect(text).toContain(`- known since May\n- Connection ${example}: the \\*first\\* one\n- Packet #`);
    const [before = '', end = ''] = text.split('## The capture');
    expect(before).toContain('## Notes');
    expect(end).toContain('## Notes\n\n- Connection 0: a healthy one\n- taken on host 7\n');
    const page = html(analysis, {}, notes);
    for (const { text: note } of notes) expect(page).toContain(note);
  });
});

describe('redacted', () => {
  it('tells what was typed without the addresses in it, and the same numbers', () => {
    const [finding] = analysis.findings;
    const server = finding?.server?.address ?? '';
    const typed = `${server} and 192.0.2.77`;
    const edits: PostmortemEdits = {
      title: `Limit at ${typed}`,
      author: typed,
      summary: typed,
      impact: typed,
      timeline: [{ at: typed, text: typed }],
      actions: [{ text: typed, owner: typed, due: typed }],
    };
    const notes = [{ about: 'finding', number: 0, text: typed }] as const;
    const source = redactedSource(analysis, {});
    for (const text of [markdown(source, edits, notes), html(source, edits, notes)]) {
      expect(text).not.toMatch(/\b(?:10|192)\.\d+\.\d+\.\d+/);
      expect(text).not.toContain('secret-name');
      expect(text).toContain('server-1 and host-');
    }
    expect(buildPostmortem(source, FACTS, 'en').drafted.impact).toBe(buildPostmortem(analysis, FACTS, 'en').drafted.impact);
  });

  it('tells one finding, and one connection', () => {
    const one = redactedSource(analysis, { finding: 0 });
    expect(renderMarkdown(buildPostmortem(one, FACTS, 'en', { finding: 0 }))).toMatch(/^# Limit per client: server-1:2181\n/);
    const only = redactedSource(analysis, { only: 0 });
    const text = renderMarkdown(buildPostmortem(only, FACTS, 'en', { only: 0 }));
    expect(text).toMatch(/## Connection 0: client-\d:\d+ → server-1:2181/);
    expect(text).not.toMatch(/\b10\.\d+\.\d+\.\d+/);
  });
});

describe('without the clock', () => {
  it('tells times since the first packet, nowhere the date or the time of day', () => {
    const edits = { timeline: [...(buildPostmortem(analysis, FACTS, 'en').drafted.timeline ?? []), { at: '14:30', text: 'Calls' }] };
    for (const source of [withoutClock(analysis), redactedSource(withoutClock(analysis))]) {
      for (const text of [markdown(source, edits), html(source, edits)]) {
        expect(text.match(/.{20}(?:\d\d:\d\d:\d\d|2026-|14:30).{0,20}/)).toBeNull();
        expect(text).toContain('+1.78 s');
        expect(text).toContain('Times are counted from the first packet');
        expect(text).toContain('Calls');
      }
    }
  });
});

describe('times', () => {
  it.each([
    ['14:09:08.25', 1.75],
    ['14:09', -6.5],
    ['+12.4 s', 12.4],
    ['+250 ms', 0.25],
    ['+3', 3],
    ['25:00', null],
    ['14:61', null],
    ['after lunch', null],
    ['', null],
  ])('%j is read as %j', (typed, seconds) => {
    expect(secondsTyped(typed, START_NS, 4)).toBe(seconds);
  });

  it('take the day that is nearest to the capture', () => {
    const lateNs = START_NS + 35_000_000_000_000n; // 23:52:26.5
    expect(secondsTyped('00:01:00', lateNs, 4)).toBe(513.5);
    expect(secondsTyped('14:09:08', null, 4)).toBeNull();
  });

  it('are read back as they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000_000 }), (tenths) => {
        const seconds = tenths / 1_000;
        expect(secondsTyped(clockText(START_NS, seconds, 6, 'en'), START_NS, 40_000)).toBeCloseTo(seconds, 6);
      }),
    );
  });

  it('order events; what has none stays behind the one before it', () => {
    const entries = [
      { at: 'first of all', text: '' },
      { at: 5, text: '' },
      { at: 'then', text: '' },
      { at: 1, text: '' },
    ];
    expect(inOrder(entries).map(({ at }) => at)).toEqual(['first of all', 1, 5, 'then']);
  });
});
