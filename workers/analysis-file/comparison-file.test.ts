// A comparison in files and reports: opened again as it was made, told as what it is when it was harmed; and a redacted one names nobody, in
// any form or language, whatever people wrote beside it.

import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import '../causes/words/both-languages';
import { compareCaptures, compareWithin } from '../compare/compare-captures';
import type { CaptureComparison } from '../compare/comparison';
import { SegmentWatch } from '../compare/segment-bytes';
import { words as en } from '../compare/words/words-en';
import { words as zh } from '../compare/words/words-zh';
import { analyzeCapture } from '../pipeline/analyze';
import { decodeComparison } from '../share/comparison/comparison-link';
import { buildComparisonReport } from '../share/comparison/comparison-report';
import { comparisonHtml, comparisonMarkdown, comparisonText } from '../share/comparison/render-comparison-report';
import { memorySource } from '../testing/memory-source';
import { comparisonFile, keepComparison } from './comparison-block';
import { readAnalysisFile } from './read-analysis-file';

const RECORDINGS = new URL('../../lab/recordings/two-sided/', import.meta.url);
const NAMES = readdirSync(RECORDINGS)
  .filter((name) => name.endsWith('.client.pcapng.gz'))
  .map((name) => name.replace('.client.pcapng.gz', ''));
const WITHIN = 'one-machine/router-any.router.pcapng.gz';
const GO = { verdict: (): 'go' => 'go', progress: (): undefined => undefined };
const WISH = { keepsAddresses: false, hidesClock: false, pair: null, notes: [] } as const;
const PROGRAM = 'whyreset 1.2.3';

async function open(file: string) {
  const source = memorySource(new Uint8Array(readFileSync(new URL(file, RECORDINGS))), [90_000], `secret-name-${file.split('/').at(-1)}`);
  const observer = new SegmentWatch(source.size);
  const result = await analyzeCapture(source, { ...GO, observer });
  if (!result.ok) throw new Error(result.failure.code);
  return { analysis: result.value, source, seen: observer.bytes };
}

const comparisons = new Map<string, CaptureComparison>();
beforeAll(async () => {
  for (const name of NAMES) {
    const result = await compareCaptures(await open(`${name}.client.pcapng.gz`), await open(`${name}.server.pcapng.gz`), GO);
    if (result.ok) comparisons.set(name, result.value);
  }
  const within = await compareWithin(await open(WITHIN), GO);
  if (within.ok) comparisons.set(WITHIN, within.value);
}, 300_000);

function known(name: string): CaptureComparison {
  const comparison = comparisons.get(name);
  if (comparison === undefined) throw new Error(name);
  return comparison;
}

/** Addresses of both captures, names of the files, of interfaces, and what was said in them. */
function secretsOf({ first, second }: CaptureComparison): readonly string[] {
  const told = [first, second].flatMap(({ tables: { addresses, marks }, interfaceName }) => [
    ...Array.from({ length: addresses.length }, (_, index) => addresses.text(index)),
    ...marks.texts.filter((text) => text.length > 5 && !/^(?:HTTP|TLS|SSH)/.test(text)),
    ...(interfaceName === null ? [] : [interfaceName]),
  ]);
  return ['secret-name', ...new Set(told)];
}

function formsOf(comparison: CaptureComparison, wish: Parameters<typeof keepComparison>[1], typed: string) {
  const action = { text: typed, owner: typed, due: typed };
  const edits =
    typed === ''
      ? {}
      : { title: typed, author: typed, summary: typed, impact: typed, timeline: [{ at: 0, text: typed }], actions: [action] };
  const kept = keepComparison(comparison, wish, edits);
  const file = { name: wish.keepsAddresses ? 'secret-name' : null, bytes: 1, sha256: null };
  const facts = { files: { first: file, second: file }, program: PROGRAM };
  const reports = (
    [
      ['en', en],
      ['zh', zh],
    ] as const
  ).flatMap(([language, words]) => {
    const report = buildComparisonReport(kept.comparison, facts, words, language, { edits, inText: kept.inText });
    return [comparisonMarkdown(report), comparisonHtml(report, kept.block), comparisonText(report)];
  });
  return { kept, edits, reports, file: comparisonFile(kept, 'en', PROGRAM) };
}

