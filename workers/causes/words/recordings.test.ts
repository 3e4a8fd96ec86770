// What is really said about every recorded capture: clean sentences in both languages, no dash where a number should be.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import './both-languages';
import type { ByteSource } from '../../model/byte-source';
import { analyzeCapture } from '../../pipeline/analyze';
import type { Analysis } from '../../pipeline/analysis';
import { sentenceFaults } from '../../testing/sentence-checks';
import { causeWords, HEADLINE_MAX_CHARS } from './cause-words';
import { evidenceText } from './evidence-words';
import { contextOfConnection, contextOfFinding } from './headline-context';

const FOLDER = new URL('../../../lab/recordings/', import.meta.url);
const LANGUAGES = ['en', 'zh'] as const;
/** Connections of one capture resemble each other. */
const CONNECTIONS_READ = 40;

const recordings = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.pcapng')) : [];

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

/** Everything said about a capture, sentence by sentence. */
function* sentences(analysis: Analysis, language: 'en' | 'zh'): Generator<string> {
  for (const finding of analysis.findings) {
    const words = causeWords(finding.cause, language);
    const context = contextOfFinding(finding, language);
    yield words.headline(context);
    yield* words.cannotTell(context);
    yield* words.next(context).map((check) => check.text);
    yield* finding.evidence.map((evidence) => evidenceText(evidence, language));
  }
  for (let id = 0; id < Math.min(analysis.tables.connections.length, CONNECTIONS_READ); id++) {
    const report = analysis.report(id);
    yield causeWords(report.verdict.cause, language).headline(contextOfConnection(report));
    yield* report.verdict.evidence.map((evidence) => evidenceText(evidence, language));
  }
}

describe.skipIf(recordings.length === 0)('recordings', () => {
  it.each(recordings)('%s', async (name) => {
    const analysis = await analyse(name);
    for (const language of LANGUAGES) {
      const said = new Set(sentences(analysis, language));
      expect([...said].flatMap((text) => sentenceFaults(text, language))).toEqual([]);
      expect([...said].filter((text) => text.includes('–'))).toEqual([]);
    }
  });

  it('keep their headlines short and their commands whole', async () => {
    for (const name of recordings) {
      const analysis = await analyse(name);
      for (const finding of analysis.findings) {
        const words = causeWords(finding.cause, 'en');
        const context = contextOfFinding(finding, 'en');
        expect(words.headline(context).length, words.headline(context)).toBeLessThanOrEqual(HEADLINE_MAX_CHARS);
        for (const { command } of words.next(context)) expect(command ?? '').not.toMatch(/undefined|NaN/);
      }
    }
  });
});
