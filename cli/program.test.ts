// The bundled program as it is installed: exit statuses, closed pipes, time to start. Bundled here, as scripts/build.mjs does it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTrace } from '#engine/testing/trace-dsl';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whyreset-program-'));
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'silent',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: 'cli/main.ts',
      outDir: join(folder, 'dist-cli'),
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { format: 'es', entryFileNames: 'whyreset.js', codeSplitting: false } },
    },
  });
  await copyFile(join(ROOT, 'package.json'), join(folder, 'package.json'));
  const connections = Array.from(
    { length: 400 },
    (_, index) => `conn c${index} client=10.0.${index >> 8}.${index & 255}:40000 server=10.0.9.9:80`,
  );
  const attempts = connections.flatMap((_, index) => [
    `${index * 0.01} c${index} > S mss=1460`,
    `${index * 0.01 + 0.001} c${index} < RA rawseq=0 ack=1 id=0`,
  ]);
  await writeFile(join(folder, 'many.pcapng'), parseTrace([...connections, ...attempts].join('\n')).pcapng);
}, 60_000);
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function start(
  args: readonly string[],
  closesAfterBytes = Infinity,
): Promise<{ readonly status: number | null; readonly bytes: number; readonly err: string; readonly ms: number }> {
  const before = performance.now();
  const child = spawn(process.execPath, [join(folder, 'dist-cli', 'whyreset.js'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let bytes = 0;
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes >= closesAfterBytes) child.stdout.destroy();
  });
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, bytes, err, ms: performance.now() - before };
}

async function bareNodeMs(): Promise<number> {
  const before = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'close');
  return performance.now() - before;
}

describe('program', () => {
  it('starts soon', async () => {
    const times: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < 5; round++) {
      times.push((await start(['--version'])).ms);
      bare.push(await bareNodeMs());
    }
    // The contract is 0.3 s on an idle machine; tests share theirs, so Node's own start is taken off.
    expect(Math.min(...times) - Math.min(...bare)).toBeLessThan(300);
  });

  it('takes a reader that went away for no error', async () => {
    const { status, err } = await start(['--json', join(folder, 'many.pcapng')], 1);
    expect([status, err]).toEqual([0, '']);
  });

  it('leaves with the documented statuses', async () => {
    expect((await start([join(folder, 'many.pcapng')])).status).toBe(0);
    expect(await start(['--version'])).toMatchObject({ status: 0, bytes: 'whyreset 0.0.0\n'.length });
    expect((await start([])).status).toBe(2);
    expect((await start([join(folder, 'missing')])).status).toBe(3);
  });
});
