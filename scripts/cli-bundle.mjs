// How the command line is bundled: for the installed program, and for the tests that run it.

import { ROOT } from './freshness.mjs';

/**
 * @param {string} outDir
 * @returns {import('vite').InlineConfig}
 */
export function cliBundle(outDir) {
  return {
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: 'cli/main.ts',
      outDir,
      emptyOutDir: true,
      target: 'node20',
      // Names stay for whoever reads a stack trace; comments and blanks only cost the time to read them.
      minify: false,
      rolldownOptions: {
        output: {
          format: 'es',
          entryFileNames: 'whyreset.js',
          chunkFileNames: '[name].js',
          minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
          // What every start needs in one file: a file more costs half a millisecond.
          codeSplitting: {
            groups: [{ name: 'engine', test: /\/workers\/(?:base|model|decode|track|handlers|causes)\/(?!words\/|.*\/text\.)/ }],
          },
        },
      },
    },
  };
}
