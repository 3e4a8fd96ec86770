// Files of every released version open for ever. Lines are added to golden-files.json, never changed.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import '../causes/words/both-languages';
import { renderTextLadder } from '../ladder/text-ladder';
import { findingHeadline } from '../report/headline';
import { readAnalysisFile } from './read-analysis-file';

interface Golden {
  readonly made: string;
  readonly of: string;
  /** Of the bytes, in base64. */
  readonly file: string;
  readonly findings: readonly string[];
  readonly rows: readonly number[];
  readonly notes: readonly string[];
  readonly title: string;
  readonly fingerprint: string;
}

const goldens = JSON.parse(readFileSync(new URL('golden-files.json', import.meta.url), 'utf8')) as readonly Golden[];

describe('files made by released versions', () => {
  it.each(goldens)('$made: $of', ({ file, findings, rows, notes, title, fingerprint }) => {
    const opened = readAnalysisFile(new Uint8Array(Buffer.from(file, 'base64')));
    if (!opened.ok) throw new Error(opened.failure.code);
    if (!('analysis' in opened.value)) throw new Error('of two captures');
    const { analysis, edits } = opened.value;
    expect(analysis.findings.map(({ cause }) => cause)).toEqual(findings);
    expect(analysis.connections.map(({ ladder }) => ladder.rows.length)).toEqual(rows);
    expect(analysis.notes.map(({ text }) => text)).toEqual(notes);
    expect(analysis.fingerprint).toBe(fingerprint);
    expect(edits.title).toBe(title);
    for (const language of ['en', 'zh'] as const) {
      for (const finding of analysis.findings) expect(findingHeadline(finding, language)).not.toMatch(/undefined|NaN/);
      for (const { ladder } of analysis.connections) expect(renderTextLadder(ladder, language)).not.toMatch(/undefined|NaN/);
    }
  });

  it('are of several incidents', () => {
    expect(new Set(goldens.map(({ of }) => of)).size).toBeGreaterThan(2);
  });
});