/** As a whole: 10.0.0.1 stands in 10.0.0.12, and ::1 in a time. */
function holds(text: string, secret: string): boolean {
  const pattern = secret.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
  return new RegExp(`(?<![\\w.:])${pattern}(?![\\w:]|\\.\\d)`).test(text);
}

describe('a redacted comparison', () => {
  it.each([...NAMES, WITHIN])(
    'tells no address and no name in any form: %s',
    (name) => {
      const comparison = known(name);
      const secrets = secretsOf(comparison);
      const addresses = secrets.slice(1).filter((secret) => /^[\d.]+$|:/.test(secret));
      const typed = addresses.slice(0, 40).join(' , ');
      for (const pair of [null, comparison.length - 1]) {
        const notes = [{ about: 'capture', number: 0, text: typed }] as const;
        const { file, reports, kept } = formsOf(comparison, { ...WISH, pair, notes }, typed);
        const forms = [gunzipSync(file).toString(), JSON.stringify(decodeComparison(kept.block.evidence)), ...reports];
        for (const form of forms) expect(secrets.filter((secret) => holds(form, secret))).toEqual([]);
        expect(forms.every((form) => form.includes('client-1'))).toBe(true);
        expect(forms.some((form) => /undefined|NaN|\[object/.test(form))).toBe(false);
      }
    },
    60_000,
  );

  it('keeps addresses where that is chosen', () => {
    const { reports } = formsOf(known('lossy'), { ...WISH, keepsAddresses: true }, '');
    for (const report of reports) expect(report).toMatch(/10\.\d+\.\d+\.\d+:\d+ → 10\./);
    expect(reports[0]).toContain('secret-name (#');
  });

  it('hides the time of day where that is chosen', () => {
    const { kept, reports } = formsOf(known('lossy'), { ...WISH, hidesClock: true }, '');
    expect(kept.comparison.overview.first.startTime).toBeNull();
    for (const report of reports) expect(report).not.toMatch(/20\d\d-\d\d-\d\d/);
  });
});

describe('a file and a report of a comparison', () => {
  it.each(['lossy', 'translated', 'injected-both-ends'])('open again as they were made: %s', (name) => {
    const { kept, file, reports, edits } = formsOf(known(name), WISH, 'plain words');
    for (const bytes of [file, ...reports.filter((report) => report.startsWith('<')).map((report) => new TextEncoder().encode(report))]) {
      const opened = readAnalysisFile(bytes);
      expect(opened).toEqual({ ok: true, value: { comparison: kept.block.evidence, edits } });
      expect(decodeComparison(kept.block.evidence)).toEqual({ ok: true, value: kept.comparison });
    }
  });

  it('say that they were cut or changed', () => {
    const { file, reports } = formsOf(known('lossy'), WISH, '');
    expect(readAnalysisFile(file.subarray(0, file.length - 20))).toMatchObject({ ok: false });
    const html = reports.find((report) => report.startsWith('<')) ?? '';
    const at = html.indexOf('s2.') + 60;
    const changed = `${html.slice(0, at)}${html[at] === 'A' ? 'B' : 'A'}${html.slice(at + 1)}`;
    expect(readAnalysisFile(new TextEncoder().encode(changed))).toEqual({
      ok: false,
      failure: { code: 'file-altered', reason: 'checksum' },
    });
    const later = html.replace('"s2.', '"s3.');
    expect(readAnalysisFile(new TextEncoder().encode(later))).toEqual({ ok: false, failure: { code: 'file-too-new', version: 's3' } });
  });

  it('hold no markup of what people wrote', () => {
    const { reports } = formsOf(known('lossy'), WISH, '<img src=x onerror=alert(1)>');
    const html = reports.find((report) => report.startsWith('<')) ?? '';
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img');
    expect(html).not.toMatch(/<(?:script|link|iframe|object)\b/);
  });
});
