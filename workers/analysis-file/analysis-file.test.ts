import { readdirSync, readFileSync } from 'node:fs';
import { deflateRawSync, inflateRawSync, gunzipSync as unzipped, gzipSync as zipped } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import '../causes/words/both-languages';
import type { Analysis } from '../pipeline/analysis';
import { analyzeCapture } from '../pipeline/analyze';
import type { PostmortemEdits } from '../report/postmortem/edits';
import { addressBytes } from '../share/addresses';
import { memorySource } from '../testing/memory-source';
import { readAnalysisFile } from './read-analysis-file';
import { writeAnalysisFile, type AnalysisFile } from './write-analysis-file';

// Everything that is harmed in every place takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const ROOT = new URL('../../', import.meta.url);
const sampleNames = readdirSync(new URL('public/samples/', ROOT)).filter((name) => name.endsWith('.pcapng'));
const MOST_BYTES = 300_000;

async function analysed(path: string, name = 'a'): Promise<Analysis> {
  const bytes = new Uint8Array(readFileSync(new URL(path, ROOT)));
  const result = await analyzeCapture({ ...memorySource(bytes), name }, { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

const EDITS: PostmortemEdits = {
  title: 'Friday night',
  author: 'A. Reader',
  impact: 'two hours\nof refusals',
  timeline: [
    { at: 1.5, text: 'first' },
    { at: '09:30', text: 'paged' },
  ],
  actions: [{ text: 'raise the limit', owner: 'B.', due: '2026-12-01' }],
};
const NOTES = [
  { about: 'capture', number: 0, text: '<b>not</b> markup & "quotes"' },
  { about: 'finding', number: 0, text: 'the limit\nof the pool' },
] as const;
const WISH = { language: 'en', program: 'whyreset 1.2.3', fingerprint: '124560-0123456789ab', edits: EDITS, notes: NOTES } as const;

const analyses = new Map<string, Analysis>();
let file: AnalysisFile;
beforeAll(async () => {
  for (const name of sampleNames) analyses.set(name, await analysed(`public/samples/${name}`));
  file = writeAnalysisFile(known('zookeeper-limit.pcapng'), { ...WISH, keepsAddresses: false });
}, 60_000);

function known(name: string): Analysis {
  const analysis = analyses.get(name);
  if (analysis === undefined) throw new Error(name);
  return analysis;
}

const codeOf = (bytes: Uint8Array): string => {
  const opened = readAnalysisFile(bytes);
  return opened.ok ? 'shown' : opened.failure.code;
};
const packed = (text: string): Uint8Array => new Uint8Array(zipped(text));
const contentOf = (bytes: Uint8Array): string => unzipped(bytes).toString();

describe('an analysis file', () => {
  it.each(sampleNames)('gives back what went in: %s', (name) => {
    for (const keepsAddresses of [false, true]) {
      const { bytes, analysis } = writeAnalysisFile(known(name), { ...WISH, keepsAddresses });
      expect(readAnalysisFile(bytes)).toEqual({ ok: true, value: { analysis, edits: EDITS } });
      expect(writeAnalysisFile(known(name), { ...WISH, keepsAddresses }).bytes).toEqual(bytes);
      expect(bytes.length).toBeLessThan(MOST_BYTES);
    }
  });

  it('holds ten connections where so many failed, whole ladders, and the notes', () => {
    const { analysis } = file;
    expect(analysis.connections).toHaveLength(10);
    expect(new Set(analysis.connections.map(({ report }) => report.id)).size).toBe(10);
    expect(analysis.notes).toEqual(NOTES);
    expect(analysis.fingerprint).toBe(WISH.fingerprint);
  });

  it('holds a finding, or a connection, alone', () => {
    const source = known('zookeeper-limit.pcapng');
    const [worst] = source.findings;
    const one = writeAnalysisFile(source, { ...WISH, keepsAddresses: false, finding: 0 }).analysis;
    expect(one.findings.map(({ cause }) => cause)).toEqual([worst?.cause]);
    const id = worst?.connections[3] ?? -1;
    const connection = writeAnalysisFile(source, { ...WISH, keepsAddresses: false, connection: id }).analysis;
    expect(connection.connections.map(({ report }) => report.id)).toEqual([id]);
    expect(connection.findings.map(({ cause }) => cause)).toEqual([worst?.cause]);
  });

  it('is JSON that other tools read, in the language asked for', () => {
    const content: unknown = JSON.parse(contentOf(file.bytes));
    expect(content).toMatchObject({ schema: 'whyreset-analysis/1', program: 'whyreset 1.2.3', isRedacted: true, notes: NOTES });
    const { findings, connections } = content as { findings: { cause: string }[]; connections: { evidence: { text: string }[] }[] };
    expect(findings[0]?.cause).toBe('connection-limit-per-client');
    expect(connections[0]?.evidence[0]?.text).toMatch(/^[A-Z]/);
    expect(contentOf(writeAnalysisFile(known('descriptors.pcapng'), { ...WISH, language: 'zh', keepsAddresses: false }).bytes)).toMatch(
      /[\u4e00-\u9fff]/,
    );
  });

  it('is opened unpacked, or packed again by other tools, too', () => {
    const text = contentOf(file.bytes);
    expect(codeOf(packed(text))).toBe('shown');
    expect(codeOf(new TextEncoder().encode(text))).toBe('shown');
    expect(codeOf(new TextEncoder().encode(JSON.stringify(JSON.parse(text))))).toBe('shown');
  });

  it('gives back any edits, within their bounds', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    const edits = fc.record(
      {
        title: text,
        author: text,
        summary: text,
        impact: text,
        timeline: fc.array(
          fc.record({
            at: fc.oneof(
              text,
              fc.double({ noNaN: true, noDefaultInfinity: true }).map((at) => at + 0),
            ),
            text,
          }),
          {
            maxLength: 5,
          },
        ),
        actions: fc.array(fc.record({ text, owner: text, due: text }), { maxLength: 5 }),
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    const source = known('descriptors.pcapng');
    fc.assert(
      fc.property(edits, (written) => {
        // Texts may hold what looks like an address: kept addresses keep them as they are.
        const { bytes } = writeAnalysisFile(source, { ...WISH, keepsAddresses: true, edits: written });
        const opened = readAnalysisFile(bytes);
        expect(opened.ok && opened.value.edits).toEqual(written);
      }),
      { numRuns: 50 },
    );
    const long = writeAnalysisFile(source, { ...WISH, keepsAddresses: true, edits: { title: 'x'.repeat(10_000) } });
    const opened = readAnalysisFile(long.bytes);
    expect(opened.ok && opened.value.edits.title?.length).toBe(4_000);
  });
});

describe('a redacted file', () => {
  const recordings = readdirSync(new URL('lab/recordings/', ROOT))
    .filter((name) =>
      /^(?:incident-17|injected-reset--text|tls-failure--un|connection-limit-per-client--sshd|host-unreachable--icmp|nat-translation).*\.gz$/.test(
        name,
      ),
    )
    .map((name) => `lab/recordings/${name}`);
  const paths = [...sampleNames.map((name) => `public/samples/${name}`), ...recordings];

  it.each(paths)(
    'holds no address, no name, no hardware address and no text of the capture: %s',
    async (path) => {
      const source = await analysed(path, 'secret-name.pcap');
      const { addresses, marks } = source.tables;
      const all = Array.from({ length: addresses.length }, (_, index) => addresses.text(index));
      const names = source.findings.flatMap(({ application }) => application?.name ?? []);
      const told = [...all, ...names, '00:16:3e:aa:bb:cc', 'secret.example'].join(' ');
      const { bytes } = writeAnalysisFile(source, {
        ...WISH,
        keepsAddresses: false,
        notes: [{ about: 'capture', number: 0, text: all.join(' ').slice(0, 900) }],
        edits: {
          title: all[0] ?? '',
          impact: told,
          actions: [{ text: told, owner: told, due: told }],
          timeline: [{ at: told, text: told }],
        },
      });
      const opened = readAnalysisFile(bytes);
      expect(opened.ok).toBe(true);
      expect(copiedFrom(path, bytes)).toEqual([]);
      const decoded = `${contentOf(bytes)}\n${JSON.stringify(opened)}`;
      for (const address of all) {
        expect(holds(decoded, address), address).toBe(false);
        expect(addressBytes(address)).not.toBeNull();
      }
      for (const name of names) expect(decoded.toLowerCase()).not.toContain(name.toLowerCase());
      expect(marks.texts.filter((text) => text.length > 3 && decoded.includes(text))).toEqual([]);
      expect(decoded).not.toContain('secret-name');
      expect(decoded).not.toContain('00:16:3e');
      expect(opened).toHaveProperty('value.analysis.isRedacted', true);
    },
    120_000,
  );

  /** Stretches of eight bytes that the packed evidence and the capture have in common, but for the same few bytes over and over. */
  function copiedFrom(path: string, bytes: Uint8Array): readonly string[] {
    const raw = readFileSync(new URL(path, ROOT));
    const capture = (path.endsWith('.gz') ? unzipped(raw) : raw).toString('latin1');
    const known = new Set<string>();
    for (let at = 0; at + 8 <= capture.length; at++) known.add(capture.slice(at, at + 8));
    const { evidence } = JSON.parse(contentOf(bytes)) as { evidence: string };
    const packedEvidence = Buffer.from(evidence.split('.')[2] ?? '', 'base64url');
    // Words of the protocols are ours, and stand in payloads as well.
    const content = inflateRawSync(packedEvidence)
      .toString('latin1')
      .replaceAll(/HTTP(?: \d{3})?(?: close| request)?|TLS \w+|ZooKeeper|PostgreSQL|application|filter/g, '\0');
    const windows = Array.from({ length: Math.max(0, content.length - 7) }, (_, at) => content.slice(at, at + 8));
    return windows.filter((stretch) => new Set(stretch).size >= 5 && known.has(stretch));
  }

  /** Not as a part of a longer number: "1.1.1.1" is in no "21.1.1.15". */
  function holds(text: string, address: string): boolean {
    for (let at = text.indexOf(address); at >= 0; at = text.indexOf(address, at + 1)) {
      if (!/[\d.:a-f]/.test(text[at - 1] ?? ' ') && !/[\d:a-f]/.test(text[at + address.length] ?? ' ')) return true;
    }
    return false;
  }
});

describe('a file that was harmed', () => {
  it('says that its end is missing, wherever it was cut', () => {
    const { bytes } = file;
    expect(bytes.length).toBeGreaterThan(1_000);
    // In the first ten bytes not even the name has arrived.
    for (let end = 0; end < bytes.length; end++) expect(codeOf(bytes.subarray(0, end)), `${end}`).toBe(end <= 10 ? 'foreign' : 'file-cut');
  });

  it('is shown as it was made or not at all, whichever byte was changed', () => {
    const { bytes, analysis } = writeAnalysisFile(known('descriptors.pcapng'), { ...WISH, keepsAddresses: false });
    let shown = 0;
    for (let at = 0; at < bytes.length; at++) {
      for (const change of [1, 0x80, 0xff]) {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ change;
        const opened = readAnalysisFile(changed);
        if (!opened.ok) continue;
        // Nothing depends on the time, the system and the name in the header, nor on bits that fill the last byte.
        expect(opened.value, `${at}`).toEqual({ analysis, edits: EDITS });
        shown++;
      }
    }
    expect(shown).toBeLessThan(120);
  });

  it('unpacked, is recognised as cut or changed', () => {
    const text = contentOf(file.bytes);
    const encoder = new TextEncoder();
    expect(codeOf(encoder.encode(text.slice(0, -1)))).toBe('file-cut');
    expect(codeOf(encoder.encode(text.slice(0, text.length / 2)))).toBe('file-cut');
    const at = text.indexOf('s1.') + 40;
    const changed = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
    expect(readAnalysisFile(encoder.encode(changed))).toEqual({ ok: false, failure: { code: 'file-altered', reason: 'checksum' } });
  });

  it('of a later version asks for a newer page', () => {
    const text = contentOf(file.bytes);
    const later = text.replace('whyreset-analysis/1', 'whyreset-analysis/2');
    expect(readAnalysisFile(packed(later))).toEqual({ ok: false, failure: { code: 'file-too-new', version: '2' } });
    const evidence = text.replace('"s1.', '"s3.');
    expect(readAnalysisFile(packed(evidence))).toEqual({ ok: false, failure: { code: 'file-too-new', version: 's3' } });
  });
});

describe('a hostile file', () => {
  const block = (over: object): Uint8Array => {
    const { evidence } = JSON.parse(contentOf(file.bytes)) as { evidence: string };
    return packed(JSON.stringify({ schema: 'whyreset-analysis/1', evidence, edits: {}, ...over }));
  };

  it('of any bytes is a value, and shows nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        for (const content of [bytes, zipped(bytes), Uint8Array.of(0x1f, 0x8b, 8, 8, ...bytes), deflateRawSync(bytes)])
          expect(codeOf(new Uint8Array(content))).not.toBe('shown');
      }),
      { numRuns: 300 },
    );
  });

  it('of any JSON in the place of its parts is refused', () => {
    expect(codeOf(block({}))).toBe('shown');
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(codeOf(block({ evidence: value }))).not.toBe('shown');
        const isEmpty = typeof value === 'object' && value !== null && !Array.isArray(value);
        expect(isEmpty ? 'object' : codeOf(block({ edits: value }))).not.toBe('shown');
        const isFit = typeof value === 'string' || (Array.isArray(value) && value.length === 0);
        for (const name of ['title', 'timeline', 'actions'])
          expect(isFit ? 'fits' : codeOf(block({ edits: { [name]: value } })), name).not.toBe('shown');
      }),
    );
    expect(codeOf(block({ edits: { title: 'x'.repeat(4_001) } }))).toBe('file-altered');
    expect(codeOf(block({ edits: { timeline: new Array(101).fill({ at: 0, text: '' }) } }))).toBe('file-altered');
    expect(codeOf(packed('{"schema":"whyreset-analysis/1","evidence":"s1.1.A.AAAAAA","edits":{"__proto__":{"title":1}}}'))).toBe(
      'file-altered',
    );
  });

  it('that nests a million deep is refused', () => {
    expect(codeOf(packed(`{"schema":"whyreset-analysis/1","edits":${'['.repeat(1_000_000)}}`))).toBe('file-altered');
  });

  it('that unpacks to a hundred megabytes does not', () => {
    const bomb = new Uint8Array(zipped(Buffer.alloc(100 * 1_048_576)));
    const before = process.memoryUsage().arrayBuffers;
    expect(codeOf(bomb)).toBe('foreign');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1_048_576);
  }, 60_000);

  it('that claims to be another, larger one is not unpacked beyond the bound', () => {
    const head = zipped(`{"schema":"whyreset-analysis/1","edits":{},"evidence":"${'A'.repeat(20 * 1_048_576)}"}`);
    expect(codeOf(new Uint8Array(head))).toBe('foreign');
  }, 60_000);
});
