// Known defaults: what equals a measured number, what does not, and who is named first.

import { describe, expect, it } from 'vitest';
import { phraseFaults, sentenceFaults } from '../testing/sentence-checks';
import { PROTOCOLS } from '../model/mark-table';
import { KNOWN_DEFAULTS, SERVICE } from './known-default-rows';
import { fitsTimer, hintsFor, settingsOf } from './known-defaults';
import { knownClientLimit, knownTotalLimit } from './known-limits';
import { hintText } from './words/hint-words';

const products = (measured: Parameters<typeof hintsFor>[0]): string[] => hintsFor(measured).map(({ product }) => product);

describe('the table', () => {
  it('names every product, setting and source, and repeats no row', () => {
    for (const row of KNOWN_DEFAULTS) {
      expect(phraseFaults(row.product, 'en')).toEqual([]);
      expect(row.source).not.toBe('');
      expect(row.version === SERVICE || /\d|^all$/.test(row.version), row.product).toBe(true);
      expect(PROTOCOLS).toEqual(expect.arrayContaining([...row.speaks]));
      expect(row.names.every((name) => name === name.toLowerCase() && name.length > 3)).toBe(true);
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
    expect(products({ port: 80, requests: 1000 })).toEqual(['nginx', 'nginx as a client']);
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
    // A second more is half of a timer of two.
    expect(fitsTimer(2.2, 2)).toBe(true);
    expect(fitsTimer(3, 2)).toBe(false);
    expect(fitsTimer(5.5, 5)).toBe(true);
    expect(fitsTimer(6, 5)).toBe(false);
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

describe('what contradicts a default', () => {
  it('is another protocol: the limits of sshd say nothing of PostgreSQL', () => {
    const ten = { port: 5433, limit: 10, limitOf: 'total' } as const;
    expect(products({ ...ten, port: 22 })).toEqual(['sshd']);
    expect(products({ ...ten, protocol: 'SSH' })).toEqual(['sshd']);
    expect(products({ ...ten, protocol: 'PostgreSQL' })).toEqual([]);
    expect(products({ ...ten, port: 22, protocol: 'PostgreSQL' })).toEqual([]);
    expect(products({ port: 5433, limit: 97, limitOf: 'total', protocol: 'PostgreSQL' })).toEqual(['PostgreSQL']);
  });

  it('is HTTP on a port of something else', () => {
    expect(products({ port: 5432, limit: 100, protocol: 'HTTP' })).toEqual([]);
    expect(products({ port: 5432, timeoutSeconds: 5.01, idleKind: 'idle', protocol: 'HTTP', product: '' })).toContain('Node.js');
    expect(products({ port: 5432, timeoutSeconds: 5.01, idleKind: 'idle' })).not.toContain('Node.js');
  });

  it('is another name: gunicorn is not hinted behind nginx, nor where nothing is named', () => {
    const two = { port: 8000, timeoutSeconds: 2.01, idleKind: 'idle', protocol: 'HTTP' } as const;
    expect(products(two)).toEqual(['gunicorn']);
    expect(products({ ...two, product: 'gunicorn/20.1.0' })).toEqual(['gunicorn']);
    expect(products({ ...two, product: 'nginx/1.25.3' })).toEqual([]);
    expect(products({ ...two, product: '' })).toEqual([]);
    expect(products({ ...two, product: 'Express' })).toEqual([]);
  });

  it('is the name of a known product for those that name nothing, and no strange one', () => {
    const sixtyFive = { port: 3000, timeoutSeconds: 65.1, idleKind: 'idle', protocol: 'HTTP' } as const;
    expect(products({ ...sixtyFive, product: 'nginx' })[0]).toBe('nginx');
    expect(products({ ...sixtyFive, product: 'nginx' })).not.toContain('Puma');
    expect(products({ ...sixtyFive, product: 'my-app' })).toContain('Puma');
    expect(products({ ...sixtyFive, product: 'my-app' })).not.toContain('nginx');
  });

  it('is never the name behind a proxy, nor that of what a client or a device talks to', () => {
    const sixty = { port: 443, timeoutSeconds: 60.1, protocol: 'HTTP', product: 'gunicorn' } as const;
    expect(products({ ...sixty, idleKind: 'idle' })).toContain('AWS Application Load Balancer');
    expect(products({ ...sixty, idleKind: 'pool' })).toContain('nginx as a client');
    expect(products({ port: 443, idleSeconds: 350.2, idleKind: 'path', protocol: 'HTTP', product: 'nginx' })).toContain('AWS NAT gateway');
  });

  it('leaves MySQL and MariaDB their own', () => {
    const full = { port: 3307, limit: 151, limitOf: 'total', protocol: 'MySQL' } as const;
    expect(products(full)).toEqual(['MySQL', 'MariaDB']);
    expect(products({ ...full, product: 'MariaDB 10.6.12' })).toEqual(['MariaDB']);
    expect(products({ ...full, product: 'MySQL 8.0.36' })).toEqual(['MySQL']);
  });

  it('is everything for a limit of which nothing but the number speaks', () => {
    expect(products({ port: 7000, limit: 10 })).toEqual([]);
    expect(products({ port: 7000, limit: 64 })).toEqual(['systemd socket units']);
  });
});

describe('other numbers', () => {
  it('are the keepalive of a system, the schedule of its SYNs, and what a sender waits for', () => {
    expect(products({ port: 80, intervalSeconds: 75.02 })).toEqual(['Linux', 'macOS', 'FreeBSD']);
    expect(products({ port: 80, probes: 10 })).toEqual(['Windows']);
    expect(products({ port: 80, synSeconds: 69.4 })).toEqual(['Linux']);
    expect(products({ port: 80, protocol: 'HTTP', product: 'nginx', stalledSeconds: 60.2 })).toEqual(['nginx']);
  });

  it('keep apart who gave up: a server that waits for a request, a client that waits for its answer', () => {
    expect(products({ port: 3306, protocol: 'MySQL', waitedSeconds: 10.02 })).toEqual([]);
    expect(products({ port: 3306, protocol: 'MySQL', idleSeconds: 10.02, idleKind: 'grace' })).toContain('MySQL');
    expect(products({ port: 22, protocol: 'SSH', idleSeconds: 120.4, idleKind: 'grace' })).toEqual(['sshd']);
  });
});

describe('limits that strengthen a threshold', () => {
  it('hold for the port of the product alone', () => {
    expect(knownClientLimit(2181, 60)).toBe(true);
    expect(knownClientLimit(2182, 60)).toBe(false);
    expect(knownTotalLimit(2181, 60)).toBe(false);
    expect(knownTotalLimit(3306, 151)).toBe(true);
    // Another protocol on the port of a product says that the product is not there.
    expect(knownTotalLimit(3306, 151, PROTOCOLS.indexOf('MySQL'))).toBe(true);
    expect(knownTotalLimit(3306, 151, PROTOCOLS.indexOf('HTTP'))).toBe(false);
    // Tomcat does not turn anybody away at this number: it stops accepting.
    expect(knownTotalLimit(8080, 8192)).toBe(false);
  });

  it('are named with the product of the port at the head', () => {
    expect(settingsOf('client', 9092, 3)[0]).toBe('Kafka max.connections.per.ip');
    expect(settingsOf('total', undefined, 6)).toHaveLength(6);
  });
});
