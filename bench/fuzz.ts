// `npm run fuzz [-- COUNT [SEED]]`: captures that nobody writes, 200,000 of them. What goes wrong is left in workers/capture/corpus/
// under its seed, to be named after its symptom when it is put right; every file there is tried again by the tests.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fuzz } from './fuzz-check';
import { soundCaptures } from './fuzz-sound';

const [count = 200_000, firstSeed = 1] = process.argv.slice(2).map(Number);
const PER_LINE = 10_000;
const MAX_FOUND = 20;

const folder = 'workers/capture/corpus';
const sound = soundCaptures();
let faults = 0;
for (let done = 0; done < count && faults < MAX_FOUND; done += PER_LINE) {
  const found = await fuzz(firstSeed + done, Math.min(PER_LINE, count - done), sound, MAX_FOUND);
  mkdirSync(folder, { recursive: true });
  for (const { seed, bytes, fault } of found) {
    writeFileSync(join(folder, `found-${seed}.bin`), bytes);
    process.stdout.write(`seed ${seed}, ${bytes.length} bytes: ${fault}\n`);
  }
  faults += found.length;
  process.stdout.write(`${Math.min(count, done + PER_LINE)} tried, ${faults} wrong\n`);
}
process.exitCode = faults > 0 ? 1 : 0;
