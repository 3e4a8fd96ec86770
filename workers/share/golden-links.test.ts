// Links of every released version open for ever. Lines are added to golden-links.json, never changed.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import '../causes/words/both-languages';
import { renderTextLadder } from '../ladder/text-ladder';
import { connectionHeadline, findingHeadline } from '../report/headline';
import { decodeLink } from './link';

interface Golden {
  readonly made: string;
  readonly of: string;
  readonly link: string;
  readonly findings: readonly string[];
  readonly rows: readonly number[];
  readonly ends: readonly string[];
  /** Of links that have them. */
  readonly notes?: readonly string[];
  readonly fingerprint?: string;
  readonly selected?: number;
}

const goldens = JSON.parse(readFileSync(new URL('golden-links.json', import.meta.url), 'utf8')) as readonly Golden[];

describe('links made by released versions', () => {
  it.each(goldens)('$made: $of', ({ link, findings, rows, ends, notes = [], fingerprint = null, selected = null }) => {
    const decoded = decodeLink(link);
    if (!decoded.ok) throw new Error(decoded.failure.code);
    const { value } = decoded;
    expect(value.findings.map(({ cause }) => cause)).toEqual(findings);
    expect(value.connections.map(({ ladder }) => ladder.rows.length)).toEqual(rows);
    expect(
      value.connections.map(({ report: { client, server } }) => `${client.address}:${client.port} ${server.address}:${server.port}`),
    ).toEqual(ends);
    expect(value.notes.map(({ text }) => text)).toEqual(notes);
    expect([value.fingerprint, value.selected]).toEqual([fingerprint, selected]);
    for (const language of ['en', 'zh'] as const) {
      for (const finding of value.findings) expect(findingHeadline(finding, language)).not.toMatch(/undefined|NaN/);
      for (const { report, ladder } of value.connections) {
        expect(connectionHeadline(report, language)).not.toMatch(/undefined|NaN/);
        expect(renderTextLadder(ladder, language)).not.toMatch(/undefined|NaN/);
      }
    }
  });

  it('hold notes, and say of which capture and packet they are', () => {
    expect(
      goldens.some(({ notes, fingerprint, selected }) => notes !== undefined && fingerprint !== undefined && selected !== undefined),
    ).toBe(true);
  });

  it('hold ladders, and addresses of both families', () => {
    expect(goldens.some(({ rows }) => rows.length > 1)).toBe(true);
    expect(goldens.some(({ ends }) => ends.some((end) => end.includes('::')))).toBe(true);
  });
});
