// A redacted report holds nothing of the capture that names anybody: no address, no name, no quotation, in any form or language.

import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import '../causes/words/both-languages';
import type { Analysis } from '../pipeline/analysis';
import { analyzeCapture } from '../pipeline/analyze';
import { buildPostmortem, type PostmortemOptions } from '../report/postmortem/postmortem';
import { renderHtml } from '../report/postmortem/render-html';
import { renderMarkdown } from '../report/postmortem/render-markdown';
import { memorySource } from '../testing/memory-source';
import { REDACTED_NAME, redactedSource, unquotedSource } from './redacted-source';

const ROOT = new URL('../../', import.meta.url);
/** Names asked for, refusals in words, text inside a RST, routers that answer, several servers, IPv6. */
const TELLING =
  /^(?:incident-(?:11|17)|injected-reset--text|tls-failure|connection-limit-per-client--sshd|host-unreachable--icmp|nat-translation).*\.gz$/;
const files = [
  ...readdirSync(new URL('public/samples/', ROOT)).map((name) => `public/samples/${name}`),
  ...readdirSync(new URL('lab/recordings/', ROOT))
    .filter((name) => TELLING.test(name))
    .map((name) => `lab/recordings/${name}`),
].filter((name) => /\.pcapng(?:\.gz)?$/.test(name));
const FACTS = { files: [{ name: REDACTED_NAME, bytes: 1, sha256: null }], program: 'whyreset 1.2.3' };

async function analysed(file: string): Promise<Analysis> {
  const raw = new Uint8Array(readFileSync(new URL(file, ROOT)));
  const source = { ...memorySource(file.endsWith('.gz') ? gunzipSync(raw) : raw), name: 'secret-name.pcap' };
  const result = await analyzeCapture(source, { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

/** Protocols, and what servers say in the words that a cause has too. */
const OWN_WORDS = /^(?:HTTP.*|TLS.*|SSH.*|application|filter|ZooKeeper|PostgreSQL|Redis|MySQL|nginx|close|Connection)$/i;

function named({ tables }: Analysis): readonly string[] {
  const { addresses, marks } = tables;
  return [
    'secret-name',
    ...Array.from({ length: addresses.length }, (_, index) => addresses.text(index)),
    ...marks.texts.filter((text) => text.length > 5 && !OWN_WORDS.test(text)),
  ];
}

describe('a redacted report', () => {
  it('has captures with names, words and routers to prove it on', () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it.each(files)('tells no address, name or quotation: %s', async (file) => {
    const analysis = await analysed(file);
    const secrets = named(analysis);
    // Whatever somebody wrote who has the capture before them.
    const typed = secrets.slice(0, 40).join(' , ');
    const edits = { title: typed, author: typed, summary: typed, impact: typed, actions: [{ text: typed, owner: typed, due: typed }] };
    const scopes: readonly PostmortemOptions[] = [
      {},
      ...(analysis.findings.length > 0 ? [{ finding: 0 }] : []),
      ...(analysis.tables.connections.length > 0 ? [{ only: 0 }] : []),
    ];
    for (const scope of scopes) {
      const { only, finding } = scope;
      const source = redactedSource(analysis, { ...(only === undefined ? {} : { only }), ...(finding === undefined ? {} : { finding }) });
      for (const language of ['en', 'zh'] as const) {
        const report = buildPostmortem(source, FACTS, language, scope);
        for (const text of [renderMarkdown(report), renderHtml(source, report)]) {
          expect(
            secrets.filter((secret) => holds(text, secret)),
            language,
          ).toEqual([]);
        }
      }
      const addresses = secrets.slice(1, 1 + analysis.tables.addresses.length);
      const written = renderMarkdown(buildPostmortem(source, FACTS, 'en', { ...scope, edits }));
      expect(addresses.filter((secret) => holds(written, secret))).toEqual([]);
    }
  });
});

/** As a whole: 10.0.0.1 stands in 10.0.0.12, and ::1 in a time. */
function holds(text: string, secret: string): boolean {
  const pattern = secret.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
  return new RegExp(`(?<![\\w.:])${pattern}(?![\\w:]|\\.\\d)`).test(text);
}

describe('beside packets without payload', () => {
  it('names and quotations are left out, addresses stay', async () => {
    const analysis = await analysed('lab/recordings/incident-17-refusals-in-words--server.pcapng.gz');
    const quoted = (source: Pick<Analysis, 'findings'>) =>
      source.findings
        .flatMap(({ evidence }) => evidence.flatMap(({ values }) => Object.values(values)))
        .filter((value) => typeof value === 'string');
    expect(quoted(analysis).join(' ')).toMatch(/too many|max|refused/i);
    const bare = unquotedSource(analysis);
    expect(quoted(bare).join(' ')).not.toMatch(/too many|max|refused/i);
    expect(bare.findings.map(({ server }) => server)).toEqual(analysis.findings.map(({ server }) => server));
    expect(bare.report(0).client).toEqual(analysis.report(0).client);
  });
});
