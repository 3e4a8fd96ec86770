// `npm run build`: the page into dist/, the command line into dist-cli/. With arguments, only the products named.

import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { build } from 'vite';
import { PRODUCTS, ROOT, fingerprintOf, rememberBuild } from './freshness.mjs';

/** @type {Record<import('./freshness.mjs').Product, () => Promise<unknown>>} */
const builders = {
  page: () => build({ root: ROOT, logLevel: 'warn' }),
  cli: () =>
    build({
      root: ROOT,
      configFile: false,
      logLevel: 'warn',
      publicDir: false,
      ssr: { noExternal: true },
      build: {
        ssr: 'cli/main.ts',
        outDir: 'dist-cli',
        target: 'node20',
        // Names stay for whoever reads a stack trace; comments and blanks only cost the time to read them.
        minify: false,
        rolldownOptions: {
          output: {
            format: 'es',
            entryFileNames: 'whyreset.js',
            chunkFileNames: '[name].js',
            // What every start needs in one file: a file more costs half a millisecond.
            codeSplitting: {
              groups: [{ name: 'engine', test: /\/workers\/(?:base|model|decode|track|handlers|causes)\/(?!words\/|.*\/text\.)/ }],
            },
            minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
          },
        },
      },
    }),
};

for (const product of /** @type {import('./freshness.mjs').Product[]} */ (Object.keys(PRODUCTS))) {
  if (process.argv.length > 2 && !process.argv.includes(product)) continue;
  const fingerprint = fingerprintOf(PRODUCTS[product].sources);
  await builders[product]();
  if (!existsSync(join(ROOT, PRODUCTS[product].product))) throw new Error(`the build left no ${PRODUCTS[product].product}`);
  if (product === 'cli') chmodSync(join(ROOT, PRODUCTS.cli.product), 0o755);
  rememberBuild(product, fingerprint);
}
