// Every cause against its traces: hits and near misses in the folder of the cause, run through the whole engine. Also
// that nothing about a verdict depends on the file format, on addresses and ports, or on what else is in the capture.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BENIGN_CAUSES, CAUSE_IDS, type CauseId } from '../model/vocabulary';
import type { Analysis } from '../pipeline/analysis';
import { analyzeCapture } from '../pipeline/analyze';
import { memorySource } from '../testing/memory-source';
import { traceFaults } from '../testing/trace-checks';
import { parseTrace, type ParsedTrace, type TraceFrame } from '../testing/trace-dsl';
import { writePcap } from '../testing/write-pcap';
import { KNOWN_LIMITS } from './known-limits';
import { CAUSE_RULES } from './registry';

const FOLDER = new URL('.', import.meta.url);
/** Spoken as the answer where no rule holds; it has no rule in the registry. */
const WITHOUT_RULE: readonly CauseId[] = ['insufficient-evidence'];

interface Fixture {
  readonly cause: CauseId;
  readonly name: string;
  readonly isHit: boolean;
  readonly text: string;
}

const folders = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/text.en.ts`, FOLDER)))
  .map((entry) => entry.name);

const fixtures: readonly Fixture[] = folders.flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, FOLDER))
    .filter((name) => name.endsWith('.trace.txt'))
    .map((name) => ({
      cause: folder as CauseId,
      name: `${folder}/${name.replace('.trace.txt', '')}`,
      isHit: name.startsWith('hit-'),
      text: readFileSync(new URL(`${folder}/${name}`, FOLDER), 'utf8'),
    })),
);
const hits = fixtures.filter((fixture) => fixture.isHit);
const nearMisses = fixtures.filter((fixture) => !fixture.isHit);

async function analyzeBytes(bytes: Uint8Array): Promise<Analysis> {
  const result = await analyzeCapture(memorySource(bytes), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

describe('completeness', () => {
  const rules = [...new Set<CauseId>([...CAUSE_RULES.map((rule) => rule.id), ...WITHOUT_RULE])];

  it('has a folder of words for every cause of the vocabulary, and no other', () => {
    expect([...folders].sort()).toEqual([...CAUSE_IDS].sort());
  });

  it('has a rule for every cause', () => {
    expect(rules.toSorted()).toEqual(CAUSE_IDS.toSorted());
  });

  it.each(rules)('%s has a rule file, at least one hit and one near miss', (id) => {
    expect(existsSync(new URL(`${id}/rule.ts`, FOLDER))).toBe(true);
    const own = fixtures.filter((fixture) => fixture.cause === id);
    expect(own.filter((fixture) => fixture.isHit).length).toBeGreaterThan(0);
    expect(own.filter((fixture) => fixture.name.includes('/near-miss-')).length).toBeGreaterThan(0);
  });

  it('says where each rule comes from', () => {
    expect(CAUSE_RULES.filter((rule) => rule.references.length === 0 || rule.references.some((text) => text.trim() === ''))).toEqual([]);
  });

  it('lets rules beat only other causes, and never each other', () => {
    const beats = new Map(CAUSE_RULES.map((rule) => [`${rule.phase} ${rule.id}`, new Set(rule.beats ?? [])]));
    const mutual = CAUSE_RULES.flatMap((rule) =>
      (rule.beats ?? [])
        .filter((other) => other === rule.id || beats.get(`${rule.phase} ${other}`)?.has(rule.id) === true)
        .map((other) => `${rule.id} <> ${other}`),
    );
    expect(mutual).toEqual([]);
  });

  it('names every trace hit-* or near-miss-*', () => {
    expect(fixtures.filter((fixture) => !/\/(?:hit|near-miss)-[a-z0-9-]+$/.test(fixture.name))).toEqual([]);
  });
});

describe('traces', () => {
  it.each(hits)('$name', async ({ cause, text }) => {
    const trace = parseTrace(text);
    const analysis = await analyzeBytes(trace.pcapng);
    expect([...traceFaults(trace, analysis), ...evidenceFaults(analysis)]).toEqual([]);
    const isSaid = trace.expects.some((each) =>
      each.checks.some(({ key, operator, value }) => key === 'cause' && operator === '=' && value === cause),
    );
    expect(isSaid).toBe(true);
    expect(BENIGN_CAUSES.includes(cause) || analysis.findings.some((finding) => finding.cause === cause)).toBe(true);
  });

  it.each(nearMisses)('$name', async ({ cause, text }) => {
    const trace = parseTrace(text);
    const analysis = await analyzeBytes(trace.pcapng);
    expect([...traceFaults(trace, analysis), ...evidenceFaults(analysis)]).toEqual([]);
    expect(trace.expects.length).toBeGreaterThan(0);
    expect([...verdictsOf(analysis), ...analysis.findings].map((each) => each.cause)).not.toContain(cause);
  });
});

/** Evidence must be checkable: every verdict names frames, and they exist. */
function evidenceFaults(analysis: Analysis): string[] {
  return Array.from({ length: analysis.tables.connections.length }, (_, id) => analysis.report(id).verdict).flatMap(
    ({ cause, evidence }, id) => {
      const frames = evidence.flatMap((each) => each.frames);
      const isSound = frames.length > 0 && frames.every((frame) => frame >= 1 && frame <= analysis.tables.frames.length);
      return isSound ? [] : [`connection ${id} (${cause}) leans on frames ${frames.join(',') || 'none'}`];
    },
  );
}

interface Told {
  readonly cause: CauseId;
  readonly variant: string | undefined;
  readonly confidence: number;
  readonly outcome: string;
  readonly endedBy: string;
  readonly facts: readonly (readonly [string, number])[];
}

/** What must not depend on how the same packets are stored or named. Addresses among the facts are left out. */
function verdictsOf(analysis: Analysis, from = 0): Told[] {
  return Array.from({ length: analysis.tables.connections.length - from }, (_, index) => {
    const { verdict, outcome, endedBy } = analysis.report(index + from);
    const facts = Object.entries(verdict.facts).flatMap(([key, value]) =>
      typeof value === 'number' ? [[key, Math.round(value * 1e6) / 1e6] as const] : [],
    );
    return { cause: verdict.cause, variant: verdict.variant, confidence: verdict.confidence, outcome, endedBy, facts };
  });
}

const START_SECONDS = 1_700_000_000;

function asPcap(linkType: number, frames: readonly TraceFrame[]): Uint8Array {
  const records = frames.map(({ seconds, bytes, origLen }) => {
    const ns = Math.round(seconds * 1e9);
    return { seconds: START_SECONDS + Math.floor(ns / 1e9), fraction: ns % 1e9, data: bytes, origLen };
  });
  return writePcap(records, { isNano: true, linkType });
}

const KNOWN_PORTS = new Set(KNOWN_LIMITS.map((known) => known.port));

/** Other networks, other ports: in the same order and on the same side of 1024. Ports that speak for a product's limit stay. */
function renamed(text: string): string {
  return text
    .replaceAll(/\b10\.0\.(\d+|\$\{[^}]*\})\.(\d+|\$\{[^}]*\})/g, '172.21.$1.$2')
    .replaceAll('2001:db8:', 'fd00:17:')
    .replaceAll(
      /(client=(?:\[[^\]]+\]|[\d.]+(?:\$\{[^}]*\})?[\d.]*):)(\d+)\b/g,
      (_, head: string, port: string) => `${head}${Number(port) + 17}`,
    )
    .replaceAll(/(client=(?:\[[^\]]+\]|[\d.]+(?:\$\{[^}]*\})?[\d.]*):)\$\{/g, '$1${17+')
    .replaceAll(/(server=\S+?[\].\d}]:)(\d+)\b/g, (_, head: string, port: string) => {
      const number = Number(port);
      return `${head}${KNOWN_PORTS.has(number) ? number : number < 1000 ? number + 7 : number + 23}`;
    });
}

/** Two strangers talking: whoever they are and whenever they do, nobody else's verdict may change. */
const STRANGERS = (trace: ParsedTrace, atSeconds: number) => `
  link ${trace.linkType === 101 ? 'raw' : trace.linkType === 276 ? 'sll2' : 'ethernet'}
  conn stranger client=198.51.100.7:61000 server=203.0.113.9:8443 ttlc=61 ttls=57
  ${atSeconds} > S
  ${atSeconds} < SA
  ${atSeconds} > A
  ${atSeconds} > PA len=200
  ${atSeconds} < PA len=300
  ${atSeconds} > FA
  ${atSeconds} < FA
  ${atSeconds} > A
