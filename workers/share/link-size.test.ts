// What the promised size of a link holds: ten connections of twenty events each.

import { expect, it } from 'vitest';
import '../causes/words/both-languages';
import { analyzeCapture } from '../pipeline/analyze';
import { memorySource } from '../testing/memory-source';
import { parseTrace } from '../testing/trace-dsl';
import { evidenceLink } from './share-link';

const CONNECTIONS = 10;
const EVENTS = 20;
/** Payload between handshake and RST: some of it shares a row, as on the page. */
const EXCHANGES = EVENTS + 3;
/** What Slack, Teams, Jira and GitHub take, less the address of the page. */
const CHARACTERS = 3_800 - 60;

it('ten connections of twenty events fit where people chat', async () => {
  const lines = Array.from({ length: CONNECTIONS }, (_, c) => `conn c${c} client=10.0.${c}.7:${40_000 + 77 * c} server=10.9.0.1:443`);
  for (let c = 0; c < CONNECTIONS; c++) {
    const at = (step: number): string => (c * 3.17 + step * 0.0537 + ((c * 7 + step * 3) % 11) * 0.00431).toFixed(6);
    lines.push(`${at(0)} c${c} > S mss=1460`, `${at(1)} c${c} < SA mss=1460`, `${at(2)} c${c} > A`);
    for (let step = 3; step < 3 + EXCHANGES; step++) {
      const bytes = 40 + ((c * 131 + step * 57) % 1300);
      lines.push(step % 2 === 1 ? `${at(step)} c${c} > PA len=${bytes}` : `${at(step)} c${c} < PA len=${bytes}`);
    }
    lines.push(`${at(3 + EXCHANGES)} c${c} < R`);
  }
  const result = await analyzeCapture(memorySource(parseTrace(lines.join('\n')).pcapng), {
    verdict: () => 'go',
    progress: () => undefined,
  });
  if (!result.ok) throw new Error(result.failure.code);
  const connections = Array.from({ length: CONNECTIONS }, (_, c) => c);
  const { fragment, analysis } = evidenceLink(result.value, { keepsAddresses: false, connections });
  expect(analysis.connections).toHaveLength(CONNECTIONS);
  // Ladders fold what repeats: measured for each row that is told, and counted for twenty.
  const rows = analysis.connections.reduce((sum, { ladder }) => sum + ladder.rows.length, 0);
  expect(rows).toBeGreaterThanOrEqual(CONNECTIONS * (EVENTS - 2));
  expect((fragment.length / rows) * CONNECTIONS * EVENTS).toBeLessThanOrEqual(CHARACTERS);
});
