// What the ladder shows, folds and names; every packet is either a row or counted in a run's label.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Analysis } from '../model/analysis-flags';
import { MarkKind } from '../model/mark-table';
import { OPT_DUPLICATE } from '../model/tcp-flags';
import type { ConnectionReport, Evidence } from '../model/verdict';
import { reportOf, tablesOf, type ConnectionDraft, type IcmpDraft, type SegmentDraft } from '../testing/table-builder';
import { buildLadder, type LadderContext } from './build-ladder';
import type { LadderModel, PacketRow, RunRow } from './ladder-model';

const CONTEXT: LadderContext = { vantage: 'client', timeDigits: 6, startNs: 1_561_336_306_868_738_000n, gauge: null };

const HANDSHAKE: readonly SegmentDraft[] = [
  { seconds: 0, from: 'client', flags: 'S', seq: 100, wnd: 65535 },
  { seconds: 0.0006, from: 'server', flags: 'SA', seq: 500, ack: 101, wnd: 28960 },
  { seconds: 0.00065, from: 'client', flags: 'A', seq: 101, ack: 501 },
];

function ladder(
  drafts: readonly (SegmentDraft | IcmpDraft)[],
  options: {
    evidence?: readonly Evidence[];
    report?: Partial<ConnectionReport>;
    connection?: ConnectionDraft;
    context?: Partial<LadderContext>;
    expanded?: readonly number[];
  } = {},
): LadderModel {
  return buildLadder(
    tablesOf(drafts, options.connection),
    reportOf(options.evidence ?? [], options.report),
    { ...CONTEXT, ...options.context },
    new Set(options.expanded ?? []),
  );
}

const packets = (model: LadderModel): readonly PacketRow[] => model.rows.filter((row) => row.kind === 'packet');
const runs = (model: LadderModel): readonly RunRow[] => model.rows.filter((row) => row.kind === 'run');
const framesOf = (model: LadderModel): readonly number[] => packets(model).map((row) => row.frame);
const countOf = (model: LadderModel): number => packets(model).length + runs(model).reduce((sum, run) => sum + run.packets, 0);

/** Client asks, server answers, `times` times, from byte 101 / 501 on. */
function exchanges(times: number, startSeconds: number, stepSeconds = 0.002): SegmentDraft[] {
  return Array.from({ length: times }, (_, index): SegmentDraft[] => {
    const at = startSeconds + index * stepSeconds;
    const seq = 101 + index * 10;
    const ack = 501 + index * 100;
    return [
      { seconds: at, from: 'client', flags: 'PA', seq, ack, len: 10 },
      { seconds: at + stepSeconds / 4, from: 'server', flags: 'PA', seq: ack, ack: seq + 10, len: 100 },
      { seconds: at + stepSeconds / 2, from: 'client', flags: 'A', seq: seq + 10, ack: ack + 100 },
    ];
  }).flat();
}

