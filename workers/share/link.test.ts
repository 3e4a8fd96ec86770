import { readdirSync, readFileSync } from 'node:fs';
import { deflateSync } from 'fflate';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildLadder } from '../ladder/build-ladder';
import type { LadderModel } from '../ladder/ladder-model';
import type { Analysis } from '../pipeline/analysis';
import { analyzeCapture } from '../pipeline/analyze';
import { ladderContextOf } from '../report/report-source';
import { memorySource } from '../testing/memory-source';
import { writeAnalysis } from './describe-analysis';
import { decodeLink, encodeLink } from './link';
import { evidenceLink, LINK_CHARACTERS, type SharedLink } from './share-link';
import type { SharedConnection } from './shared-analysis';

const SAMPLES = new URL('../../public/samples/', import.meta.url);
const RECORDINGS = new URL('../../lab/recordings/', import.meta.url);
const sampleNames = readdirSync(SAMPLES).filter((name) => name.endsWith('.pcapng'));
const incidentNames = readdirSync(RECORDINGS).filter((name) => /^incident-(?:02|08|13|17).*\.gz$/.test(name));

async function analysed(url: URL): Promise<Analysis> {
  const result = await analyzeCapture(memorySource(new Uint8Array(readFileSync(url))), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

const analyses = new Map<string, Analysis>();
const links = new Map<string, SharedLink>();
beforeAll(async () => {
  for (const name of [...sampleNames, ...incidentNames]) {
    const source = await analysed(new URL(name, sampleNames.includes(name) ? SAMPLES : RECORDINGS));
    analyses.set(name, source);
    links.set(name, evidenceLink(source, { keepsAddresses: false }));
  }
}, 60_000);

function known<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(name);
  return value;
}

describe('an evidence link', () => {
  it.each([...sampleNames, ...incidentNames])('gives back what went in: %s', (name) => {
    const { fragment, analysis } = known(links, name);
    expect(decodeLink(fragment)).toEqual({ ok: true, value: analysis });
    expect(encodeLink(analysis)).toBe(fragment);
    const kept = evidenceLink(known(analyses, name), { keepsAddresses: true });
    expect(decodeLink(kept.fragment)).toEqual({ ok: true, value: kept.analysis });
  });

  it.each(sampleNames)('of a sample survives everywhere: %s', (name) => {
    const { fragment, analysis } = known(links, name);
    expect(fragment.length).toBeLessThanOrEqual(LINK_CHARACTERS.everywhere);
    expect(analysis.findingsLeftOut).toBe(0);
    expect(analysis.connections).toHaveLength(analysis.findings.length);
  });

  it.each(sampleNames)('shows the ladder that the capture shows: %s', (name) => {
    const source = known(analyses, name);
    for (const { report, ladder } of known(links, name).analysis.connections) {
      const original = buildLadder(source.tables, source.report(report.id), ladderContextOf(source, report.id), new Set());
      expect(plain(ladder).rows).toEqual(plain(original).rows);
      expect(ladder.packets).toBe(original.packets);
      expect(ladder.annotations.map(({ number, fact, side, frames }) => [number, fact, side, frames])).toEqual(
        original.annotations.map(({ number, fact, side, frames }) => [number, fact, side, frames]),
      );
    }
  });

  it('keeps ten connections of twenty packets within what common tools carry', () => {
    const shared = known(links, 'keep-alive.pcapng').analysis;
    const connections = Array.from({ length: 10 }, (_, index) => ofTwenty(known(new Map([['', shared.connections[0]]]), ''), index));
    const fragment = encodeLink({ ...shared, connections });
    expect(fragment.length).toBeLessThanOrEqual(LINK_CHARACTERS.common);
    const decoded = decodeLink(fragment);
    expect(decoded.ok && decoded.value.connections.map(({ ladder }) => ladder.rows.length)).toEqual(new Array(10).fill(20));
  });

  it('holds any number and any note', () => {
    const shared = known(links, 'descriptors.pcapng').analysis;
    // No fact is minus zero; a link has one zero.
    const numbers = fc
      .oneof(fc.double({ noNaN: true }), fc.integer(), fc.maxSafeInteger(), fc.double({ min: 0, max: 1e6, noNaN: true }))
      .map((value) => value + 0);
    const noted = fc.record({
      about: fc.constantFrom('capture', 'finding', 'connection', 'packet'),
      number: fc.maxSafeNat(),
      // A mark of the byte order at the beginning is no text.
      text: fc.string({ unit: 'grapheme', maxLength: 200 }).filter((text) => !text.startsWith('\uFEFF')),
    });
    const name = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,20}$/).filter((text) => !['address', 'from', 'rejectedBy'].includes(text));
    fc.assert(
      fc.property(
        fc.dictionary(name, numbers, { maxKeys: 20, noNullPrototype: true }),
        fc.array(noted, { maxLength: 5 }),
        (facts, notes) => {
          const analysis = { ...shared, findings: shared.findings.map((finding) => ({ ...finding, facts })), notes };
          expect(decodeLink(encodeLink(analysis))).toEqual({ ok: true, value: analysis });
        },
      ),
    );
  });

  it('says of which capture it is, where that is known', () => {
    const shared = known(links, 'descriptors.pcapng').analysis;
    const hash = fc.stringMatching(/^[\da-f]{12}$/);
    fc.assert(
      fc.property(fc.option(fc.tuple(fc.nat({ max: 10 ** 15 - 1 }), hash)), (ends) => {
        const fingerprint = ends === null ? null : `${ends[0]}-${ends[1]}`;
        for (const selected of ends === null ? [null] : [null, ends[0]]) {
          const analysis = { ...shared, fingerprint, selected };
          expect(decodeLink(encodeLink(analysis))).toEqual({ ok: true, value: analysis });
        }
      }),
    );
  });

  it('carries the notes on what it holds, and no others', () => {
    const source = known(analyses, 'zookeeper-limit.pcapng');
    const { analysis } = known(links, 'zookeeper-limit.pcapng');
    const [shown] = analysis.connections;
    const packet = shown?.ladder.rows.find((row) => row.kind === 'packet')?.frame ?? 0;
    const id = shown?.report.id ?? -1;
    const notes = [
      { about: 'capture', number: 0, text: 'Friday\r\nnight\u0000\u202e' },
      { about: 'finding', number: 0, text: 'the limit' },
      { about: 'connection', number: id, text: 'this one' },
      { about: 'packet', number: packet, text: 'here' },
      { about: 'finding', number: 99, text: 'nowhere' },
      { about: 'connection', number: id + 1, text: 'another' },
      { about: 'packet', number: 1_000_000, text: 'none' },
      { about: 'packet', number: packet, text: ' \n ' },
    ] as const;
    const link = evidenceLink(source, { keepsAddresses: false, notes });
    expect(link.analysis.notes.map(({ text }) => text)).toEqual(['Friday\nnight', 'the limit', 'this one', 'here']);
    expect(decodeLink(link.fragment)).toEqual({ ok: true, value: link.analysis });
    const second = evidenceLink(source, { keepsAddresses: false, findings: [], connections: [], notes });
    expect(second.analysis.notes.map(({ text }) => text)).toEqual(['Friday\nnight']);
  });

  it('says which packet was looked at, where it is in a ladder of the link', () => {
    const source = known(analyses, 'zookeeper-limit.pcapng');
    const [shown] = known(links, 'zookeeper-limit.pcapng').analysis.connections;
    const frame = shown?.ladder.rows.find((row) => row.kind === 'packet')?.frame ?? 0;
    const fingerprint = '124560-0123456789ab';
    const link = evidenceLink(source, { keepsAddresses: false, fingerprint, selected: frame });
    expect(link.analysis.selected).toBe(frame);
    expect(decodeLink(link.fragment)).toEqual({ ok: true, value: link.analysis });
    expect(evidenceLink(source, { keepsAddresses: false, fingerprint, selected: 1_000_000 }).analysis.selected).toBeNull();
    expect(evidenceLink(source, { keepsAddresses: false, selected: frame }).analysis.selected).toBeNull();
  });

  it('keeps a packet that was noted out of the folds of its ladder', () => {
    const name = incidentNames[0] ?? '';
    const source = known(analyses, name);
    const connections = Array.from({ length: source.tables.connections.length }, (_, id) => id);
    const longest = connections.toSorted((a, b) => lengthOf(source, b) - lengthOf(source, a))[0] ?? 0;
    const { tables } = source;
    const middle = (tables.connections.segmentStart[longest] ?? 0) + Math.floor(lengthOf(source, longest) / 2);
    const frame = (tables.segments.frameIndex.values[tables.connections.segments[middle] ?? 0] ?? 0) + 1;
    const { analysis } = evidenceLink(source, {
      keepsAddresses: false,
      connection: longest,
      notes: [{ about: 'packet', number: frame, text: 'look' }],
    });
    expect(analysis.notes).toHaveLength(1);
  });
});

