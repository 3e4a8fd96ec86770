// `npm run build`: the page into dist/, the command line into dist-cli/. With arguments, only the products named.

import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { build } from 'vite';
import { cliBundle } from './cli-bundle.mjs';
import { PRODUCTS, ROOT, fingerprintOf, rememberBuild } from './freshness.mjs';

/** @type {Record<import('./freshness.mjs').Product, () => Promise<unknown>>} */
const builders = {
  page: () => build({ root: ROOT, logLevel: 'warn' }),
  cli: () => build(cliBundle('dist-cli')),
};

for (const product of /** @type {import('./freshness.mjs').Product[]} */ (Object.keys(PRODUCTS))) {
  if (process.argv.length > 2 && !process.argv.includes(product)) continue;
  const fingerprint = fingerprintOf(PRODUCTS[product].sources);
  await builders[product]();
  if (!existsSync(join(ROOT, PRODUCTS[product].product))) throw new Error(`the build left no ${PRODUCTS[product].product}`);
  if (product === 'cli') chmodSync(join(ROOT, PRODUCTS.cli.product), 0o755);
  rememberBuild(product, fingerprint);
}
