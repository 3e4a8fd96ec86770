import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { readStored, STORAGE_KEYS, STORAGE_POLICY, writeStored } from './storage';
import { createAppStore } from './store';

describe('storage', () => {
  it('keeps what the policy allows to be kept, and nothing else', () => {
    const local = Object.entries(STORAGE_POLICY).flatMap(([key, where]) => (where === 'local' ? [key] : []));
    expect(Object.keys(STORAGE_KEYS).toSorted()).toEqual(local.toSorted());
  });

  it('decides about every piece of state', () => {
    const data = Object.entries(createAppStore().getState()).flatMap(([key, value]) => (typeof value === 'function' ? [] : [key]));
    expect(Object.keys(STORAGE_POLICY).toSorted()).toEqual(data.toSorted());
  });

  it('uses the keys that the script before the first paint reads', () => {
    const boot = readFileSync(new URL('../../public/boot.js', import.meta.url), 'utf8');
    expect(boot).toContain(`'${STORAGE_KEYS.theme}'`);
    expect(boot).toContain(`'${STORAGE_KEYS.language}'`);
  });

  it('does without where storing is forbidden', () => {
    const forbidden = () => {
      throw new Error('SecurityError');
    };
    vi.stubGlobal('window', { localStorage: { getItem: forbidden, setItem: forbidden, removeItem: forbidden } });
    expect(readStored('a')).toBeNull();
    expect(() => writeStored('a', 'b')).not.toThrow();
    expect(() => writeStored('a', null)).not.toThrow();
    vi.unstubAllGlobals();
  });
});