describe('a link that was harmed', () => {
  it('says how much is missing, wherever it was cut', () => {
    const { fragment } = known(links, 'zookeeper-limit.pcapng');
    const want = fragment.length - 1;
    const lengthEnds = fragment.indexOf('.', 4);
    for (let end = 2; end < fragment.length; end++) {
      const known = end > lengthEnds + 0;
      expect(decodeLink(fragment.slice(0, end)), fragment.slice(0, end)).toEqual({
        ok: false,
        failure: { code: 'link-cut', got: end - 1, want: known ? want : null },
      });
    }
  });

  it('is never taken for another, whichever character was changed', () => {
    const { fragment } = known(links, 'descriptors.pcapng');
    for (let at = 1; at < fragment.length; at++) {
      for (const character of ['A', 'b', '0', '7', '_', '.', '%', ' ', '\u00e9']) {
        if (fragment[at] === character) continue;
        const changed = fragment.slice(0, at) + character + fragment.slice(at + 1);
        const decoded = decodeLink(changed);
        const code = decoded.ok ? 'shown' : decoded.failure.code;
        // The digit of the version is all that tells versions apart.
        expect(code, changed).toBe(at === 2 && /\d/.test(character) ? 'link-too-new' : 'link-altered');
      }
    }
  });

  it('is not shown when its parts changed places, were doubled, or lost their case', () => {
    const { fragment } = known(links, 'descriptors.pcapng');
    const middle = Math.floor(fragment.length / 2);
    for (const changed of [
      fragment.toLowerCase(),
      fragment.slice(0, middle) + fragment.slice(middle - 3),
      fragment.slice(0, middle) + fragment.slice(middle + 3),
      fragment.slice(0, middle) + '=\n' + fragment.slice(middle),
      `${fragment})`,
      `${fragment}.`,
      fragment + fragment,
    ])
      expect(decodeLink(changed)).toMatchObject({ ok: false, failure: { code: 'link-altered' } });
  });

  it('of a later version asks for a newer page', () => {
    expect(decodeLink('#s2.12.whatever')).toEqual({ ok: false, failure: { code: 'link-too-new', version: 's2' } });
    expect(decodeLink('#s1x.12.whatever')).toEqual({ ok: false, failure: { code: 'link-altered', reason: 'foreign' } });
  });
});

