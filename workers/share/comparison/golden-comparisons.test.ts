// Links to comparisons of every released version open for ever. Lines are added to golden-comparisons.json, never changed.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderTwoTapText } from '../../compare/text-two-tap';
import { words as en } from '../../compare/words/words-en';
import { words as zh } from '../../compare/words/words-zh';
import {
  BASIS_CODES,
  DIFFERENCE_CODES,
  DIFFERENCE_REASON_CODES,
  FATE_CODES,
  FIELD_CODES,
  KIND_CODES,
  NEARER_BY_CODES,
  NEARER_CODES,
  OBSERVATION_CODES,
  PAIRED_BY_CODES,
  PLACE_CODES,
  TAP_CODES,
} from './comparison-codes';
import { decodeComparison } from './comparison-link';

interface Golden {
  readonly made: string;
  readonly of: string;
  readonly link: string;
  readonly findings: readonly string[];
  readonly pairs: readonly string[];
  readonly rows: number;
  readonly notes: readonly string[];
}

const goldens = JSON.parse(readFileSync(new URL('golden-comparisons.json', import.meta.url), 'utf8')) as readonly Golden[];

describe('links to comparisons made by released versions', () => {
  it.each(goldens)('$made: $of', ({ link, findings, pairs, rows, notes }) => {
    const decoded = decodeComparison(link);
    if (!decoded.ok) throw new Error(decoded.failure.code);
    const { value } = decoded;
    expect(value.overview.findings.map(({ cause, place }) => `${cause} ${place}`)).toEqual(findings);
    expect(value.pairs.map(({ connection, ladder }) => `${connection.client} ${connection.server} ${ladder.rows.length}`)).toEqual(pairs);
    expect(value.rows).toHaveLength(rows);
    expect(value.notes.map(({ text }) => text)).toEqual(notes);
    for (const { ladder } of value.pairs)
      for (const drawn of [renderTwoTapText(ladder, en, 'en'), renderTwoTapText(ladder, zh, 'zh')])
        expect(drawn).not.toMatch(/undefined|NaN/);
  });

  it('hold addresses of both families, notes, and one connection alone', () => {
    expect(goldens.some(({ pairs }) => pairs.some((pair) => pair.includes('[')))).toBe(true);
    expect(goldens.some(({ notes }) => notes.length > 0)).toBe(true);
    expect(goldens.length).toBeGreaterThanOrEqual(5);
  });

  it('have ids that never move', () => {
    const first: readonly (readonly [readonly string[], number])[] = [
      [KIND_CODES, 3],
      [TAP_CODES, 2],
      [BASIS_CODES, 3],
      [NEARER_CODES, 4],
      [NEARER_BY_CODES, 5],
      [PAIRED_BY_CODES, 8],
      [PLACE_CODES, 4],
      [FATE_CODES, 7],
      [DIFFERENCE_CODES, 5],
      [FIELD_CODES, 15],
      [DIFFERENCE_REASON_CODES, 11],
      [OBSERVATION_CODES, 20],
    ];
    const told = first.map(([list, count]) => list.slice(0, count).join(' ')).join('\n');
    expect(createHash('sha256').update(told).digest('hex').slice(0, 12)).toBe('fba3efeb98ef');
    for (const [list] of first) expect(new Set(list).size).toBe(list.length);
  });
});
