// Runs a TypeScript program of the project (`node scripts/run-ts.mjs bench/run.ts ...`): bundled first, as Node 20 reads no types.

import { basename, join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { ROOT } from './freshness.mjs';
import { SetupError, ensureInstalled, runMain } from './bootstrap.mjs';

await runMain(async () => {
  const [entry, ...args] = process.argv.slice(2);
  if (entry === undefined) throw new SetupError('node scripts/run-ts.mjs FILE.ts [ARGUMENT...]');
  await ensureInstalled();
  const { build } = await import('vite');
  const outDir = join(ROOT, '.cache', 'run');
  const fileName = `${basename(entry, '.ts')}.mjs`;
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ssr: resolve(ROOT, entry),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { format: 'es', entryFileNames: fileName, codeSplitting: false } },
    },
  });
  // The program sees its own arguments, as if it had been started by itself.
  process.argv.splice(1, process.argv.length - 1, resolve(ROOT, entry), ...args);
  await import(pathToFileURL(join(outDir, fileName)).href);
});
