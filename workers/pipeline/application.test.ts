// What a connection is called and what was said on it, from bytes to report: own packets first, those of its listener else.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Application, ConnectionReport, Finding } from '../model/verdict';
import { buildConnectionJson } from '../report/build-json';
import '../causes/words/both-languages';
import { memorySource } from '../testing/memory-source';
import { parseTrace } from '../testing/trace-dsl';
import type { Analysis } from './analysis';
import { analyzeCapture } from './analyze';

async function analyzed(bytes: Uint8Array): Promise<Analysis> {
  const result = await analyzeCapture(memorySource(bytes), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

async function reportsOf(trace: string): Promise<readonly ConnectionReport[]> {
  const analysis = await analyzed(parseTrace(trace).pcapng);
  return Array.from({ length: analysis.tables.connections.length }, (_, id) => analysis.report(id));
}

async function applicationsOf(trace: string): Promise<readonly (Application | undefined)[]> {
  return (await reportsOf(trace)).map(({ application }) => application);
}

const handshake = (name: string, at: number): string => `
  ${at} ${name} > S
  ${at + 0.001} ${name} < SA
  ${at + 0.002} ${name} > A`;
const conn = (name: string, port: number, server: number): string => `conn ${name} client=10.0.0.1:${port} server=10.0.0.2:${server}`;

describe('the application of a connection', () => {
  it('has the name that the client asked for and the product that answered', async () => {
    const [application] = await applicationsOf(`${conn('a', 40_000, 8080)}${handshake('a', 0)}
  0.01 a > PA data="GET / HTTP/1.1\\r\\nHost: shop.example\\r\\n\\r\\n"
  0.02 a < PA data="HTTP/1.1 200 OK\\r\\nServer: nginx/1.25\\r\\nContent-Length: 0\\r\\n\\r\\n"
  0.03 a > A`);
    expect(application).toEqual({ protocol: 'HTTP', name: 'shop.example', product: 'nginx/1.25' });
  });

  it('says that an answer named no product', async () => {
    const [application] = await applicationsOf(`${conn('a', 40_000, 3000)}${handshake('a', 0)}
  0.01 a > PA data="GET / HTTP/1.1\\r\\nHost: 10.0.0.2\\r\\n\\r\\n"
  0.02 a < PA data="HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n"
  0.03 a > A`);
    expect(application).toEqual({ protocol: 'HTTP', product: '' });
  });

  it('is that of its listener where the connection itself was turned away without a word', async () => {
    const applications = await applicationsOf(`${conn('a', 40_000, 5433)}
${conn('b', 40_001, 5433)}${handshake('a', 0)}
  0.01 a > PA data="\\x00\\x00\\x00\\x1c\\x00\\x03\\x00\\x00user\\x00me\\x00database\\x00d\\x00\\x00"
  0.02 a < PA data="R\\x00\\x00\\x00\\x0c\\x00\\x00\\x00\\x05abcd"${handshake('b', 0.1)}
  0.103 b < FA`);
    expect(applications).toEqual([{ protocol: 'PostgreSQL' }, { protocol: 'PostgreSQL' }]);
  });

  it('is the word of the server where the client speaks something else', async () => {
    const [, wrong] = await applicationsOf(`${conn('a', 40_000, 7000)}
${conn('b', 40_001, 7000)}${handshake('a', 0)}
  0.01 a > PA data="*1\\r\\n$4\\r\\nPING\\r\\n"
  0.02 a < PA data="+PONG\\r\\n"${handshake('b', 0.1)}
  0.11 b > PA data="GET / HTTP/1.1\\r\\nHost: cache.example\\r\\n\\r\\n"
  0.12 b < PA data="-ERR wrong number of arguments\\r\\n"
  0.13 b < FA`);
    expect(wrong).toMatchObject({ name: 'cache.example' });
    expect(wrong?.product).toBeUndefined();
  });

  it('is left out where nothing shows', async () => {
    expect(await applicationsOf(`${conn('a', 40_000, 9000)}${handshake('a', 0)}\n  0.01 a > PA len=40`)).toEqual([undefined]);
  });

  it('stands in the JSON of its connection, and last', async () => {
    const [report] = await reportsOf(`${conn('a', 40_000, 22)}${handshake('a', 0)}
  0.01 a < PA data="SSH-2.0-OpenSSH_9.6\\r\\n"
  0.02 a > A`);
    expect(report).toBeDefined();
    if (report === undefined) return;
    const json = buildConnectionJson(report, 'en');
    expect(json.application).toEqual({ protocol: 'SSH', product: 'SSH-2.0-OpenSSH_9.6' });
    expect(Object.keys(json).at(-1)).toBe('application');
  });
});

describe('testimony', () => {
  const quotes = (report: ConnectionReport | undefined): readonly unknown[] =>
    (report?.verdict.evidence ?? [])
      .filter(({ fact }) => fact === 'reset-text' || fact === 'server-words')
      .map(({ fact, frames, values }) => [fact, frames, values['text']]);

  it('is what stands inside a RST, whatever the verdict', async () => {
    const [report] = await reportsOf(`${conn('a', 40_000, 443)}${handshake('a', 0)}
  0.01 a > PA len=100
  0.011 a < A
  0.02 a < RA data="[0x1ffcef0:3125] Flow expired (sweeper)"`);
    expect(quotes(report)).toEqual([['reset-text', [6], '[0x1ffcef0:3125] Flow expired (sweeper)']]);
  });

  it('changes no verdict', async () => {
    const trace = (data: string): string => `${conn('a', 40_000, 443)}${handshake('a', 0)}
  0.01 a > PA len=100
  0.011 a < A
  0.02 a < RA ${data}`;
    const [silent] = await reportsOf(trace(''));
    const [talking] = await reportsOf(trace('data="No flow found for ACK"'));
    const { evidence: _, ...before } = silent?.verdict ?? { evidence: [] };
    const { evidence, ...after } = talking?.verdict ?? { evidence: [] };
    expect(after).toEqual(before);
    expect(evidence.map(({ fact }) => fact)).toContain('reset-text');
  });

  it('is what the server said last before it ended the connection', async () => {
    const words = 'data="421 4.4.2 mx.example Error: timeout exceeded\\r\\n"';
    const trace = (after: string): string => `${conn('a', 40_000, 25)}${handshake('a', 0)}
  0.01 a < PA data="220 mx.example ESMTP\\r\\n"
  0.02 a > A
  300.02 a < PA ${words}
  ${after}`;
    const [ended] = await reportsOf(trace('300.03 a < FA\n  300.04 a > FA\n  300.05 a < A'));
    expect(quotes(ended)).toEqual([['server-words', [6], '421 4.4.2 mx.example Error: timeout exceeded']]);
    const [goesOn] = await reportsOf(trace('300.03 a < PA data="250 OK\\r\\n"\n  300.04 a < FA'));
    expect(quotes(goesOn)).toEqual([]);
    const [left] = await reportsOf(trace('300.03 a > FA\n  300.04 a < FA\n  300.05 a > A'));
    expect(quotes(left)).toEqual([]);
  });
});

/** Recordings of real servers, where they lie beside the project. */
const REAL = new URL('../../../shared/captures/', import.meta.url);
const real = existsSync(REAL) ? readdirSync(REAL).filter((name) => name.endsWith('.pcapng')) : [];

describe('real servers', () => {
  const findings = async (name: string): Promise<readonly Finding[]> =>
    (await analyzed(new Uint8Array(readFileSync(new URL(name, REAL))))).findings;

  it.runIf(real.length > 0).each<[string, Application]>([
    ['postgres-max-connections.pcapng', { protocol: 'PostgreSQL' }],
    ['redis-maxclients-40.pcapng', { protocol: 'Redis' }],
    ['zk-limit-10.pcapng', { protocol: 'ZooKeeper' }],
    ['nginx-413-reset.pcapng', { protocol: 'HTTP' }],
    ['tls-expired-certificate.pcapng', { protocol: 'TLS' }],
  ])('%s', async (name, application) => {
    expect((await findings(name))[0]?.application).toMatchObject(application);
  });
});

const LAB = new URL('../../lab/recordings/', import.meta.url);

describe('real servers of the lab', () => {
  const applications = async (name: string): Promise<readonly (Application | undefined)[]> => {
    const bytes = new Uint8Array(readFileSync(new URL(name, LAB)));
    const analysis = await analyzed(bytes);
    return Array.from({ length: analysis.tables.connections.length }, (_, id) => analysis.report(id).application);
  };

  it.each<[string, Application]>([
    ['connection-limit-total--postgres--client.pcapng.gz', { protocol: 'PostgreSQL' }],
    ['connection-limit-total--mariadb-v6-15ms--client.pcapng.gz', { protocol: 'MySQL', product: 'MariaDB 10.11.19' }],
    ['connection-limit-total--redis--server.pcapng.gz', { protocol: 'Redis' }],
    ['connection-limit-total--smtp-421--client.pcapng.gz', { protocol: 'SMTP' }],
    ['connection-limit-per-client--sshd-per-source--client.pcapng.gz', { protocol: 'SSH' }],
    ['connection-limit-per-client--haproxy-src-conn--client.pcapng.gz', { protocol: 'AMQP' }],
    ['tls-failure--unrecognized-name--client.pcapng.gz', { protocol: 'TLS', name: 'old-shop.example' }],
    ['protocol-mismatch--http-to-tls--client.pcapng.gz', { protocol: 'HTTP', name: 'shop.example', product: 'nginx/1.22.1' }],
  ])('%s', async (name, application) => {
    expect(await applications(name)).toContainEqual(expect.objectContaining(application));
  });

  it('quotes what a device wrote into its RST', async () => {
    const analysis = await analyzed(new Uint8Array(readFileSync(new URL('injected-reset--text-in-rst--client.pcapng.gz', LAB))));
    const evidence = Array.from({ length: analysis.tables.connections.length }, (_, id) => analysis.report(id).verdict.evidence).flat();
    expect(evidence.filter(({ fact }) => fact === 'reset-text').map(({ values }) => values['text'])).toContain(
      'Connection blocked by policy 4711',
    );
  });
});
