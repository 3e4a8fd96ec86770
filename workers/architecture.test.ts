// Walks every import of engine, page, command line, measurements and journeys, and prints each edge that layers.ts does not allow.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import { EXCEPTIONS, LAYERS, TEST_PACKAGES, TEST_REACH, type Layer } from './layers';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TOPS = ['workers', 'src', 'cli', 'bench', 'e2e'];

type Use = 'value' | 'type' | 'url';
interface Edge {
  readonly from: string;
  /** Path from the root without extension, or the name of a package. */
  readonly to: string;
  readonly isPackage: boolean;
  readonly use: Use;
}

function withoutExtension(path: string): string {
  return path.replace(/\.(?:d\.ts|[cm]?[jt]sx?)$/, '');
}

function edgeTo(from: string, specifier: string, use: Use): Edge {
  const bare = specifier.replace(/\?.*$/, '');
  if (bare.startsWith('#engine/')) return { from, to: `workers/${bare.slice('#engine/'.length)}`, isPackage: false, use };
  if (bare.startsWith('.')) return { from, to: withoutExtension(posix.join(posix.dirname(from), bare)), isPackage: false, use };
  if (bare.startsWith('node:')) return { from, to: 'node:', isPackage: true, use };
  return {
    from,
    to: bare
      .split('/')
      .slice(0, bare.startsWith('@') ? 2 : 1)
      .join('/'),
    isPackage: true,
    use,
  };
}

