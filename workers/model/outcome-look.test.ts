import { describe, expect, it } from 'vitest';
import { BENIGN_CAUSES, CAUSE_IDS, CROSS_FINDING_IDS } from './vocabulary';
import { outcomeLook } from './outcome-look';

const harmful = CAUSE_IDS.filter((cause) => !BENIGN_CAUSES.includes(cause) && cause !== 'insufficient-evidence');

describe('outcomeLook', () => {
  it.each(['open', 'half-closed'] as const)('never draws a harmful cause grey or green when %s', (outcome) => {
    expect(new Set(harmful.map((cause) => outcomeLook(outcome, cause)))).toEqual(new Set(['early', 'noanswer']));
    expect(outcomeLook(outcome, 'close-wait-leak')).toBe('noanswer');
    expect(outcomeLook(outcome, 'ignored-connection-close')).toBe('early');
  });

  it('draws benign causes as closed or open, whatever the outcome', () => {
    expect(outcomeLook('reset', 'reset-after-close')).toBe('closed');
    expect(outcomeLook('half-closed', 'open-at-end')).toBe('unclear');
  });

  it('keeps grey for what is unknown, and for findings about several connections', () => {
    expect(outcomeLook('open', 'insufficient-evidence')).toBe('unclear');
    expect(CROSS_FINDING_IDS.map((cause) => outcomeLook('open', cause))).toEqual(CROSS_FINDING_IDS.map(() => 'unclear'));
  });
});
