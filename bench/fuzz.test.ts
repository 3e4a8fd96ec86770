// A part of `npm run fuzz` in every run of the tests, and everything that it ever found.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { faultOf, fuzz } from './fuzz-check';
import { soundCaptures } from './fuzz-sound';

const COUNT = 2_000;
const FIRST_SEED = 1_000_000;
const CORPUS = new URL('../workers/capture/corpus/', import.meta.url);

test(`${COUNT} captures that nobody writes get an answer or a message`, async () => {
  const found = await fuzz(FIRST_SEED, COUNT, soundCaptures(), 3);
  expect(found.map(({ seed, fault }) => `${seed}: ${fault}`)).toEqual([]);
}, 120_000);

describe('the corpus', () => {
  test.each(readdirSync(CORPUS).filter((name) => name.endsWith('.bin')))('%s', async (name) => {
    const bytes = new Uint8Array(readFileSync(new URL(name, CORPUS)));
    for (const chunk of [[bytes.length], [1], [97]]) expect(await faultOf(bytes, chunk)).toBeNull();
  });
});
