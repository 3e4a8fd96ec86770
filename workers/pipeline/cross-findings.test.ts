// What only several connections together show: hits, and the near misses that must not be taken for them.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import '../causes/words/both-languages';
import { ConnectionColumns } from '../handlers/connection-columns';
import { ListenerFacts } from '../handlers/listener-facts';
import { fisherChance } from '../handlers/one-bad-backend';
import { findPortExhaustion } from '../handlers/port-exhaustion';
import { CaptureTables } from '../model/tables';
import type { Finding } from '../model/verdict';
import { isCrossFinding, type FindingCause } from '../model/vocabulary';
import { findingHeadline } from '../report/headline';
import { memorySource } from '../testing/memory-source';
import { parseTrace } from '../testing/trace-dsl';
import type { Analysis } from './analysis';
import { analyzeCapture } from './analyze';

async function analyze(trace: string): Promise<Analysis> {
  const result = await analyzeCapture(memorySource(parseTrace(trace).pcapng), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

async function findingsOf(trace: string): Promise<readonly Finding[]> {
  const { findings } = await analyze(trace);
  for (const finding of findings.filter(({ cause }) => isCrossFinding(cause))) {
    expect(finding.evidence.length).toBeGreaterThan(0);
    expect(finding.evidence.every(({ frames }) => frames.length > 0)).toBe(true);
    expect(finding.count).toBe(finding.connections.length);
  }
  return findings;
}

async function causesOf(trace: string): Promise<readonly FindingCause[]> {
  return (await findingsOf(trace)).map(({ cause }) => cause);
}

const fixture = (path: string): string => readFileSync(new URL(`../causes/${path}.trace.txt`, import.meta.url), 'utf8');

/** A request and its answer, closed by both, from second `at` on. */
const exchange = (name: string, at: string, repeats = ''): string => `
  \${${at}+0.0201} ${name} > A
  \${${at}+0.0202} ${name} > PA len=40
  \${${at}+0.0403} ${name} < PA len=300
  ${repeats}
  \${${at}+0.0405} ${name} > FA
  \${${at}+0.0606} ${name} < FA
  \${${at}+0.0607} ${name} > A`;

describe('slow handshakes', () => {
  const usual = (count: number) => `
repeat i=1..${count} {
  conn u\${i} client=10.0.0.1:\${41000+i} server=10.0.0.2:80 ttlc=64 ttls=60
  \${i*0.1} u\${i} > S
  \${i*0.1+0.02} u\${i} < SA
  ${exchange('u${i}', 'i*0.1')}
}`;
  const late = (count: number, repeats = '') => `
repeat i=1..${count} {
  conn s\${i} client=10.0.0.1:\${40000+i} server=10.0.0.2:80 ttlc=64 ttls=60
  \${i*0.1} s\${i} > S
  \${i*0.1+1.03} s\${i} > S seq=0
  \${i*0.1+1.05} s\${i} < SA
  ${exchange('s${i}', 'i*0.1+1.03', repeats)}
}`;
  /** The server sends its answer once more: it, or its ACK, was lost. */
  const repeated = '${i*0.1+1.03+0.30} s${i} < PA seq=1 len=300';

  it('are a lossy path where other packets are repeated as well', async () => {
    const [finding, ...rest] = await findingsOf(`sort${usual(8)}${late(4, repeated)}`);
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({
      cause: 'slow-handshake',
      count: 4,
      party: 'network',
      facts: { reason: 'loss' },
      server: { address: '10.0.0.2', port: 80 },
    });
    expect(finding?.facts['lateSeconds']).toBeCloseTo(1.05, 2);
    if (finding === undefined) return;
    expect(findingHeadline(finding, 'en')).toBe(
      '4 connections to 10.0.0.2:80 succeeded only on a repeated SYN, e.g. 1.05 s late, likely because packets are lost on the way.',
    );
  });

  it('have no reason where nothing tells the path from the server', async () => {
    const [finding] = await findingsOf(`sort${usual(8)}${late(4)}`);
    expect(finding).toMatchObject({ cause: 'slow-handshake', party: 'unknown' });
    expect(finding?.facts['reason']).toBeUndefined();
    expect(finding?.alternatives.map(({ cause }) => cause)).toEqual(['listen-queue-overflow']);
  });

  it('are the server ignoring them where the first SYN was captured at the server', async () => {
    const atServer = `sort${usual(8)}${late(4)}`.replaceAll('ttlc=64 ttls=60', 'ttlc=60 ttls=64');
    const [finding] = await findingsOf(atServer);
    expect(finding).toMatchObject({ cause: 'slow-handshake', party: 'server', facts: { reason: 'server' } });
  });

  it('are lost answers where the SYN-ACK had been on its way', async () => {
    const lost = `sort${usual(8)}${late(3)}`.replaceAll(
      '${i*0.1+1.03} s${i} > S seq=0',
      '${i*0.1+0.01} s${i} < SA seq=0\n  ${i*0.1+1.03} s${i} > S seq=0',
    );
    // First answered at once: late only for the client. The SYN-ACK of the repetition is what it acknowledges.
    expect((await findingsOf(lost.replaceAll('s${i} < SA\n', 's${i} < SA seq=0\n')))[0]?.facts['reason']).toBe('loss');
  });

  it('are none when two of them are late, or a few out of many', async () => {
    expect(await causesOf(`sort${usual(8)}${late(2)}`)).toEqual([]);
    expect(await causesOf(`sort${usual(58)}${late(3)}`)).toEqual([]);
    expect(await causesOf(`sort${usual(56)}${late(3)}`)).toEqual(['slow-handshake']);
  });

  it.each(['hit-syn-ignored', 'hit-ack-ignored', 'hit-cookie'])('are the story of a full accept queue there (%s)', async (name) => {
    const causes = await causesOf(fixture(`listen-queue-overflow/${name}`));
    expect(causes).toContain('listen-queue-overflow');
    expect(causes).not.toContain('slow-handshake');
  });

  it('rank behind what did harm, before what did none', async () => {
    const refused =
      'repeat i=1..3 {\n  conn r${i} client=10.0.0.1:${45000+i} server=10.0.0.2:81 ttlc=64 ttls=60\n  ${i*0.1} r${i} > S\n  ${i*0.1+0.02} r${i} < RA seq=0 rawseq=0\n}';
    expect(await causesOf(`sort${usual(8)}${late(6, repeated)}\n${refused}`)).toEqual(['port-closed', 'slow-handshake']);
  });
});

describe('one bad back end', () => {
  /** Three machines in turn; `bad` decides which connections are reset right after they were accepted. */
  const balanced = (
    bad: (i: number) => boolean,
    kindOf: (i: number) => { ttl: number; win: number },
    syn = (_: number) => 'mss=1460 sackok ws=7',
  ) =>
    Array.from({ length: 36 }, (_, i) => {
      const { ttl, win } = kindOf(i);
      const at = i * 0.2;
      const end = bad(i)
        ? [`${at + 0.021} c${i} < RA`]
        : [`${at + 0.0403} c${i} < PA len=300`, `${at + 0.0405} c${i} > FA`, `${at + 0.0606} c${i} < FA`, `${at + 0.0607} c${i} > A`];
      return [
        `conn c${i} client=10.0.0.${1 + (i % 2)}:${40_000 + i} server=10.0.0.9:443 ttlc=64 ttls=${ttl}`,
        `${at} c${i} > S ${syn(i)}`,
        `${at + 0.02} c${i} < SA mss=1460 win=${win}`,
        `${at + 0.0201} c${i} > A`,
        ...(bad(i) ? end : [`${at + 0.0202} c${i} > PA len=40`, ...end]),
      ].join('\n');
    }).join('\n');
  const threeMachines = (i: number) => (i % 3 === 1 ? { ttl: 61, win: 26_847 } : { ttl: 62, win: 64_240 });

  it('is told by the SYN-ACK that all failures met', async () => {
    const findings = await findingsOf(balanced((i) => i % 3 === 1, threeMachines));
    const finding = findings.find(({ cause }) => cause === 'one-bad-backend');
    expect(finding).toMatchObject({
      count: 12,
      party: 'server',
      facts: { backends: 3, ttl: 61, otherTtl: 62, window: 26_847, otherWindow: 64_240 },
    });
    expect(findings[0]?.cause).not.toBe('one-bad-backend');
    if (finding === undefined) return;
    expect(findingHeadline(finding, 'en')).toContain('likely because one of 3 back ends behind that address is faulty');
    expect(findingHeadline(finding, 'zh')).toContain('TTL 为 61 而非 62');
  });

  it('is told by another stack where each client is sent to its own machine', async () => {
    const byClient = (ttl: number) =>
      balanced(
        (i) => i % 2 === 1,
        (i) => (i % 2 === 1 ? { ttl, win: 26_847 } : { ttl: 62, win: 64_240 }),
      );
    expect(await causesOf(byClient(126))).toContain('one-bad-backend');
    // A TTL that a longer way explains is the client's or the route's.
    expect(await causesOf(byClient(60))).not.toContain('one-bad-backend');
  });

  it('is none where failures meet all of them alike', async () => {
    expect(await causesOf(balanced((i) => i % 4 === 1, threeMachines))).not.toContain('one-bad-backend');
  });

  it('is none where all answer alike', async () => {
    expect(
      await causesOf(
        balanced(
          (i) => i % 3 === 1,
          () => ({ ttl: 62, win: 64_240 }),
        ),
      ),
    ).not.toContain('one-bad-backend');
  });

  it('is none where the client that fails asked for something else', async () => {
    const byClient = balanced(
      (i) => i % 2 === 1,
      (i) => (i % 2 === 1 ? { ttl: 62, win: 65_160 } : { ttl: 62, win: 64_240 }),
      (i) => (i % 2 === 1 ? 'mss=1460 sackok ws=7 ts' : 'mss=1460 sackok ws=7'),
    );
    expect(await causesOf(byClient)).not.toContain('one-bad-backend');
  });

  it('has a chance by Fisher', () => {
    // Tea tasting: all four right of eight is 1 in 70; three of four 17 in 70.
    expect(fisherChance({ met: 4, failed: 4, others: 4, othersFailed: 0 })).toBeCloseTo(1 / 70, 10);
    expect(fisherChance({ met: 4, failed: 3, others: 4, othersFailed: 1 })).toBeCloseTo(17 / 70, 10);
    expect(fisherChance({ met: 5, failed: 0, others: 5, othersFailed: 0 })).toBe(1);
  });
});

describe('a client that leaks', () => {
  const opened = (i: number, at: number, uses: readonly number[]): string =>
    [
      `conn c${i} client=10.0.0.1:${40_000 + i} server=10.0.0.2:5000 ttlc=64 ttls=60`,
      `${at} c${i} > S`,
      `${at + 0.02} c${i} < SA`,
      `${at + 0.0201} c${i} > A`,
      ...[at + 0.03, ...uses].flatMap((use) => [
        `${use} c${i} > PA len=40`,
        `${use + 0.02} c${i} < PA len=100`,
        `${use + 0.0201} c${i} > A`,
      ]),
    ].join('\n');
  const many = (count: number, at: (i: number) => number, uses: (i: number) => readonly number[] = () => []) =>
    `sort\n${Array.from({ length: count }, (_, i) => opened(i, at(i), uses(i))).join('\n')}\n`;

  it('opens one after the other, uses each once and closes none', async () => {
    const [finding, ...rest] = await findingsOf(many(40, (i) => i * 1.5));
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({
      cause: 'client-leak',
      count: 40,
      party: 'client',
      outcome: 'open',
      client: { address: '10.0.0.1' },
      facts: { opened: 40, closed: 0 },
    });
    expect(finding?.facts['perMinute']).toBeCloseTo(41, 0);
    if (finding === undefined) return;
    expect(findingHeadline(finding, 'en')).toBe(
      '10.0.0.1 opened 40 connections to 10.0.0.2:5000 and none of them was closed: they pile up at 41.0 per minute.',
    );
  });

  it('is no pool that was filled and keeps its thirty connections', async () => {
    const turns = (i: number) => Array.from({ length: 4 }, (_, turn) => 2 + turn * 12 + i * 0.3);
    expect(await causesOf(many(30, (i) => i * 0.01, turns))).toEqual([]);
    expect(await causesOf(many(30, (i) => i * 0.01))).toEqual([]);
  });

  it('is no pool that grows and is used', async () => {
    const turns = (i: number) => Array.from({ length: 8 }, (_, turn) => i * 1.5 + (turn + 1) * 7).filter((seconds) => seconds < 62);
    expect(await causesOf(many(40, (i) => i * 1.5, turns))).toEqual([]);
  });

  it('is nobody who closes what it opened, nor one with fewer than twenty', async () => {
    const closing = `${many(40, (i) => i * 1.5)}${Array.from({ length: 40 }, (_, i) => `${i * 1.5 + 1} c${i} > FA\n${i * 1.5 + 1.02} c${i} < FA\n${i * 1.5 + 1.03} c${i} > A`).join('\n')}\n`;
    expect(await causesOf(closing)).toEqual([]);
    expect(await causesOf(many(19, (i) => i * 3))).toEqual([]);
  });

  it('stands behind the limit that it runs into', async () => {
    const rejected = Array.from({ length: 12 }, (_, n) => {
      const i = 100 + n;
      const at = 60 + n * 0.5;
      return `conn c${i} client=10.0.0.1:${40_000 + i} server=10.0.0.2:5000 ttlc=64 ttls=60\n${at} c${i} > S\n${at + 0.02} c${i} < SA\n${at + 0.0201} c${i} > A\n${at + 0.021} c${i} < RA`;
    }).join('\n');
    // One was closed and another let in: a place, not the time, decides.
    const again = `62.1 c0 > FA\n62.12 c0 < FA\n62.13 c0 > A\n${opened(200, 62.2, [])}\n`;
    const causes = await causesOf(`${many(40, (i) => i * 1.5)}${rejected}\n${again}`);
    expect(causes).toEqual(['connection-limit-total', 'client-leak']);
  });
});

describe('ports that run out', () => {
  const short = (count: number, port: (i: number) => number, every: number) =>
    Array.from({ length: count }, (_, i) => {
      const at = i * every;
      return [
        `conn c${i} client=10.0.0.1:${port(i)} server=10.0.0.2:80 ttlc=64 ttls=60 isnc=${1000 + i * 100_000} isns=${500_000 + i * 100_000}`,
        `${at} c${i} > S`,
        `${at + 0.002} c${i} < SA`,
        `${at + 0.0021} c${i} > A`,
        `${at + 0.0022} c${i} > PA len=40`,
        `${at + 0.0042} c${i} < PA len=100`,
        `${at + 0.0043} c${i} > FA`,
        `${at + 0.0063} c${i} < FA`,
        `${at + 0.0064} c${i} > A`,
      ].join('\n');
    }).join('\n');

  it('are used again while the old connection is remembered', async () => {
    const findings = await findingsOf(short(160, (i) => 40_000 + (i % 50), 0.1));
    const finding = findings.find(({ cause }) => cause === 'ephemeral-port-exhaustion');
    expect(finding).toMatchObject({ count: 160, party: 'client', facts: { ports: 50, reused: 110 } });
  });

  it('do not, when each is new or comes back after a minute', async () => {
    expect(await causesOf(short(160, (i) => 40_000 + i, 0.1))).toEqual([]);
    expect(await causesOf(short(160, (i) => 40_000 + (i % 40), 1.6))).not.toContain('ephemeral-port-exhaustion');
  });

  it('do not, when a client keeps to a few ports on purpose', async () => {
    expect(await causesOf(short(60, (i) => 40_000 + (i % 4) * 100, 0.5))).not.toContain('ephemeral-port-exhaustion');
  });

  // Linux takes them in rounds: the even ones first, ascending with gaps, then what is left.
  const rounds = (i: number): number => 40_000 + ((i * 14) % 49);
  const goesOn = (until: number): string => {
    const lines = [
      'conn other client=10.0.0.9:50000 server=10.0.0.2:80 ttlc=64 ttls=60',
      '0 other > S',
      '0.002 other < SA',
      '0.0021 other > A',
    ];
    for (let at = 1; at <= until; at++) lines.push(`${at} other > PA len=40`, `${at + 0.002} other < PA len=100`);
    return `sort\n${lines.join('\n')}\n`;
  };

  it('may have run out where a client stops after one small block of them, each used once', async () => {
    const findings = await findingsOf(goesOn(9) + short(48, (i) => rounds(i % 7) + Math.floor(i / 7), 0.1));
    const finding = findings.find(({ cause }) => cause === 'ephemeral-port-exhaustion');
    expect(finding).toMatchObject({ count: 48, party: 'client', confidence: 0.5, facts: { ports: 48 } });
    expect(finding?.evidence.map(({ fact }) => fact)).toEqual(['closed-first-by-client', 'port-block-used']);
  });

  it('have not, when they are taken in sequence, lie far apart, or the capture ends with the last', async () => {
    const isNoted = async (text: string): Promise<boolean> => (await causesOf(text)).includes('ephemeral-port-exhaustion');
    expect(await isNoted(goesOn(9) + short(48, (i) => 40_000 + i, 0.1))).toBe(false);
    expect(await isNoted(goesOn(9) + short(48, (i) => 40_000 + ((i * 14) % 49) * 3, 0.1))).toBe(false);
    expect(await isNoted(goesOn(5) + short(48, (i) => rounds(i % 7) + Math.floor(i / 7), 0.1))).toBe(false);
  });

  /** Connections without packets: what counts is in the columns. */
  function opened(count: number, every: number): { tables: CaptureTables; columns: ConnectionColumns; listener: ListenerFacts } {
    const tables = new CaptureTables();
    const { connections, addresses } = tables;
    const client = addresses.intern(4, 0, 0, 0, 0x0a000001);
    const server = addresses.intern(4, 0, 0, 0, 0x0a000002);
    const columns = new ConnectionColumns(count);
    for (let c = 0; c < count; c++) {
      connections.origAddress.push(client);
      connections.respAddress.push(server);
      connections.origPort.push(32_768 + (c % 28_232));
      connections.respPort.push(80);
      connections.previous.push(-1);
      columns.start[c] = c * every;
      columns.end[c] = c * every + 0.005;
    }
    const listener = new ListenerFacts(server, 80);
    listener.connections = Uint32Array.from({ length: count }, (_, c) => c);
    return { tables, columns, listener };
  }

  it('are nearly all used within a minute', () => {
    const { tables, columns, listener } = opened(24_000, 0.002);
    const [found] = findPortExhaustion(tables, columns, listener, () => true, 48);
    expect(found).toMatchObject({ ports: 24_000, available: 28_232, reused: 0 });
    expect(found?.withinSeconds).toBeCloseTo(48, 0);
    expect(findPortExhaustion(tables, columns, listener, () => false, 48)).toEqual([]);
  });

  it('are not, when the same number takes two minutes', () => {
    const { tables, columns, listener } = opened(24_000, 0.005);
    expect(findPortExhaustion(tables, columns, listener, () => true, 120)).toEqual([]);
  });
});
