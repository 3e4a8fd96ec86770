// What is learnt from many connections of one listener together: limits, simultaneous ends, idle timers, full queues.

import { describe, expect, it } from 'vitest';
import { analyzeCapture } from '../pipeline/analyze';
import { Judgement } from '../pipeline/judge';
import { memorySource } from '../testing/memory-source';
import { parseTrace } from '../testing/trace-dsl';
import type { LimitGroup } from './concurrency-limit';
import type { ListenerFacts } from './listener-facts';

async function judge(text: string): Promise<Judgement> {
  const result = await analyzeCapture(memorySource(parseTrace(text).pcapng), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return new Judgement(result.value.tables);
}

/** One connection to 10.9.9.9:7000: handshake at `at`, and what the server did with it. */
interface Visit {
  readonly at: number;
  readonly client: number;
  readonly turnedAway?: true;
  /** When the server closes it; open to the end otherwise. */
  readonly until?: number;
  /** When the client closes it, without the server's following. */
  readonly leftAt?: number;
  /** Seen from the middle on: no handshake. */
  readonly isOld?: true;
  /** This packet of its handshake is missing. */
  readonly lacks?: 'SYN' | 'SYN-ACK';
  /** The client's FIN was seen, the server's was not. */
  readonly endLost?: number;
}

function traceOf(visits: readonly Visit[], extra = ''): string {
  const lines = visits.flatMap(({ at, client, turnedAway, until, leftAt, isOld, lacks, endLost }, i) => {
    const step = (after: number) => (at + after).toFixed(6);
    const whole = [`${step(0)} v${i} > S`, `${step(0.0002)} v${i} < SA id=0`, `${step(0.0003)} v${i} > A seq=1 ack=1`];
    const open = isOld === true ? [] : whole.filter((_, at) => at !== (lacks === 'SYN' ? 0 : lacks === 'SYN-ACK' ? 1 : -1));
    const talk =
      turnedAway === true
        ? [`${step(0.0008)} v${i} < RA win=500 ts`]
        : [`${step(0.0004)} v${i} > PA len=20`, `${step(0.0009)} v${i} < PA len=20`];
    const close = until === undefined ? [] : [`${until} v${i} < FA`, `${until + 0.0001} v${i} > FA`, `${until + 0.0003} v${i} < A`];
    const lost = endLost === undefined ? [] : [`${endLost} v${i} > FA`, `${endLost + 0.0002} v${i} > A seq=22 ack=22`];
    const leave = leftAt === undefined ? [] : [`${leftAt} v${i} > FA`, `${leftAt + 0.0002} v${i} < A`];
    return [
      `conn v${i} client=10.0.0.${client}:${20_000 + i} server=10.9.9.9:7000 ttlc=64 ttls=63 ts`,
      ...open,
      ...talk,
      ...close,
      ...leave,
      ...lost,
    ];
  });
  return ['sort', ...lines, extra].join('\n');
}

async function listenerOf(text: string): Promise<ListenerFacts> {
  const { listeners, tables } = await judge(text);
  const found = listeners.find((each) => each.port === 7000 && tables.addresses.text(each.address) === '10.9.9.9');
  if (found === undefined) throw new Error('no such listener');
  return found;
}

const many = (count: number, of: (i: number) => Visit): Visit[] => Array.from({ length: count }, (_, i) => of(i));

describe('a limit on concurrent connections', () => {
  async function limitsOf(visits: readonly Visit[]) {
    const listener = await listenerOf(traceOf(visits));
    const { limits } = listener;
    if (limits === null) throw new Error('nobody was turned away');
    const perClient: (LimitGroup | null)[] = [...limits.perClient.values()];
    return { ...limits, perClient };
  }

  it('is what was open when the first was turned away, exactly', async () => {
    const { perClient, total } = await limitsOf([
      ...many(12, (i) => ({ at: i, client: 1 })),
      ...many(3, (i) => ({ at: 20 + i, client: 1, turnedAway: true })),
    ]);
    expect(perClient).toEqual([
      expect.objectContaining({ limit: 12, highestServed: 11, served: 12, rejected: 3, acceptedAgain: false, interleaved: false }),
    ]);
    expect(total).toMatchObject({ limit: 12, rejected: 3 });
  });

  /** Thirty that come one by one and leave together. */
  const wave = (from: number, isRejected: (i: number) => boolean): Visit[] =>
    many(30, (i) => (isRejected(i) ? { at: from + i, client: 1, turnedAway: true } : { at: from + i, client: 1, until: from + 31 }));

  it('is none where the share that is turned away rises with what is open', async () => {
    const isRejected = (i: number): boolean => i >= 12 && i % 2 === 1;
    const { total, rising } = await limitsOf([0, 40, 80].flatMap((from) => wave(from, isRejected)));
    expect(total === null || total.chance > 0.01).toBe(true);
    expect(rising).toMatchObject({ rejectedBelow: expect.any(Number) as number });
    expect(rising?.rejectedAbove).toBeGreaterThan((rising?.rejectedBelow ?? 0) * 2);
    expect(rising?.rejectedAbove).toBeLessThan(rising?.above ?? 0);
  });

  it('rises with nothing where some are turned away at any count, or from some time on', async () => {
    expect((await limitsOf([0, 40, 80].flatMap((from) => wave(from, (i) => i % 4 === 3)))).rising).toBeNull();
    const late = many(60, (i): Visit => (i > 30 && i % 2 === 1 ? { at: i, client: 1, turnedAway: true } : { at: i, client: 1 }));
    expect((await limitsOf(late)).rising).toBeNull();
  });

  it('counts a place as taken until the server lets go of it', async () => {
    const visits = [
      ...many(6, (i) => ({ at: i, client: 1 })),
      // Left by the client, but never closed by the server: still counted.
      { at: 6, client: 1, leftAt: 7 },
      { at: 7.5, client: 1 },
      ...many(3, (i): Visit => ({ at: 10 + i, client: 1, turnedAway: true })),
    ];
    expect((await limitsOf(visits)).total?.limit).toBe(8);
  });

  it('frees a place when the server closes, and sees that it is taken again', async () => {
    const visits: Visit[] = [
      { at: 0, client: 1, until: 11.5 },
      ...many(9, (i) => ({ at: 1 + i, client: 1 })),
      { at: 11, client: 1, turnedAway: true },
      { at: 12, client: 1 },
      { at: 13, client: 1, turnedAway: true },
    ];
    expect((await limitsOf(visits)).perClient).toEqual([
      expect.objectContaining({ limit: 10, rejected: 2, acceptedAgain: true, interleaved: true }),
    ]);
  });

  it('is told per client where others come in meanwhile', async () => {
    const visits: Visit[] = [
      ...many(5, (i) => ({ at: i, client: 1 })),
      ...many(4, (i): Visit => ({ at: 10 + i, client: 1, turnedAway: true })),
      ...many(4, (i) => ({ at: 10.5 + i, client: 2 })),
    ];
    const limits = await limitsOf(visits);
    expect(limits.perClient).toEqual([expect.objectContaining({ limit: 5, rejected: 4 })]);
    expect([...limits.otherClientsServed.values()]).toEqual([1]);
    expect(limits).toMatchObject({ rejectedClients: 1, clients: 2 });
    // The second client was let in with more open than the first was turned away at: no total.
    expect(limits.total).toBeNull();
  });

  it('is told in total where all are turned away at one count', async () => {
    const visits: Visit[] = [
      ...many(8, (i) => ({ at: i, client: 1 + (i % 4) })),
      ...many(4, (i): Visit => ({ at: 10 + i, client: 1 + i, turnedAway: true })),
    ];
    const limits = await limitsOf(visits);
    expect(limits.total).toMatchObject({ limit: 8, highestServed: 7, rejected: 4 });
    expect(limits.rejectedClients).toBe(4);
  });

  it('does not show where somebody is let in above the count at which others were turned away', async () => {
    const visits: Visit[] = [
      { at: 0, client: 1 },
      { at: 1, client: 1, turnedAway: true },
      ...many(8, (i) => ({ at: 2 + i, client: 1 })),
      ...many(3, (i): Visit => ({ at: 20 + i, client: 1, turnedAway: true })),
    ];
    expect((await limitsOf(visits)).perClient).toEqual([null]);
  });

  it('allows one race in twenty', async () => {
    const visits: Visit[] = [
      ...many(40, (i) => ({ at: i * 0.1, client: 1 })),
      ...many(4, (i): Visit => ({ at: 10 + i, client: 1, turnedAway: true })),
      // Let in although forty were open: its place was free already where the server counts.
      { at: 14, client: 1 },
    ];
    expect((await limitsOf(visits)).perClient).toEqual([expect.objectContaining({ limit: 40, served: 40 })]);
  });

  it.each([
    [99, 1, 0.01],
    [13, 2, 1 / 105],
    [7, 3, 1 / 120],
    [5, 5, 1 / 252],
  ])('weighs chance: %i let in and %i turned away by order alone happen with %f', async (served, rejected, chance) => {
    const visits = [
      ...many(served, (i) => ({ at: i * 0.1, client: 1 })),
      ...many(rejected, (i): Visit => ({ at: 20 + i, client: 1, turnedAway: true })),
    ];
    const { total } = await limitsOf(visits);
    expect(total?.chance).toBeCloseTo(chance, 10);
  });

  it('says "at least" where connections are older than the capture, and counts them', async () => {
    const visits: Visit[] = [
      ...many(3, (i) => ({ at: i * 0.01, client: 1, isOld: true })),
      ...many(4, (i) => ({ at: 1 + i, client: 1 })),
      ...many(3, (i): Visit => ({ at: 10 + i, client: 1, turnedAway: true })),
    ];
    expect(await limitsOf(visits)).toMatchObject({ beganBefore: true, total: { limit: 7 } });
  });

  it.each(['SYN', 'SYN-ACK'] as const)('counts a connection whose %s the capture lacks from its beginning on', async (lacks) => {
    const visits: Visit[] = [
      ...many(4, (i) => ({ at: i, client: 1 })),
      { at: 5, client: 1, lacks },
      ...many(4, (i) => ({ at: 6 + i, client: 1 })),
      ...many(3, (i): Visit => ({ at: 20 + i, client: 1, turnedAway: true })),
    ];
    expect(await limitsOf(visits)).toMatchObject({ beganBefore: false, total: { limit: 9, highestServed: 8, rejected: 3 } });
  });

  it('takes an end that the capture lacks for one where the threshold shows only so', async () => {
    const visits: Visit[] = [
      { at: 0, client: 1, endLost: 2 },
      { at: 0.1, client: 1, endLost: 2.1 },
      ...many(8, (i) => ({ at: 3 + i, client: 1 })),
      { at: 11.5, client: 1, until: 13.5 },
      { at: 13, client: 1, turnedAway: true },
      { at: 14, client: 1 },
      ...many(4, (i): Visit => ({ at: 20 + i, client: 1, turnedAway: true })),
    ];
    expect((await limitsOf(visits)).total).toMatchObject({ limit: 9, rejected: 5, acceptedAgain: true });
  });

  it('bears one miscount where packets are missing, and weighs it', async () => {
    const visits: Visit[] = [
      ...many(9, (i) => ({ at: i, client: 1 })),
      // A rejection below the threshold: an earlier connection of the capture is missing altogether.
      { at: 7.5, client: 1, turnedAway: true },
      { at: 10, client: 1, lacks: 'SYN-ACK' },
      ...many(9, (i): Visit => ({ at: 20 + i, client: 1, turnedAway: true })),
    ];
    const { total } = await limitsOf(visits);
    expect(total).toMatchObject({ limit: 10, rejected: 10 });
    expect(total?.chance).toBeGreaterThan(1e-5);
    expect(total?.chance).toBeLessThan(0.01);
  });

  it('remembers what each one met that was turned away', async () => {
    const visits: Visit[] = [
      ...many(3, (i) => ({ at: i, client: 1 })),
      ...many(2, (i) => ({ at: 5 + i, client: 2 })),
      { at: 10, client: 1, turnedAway: true },
    ];
    expect([...(await limitsOf(visits)).openAtRejection.values()]).toEqual([{ client: 3, total: 5 }]);
  });
});

describe('ends at one moment', () => {
  const together = (count: number, spread: number, more: readonly Visit[] = []) => [
    ...many(count, (i): Visit => ({ at: i * 0.1, client: 1 + (i % 3), until: 5 + i * spread })),
    ...more,
  ];

  it('are seen from three on, with their spread', async () => {
    const { deaths } = await listenerOf(traceOf(together(5, 0.0001)));
    expect(deaths).toEqual([expect.objectContaining({ ended: 5, open: 5, resets: 0, refused: 0, acceptedAgainSeconds: -1 })]);
    expect(deaths[0]?.spreadSeconds ?? 0).toBeCloseTo(0.0004, 6);
  });

  it('are none below three, or where they are a second apart', async () => {
    expect((await listenerOf(traceOf(together(2, 0.0001)))).deaths).toEqual([]);
    expect((await listenerOf(traceOf(together(6, 1)))).deaths).toEqual([]);
  });

  it('are none where most of what was open goes on', async () => {
    expect(
      (
        await listenerOf(
          traceOf(
            together(
              3,
              0.0001,
              many(8, (i) => ({ at: 1 + i * 0.01, client: 5 })),
            ),
          ),
        )
      ).deaths,
    ).toEqual([]);
  });

  it('know of refusals afterwards, and of the next one that was let in', async () => {
    const refused = `
      conn r client=10.0.0.1:30000 server=10.9.9.9:7000 ttlc=64 ttls=63
      5.5 r > S ts
      5.5002 r < RA rawseq=0 id=0`;
    const { deaths } = await listenerOf(traceOf(together(4, 0.0001, [{ at: 7, client: 1 }]), refused));
    expect(deaths).toEqual([expect.objectContaining({ ended: 4, refused: 1 })]);
    expect(deaths[0]?.acceptedAgainSeconds).toBeCloseTo(7.0003, 6);
  });

  it('take in hundreds that take their time', async () => {
    const { deaths } = await listenerOf(traceOf(together(200, 0.00005)));
    expect(deaths.map((death) => death.ended)).toEqual([200]);
  });
});

describe('an idle timer', () => {
  const idle = (seconds: readonly number[]) => traceOf(seconds.map((each, i) => ({ at: i, client: 1, until: i + 0.0009 + each })));

  it('is the middle of idle times that agree', async () => {
    const { idleTimer } = await listenerOf(idle([5.001, 5.002, 5.003, 5.004, 5.01]));
    expect(idleTimer).toMatchObject({ samples: 5 });
    expect(idleTimer?.timeoutSeconds).toBeCloseTo(5.003, 3);
  });

  it.each([
    ['two samples', [5, 5]],
    ['idle times that do not agree', [2, 5, 9, 14, 30]],
    ['pauses of thought', [0.3, 0.3, 0.3, 0.3]],
  ])('is none with %s', async (_, seconds) => {
    expect((await listenerOf(idle(seconds))).idleTimer).toBeNull();
  });

  it('bears one that went otherwise', async () => {
    expect((await listenerOf(idle([5, 5.01, 5.02, 5.03, 1.2]))).idleTimer?.timeoutSeconds).toBeCloseTo(5.01, 2);
  });
});

describe('a full queue', () => {
  it('is as long as what waited when somebody was ignored', async () => {
    const waiting = Array.from(
      { length: 6 },
      (_, i) => `
      conn w${i} client=10.0.0.1:${30_000 + i} server=10.9.9.9:7000 ttlc=64 ttls=63 ts
      ${0.1 + i * 0.01} w${i} > S
      ${0.1002 + i * 0.01} w${i} < SA id=0
      ${0.1003 + i * 0.01} w${i} > A
      ${0.1004 + i * 0.01} w${i} > PA len=20
      ${0.1006 + i * 0.01} w${i} < A`,
    );
    const ignored = Array.from(
      { length: 3 },
      (_, i) => `
      conn s${i} client=10.0.0.1:${31_000 + i} server=10.9.9.9:7000 ttlc=64 ttls=63 ts
      ${1 + i * 0.01} s${i} > S
      ${2.02 + i * 0.01} s${i} > S seq=0
      ${4.04 + i * 0.01} s${i} > S seq=0`,
    );
    const listener = await listenerOf(['sort', ...waiting, ...ignored, '5 udp from=10.0.0.1:1 to=10.0.0.2:2 len=1'].join('\n'));
    expect(listener).toMatchObject({ waiting: 6, backlogWaiting: 6, typicalWaiting: 6, served: 0 });
    expect(listener.unansweredSeconds.length).toBe(3);
  });
});
