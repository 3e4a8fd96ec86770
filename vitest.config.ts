// Unit, property and component tests. Node unless a file asks for jsdom (`// @vitest-environment jsdom`); always UTC.

import { defineConfig } from 'vitest/config';

// Before the workers start: they inherit it, and so does every program that a test runs.
process.env['TZ'] = 'UTC';

export default defineConfig({
  test: {
    environment: 'node',
    include: [
      'workers/**/*.test.ts',
      'src/**/*.test.{ts,tsx}',
      'cli/**/*.test.ts',
      'bench/**/*.test.ts',
      'lab/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    maxWorkers: 2,
    testTimeout: 20_000,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
  },
});