describe('rows', () => {
  it('shows a short connection whole, with numbers relative to the SYN', () => {
    const model = ladder([
      ...HANDSHAKE,
      { seconds: 0.0013, from: 'server', flags: 'FA', seq: 501, ack: 101 },
      { seconds: 0.00135, from: 'client', flags: 'A', seq: 101, ack: 502 },
      { seconds: 0.0037, from: 'client', flags: 'PA', seq: 101, ack: 502, len: 49 },
      { seconds: 0.0038, from: 'server', flags: 'R', seq: 502 },
    ]);
    expect(packets(model).map((row) => [row.frame, row.from, row.style, row.seq, row.ack, row.len])).toEqual([
      [1, 'client', 'syn', 0, null, 0],
      [2, 'server', 'syn-ack', 0, 1, 0],
      [3, 'client', 'ack', 1, 1, 0],
      [4, 'server', 'fin', 1, 1, 0],
      [5, 'client', 'ack', 1, 2, 0],
      [6, 'client', 'data', 1, 2, 49],
      [7, 'server', 'rst', 2, null, 0],
    ]);
    expect(model.rows.map((row) => `${row.after.client} ${row.after.server}`)).toEqual([
      'syn-sent syn-received',
      'syn-sent syn-received',
      'established established',
      'close-wait fin-wait-1',
      'close-wait fin-wait-2',
      'close-wait fin-wait-2',
      'closed closed',
    ]);
    expect(packets(model)[5]).toMatchObject({ flags: ['PSH', 'ACK'], rawSeq: 101, rawAck: 502 });
    expect(packets(model)[3]?.deltaSeconds).toBeCloseTo(0.00065, 9);
    expect(model).toMatchObject({ packets: 7, middlebox: false, startNs: '1561336306868738000', timeDigits: 6 });
  });

  it('counts from the first sequence number seen when the SYN is missing, as Wireshark does', () => {
    const model = ladder([
      { seconds: 0, from: 'client', flags: 'PA', seq: 9000, ack: 70_000, len: 5 },
      { seconds: 0.1, from: 'server', flags: 'RA', seq: 70_000, ack: 9005 },
    ]);
    expect(packets(model).map((row) => [row.seq, row.ack])).toEqual([
      [1, 1],
      [1, 6],
    ]);
    expect(model.rows[0]?.after).toEqual({ client: 'midstream', server: 'unseen' });
  });

  it('numbers retransmissions and names the packet first sent', () => {
    const again = { from: 'client', flags: 'PA', seq: 101, ack: 501, len: 10, analysis: Analysis.Retransmission } as const;
    const model = ladder([
      { seconds: 0, from: 'client', flags: 'S', seq: 100 },
      { seconds: 1, from: 'client', flags: 'S', seq: 100 },
      { seconds: 1.1, from: 'server', flags: 'SA', seq: 500, ack: 101 },
      { seconds: 1.2, from: 'client', flags: 'A', seq: 101, ack: 501 },
      { seconds: 1.3, from: 'client', flags: 'PA', seq: 101, ack: 501, len: 10 },
      { ...again, seconds: 1.5 },
      { ...again, seconds: 1.9 },
    ]);
    expect(packets(model).map((row) => [row.style, row.retry, row.retryOf])).toEqual([
      ['syn', 0, null],
      ['retransmission', 1, 1],
      ['syn-ack', 0, null],
      ['ack', 0, null],
      ['data', 0, null],
      ['retransmission', 1, 5],
      ['retransmission', 2, 5],
    ]);
    // Only the second SYN is known to have arrived.
    expect(model.rows.slice(0, 2).map((row) => row.after.server)).toEqual(['unseen', 'syn-received']);
  });

  it('shows a window at the SYN, at zero, when it opens again and when it changes by more than a quarter', () => {
    const ack = (seconds: number, wnd: number): SegmentDraft => ({ seconds, from: 'client', flags: 'A', seq: 101, ack: 501, wnd });
    const model = ladder([...HANDSHAKE.slice(0, 2), ack(0.001, 1000), ack(0.002, 900), ack(0.003, 700), ack(0.004, 0), ack(0.005, 2000)], {
      connection: { windowScale: 7 },
    });
    expect(packets(model).map((row) => row.window)).toEqual([65535, 28960, null, null, 700 * 128, 0, 2000 * 128]);
    expect(
      packets(model)
        .map((row) => row.windowScale)
        .slice(0, 3),
    ).toEqual([128, 128, null]);
  });

  it('tells a probe of a closed window from a keepalive', () => {
    const probe: SegmentDraft = { seconds: 1, from: 'server', flags: 'A', seq: 500, ack: 101, analysis: Analysis.KeepAlive };
    const closed: SegmentDraft = { seconds: 0.5, from: 'client', flags: 'A', seq: 101, ack: 501, wnd: 0 };
    expect(packets(ladder([...HANDSHAKE, probe])).at(-1)?.style).toBe('keepalive');
    expect(packets(ladder([...HANDSHAKE, closed, probe])).at(-1)?.style).toBe('window-probe');
  });

  it('marks what crossed in flight: not acknowledged, and sooner than a round trip', () => {
    const after = (seconds: number): LadderModel =>
      ladder([
        ...HANDSHAKE,
        { seconds: 0.01, from: 'server', flags: 'FA', seq: 501, ack: 101 },
        { seconds, from: 'client', flags: 'PA', seq: 101, ack: 501, len: 40 },
      ]);
    expect(packets(after(0.0103)).at(-1)?.crossed).toBe(true);
    expect(packets(after(0.0203)).at(-1)?.crossed).toBe(false);
    expect(packets(ladder([...HANDSHAKE, ...exchanges(1, 0.01, 0.0004)])).some((row) => row.crossed)).toBe(false);
  });

  it('marks SYNs as ignored where the capture can know it', () => {
    const syns = [0, 1, 3, 7].map((seconds): SegmentDraft => ({ seconds, from: 'client', flags: 'S', seq: 100 }));
    const answered = [...syns, { seconds: 7.0001, from: 'server', flags: 'SA', seq: 500, ack: 101 } as const];
    expect(packets(ladder(answered)).map((row) => row.ignored)).toEqual([false, false, false, false, false]);
    expect(packets(ladder(answered, { context: { vantage: 'server' } })).map((row) => row.ignored)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('marks what the client sent before the server repeated its SYN-ACK as ignored, and keeps the server half open', () => {
    const model = ladder(
      [
        ...HANDSHAKE,
        { seconds: 0.001, from: 'client', flags: 'PA', seq: 101, ack: 501, len: 31 },
        { seconds: 1, from: 'server', flags: 'SA', seq: 500, ack: 101 },
        { seconds: 1.1, from: 'client', flags: 'A', seq: 132, ack: 501 },
        { seconds: 1.2, from: 'server', flags: 'A', seq: 501, ack: 132 },
      ],
      { context: { vantage: 'server' } },
    );
    expect(packets(model).map((row) => row.ignored)).toEqual([false, false, true, true, false, false, false]);
    expect(packets(model).map((row) => row.after.server)).toEqual([
      'syn-received',
      'syn-received',
      'syn-received',
      'syn-received',
      'syn-received',
      'established',
      'established',
    ]);
  });

  it('leaves a server half open whose full queue reset the handshake', () => {
    const model = ladder([...HANDSHAKE, { seconds: 0.0012, from: 'server', flags: 'R', seq: 501 }], {
      report: { verdict: { ...reportOf([]).verdict, cause: 'listen-queue-overflow-reset' } },
    });
    expect(packets(model).map((row) => row.after.server)).toEqual(['syn-received', 'syn-received', 'syn-received', 'closed']);
  });

  it('counts from the SYNs of this connection, and gives the raw numbers of packets about an earlier one', () => {
    const model = ladder([
      { seconds: 0, from: 'client', flags: 'S', seq: 100 },
      { seconds: 0.001, from: 'server', flags: 'A', seq: 70_000, ack: 3_000_000_000 },
      { seconds: 0.0011, from: 'client', flags: 'R', seq: 3_000_000_000 },
      { seconds: 0.01, from: 'client', flags: 'S', seq: 100 },
      { seconds: 0.011, from: 'server', flags: 'SA', seq: 500, ack: 101 },
      { seconds: 0.0111, from: 'client', flags: 'A', seq: 101, ack: 501 },
    ]);
    expect(packets(model).map((row) => [row.seq, row.ack, row.foreign])).toEqual([
      [0, null, false],
      [70_000, 3_000_000_000, true],
      [3_000_000_000, null, true],
      [0, null, false],
      [0, 1, false],
      [1, 1, false],
    ]);
  });

  it('does not take an answer for foreign when the capture missed the SYN-ACK and some data', () => {
    const model = ladder([
      { seconds: 0, from: 'client', flags: 'S', seq: 100 },
      { seconds: 0.002, from: 'server', flags: 'A', seq: 501, ack: 1_561 },
    ]);
    expect(packets(model).map((row) => [row.seq, row.ack, row.foreign])).toEqual([
      [0, null, false],
      [1, 1_461, false],
    ]);
  });

  it('draws an ICMP error from the device that sent it, about the packet it quotes', () => {
    const model = ladder([
      { seconds: 0, from: 'client', flags: 'S', seq: 100 },
      { seconds: 3, from: '10.9.9.9', type: 3, code: 1, quotedSeq: 100 },
    ]);
    expect(packets(model)[1]).toMatchObject({
      from: 'middlebox',
      to: 'client',
      style: 'icmp',
      icmp: { type: 3, code: 1, from: '10.9.9.9' },
      retry: 0,
      retryOf: 1,
    });
    expect(model.middlebox).toBe(true);
    expect(
      packets(
        ladder([
          { seconds: 0, from: 'client', flags: 'S', seq: 100 },
          { seconds: 3, from: '10.0.0.2', type: 3, code: 3, quotedSeq: 100 },
        ]),
      )[1]?.from,
    ).toBe('server');
  });

  it('draws a RST that the verdict calls foreign from the device, and leaves the server as it was', () => {
    const model = ladder(
      [
        ...HANDSHAKE,
        { seconds: 0.01, from: 'server', flags: 'R', seq: 501, ttl: 57 },
        { seconds: 0.02, from: 'server', flags: 'PA', seq: 501, ack: 101, len: 9 },
      ],
      {
        report: { endedBy: 'middlebox' },
        evidence: [{ fact: 'rst-from-elsewhere', frames: [2, 4], values: { rstTtl: 57, hostTtl: 64 } }],
      },
    );
    expect(packets(model).map((row) => row.from)).toEqual(['client', 'server', 'client', 'middlebox', 'server']);
    expect(packets(model)[3]).toMatchObject({ to: 'client', after: { client: 'closed', server: 'established' } });
    expect(model.annotations[0]).toMatchObject({ side: 'middlebox', frames: [2, 4] });
  });

  it('lists copies without letting them count', () => {
    const model = ladder([HANDSHAKE[0], { ...HANDSHAKE[0], optionBits: OPT_DUPLICATE }, ...HANDSHAKE.slice(1)]);
    expect(packets(model).map((row) => [row.duplicate, row.retry])).toEqual([
      [false, 0],
      [true, 0],
      [false, 0],
      [false, 0],
    ]);
  });

  it('names recognised payload and cleans quoted text', () => {
    const tables = tablesOf([...HANDSHAKE, { seconds: 0.01, from: 'server', flags: 'PA', seq: 501, ack: 101, len: 30 }]);
    tables.marks.texts.push('-ERR max number of clients\u001b[31m reached');
    tables.marks.segment.push(3);
    tables.marks.kind.push(MarkKind.LimitText);
    tables.marks.value.push(0);
    tables.marks.extent.push(-1);
    const model = buildLadder(tables, reportOf(), CONTEXT, new Set());
    expect(packets(model)[3]?.hint).toBe('"-ERR max number of clients [31m reached"');
  });
});

describe('gaps', () => {
  it('shows a pause as a row: waiting while something is owed, idle when nothing is', () => {
    const model = ladder([
      ...HANDSHAKE,
      { seconds: 0.01, from: 'client', flags: 'PA', seq: 101, ack: 501, len: 10 },
      { seconds: 0.9, from: 'server', flags: 'PA', seq: 501, ack: 111, len: 10 },
      { seconds: 0.9001, from: 'client', flags: 'A', seq: 111, ack: 511 },
      { seconds: 20.9, from: 'server', flags: 'FA', seq: 511, ack: 111 },
    ]);
    const gaps = model.rows.filter((row) => row.kind === 'gap');
    expect(gaps.map((gap) => [gap.reason, Number(gap.seconds.toFixed(4))])).toEqual([
      ['wait', 0.89],
      ['idle', 19.9999],
    ]);
  });

  it('leaves pauses below twenty round trips alone', () => {
    const model = ladder([...HANDSHAKE, { seconds: 0.9, from: 'server', flags: 'FA', seq: 501, ack: 101 }], {
      report: { handshakeSeconds: 0.1 },
    });
    expect(model.rows.every((row) => row.kind === 'packet')).toBe(true);
  });
});

describe('grouping', () => {
  it('folds what is unremarkable and says what it was', () => {
    const model = ladder([...HANDSHAKE, ...exchanges(40, 0.01), { seconds: 1, from: 'server', flags: 'FA', seq: 4501, ack: 501 }]);
    expect(countOf(model)).toBe(124);
    expect(runs(model)).toHaveLength(1);
    expect(runs(model)[0]).toMatchObject({ what: 'exchange', bytesClient: 360, retransmissions: 0, windowChanges: 0 });
    // Handshake, first request and answer, the last twelve packets.
    expect(framesOf(model).slice(0, 5)).toEqual([1, 2, 3, 4, 5]);
    expect(framesOf(model).slice(-12)).toEqual([113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 123, 124]);
  });

  it('keeps every annotated packet with two on either side', () => {
    const evidence: Evidence[] = [{ fact: 'zero-window', frames: [60], values: { stalledSeconds: 1, probes: 2 } }];
    const model = ladder([...HANDSHAKE, ...exchanges(60, 0.01)], { evidence });
    expect(framesOf(model)).toEqual(expect.arrayContaining([58, 59, 60, 61, 62]));
    expect(packets(model).find((row) => row.frame === 60)?.notes).toEqual([1]);
    expect(countOf(model)).toBe(183);
  });

  it('folds a burst of identical RSTs and names it', () => {
    const rsts = Array.from({ length: 312 }, (_, index): SegmentDraft => ({
      seconds: 1 + index * 0.0001,
      from: 'server',
      flags: 'R',
      seq: 501,
    }));
    const model = ladder([...HANDSHAKE, ...rsts]);
    expect(runs(model)).toHaveLength(1);
    expect(runs(model)[0]).toMatchObject({ what: 'rst', packets: 310, resets: 310 });
    expect(countOf(model)).toBe(315);
  });

  it('keeps nine SYNs apart from a burst only when they are evidence', () => {
    const syns = Array.from({ length: 11 }, (_, index): SegmentDraft => ({ seconds: index, from: 'client', flags: 'S', seq: 100 }));
    expect(runs(ladder(syns))[0]).toMatchObject({ what: 'syn', packets: 9 });
    const frames = syns.map((_, index) => index + 1);
    expect(framesOf(ladder(syns, { evidence: [{ fact: 'syn-unanswered', frames, values: { syns: 11, waitedSeconds: 10 } }] }))).toEqual(
      frames,
    );
  });

  it('cuts a stretch at its kind: keepalives and retries are runs of their own', () => {
    const keepalives = Array.from({ length: 20 }, (_, index): SegmentDraft[] => [
      { seconds: 10 + index * 5, from: 'client', flags: 'A', seq: 500, ack: 4501, analysis: Analysis.KeepAlive },
      { seconds: 10.001 + index * 5, from: 'server', flags: 'A', seq: 4501, ack: 501, analysis: Analysis.KeepAliveAck },
    ]).flat();
    const retries = Array.from({ length: 9 }, (_, index): SegmentDraft => ({
      seconds: 120 + 2 ** index,
      from: 'client',
      flags: 'PA',
      seq: 501,
      ack: 4501,
      len: 5,
      analysis: Analysis.Retransmission,
    }));
    const tail = exchanges(30, 900).map((draft) =>
      draft.from === 'client'
        ? { ...draft, seq: draft.seq + 500, ack: (draft.ack ?? 0) + 4000 }
        : { ...draft, seq: draft.seq + 4000, ack: (draft.ack ?? 0) + 500 },
    );
    const model = ladder([...HANDSHAKE, ...exchanges(40, 0.01), ...keepalives, ...retries, ...tail]);
    const kinds = runs(model).map((run) => run.what);
    expect(kinds).toContain('keepalive');
    expect(kinds.some((kind) => kind === 'retry') || packets(model).filter((row) => row.retry > 0).length === 9).toBe(true);
    expect(runs(model).reduce((sum, run) => sum + run.retransmissions, 0) + packets(model).filter((row) => row.retry > 0).length).toBe(9);
    expect(countOf(model)).toBe(model.packets);
  });

  it('expands a run to its first and last 250 packets, under a stable id', () => {
    const drafts = [...HANDSHAKE, ...exchanges(400, 0.01)];
    const folded = runs(ladder(drafts))[0];
    const open = runs(ladder(drafts, { expanded: [folded.id] }))[0];
    expect(open).toMatchObject({ id: folded.id, packets: folded.packets, expanded: true, hidden: folded.packets - 500 });
    expect(open.rows).toHaveLength(500);
    expect(open.rows[0]?.frame).toBe(folded.firstFrame);
    expect(open.rows[249]?.frame).toBe(folded.firstFrame + 249);
    expect(open.rows[250]?.frame).toBe(folded.lastFrame - 249);
    expect(open.rows.at(-1)?.frame).toBe(folded.lastFrame);
    expect(folded).toMatchObject({ expanded: false, hidden: 0, rows: [] });
  });

  it('shows all packets of an expanded run of up to 500', () => {
    const drafts = [...HANDSHAKE, ...exchanges(100, 0.01)];
    const folded = runs(ladder(drafts))[0];
    const open = runs(ladder(drafts, { expanded: [folded.id] }))[0];
    expect(open.rows.map((row) => row.frame)).toEqual(Array.from({ length: folded.packets }, (_, index) => folded.firstFrame + index));
    expect(open.hidden).toBe(0);
  });
});

describe('annotations', () => {
  it('numbers them by their first packet, at the side that acted, and leaves out other connections', () => {
    const evidence: Evidence[] = [
      { fact: 'reply-rst', frames: [6, 7], values: { bytes: 49 } },
      { fact: 'limit-at-rejection', frames: [900], values: { limit: 60, rejected: 37 } },
      { fact: 'fin-right-after-handshake', frames: [3, 4], values: { afterSeconds: 0.000648 } },
      { fact: 'handshake-completed', frames: [1, 2, 3], values: { rttSeconds: 0.0006 } },
    ];
    const model = ladder(
      [
        ...HANDSHAKE,
        { seconds: 0.0013, from: 'server', flags: 'FA', seq: 501, ack: 101 },
        { seconds: 0.00135, from: 'client', flags: 'A', seq: 101, ack: 502 },
        { seconds: 0.0037, from: 'client', flags: 'PA', seq: 101, ack: 502, len: 49 },
        { seconds: 0.0038, from: 'server', flags: 'R', seq: 502 },
      ],
      { evidence },
    );
    expect(model.annotations.map(({ number, fact, side, frames, decisive }) => [number, fact, side, frames, decisive])).toEqual([
      [1, 'handshake-completed', 'client', [1, 2, 3], false],
      [2, 'fin-right-after-handshake', 'server', [3, 4], true],
      [3, 'reply-rst', 'server', [6, 7], true],
    ]);
    expect(packets(model).map((row) => row.notes)).toEqual([[1], [1], [1, 2], [2], [], [3], [3]]);
  });

  it('shows seven at most; context gives way first', () => {
    const evidence = Array.from({ length: 12 }, (_, index): Evidence => ({
      fact: index < 5 ? 'rst-fits-host' : 'reply-rst',
      frames: [index + 1],
      values: { bytes: 1, rstTtl: 64, hostTtl: 64 },
    }));
    const model = ladder([...HANDSHAKE, ...exchanges(10, 0.01)], { evidence });
    expect(model.annotations).toHaveLength(7);
    expect(model.annotations.every(({ fact }) => fact === 'reply-rst')).toBe(true);
  });
});

describe('large and hostile connections', () => {
  it('opens 100,000 segments at no more than 200 rows, and soon', () => {
    const drafts = [...HANDSHAKE, ...exchanges(33_332, 0.01, 0.05)];
    const tables = tablesOf(drafts);
    const report = reportOf([{ fact: 'zero-window', frames: [50_000], values: { stalledSeconds: 1, probes: 1 } }]);
    // Processor time, best of five: the machine may be busy with other tests.
    const runsMs = Array.from({ length: 5 }, () => {
      const before = process.cpuUsage();
      buildLadder(tables, report, CONTEXT, new Set());
      return process.cpuUsage(before).user / 1000;
    });
    const model = buildLadder(tables, report, CONTEXT, new Set());
    expect(model.rows.length).toBeLessThanOrEqual(200);
    expect(countOf(model)).toBe(drafts.length);
    expect(Math.min(...runsMs)).toBeLessThan(100);
  });

  it('opens a connection of nothing but different RSTs at no more than 200 rows, and names them', () => {
    const drafts = Array.from({ length: 5000 }, (_, index): SegmentDraft => ({
      seconds: index * 0.2,
      from: index % 2 ? 'server' : 'client',
      flags: 'R',
      seq: index * 7,
    }));
    const model = ladder(drafts);
    expect(model.rows.length).toBeLessThanOrEqual(200);
    expect(countOf(model)).toBe(5000);
    expect(runs(model).reduce((sum, run) => sum + (run.resets ?? 0), 0) + packets(model).filter((row) => row.style === 'rst').length).toBe(
      5000,
    );
  });

  it('never throws, never hides a SYN, FIN, RST or ICMP without a name, never loses a packet', () => {
    const segment = fc.record({
      from: fc.constantFrom('client' as const, 'server' as const),
      flags: fc.constantFrom('S', 'SA', 'A', 'PA', 'FA', 'R', 'RA', 'FPA', 'A', 'PA', 'PA'),
      seq: fc.constantFrom(0, 1, 100, 101, 4294967295, 501),
      ack: fc.constantFrom(0, 101, 501, 4294967295),
      len: fc.constantFrom(0, 0, 10, 1460, 70_000),
      wnd: fc.constantFrom(0, 1000, 5000),
      analysis: fc.constantFrom(0, 0, 0, Analysis.Retransmission, Analysis.KeepAlive, Analysis.DuplicateAck, Analysis.ZeroWindowProbe),
      optionBits: fc.constantFrom(0, 0, 0, OPT_DUPLICATE),
      pause: fc.constantFrom(0, 0.0001, 0.001, 0.2, 30),
    });
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 400 }), fc.array(fc.nat({ max: 400 }), { maxLength: 5 }), (drawn, cited) => {
        let seconds = 0;
        const drafts = drawn.map(({ pause, ...draft }) => ({ ...draft, seconds: (seconds += pause) }));
        const evidence = cited.map((frame): Evidence => ({ fact: 'reply-rst', frames: [frame], values: { bytes: 1 } }));
        const model = ladder(drafts, { evidence });
        expect(countOf(model)).toBe(drafts.length);
        expect(model.rows.length).toBeLessThanOrEqual(200);
        const shown = new Set(framesOf(model));
        const isOver = drafts.filter((draft) => /[SFR]/.test(draft.flags)).length > 40;
        drafts.forEach((draft, index) => {
          if (shown.has(index + 1) || isOver || !/[SFR]/.test(draft.flags)) return;
          const run = runs(model).find(({ firstFrame, lastFrame }) => firstFrame <= index + 1 && index + 1 <= lastFrame);
          expect(['syn', 'rst']).toContain(run?.what);
        });
        for (const note of model.annotations) expect(shown.has(note.frames[0])).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
