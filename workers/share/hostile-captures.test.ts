// Links of captures that nobody writes: broken clocks, absurd numbers, half a handshake. Each opens again as it was made.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { analyzeCapture } from '../pipeline/analyze';
import { fuzzCapture } from '../testing/fuzz-captures';
import { memorySource } from '../testing/memory-source';
import { decodeLink } from './link';
import { evidenceLink } from './share-link';

const SAMPLES = new URL('../../public/samples/', import.meta.url);
const SEEDS = process.env['WHYRESET_FULL'] === '1' ? 4_000 : 400;
const CONNECTIONS = 3;

it('opens what was made of any capture', async () => {
  const sound = ['accept-queue-reset.pcapng', 'keep-alive.pcapng'].map((name) => new Uint8Array(readFileSync(new URL(name, SAMPLES))));
  let made = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const result = await analyzeCapture(memorySource(fuzzCapture(seed, sound)), { verdict: () => 'go', progress: () => undefined });
    if (!result.ok) continue;
    const connections = Math.min(CONNECTIONS, result.value.tables.connections.length);
    for (let connection = 0; connection < connections; connection++) {
      const link = evidenceLink(result.value, { keepsAddresses: seed % 2 === 0, connection });
      expect(decodeLink(link.fragment), `seed ${seed}`).toEqual({ ok: true, value: link.analysis });
      made++;
    }
  }
  expect(made).toBeGreaterThan(SEEDS / 4);
}, 120_000);
