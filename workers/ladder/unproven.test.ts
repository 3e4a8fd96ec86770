// Arrows for what nobody captured, and for what never arrived: only where the numbers force it, and never in place of a packet.

import { describe, expect, it } from 'vitest';
import '../causes/words/both-languages';
import { Analysis } from '../model/analysis-flags';
import { reportOf, tablesOf, type SegmentDraft } from '../testing/table-builder';
import { buildLadder, type LadderContext } from './build-ladder';
import type { PacketRow } from './ladder-model';
import { MAX_SVG_ROWS, svgItems } from './svg-rows';
import { renderSvgLadder } from './svg-ladder';
import { renderTextLadder } from './text-ladder';

const HANDSHAKE: readonly SegmentDraft[] = [
  { seconds: 0, from: 'client', flags: 'S', seq: 100 },
  { seconds: 0.02, from: 'server', flags: 'SA', seq: 500, ack: 101 },
  { seconds: 0.0201, from: 'client', flags: 'A', seq: 101, ack: 501 },
];
/** The server sent 300 bytes; the capture has the last 100. */
const HOLE: readonly SegmentDraft[] = [
  ...HANDSHAKE,
  { seconds: 0.03, from: 'client', flags: 'PA', seq: 101, ack: 501, len: 20 },
  { seconds: 0.05, from: 'client', flags: 'A', seq: 121, ack: 701, analysis: Analysis.AckLostSegment },
  { seconds: 0.06, from: 'server', flags: 'PA', seq: 701, ack: 121, len: 100 },
  { seconds: 0.061, from: 'client', flags: 'A', seq: 121, ack: 801 },
];

function modelOf(drafts: readonly SegmentDraft[], context: Partial<LadderContext> = {}) {
  return buildLadder(
    tablesOf(drafts),
    reportOf([], { handshakeSeconds: 0.02 }),
    { vantage: 'client', timeDigits: 6, startNs: 0n, gauge: null, ...context },
    new Set(),
  );
}
function rowsOf(drafts: readonly SegmentDraft[], context: Partial<LadderContext> = {}): readonly PacketRow[] {
  return modelOf(drafts, context).rows.filter((row) => row.kind === 'packet');
}

describe('data that must have been sent', () => {
  it('stands before the packet that acknowledges it, with its numbers', () => {
    expect(rowsOf(HOLE).map((row) => row.unseen)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      { from: 'server', seq: 1, len: 200 },
      undefined,
      undefined,
    ]);
  });

  it('is told once, however often it is acknowledged', () => {
    const again: SegmentDraft = { seconds: 0.0505, from: 'client', flags: 'A', seq: 121, ack: 701, analysis: Analysis.AckLostSegment };
    expect(rowsOf([...HOLE.slice(0, 5), again, ...HOLE.slice(5)]).filter((row) => row.unseen !== undefined)).toHaveLength(1);
  });

  it('is not told of what is captured after all', () => {
    const late: SegmentDraft = { seconds: 0.0501, from: 'server', flags: 'PA', seq: 501, ack: 121, len: 200 };
    expect(rowsOf([...HOLE.slice(0, 5), late, ...HOLE.slice(5)]).every((row) => row.unseen === undefined)).toBe(true);
  });

  it('is not told where nothing of the sender is known', () => {
    const midway: SegmentDraft[] = [{ seconds: 0, from: 'client', flags: 'A', seq: 1, ack: 900, analysis: Analysis.AckLostSegment }];
    expect(rowsOf(midway)[0]?.unseen).toBeUndefined();
  });

  it('is not told where the first packet seen is a keepalive, one before the next number', () => {
    const probed: SegmentDraft[] = [
      { seconds: 0, from: 'client', flags: 'A', seq: 99, ack: 500 },
      { seconds: 0.01, from: 'server', flags: 'A', seq: 500, ack: 100, analysis: Analysis.AckLostSegment },
    ];
    expect(rowsOf(probed).every((row) => row.unseen === undefined)).toBe(true);
  });

  it('is an outline without a number in text and in the picture', () => {
    const model = modelOf(HOLE);
    const line = renderTextLadder(model, 'en')
      .split('\n')
      .find((each) => each.includes('not in the capture'));
    expect(line).toMatch(/^ +║◁┈+ not in the capture {2}data 200 B {2}seq 1:201 .*┈+║$/);
    expect(renderTextLadder(model, 'zh')).toContain('抓包中没有');
    expect(renderSvgLadder(model, { language: 'en', prefix: 'x' }).svg).toContain('not in the capture');
  });

  it('never makes a picture taller than its limit', () => {
    const holes = Array.from({ length: 300 }, (_, index): SegmentDraft[] => [
      { seconds: 1 + index, from: 'client', flags: 'A', seq: 121, ack: 801 + index * 100, analysis: Analysis.AckLostSegment },
    ]).flat();
    const tables = tablesOf([...HOLE, ...holes]);
    const model = buildLadder(
      tables,
      reportOf([], { handshakeSeconds: 0.02 }),
      { vantage: 'client', timeDigits: 6, startNs: 0n, gauge: null },
      new Set(Array.from({ length: 310 }, (_, id) => id)),
    );
    const items = svgItems(model);
    expect(items.filter((item) => item.kind === 'unseen').length).toBeGreaterThan(0);
    expect(items.length).toBeLessThanOrEqual(MAX_SVG_ROWS);
  });
});

describe('data that was lost', () => {
  const lost = (repeated: number, acknowledged: number): readonly SegmentDraft[] => [
    ...HANDSHAKE,
    { seconds: 0.03, from: 'client', flags: 'PA', seq: 101, ack: 501, len: 100 },
    { seconds: 0.031, from: 'client', flags: 'PA', seq: 201, ack: 501, len: 100 },
    { seconds: 0.051, from: 'server', flags: 'A', seq: 501, ack: 101, analysis: Analysis.DuplicateAck },
    { seconds: repeated, from: 'client', flags: 'PA', seq: 101, ack: 501, len: 100, analysis: Analysis.Retransmission },
    { seconds: acknowledged, from: 'server', flags: 'A', seq: 501, ack: 301 },
  ];
  const lostFrames = (drafts: readonly SegmentDraft[], context: Partial<LadderContext> = {}) =>
    rowsOf(drafts, context).flatMap((row) => (row.lostUntil === undefined ? [] : [[row.frame, row.lostUntil]]));

  it('ends on the way where the receiver went on asking for it', () => {
    expect(lostFrames(lost(0.06, 0.08))).toEqual([[4, 7]]);
    expect(lostFrames(lost(0.06, 0.08), { vantage: 'router' })).toEqual([[4, 7]]);
  });

  it('is not said where the answer came too soon for the repetition: it was late, not lost', () => {
    expect(lostFrames(lost(0.06, 0.062))).toEqual([]);
  });

  it('is not said at the receiver, nor where it is unknown which end was captured', () => {
    expect(lostFrames(lost(0.06, 0.08), { vantage: 'server' })).toEqual([]);
    expect(lostFrames(lost(0.06, 0.08), { vantage: 'unknown' })).toEqual([]);
  });

  it('is not said of data that merely went unanswered', () => {
    expect(lostFrames(lost(0.06, 0.08).filter((draft) => draft.analysis !== Analysis.DuplicateAck))).toEqual([]);
  });

  it('never reaches the other side in text', () => {
    const line = renderTextLadder(modelOf(lost(0.06, 0.08)), 'en')
      .split('\n')
      .find((each) => each.includes('lost, see #7'));
    expect(line).toMatch(/ ║╌*━+ .*lost, see #7.*✗ {10,}║/);
  });
});
