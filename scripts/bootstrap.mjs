// Brings a bare checkout to the point where something runs: Node version, dependencies, builds. Plain Node, no dependency.

import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ROOT, isBuilt, isInstalled } from './freshness.mjs';

/** A message for the user that needs no stack. */
export class SetupError extends Error {}

/** Throws unless this Node can run the project; says so before npm does in many more lines. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (!isSupported)
    throw new SetupError(`Node.js ${process.versions.node} is too old: 20.19 or later (22.12 or later in the 22 line) is needed.`);
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options] quiet: output is kept back and returned
 * @returns {Promise<{ code: number, output: string }>} code 127 when it could not be started, 124 when it took too long
 */
export function run(command, args, { quiet = false, env = process.env, timeoutMs = 0 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], { cwd: ROOT, env, stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'] });
    let output = '';
    let isLate = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text;
      });
    }
    const timer =
      timeoutMs > 0
        ? setTimeout(() => {
            isLate = true;
            child.kill('SIGKILL');
          }, timeoutMs)
        : undefined;
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, output: `${output}${error.message}\n` });
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code: isLate ? 124 : (code ?? 1), output });
    });
  });
}

/** npm, as the one that runs us where there is one. @param {readonly string[]} args @param {boolean} quiet */
function npm(args, quiet) {
  const self = process.env['npm_execpath'];
  return self !== undefined && /npm-cli\.[cm]?js$/.test(self)
    ? run(process.execPath, [self, ...args], { quiet })
    : run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { quiet });
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Lets one process at a time install or build: several may be started at once on a fresh checkout.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function alone(work) {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const path = join(ROOT, '.cache', 'bootstrap.lock');
  for (;;) {
    try {
      const file = openSync(path, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      break;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    let holder = '';
    try {
      holder = readFileSync(path, 'utf8');
    } catch {
      continue; // released meanwhile
    }
    if (holder !== '' && !isAlive(Number(holder))) rmSync(path, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 100));
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/**
 * Installs the dependencies when they are missing or older than package-lock.json.
 * @param {{ quiet?: boolean }} [options] quiet: nothing is printed unless it fails
 */
export async function ensureInstalled({ quiet = false } = {}) {
  requireNode();
  if (isInstalled()) return;
  await alone(async () => {
    if (isInstalled()) return;
    if (!quiet) console.log('Installing dependencies (npm ci)');
    const { code, output } = await npm(['ci', '--include=dev', '--no-audit', '--no-fund'], quiet);
    if (code !== 0) throw new SetupError(`${output}npm ci failed (status ${code}). The npm registry must be reachable once.`);
  });
}

/**
 * Builds a product when it is missing or older than its sources.
 * @param {import('./freshness.mjs').Product} product
 * @param {{ quiet?: boolean }} [options] quiet: nothing is printed unless it fails
 */
export async function ensureBuilt(product, { quiet = false } = {}) {
  if (isBuilt(product)) return;
  await alone(async () => {
    if (isBuilt(product)) return;
    if (!quiet) console.log(product === 'page' ? 'Building the page' : 'Building the command line');
    const { code, output } = await run(process.execPath, [join(ROOT, 'scripts', 'build.mjs'), product], { quiet });
    if (code !== 0) throw new SetupError(`${output}The build failed (status ${code}).`);
  });
}

/**
 * Runs a script's main function; a SetupError becomes one message and status 1.
 * @param {() => Promise<void>} main
 */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 1;
  }
}
