// Who is measured on a file: the program as installed, a plain read, and the programs people use today where they are there.

import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';

const ROOT = process.cwd();
const PROGRAM = join(ROOT, 'dist-cli', 'whyreset.js');
const MEMORY_HOOK = join(ROOT, 'bench', 'peak-memory.mjs');
const PARSER = join(ROOT, 'bench', 'peer-parser.mjs');
const READ_BYTES = 8 * 1024 * 1024;
const TIMEOUT_MS = 900_000;

export interface Contestant {
  readonly name: string;
  /** Reads this instead of the pcap. */
  readonly format?: 'pcapng';
  run(path: string): Timing;
}

export interface Timing {
  readonly seconds: number;
  /** Peak resident megabytes of the process; null where it cannot be told. */
  readonly peak: number | null;
}

export const WHYRESET = 'whyreset';

/** Builds the program when the sources are newer. */
export function ensureProgram(): void {
  spawnSync(process.execPath, [join(ROOT, 'scripts', 'analyze.mjs'), '--version'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (!existsSync(PROGRAM)) throw new Error('the command line is not built: npm run build');
}

/** The program as it is installed, start-up included, its answer thrown away. */
export function runProgram(...args: readonly string[]): Timing {
  const start = performance.now();
  const child = spawnSync(process.execPath, ['--import', MEMORY_HOOK, PROGRAM, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    timeout: TIMEOUT_MS,
    encoding: 'latin1',
  });
  const seconds = (performance.now() - start) / 1000;
  if (child.status !== 0) throw new Error(`whyreset ended with ${child.status ?? child.signal}`);
  const kilobytes = Number(child.output[3]);
  return { seconds, peak: kilobytes > 0 ? (kilobytes * 1024) / 1e6 : null };
}

export function whyreset(): Contestant {
  return { name: WHYRESET, run: (path) => runProgram(path) };
}

/** All that are installed, the program and the plain read first. */
export function contestants(say: (line: string) => void): Contestant[] {
  return [
    whyreset(),
    { name: 'plain read', run: (path) => timed(() => readWhole(path)) },
    ...installed('tcptrace', ['-n'], say),
    ...installed('tshark', ['-n', '-q', '-z', 'conv,tcp', '-r'], say),
    ...installed('capinfos', ['-M'], say),
    { name: 'pcap-ng-parser', format: 'pcapng', run: (path) => program(process.execPath, [PARSER, path]) },
  ];
}

export function readWhole(path: string): void {
  const file = openSync(path, 'r');
  const buffer = new Uint8Array(READ_BYTES);
  while (readSync(file, buffer) > 0);
  closeSync(file);
}

function timed(work: () => void): Timing {
  const start = performance.now();
  work();
  return { seconds: (performance.now() - start) / 1000, peak: null };
}

/** Nobody when the program is not there. */
function installed(name: string, args: readonly string[], say: (line: string) => void): Contestant[] {
  if (spawnSync(name, ['-v'], { stdio: 'ignore' }).error === undefined) return [{ name, run: (path) => program(name, [...args, path]) }];
  say(`${name} is not installed: left out`);
  return [];
}

function program(name: string, args: readonly string[]): Timing {
  return timed(() => {
    const child = spawnSync(name, args, { stdio: 'ignore', timeout: TIMEOUT_MS });
    if (child.error !== undefined) throw child.error;
    if (child.status !== 0) throw new Error(`${name} ended with ${child.status ?? child.signal}`);
  });
}
