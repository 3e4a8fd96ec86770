// When something is built or installed anew: after an edit, an addition, a removal, a rename; not after a look.

import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PRODUCTS, fingerprintOf, isBuilt, isInstalled, rememberBuild } from './freshness.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'whyreset-fresh-'));
  for (const folder of ['cli', 'workers/base/fixtures', 'dist-cli', 'node_modules']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'cli/main.ts'), 'one');
  writeFileSync(join(root, 'workers/base/column.ts'), 'two');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('isBuilt', () => {
  const build = (): void => {
    writeFileSync(join(root, PRODUCTS.cli.product), 'built');
    rememberBuild('cli', fingerprintOf(PRODUCTS.cli.sources, root), root);
  };

  it('is false before the first build and without the product, true after it', () => {
    expect(isBuilt('cli', root)).toBe(false);
    build();
    expect(isBuilt('cli', root)).toBe(true);
    rmSync(join(root, PRODUCTS.cli.product));
    expect(isBuilt('cli', root)).toBe(false);
  });

  it.each([
    ['an edit', () => writeFileSync(join(root, 'cli/main.ts'), 'other')],
    ['an edit of the same length', () => utimesSync(join(root, 'cli/main.ts'), new Date(), new Date(Date.now() + 5000))],
    ['an older version put back', () => utimesSync(join(root, 'cli/main.ts'), new Date(0), new Date(1000))],
    ['a new file', () => writeFileSync(join(root, 'workers/base/bits.ts'), '')],
    ['a removal', () => rmSync(join(root, 'workers/base/column.ts'))],
    ['a rename', () => renameSync(join(root, 'workers/base/column.ts'), join(root, 'workers/base/columns.ts'))],
  ])('is false after %s', (_what, change) => {
    build();
    change();
    expect(isBuilt('cli', root)).toBe(false);
  });

  it('does not look at tests, fixtures and what belongs to another product', () => {
    build();
    writeFileSync(join(root, 'cli/main.test.ts'), '');
    writeFileSync(join(root, 'workers/base/fixtures/a.bin'), '');
    writeFileSync(join(root, 'index.html'), '');
    expect(isBuilt('cli', root)).toBe(true);
  });
});

describe('isInstalled', () => {
  const lock = (version: string): string =>
    JSON.stringify({
      packages: { '': { version: '0' }, 'node_modules/a': { version }, 'node_modules/b': { version: '2.0.0', optional: true } },
    });
  const write = (wanted: string, present: string | undefined, isLockNewer: boolean): void => {
    writeFileSync(join(root, 'package-lock.json'), wanted);
    if (present !== undefined) writeFileSync(join(root, 'node_modules/.package-lock.json'), present);
    const at = new Date(Date.now() + (isLockNewer ? 5000 : -5000));
    utimesSync(join(root, 'package-lock.json'), at, at);
  };

  it('is false without node_modules', () => {
    write(lock('1.0.0'), undefined, false);
    expect(isInstalled(root)).toBe(false);
  });

  it('is true when the lock is not newer', () => {
    write(lock('1.0.0'), lock('1.0.0'), false);
    expect(isInstalled(root)).toBe(true);
  });

  it('is false when a newer lock asks for another version', () => {
    write(lock('1.0.1'), lock('1.0.0'), true);
    expect(isInstalled(root)).toBe(false);
  });

  it('is true when a newer lock asks for the same, other platforms left out', () => {
    write(lock('1.0.0'), JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }), true);
    expect(isInstalled(root)).toBe(true);
  });
});
