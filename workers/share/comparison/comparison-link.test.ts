// Links to comparisons: what goes in comes out, small cases survive everywhere, nothing private is in them, and no bytes do harm.

import { existsSync, readFileSync } from 'node:fs';
import { deflateSync } from 'fflate';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderTwoTapText } from '../../compare/text-two-tap';
import { words } from '../../compare/words/words-en';
import { buildTwoTapLadder } from '../../compare/two-tap-ladder';
import type { CaptureComparison } from '../../compare/comparison';
import { compareCaptures } from '../../compare/compare-captures';
import { SegmentWatch } from '../../compare/segment-bytes';
import { analyzeCapture } from '../../pipeline/analyze';
import { memorySource } from '../../testing/memory-source';
import { decodeLink, packLink } from '../link';
import { Writer } from '../port';
import { LINK_CHARACTERS } from '../share-link';
import { decodeComparison, encodeComparison } from './comparison-link';
import { readComparison, writeComparison } from './describe-comparison';
import { comparisonLink, keptComparison, type ComparisonLink } from './share-comparison';
import type { SharedComparison } from './shared-comparison';

const RECORDINGS = new URL('../../../lab/recordings/two-sided/', import.meta.url);
const SHARED = new URL('../../../../shared/captures/', import.meta.url);
/** Forged resets, a device that forgot, loss both ways, rewriting, translation, what only one has, IPv6, pieces, delay. */
const NAMES = [
  'injected-both-ends',
  'idle-forgotten-reset-v6',
  'lossy',
  'rewritten',
  'translated',
  'syn-dropped',
  'offload-at-client',
  'delayed',
];
const REAL = ['two-sided-injected-both', 'two-sided-idle-reset'].filter((name) => existsSync(new URL(`${name}.client.pcapng`, SHARED)));
const WISH = { keepsAddresses: false, hidesClock: false, pair: null, notes: [] } as const;

const GO = { verdict: (): 'go' => 'go', progress: (): undefined => undefined };

async function compareFiles(first: URL, second: URL): Promise<CaptureComparison> {
  const open = async (path: URL) => {
    const source = memorySource(new Uint8Array(readFileSync(path)), [90_000], path.pathname.split('/').at(-1));
    const observer = new SegmentWatch(source.size);
    const result = await analyzeCapture(source, { ...GO, observer });
    if (!result.ok) throw new Error(result.failure.code);
    return { analysis: result.value, source, seen: observer.bytes };
  };
  const result = await compareCaptures(await open(first), await open(second), GO);
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

const comparisons = new Map<string, CaptureComparison>();
const links = new Map<string, ComparisonLink>();
beforeAll(async () => {
  for (const name of [...NAMES, ...REAL]) {
    const at = (side: string) =>
      REAL.includes(name) ? new URL(`${name}.${side}.pcapng`, SHARED) : new URL(`${name}.${side}.pcapng.gz`, RECORDINGS);
    const comparison = await compareFiles(at('client'), at('server'));
    comparisons.set(name, comparison);
    links.set(name, comparisonLink(comparison, WISH));
  }
}, 300_000);

function known<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(name);
  return value;
}

/** Everything with an address in it. */
function addressesOf({ first, second }: CaptureComparison): readonly string[] {
  const all = [first, second].flatMap(({ tables: { addresses } }) =>
    Array.from({ length: addresses.length }, (_, index) => addresses.text(index)),
  );
  return [...new Set(all)];
}

