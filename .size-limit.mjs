// Budgets of the built page, gzip: what a reader downloads before the first view, for the answer, for charts. Raising one needs a sentence in the commit.
// Which files count where follows from the build's own list of chunks, so that a new chunk cannot escape.

import { readFileSync } from 'node:fs';

/** @typedef {{ file: string, isEntry: boolean, imports: string[], modules: string[] }} Chunk */

/** @param {'page' | 'worker'} of @returns {Chunk[]} */
const chunksOf = (of) => JSON.parse(readFileSync(new URL(`.cache/${of}-chunks.json`, import.meta.url), 'utf8'));
const page = chunksOf('page');
const worker = chunksOf('worker');

/** The files that load together with those chosen. @param {readonly Chunk[]} chunks @param {(chunk: Chunk) => boolean} isWanted */
function loadedWith(chunks, isWanted) {
  const files = new Set(chunks.filter(isWanted).map((chunk) => chunk.file));
  for (const file of files) for (const next of chunks.find((chunk) => chunk.file === file)?.imports ?? []) files.add(next);
  return files;
}

/** @param {readonly Chunk[]} chunks @param {Set<string>[]} before */
function without(chunks, ...before) {
  return chunks.map((chunk) => chunk.file).filter((file) => !isLanguage(file) && !before.some((other) => other.has(file)));
}

/** @param {string} file */
function isLanguage(file) {
  return /(?:messages|words)-(?:en|zh)/.test(file);
}

const initial = loadedWith(page, (chunk) => chunk.isEntry);
const charts = loadedWith(page, (chunk) => chunk.modules.some((module) => module.includes('node_modules/recharts/')));
const workerInitial = loadedWith(worker, (chunk) => chunk.isEntry);
/** Readers of rare formats and compressions, and of large files: each is loaded alone, when a file needs it. */
const readers = worker
  .filter((chunk) =>
    chunk.modules.some((module) =>
      /^workers\/capture\/(?:sources\/reading-thread|text|zstd|lz4|byte-queue|gunzip-stream|sniff|read-parts)|\/fflate\//.test(module),
    ),
  )
  .map((chunk) => chunk.file);
const chartsAlone = page.filter((chunk) => charts.has(chunk.file));
/** Loaded at the first press of a button that takes the ladder away. */
const pictures = page
  .filter((chunk) => chunk.modules.some((module) => module.includes('workers/ladder/svg-') || module.includes('src/ui/svg-to-png')))
  .map((chunk) => chunk.file);

/** Loaded alone when it is wanted: help, commands, notes, the ladder to scale, the overview of long connections. */
const onDemand = loadedAlone(
  page,
  /^src\/features\/(?:help|notes)\/|^src\/app\/CommandPalette|^src\/features\/connection\/(?:ladder\/LinearRows|LadderText)|^src\/ui\/(?:ladder\/(?:Minimap|LadderFilter|linear-layout)|packet\/PayloadTab)|^workers\/ladder\/(?:text-ladder|display-width)/,
);

/** The share dialog and the report view: loaded when somebody shares. */
const exporting = loadedAlone(page, /^src\/features\/(?:share|report)\/|^src\/ui\/save-file|postmortem\/edits/);

/** A comparison that was shared, opened; its ladder as a picture. */
const sharedComparisons = loadedAlone(page, /^workers\/share\/comparison\/|^src\/features\/compare\/sharing\/save-picture/);

/** An evidence link or an analysis file, opened: decoders, views, and the comparison with a capture that is dropped beside it. */
const sharedLinks = loadedAlone(page, /^src\/features\/shared\/|^workers\/(?:share\/[a-z-]+\.ts|analysis-file)/);

/** Of the ladder with two taps: drawn to scale, and the packet of both files. Each is fetched when it is looked at. */
const comparedClosely = loadedAlone(page, /^src\/features\/compare\/(?:PairPacket|TwoTapLinear)|^src\/ui\/packet\/packet-changes/);

/** Two captures compared: the view, the ladder with two taps, what is said about them in both languages. */
const comparing = loadedAlone(page, /^src\/features\/compare\/|^workers\/compare\/|^src\/engine-client\/comparing-client/);

