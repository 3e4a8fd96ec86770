// What the label of a folded run names, which packets an opened one shows, and the overview of a long connection.

import { describe, expect, it } from 'vitest';
import '../causes/words/both-languages';
import { Analysis } from '../model/analysis-flags';
import { reportOf, tablesOf, type SegmentDraft } from '../testing/table-builder';
import { buildLadder, LadderBuilder, type LadderContext } from './build-ladder';
import type { LadderModel, RunRow } from './ladder-model';
import { withRawNumbers } from './raw-numbers';
import { renderTextLadder } from './text-ladder';
import { ladderWords } from './text-words';

const CONTEXT: LadderContext = { vantage: 'client', timeDigits: 6, startNs: 0n, gauge: null };
const HANDSHAKE: readonly SegmentDraft[] = [
  { seconds: 0, from: 'client', flags: 'S', seq: 100 },
  { seconds: 0.0006, from: 'server', flags: 'SA', seq: 500, ack: 101 },
  { seconds: 0.00065, from: 'client', flags: 'A', seq: 101, ack: 501 },
];
const END: SegmentDraft = { seconds: 90, from: 'server', flags: 'R', seq: 501 };

/** Frames 4 to 3 + count. */
function upload(count: number): SegmentDraft[] {
  return Array.from({ length: count }, (_, index) => ({
    seconds: 0.01 + index * 0.001,
    from: 'client' as const,
    flags: 'PA' as const,
    seq: 101 + index * 100,
    ack: 501,
    len: 100,
  }));
}

const build = (drafts: readonly SegmentDraft[]) => new LadderBuilder(tablesOf(drafts), reportOf(), CONTEXT);
const runOf = (model: LadderModel): RunRow => {
  const run = model.rows.find((row) => row.kind === 'run');
  if (run?.kind !== 'run') throw new Error('no run');
  return run;
};

describe('an opened run', () => {
  const builder = build([...HANDSHAKE, ...upload(3000), END]);
  const { id, firstFrame } = runOf(builder.build(new Set()));

  it('says where packets are left out', () => {
    const run = runOf(builder.build(new Set([id])));
    expect(run.rows).toHaveLength(500);
    expect(run.breaks).toHaveLength(1);
    const [gap] = run.breaks ?? [];
    expect(gap?.at).toBe(250);
    expect(gap?.packets).toBe(run.hidden);
    expect([gap?.firstFrame, gap?.lastFrame]).toEqual([(run.rows[249]?.frame ?? 0) + 1, (run.rows[250]?.frame ?? 0) - 1]);
  });

  it('shows 500 more from either side of what is left out, without a packet twice', () => {
    const first = runOf(builder.build(new Set([id])));
    const [gap] = first.breaks ?? [];
    const more = runOf(builder.build(new Set([id]), [[gap?.firstFrame ?? 0, 500]]));
    expect(more.rows).toHaveLength(1000);
    expect(more.hidden).toBe(first.hidden - 500);
    const both = runOf(
      builder.build(new Set([id]), [
        [gap?.firstFrame ?? 0, 500],
        [gap?.lastFrame ?? 0, -500],
      ]),
    );
    expect(both.rows).toHaveLength(1500);
    const frames = both.rows.map(({ frame }) => frame);
    expect(frames).toEqual([...new Set(frames)].toSorted((a, b) => a - b));
    expect(both.breaks).toEqual([expect.objectContaining({ at: 750, packets: both.packets - 1500 })]);
  });

  it('shows a packet in its middle with what is around it: two places are left out then', () => {
    const run = runOf(
      builder.build(new Set([id]), [
        [1500, 250],
        [1500, -250],
      ]),
    );
    expect(run.rows.map(({ frame }) => frame)).toContain(1500);
    expect(run.breaks).toHaveLength(2);
    const left = (run.breaks ?? []).reduce((sum, { packets }) => sum + packets, 0);
    expect(left + run.rows.length).toBe(run.packets);
  });

  it('shows everything when that is asked for, and knows of no frame that is not its own', () => {
    const run = runOf(
      builder.build(new Set([id]), [
        [firstFrame, 100_000],
        [1, 500],
        [99_999, -3],
      ]),
    );
    expect(run.hidden).toBe(0);
    expect(run.breaks).toBeUndefined();
    expect(run.rows).toHaveLength(run.packets);
  });

  it('is the same in the text, each omission at its place', () => {
    const model = builder.build(new Set([id]), [
      [1500, 2],
      [1500, -2],
    ]);
    const lines = renderTextLadder(model, 'en').split('\n');
    const omissions = lines.flatMap((line, index) => (line.includes('more packets …') ? [index] : []));
    expect(omissions).toHaveLength(2);
    expect(lines[(omissions[0] ?? 0) + 1]).toMatch(/^ *1499 /);
    expect(lines[(omissions[1] ?? 0) - 1]).toMatch(/^ *1501 /);
  });
});

