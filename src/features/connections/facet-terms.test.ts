// What a click on a facet makes of the filter.

import { describe, expect, it } from 'vitest';
import { isChosen, termOf, withFacet } from './facet-terms';

describe('a facet', () => {
  it('takes the place of its own terms and leaves the others', () => {
    expect(withFacet('', 'outcome', 'reset', false)).toBe('outcome:reset');
    expect(withFacet('port:80 outcome:reset rtt>1ms', 'outcome', 'refused', false)).toBe('port:80 rtt>1ms outcome:refused');
    expect(withFacet('conf>=0.4 conf<0.75 tcp.port == 80', 'conf', 'certain', false)).toBe('tcp.port == 80 conf>=0.95');
    expect(withFacet('-(dur>=1s dur<60s) x', 'dur', '0', false)).toBe('x dur<10ms');
  });

  it('is taken away by choosing it again', () => {
    const query = withFacet('port:80', 'dur', '1', false);
    expect(isChosen(query, 'dur', '1')).toBe(true);
    expect(withFacet(query, 'dur', '1', false)).toBe('port:80');
  });

  it('is excluded with a minus, bands in parentheses, beside what was there', () => {
    expect(withFacet('outcome:reset', 'cause', 'health-check', true)).toBe('outcome:reset -cause:health-check');
    expect(withFacet('', 'dur', '2', true)).toBe(`-(${termOf('dur', '2')})`);
    expect(withFacet('-cause:health-check', 'cause', 'idle-close', true)).toBe('-cause:health-check -cause:idle-close');
  });

  it('does not take a longer key for its own', () => {
    expect(withFacet('durable:x', 'dur', '0', false)).toBe('durable:x dur<10ms');
  });
});
