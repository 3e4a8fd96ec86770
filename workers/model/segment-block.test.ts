// Blocks of copied segments hold exactly what the tables say, whichever way they were copied, and marks are found wherever they are.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MarkKind, MarkTable } from './mark-table';
import { SegmentBlock } from './segment-block';
import { CaptureTables } from './tables';

/** One segment per entry, whose value is its connection; every field tells the row. */
function tablesOf(owners: readonly number[]): CaptureTables {
  const tables = new CaptureTables();
  const { connections, segments, frames } = tables;
  const count = Math.max(-1, ...owners) + 1;
  for (let c = 0; c < count; c++) connections.append(c, 40_000 + c, c + 1, 80, 0, -1);
  owners.forEach((_, row) => {
    // A frame in between that is no segment: frame and row differ.
    if (row % 3 === 0) frames.append(row * 1000 - 1, 0);
    const frame = frames.append(row * 1000, 0);
    segments.append(
      frame,
      0xffff_0000 + row,
      row,
      row % 5 === 0 ? 70_000 + row : row,
      row & 0xffff,
      row & 0x1ff,
      row & 0xffff,
      row & 255,
      row & 63,
    );
  });
  const byConnection = Array.from({ length: count }, (_, c) => owners.flatMap((owner, row) => (owner === c ? [row] : [])));
  connections.segments = Uint32Array.from(byConnection.flat());
  connections.segmentStart = Uint32Array.from([0, ...byConnection.map((_, c) => byConnection.slice(0, c + 1).flat().length)]);
  connections.ofSegment = Int32Array.from(owners);
  return tables;
}

function expectLoaded(tables: CaptureTables, block: SegmentBlock, connection: number): void {
  const { connections, segments, frames } = tables;
  for (let at = connections.segmentStart[connection]; at < connections.segmentStart[connection + 1]; at++) {
    const row = connections.segments[at];
    const i = at - block.base;
    const numbers = [block.seq(i), block.ack(i), block.len(i), block.wnd(i), block.flags(i), block.ipId(i), block.ttl(i)];
    const copy = [block.tsNs(i), ...numbers, block.options(i)];
    expect(block.row(i)).toBe(row);
    const { seq, ack, wnd, flags, ipId, ttl, optionBits } = segments;
    const original = [seq, ack, wnd, flags, ipId, ttl, optionBits].map((column) => column.values[row]);
    original.splice(2, 0, segments.len(row));
    expect(copy).toEqual([frames.tsNs.values[segments.frameIndex.values[row]], ...original]);
  }
}

describe('SegmentBlock', () => {
  it('holds the segments of its connections, however they lie among the others', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6), { minLength: 1, maxLength: 80 }), (owners) => {
        const tables = tablesOf(owners);
        const block = new SegmentBlock(tables);
        for (let c = 0; c < tables.connections.length;) {
          block.load(c);
          expect(block.first).toBe(c);
          expect(block.last).toBeGreaterThan(c);
          for (; c < block.last; c++) expectLoaded(tables, block, c);
        }
        for (let c = tables.connections.length - 1; c >= 0; c--) {
          const single = new SegmentBlock(tables);
          single.loadOne(c);
          expectLoaded(tables, single, c);
        }
      }),
    );
  });

  it('fetches connections one by one where they are few among many', () => {
    const owners = [0, 1, ...Array.from({ length: 200 }, (_, i) => 2 + (i % 3)), 0, 1];
    const tables = tablesOf(owners);
    const block = new SegmentBlock(tables);
    block.loadOne(1);
    expect([block.first, block.last]).toEqual([1, 2]);
    expectLoaded(tables, block, 1);
  });

  it('splits what is too much for one block, and takes a longer connection whole', () => {
    const limit = 1 << 19;
    const owners = [...Array.from({ length: limit + 1 }, () => 0), 1, ...Array.from({ length: limit - 1 }, (_, i) => 1 + (i % 2)), 2];
    const tables = tablesOf([0, 1, 2]);
    const { connections, segments } = tables;
    for (let row = 3; row < owners.length; row++) segments.append(0, row, 0, 0, 0, 0, 0, 0, 0);
    const counts = [0, 1, 2].map((c) => owners.filter((owner) => owner === c).length);
    connections.segmentStart = Uint32Array.of(0, counts[0], counts[0] + counts[1], owners.length);
    connections.ofSegment = Int32Array.from(owners);
    connections.segments = Uint32Array.from(owners.map((_, row) => row).sort((a, b) => owners[a] - owners[b] || a - b));
    const block = new SegmentBlock(tables);
    const loads: number[][] = [];
    for (let c = 0; c < connections.length; c = block.last) {
      block.load(c);
      loads.push([block.first, block.last]);
      const at = connections.segmentStart[block.last] - 1;
      expect(block.seq(at - block.base)).toBe(segments.seq.values[connections.segments[at]]);
    }
    // The first has one more than fits; the other two have as many together.
    expect(loads).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
  });
});

describe('MarkTable.find', () => {
  it('finds the first mark of a segment, and none where there is none', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { maxLength: 120 }), (draws) => {
        const marked = draws.toSorted((a, b) => a - b);
        const table = new MarkTable();
        marked.forEach((segment, index) => {
          table.push(segment, MarkKind.HttpRequest, index, -1);
          // Between pushes as well: reading goes on after a provisional result.
          expect(index % 7 === 0 ? table.find(segment) : marked.indexOf(segment)).toBe(marked.indexOf(segment));
        });
        for (let segment = 0; segment <= 302; segment++) expect(table.find(segment)).toBe(marked.indexOf(segment));
      }),
    );
  });
});
