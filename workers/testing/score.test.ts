// The judge of the judge: what counts as right, as sure, as blame.

import { describe, expect, it } from 'vitest';
import type { ConnectionReport, Party } from '../model/verdict';
import type { CauseId } from '../model/vocabulary';
import type { Truth } from './recording-truth';
import { calibration, causeScores, scoreRecording, scoreText, shortcomings } from './score';
import { reportOf } from './table-builder';

function told(id: number, cause: CauseId, confidence: number, party: Party = 'server'): ConnectionReport {
  const verdict = { cause, confidence, party, facts: {}, evidence: [], alternatives: [], ruledOut: [], caveats: [] };
  return reportOf([], { id, client: { address: '10.0.0.1', port: 40_000 + id }, verdict });
}

const expected = (id: number, cause: CauseId, ...others: readonly CauseId[]) =>
  ({ client: `10.0.0.1:${40_000 + id}`, server: '10.0.0.2:80', cause, accept: [cause, ...others], ended_by: 'server' }) as const;

const TRUTH: Truth = {
  file: 'made-up.pcapng',
  headline: 'port-closed',
  headline_accept: ['port-closed'],
  vantage: 'client',
  facts: {},
  connections: [
    expected(0, 'port-closed'),
    expected(1, 'port-closed', 'firewall-reject'),
    expected(2, 'normal-close'),
    expected(3, 'stale-keepalive-reuse'),
  ],
};

const scored = scoreRecording(
  'made-up',
  TRUTH,
  [],
  [
    told(0, 'port-closed', 0.93),
    told(1, 'firewall-reject', 0.85, 'middlebox'),
    told(2, 'linger-abort', 0.96, 'server'),
    told(3, 'write-after-close', 0.6, 'client'),
  ],
);

describe('scores', () => {
  it('take every answer that the truth accepts as right', () => {
    expect(scored.connections.map(({ fits }) => fits)).toEqual([true, true, false, false]);
    expect(causeScores(scored.connections).find(({ cause }) => cause === 'linger-abort')).toMatchObject({ truths: 0, told: 1, right: 0 });
    expect(causeScores(scored.connections).find(({ cause }) => cause === 'firewall-reject')).toMatchObject({
      truths: 1,
      told: 1,
      right: 1,
    });
  });

  it('put each verdict into its band of confidence', () => {
    const bands = calibration(scored.connections).filter(({ count }) => count > 0);
    expect(bands.map(({ from, count, right }) => [from, count, right])).toEqual([
      [0.6, 1, 0],
      [0.8, 1, 1],
      [0.9, 1, 1],
      [0.95, 1, 0],
    ]);
  });

  it('see blame only where one end is accused of what lies elsewhere', () => {
    // The stale pool is the client's to mend whatever it is called; a healthy connection is nobody's.
    expect(scored.connections.map(({ isBlameWrong }) => isBlameWrong)).toEqual([false, false, true, false]);
  });

  it('name a headline where nothing was found by what most connections did', () => {
    const quiet = scoreRecording(
      'quiet',
      { ...TRUTH, headline: 'normal-close', headline_accept: ['normal-close'] },
      [],
      [told(2, 'normal-close', 0.97, 'none')],
    );
    expect(quiet).toMatchObject({ headline: 'normal-close', headlineFits: true });
    expect(quiet.missing).toHaveLength(3);
  });

  it('are written with every sure mistake by name', () => {
    const text = scoreText([scored]);
    expect(text).toContain('made-up connection 2: normal-close told as linger-abort at 0.96');
    expect(text).toContain('headlines 1/1; connections 2/4; ended by 4/4; wrong and sure 1; wrong and certain 1; blamed wrongly 1');
  });

  it('blame the end that closed, or the one that did not, where either can be the cause', () => {
    const blame = (cause: CauseId, party: Party) =>
      scoreRecording('x', { ...TRUTH, connections: [expected(0, cause)] }, [], [told(0, cause, 0.9, party)]).connections[0]?.isBlameWrong;
    expect([blame('linger-abort', 'server'), blame('linger-abort', 'client')]).toEqual([false, true]);
    expect([blame('close-wait-leak', 'server'), blame('close-wait-leak', 'client')]).toEqual([true, false]);
  });

  it('hold what was told against the standards', () => {
    const [one, two, three, four] = scored.connections;
    if (one === undefined || two === undefined || three === undefined || four === undefined) throw new Error('four connections');
    const lines = (connections: readonly (typeof one)[], headlineFits = true, withRecall = false) =>
      shortcomings([{ ...scored, connections, headlineFits }], { withRecall }).map((line) => line.replace(/:.*/, ''));
    expect(lines([one, two])).toEqual([]);
    expect(lines([one, two], false)).toEqual(['headlines']);
    expect(lines([one, two, three])).toEqual([
      'wrong and certain',
      'wrong and sure',
      'blamed wrongly and certain',
      'blamed wrongly and sure',
    ]);
    const many = Array.from({ length: 399 }, () => one);
    const slip = { ...three, confidence: 0.9 };
    expect(lines([...many, slip])).toEqual([]);
    expect(lines([...many.slice(0, 198), slip])).toEqual(['wrong and sure', 'blamed wrongly and sure']);
    expect(lines([one, four], true, true)).toEqual(['mean recall', 'recall of stale-keepalive-reuse']);
  });
});
