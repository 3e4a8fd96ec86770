// `npm run bench`: what the project promises about speed and memory, measured on generated captures, beside a plain read of the same file
// and the programs people use today, all in turn within one run, so that a busy machine is unfair to everybody alike.
// `--full` for the promised sizes, `--record` to keep, `--check` to fail when a ratio is worse than the one kept. What rows mean: README.md.

import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { writeAsPcapng } from './as-pcapng';
import { contestants, ensureProgram, readWhole, runProgram, whyreset, WHYRESET, type Timing } from './contestants';
import { firstProvisional, keptBytes, ladderMilliseconds } from './engine';
import { generateCapture, type CaptureSpec, type GeneratedCapture } from './generate';
import { appendHistory, committedValue, regressionsOf, type HistoryLine } from './history';
import { BenchPage } from './page';
import { captureFurtherOn } from './second-capture';
import { isMet, rowLine, sampleOf, told, type Row, type Sample } from './stats';

const HISTORY = join(process.cwd(), 'bench', 'history.jsonl');
/** What takes longer than this in its first round is measured once: it would not change the picture. */
const SLOW_SECONDS = 25;
/** Never the limit that ends a capture whose connections do. */
const ENOUGH = Number.MAX_SAFE_INTEGER;
const LADDER_TIMES = 5;
const SMALL_FILE_TIMES = 5;
/** Promised bytes that are kept: per TCP segment, per connection; and what the whole process may need at most on top of them. */
const SEGMENT_BYTES = 48;
const CONNECTION_BYTES = 400;
const PEAK_FACTOR = 1.5;
const PEAK_MEGABYTES = 120;

const CASES = ['bulk', 'small', 'linear', 'two', 'provisional', 'ladder', 'seven', 'memory'] as const;
type CaseName = (typeof CASES)[number];

const { values: options } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    runs: { type: 'string', default: '3' },
    case: { type: 'string' },
    'no-page': { type: 'boolean', default: false },
    /** Peers to leave out, by name: some take minutes for what others do in seconds. */
    skip: { type: 'string', default: '' },
  },
});
const runs = Math.max(1, Math.min(9, Number(options.runs) || 3));
const chosen = CASES.filter((name) => options.case === undefined || options.case.split(',').includes(name));
if (chosen.length === 0) throw new Error(`--case takes some of ${CASES.join(',')}`);
const load = loadavg()[0] ?? 0;
const rows: Row[] = [];
const seconds: Record<string, number> = {};

