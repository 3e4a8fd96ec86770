// Decides whether an installation or a build is older than what it was made from. Cheap: one walk of file times, no file is read.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * What each product is made from, and the file whose presence says that it was made.
 * @type {Readonly<Record<'page' | 'cli', { sources: readonly string[], product: string }>>}
 */
export const PRODUCTS = {
  page: {
    sources: ['index.html', 'public', 'src', 'workers', 'vite.config.ts', 'scripts/build.mjs', 'package-lock.json'],
    product: 'dist/index.html',
  },
  cli: { sources: ['cli', 'workers', 'scripts/build.mjs', 'scripts/cli-bundle.mjs', 'package-lock.json'], product: 'dist-cli/whyreset.js' },
};
/** @typedef {keyof typeof PRODUCTS} Product */

/** Test code and fixtures do not end up in a product. */
const NOT_BUILT = /\.(test\.tsx?|trace\.txt|md)$|^testing$|^fixtures$|^corpus$/;

/** @param {Product} product @param {string} root */
function stampPath(product, root) {
  return join(root, '.cache', `built-${product}`);
}

/**
 * One value that changes when a source is added, removed, renamed or written.
 * @param {readonly string[]} sources paths relative to `root`; missing ones are left out
 * @param {string} root
 * @returns {string}
 */
export function fingerprintOf(sources, root = ROOT) {
  let list = '';
  /** @param {string} relative @param {boolean} isFolder */
  function visit(relative, isFolder) {
    const path = `${root}/${relative}`;
    if (isFolder) {
      for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (!NOT_BUILT.test(entry.name)) visit(`${relative}/${entry.name}`, entry.isDirectory());
      }
      return;
    }
    const { size, mtimeMs } = statSync(path);
    list += `${relative}\0${size}\0${mtimeMs}\n`;
  }
  for (const source of sources) {
    const stat = statSync(`${root}/${source}`, { throwIfNoEntry: false });
    if (stat !== undefined) visit(source, stat.isDirectory());
  }
  return createHash('sha256').update(list).digest('hex');
}

/** @param {Product} product @param {string} root */
export function isBuilt(product, root = ROOT) {
  const { product: file, sources } = PRODUCTS[product];
  if (!existsSync(join(root, file)) || !existsSync(stampPath(product, root))) return false;
  return readFileSync(stampPath(product, root), 'utf8') === fingerprintOf(sources, root);
}

/**
 * Remembers what a product was built from.
 * @param {Product} product
 * @param {string} fingerprint taken before the build began, so that an edit made meanwhile counts as newer
 * @param {string} root
 */
export function rememberBuild(product, fingerprint, root = ROOT) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(stampPath(product, root), fingerprint);
}

/**
 * True when node_modules holds what package-lock.json asks for.
 * @param {string} root
 */
export function isInstalled(root = ROOT) {
  const lockPath = join(root, 'package-lock.json');
  const installedPath = join(root, 'node_modules', '.package-lock.json');
  const installed = statSync(installedPath, { throwIfNoEntry: false });
  if (installed === undefined) return false;
  if (installed.mtimeMs >= statSync(lockPath).mtimeMs) return true;
  // A checkout or `npm install` may touch the lock without changing a version: compare before installing anew.
  /** @type {Record<string, { version?: string, optional?: boolean }>} */
  const wanted = JSON.parse(readFileSync(lockPath, 'utf8')).packages;
  /** @type {Record<string, { version?: string }>} */
  const present = JSON.parse(readFileSync(installedPath, 'utf8')).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || (entry.optional === true && present[path] === undefined)) continue;
    if (present[path]?.version !== entry.version) return false;
  }
  const now = new Date();
  utimesSync(installedPath, now, now);
  return true;
}
