// Which folder may import which: data for architecture.test.ts, which walks every import. What is not listed is forbidden.

export interface Layer {
  /** Files below this path belong to the layer; the longest match wins. `*` is one folder name: each such folder is a layer of its own. */
  readonly folder: string;
  /** Paths (folders or single modules, without extension) that may be imported for any use. */
  readonly may: readonly string[];
  /** Paths that may be imported with `import type` only. */
  readonly types?: readonly string[];
  /** Worker entries that may be named by `new URL(..., import.meta.url)`. */
  readonly urls?: readonly string[];
  /** npm packages, and `node:` for Node's own modules. */
  readonly packages?: readonly string[];
}

const w = (...folders: string[]): string[] => folders.map((folder) => `workers/${folder}`);

const SEQUENCE = 'workers/decode/tcp/sequence';
const CONN_STATE = 'workers/track/conn-state';

export const LAYERS: readonly Layer[] = [
  // Hot: bytes to tables.
  { folder: 'workers/base', may: [] },
  { folder: 'workers/model', may: w('base') },
  { folder: 'workers/capture', may: w('base', 'model'), packages: ['fflate'] },
  { folder: 'workers/decode', may: w('base', 'model') },
  { folder: 'workers/track', may: w('base', 'model', 'decode') },
  // Facts: tables to judgements.
  { folder: 'workers/handlers', may: [...w('base', 'model'), SEQUENCE, CONN_STATE], types: w('track') },
  // What handlers found (columns, facts, their words) is read; how they found it is not a rule's business.
  {
    folder: 'workers/causes',
    may: [
      ...w(
        'base',
        'model',
        'handlers/connection-facts',
        'handlers/connection-columns',
        'handlers/listener-facts',
        'handlers/host-facts',
        'handlers/capture-facts',
      ),
      SEQUENCE,
    ],
    types: w('handlers'),
  },
  {
    folder: 'workers/ladder',
    may: [...w('base', 'model', 'causes'), 'workers/track/endpoint-machine', CONN_STATE],
  },
  { folder: 'workers/report', may: w('base', 'model', 'causes', 'ladder') },
  // Links that others open: made of what reports are made of.
  { folder: 'workers/share', may: w('base', 'model', 'causes', 'ladder', 'report'), packages: ['fflate'] },
  // The same of two captures: data without tables, for page and report alike. What makes it of a comparison comes with a worker.
  { folder: 'workers/share/comparison', may: w('base', 'model', 'causes', 'ladder', 'report', 'share', 'compare') },
  // Files and reports that are opened again.
  {
    folder: 'workers/analysis-file',
    may: w('base', 'model', 'causes', 'ladder', 'report', 'share'),
    types: w('compare'),
    packages: ['fflate'],
  },
  // Two captures beside each other: what two analyses left behind, and both files once more.
  { folder: 'workers/compare', may: [...w('base', 'model', 'capture', 'decode', 'causes', 'ladder', 'report')] },
  { folder: 'workers/trim', may: w('base', 'model', 'capture', 'decode', 'causes', 'report') },
  {
    folder: 'workers/pipeline',
    may: w(
      'base',
      'model',
      'capture',
      'decode',
      'track',
      'handlers',
      'causes',
      'ladder',
      'report',
      'share',
      'analysis-file',
      'trim',
      'compare',
    ),
    types: w('rpc'),
  },
  { folder: 'workers/rpc', may: w('base', 'model'), types: w('pipeline', 'ladder', 'report', 'causes', 'compare') },
  // The edges of the engine.
  { folder: 'workers/entries', may: w('pipeline', 'rpc', 'model', 'base', 'capture/sources'), urls: w('entries'), packages: ['comlink'] },
  {
    folder: 'workers/testing',
    may: [...w('base', 'model', 'decode', 'capture'), SEQUENCE],
    types: w('compare'),
    packages: ['node:', 'fflate', 'vitest', 'fast-check'],
  },
  { folder: 'workers/layers', may: [] },

  // The page.
  {
    folder: 'src',
    may: ['src', ...w('base', 'model', 'ladder', 'report', 'causes', 'share', 'analysis-file')],
    types: w('rpc'),
    packages: ['react', 'react-dom', 'zustand', 'recharts', 'fflate'],
  },
  {
    folder: 'src/engine-client',
    may: ['src', ...w('base', 'model', 'rpc')],
    types: w('ladder', 'report', 'causes'),
    urls: w('entries'),
    packages: ['react', 'comlink'],
  },
  {
    // One screen each: what two of them need lives in ui/, store/ or the engine.
    folder: 'src/features/*',
    may: [
      'src/app',
      'src/engine-client',
      'src/messages',
      'src/store',
      'src/ui',
      'src/url',
      ...w('base', 'model', 'ladder', 'report', 'causes', 'share', 'compare/words', 'compare/svg-two-tap', 'compare/text-two-tap'),
    ],
    types: w('rpc', 'analysis-file', 'compare'),
    packages: ['react', 'react-dom', 'zustand', 'recharts'],
  },

  // The command line, measurements, journeys.
  {
    folder: 'cli',
    may: w('base', 'model', 'pipeline', 'ladder', 'report', 'causes', 'share', 'analysis-file', 'trim', 'compare'),
    packages: ['node:', 'fflate'],
  },
  { folder: 'bench', may: ['workers', 'cli', 'scripts', 'e2e'], packages: ['node:', 'pcap-ng-parser', 'fflate', '@playwright/test'] },
  {
    folder: 'e2e',
    may: ['workers', 'scripts'],
    packages: ['node:', '@playwright/test', '@axe-core/playwright', 'fflate', 'vite', '@vitejs/plugin-react'],
  },
];

/** Tests may look further than the code that they test, yet never from the engine to those who call it. */
export const TEST_PACKAGES: readonly string[] = [
  'node:',
  'vitest',
  'fast-check',
  'pcap-ng-parser',
  'comlink',
  'fflate',
  'jsdom',
  'react',
  'react-dom',
  'zustand',
  '@testing-library/dom',
  '@testing-library/react',
  '@testing-library/user-event',
  'vite',
];
export const TEST_REACH: Readonly<Record<string, readonly string[]>> = {
  workers: ['workers', 'scripts'],
  src: ['src', 'workers'],
  cli: ['cli', 'workers', 'scripts'],
  bench: ['bench', 'workers', 'cli', 'scripts', 'e2e'],
  e2e: ['e2e', 'workers', 'scripts'],
};

/** Debts: edges that the table forbids and that are there all the same. Each has an owner and a day by which it goes. */
export interface LayerException {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly owner: string;
  /** ISO date by which it should be gone; not enforced, so that an old checkout still passes. */
  readonly until: string;
}
export const EXCEPTIONS: readonly LayerException[] = [
  {
    from: 'src/features/landing/Landing',
    to: 'src/features/open/FilePicker',
    reason: 'the shell uses it too: belongs to src/ui or src/app',
    owner: 'page',
    until: '2027-03-31',
  },
  {
    from: 'src/features/reading/ReadingView',
    to: 'src/features/findings/ProvisionalFindings',
    reason: 'the shell should hand it in, as it chooses the view anyway',
    owner: 'page',
    until: '2027-03-31',
  },
];
