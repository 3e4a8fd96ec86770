// A pasted error finds its connection: by ports, by what such a connection prints, by name.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readError } from '../causes/words/error-lookup';
import { memorySource } from '../testing/memory-source';
import { parseTrace } from '../testing/trace-dsl';
import type { Analysis } from './analysis';
import { analyzeCapture } from './analyze';
import { connectionsOfError } from './match-error';

async function analyzed(bytes: Uint8Array): Promise<Analysis> {
  const result = await analyzeCapture(memorySource(bytes), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

const handshake = (name: string, at: number): string => `
  ${at} ${name} > S
  ${at + 0.001} ${name} < SA
  ${at + 0.002} ${name} > A
  ${at + 0.003} ${name} > PA data="GET / HTTP/1.1\\r\\nHost: ${name}.example\\r\\n\\r\\n"`;
const TRACE = `conn ok client=10.0.0.1:40000 server=10.0.0.2:80
conn aborted client=10.0.0.1:40001 server=10.0.0.2:80
conn refused client=10.0.0.1:40002 server=10.0.0.2:81
${handshake('ok', 0)}
  0.01 ok < PA data="HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n"
  0.02 ok > FA
  0.03 ok < FA
  0.04 ok > A
${handshake('aborted', 5)}
  5.01 aborted < RA
  9 refused > S
  9.001 refused < RA rawseq=0 ack=1 win=0`.replaceAll('\\\\', '\\');

describe('a pasted error', () => {
  const best = async (text: string): Promise<number | undefined> =>
    connectionsOfError(await analyzed(parseTrace(TRACE).pcapng), text, 3)[0]?.connection;

  it('is about the connection with its ports', async () => {
    expect(await best('read tcp 10.0.0.1:40000->10.0.0.2:80: read: connection reset by peer')).toBe(0);
    expect(await best('read tcp 10.0.0.1:40001->10.0.0.2:80: read: connection reset by peer')).toBe(1);
    expect(await best('read tcp 10.0.0.1:49999->10.0.0.2:80: read: connection reset by peer')).toBeUndefined();
  });

  it('is about one that prints such a text', async () => {
    expect(await best('curl: (56) Recv failure: Connection reset by peer')).toBe(1);
    expect(await best('Error: connect ECONNREFUSED')).toBe(2);
  });

  it('is about the one whose name it says', async () => {
    expect(await best('request to http://aborted.example/ failed')).toBe(1);
    expect(await best('request to http://ok.example/ failed')).toBe(0);
  });

  it('is about none where it says nothing', async () => {
    expect(await best('all is well')).toBeUndefined();
  });
});

/** Recordings of real programs and their logs, where they lie beside the project. */
const REAL = new URL('../../../shared/captures/', import.meta.url);

describe.runIf(existsSync(new URL('README.md', REAL)))('logs of real programs', () => {
  it.each<[string, RegExp, string]>([
    ['nginx-upstream-keepalive-node', /upstream prematurely closed.*/, 'stale-keepalive-reuse'],
    ['tls-expired-certificate', /python client: .*expired.*/, 'tls-failure'],
    ['tls-expired-certificate', /curl: .*certificate has expired.*/, 'tls-failure'],
    ['nginx-413-reset', /curl: blind client: .*reset by peer.*/, 'unread-data-abort'],
    ['k8s-pod-restarted-same-ip', /clients: .*reset by peer.*/, 'peer-lost-state'],
    ['two-sided-idle-reset.client', /clients: .*reset by peer.*/, 'middlebox-idle-timeout'],
    ['node-crash-under-load', /\[Errno 111\] Connection refused/, 'port-closed'],
  ])('%s: %s', (name, words, cause) => {
    const line = words.exec(readFileSync(new URL(`${name}.log`, REAL), 'utf8'))?.[0] ?? '';
    expect(line).not.toBe('');
    expect(
      readError(line)
        .causes.filter(({ weight }) => weight === 1)
        .map((ranked) => ranked.cause),
    ).toContain(cause);
  });

  it('nginx names the upstream and the second: one of the connections that failed there comes first', async () => {
    const line =
      /^.*upstream prematurely closed.*$/m.exec(readFileSync(new URL('nginx-upstream-keepalive-node.log', REAL), 'utf8'))?.[0] ?? '';
    const analysis = await analyzed(new Uint8Array(readFileSync(new URL('nginx-upstream-keepalive-node.pcapng', REAL))));
    const [found] = connectionsOfError(analysis, line, 1);
    expect(found?.because).toContain('server-address');
    expect(found).toBeDefined();
    expect(analysis.report(found?.connection ?? 0).verdict.cause).toBe('stale-keepalive-reuse');
  });
});