describe('a link to a comparison', () => {
  it.each([...NAMES, ...REAL])(
    'gives back what went in: %s',
    (name) => {
      const { fragment, comparison } = known(links, name);
      expect(decodeComparison(fragment)).toEqual({ ok: true, value: comparison });
      expect(encodeComparison(comparison)).toBe(fragment);
      for (const wish of [
        { ...WISH, keepsAddresses: true },
        { ...WISH, hidesClock: true },
        { ...WISH, pair: 0 },
      ]) {
        for (const told of [
          comparisonLink(known(comparisons, name), wish).comparison,
          keptComparison(known(comparisons, name), wish).comparison,
        ])
          expect(decodeComparison(encodeComparison(told))).toEqual({ ok: true, value: told });
      }
    },
    60_000,
  );

  it.each([...NAMES, ...REAL])('of a small case survives everywhere, with the verdict and the ladder: %s', (name) => {
    const { fragment, comparison } = known(links, name);
    expect(fragment.length).toBeLessThanOrEqual(LINK_CHARACTERS.everywhere);
    const source = known(comparisons, name);
    const told = ({ cause, place }: { cause: string; place: string }) => [cause, place];
    const [worst] = source.overview.findings;
    expect(comparison.overview.findings.slice(0, 1).map(told)).toEqual(source.overview.findings.slice(0, 1).map(told));
    // Where nothing failed, the first connection on which they differ.
    expect(told(known(new Map([['', comparison.pairs[0]?.connection.verdict]]), ''))).toEqual(
      worst === undefined ? told(source.connection(comparison.pairs[0]?.connection.index ?? -1).verdict) : told(worst),
    );
    expect(comparison.differing).toBeGreaterThan(0);
  });

  it.each([...NAMES, ...REAL])('kept whole, draws the ladder that the captures draw: %s', (name) => {
    const source = known(comparisons, name);
    const { comparison } = keptComparison(source, { ...WISH, keepsAddresses: true });
    for (const { connection, ladder } of comparison.pairs) {
      const original = buildTwoTapLadder(source, connection.index);
      // The names of the files are not told; times end where microseconds do.
      const plain = (text: string): string =>
        text.replaceAll(/▼ ?\S*\.(?:client|server)\.pcapng(?:\.gz)?|\S*\.pcapng(?:\.gz)? ▼|▼ #\d|#\d ▼/g, '▼').replaceAll(/ +/g, ' ');
      const drawn = plain(renderTwoTapText({ ...ladder, timeDigits: 3 }, words, 'en'));
      const whole = plain(renderTwoTapText({ ...original, timeDigits: 3 }, words, 'en'));
      const ways = (text: string) =>
        text
          .replaceAll(/[\d.]+ (?:µs|ms|ns)/g, '~')
          .replaceAll(/[─┄━═×╌┈]+/g, '─')
          .replaceAll(/ *╎ */g, '╎');
      expect(ways(drawn)).toBe(ways(whole));
    }
  });

  it.each([...NAMES, ...REAL])('tells no address, no name of a file, no name in a note: %s', (name) => {
    const source = known(comparisons, name);
    const secrets = [...addressesOf(source), source.first.capture.analysis.meta.name, source.second.capture.analysis.meta.name];
    const row = known(links, name).comparison.pairs[0]?.connection;
    const typed = secrets.join(' , ');
    const notes = [
      { about: 'capture', number: 0, text: typed },
      { about: 'connection', number: row?.first ?? 0, text: typed },
      { about: 'other-connection', number: row?.second ?? 0, text: typed },
    ] as const;
    for (const pair of [null, row?.index ?? 0]) {
      for (const { comparison } of [comparisonLink(source, { ...WISH, pair, notes }), keptComparison(source, { ...WISH, pair, notes })]) {
        expect(comparison.notes.length).toBeGreaterThan(1);
        const told = JSON.stringify(comparison);
        expect(secrets.filter((secret) => holds(told, secret))).toEqual([]);
        expect(told).toContain('client-1');
      }
    }
  });

  it('carries the notes on what it tells, of either capture, and no others', () => {
    const source = known(comparisons, 'injected-both-ends');
    const { connection, ladder } = known(links, 'injected-both-ends').comparison.pairs[0] ?? {};
    if (connection === undefined || ladder === undefined) throw new Error('a pair is told');
    const [alone] = ladder.rows.filter((row) => row.kind === 'packet' && row.clientFrames.length === 0);
    if (alone?.kind !== 'packet') throw new Error('the server got a forged reset');
    const notes = [
      { about: 'connection', number: connection.first ?? 0, text: 'the pair' },
      { about: 'other-packet', number: alone.serverFrames[0] ?? 0, text: 'only there' },
      { about: 'finding', number: 0, text: 'of one capture' },
      { about: 'connection', number: 99, text: 'another' },
    ] as const;
    const { comparison } = comparisonLink(source, { ...WISH, notes });
    expect(comparison.notes.map(({ text }) => text)).toEqual(['the pair', 'only there']);
  });

  it('is not taken for one of a single capture, and the other way round', () => {
    const { fragment } = known(links, 'lossy');
    expect(fragment).toMatch(/^#s2\./);
    expect(decodeLink(fragment)).toEqual({ ok: false, failure: { code: 'link-too-new', version: 's2' } });
    expect(decodeComparison(fragment.replace('s2', 's1'))).toEqual({ ok: false, failure: { code: 'link-too-new', version: 's1' } });
  });
});

describe('hostile links to comparisons', () => {
  it('that were cut or changed are told as such', () => {
    const { fragment } = known(links, 'injected-both-ends');
    expect(decodeComparison(fragment.slice(0, -3))).toMatchObject({ ok: false, failure: { code: 'link-cut', want: fragment.length - 1 } });
    fc.assert(
      fc.property(fc.nat(fragment.length - 5), fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_'), (at, letter) => {
        const changed = `${fragment.slice(0, at + 4)}${letter}${fragment.slice(at + 5)}`;
        const opened = decodeComparison(changed);
        expect(opened.ok).toBe(changed === fragment);
      }),
      { numRuns: 300 },
    );
  });

  it('of any bytes open as a value or as a problem, in bounded memory', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        seen.add(codeOf(decodeComparison(packLink(2, bytes))));
      }),
      { numRuns: 500 },
    );
    expect([...seen].filter((code) => !['opened', 'link-altered', 'link-too-new'].includes(code))).toEqual([]);
  });

  it('made of sound ones with bytes changed behind a right checksum never throw, and what opens can be drawn', () => {
    const sound = [...links.values()].map(({ comparison }) => writeComparison(comparison));
    let drawn = 0;
    fc.assert(
      fc.property(
        fc.nat(sound.length - 1),
        fc.array(fc.tuple(fc.nat(1_500), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (which, changes) => {
          const bytes = Uint8Array.from(sound[which] ?? []);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const opened = decodeComparison(packLink(2, bytes));
          if (!opened.ok) return;
          for (const { ladder } of opened.value.pairs) {
            renderTwoTapText(ladder, words, 'en');
            drawn++;
          }
        },
      ),
      { numRuns: 1_000 },
    );
    expect(drawn).toBeGreaterThan(0);
  });

  it('that claim more than they hold are refused', () => {
    for (const count of [1_000_000, 2 ** 40]) {
      const writer = new Writer();
      writer.uint(count);
      expect(decodeComparison(packLink(2, writer.bytes))).toMatchObject({ ok: false });
    }
    const bomb = deflateSync(new Uint8Array(8 * 1_048_576), { level: 9 });
    expect(bomb.length).toBeLessThan(10_000);
    expect(decodeComparison(packLink(2, new Uint8Array(2 * 1_048_576)))).toMatchObject({
      ok: false,
      failure: { code: 'link-altered', reason: 'content' },
    });
  });

  it('round trip without the link around them', () => {
    const plain: SharedComparison = known(links, 'translated').comparison;
    expect(readComparison(writeComparison(plain))).toEqual(plain);
    expect(plain.pairs[0]?.connection.path.translated[0]?.field).toBe('addresses');
  });
});

function codeOf(opened: ReturnType<typeof decodeComparison>): string {
  return opened.ok ? 'opened' : opened.failure.code;
}

/** As a whole: 10.0.0.1 stands in 10.0.0.12, and ::1 in a time. */
function holds(text: string, secret: string): boolean {
  const pattern = secret.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');
  return new RegExp(`(?<![\\w.:])${pattern}(?![\\w:]|\\.\\d)`).test(text);
}
