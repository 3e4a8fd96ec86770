// Known defaults: what equals a measured number, what does not, and who is named first.

import { describe, expect, it } from 'vitest';
import { phraseFaults, sentenceFaults } from '../testing/sentence-checks';
import { fitsTimer, hintsFor, KNOWN_DEFAULTS, settingsOf } from './known-defaults';
import { knownClientLimit, knownTotalLimit } from './known-limits';
import { hintText } from './words/hint-words';

const products = (measured: Parameters<typeof hintsFor>[0]): string[] => hintsFor(measured).map(({ product }) => product);

describe('the table', () => {
  it('names every product, setting and source, and repeats no row', () => {
    for (const row of KNOWN_DEFAULTS) {
      expect(phraseFaults(row.product, 'en')).toEqual([]);
      expect(row.source).not.toBe('');
      expect(row.settings.length, row.product).toBeGreaterThan(0);
      expect(row.ports.every((port) => Number.isInteger(port) && port > 0 && port < 65_536)).toBe(true);
      for (const [, values, key] of row.settings) {
        // Brackets only at the end: 中文 writes them in its own way.
        expect(key).toMatch(/^[^()]+(?: \([^()]+\))?$/);
        expect(phraseFaults(key, 'en')).toEqual([]);
        expect(values.every((value) => value > 0)).toBe(true);
      }
    }
    const rows = KNOWN_DEFAULTS.map(({ product, version, ports }) => `${product} ${version} ${ports.join()}`);
    expect(new Set(rows).size).toBe(rows.length);
  });

  it('is worded in both languages', () => {
    for (const { product, version, settings } of KNOWN_DEFAULTS) {
      for (const [kind, values, key] of settings) {
        for (const value of values) {
          for (const language of ['en', 'zh'] as const) {
            const text = hintText({ product, version, kind, key, value, matchesPort: true, isVerified: false }, language);
            expect(sentenceFaults(text, language)).toEqual([]);
            expect(text).toContain(key.replace(/ \(.*/, ''));
          }
        }
      }
    }
  });
});

describe('a measured number', () => {
  it('is compared exactly when it counts something', () => {
    expect(products({ port: 2181, limit: 60 })).toEqual(['ZooKeeper']);
    expect(products({ port: 2181, limit: 61 })).toEqual([]);
    expect(products({ port: 8080, backlog: 100 })).toContain('Tomcat');
    expect(products({ port: 80, requests: 1000 })).toEqual(['nginx']);
    expect(products({ port: 80, requests: 999 })).toEqual([]);
  });

  it('is a timer that fires late, never early', () => {
    expect(fitsTimer(20, 20)).toBe(true);
    expect(fitsTimer(21.1, 20)).toBe(true);
    expect(fitsTimer(21.2, 20)).toBe(false);
    expect(fitsTimer(19.8, 20)).toBe(true);
    expect(fitsTimer(19.79, 20)).toBe(false);
    expect(fitsTimer(612, 600)).toBe(true);
    expect(fitsTimer(612.1, 600)).toBe(false);
  });

  it('names those of the port first, and then none that listen elsewhere', () => {
    const atHome = hintsFor({ port: 3000, timeoutSeconds: 5.002 });
    expect(atHome[0]).toMatchObject({ product: 'Node.js', value: 5, matchesPort: true });
    expect(atHome.map(({ product }) => product)).not.toContain('uvicorn');
    expect(products({ port: 9999, timeoutSeconds: 5.002 })).toContain('uvicorn');
    expect(products({ port: undefined, timeoutSeconds: 5.002 })).toContain('uvicorn');
  });

  it('prefers the timer to a single silence, and the kind of who closed', () => {
    expect(products({ port: 8080, timeoutSeconds: 20, idleSeconds: 31 })).toContain('Tomcat');
    expect(products({ port: 443, idleSeconds: 350.4, idleKind: 'path' })).toContain('AWS Network Load Balancer');
    expect(products({ port: 443, idleSeconds: 350.4, idleKind: 'idle' })).not.toContain('AWS Network Load Balancer');
    expect(products({ port: 22, idleSeconds: 7201, idleKind: 'probe' })).toContain('Linux');
  });

  it('lies between what survived and what did not', () => {
    const between = products({ port: 443, survivedSeconds: 340, idleSeconds: 400, idleKind: 'path' });
    expect(between).toContain('AWS Network Load Balancer');
    expect(between).not.toContain('Azure Load Balancer');
    expect(products({ port: 443, survivedSeconds: 351, idleSeconds: 400, idleKind: 'path' })).toEqual([]);
  });

  it('says nothing when nothing was measured, nor of pauses of a second', () => {
    expect(hintsFor({ port: 2181 })).toEqual([]);
    expect(hintsFor({ port: 80, timeoutSeconds: 1.1 })).toEqual([]);
    expect(hintsFor({ port: 80, limit: Number.NaN })).toEqual([]);
  });

  it('reads as a hint', () => {
    const [hint] = hintsFor({ port: 2181, limit: 60, limitOf: 'client' });
    expect(hint).toBeDefined();
    if (hint === undefined) return;
    expect(hintText(hint, 'en')).toBe("60 is also the default of ZooKeeper's maxClientCnxns (version 3.4+).");
    expect(hintText(hint, 'zh')).toBe('60 也是 ZooKeeper 的 maxClientCnxns 的默认值（版本 3.4+）。');
  });
});

describe('limits that strengthen a threshold', () => {
  it('hold for the port of the product alone', () => {
    expect(knownClientLimit(2181, 60)).toBe(true);
    expect(knownClientLimit(2182, 60)).toBe(false);
    expect(knownTotalLimit(2181, 60)).toBe(false);
    expect(knownTotalLimit(3306, 151)).toBe(true);
    // Tomcat does not turn anybody away at this number: it stops accepting.
    expect(knownTotalLimit(8080, 8192)).toBe(false);
  });

  it('are named with the product of the port at the head', () => {
    expect(settingsOf('client', 9092, 3)[0]).toBe('Kafka max.connections.per.ip');
    expect(settingsOf('total', undefined, 6)).toHaveLength(6);
  });
});