`;

describe('a verdict does not depend on', () => {
  it.each(hits)('the file format: $name', async ({ text }) => {
    const trace = parseTrace(text);
    expect(verdictsOf(await analyzeBytes(asPcap(trace.linkType, trace.frames)))).toEqual(verdictsOf(await analyzeBytes(trace.pcapng)));
  });

  it.each(hits)('addresses and ports: $name', async ({ text }) => {
    const other = renamed(text);
    expect(other).not.toBe(text);
    expect(verdictsOf(await analyzeBytes(parseTrace(other).pcapng))).toEqual(verdictsOf(await analyzeBytes(parseTrace(text).pcapng)));
  });

  it.each(hits)('what strangers do before or meanwhile: $name', async ({ text }) => {
    const trace = parseTrace(text);
    const expected = verdictsOf(await analyzeBytes(trace.pcapng));
    const first = trace.frames[0]?.seconds ?? 0;
    const last = trace.frames.at(-1)?.seconds ?? first;
    const before = parseTrace(STRANGERS(trace, first)).frames;
    expect(verdictsOf(await analyzeBytes(asPcap(trace.linkType, [...before, ...trace.frames])), 1)).toEqual(expected);
    const middle = (first + last) / 2;
    const meanwhile = parseTrace(STRANGERS(trace, middle)).frames;
    const at = trace.frames.findIndex((frame) => frame.seconds > middle);
    const mixed = await analyzeBytes(asPcap(trace.linkType, trace.frames.toSpliced(at < 0 ? trace.frames.length : at, 0, ...meanwhile)));
    const strangers = Array.from({ length: mixed.tables.connections.length }, (_, id) => id).filter(
      (id) => mixed.report(id).server.port === 8443,
    );
    expect(verdictsOf(mixed).filter((_, id) => !strangers.includes(id))).toEqual(expected);
  });
});