ensureProgram();
const folder = mkdtempSync(join(tmpdir(), 'whyreset-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
say(
  `Node ${process.version}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, load ${load.toFixed(1)}; medians of ${runs}, in turn`,
);
const page = options['no-page'] ? null : await BenchPage.open(say);
const everybody = contestants(say).filter(({ name }) => !options.skip.split(',').includes(name));
const work: Record<CaseName, () => void | Promise<void>> = {
  bulk: () => compare('bulk', size({ kind: 'bulk', packets: 1_000_000, connections: 20_000, parallel: 300, seed: 1 }, 4)),
  small: () => compare('small', size({ kind: 'small', packets: 10_000_000, connections: 20_000, parallel: 500, seed: 2 }, 10)),
  linear,
  two,
  provisional,
  ladder,
  seven,
  memory,
};
try {
  for (const name of chosen) {
    await work[name]();
    say('');
  }
} finally {
  await page?.close();
}

const marked = rows.filter(({ mark }) => mark !== null);
say(`${marked.filter(isMet).length} of ${marked.length} marks met${options.full ? '' : ' (at quick sizes: the marks are about --full)'}`);
for (const row of marked) say(rowLine(row));
if (options.check) check();
if (options.record) record();

/** The full capture, or a part of it with the same shape. */
function size(full: CaptureSpec, part: number): CaptureSpec {
  if (options.full) return full;
  return { ...full, packets: full.packets === ENOUGH ? ENOUGH : full.packets / part, connections: Math.max(1, full.connections / part) };
}

/** Everybody once, then everybody again: what disturbs the machine meets all. */
async function compare(name: 'bulk' | 'small', spec: CaptureSpec): Promise<void> {
  const path = join(folder, `${name}.pcap`);
  const capture = generate(name, path, spec);
  const pathAsPcapng = join(folder, `${name}.pcapng`);
  writeAsPcapng(path, pathAsPcapng);
  const timings = new Map<string, Timing[]>(everybody.map((one) => [one.name, []]));
  const onPage: { final: number; read: number }[] = [];
  for (let round = 0; round < runs; round++) {
    for (const one of everybody) {
      const list = timings.get(one.name);
      if (list === undefined) continue;
      if (round > 0 && (list[0]?.seconds ?? 0) > SLOW_SECONDS) continue;
      try {
        list.push(one.run(one.format === 'pcapng' ? pathAsPcapng : path));
      } catch (error) {
        if (one.name === WHYRESET) throw error;
        // A peer that cannot read the file is told, and compared with no more.
        say(`  ${one.name}: ${error instanceof Error ? error.message : String(error)}`);
        timings.delete(one.name);
      }
    }
    if (page !== null) {
      const { final } = await page.analyze(path);
      onPage.push({ final, read: await page.plainRead() });
    }
  }
  rmSync(pathAsPcapng);
  rmSync(path);
  const ours = timings.get(WHYRESET) ?? [];
  for (const [who, list] of timings) {
    if (list.length === 0) continue;
    const peak = Math.max(...list.map((timing) => timing.peak ?? 0));
    // Round by round: both met the same disturbances.
    const ratio = sampleOf(list.map((timing, round) => (ours[round]?.seconds ?? NaN) / timing.seconds));
    tell(
      who,
      capture,
      sampleOf(list.map((timing) => timing.seconds)),
      peak,
      who === WHYRESET ? '' : `whyreset takes ${told(ratio)} times as long`,
    );
    seconds[`${name}/${who}`] = sampleOf(list.map((timing) => timing.seconds)).median;
    if (who !== WHYRESET) rows.push(peerRow(name, who, ratio));
  }
  const peaks = ours.flatMap(({ peak }) => (peak === null ? [] : [peak]));
  if (peaks.length > 0) rows.push(peakRow(name, capture, sampleOf(peaks)));
  const rate = (list: readonly number[]): Sample => sampleOf(list.map((time) => capture.packets / time / 1e6));
  if (name === 'small') rows.push(rateRow('small/node', 'small packets, command line', rate(ours.map((timing) => timing.seconds)), 2.5));
  if (onPage.length === 0) return;
  const finals = onPage.map(({ final }) => final);
  const ratio = sampleOf(onPage.map(({ final, read }) => final / read));
  tell('page', capture, sampleOf(finals), 0, `${told(ratio)} times merely reading the file in the tab`);
  tell('page reads', capture, sampleOf(onPage.map(({ read }) => read)), 0, '');
  if (name === 'small') rows.push(rateRow('small/page', 'small packets, page', rate(finals), 2));
  const what = `${name}: page against merely reading in the same tab`;
  rows.push({
    id: `${name}-page/read`,
    what,
    unit: 'times',
    value: ratio,
    mark: name === 'bulk' ? 1.5 : null,
    better: 'less',
    isRatio: true,
  });
}

function peerRow(name: string, who: string, ratio: Sample): Row {
  const base = { id: `${name}/${who}`, unit: 'times', isRatio: true };
  if (name === 'bulk' && who === 'tshark') {
    const value = { median: 1 / ratio.median, least: 1 / ratio.most, most: 1 / ratio.least };
    return { ...base, what: `${name}: faster than ${who}`, value, mark: 15, better: 'more' };
  }
  return {
    ...base,
    what: `${name}: against ${who}`,
    value: ratio,
    mark: name === 'bulk' && who === 'tcptrace' ? 0.75 : null,
    better: 'less',
  };
}

function rateRow(id: string, what: string, value: Sample, mark: number): Row {
  return { id, what, unit: 'M packets/s', value, mark, better: 'more', isRatio: false };
}

function peakRow(name: string, { packets, connections }: GeneratedCapture, value: Sample): Row {
  const mark = (PEAK_FACTOR * (packets * SEGMENT_BYTES + connections * CONNECTION_BYTES)) / 1e6 + PEAK_MEGABYTES;
  return { id: `${name}/peak`, what: `${name}: peak of the whole process`, unit: 'MB', value, mark, better: 'less', isRatio: false };
}

/** Twice as much must take at most 2.2 times as long, and as much memory. */
function linear(): void {
  for (const connections of options.full ? [10_000, 100_000, 500_000] : [10_000, 50_000])
    doubling(`short ${connections}`, { kind: 'short', packets: ENOUGH, connections, parallel: 1000, seed: 3 });
  const packets = options.full ? 2_500_000 : 500_000;
  doubling('one connection', { kind: 'small', packets, connections: 1, parallel: 1, seed: 4 });
  const connections = options.full ? 5000 : 2500;
  doubling('one listener with a limit', { kind: 'limited', packets: ENOUGH, connections, parallel: 150, seed: 5 });
}

function doubling(name: string, once: CaptureSpec): void {
  const paths = [join(folder, 'once.pcap'), join(folder, 'twice.pcap')] as const;
  const small = generate(name, paths[0], once);
  const twice = {
    ...once,
    connections: once.connections > 1 ? once.connections * 2 : 1,
    packets: once.packets === ENOUGH ? ENOUGH : once.packets * 2,
  };
  const large = generate(`${name}, twice`, paths[1], twice);
  const program = whyreset();
  const times: { readonly first: Timing; readonly second: Timing }[] = [];
  for (let round = 0; round < runs; round++) times.push({ first: program.run(paths[0]), second: program.run(paths[1]) });
  for (const path of paths) rmSync(path);
  const peakOf = (list: readonly Timing[]): number => Math.max(...list.map(({ peak }) => peak ?? 0));
  const firsts = times.map(({ first }) => first);
  const seconds = times.map(({ second }) => second);
  tell('once', small, sampleOf(firsts.map((timing) => timing.seconds)), peakOf(firsts), '');
  tell('twice', large, sampleOf(seconds.map((timing) => timing.seconds)), peakOf(seconds), '');
  const time = sampleOf(times.map(({ first, second }) => second.seconds / first.seconds));
  const memory = sampleOf(times.map(({ first, second }) => (second.peak ?? 0) / (first.peak ?? NaN)));
  const id = `linear ${name}`;
  rows.push(
    { id: `${id}/time`, what: `${name}: twice as much, time`, unit: 'times', value: time, mark: 2.2, better: 'less', isRatio: true },
    { id: `${id}/memory`, what: `${name}: twice as much, memory`, unit: 'times', value: memory, mark: 2.2, better: 'less', isRatio: true },
    peakRow(`${name}, twice`, large, sampleOf(seconds.map(({ peak }) => peak ?? 0))),
  );
}

/** Two captures of one path compared, beside analysing one after the other. */
function two(): void {
  const paths = [join(folder, 'first.pcap'), join(folder, 'second.pcap')] as const;
  const packets = options.full ? 500_000 : 100_000;
  const capture = generate('two captures, each', paths[0], { kind: 'bulk', packets, connections: packets / 2000, parallel: 40, seed: 7 });
  captureFurtherOn(...paths);
  readWhole(paths[1]);
  const times = Array.from({ length: runs }, () => {
    const alone = runProgram(paths[0]).seconds + runProgram(paths[1]).seconds;
    return { alone, compared: runProgram('compare', ...paths).seconds };
  });
  for (const path of paths) rmSync(path);
  const value = sampleOf(times.map(({ alone, compared }) => compared / alone));
  tell('analysed', capture, sampleOf(times.map(({ alone }) => alone)), 0, '');
  tell('compared', capture, sampleOf(times.map(({ compared }) => compared)), 0, `${told(value)} times as long`);
  rows.push({
    id: 'two/analysed',
    what: 'two captures: comparing against analysing both',
    unit: 'times',
    value,
    mark: 1.5,
    better: 'less',
    isRatio: true,
  });
}

async function provisional(): Promise<void> {
  const path = join(folder, 'provisional.pcap');
  generate('provisional', path, size({ kind: 'limited', packets: ENOUGH, connections: 500_000, parallel: 150, seed: 6 }, 10));
  const inNode: number[] = [];
  const inPage: number[] = [];
  for (let round = 0; round < runs; round++) {
    inNode.push(await firstProvisional(path));
    if (page !== null) inPage.push((await page.analyze(path)).provisional);
  }
  rmSync(path);
  timeRow('provisional/node', 'first provisional finding, engine', inNode, 's', 1);
  if (inPage.length > 0) timeRow('provisional/page', 'first provisional finding, in the page', inPage, 's', 1);
}

async function ladder(): Promise<void> {
  const path = join(folder, 'ladder.pcap');
  generate('ladder', path, { kind: 'small', packets: 100_000, connections: 1, parallel: 1, seed: 7 });
  const { each } = await ladderMilliseconds(path, LADDER_TIMES);
  rmSync(path);
  timeRow('ladder/first', 'ladder of 100,000 segments, opened first', each.slice(0, 1), 'ms', 100);
  timeRow('ladder/again', 'ladder of 100,000 segments, opened again', each.slice(1), 'ms', 100);
}

async function seven(): Promise<void> {
  if (page === null) return;
  const path = join(folder, 'seven.pcap');
  generate('seven', path, { kind: 'seven', packets: ENOUGH, connections: 1, parallel: 1, seed: 8 });
  const times: number[] = [];
  for (let time = 0; time < SMALL_FILE_TIMES; time++) times.push((await page.analyze(path)).final * 1000);
  rmSync(path);
  timeRow('seven/page', '7 packets, drop to verdict', times, 'ms', 150);
}

/** Of one connection, all is segments; of short ones, what is left is theirs. */
async function memory(): Promise<void> {
  const path = join(folder, 'memory.pcap');
  generate('memory', path, { kind: 'small', packets: 1_000_000, connections: 1, parallel: 1, seed: 9 });
  // Once for the code and what is only made once.
  await keptBytes(path);
  const long = await keptBytes(path);
  generate('memory', path, { kind: 'short', packets: ENOUGH, connections: 100_000, parallel: 1000, seed: 9 });
  const short = await keptBytes(path);
  rmSync(path);
  const perSegment = long.bytes / long.segments;
  const perConnection = (short.bytes - perSegment * short.segments) / short.connections;
  timeRow('memory/segment', 'kept for each TCP segment', [perSegment], 'bytes', SEGMENT_BYTES);
  timeRow('memory/connection', 'kept for each connection', [perConnection], 'bytes', CONNECTION_BYTES);
}

function timeRow(id: string, what: string, values: readonly number[], unit: string, mark: number): void {
  const row: Row = { id, what, unit, value: sampleOf(values), mark, better: 'less', isRatio: false };
  rows.push(row);
  say(rowLine(row));
}

function generate(name: string, path: string, spec: CaptureSpec): GeneratedCapture {
  const capture = generateCapture(path, spec);
  // The page cache is warm for whoever comes first as for the last.
  readWhole(path);
  say(
    `${name}: ${(capture.bytes / 1e6).toFixed(capture.bytes < 1e6 ? 3 : 0)} MB, ${count(capture.packets)} packets, ${count(capture.connections)} connections`,
  );
  return capture;
}

function tell(who: string, capture: GeneratedCapture, time: Sample, peak: number, remark: string): void {
  const rate = `${(capture.bytes / 1e6 / time.median).toFixed(0).padStart(6)} MB/s ${(capture.packets / time.median / 1e6).toFixed(2).padStart(6)} M packets/s`;
  const memory = peak === 0 ? ''.padStart(15) : `${peak.toFixed(0).padStart(6)} MB peak `;
  say(`  ${who.padEnd(14)} ${told(time).padStart(22)} s ${rate} ${memory} ${remark}`);
}

function check(): void {
  const size = options.full ? 'full' : 'quick';
  const regressions = regressionsOf(rows, (id) => committedValue(HISTORY, size, id));
  const known = rows.filter((row) => row.isRatio && committedValue(HISTORY, size, row.id) !== null);
  say(`\n${known.length} ratios compared with those kept in bench/history.jsonl`);
  for (const { row, committed, worseBy } of regressions)
    say(`  WORSE  ${row.what}: ${told(row.value)} ${row.unit}, was ${committed.toFixed(2)}: by ${(worseBy * 100).toFixed(0)} %`);
  if (known.length === 0) say('  nothing to compare with: npm run bench -- --record');
  if (regressions.length > 0 || known.length === 0) process.exitCode = 1;
}

function record(): void {
  const line: HistoryLine = {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    size: options.full ? 'full' : 'quick',
    runs,
    load: Number((load / cpus().length).toFixed(1)),
    rows: Object.fromEntries(rows.map((row) => [row.id, Number(row.value.median.toPrecision(4))])),
    seconds: Object.fromEntries(Object.entries(seconds).map(([id, value]) => [id, Number(value.toPrecision(4))])),
  };
  appendHistory(HISTORY, line);
  say('recorded in bench/history.jsonl');
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
