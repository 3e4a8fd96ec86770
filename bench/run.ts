// `npm run bench`: the command line on synthetic captures against a plain read of the same file and against the programs people use
// today, all in turn within one run, so that a busy machine is unfair to everybody alike. `--full` for the big sizes, `--record` to keep.

import { spawnSync } from 'node:child_process';
import { appendFileSync, closeSync, existsSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { generateCapture, type CaptureSpec } from './generate';

const ROOT = process.cwd();
const PROGRAM = join(ROOT, 'dist-cli', 'whyreset.js');
const MEMORY_HOOK = join(ROOT, 'bench', 'peak-memory.mjs');
const HISTORY = join(ROOT, 'bench', 'history.jsonl');
const READ_BYTES = 8 * 1024 * 1024;
const MEGABYTE = 1e6;
/** What takes longer than this in its first round is measured once: it would not change the picture. */
const SLOW_SECONDS = 25;
const TIMEOUT_MS = 600_000;

interface Case {
  readonly name: string;
  readonly quick: CaptureSpec;
  readonly full: CaptureSpec;
}

/** Never the limit that ends a capture of kind "short": its connections do. */
const ENOUGH = Number.MAX_SAFE_INTEGER;

const CASES: readonly Case[] = [
  {
    name: 'bulk',
    quick: { kind: 'bulk', packets: 250_000, connections: 5000, parallel: 300, seed: 1 },
    full: { kind: 'bulk', packets: 1_000_000, connections: 20_000, parallel: 300, seed: 1 },
  },
  {
    name: 'small',
    quick: { kind: 'small', packets: 1_000_000, connections: 2000, parallel: 500, seed: 2 },
    full: { kind: 'small', packets: 10_000_000, connections: 20_000, parallel: 500, seed: 2 },
  },
  {
    name: 'short',
    quick: { kind: 'short', packets: ENOUGH, connections: 50_000, parallel: 1000, seed: 3 },
    full: { kind: 'short', packets: ENOUGH, connections: 1_000_000, parallel: 1000, seed: 3 },
  },
];

interface Contestant {
  readonly name: string;
  /** Seconds for the file. */
  run(path: string): number;
  /** Peak resident megabytes of the latest run; null where it cannot be told. */
  peakMegabytes(): number | null;
}

const { values: options } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    runs: { type: 'string', default: '3' },
    case: { type: 'string' },
  },
});
const runs = Math.max(1, Math.min(9, Number(options.runs) || 3));
const chosen = CASES.filter(({ name }) => options.case === undefined || name === options.case);
if (chosen.length === 0) throw new Error(`--case takes one of ${CASES.map(({ name }) => name).join(', ')}`);
// Builds the program when the sources are newer.
spawnSync(process.execPath, [join(ROOT, 'scripts', 'analyze.mjs'), '--version'], { stdio: ['ignore', 'ignore', 'inherit'] });
if (!existsSync(PROGRAM)) throw new Error('the command line is not built: npm run build');

