// `npm run calibrate`: how often each cause is right under each quality of capture, fitted on two thirds of the lab's scenarios and their
// worse copies, tried on the rest. Writes workers/causes/reliability.ts; prints what docs/confidence.md says. Needs Python, no root.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { analyzeCapture } from '../workers/pipeline/analyze';
import { memorySource } from '../workers/testing/memory-source';
import { findRecordings, type Recording } from '../workers/testing/recording-truth';
import {
  fit,
  FITTED_QUALITIES,
  isHeldBack,
  limiting,
  scenarioOf,
  type Fitted,
  type FittedQuality,
  type Observation,
} from '../workers/testing/reliability-fit';
import { calibration, scoreRecording, STANDARD, type ScoredConnection } from '../workers/testing/score';

/** Every fault on every recording, with other frames lost each time. */
const COPIES = [
  { seed: 1, loss: 0.02 },
  { seed: 2, loss: 0.05 },
  { seed: 3, loss: 0.1 },
];
const TABLE = 'workers/causes/reliability.ts';

interface Verdict extends Observation {
  readonly isHeldBack: boolean;
  readonly scored: ScoredConnection;
}

async function verdictsOn({ name, path, truth }: Recording): Promise<Verdict[]> {
  const result = await analyzeCapture(memorySource(new Uint8Array(readFileSync(path))), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) return [];
  const analysis = result.value;
  const reports = Array.from({ length: analysis.tables.connections.length }, (_, id) => analysis.report(id));
  const isLossy = reports.some(({ verdict }) => verdict.caveats.includes('lossy-capture'));
  return scoreRecording(name, truth, analysis.findings, reports).connections.map((scored) => {
    const caveats = reports[scored.id]?.verdict.caveats ?? [];
    const quality: FittedQuality = caveats.includes('mid-stream')
      ? 'mid-stream'
      : caveats.includes('lossy-capture')
        ? 'lossy'
        : isLossy
          ? 'lossy-capture'
          : 'whole';
    const { told, confidence, fits } = scored;
    return { scenario: scenarioOf(name), quality, told, confidence, fits, isHeldBack: isHeldBack(name), scored };
  });
}

const folder = mkdtempSync(join(tmpdir(), 'whyreset-calibrate-'));
const verdicts: Verdict[] = [];
try {
  for (const recording of findRecordings(pathToFileURL(`${resolve('lab/recordings')}/`))) verdicts.push(...(await verdictsOn(recording)));
  for (const { seed, loss } of COPIES) {
    const out = join(folder, String(seed));
    execFileSync('python3', ['lab/dirty.py', '--all', '-o', out, '--seed', String(seed), '--loss', String(loss)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    for (const recording of findRecordings(pathToFileURL(`${out}/`))) verdicts.push(...(await verdictsOn(recording)));
    rmSync(out, { recursive: true });
  }
} finally {
  rmSync(folder, { recursive: true });
}

const fitted = limiting(fit(verdicts.filter((each) => !each.isHeldBack)));
const TABLE_BEGINS = '>> = {';
const current = readFileSync(TABLE, 'utf8');
const head = current.slice(0, current.indexOf(TABLE_BEGINS) + TABLE_BEGINS.length);
writeFileSync(
  TABLE,
  `${head}\n${FITTED_QUALITIES.map((quality) => `  ${quote(quality)}: {\n${rows(fitted, quality)}  },\n`).join('')}};\n`,
);
process.stdout.write(report());

function rows(all: readonly Fitted[], quality: FittedQuality): string {
  return all
    .filter((each) => each.quality === quality)
    .map(({ cause, reliability }) => `    ${quote(cause)}: ${(Math.floor(reliability * 100) / 100).toFixed(2)},\n`)
    .toSorted()
    .join('');
}

function quote(key: string): string {
  return /^\w+$/.test(key) ? key : `'${key}'`;
}

function report(): string {
  const scenarios = new Set(verdicts.map(({ scenario }) => scenario));
  const held = new Set(verdicts.filter((each) => each.isHeldBack).map(({ scenario }) => scenario));
  const lines = [
    `${scenarios.size} scenarios, ${held.size} of them held back; ${verdicts.length} verdicts`,
    '',
    'Limits: quality, cause, share right, scenarios, verdicts',
  ];
  for (const { quality, cause, reliability, scenarios: count, verdicts: told } of fitted)
    lines.push(
      `  ${quality.padEnd(14)} ${cause.padEnd(30)} ${reliability.toFixed(3)} ${String(count).padStart(4)} ${String(told).padStart(6)}`,
    );
  const limits = new Map(fitted.map(({ quality, cause, reliability }) => [`${quality} ${cause}`, Math.floor(reliability * 100) / 100]));
  for (const isHeld of [false, true]) {
    const own = verdicts
      .filter((each) => each.isHeldBack === isHeld)
      .map(({ scored, quality, told, confidence }) => ({
        ...scored,
        confidence: Math.min(confidence, limits.get(`${quality} ${told}`) ?? 1),
      }));
    const sure = own.filter(({ confidence }) => confidence >= STANDARD.sure);
    const count = (those: readonly ScoredConnection[], isWrong: (each: ScoredConnection) => boolean, from: number) =>
      those.filter((each) => isWrong(each) && each.confidence >= from).length;
    lines.push(
      '',
      isHeld ? 'Held back: confidence, right, mean confidence' : 'Fitted on: confidence, right, mean confidence',
      ...calibration(own)
        .filter((band) => band.count > 0)
        .map(
          (band) =>
            `  ${band.from.toFixed(2)} to ${band.to.toFixed(2)}  ${((band.right / band.count) * 100).toFixed(2)} % of ${band.count}  ${band.meanConfidence.toFixed(3)}`,
        ),
      `  wrong: ${count(sure, ({ fits }) => !fits, STANDARD.sure)} sure, ${count(sure, ({ fits }) => !fits, STANDARD.certain)} certain, of ${sure.length}` +
        `; blamed wrongly: ${count(sure, ({ isBlameWrong }) => isBlameWrong, STANDARD.sure)} sure, ${count(sure, ({ isBlameWrong }) => isBlameWrong, STANDARD.certain)} certain`,
    );
  }
  return `${lines.join('\n')}\n`;
}
