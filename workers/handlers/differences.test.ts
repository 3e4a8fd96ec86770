// What sets connections apart: found where it is, not found where both sides have it alike.

import { describe, expect, it } from 'vitest';
import { differenceTexts } from '../causes/words/difference-words';
import type { Finding } from '../model/verdict';
import type { FindingCause } from '../model/vocabulary';
import { analyzeCapture } from '../pipeline/analyze';
import { memorySource } from '../testing/memory-source';
import { phraseFaults } from '../testing/sentence-checks';
import { parseTrace } from '../testing/trace-dsl';

async function findingOf(trace: string, cause: FindingCause): Promise<Finding> {
  const result = await analyzeCapture(memorySource(parseTrace(trace).pcapng), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  const finding = result.value.findings.find((each) => each.cause === cause);
  if (finding === undefined) throw new Error(`no ${cause} among ${result.value.findings.map((each) => each.cause).join(', ')}`);
  for (const language of ['en', 'zh'] as const) {
    for (const { affected, affectedFrames, others, othersFrames } of differenceTexts(finding, language)) {
      expect([...phraseFaults(affected, language), ...phraseFaults(others, language)]).toEqual([]);
      expect(affectedFrames.length).toBeGreaterThan(0);
      expect(othersFrames.length).toBeGreaterThan(0);
    }
  }
  return finding;
}

interface Draft {
  readonly at: number;
  readonly client?: string;
  readonly port?: number;
  readonly request?: string;
  readonly end: 'reset' | 'reset-request' | 'close' | 'stay' | 'refused';
}

let nextPort = 40_000;

function connection({ at, client = '10.0.0.1', port = 9000, request = 'len=40', end }: Draft): string {
  const name = `c${nextPort}`;
  const lines = [`conn ${name} client=${client}:${nextPort++} server=10.0.0.2:${port} ttlc=64 ttls=60`, `${at} ${name} > S`];
  if (end === 'refused') return [...lines, `${at + 0.02} ${name} < RA rawseq=0`].join('\n');
  lines.push(`${at + 0.02} ${name} < SA`, `${at + 0.0201} ${name} > A`);
  if (end === 'reset') return [...lines, `${at + 0.021} ${name} < RA`].join('\n');
  if (end === 'reset-request') {
    return [
      ...lines,
      `${at + 0.0202} ${name} > PA ${request}`,
      `${at + 0.1} ${name} > PA ${request} seq=1`,
      `${at + 0.12} ${name} < RA`,
    ].join('\n');
  }
  lines.push(`${at + 0.0202} ${name} > PA ${request}`, `${at + 0.0402} ${name} < PA len=100`);
  if (end === 'close') lines.push(`${at + 0.05} ${name} > FA`, `${at + 0.07} ${name} < FA`, `${at + 0.0701} ${name} > A`);
  return lines.join('\n');
}

const trace = (...drafts: readonly Draft[]): string => `sort\n${drafts.map(connection).join('\n')}\n`;
const times = (count: number, draft: (i: number) => Draft): Draft[] => Array.from({ length: count }, (_, i) => draft(i));

describe('what sets connections apart', () => {
  it('is the client, with its share among the others', async () => {
    const finding = await findingOf(
      trace(
        ...times(4, (i) => ({ at: i * 0.2, client: '10.0.0.5', end: 'reset' })),
        ...times(4, (i) => ({ at: i * 0.2 + 0.1, client: '10.0.0.5', end: 'close' })),
        ...times(8, (i) => ({ at: i * 0.2 + 0.05, end: 'close' })),
      ),
      'accept-then-close',
    );
    expect(finding.differences?.[0]).toMatchObject({
      dimension: 'client',
      value: '10.0.0.5',
      affected: { count: 4, of: 4 },
      others: { count: 4, of: 12 },
    });
    expect(differenceTexts(finding, 'en')[0]).toMatchObject({ affected: 'Client 10.0.0.5: 4 of these 4', others: '4 of the other 12' });
    expect(differenceTexts(finding, 'zh')[0]).toMatchObject({
      affected: '客户端 10.0.0.5：这 4 个中的 4 个',
      others: '其他 12 个中的 4 个',
    });
  });

  it('is how many were open, of the client where its own number tells more', async () => {
    const finding = await findingOf(
      trace(
        ...times(10, (i) => ({ at: i * 0.1, end: 'stay' })),
        ...times(6, (i) => ({ at: 2 + i * 0.1, end: 'reset' })),
        ...times(8, (i) => ({ at: 2 + i * 0.1 + 0.05, client: '10.0.0.7', end: 'close' })),
      ),
      'connection-limit-per-client',
    );
    expect(finding.differences?.[0]).toMatchObject({
      dimension: 'open-client',
      value: 10,
      affected: { count: 6, of: 6 },
      others: { count: 0 },
    });
    expect(differenceTexts(finding, 'en')[0]?.affected).toContain('10 or more connections of the same client open');
  });

  it('is when they began', async () => {
    const finding = await findingOf(
      trace(...times(8, (i) => ({ at: i * 0.2, end: 'close' })), ...times(4, (i) => ({ at: 5 + i, end: 'refused' }))),
      'port-closed',
    );
    expect(finding.differences?.find(({ dimension }) => dimension === 'onset')).toMatchObject({
      value: 5,
      affected: { count: 4, of: 4 },
      others: { count: 0, of: 8 },
    });
    expect(differenceTexts(finding, 'en').map(({ affected }) => affected)).toContain('Begun at +5.00 s or later: 4 of these 4');
  });

  it('is the port where the listener has no other connections', async () => {
    const finding = await findingOf(
      trace(...times(6, (i) => ({ at: i * 0.2, end: 'close' })), ...times(4, (i) => ({ at: i * 0.2 + 0.1, port: 9001, end: 'refused' }))),
      'port-closed',
    );
    expect(finding.differences?.map(({ dimension }) => dimension)).toEqual(['port']);
  });

  it('is nothing below three of them, three others, or thirty points', async () => {
    const few = await findingOf(
      trace(...times(8, (i) => ({ at: i * 0.2, end: 'close' })), ...times(2, (i) => ({ at: 5 + i, end: 'refused' }))),
      'port-closed',
    );
    expect(few.differences).toBeUndefined();
    const alone = await findingOf(
      trace(...times(4, (i) => ({ at: i * 0.2, end: 'refused' })), ...times(2, (i) => ({ at: 5 + i, end: 'close' }))),
      'port-closed',
    );
    expect(alone.differences).toBeUndefined();
    const alike = await findingOf(
      trace(...times(16, (i) => ({ at: i * 0.2, client: `10.0.0.${1 + (i % 4)}`, end: i % 3 === 0 ? 'reset' : 'close' }))),
      'accept-then-close',
    );
    expect(alike.differences).toBeUndefined();
  });

  it('is nothing that chance deals out as well', async () => {
    // Three of three against two of three: forty points apart, and one deal in two.
    const finding = await findingOf(
      trace(
        ...times(3, (i) => ({ at: i * 0.3, client: '10.0.0.5', end: 'reset' })),
        ...times(2, (i) => ({ at: i * 0.3 + 0.1, client: '10.0.0.5', end: 'close' })),
        ...times(3, (i) => ({ at: i * 0.3 + 0.2, client: '10.0.0.6', end: 'close' })),
      ),
      'accept-then-close',
    );
    expect(finding.differences).toBeUndefined();
  });

  it('is the size of what was sent, counted once however often it was repeated', async () => {
    const finding = await findingOf(
      trace(
        ...times(5, (i) => ({ at: i * 0.4, request: 'len=1400', end: 'reset-request' })),
        ...times(6, (i) => ({ at: i * 0.4 + 0.1, end: 'close' })),
      ),
      'unread-data-abort',
    );
    expect(finding.differences?.[0]).toMatchObject({
      dimension: 'request-bytes',
      value: 1400,
      affected: { count: 5 },
      others: { count: 0 },
    });
  });

  it('are at most three, the greatest first', async () => {
    const finding = await findingOf(
      trace(
        ...times(6, (i) => ({ at: i * 0.1, end: 'stay' })),
        ...times(6, (i) => ({ at: 1 + i * 0.1, client: '10.0.0.6', end: 'stay' })),
        ...times(8, (i) => ({ at: 4 + i * 0.1, client: '10.0.0.9', end: 'reset' })),
      ),
      'connection-limit-total',
    );
    const differences = finding.differences ?? [];
    expect(differences).toHaveLength(3);
    const gains = differences.map(({ affected, others }) => affected.count / affected.of - others.count / others.of);
    expect(gains).toEqual(gains.toSorted((a, b) => b - a));
  });
});
