// What the palette finds.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '#engine/causes/words/both-languages';
import { en } from '../messages/en';
import { zh } from '../messages/zh';
import { store } from '../store/store';
import { fakeSummary } from '../testing/fake-pipeline';
import { matching, packetTyped, paletteCommands } from './palette-commands';

beforeEach(() => void vi.stubGlobal('window', { matchMedia: () => ({ matches: false }) }));
afterEach(() => void vi.unstubAllGlobals());

describe('palette', () => {
  it('offers samples and help without a capture, views, findings and causes with one', () => {
    const before = paletteCommands(en, 'en').map(({ id }) => id);
    expect(before).toEqual(expect.arrayContaining(['view help', 'sample keep-alive', 'language', 'theme']));
    expect(before).not.toContain('view connections');
    store.getState().fileAccepted({ name: 'a', bytes: 1 }, 0);
    store.getState().captureAnalysed(fakeSummary());
    const after = paletteCommands(zh, 'zh').map(({ id }) => id);
    expect(after).toEqual(expect.arrayContaining(['view charts', 'finding 0', 'cause normal-close', 'packet']));
    expect(new Set(after).size).toBe(after.length);
  });

  it('finds by all words in any order, and packets by number', () => {
    const commands = paletteCommands(en, 'en');
    expect(matching(commands, 'queue reset').map(({ id }) => id)).toEqual(['sample accept-queue-reset']);
    expect(matching(commands, '')).toHaveLength(commands.length);
    expect([packetTyped('4182'), packetTyped('# 7'), packetTyped('0'), packetTyped('7a'), packetTyped('')]).toEqual([
      4182,
      7,
      null,
      null,
      null,
    ]);
  });
});