describe('the label of a run', () => {
  it('names the longest answer of an exchange', () => {
    const drafts: SegmentDraft[] = [...HANDSHAKE];
    for (let index = 0; index < 30; index++) {
      const at = 0.01 + index * 0.1;
      drafts.push(
        { seconds: at, from: 'client', flags: 'PA', seq: 101 + index * 10, ack: 501 + index * 20, len: 10 },
        {
          seconds: at + (index === 12 ? 0.084 : 0.003),
          from: 'server',
          flags: 'PA',
          seq: 501 + index * 20,
          ack: 111 + index * 10,
          len: 20,
        },
      );
    }
    const run = runOf(build([...drafts, END]).build(new Set()));
    expect(run.what).toBe('exchange');
    expect(run.longestAnswerSeconds).toBeCloseTo(0.084, 6);
    expect(ladderWords.en.run(run)).toMatch(/^\d+ requests, \d+ responses, .*longest 84\.0 ms$/);
    expect(ladderWords.zh.run(run)).toContain('最长 84.0 ms');
  });

  it('names how retries back off', () => {
    const drafts: SegmentDraft[] = [...HANDSHAKE, { seconds: 0.01, from: 'client', flags: 'PA', seq: 101, ack: 501, len: 50 }];
    let at = 0.01;
    for (let k = 0; k < 24; k++) {
      at += 0.2 * 2 ** Math.min(k, 6);
      drafts.push({ seconds: at, from: 'client', flags: 'PA', seq: 101, ack: 501, len: 50, analysis: Analysis.Retransmission });
    }
    const run = runOf(build(drafts).build(new Set()));
    expect(run.what).toBe('retry');
    const [first, last] = run.backOffSeconds ?? [0, 0];
    expect(last).toBeCloseTo(12.8, 3);
    expect(first).toBeLessThanOrEqual(last);
    expect(ladderWords.en.run(run)).toMatch(/retransmissions.*back-off .* → 12\.8 s/);
  });
});

describe('the overview', () => {
  it('is there for connections that need one, and counts every packet once', () => {
    expect(build([...HANDSHAKE, END]).build(new Set()).overview).toBeUndefined();
    const model = build([...HANDSHAKE, ...upload(3000), END]).build(new Set());
    const overview = model.overview;
    if (overview === undefined) throw new Error('no overview');
    expect(overview.durationSeconds).toBeCloseTo(90, 6);
    const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
    expect(sum(overview.client) + sum(overview.server)).toBe(model.packets);
    expect(overview.marks).toEqual([{ part: overview.client.length - 1, frame: model.packets, what: 'rst' }]);
    // Parts without packets lead to the next one: the RST at the end.
    expect(overview.frames[120]).toBe(model.packets);
    expect(overview.frames[0]).toBe(1);
  });

  it('does not mind a clock that stands still or goes back', () => {
    const still = [...HANDSHAKE, ...upload(200)].map((draft) => ({ ...draft, seconds: 5 }));
    expect(build(still).build(new Set()).overview?.client[0]).toBeGreaterThan(200);
    const back = [...HANDSHAKE, ...upload(200), { ...END, seconds: -3 }];
    expect(build(back).build(new Set()).overview?.durationSeconds).toBeCloseTo(0.209, 3);
  });
});

describe('raw numbers', () => {
  it('are those of the header, in folded and in open runs', () => {
    const drafts = [...HANDSHAKE, ...upload(40), END];
    const tables = tablesOf(drafts);
    const folded = buildLadder(tables, reportOf(), CONTEXT, new Set());
    const model = withRawNumbers(buildLadder(tables, reportOf(), CONTEXT, new Set([runOf(folded).id])));
    expect(model.rows[0]).toMatchObject({ seq: 100, ack: null });
    expect(model.rows[1]).toMatchObject({ seq: 500, ack: 101 });
    expect(runOf(model).rows[0]).toMatchObject({ ack: 501 });
    expect(renderTextLadder(model, 'en')).toContain('SYN seq 100 ');
  });

  it('begin again after 2^32', () => {
    const drafts: SegmentDraft[] = [
      { seconds: 0, from: 'client', flags: 'S', seq: 0xffff_fff0 },
      { seconds: 0.1, from: 'server', flags: 'SA', seq: 7, ack: 0xffff_fff1 },
      { seconds: 0.2, from: 'client', flags: 'PA', seq: 0xffff_fff1, ack: 8, len: 20 },
    ];
    expect(renderTextLadder(withRawNumbers(build(drafts).build(new Set())), 'en')).toContain('seq 4294967281:5 ');
  });
});

describe('acknowledgements', () => {
  const ack = (seconds: number, number: number, analysis = 0): SegmentDraft => ({
    seconds,
    from: 'server',
    flags: 'A',
    seq: 501,
    ack: number,
    analysis,
  });

  it('that repeat say how often, and what', () => {
    const drafts = [
      ...HANDSHAKE,
      ...upload(1),
      ack(0.02, 201),
      ack(0.03, 201, Analysis.DuplicateAck),
      ack(0.04, 201, Analysis.DuplicateAck),
    ];
    const model = build(drafts).build(new Set());
    expect(model.rows.filter((row) => row.kind === 'packet').map((row) => row.repeats)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      { times: 1, of: 5 },
      { times: 2, of: 5 },
    ]);
    expect(renderTextLadder(model, 'en')).toMatch(/┄ dup ACK 2 of #5 {2}ack 101 ┄/);
    expect(renderTextLadder(model, 'zh')).toContain('dup ACK 第 2 次（#5）');
  });

  it('of data that the capture does not have say so', () => {
    const model = build([...HANDSHAKE, ...upload(1), ack(0.02, 9_201, Analysis.AckLostSegment)]).build(new Set());
    expect(renderTextLadder(model, 'en')).toContain('ACK 9101  of data not in the capture');
  });
});
