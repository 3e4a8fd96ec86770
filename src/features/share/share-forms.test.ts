// Which subject the dialog begins with, and what the length of a link means.

import { describe, expect, it } from 'vitest';
import { fileStem } from '../../ui/save-file';
import { bandOf, formsOf, pageAddress, reportViewOf, scopeOf, subjectOf } from './share-forms';

describe('the subject', () => {
  it('is what is looked at, or the rows that were picked', () => {
    expect(subjectOf({ kind: 'findings' }, null)).toEqual({ kind: 'all' });
    expect(subjectOf({ kind: 'finding', index: 2 }, null)).toEqual({ kind: 'finding', index: 2 });
    expect(subjectOf({ kind: 'report', finding: 1, connection: null }, null)).toEqual({ kind: 'finding', index: 1 });
    expect(subjectOf({ kind: 'report', finding: null, connection: 7 }, null)).toEqual({ kind: 'connection', id: 7 });
    expect(subjectOf({ kind: 'connections', query: '' }, [3, 4])).toEqual({ kind: 'picked', ids: [3, 4] });
  });

  it('is the comparison where one stands, or the connection of it that is looked at', () => {
    expect(subjectOf({ kind: 'compare', index: null }, null, null)).toEqual({ kind: 'all' });
    expect(subjectOf({ kind: 'compare', index: null }, null, 7)).toEqual({ kind: 'comparison', pair: null });
    expect(subjectOf({ kind: 'compare', index: 6 }, null, 7)).toEqual({ kind: 'comparison', pair: 6 });
    expect(subjectOf({ kind: 'compare', index: 7 }, null, 7)).toEqual({ kind: 'comparison', pair: null });
    const report = reportViewOf({ kind: 'comparison', pair: 6 });
    expect(report).toEqual({ kind: 'report', finding: null, connection: null, compared: 6 });
    expect(subjectOf(report, null, 7)).toEqual({ kind: 'comparison', pair: 6 });
    expect(formsOf({ kind: 'comparison', pair: null })).toEqual(['link', 'view', 'text', 'file', 'report']);
    expect(formsOf({ kind: 'all' })).toEqual(['link', 'view', 'file', 'report', 'packets']);
  });

  it('is asked for and shown as a report in the same words', () => {
    expect(scopeOf({ kind: 'connection', id: 7 })).toEqual({ finding: null, connection: 7 });
    expect(reportViewOf({ kind: 'finding', index: 0 })).toEqual({ kind: 'report', finding: 0, connection: null });
    expect(scopeOf({ kind: 'picked', ids: [1] })).toEqual({ finding: null, connection: null });
  });
});

describe('a link', () => {
  it.each([
    [1_800, 'everywhere'],
    [1_801, 'common'],
    [3_800, 'common'],
    [3_801, 'most'],
    [8_000, 'most'],
    [8_001, 'none'],
  ])('of %i characters is of band %s', (characters, band) => {
    expect(bandOf(characters)).toBe(band);
  });

  it('begins with the page, also with one opened from disk', () => {
    const at = (href: string) => {
      const { origin, pathname, search, protocol } = new URL(href);
      return pageAddress({ origin, pathname, search, protocol } as Location);
    };
    expect(at('https://host/app/?lang=zh#v1/findings')).toBe('https://host/app/?lang=zh');
    expect(at('file:///home/me/index.html#x')).toBe('file:///home/me/index.html');
  });
});

describe('the name of a file', () => {
  it.each([
    ['incident.pcapng.gz', 'incident'],
    ['db-1.example.pcap', 'db-1.example'],
    ['a b/c:d.cap', 'a_b_c_d'],
    ['抓包.pcapng', '抓包'],
    ['..', 'capture'],
    ['.pcap', 'capture'],
  ])('of %j is %j', (name, stem) => {
    expect(fileStem(name)).toBe(stem);
  });
});
