// Offsets of records are exact far beyond 32 bits, though 32 bits are kept of each.

import { describe, expect, it } from 'vitest';
import { FrameTable } from './frame-table';

describe('offsets in the file', () => {
  it('are exact across every 4 GB, and where a later file begins anew', () => {
    const offsets = [24, 4_294_967_295, 4_294_967_296, 5e9, 8_589_934_592, 2 ** 45 + 7, 40, 2 ** 32 - 1, 2 ** 32, 3];
    const frames = new FrameTable();
    offsets.forEach((offset, row) => frames.append(row, offset));
    expect(offsets.map((_, row) => frames.fileOffset(row))).toEqual(offsets);
  });
});
