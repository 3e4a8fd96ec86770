// Data of the charts, from the columns and the findings: one pass over the connections that fit the filter for each chart.

import { KNOWN_DEFAULTS } from '../../causes/known-default-rows';
import { fitsTimer } from '../../causes/known-defaults';
import { OUTCOME_LOOKS, outcomeLook } from '../../model/outcome-look';
import { BENIGN_CAUSES, CAUSE_IDS, type CauseId } from '../../model/vocabulary';
import type { EndedBy, Finding, Outcome } from '../../model/verdict';
import type { ChartsData, ConcurrencyChart, HandshakeChart, LifetimeChart, OpenedChart, SilenceChart } from '../../rpc/charts';
import type { Analysis } from '../analysis';
import { ENDED_BY, OUTCOMES } from '../judge';
import { LogBins, medianOf, TIME_BINS, timeBinOf } from './bins';

const FAILURES_MAX = 300;
const SHORTEST_SECONDS = 1e-5;
const SHORTEST_SILENCE_SECONDS = 0.01;
const SYNS_TOLD = 4;
const BENIGN = new Set<CauseId>(BENIGN_CAUSES);

/** `ids`: connections that fit the filter. */
export function buildCharts(analysis: Analysis, ids: Uint32Array): ChartsData {
  const binSeconds = Math.max(analysis.durationSeconds, 1e-6) / TIME_BINS;
  return {
    connections: ids.length,
    durationSeconds: analysis.durationSeconds,
    opened: openedChart(analysis, ids, binSeconds),
    concurrency: concurrencyChart(analysis, ids, binSeconds),
    silence: silenceChart(analysis, ids),
    handshakes: handshakeChart(analysis, ids, binSeconds),
    lifetimes: lifetimeChart(analysis, ids),
  };
}

function openedChart({ columns }: Analysis, ids: Uint32Array, binSeconds: number): OpenedChart {
  const series = OUTCOME_LOOKS.map((look) => ({ look, total: 0, counts: new Array<number>(TIME_BINS).fill(0) }));
  for (const id of ids) {
    const look = outcomeLook(OUTCOMES[columns.outcome[id] as number] as Outcome, CAUSE_IDS[columns.cause[id] as number] as CauseId);
    const own = series[OUTCOME_LOOKS.indexOf(look)];
    if (own === undefined) continue;
    const bin = timeBinOf(columns.start[id] as number, binSeconds);
    own.counts[bin] = (own.counts[bin] as number) + 1;
    own.total++;
  }
  return { binSeconds, series: series.filter(({ total }) => total > 0).sort((a, b) => b.total - a.total) };
}

/** The finding whose cause a number of open connections explains best; else the listener of the first one. */
function crowdedFinding(findings: readonly Finding[]): Finding | undefined {
  return (
    findings.find((finding) => typeof finding.facts['limit'] === 'number') ?? findings.find((finding) => finding.connections.length > 0)
  );
}

function concurrencyChart(analysis: Analysis, ids: Uint32Array, binSeconds: number): ConcurrencyChart | null {
  const { columns, tables, findings } = analysis;
  const { connections, addresses } = tables;
  const finding = crowdedFinding(findings);
  const example = finding?.connections[0];
  if (finding === undefined || example === undefined) return null;
  const listener = columns.listener[example];
  const client = finding.cause === 'connection-limit-per-client' ? connections.origAddress.values[example] : undefined;
  const own = ids.filter(
    (id) => columns.listener[id] === listener && (client === undefined || connections.origAddress.values[id] === client),
  );
  if (own.length < 2) return null;
  const failing = new Set(finding.connections);
  const moments: { readonly seconds: number; readonly step: number; readonly id: number }[] = [];
  for (const id of own) {
    const accepted = columns.accepted[id] as number;
    const isFailure = failing.has(id);
    if (isFailure) moments.push({ seconds: Math.max(accepted, columns.start[id] as number), step: 0, id });
    // One that was turned away is not held; its short life would hide how many were.
    if (accepted < 0 || (isFailure && finding.cause !== 'accept-starvation')) continue;
    moments.push(
      { seconds: accepted, step: 1, id },
      { seconds: Math.min(columns.openUntil[id] as number, analysis.durationSeconds), step: -1, id },
    );
  }
  moments.sort((a, b) => a.seconds - b.seconds || a.step - b.step);
  const open = new Array<number>(TIME_BINS).fill(0);
  const failures: { seconds: number; open: number }[] = [];
  let now = 0;
  let highest = 0;
  let bin = 0;
  for (const { seconds, step } of moments) {
    const at = timeBinOf(seconds, binSeconds);
    for (; bin < at; bin++) open[bin + 1] = now;
    now += step;
    if (step === 0) failures.push({ seconds, open: now });
    highest = Math.max(highest, now);
    open[at] = Math.max(open[at] as number, now);
  }
  for (; bin < TIME_BINS - 1; bin++) open[bin + 1] = now;
  const every = Math.ceil(failures.length / FAILURES_MAX);
  const respAddress = addresses.text(connections.respAddress.values[example] as number);
  const respPort = connections.respPort.values[example] as number;
  const limit = finding.facts['limit'];
  return {
    server: respAddress.includes(':') ? `[${respAddress}]:${respPort}` : `${respAddress}:${respPort}`,
    client: client === undefined ? null : addresses.text(client),
    binSeconds,
    open,
    highest,
    failures: failures.filter((_, index) => index % Math.max(1, every) === 0),
    failed: failures.length,
    limit: typeof limit === 'number' ? limit : null,
  };
}

