// `npm run -s analyze -- FILE...`: the command line of a checkout. Installs and builds what is missing, quietly, then is that program.

import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { PRODUCTS, ROOT, isBuilt } from './freshness.mjs';

// The bootstrap is loaded only when there is something to do: start-up counts.
if (!isBuilt('cli')) {
  const { ensureBuilt, ensureInstalled, runMain } = await import('./bootstrap.mjs');
  await runMain(async () => {
    await ensureInstalled({ quiet: true });
    await ensureBuilt('cli', { quiet: true });
  });
  if (process.exitCode === 1) process.exit();
}
// npm runs scripts in the project's folder; the files were named from where the user stands.
const startedIn = process.env['INIT_CWD'];
if (startedIn !== undefined && process.env['npm_lifecycle_event'] === 'analyze') process.chdir(startedIn);
await import(pathToFileURL(join(ROOT, PRODUCTS.cli.product)).href);
