// The postmortem report: golden files of one sample in both forms and languages, what it must say of every sample, what foreign text
// cannot do in it, and how large it may become. Goldens are renewed with `vitest -u`; drawings have goldens of their own.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import '../../causes/words/both-languages';
import type { Language } from '../../base/format';
import type { Analysis } from '../../pipeline/analysis';
import { analyzeCapture } from '../../pipeline/analyze';
import { memorySource } from '../../testing/memory-source';
import { parseTrace } from '../../testing/trace-dsl';
import type { AnalysisJson } from '../analysis-json';
import { buildJson } from '../build-json';
import { buildPostmortem, type PostmortemFacts } from './postmortem';
import { renderHtml } from './render-html';
import { renderMarkdown } from './render-markdown';

const SAMPLES = join(import.meta.dirname, '../../../public/samples');
const HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const LANGUAGES: readonly Language[] = ['en', 'zh'];

async function analyzed(bytes: Uint8Array, name: string): Promise<Analysis> {
  const result = await analyzeCapture(memorySource(bytes, undefined, name), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

const sample = (name: string): Promise<Analysis> => analyzed(new Uint8Array(readFileSync(join(SAMPLES, name))), name);

function factsOf({ meta }: Analysis): PostmortemFacts {
  return { files: [{ name: meta.name, bytes: meta.bytes, sha256: HASH }], program: 'whyreset 1.2.3' };
}

function markdown(analysis: Analysis, language: Language, only?: number): string {
  return renderMarkdown(buildPostmortem(analysis, factsOf(analysis), language, only === undefined ? {} : { only }));
}

function html(analysis: Analysis, language: Language, only?: number): string {
  return renderHtml(analysis, buildPostmortem(analysis, factsOf(analysis), language, only === undefined ? {} : { only }));
}

function embedded(page: string): AnalysisJson {
  const [, text = ''] = /<template id="whyreset-analysis" data-schema="whyreset\/1">([^<]*)<\/template>/.exec(page) ?? [];
  return JSON.parse(text) as AnalysisJson;
}

/** So many servers, each refusing a client in another way of asking. */
function refusals(servers: number, connectionsEach: number): Uint8Array {
  const lines = ['sort'];
  for (let server = 0; server < servers; server++) {
    for (let client = 0; client < connectionsEach; client++) {
      const name = `c${server}x${client}`;
      const at = server * 10 + client * 0.1;
      lines.splice(1, 0, `conn ${name} client=10.0.${client >> 8}.${client & 255}:${40_000 + server} server=10.9.0.${server + 1}:80`);
      lines.push(`${at.toFixed(4)} ${name} > S mss=1460`, `${(at + 0.001).toFixed(4)} ${name} < RA rawseq=0 ack=1 id=0`);
    }
  }
  return parseTrace(lines.join('\n')).pcapng;
}

describe('goldens', () => {
  it.each(LANGUAGES)('say of a known incident what they said (%s)', async (language) => {
    const analysis = await sample('zookeeper-limit.pcapng');
    await expect(markdown(analysis, language)).toMatchFileSnapshot(`goldens/zookeeper-limit.${language}.md.txt`);
    const page = html(analysis, language).replaceAll(/<svg [\s\S]*?<\/svg>/g, '<svg/>');
    await expect(page).toMatchFileSnapshot(`goldens/zookeeper-limit.${language}.html.txt`);
  });
});

describe('what it says', () => {
  it('names the server, the cause, who was hit and how often, the packets and where to look next', async () => {
    const text = markdown(await sample('zookeeper-limit.pcapng'), 'en');
    expect(text).toMatch(/^# Limit per client: [\d.]+:2181\n\n\*\*[\d.]+:2181 turned [\d.]+ away once it held 60 connections/);
    expect(text).toMatch(/- Affected: \d+ of 92 connections\n- First: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} \(\+/);
    expect(text).toMatch(/- Clients: [\d.]+ \(\d+\)/);
    expect(text).toMatch(/frame\.number==\d+ \|\| frame\.number==\d+/);
    expect(text).toMatch(/SYN-SENT ║─+ SYN seq 0/);
    expect(text).toContain(`- SHA-256: \`${HASH}\``);
    for (const title of [
      'Timeline',
      'Also possible',
      'Ruled out',
      'What to check next',
      'What this capture cannot tell',
      'Capture quality',
    ])
      expect(text).toContain(`## ${title}`);
    expect(text).toContain('```sh\nss -Htn state established');
  });

  it('tells one connection alone when asked', async () => {
    const analysis = await analyzed(refusals(2, 3), 'refused.pcapng');
    const text = markdown(analysis, 'en', 4);
    expect(text).toMatch(/Connection 4: 10\.0\.0\.1:40001 → 10\.9\.0\.2:80/);
    expect(text).not.toContain('10.9.0.1:80');
    expect(embedded(html(analysis, 'en', 4)).connections.map(({ id }) => id)).toEqual([4]);
  });

  it.each(LANGUAGES)('says of a capture without failures that there are none (%s)', async (language) => {
    const text = markdown(await sample('nothing-wrong.pcapng'), language);
    expect(text).toMatch(language === 'zh' ? /^# 没有失败的连接\n/ : /^# No failed connection\n/);
    expect(text).not.toMatch(/undefined|NaN|null/);
  });

  it('holds the analysis, and of it no more than it tells', async () => {
    const analysis = await sample('zookeeper-limit.pcapng');
    const whole = buildJson(analysis, 'en');
    const held = embedded(html(analysis, 'en'));
    expect(held.schema).toBe('whyreset/1');
    expect(held.capture).toEqual(whole.capture);
    expect(held.findings).toEqual(whole.findings);
    const example = analysis.findings[0]?.representative ?? -1;
    expect(held.connections).toEqual(whole.connections.filter(({ id }) => id === example));
  });
});

describe('what foreign text cannot do', () => {
  const HOSTILE =
    '</template><script>alert(1)</script><img src=x onerror=alert(2)> [a](http://evil.example) ![b](x) @team ```\n# owned\u202e`';
  const hostile = async (): Promise<Analysis> => {
    // One line of the trace, and a character that it can hold, for what a client asks for and a server calls itself.
    const said = `GET / HTTP/1.1\\r\\nHost: <script>alert(1)</script>[x](http://evil.example)@team\\r\\n\\r\\n`;
    const answer = `HTTP/1.1 500 <b>no</b>\\r\\nServer: <script>x</script> \`rm\` ![i](http://evil.example/i)\\r\\nConnection: close\\r\\n\\r\\n`;
    return analyzed(
      parseTrace(`
0.0 > S mss=1460
0.1 < SA mss=1460
0.2 > A
0.3 > PA data="${said}"
0.4 < PA data="${answer}"
0.5 > A
0.6 > PA data="${said}"
0.7 < R
`).pcapng,
      HOSTILE,
    );
  };

  it.each(LANGUAGES)('is markup, script or link in HTML (%s)', async (language) => {
    const page = html(await hostile(), language);
    expect(page).toContain('&lt;script&gt;');
    const tags = new Set([...page.matchAll(/<\/?([a-zA-Z!][^\s/>]*)/g)].map(([, tag]) => tag));
    for (const tag of ['script', 'img', 'a', 'b', 'iframe', 'link', 'object']) expect(tags).not.toContain(tag);
    expect(page).not.toMatch(/<[^>]*\son\w+=/i);
    expect(page).not.toMatch(/<[^>]*(?:href|src)=/i);
    expect(page).not.toContain('\u202e');
    expect(page).toContain('default-src &#39;none&#39;');
    expect(embedded(page).capture.name).toBe(HOSTILE);
    expect(page.match(/<\/template>/g)).toHaveLength(1);
  });

  it.each(LANGUAGES)('is HTML, heading, link, picture or mention in Markdown (%s)', async (language) => {
    const text = markdown(await hostile(), language);
    const prose = text
      .replaceAll(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '')
      .replaceAll(/`[^`\n]*`/g, '')
      // Boxes of the report's own.
      .replaceAll(/^- \[ \] /gm, '- ');
    expect(prose).toContain('\\<script\\>');
    expect(prose).not.toMatch(/(?<!\\)[<>]/);
    expect(prose).not.toMatch(/(?<!\\)\[/);
    expect(prose).not.toMatch(/@team|https?:\/\//);
    expect(prose).not.toMatch(/^\s*#+ owned/m);
    expect(text).not.toContain('\u202e');
    // Every fence that opens closes.
    expect(text.match(/^`{3,}/gm)?.length).toSatisfy((count: number) => count % 2 === 0);
  });
});

describe('how large it becomes', () => {
  it('stays below 300 kB with ten findings, and tells the others in a line each', async () => {
    const analysis = await analyzed(refusals(24, 3), 'many.pcapng');
    expect(analysis.findings.length).toBeGreaterThan(10);
    const page = html(analysis, 'en');
    expect(page.match(/<article>/g)).toHaveLength(10);
    expect(page).toContain(`${analysis.findings.length - 10} more findings`);
    expect(new TextEncoder().encode(page).length).toBeLessThan(300_000);
  });

  it.each([
    [10, 300_000],
    [40, 700_000],
  ])('gives up drawings, then ladders, before %i findings grow beyond %i bytes', async (copies, bytes) => {
    const analysis = await sample('accept-queue.pcapng');
    const report = buildPostmortem(analysis, factsOf(analysis), 'zh');
    const accounts = Array.from({ length: copies }, () => report.accounts.slice(0, 1)).flat();
    const page = renderHtml(analysis, { ...report, accounts });
    expect(new TextEncoder().encode(page).length).toBeLessThan(bytes);
    const forms = [/<svg /g, /<pre class="ladder" /g, /--connection \d+<\/code>/g].map((form) => page.match(form)?.length ?? 0);
    expect(forms[0]).toBeGreaterThan(0);
    expect(forms.reduce((sum, count) => sum + count, 0)).toBe(copies);
  });

  it('stays below 300 kB for every sample', async () => {
    for (const name of ['accept-queue', 'connection-close', 'descriptors', 'keep-alive', 'limit-65387']) {
      const analysis = await sample(`${name}.pcapng`);
      for (const language of LANGUAGES) expect(new TextEncoder().encode(html(analysis, language)).length, name).toBeLessThan(300_000);
    }
  });

  it('does not grow with the connections of a finding', async () => {
    const [few, many] = [await analyzed(refusals(1, 20), 'a'), await analyzed(refusals(1, 1500), 'a')];
    expect(html(many, 'en').length - html(few, 'en').length).toBeLessThan(4000);
    expect(embedded(html(many, 'en')).findings[0]).toMatchObject({ count: 1500, connections: { length: 500 } });
  });
});