/** Ended badly after it had been established. */
function isFailed({ columns }: Analysis, id: number): boolean {
  const outcome = OUTCOMES[columns.outcome[id] as number];
  return (
    (columns.accepted[id] as number) >= 0 &&
    (outcome === 'reset' || outcome === 'no-answer') &&
    !BENIGN.has(CAUSE_IDS[columns.cause[id] as number] as CauseId)
  );
}

function silenceChart(analysis: Analysis, ids: Uint32Array): SilenceChart | null {
  const { tables } = analysis;
  const { segmentStart, segments } = tables.connections;
  const bins = new LogBins(SHORTEST_SILENCE_SECONDS, Math.max(1, analysis.durationSeconds), 2);
  const silences: number[] = [];
  for (const id of ids) {
    const failed = isFailed(analysis, id);
    let longestNs = 0;
    const end = segmentStart[id + 1] as number;
    let beforeNs = Infinity;
    for (let at = segmentStart[id] as number; at < end; at++) {
      const tsNs = tables.frames.tsNs.values[tables.segments.frameIndex.values[segments[at] as number] as number] as number;
      if (tsNs - beforeNs > longestNs) longestNs = tsNs - beforeNs;
      beforeNs = tsNs;
    }
    if (end - (segmentStart[id] as number) < 2) continue;
    bins.add(longestNs / 1e9, failed ? 0 : 1);
    if (failed) silences.push(longestNs / 1e9);
  }
  const list = bins.list();
  if (list.length === 0) return null;
  const sorted = Float64Array.from(silences);
  const median = silences.length === 0 ? null : medianOf(sorted);
  return {
    bins: list.map(({ from, to, counts: [failed = 0, others = 0] }) => ({ from, to, failed, others })),
    median,
    failed: silences.length,
    defaults: defaultsNear(sorted),
  };
}

/** Idle timers of products that failed connections were silent for, one per number. */
function defaultsNear(silences: Float64Array): SilenceChart['defaults'] {
  const found = new Map<number, { seconds: number; product: string; key: string }>();
  for (const { product, settings } of KNOWN_DEFAULTS) {
    for (const [kind, values, key] of settings) {
      if (kind !== 'idle' && kind !== 'path') continue;
      for (const seconds of values) {
        if (!found.has(seconds) && silences.some((silence) => fitsTimer(silence, seconds))) found.set(seconds, { seconds, product, key });
      }
    }
  }
  return [...found.values()].sort((a, b) => a.seconds - b.seconds);
}

function handshakeChart({ columns }: Analysis, ids: Uint32Array, binSeconds: number): HandshakeChart | null {
  const done = ids.filter((id) => (columns.rtt[id] as number) >= 0);
  const bySyns = new Array<number>(SYNS_TOLD).fill(0);
  for (const id of ids) {
    const syns = columns.synCount[id] as number;
    if (syns > 0) bySyns[Math.min(syns, SYNS_TOLD) - 1] = (bySyns[Math.min(syns, SYNS_TOLD) - 1] as number) + 1;
  }
  if (done.length === 0) return null;
  const times = Float64Array.from(done, (id) => columns.rtt[id] as number);
  const slowest = times.reduce((most, seconds) => Math.max(most, seconds), 0);
  const bins = new LogBins(SHORTEST_SECONDS, Math.max(SHORTEST_SECONDS, slowest), 1);
  const slowestByTime = new Array<number>(TIME_BINS).fill(0);
  for (const id of done) {
    const rtt = columns.rtt[id] as number;
    bins.add(rtt, 0);
    const bin = timeBinOf(columns.start[id] as number, binSeconds);
    slowestByTime[bin] = Math.max(slowestByTime[bin] as number, rtt);
  }
  return {
    bins: bins.list().map(({ from, to, counts: [count = 0] }) => ({ from, to, count })),
    median: medianOf(times),
    slowest,
    binSeconds,
    slowestByTime,
    bySyns,
  };
}

function lifetimeChart({ columns }: Analysis, ids: Uint32Array): LifetimeChart | null {
  const ended = ids.filter(
    (id) => (columns.accepted[id] as number) >= 0 && (columns.ended[id] as number) >= (columns.accepted[id] as number),
  );
  if (ended.length === 0) return null;
  const seconds = Float64Array.from(ended, (id) => (columns.ended[id] as number) - (columns.accepted[id] as number));
  const longest = seconds.reduce((most, each) => Math.max(most, each), SHORTEST_SECONDS);
  const bins = new LogBins(SHORTEST_SECONDS, longest, ENDED_BY.length);
  ended.forEach((id, index) => bins.add(seconds[index] as number, columns.endedBy[id] as number));
  return {
    bins: bins.list().map(({ from, to, counts }) => ({
      from,
      to,
      counts: Object.fromEntries(
        ENDED_BY.flatMap((by, index): [EndedBy, number][] => ((counts[index] ?? 0) > 0 ? [[by, counts[index] ?? 0]] : [])),
      ),
    })),
    median: medianOf(seconds),
  };
}