describe('a hostile link', () => {
  const sealed = (bytes: Uint8Array): string => sealedText(Buffer.from(deflateSync(bytes)).toString('base64url'));

  it('of any text is a value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const fragment of [text, `#${text}`, `#s1.${text}`, `#s1.${text.length}.${text}.AAAAAA`, sealedText(text)])
          expect(decodeLink(fragment).ok).toBe(false);
      }),
    );
  });

  it('of any bytes under a good checksum is a value', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const decoded = decodeLink(sealed(bytes));
        expect(decoded.ok ? 'shown' : decoded.failure.code).toMatch(/^link-(?:altered|too-new)$/);
      }),
      { numRuns: 500 },
    );
  });

  it('made of a good one with any byte changed is refused, or shows what can be written again', () => {
    const bytes = writeAnalysis(known(links, 'keep-alive.pcapng').analysis);
    let shown = 0;
    for (let at = 0; at < bytes.length; at++) {
      for (const change of [1, 0x40, 0x80, 0xff]) {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ change;
        const decoded = decodeLink(sealed(changed));
        if (!decoded.ok) continue;
        shown++;
        const again = decodeLink(encodeLink(decoded.value));
        expect(again).toEqual(decoded);
      }
    }
    expect(shown).toBeGreaterThan(0);
  });

  it('that ends early inside is refused', () => {
    const bytes = writeAnalysis(known(links, 'keep-alive.pcapng').analysis);
    for (let end = 0; end < bytes.length; end++) expect(decodeLink(sealed(bytes.slice(0, end))).ok).toBe(false);
  });

  it('that unpacks to a hundred megabytes does not', () => {
    const bomb = sealed(new Uint8Array(100 * 1_048_576));
    // The least of three attempts: others in the process allocate as well.
    const grown = [1, 2, 3].map(() => {
      const before = process.memoryUsage().arrayBuffers;
      expect(decodeLink(bomb)).toEqual({ ok: false, failure: { code: 'link-altered', reason: 'content' } });
      return process.memoryUsage().arrayBuffers - before;
    });
    expect(Math.min(...grown)).toBeLessThan(16 * 1_048_576);
  }, 30_000);

  it('that claims more than it has allocates nothing for it', () => {
    // 2^52 addresses.
    expect(decodeLink(sealed(Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x08)))).toMatchObject({ ok: false });
  });
});

