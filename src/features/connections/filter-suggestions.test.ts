// What is suggested where, and what the text becomes.

import { describe, expect, it } from 'vitest';
import { accepted, FILTER_KEYS, typingAt } from './filter-suggestions';
import { connectionsTerm } from './use-selection';
import { peerOf } from './row-filter';
import { gridTracks, TABLE_COLUMNS, visibleColumns, withWidth } from './table-columns';

describe('suggestions', () => {
  it('begin with all keys, and narrow down as a key is typed', () => {
    expect(typingAt('', 0)?.wanted).toEqual({ kind: 'keys', keys: FILTER_KEYS });
    expect(typingAt('outcome:reset se', 16)).toEqual({ from: 14, to: 16, wanted: { kind: 'keys', keys: ['server:'] } });
    expect(typingAt('-cl', 3)?.wanted).toEqual({ kind: 'keys', keys: ['client:'] });
  });

  it('are the values of the key, counted under the rest of the filter', () => {
    expect(typingAt('dur<5ms outcome:re -has(rst)', 18)).toEqual({
      from: 16,
      to: 18,
      wanted: { kind: 'values', facet: 'outcome', prefix: 're', rest: 'dur<5ms  -has(rst)' },
    });
    expect(typingAt('outcome:reset,cl', 16)).toMatchObject({ from: 14, wanted: { prefix: 'cl', rest: '' } });
    expect(typingAt('-server:10.', 11)?.wanted).toMatchObject({ facet: 'server', rest: '' });
    expect(typingAt('has(rst sy', 10)).toMatchObject({ from: 8, wanted: { kind: 'features', features: ['syn-retrans'] } });
  });

  it('are none where a number or an unknown word stands', () => {
    for (const text of ['dur<5', 'bogus', 'pkt:41', '10.0.0.7', 'has(nothing']) expect(typingAt(text, text.length)).toBeNull();
  });

  it('replace what was typed', () => {
    const text = 'dur<5ms outcome:re';
    const typing = typingAt(text, text.length);
    expect(typing !== null && accepted(text, typing, 'reset')).toEqual({ text: 'dur<5ms outcome:reset ', caret: 22 });
    const key = typingAt('ser', 3);
    expect(key !== null && accepted('ser', key, 'server:')).toEqual({ text: 'server:', caret: 7 });
  });
});

describe('picked rows', () => {
  it('are named by ranges', () => {
    expect(connectionsTerm([9, 3, 4, 5, 3, 12, 10])).toBe('conn:3..5,9..10,12');
  });

  it('give address and port of either family', () => {
    expect(peerOf('10.0.0.1:80')).toEqual({ address: '10.0.0.1', port: 80 });
    expect(peerOf('[2001:db8::1]:443')).toEqual({ address: '2001:db8::1', port: 443 });
  });
});

describe('columns', () => {
  const usual = { hidden: [], widthsPx: {} };

  it('fit beside the rail at 1280 px', () => {
    expect(gridTracks(TABLE_COLUMNS, usual).leastPx).toBeLessThanOrEqual(1280 - 80 - 32 - 2);
  });

  it('are left out and widened, never all and never without bound', () => {
    const layout = { ...withWidth(usual, 'rtt', 5000), hidden: ['id', 'cause'] as const };
    const columns = visibleColumns(layout);
    expect(columns.map(({ id }) => id)).toEqual(TABLE_COLUMNS.map(({ id }) => id).filter((id) => id !== 'cause'));
    expect(gridTracks(columns, layout).tracks).toContain(' 600px ');
  });
});
