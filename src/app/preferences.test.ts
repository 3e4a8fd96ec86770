// The table's columns as they are remembered.

import { describe, expect, it } from 'vitest';
import { formatLayout, readLayout } from './preferences';

describe('layout of the table', () => {
  it('comes back as it was kept', () => {
    const layout = { hidden: ['rtt', 'packets'] as const, widthsPx: { cause: 220, id: 40 } };
    const text = formatLayout(layout);
    expect(text).toBe('rtt packets cause=220 id=40');
    expect(readLayout(text)).toEqual(layout);
    expect(formatLayout({ hidden: [], widthsPx: {} })).toBeNull();
  });

  it('takes from an unknown text what makes sense', () => {
    expect(readLayout('bogus cause=9999 client=100 __proto__ <b> server=1e9')).toEqual({ hidden: [], widthsPx: { client: 100 } });
    expect(readLayout(null)).toEqual({ hidden: [], widthsPx: {} });
  });
});