/** The ladder of a shared connection: what draws it is the ladder's, this is what it has of its own. */
const detached = loadedAlone(page, /^src\/features\/connection\/detached\//);

/** @param {readonly Chunk[]} chunks @param {RegExp} owner */
function loadedAlone(chunks, owner) {
  return new Set(chunks.filter((chunk) => !chunk.isEntry && chunk.modules.some((module) => owner.test(module))).map((chunk) => chunk.file));
}

/** @param {Chunk} chunk */
function isOfWords(chunk) {
  // What a pasted error means is an answer, though it is made of words.
  if (chunk.modules.some((module) => module.includes('/pipeline/'))) return false;
  return chunk.modules.some((module) => /\/words\/|\/report\/|\/text\.(?:en|zh)/.test(module));
}

/** Reports and trimmed captures, with the ladder as text, and where rare answers are found. @param {Chunk} chunk */
function isOfExports(chunk) {
  return chunk.modules.some((module) =>
    /workers\/pipeline\/(?:exports|on-demand)|workers\/ladder\/text-|workers\/report\/postmortem\//.test(module),
  );
}

/** @param {Chunk} chunk */
function isOfSharing(chunk) {
  return chunk.modules.some((module) => /workers\/(?:share\/[a-z-]+\.ts|analysis-file\/)/.test(module)) && !isOfSharedComparison(chunk);
}

/** @param {Chunk} chunk */
function isOfSharedComparison(chunk) {
  return chunk.modules.some((module) => /workers\/(?:share\/comparison|analysis-file\/comparison)/.test(module));
}

/** @param {Chunk} chunk */
function isOfComparing(chunk) {
  return chunk.modules.some((module) => module.includes('workers/compare/')) && !isOfSharedComparison(chunk);
}

/** @param {string} name @param {string} limit @param {readonly string[]} files */
function budget(name, limit, files) {
  return files.length === 0 ? [] : [{ name, limit, gzip: true, path: files.map((file) => `dist/${file}`) }];
}

export default [
  ...budget('initial route: script', '120 kB', [...[...initial].filter((file) => !isLanguage(file)), 'boot.js']),
  // With the words of causes in one language, as a reader loads it.
  ...['en', 'zh'].flatMap((language) =>
    budget(`findings, connections, ladder, ${language}: script`, '100 kB', [
      ...without(page, initial, charts, new Set(pictures), onDemand, sharedLinks, sharedComparisons, detached, exporting, comparing),
      ...page.map((chunk) => chunk.file).filter((file) => file.includes(`words-${language}`) && !comparing.has(file)),
    ]),
  ),
  ...budget('ladder as a picture: script', '12 kB', pictures),
  ...budget('help, commands, notes, parts of the ladder: script', '18 kB', [...onDemand]),
  ...budget('shared links and analysis files: script', '23 kB', [...sharedLinks]),
  ...budget('ladder of a shared connection: script', '5 kB', [...detached]),
  ...budget('share dialog, report: script', '16 kB', [...exporting]),
  ...budget(
    'two captures: script',
    '30 kB',
    [...comparing].filter((file) => !sharedComparisons.has(file) && !comparedClosely.has(file)),
  ),
  ...budget('two captures, to scale and packet by packet: script', '6 kB', [...comparedClosely]),
  ...budget('two captures, shared: script', '12 kB', [...sharedComparisons]),
  ...budget('charts: script', '160 kB', without(chartsAlone, initial)),
  ...budget('worker', '80 kB', [...workerInitial]),
  // Both languages of the causes' words: for JSON and for filters in words.
  ...budget(
    'worker: words, loaded when asked for',
    '60 kB',
    without(
      worker.filter((chunk) => isOfWords(chunk) && !isOfExports(chunk) && !isOfComparing(chunk)),
      workerInitial,
    ),
  ),
  ...budget(
    'worker: rare formats and large files, loaded when needed',
    '30 kB',
    readers.filter((file) => !workerInitial.has(file)),
  ),
  ...budget(
    'worker: sharing',
    '20 kB',
    without(
      worker.filter((chunk) => isOfSharing(chunk) && !isOfExports(chunk)),
      workerInitial,
    ),
  ),
  ...budget('worker: reports, trimmed captures', '40 kB', without(worker.filter(isOfExports), workerInitial)),
  // With what is said about them in both languages, for the text that is saved.
  ...budget(
    'worker: two captures',
    '42 kB',
    worker.filter((chunk) => isOfComparing(chunk) && !workerInitial.has(chunk.file)).map((chunk) => chunk.file),
  ),
  ...budget(
    'worker: two captures, shared',
    '20 kB',
    worker.filter(isOfSharedComparison).map((chunk) => chunk.file),
  ),
  // Rows, facets, ladders, packets, charts, pasted errors: fetched when the findings stand.
  ...budget(
    'worker: answers',
    '40 kB',
    without(
      worker.filter(
        (chunk) => !isOfWords(chunk) && !isOfSharing(chunk) && !isOfExports(chunk) && !isOfComparing(chunk) && !isOfSharedComparison(chunk),
      ),
      workerInitial,
      new Set(readers),
    ),
  ),
  ...budget('styles', '28 kB', ['assets/*.css']),
  ...['en', 'zh'].flatMap((language) =>
    budget(
      `texts: ${language}`,
      '18 kB',
      page.map((chunk) => chunk.file).filter((file) => file.includes(`messages-${language}`)),
    ),
  ),
];
