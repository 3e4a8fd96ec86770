import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHash, formatViewLink, LINK_TIMES, parseHash, type View } from './url-state';

describe('parseHash', () => {
  it.each<[string, View]>([
    ['', { kind: 'landing' }],
    ['#', { kind: 'landing' }],
    ['#v1/findings', { kind: 'findings' }],
    ['#v1/help', { kind: 'help' }],
    ['#v1/finding/0', { kind: 'finding', index: 0 }],
    ['#v1/finding/12', { kind: 'finding', index: 12 }],
    ['#v1/connections', { kind: 'connections', query: '' }],
    ['#v1/connections?q=outcome:reset+server::2181', { kind: 'connections', query: 'outcome:reset server::2181' }],
    ['#v1/charts', { kind: 'charts', query: '' }],
    ['#v1/charts?q=at:1..2', { kind: 'charts', query: 'at:1..2' }],
    ['#v1/connections?q=dur%3C5ms', { kind: 'connections', query: 'dur<5ms' }],
    ['#v1/conn/12', { kind: 'connection', id: 12, packet: null }],
    ['#v1/conn/12?pkt=4182', { kind: 'connection', id: 12, packet: 4182 }],
    ['#v1/conn/12?pkt=4182&time=delta&f=abc', { kind: 'connection', id: 12, packet: 4182, time: 'delta' }],
    ['#v1/conn/12?time=wall', { kind: 'connection', id: 12, packet: null, time: 'wall' }],
    ['#v1/conn/12?time=start', { kind: 'connection', id: 12, packet: null }],
    ['#v1/conn/12?time=constructor&f=1-00000000000G', { kind: 'connection', id: 12, packet: null }],
    ['#v1/file', { kind: 'file' }],
    ['#v1/compare', { kind: 'compare', index: null }],
    ['#v1/compare/3', { kind: 'compare', index: 3 }],
    ['#v1/conn/12?pkt=-1', { kind: 'connection', id: 12, packet: null }],
    ['#v1/conn/12?pkt=0', { kind: 'connection', id: 12, packet: null }],
    ['#s1.123.abc.x', { kind: 'shared', fragment: 's1.123.abc.x' }],
    ['#s1', { kind: 'shared', fragment: 's1' }],
    ['#s9', { kind: 'shared', fragment: 's9' }],
    ['#v1/conn/12?pkt=99999999999', { kind: 'connection', id: 12, packet: null }],
  ])('reads %s', (hash, view) => {
    expect(parseHash(hash)).toEqual({ ok: true, view });
  });

  it.each(['#v2/findings', '#v10/conn/1', '#v0/findings', '#s9/x'])('refuses another version: %s', (hash) => {
    const parsed = parseHash(hash);
    expect(parsed).toMatchObject({ ok: false, failure: { code: 'link-too-new' } });
  });

  it('names the version it cannot read', () => {
    expect(parseHash('#v2/findings')).toEqual({ ok: false, failure: { code: 'link-too-new', version: 'v2' } });
  });

  it.each([
    '#foo',
    '#v1',
    '#v1/',
    '#v1/nothing',
    '#v1/finding',
    '#v1/finding/-1',
    '#v1/finding/1e3',
    '#v1/finding/0/1',
    '#v1/conn/4294967296',
    '#v1/conn/%',
    '#v1/findings/x',
    '#v1/__proto__',
    '#v1/conn/constructor',
    '#v99999/findings',
    `#v1/connections?q=${'a'.repeat(5000)}`,
    '#javascript:alert(1)',
    '#<img src=x onerror=alert(1)>',
  ])('calls %s unreadable', (hash) => {
    expect(parseHash(hash)).toEqual({ ok: false, failure: { code: 'link-unreadable' } });
  });

  it('takes a broken escape in the filter for no filter', () => {
    expect(parseHash('#v1/connections?q=%E0%A4%A')).toEqual({ ok: true, view: { kind: 'connections', query: '' } });
  });

  it('never throws, whatever stands behind the sign', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const hash of [`#${text}`, `#v1/${text}`, `#v1/connections?q=${text}`, `#v1/conn/${text}`]) {
          const parsed = parseHash(hash);
          // What can be read can be written again, and then reads the same.
          expect(parsed.ok ? parseHash(formatHash(parsed.view)) : parsed).toEqual(parsed);
        }
      }),
    );
  });
});

describe('formatHash', () => {
  const id = fc.integer({ min: 0, max: 0xffff_ffff });
  const view = fc.oneof(
    fc.constant<View>({ kind: 'landing' }),
    fc.constant<View>({ kind: 'findings' }),
    id.map((index): View => ({ kind: 'finding', index })),
    fc.string({ unit: 'grapheme', maxLength: 80 }).map((query): View => ({ kind: 'connections', query })),
    fc.string({ unit: 'grapheme', maxLength: 80 }).map((query): View => ({ kind: 'charts', query })),
    fc.constant<View>({ kind: 'report', finding: null, connection: null }),
    fc.option(id).map((compared): View => ({ kind: 'report', finding: null, connection: null, compared })),
    id.map((finding): View => ({ kind: 'report', finding, connection: null })),
    id.map((connection): View => ({ kind: 'report', finding: null, connection })),
    fc.tuple(id, fc.option(id.filter((packet) => packet > 0))).map(([n, packet]): View => ({ kind: 'connection', id: n, packet })),
    fc
      .tuple(id, fc.constantFrom(...LINK_TIMES))
      .map(([n, time]): View => ({ kind: 'connection', id: n, packet: n === 0 ? null : n, time })),
  );

  it('names the capture, where that is asked for', () => {
    const fingerprints = fc.tuple(fc.nat(), fc.stringMatching(/^[\da-f]{12}$/)).map(([bytes, hash]) => `${bytes}-${hash}`);
    fc.assert(
      fc.property(view, fingerprints, (before, fingerprint) => {
        const isPlace = before.kind !== 'landing';
        expect(parseHash(formatViewLink(before, fingerprint))).toEqual({ ok: true, view: before, ...(isPlace ? { fingerprint } : {}) });
        expect(formatViewLink(before, null)).toBe(formatHash(before));
      }),
    );
    const longest: View = { kind: 'connection', id: 4_294_967_295, packet: 4_294_967_295, time: 'capture' };
    expect(formatViewLink(longest, `${10 ** 14}-0123456789ab`).length).toBeLessThan(200);
  });

  it('is undone by parseHash', () => {
    fc.assert(
      fc.property(view, (before) => {
        expect(parseHash(formatHash(before))).toEqual({ ok: true, view: before });
      }),
    );
  });

  it('keeps filters readable', () => {
    expect(formatHash({ kind: 'connections', query: 'server::2181 cause:a,b' })).toBe('#v1/connections?q=server::2181%20cause:a,b');
  });

  it('survives half a character', () => {
    expect(formatHash({ kind: 'connections', query: 'a\uD800b' })).toBe('#v1/connections?q=ab');
  });
});
