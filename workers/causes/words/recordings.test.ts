// What is really said about every recorded capture: clean sentences in both languages, packets behind each, addresses in the
// commands, the word for the certainty in the headline and no other.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import './both-languages';
import type { ByteSource } from '../../model/byte-source';
import { analyzeCapture } from '../../pipeline/analyze';
import type { Analysis } from '../../pipeline/analysis';
import { sentenceFaults } from '../../testing/sentence-checks';
import { certaintyOf, type Evidence, type Finding } from '../../model/verdict';
import { causeWords, HEADLINE_MAX_CHARS, reasonText } from './cause-words';
import { differenceTexts } from './difference-words';
import { evidenceText } from './evidence-words';
import { contextOfConnection, contextOfFinding } from './headline-context';
import type { HeadlineContext, Language } from './words';

const FOLDER = new URL('../../../lab/recordings/', import.meta.url);
const LANGUAGES = ['en', 'zh'] as const;
/** Connections of one capture resemble each other. */
const CONNECTIONS_READ = 40;

const recordings = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => /\.pcapng(?:\.gz)?$/.test(name)) : [];

async function analyse(name: string): Promise<Analysis> {
  const bytes = new Uint8Array(readFileSync(new URL(name, FOLDER)));
  const source: ByteSource = {
    name,
    size: bytes.length,
    async *chunks() {
      yield bytes;
    },
    read: null,
  };
  const result = await analyzeCapture(source, { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(`${name}: ${result.failure.code}`);
  return result.value;
}

/** Observations about the capture as a whole, not about a packet in it. */
const WITHOUT_PACKETS: readonly string[] = ['host-never-heard', 'only-one-direction', 'no-handshake', 'packets-missing'];
const HEDGES: Readonly<Record<Language, RegExp>> = { en: /\blikely\b/, zh: /很可能/ };
/** What they say was counted, not concluded: they have one form (ux 5.1). */
const COUNTED: readonly string[] = ['client-leak', 'ephemeral-port-exhaustion', 'insufficient-evidence'];

/** Everything said about a capture, sentence by sentence. */
function* sentences(analysis: Analysis, language: Language): Generator<string> {
  for (const finding of analysis.findings) {
    const words = causeWords(finding.cause, language);
    const context = contextOfFinding(finding, language);
    yield words.headline(context);
    yield* words.cannotTell(context);
    yield* words.next(context).map((check) => check.text);
    yield* finding.evidence.map((evidence) => evidenceText(evidence, language));
    for (const { cause, because } of finding.alternatives) {
      yield reasonText(because, language);
      yield causeWords(cause, language).settles?.(context).text ?? '';
    }
  }
  for (let id = 0; id < Math.min(analysis.tables.connections.length, CONNECTIONS_READ); id++) {
    const report = analysis.report(id);
    yield causeWords(report.verdict.cause, language).headline(contextOfConnection(report));
    yield* report.verdict.evidence.map((evidence) => evidenceText(evidence, language));
  }
}

function* commandsOf(finding: Finding, context: HeadlineContext): Generator<string> {
  for (const { command } of causeWords(finding.cause, 'en').next(context)) if (command !== undefined) yield command;
  for (const { cause } of finding.alternatives) {
    const command = causeWords(cause, 'en').settles?.(context).command;
    if (command !== undefined) yield command;
  }
}

/** Evidence without a packet, or with one that the file does not have. */
function unproven(list: readonly Evidence[], frames: number): readonly string[] {
  return list
    .filter((evidence) => evidence.frames.length === 0 || evidence.frames.some((frame) => frame < 1 || frame > frames))
    .map(({ fact }) => fact)
    .filter((fact) => !WITHOUT_PACKETS.includes(fact));
}

/** Placeholders for what the finding names. */
function notFilledIn({ server, client }: Finding): RegExp {
  const names = [
    server === undefined ? [] : 'SERVER',
    server?.port === undefined ? [] : 'PORT',
    client === undefined ? [] : 'CLIENT',
  ].flat();
  return new RegExp(`\\b(?:${['undefined', 'NaN', ...names].join('|')})\\b`);
}

/** Whether a headline has to carry the word for an inference. */
function hedgesAsToldBy(finding: Finding, isHedged: boolean): boolean {
  return COUNTED.includes(finding.cause) || isHedged === (certaintyOf(finding.confidence) === 'likely');
}

describe.skipIf(recordings.length === 0)('recordings', () => {
  it.each(recordings)('%s', async (name) => {
    const analysis = await analyse(name);
    for (const language of LANGUAGES) {
      const said = new Set(sentences(analysis, language));
      expect([...said].flatMap((text) => sentenceFaults(text, language))).toEqual([]);
      expect([...said].filter((text) => text.includes('–'))).toEqual([]);
    }
    const frames = analysis.tables.frames.length;
    for (let id = 0; id < Math.min(analysis.tables.connections.length, CONNECTIONS_READ); id++) {
      expect(unproven(analysis.report(id).verdict.evidence, frames)).toEqual([]);
    }
    for (const finding of analysis.findings) {
      const context = contextOfFinding(finding, 'en');
      expect(unproven(finding.evidence, frames)).toEqual([]);
      const headline = causeWords(finding.cause, 'en').headline(context);
      expect(headline.length, headline).toBeLessThanOrEqual(HEADLINE_MAX_CHARS);
      const commands = [...commandsOf(finding, context)].join('\n');
      expect(commands).not.toMatch(notFilledIn(finding));
      for (const language of LANGUAGES) {
        const isHedged = HEDGES[language].test(causeWords(finding.cause, language).headline(contextOfFinding(finding, language)));
        expect(hedgesAsToldBy(finding, isHedged), headline).toBe(true);
        for (const { affectedFrames, othersFrames } of differenceTexts(finding, language)) {
          expect(affectedFrames.length).toBeGreaterThan(0);
          expect(othersFrames.length).toBeGreaterThan(0);
        }
      }
    }
  });
});
