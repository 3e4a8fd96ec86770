// What stands below a finding beside its evidence: the client's log, known defaults, what sets its connections apart.

// @vitest-environment jsdom

import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import '#engine/causes/words/both-languages';
import { fakeFinding } from '../../testing/fake-pipeline';
import { FindingBody } from './FindingBody';

afterEach(cleanup);

describe('FindingBody', () => {
  it('names what the client saw, a default that equals the number, and what sets them apart', () => {
    const finding = fakeFinding('connection-limit-per-client', {
      server: { address: '10.0.0.2', port: 2181 },
      outcome: 'reset',
      endedBy: 'server',
      facts: { limit: 60, rejected: 37, layer: 'application' },
      differences: [
        {
          dimension: 'client',
          value: '10.0.0.1',
          affected: { count: 7, of: 7, frames: [11] },
          others: { count: 5, of: 8, frames: [12] },
        },
      ],
    });
    render(<FindingBody finding={finding} level={2} />);
    expect(within(screen.getByTestId('hints')).getByText(/maxClientCnxns/)).toBeTruthy();
    expect(within(screen.getByTestId('sets-apart')).getByText(/Client 10\.0\.0\.1: 100 %/)).toBeTruthy();
    const lines = within(screen.getByTestId('client-saw')).getAllByRole('listitem');
    expect(lines[0]?.getAttribute('data-program')).toBe('Linux');
  });

  it('leaves out what there is nothing to say of', () => {
    render(<FindingBody finding={fakeFinding('health-check', { facts: {} })} level={2} />);
    for (const id of ['hints', 'sets-apart', 'client-saw']) expect(screen.queryByTestId(id)).toBeNull();
  });
});
