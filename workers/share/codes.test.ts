import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  CAUSE_CODES,
  CAVEAT_CODES,
  DIMENSION_CODES,
  ENDED_BY_CODES,
  FACT_CODES,
  FORMAT_CODES,
  FROM_CODES,
  ISSUE_CODES,
  NAME_CODES,
  NOTE_CODES,
  OUTCOME_CODES,
  PARTY_CODES,
  REASON_CODES,
  RUN_CODES,
  STATE_CODES,
  STYLE_CODES,
  VANTAGE_CODES,
} from './codes';

/** How many ids the first release of the format had, and what they were. Later ones stand behind them. */
const FIRST: readonly (readonly [list: readonly string[], count: number, hash: string])[] = [
  [CAUSE_CODES, 41, '6c925a3a6947'],
  [FACT_CODES, 93, '81e812e9e7d4'],
  [REASON_CODES, 39, '417a5e0ba761'],
  [CAVEAT_CODES, 15, '48461c5e7d51'],
  [PARTY_CODES, 6, '00a39abdc226'],
  [ENDED_BY_CODES, 4, 'f84ab4427f25'],
  [OUTCOME_CODES, 9, 'a2267adc060e'],
  [STATE_CODES, 13, '6b0033f17d85'],
  [STYLE_CODES, 13, '559b5ac659dc'],
  [RUN_CODES, 8, 'ea59c4afee39'],
  [FROM_CODES, 3, '1fd6b9d703f1'],
  [VANTAGE_CODES, 4, '3ee33ca57414'],
  [FORMAT_CODES, 3, 'a794fe8ba5af'],
  [NOTE_CODES, 4, 'fa34bed2b97c'],
  [DIMENSION_CODES, 11, '26cb8b9ba2f6'],
  [ISSUE_CODES, 25, '1a65674ae7fb'],
  [NAME_CODES, 82, 'fdf0a7cf689a'],
];

function hashOf(ids: readonly string[]): string {
  return createHash('sha256').update(ids.join(' ')).digest('hex').slice(0, 12);
}

describe('codes of links', () => {
  it('are what they were when the first links were made', () => {
    expect(FIRST.map(([list, count]) => hashOf(list.slice(0, count)))).toEqual(FIRST.map(([, , hash]) => hash));
  });

  it('name each id once', () => {
    for (const [list] of FIRST) expect(new Set(list).size).toBe(list.length);
  });
});