/** Everything that a source names: imports, re-exports, dynamic imports, worker addresses. */
function edgesOf(path: string, source: string): Edge[] {
  const { module, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const edges: Edge[] = [];
  for (const { moduleRequest, start, end, entries } of module.staticImports) {
    // `import type {}` marks every entry; an import without names is there for its effects.
    const isType = /^import\s+type\b/.test(source.slice(start, end)) || (entries.length > 0 && entries.every((entry) => entry.isType));
    edges.push(edgeTo(path, moduleRequest.value, isType ? 'type' : 'value'));
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) edges.push(edgeTo(path, moduleRequest.value, isType ? 'type' : 'value'));
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^(['"`])(.*)\1$/s.exec(source.slice(moduleRequest.start, moduleRequest.end));
    if (literal?.[2] !== undefined) edges.push(edgeTo(path, literal[2], 'value'));
  }
  for (const match of source.matchAll(/new URL\(\s*(['"`])(\.[^'"`]*)\1\s*,\s*import\.meta\.url/g))
    edges.push(edgeTo(path, match[2] ?? '', 'url'));
  return edges;
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** The folder that a layer covers at this path: `src/features/*` covers `src/features/report` for a file in there. */
function coveredFolder(layer: Layer, path: string): string | undefined {
  const parts = layer.folder.split('/');
  const folder = path.split('/').slice(0, parts.length).join('/');
  const isMatch = parts.every((part, at) => part === '*' || part === folder.split('/')[at]) && folder.split('/').length === parts.length;
  return isMatch ? folder : undefined;
}

function layerOf(path: string): { layer: Layer; folder: string } | undefined {
  let best: { layer: Layer; folder: string } | undefined;
  for (const layer of LAYERS) {
    const folder = coveredFolder(layer, path);
    if (folder !== undefined && (best === undefined || folder.length > best.folder.length)) best = { layer, folder };
  }
  return best;
}

function isTest(path: string): boolean {
  return withoutExtension(path).endsWith('.test');
}

/** Why an edge may not be, or undefined. */
function offence(edge: Edge): string | undefined {
  const { from, to, isPackage, use } = edge;
  if (isTest(from)) {
    const reach = TEST_REACH[from.split('/')[0] ?? ''] ?? [];
    const isFine = isPackage ? TEST_PACKAGES.includes(to) : use === 'url' || reach.some((folder) => isBelow(to, folder));
    return isFine ? undefined : `a test in ${from.split('/')[0]}/ may not import ${to}`;
  }
  const home = layerOf(withoutExtension(from));
  if (home === undefined) return 'the file is in no layer: add its folder to workers/layers.ts';
  const { layer, folder } = home;
  if (isPackage) return layer.packages?.includes(to) ? undefined : `${layer.folder} may not import the package ${to}`;
  if (isTest(to)) return 'a test may not be imported';
  if (isBelow(to, folder)) {
    // Below its own folder, unless that part is a layer of its own which the table does not list.
    const inner = layerOf(to);
    if (inner === undefined || inner.folder === folder) return undefined;
  }
  const allowed = use === 'url' ? (layer.urls ?? []) : [...layer.may, ...(use === 'type' ? (layer.types ?? []) : [])];
  if (allowed.some((path) => isBelow(to, path))) return undefined;
  return `${layer.folder} may not ${use === 'url' ? 'start' : use === 'type' ? 'import types from' : 'import'} ${to}`;
}

function offences(files: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  for (const [path, source] of files) {
    for (const edge of edgesOf(path, source)) {
      const why = offence(edge);
      const isKnown = EXCEPTIONS.some((debt) => debt.from === withoutExtension(path) && debt.to === edge.to);
      if (why !== undefined && !isKnown) found.push(`${path} -> ${edge.to}: ${why}`);
    }
  }
  return found;
}

function sources(): Map<string, string> {
  const files = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (/\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts')) files.set(path, readFileSync(join(ROOT, path), 'utf8'));
    }
  };
  for (const top of TOPS) if (existsSync(join(ROOT, top))) visit(top);
  return files;
}

describe('layers', () => {
  const files = sources();

  it('finds the sources of every top folder, and their imports', () => {
    for (const top of ['workers', 'src', 'cli', 'e2e']) {
      expect(
        [...files.keys()].filter((path) => path.startsWith(`${top}/`)),
        top,
      ).not.toHaveLength(0);
    }
    const edges = [...files].flatMap(([path, source]) => edgesOf(path, source));
    expect(edges.length).toBeGreaterThan(files.size);
  });

  it('has no edge that the table forbids', () => {
    expect(offences(files)).toEqual([]);
  });

  it('names only folders that exist, and none twice', () => {
    const folders = LAYERS.map((layer) => layer.folder);
    expect(new Set(folders).size).toBe(folders.length);
    const named = LAYERS.flatMap((layer) => [...layer.may, ...(layer.types ?? []), ...(layer.urls ?? [])]);
    const missing = [...new Set(named)].filter(
      (path) => ![...files.keys(), 'scripts/'].some((file) => isBelow(withoutExtension(file), path) || file.startsWith(`${path}/`)),
    );
    expect(missing).toEqual([]);
  });

  it('lists no debt without an owner, a reason and a day, and none that was paid', () => {
    for (const debt of EXCEPTIONS) {
      expect(
        [debt.owner, debt.reason].every((text) => text.length > 0),
        debt.from,
      ).toBe(true);
      expect(debt.until).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
    const edges = [...files].flatMap(([path, source]) => edgesOf(path, source));
    expect(EXCEPTIONS.filter((debt) => !edges.some((edge) => withoutExtension(edge.from) === debt.from && edge.to === debt.to))).toEqual(
      [],
    );
  });
});

describe('the walk itself', () => {
  const check = (path: string, source: string): string[] => offences(new Map([[path, source]]));

  it.each([
    ['workers/base/bits.ts', "import { Column } from '../model/column';", 'workers/base may not import workers/model/column'],
    [
      'workers/capture/sniff.ts',
      "import type { A } from '../decode/decoded-frame';",
      'may not import types from workers/decode/decoded-frame',
    ],
    ['workers/causes/port-closed/rule.ts', "import { run } from '../../handlers/run';", 'may not import workers/handlers/run'],
    ['workers/model/verdict.ts', "import { readFileSync } from 'node:fs';", 'may not import the package node:'],
    ['workers/ladder/build-ladder.ts', "export { analyze } from '../pipeline/analyze';", 'may not import workers/pipeline/analyze'],
    ['workers/rpc/envelope.ts', "const late = () => import('../pipeline/analyze');", 'may not import workers/pipeline/analyze'],
    ['workers/report/render.ts', "import { App } from '../../src/app/App';", 'may not import src/app/App'],
    ['workers/pipeline/analyze.ts', "import { trace } from '../testing/trace-dsl';", 'may not import workers/testing/trace-dsl'],
    ['src/store/store.ts', "import { analyze } from '#engine/pipeline/analyze';", 'may not import workers/pipeline/analyze'],
    ['src/ui/Table.tsx', "import { wrap } from 'comlink'; const a = <b />;", 'may not import the package comlink'],
    [
      'src/ui/Table.tsx',
      "new Worker(new URL('../../workers/entries/pipeline.worker.ts', import.meta.url));",
      'may not start workers/entries/pipeline.worker',
    ],
    ['src/features/report/View.tsx', "import { Chip } from '../findings/Chip';", 'may not import src/features/findings/Chip'],
    ['src/app/App.tsx', "import { main } from '../../cli/main';", 'may not import cli/main'],
    ['cli/main.ts', "import type { State } from '../src/store/state';", 'may not import types from src/store/state'],
    ['cli/main.ts', "import { wrap } from 'comlink';", 'may not import the package comlink'],
    ['workers/track/tracker.test.ts', "import { App } from '../../src/app/App';", 'a test in workers/ may not import src/app/App'],
    ['workers/model/verdict.ts', "import { a } from './verdict.test';", 'a test may not be imported'],
    ['workers/unheard-of/x.ts', "import { a } from '../base/column';", 'the file is in no layer'],
  ])('reports %s: %s', (path, source, expected) => {
    const found = check(path, source);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
    expect(found[0]).toContain(path);
  });

  it.each([
    ['workers/track/connection-tracker.ts', "import type { DecodedFrame } from '../decode/decoded-frame';"],
    [
      'workers/causes/port-closed/rule.ts',
      "import { type SideFacts } from '../../handlers/connection-facts'; import { textOf } from '../words/words';",
    ],
    ['workers/ladder/build-ladder.ts', "import { step } from '../track/endpoint-machine';"],
    ['src/engine-client/worker-port.ts', "new Worker(new URL('../../workers/entries/pipeline.worker.ts', import.meta.url));"],
    ['src/features/report/View.tsx', "import { Badge } from '../../ui/Badge'; import './report.css'; import { Part } from './Part';"],
    ['src/features/report/View.tsx', '// import { Chip } from "../findings/Chip"\nconst text = `import x from "../findings/Chip"`;'],
    ['cli/main.ts', "import { open } from 'node:fs/promises'; import { analyze } from '#engine/pipeline/analyze';"],
  ])('lets pass %s: %s', (path, source) => {
    expect(check(path, source)).toEqual([]);
  });
});
