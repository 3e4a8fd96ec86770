// The five founding cases as the text that is copied: golden files made from the samples, real numbers from real sockets.
// What they must say whatever the numbers stands here as well, so that a golden file cannot be renewed into nonsense.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import '../causes/words/both-languages';
import type { Analysis } from '../pipeline/analysis';
import { analyzeCapture } from '../pipeline/analyze';
import { ladderContextOf } from '../report/report-source';
import { memorySource } from '../testing/memory-source';
import { buildLadder } from './build-ladder';
import { displayWidth } from './display-width';
import type { LadderModel, PacketRow } from './ladder-model';
import { renderTextLadder } from './text-ladder';

const SAMPLES = join(import.meta.dirname, '../../public/samples');

async function open(sample: string): Promise<Analysis> {
  const bytes = new Uint8Array(readFileSync(join(SAMPLES, `${sample}.pcapng`)));
  const result = await analyzeCapture(memorySource(bytes), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(`${sample}: ${result.failure.code}`);
  return result.value;
}

function ladderOf(analysis: Analysis, connection: number): LadderModel {
  return buildLadder(analysis.tables, analysis.report(connection), ladderContextOf(analysis, connection), new Set());
}

const packets = (model: LadderModel): readonly PacketRow[] => model.rows.filter((row) => row.kind === 'packet');
const ignoresSyn = (model: LadderModel) => packets(model).some((row) => row.ignored && row.flags.includes('SYN'));
const ignoresAck = (model: LadderModel) => packets(model).some((row) => row.ignored && !row.flags.includes('SYN'));

interface Case {
  readonly name: string;
  readonly sample: string;
  /** The finding's clearest example, or the first of its connections that looks so. */
  readonly looks?: (model: LadderModel) => boolean;
  /** In this order. */
  readonly says: readonly RegExp[];
}

const CASES: readonly Case[] = [
  {
    name: '1-zookeeper-limit',
    sample: 'zookeeper-limit',
    says: [/SYN-SENT ║─+ SYN seq 0/, /═ FIN seq 1 ack 1 /, /× RST seq \d, no ack ×/, /gauge .*limit 60/],
  },
  { name: '2-descriptors', sample: 'descriptors', says: [/━ data \d+ B/, /ACK \d+ ┄/, /× RST\+ACK seq 1 ack \d+ ×/] },
  { name: '2-descriptors-unanswered', sample: 'descriptors-unanswered', says: [/━ data \d+ B/, /┊·+ [\d.]+ (?:m?s|min) waiting ·+┊/] },
  { name: '3-limit-65387', sample: 'limit-65387', says: [/captured here/, /═ FIN seq 1 ack 1/, /× RST seq /, /gauge/] },
  { name: '4a-accept-queue-syn', sample: 'accept-queue', looks: ignoresSyn, says: [/▶.? .*ignored ✗/, /↻ SYN {2}retry 1 of #\d+/] },
  { name: '4b-accept-queue-ack', sample: 'accept-queue', looks: ignoresAck, says: [/▶║ .*ignored ✗/, /↻ SYN-ACK {2}retry 1 of #\d+/] },
  { name: '4c-accept-queue-reset', sample: 'accept-queue-reset', says: [/┄ ACK 1 ┄/, /× RST seq 1, no ack ×/] },
  {
    name: '5-keep-alive',
    sample: 'keep-alive',
    says: [/┊·+ [\d.]+ s idle ·+┊/, /FIN seq \d+ ack \d+/, /━ data [\d,]+ B/, /× RST seq \d+, no ack ×/],
  },
  { name: '5-connection-close', sample: 'connection-close', says: [/HTTP \d+ close/, /FIN seq/, /× RST/] },
];

describe('text ladders of the founding cases', () => {
  it.each(CASES)('$name', async ({ name, sample, looks, says }) => {
    const analysis = await open(sample);
    const [finding] = analysis.findings;
    expect(finding).toBeDefined();
    const ids = looks === undefined ? [finding?.representative ?? 0] : (finding?.connections ?? []);
    const model = ids.map((id) => ladderOf(analysis, id)).find((candidate) => looks?.(candidate) ?? true);
    if (model === undefined) throw new Error(`${sample} has no such connection`);
    const text = renderTextLadder(model, 'en');
    let from = 0;
    for (const part of says) {
      const at = text.slice(from).search(part);
      expect(at, `${part} after character ${from} of\n${text}`).toBeGreaterThanOrEqual(0);
      from += at + 1;
    }
    await expect(text).toMatchFileSnapshot(`text-goldens/${name}.en.txt`);
    await expect(renderTextLadder(model, 'zh')).toMatchFileSnapshot(`text-goldens/${name}.zh.txt`);

    const narrow = renderTextLadder(model, 'en', undefined, { columns: 100, isAscii: true });
    for (const line of narrow.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(100);
    // oxlint-disable-next-line no-control-regex
    expect(narrow).toMatch(/^[\u0000-\u007f]*$/);
    for (const row of packets(model)) expect(narrow).toMatch(new RegExp(`^ *${row.frame} `, 'm'));
  });
});
