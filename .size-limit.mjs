// Budgets of the built page, gzip: what a reader downloads before the first view, for the answer, for charts. Raising one needs a sentence in the commit.
// Which files count where follows from the build's own list of chunks, so that a new chunk cannot escape.

import { readFileSync } from 'node:fs';

/** @type {{ file: string, isEntry: boolean, imports: string[], modules: string[] }[]} */
const chunks = JSON.parse(readFileSync(new URL('.cache/page-chunks.json', import.meta.url), 'utf8'));
const byFile = new Map(chunks.map((chunk) => [chunk.file, chunk]));

/** The files that load together with those that hold a module of this kind. @param {(module: string) => boolean} isWanted */
function loadedWith(isWanted) {
  const files = new Set(chunks.filter((chunk) => chunk.modules.some(isWanted)).map((chunk) => chunk.file));
  for (const file of files) for (const next of byFile.get(file)?.imports ?? []) files.add(next);
  return files;
}

/** @param {Set<string>} files @param {Set<string>[]} before */
function without(files, ...before) {
  return [...files].filter((file) => !before.some((other) => other.has(file)));
}

const isLanguage = (/** @type {string} */ file) => file.includes('messages-');
const initial = loadedWith((module) => module === 'src/main.tsx' || module === 'index.html');
const charts = loadedWith((module) => module.includes('node_modules/recharts/'));
const rest = new Set(chunks.map((chunk) => chunk.file));

/** @param {string} name @param {string} limit @param {readonly string[]} files */
function budget(name, limit, files) {
  return files.length === 0 ? [] : [{ name, limit, gzip: true, path: files.map((file) => `dist/${file}`) }];
}

export default [
  ...budget('initial route: script', '120 kB', [...[...initial].filter((file) => !isLanguage(file)), 'boot.js']),
  ...budget(
    'findings, connections, ladder: script',
    '100 kB',
    without(rest, initial, charts).filter((file) => !isLanguage(file)),
  ),
  ...budget('charts: script', '160 kB', without(charts, initial)),
  ...budget('worker', '80 kB', ['assets/*worker-*.js']),
  ...budget('styles', '28 kB', ['assets/*.css']),
  ...budget(
    'texts, English',
    '18 kB',
    [...rest].filter((file) => file.includes('messages-en')),
  ),
  ...budget(
    'texts, Chinese',
    '18 kB',
    [...rest].filter((file) => file.includes('messages-zh')),
  ),
];
