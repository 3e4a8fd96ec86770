// What must not matter to a verdict, and what must, on recordings of real kernels that are written again with one thing changed.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionReport } from '../model/verdict';
import { FIN, RST } from '../model/tcp-flags';
import type { CauseId } from '../model/vocabulary';
import { memorySource } from '../testing/memory-source';
import { recordedFrames, rewritten, type RecordedFrames } from '../testing/recorded-frames';
import { findRecordings } from '../testing/recording-truth';
import type { Analysis } from './analysis';
import { analyzeCapture } from './analyze';

/** Larger recordings say the same more slowly. */
const MAX_FRAMES = 1500;
const MAX_SINGLE_FRAMES = 4;
/** Copies of the same frame a moment later: whichever is taken away, the other remains. */
const CAPTURED_TWICE = /-(?:twice|hop)--/;
/** Where the clock was set meanwhile, the other frames tell by how much. */
const CLOCK_SET = /-clock-(?:ahead|back)--/;

/** Judged by its own packets alone. The others lean on what the same hosts do meanwhile. */
const OF_ONE_CONNECTION: ReadonlySet<CauseId> = new Set([
  'host-unreachable',
  'half-open-probe',
  'linger-abort',
  'stale-keepalive-reuse',
  'ignored-connection-close',
  'write-after-close',
  'client-abandoned',
  'injected-reset',
  'receiver-stalled',
  'close-wait-leak',
  'fin-wait2-expired',
  'tls-failure',
  'normal-close',
  'idle-close',
  'reset-after-close',
  'open-at-end',
]);

/** What decides comes more than once on the wire (retransmissions, probes, errors) or is that nothing comes. */
const DECIDED_BY_REPETITION: ReadonlySet<CauseId> = new Set([
  'firewall-drop',
  'firewall-reject',
  'host-unreachable',
  'listen-queue-overflow',
  'listen-queue-overflow-reset',
  'middlebox-idle-timeout',
  'receiver-stalled',
  'retransmission-timeout',
  'open-at-end',
]);

interface Replayed {
  readonly name: string;
  readonly recorded: RecordedFrames;
  readonly analysis: Analysis;
  readonly reports: readonly ConnectionReport[];
}