const folder = mkdtempSync(join(tmpdir(), 'whyreset-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const contestants: Contestant[] = [
  plainRead(),
  whyreset(),
  ...installed('tcptrace', ['-n']),
  ...installed('tshark', ['-n', '-q', '-z', 'conv,tcp', '-r']),
];
say(`Node ${process.version}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores; medians of ${runs}, in turn\n`);

for (const { name, quick, full } of chosen) {
  const spec = options.full ? full : quick;
  const path = join(folder, `${name}.pcap`);
  const capture = generateCapture(path, spec);
  say(`${name}: ${(capture.bytes / MEGABYTE).toFixed(0)} MB, ${count(capture.packets)} packets, ${count(capture.connections)} connections`);
  const results = measure(path);
  const ours = results.find((result) => result.name === 'whyreset')?.seconds ?? 0;
  for (const { name: who, seconds, peak } of results) {
    const rate = `${(capture.bytes / MEGABYTE / seconds).toFixed(0).padStart(6)} MB/s ${(capture.packets / seconds / 1e6).toFixed(2).padStart(7)} M packets/s`;
    const memory = peak === null ? '' : `${peak.toFixed(0).padStart(6)} MB peak`;
    const ratio = who === 'whyreset' ? '' : `  whyreset takes ${(ours / seconds).toFixed(2)} times as long`;
    say(`  ${who.padEnd(10)} ${seconds.toFixed(3).padStart(8)} s ${rate} ${memory}${ratio}`);
  }
  if (options.record) record(name, capture, results);
  rmSync(path);
  say('');
}

interface Result {
  readonly name: string;
  readonly seconds: number;
  readonly peak: number | null;
}

/** Everybody once, then everybody again: what disturbs the machine meets all. */
function measure(path: string): Result[] {
  // The page cache is warm for the first of them as for the last.
  readWhole(path);
  const seconds = new Map<Contestant, number[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < runs; round++) {
    for (const [contestant, list] of seconds) if (round === 0 || (list[0] ?? 0) < SLOW_SECONDS) list.push(contestant.run(path));
  }
  return [...seconds].map(([contestant, list]) => ({ name: contestant.name, seconds: median(list), peak: contestant.peakMegabytes() }));
}

function plainRead(): Contestant {
  return {
    name: 'plain read',
    run: (path) => {
      const start = performance.now();
      readWhole(path);
      return (performance.now() - start) / 1000;
    },
    peakMegabytes: () => null,
  };
}

function readWhole(path: string): void {
  const file = openSync(path, 'r');
  const buffer = new Uint8Array(READ_BYTES);
  while (readSync(file, buffer) > 0);
  closeSync(file);
}

/** The program as it is installed, start-up included, its answer thrown away. */
function whyreset(): Contestant {
  let peak: number | null = null;
  return {
    name: 'whyreset',
    run: (path) => {
      const start = performance.now();
      const child = spawnSync(process.execPath, ['--import', MEMORY_HOOK, PROGRAM, path], {
        stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
        timeout: TIMEOUT_MS,
        encoding: 'latin1',
      });
      const seconds = (performance.now() - start) / 1000;
      if (child.status !== 0) throw new Error(`whyreset ended with ${child.status ?? child.signal}`);
      const kilobytes = Number(child.output[3]);
      peak = kilobytes > 0 ? (kilobytes * 1024) / MEGABYTE : null;
      return seconds;
    },
    peakMegabytes: () => peak,
  };
}

/** Nobody when the program is not there. */
function installed(name: string, args: readonly string[]): Contestant[] {
  const probe = spawnSync(name, ['-v'], { stdio: 'ignore' });
  if (probe.error !== undefined) {
    say(`${name} is not installed: left out`);
    return [];
  }
  return [
    {
      name,
      run: (path) => {
        const start = performance.now();
        const child = spawnSync(name, [...args, path], { stdio: 'ignore', timeout: TIMEOUT_MS });
        if (child.error !== undefined) throw child.error;
        return (performance.now() - start) / 1000;
      },
      peakMegabytes: () => null,
    },
  ];
}

function record(
  name: string,
  capture: { readonly bytes: number; readonly packets: number; readonly connections: number },
  results: readonly Result[],
): void {
  const line = {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    case: options.full ? `${name} full` : name,
    bytes: capture.bytes,
    packets: capture.packets,
    connections: capture.connections,
    runs,
    seconds: Object.fromEntries(results.map((result) => [result.name, Number(result.seconds.toFixed(3))])),
    peakMegabytes: Math.round(results.find((result) => result.name === 'whyreset')?.peak ?? 0),
  };
  appendFileSync(HISTORY, `${JSON.stringify(line)}\n`);
  say(`  recorded in ${HISTORY.slice(ROOT.length + 1)} (${statSync(HISTORY).size} bytes)`);
}

function median(list: readonly number[]): number {
  const sorted = list.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