/** Data under the checksum that belongs to it. */
function sealedText(data: string): string {
  const body = `s1.${data.length}.${data}`;
  let crc = -1;
  for (const byte of Buffer.from(body, 'latin1')) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const sum = Buffer.alloc(4);
  sum.writeInt32BE(~crc);
  return `#${body}.${sum.toString('base64url')}`;
}

function lengthOf({ tables: { connections } }: Analysis, id: number): number {
  return (connections.segmentStart[id + 1] ?? 0) - (connections.segmentStart[id] ?? 0);
}

/** Without what a link does not hold. */
function plain(ladder: LadderModel): LadderModel {
  return {
    ...ladder,
    rows: ladder.rows.map((row) =>
      row.kind === 'packet'
        ? { ...row, rawSeq: 0, rawAck: 0, hint: row.hint.replace(/[ ,]*".*/, ''), icmp: row.icmp && { ...row.icmp, from: '' } }
        : row,
    ),
  };
}

/** Another connection with twenty packets, each with numbers and times of its own. */
function ofTwenty({ report, ladder }: SharedConnection, index: number): SharedConnection {
  const packets = ladder.rows.filter((row) => row.kind === 'packet');
  let endNs = 0;
  const rows = Array.from({ length: 20 }, (_, at) => {
    const row = packets[at % packets.length];
    if (row === undefined) throw new Error('no packets');
    const deltaNs = at === 0 ? 0 : 1000 * ((at * 7919 + index * 104_729) % 250_000);
    endNs += deltaNs;
    const frame = 1 + index * 400 + at * (3 + (index % 4));
    return { ...row, frame, seconds: endNs / 1e9, deltaSeconds: deltaNs / 1e9, len: row.len > 0 ? row.len + at * index : 0, notes: [] };
  });
  return {
    report: { ...report, id: index, client: { ...report.client, port: 40_000 + index * 37 }, startSeconds: index * 1.234567 },
    ladder: { ...ladder, connection: index, packets: 20, rows, annotations: [] },
  };
}
