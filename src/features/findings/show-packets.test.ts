import { beforeEach, describe, expect, it, vi } from 'vitest';
import { store } from '../../store/store';
import { showPackets } from './show-packets';

/** Frames 653 to 655 are connection 63's; 889 is another's. */
vi.mock('../../engine-client/engine-client', () => ({
  engine: () => ({
    connectionOfFrame: (frame: number) => Promise.resolve({ ok: true, value: frame >= 653 && frame <= 655 ? 63 : 4 }),
  }),
}));

const evidence = (...frames: number[]) => ({ fact: 'keepalive-gave-up' as const, frames, values: {} });

beforeEach(() => store.setState({ view: { kind: 'findings' } }));

describe('showPackets', () => {
  it('opens the connection at the last of its own packets that the evidence cites', async () => {
    await showPackets({ evidence: [evidence(653, 655), evidence(654), evidence(889)] }, 63);
    expect(store.getState().view).toEqual({ kind: 'connection', id: 63, packet: 655 });
  });

  it('opens it without a packet when none is cited', async () => {
    await showPackets({ evidence: [evidence()] }, 63);
    expect(store.getState().view).toEqual({ kind: 'connection', id: 63, packet: null });
  });
});