async function analyzeBytes(bytes: Uint8Array): Promise<Analysis> {
  const result = await analyzeCapture(memorySource(bytes), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

const reportsOf = (analysis: Analysis): ConnectionReport[] =>
  Array.from({ length: analysis.tables.connections.length }, (_, id) => analysis.report(id));

const endsOf = ({ client, server }: ConnectionReport): string =>
  [`${client.address}:${client.port}`, `${server.address}:${server.port}`].sort().join(' ');

const verdictLine = ({ verdict, outcome, endedBy }: ConnectionReport): string =>
  `${verdict.cause} ${verdict.confidence.toFixed(3)} ${verdict.party} ${outcome} by ${endedBy}`;

/** Frame numbers (1-based) of a connection's segments. */
function framesOf({ tables }: Analysis, connection: number): Set<number> {
  const { segmentStart, segments } = tables.connections;
  const rows = segments.subarray(segmentStart[connection], segmentStart[connection + 1]);
  return new Set(Array.from(rows, (row) => tables.segments.frameIndex.values[row] + 1));
}

/** Those of them with a FIN or RST: a verdict may lean on one of several. */
function endFramesOf(analysis: Analysis, connection: number): number[] {
  const { flags, frameIndex } = analysis.tables.segments;
  return [...framesOf(analysis, connection)].filter((frame) => {
    const row = frameIndex.values.indexOf(frame - 1);
    return (flags.values[row] & (FIN | RST)) !== 0;
  });
}

/** The first connection of each cause, to try what costs an analysis each. */
function firstOfEachCause(reports: readonly ConnectionReport[]): ConnectionReport[] {
  const seen = new Set<CauseId>(['insufficient-evidence']);
  return reports.filter(({ verdict: { cause } }) => {
    const isNew = !seen.has(cause);
    seen.add(cause);
    return isNew;
  });
}

/** How sure the same cause is told of the same ends after the change; 0 where it is not told. */
function confidenceIn(analysis: Analysis, { client, server, verdict }: ConnectionReport): number {
  const ends = endsOf({ client, server } as ConnectionReport);
  const same = reportsOf(analysis).filter((other) => endsOf(other) === ends && other.verdict.cause === verdict.cause);
  return Math.max(0, ...same.map((other) => other.verdict.confidence));
}

const replayed: Replayed[] = [];

beforeAll(async () => {
  for (const { name, path } of findRecordings(new URL('../../lab/recordings/', import.meta.url))) {
    const bytes = new Uint8Array(readFileSync(path));
    const recorded = await recordedFrames(bytes);
    if (recorded === null || recorded.frames.length > MAX_FRAMES) continue;
    const analysis = await analyzeBytes(bytes);
    replayed.push({ name, recorded, analysis, reports: reportsOf(analysis) });
  }
}, 60_000);

describe('a verdict does not change', () => {
  it('with the absolute time: at the epoch, and at the end of 32 bits', async () => {
    expect(replayed.length).toBeGreaterThan(200);
    const changed: string[] = [];
    for (const { name, recorded, reports } of replayed) {
      for (const startNs of [1n, 4_294_900_000n * 1_000_000_000n]) {
        const moved = reportsOf(await analyzeBytes(rewritten(recorded, recorded.frames, startNs)));
        if (moved.map(verdictLine).join('\n') !== reports.map(verdictLine).join('\n')) changed.push(`${name} at ${startNs}`);
      }
    }
    expect(changed).toEqual([]);
  }, 60_000);

  it('when the other connections are removed, or it is one that was named beside it', async () => {
    const changed: string[] = [];
    let count = 0;
    for (const { name, recorded, analysis, reports } of replayed.filter((each) => !CLOCK_SET.test(each.name))) {
      for (const report of firstOfEachCause(reports).filter(({ verdict }) => OF_ONE_CONNECTION.has(verdict.cause))) {
        const others = new Set<number>();
        reports.forEach((other, id) => {
          // An earlier connection of the same ends and ports is no stranger.
          if (endsOf(other) !== endsOf(report)) for (const frame of framesOf(analysis, id)) others.add(frame);
        });
        // The last frame says how long the capture went on.
        others.delete(recorded.frames.length);
        const left = recorded.frames.filter((_, index) => !others.has(index + 1));
        const alone = await analyzeBytes(rewritten(recorded, left));
        const rivals = report.verdict.alternatives.map((each) => each.cause);
        count++;
        if (
          !reportsOf(alone).some(
            (other) => endsOf(other) === endsOf(report) && [report.verdict.cause, ...rivals].includes(other.verdict.cause),
          )
        )
          changed.push(`${name} ${report.id}: ${verdictLine(report)}, alone ${reportsOf(alone).map(verdictLine).join(', ')}`);
      }
    }
    expect(count).toBeGreaterThan(100);
    expect(changed).toEqual([]);
  }, 60_000);

  it('with the order of independent captures joined into one', async () => {
    const changed: string[] = [];
    const joinable = replayed.filter(
      ({ name, recorded }) => !CLOCK_SET.test(name) && recorded.linkType === 1 && recorded.frames.length < 300,
    );
    let count = 0;
    joinable.forEach((one, index) => {
      const other = joinable[(index * 7 + 3) % joinable.length];
      if (other !== undefined && one !== other) pairs.push([one, other]);
    });
    for (const [one, other] of pairs) {
      if (sharesHost(one, other)) continue;
      count++;
      const forward = linesOf(await analyzeBytes(joined(one, other)));
      const backward = linesOf(await analyzeBytes(joined(other, one)));
      if (forward.join('\n') !== backward.join('\n')) changed.push(`${one.name} and ${other.name}`);
    }
    expect(count).toBeGreaterThan(30);
    expect(changed).toEqual([]);
  }, 60_000);
});

const pairs: [Replayed, Replayed][] = [];

function sharesHost(one: Replayed, other: Replayed): boolean {
  const hosts = new Set(one.reports.flatMap(({ client, server }) => [client.address, server.address]));
  return other.reports.some(({ client, server }) => hosts.has(client.address) || hosts.has(server.address));
}

function linesOf(analysis: Analysis): string[] {
  return reportsOf(analysis)
    .map((report) => `${endsOf(report)} ${verdictLine(report)}`)
    .sort();
}

const HEAD_START_NS = 1_000_000;

/** Both at once, one a little ahead of the other: as long in either order, since what is open at its end depends on that. */
function joined(one: Replayed, other: Replayed): Uint8Array {
  const frames = [...one.recorded.frames, ...other.recorded.frames.map((frame) => ({ ...frame, tsNs: frame.tsNs + HEAD_START_NS }))];
  return rewritten(
    one.recorded,
    frames.toSorted((a, b) => a.tsNs - b.tsNs),
  );
}

describe('without the packets that decide', () => {
  it('nothing is told more surely', async () => {
    const raised: string[] = [];
    for (const { name, recorded, reports } of replayed) {
      for (const report of firstOfEachCause(reports)) {
        const frames = [...new Set(report.verdict.evidence.flatMap((each) => each.frames))];
        for (const gone of frames.slice(0, MAX_SINGLE_FRAMES)) {
          const cut = rewritten(
            recorded,
            recorded.frames.filter((_, index) => index + 1 !== gone),
          );
          const confidence = confidenceIn(await analyzeBytes(cut), report);
          if (confidence > report.verdict.confidence)
            raised.push(`${name} ${report.id} without frame ${gone}: ${verdictLine(report)}, then ${confidence}`);
        }
      }
    }
    expect(raised).toEqual([]);
  }, 60_000);

  it('the verdict is another, or less sure', async () => {
    const kept: string[] = [];
    let count = 0;
    for (const { name, recorded, analysis, reports } of replayed.filter((each) => !CAPTURED_TWICE.test(each.name))) {
      for (const report of firstOfEachCause(reports).filter(({ verdict }) => !DECIDED_BY_REPETITION.has(verdict.cause))) {
        const gone = new Set([...report.verdict.evidence.flatMap((each) => each.frames), ...endFramesOf(analysis, report.id)]);
        const cut = rewritten(
          recorded,
          recorded.frames.filter((_, index) => !gone.has(index + 1)),
        );
        count++;
        if (confidenceIn(await analyzeBytes(cut), report) >= report.verdict.confidence)
          kept.push(`${name} ${report.id}: ${verdictLine(report)}`);
      }
    }
    expect(count).toBeGreaterThan(200);
    expect(kept).toEqual([]);
  }, 60_000);
});
