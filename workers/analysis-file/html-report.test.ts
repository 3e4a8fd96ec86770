// HTML reports opened again: whole, cut, without their data, changed by hand, and those of others.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import '../causes/words/both-languages';
import type { Analysis } from '../pipeline/analysis';
import { analyzeCapture } from '../pipeline/analyze';
import { buildPostmortem } from '../report/postmortem/postmortem';
import { renderHtml } from '../report/postmortem/render-html';
import { redactedSource } from '../share/redacted-source';
import { memorySource } from '../testing/memory-source';
import { keepAnalysis } from './analysis-block';
import { readAnalysisFile } from './read-analysis-file';

const FACTS = { files: [], program: 'whyreset 1.2.3' } as const;
const HOSTILE = '</template><script>alert(1)</script> & \u2028 <template id="whyreset-evidence">';

let source: Analysis;
let page: string;
beforeAll(async () => {
  const bytes = new Uint8Array(readFileSync(new URL('../../public/samples/keep-alive.pcapng', import.meta.url)));
  const result = await analyzeCapture(memorySource(bytes), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  source = result.value;
  page = reportOf(false);
});

const edits = { title: HOSTILE, impact: HOSTILE };

function reportOf(isRedacted: boolean): string {
  const told = isRedacted ? redactedSource(source) : source;
  const report = buildPostmortem(told, FACTS, 'en', { edits });
  const { block } = keepAnalysis(source, { keepsAddresses: !isRedacted, connections: report.examples, edits });
  return renderHtml(told, report, block);
}

const open = (text: string) => readAnalysisFile(new TextEncoder().encode(text));

describe('an HTML report', () => {
  it.each([true, false])('opens as the analysis that it was made of (redacted: %s)', (isRedacted) => {
    const opened = open(reportOf(isRedacted));
    if (!opened.ok) throw new Error(opened.failure.code);
    if (!('analysis' in opened.value)) throw new Error('of two captures');
    const { analysis } = opened.value;
    expect(analysis.isRedacted).toBe(isRedacted);
    expect(analysis.findings.map(({ cause }) => cause)).toEqual(source.findings.map(({ cause }) => cause));
    expect(analysis.connections.length).toBeGreaterThan(0);
    expect(opened.value.edits).toEqual(edits);
  });

  it('holds no markup of what people wrote, and one block of data', () => {
    expect(page.match(/<script|<template id="whyreset-evidence">/g)).toEqual(['<template id="whyreset-evidence">']);
  });

  it('redacted, holds no address in its data', () => {
    const redacted = reportOf(true);
    const { addresses } = source.tables;
    expect(addresses.length).toBeGreaterThan(1);
    for (let index = 0; index < addresses.length; index++) expect(redacted).not.toContain(addresses.text(index));
  });

  it('that was made without its data, or lost it, says so', () => {
    const bare = renderHtml(source, buildPostmortem(source, FACTS, 'en'));
    expect(open(bare)).toEqual({ ok: false, failure: { code: 'file-altered', reason: 'without-data' } });
    const emptied = page.replace(/(<template id="whyreset-evidence">)[^<]*/, '$1');
    expect(open(emptied)).toEqual({ ok: false, failure: { code: 'file-altered', reason: 'content' } });
  });

  it('is never shown as another, wherever it was cut', () => {
    for (let end = 0; end < page.length; end += 97) {
      const opened = open(page.slice(0, end));
      // Data that are whole are shown, even where the last lines of the page are missing.
      expect(opened.ok ? page.slice(0, end).includes('</template>') : ['foreign', 'file-cut'].includes(opened.failure.code)).toBe(true);
    }
  });

  it('with a changed character in its data is refused', () => {
    const at = page.indexOf('s1.', page.indexOf('whyreset-evidence')) + 50;
    const changed = `${page.slice(0, at)}${page[at] === 'A' ? 'B' : 'A'}${page.slice(at + 1)}`;
    expect(open(changed)).toEqual({ ok: false, failure: { code: 'file-altered', reason: 'checksum' } });
  });

  it('of anybody else is none of ours', () => {
    expect(open('<!doctype html><title>Sign in</title></html>')).toEqual({ ok: false, failure: { code: 'foreign' } });
    expect(open('{"status":401}')).toEqual({ ok: false, failure: { code: 'foreign' } });
  });
});
