// From a pasted log line back to the wire: what it means, whom and when it names, which connection it is about.

import { describe, expect, it } from 'vitest';
import type { Finding } from '../../model/verdict';
import { CAUSE_IDS, type CauseId } from '../../model/vocabulary';
import { PRINTED, type WireOutcome } from './client-error-texts';
import { clientSaw } from './client-errors';
import { outcomesOfError, readError } from './error-lookup';
import { fitOf, type MatchCandidate } from './error-match';
import { MORE_PRINTED, moreClientsSaw } from './more-client-errors';

function finding(over: Partial<Finding>): Finding {
  return {
    cause: 'port-closed',
    count: 1,
    connections: [0],
    server: { address: '10.0.0.2', port: 8080 },
    party: 'server',
    endedBy: 'server',
    outcome: 'refused',
    confidence: 0.9,
    facts: {},
    firstSeconds: 0,
    lastSeconds: 1,
    representative: 0,
    evidence: [],
    alternatives: [],
    ruledOut: [],
    caveats: [],
    ...over,
  };
}

const outcomes = (text: string): string[] => outcomesOfError(text).map(({ outcome }) => outcome);
const causes = (text: string): ReadonlySet<string> => new Set(readError(text).causes.map(({ cause }) => cause));
const first = (text: string): string | undefined => readError(text).meanings[0]?.outcome;

describe('back from a line of a log', () => {
  it('finds the cause of every text that is printed, by every program', () => {
    const cases: Finding[] = CAUSE_IDS.flatMap((cause) =>
      (['closed', 'reset', 'no-answer'] as const).flatMap((outcome) =>
        (['client', 'server'] as const).map((party) => finding({ cause, outcome, party })),
      ),
    );
    cases.push(finding({ cause: 'connection-limit-total', outcome: 'refused' }));
    cases.push(finding({ cause: 'tls-failure', endedBy: 'client', facts: { alert: 45 } }));
    for (const told of cases) {
      for (const { program, text } of [...clientSaw(told, 'en'), ...moreClientsSaw(told)]) {
        // What no program writes is not looked for.
        if (text.startsWith('no error')) continue;
        expect([...causes(text)], `${program}: ${text}`).toContain(told.cause);
      }
    }
  });

  it('leads from every text to its outcome', () => {
    for (const outcome of Object.keys(PRINTED) as WireOutcome[]) {
      const texts = [...PRINTED[outcome].programs, ...(MORE_PRINTED[outcome] ?? [])];
      for (const [program, text] of texts) {
        if (text.startsWith('no error')) continue;
        const found = readError(text).meanings.map((meaning) => meaning.outcome);
        expect(found, `${program}: ${text}`).toContain(outcome);
      }
    }
  });

  it('has texts of further programs for every cause that has any', () => {
    for (const cause of ['port-closed', 'accept-then-close', 'firewall-drop', 'stale-keepalive-reuse', 'accept-starvation'] as const) {
      expect(moreClientsSaw(finding({ cause })).length).toBeGreaterThan(3);
    }
    for (const cause of ['normal-close', 'open-at-end', 'client-leak'] as const) {
      expect(moreClientsSaw(finding({ cause }))).toEqual([]);
    }
  });

  it.each<[string, WireOutcome]>([
    ['read tcp 10.0.0.1:40112->10.0.0.2:443: read: connection reset by peer', 'rst-before-response'],
    ['Get "http://10.0.0.2:80/x": dial tcp 10.0.0.2:80: connect: connection refused', 'refused'],
    ['dial tcp 10.0.0.2:80: i/o timeout', 'connect-timeout'],
    ['dial tcp 10.0.0.2:80: connect: no route to host', 'host-unreachable'],
    ['Post "https://api.example/v1": EOF', 'fin-before-response'],
    ['http: server closed idle connection', 'fin-write-rst'],
    ['context deadline exceeded (Client.Timeout exceeded while awaiting headers)', 'no-answer'],
    ['curl: (7) Failed to connect to api.example port 443 after 3 ms: Couldn’t connect to server'.replace('’', "'"), 'refused'],
    ['curl: (28) Operation timed out after 1001 milliseconds with 0 bytes received', 'no-answer'],
    ['curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to api.example:443', 'tls-eof'],
    ['curl: (52) Empty reply from server', 'fin-before-response'],
    ['curl: (56) Recv failure: Connection reset by peer', 'rst-before-response'],
    ['curl: (60) SSL certificate problem: certificate has expired', 'tls-expired'],
    ['python client: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)', 'tls-expired'],
    ['x509: certificate has expired or is not yet valid: current time 2026-11-21T10:22:28Z is after 2026-11-20T00:00:00Z', 'tls-expired'],
    ['Caused by: java.security.cert.CertificateExpiredException: NotAfter: Sat Nov 21 10:00:00 UTC 2026', 'tls-expired'],
    [
      'SSL_do_handshake() failed (SSL: error:0A000415:SSL routines::sslv3 alert certificate expired:SSL alert number 45) while SSL handshaking, client: 10.0.0.1',
      'tls-alert',
    ],
    ['PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException', 'tls-rejected'],
    [
      "requests.exceptions.ConnectionError: ('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))",
      'fin-before-response',
    ],
    [
      "requests.exceptions.ConnectionError: ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
      'rst-before-response',
    ],
    ["urllib3.exceptions.ProtocolError: ('Connection broken: IncompleteRead(3 bytes read, 997 more expected)')", 'fin-mid-body'],
    ['BrokenPipeError: [Errno 32] Broken pipe', 'fin-write-rst'],
    ['Error: connect ECONNREFUSED 10.0.0.2:3000', 'refused'],
    ['Error: socket hang up', 'fin-before-response'],
    ['TypeError: terminated ... [cause]: SocketError: other side closed', 'fin-before-response'],
    ['java.net.SocketTimeoutException: Connect timed out', 'connect-timeout'],
    ['java.net.SocketTimeoutException: Read timed out', 'no-answer'],
    ['org.apache.http.NoHttpResponseException: api.example:8080 failed to respond', 'fin-before-response'],
    ['java.io.IOException: fixed content-length: 1000, bytes received: 3', 'fin-mid-body'],
    ['upstream prematurely closed connection while reading response header from upstream', 'fin-before-response'],
    ['upstream prematurely closed connection while reading upstream', 'fin-mid-body'],
    ['recv() failed (104: Connection reset by peer) while reading response header from upstream', 'rst-before-response'],
    ['connect() failed (111: Connection refused) while connecting to upstream', 'refused'],
    ['upstream timed out (110: Connection timed out) while connecting to upstream', 'connect-timeout'],
    ['upstream timed out (110: Connection timed out) while reading response header from upstream', 'no-answer'],
    [
      'haproxy[12]: 10.0.0.1:40112 [21/Nov/2026:10:12:35.123] fe be/s1 0/0/0/-1/5 502 209 - - SH-- 1/1/0/0/0 0/0 "GET / HTTP/1.1"',
      'fin-before-response',
    ],
    [
      'haproxy[12]: 10.0.0.1:40112 [21/Nov/2026:10:12:35.123] fe be/s1 0/0/-1/-1/3004 503 212 - - sC-- 1/1/0/0/3 0/0 "GET / HTTP/1.1"',
      'connect-timeout',
    ],
    ['upstream connect error or disconnect/reset before headers. reset reason: connection termination', 'rst-before-response'],
    ['upstream connect error or disconnect/reset before headers. reset reason: connection failure', 'refused'],
    ['ssh: connect to host 10.0.0.2 port 22: Connection refused', 'refused'],
    ['kex_exchange_identification: Connection closed by remote host', 'fin-before-response'],
    ['kex_exchange_identification: read: Connection reset by peer', 'rst-before-response'],
    ['connection to server at "10.0.0.2", port 5432 failed: Connection refused', 'refused'],
    ['server closed the connection unexpectedly', 'fin-before-response'],
    ['SQLSTATE[HY000] [2006] MySQL server has gone away', 'rst-before-response'],
    ['An existing connection was forcibly closed by the remote host', 'rst-before-response'],
    ['No connection could be made because the target machine actively refused it. (10.0.0.2:80)', 'refused'],
    ['Errno::ECONNRESET: Connection reset by peer - SSL_connect', 'rst-before-response'],
    ['connect() failed (99: Cannot assign requested address) while connecting to upstream', 'no-local-port'],
    ['Unable to read additional data from server sessionid 0x0, likely server has closed socket', 'fin-before-response'],
    ['ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)', 'tls-to-plain'],
  ])('%s', (line, outcome) => {
    expect(outcomes(line)).toContain(outcome);
  });

  it('reads what real logs say around it', () => {
    expect(outcomes('curl: (18) transfer closed with 3021 bytes remaining to read')).toEqual(['fin-mid-body']);
    expect(
      first(
        '2024/05/01 12:00:00 [error] 7#7: *1 upstream prematurely closed connection while reading response header from upstream, client: 10.0.0.1',
      ),
    ).toBe('fin-before-response');
  });

  it('takes the reason out of a stack trace', () => {
    const trace = `Exception in thread "main" java.lang.IllegalStateException: payment failed
\tat com.example.Pay.run(Pay.java:42)
Caused by: org.apache.http.conn.HttpHostConnectException: Connect to pay.example:8080 [pay.example/10.0.0.2] failed: Connection refused (Connection refused)
\tat org.apache.http.impl.conn.DefaultHttpClientConnectionOperator.connect(DefaultHttpClientConnectionOperator.java:156)
\t... 12 more
Caused by: java.net.ConnectException: Connection refused (Connection refused)
\tat java.base/java.net.PlainSocketImpl.socketConnect(Native Method)`;
    const error = readError(trace);
    expect(error.meanings[0]?.outcome).toBe('refused');
    expect(error.causes[0]).toEqual({ cause: 'port-closed', weight: 1 });
    expect(error.to).toEqual({ address: 'pay.example', port: 8080 });
  });

  it('knows that ECONNRESET need not be a RST, and a refusal no full queue', () => {
    expect(outcomes('Error: socket hang up')).not.toContain('rst-before-response');
    expect(outcomes('ECONNRESET')).toEqual(expect.arrayContaining(['rst-before-response', 'fin-before-response']));
    expect(causes('Connection refused')).toContain('port-closed');
    expect(causes('Connection refused')).not.toContain('listen-queue-overflow');
    expect(causes('Broken pipe')).toContain('stale-keepalive-reuse');
    // FIN, request, RST is a broken pipe on Linux, no reset.
    expect(outcomes('read: connection reset by peer')).not.toContain('fin-write-rst');
  });

  it('does not see words inside of others, nor anything in nothing', () => {
    for (const text of ['timeofday', '', 'all is well', '10.0.0.2', '\n\n\n', 'request failed', 'Error: 2003', 'read http'])
      expect(outcomesOfError(text)).toEqual([]);
  });

  it('ends with whatever is pasted', () => {
    const start = 'Connection reset by peer '.repeat(100_000);
    expect(readError(start).meanings.length).toBeGreaterThan(0);
    for (const piece of ['1.2.3.', 'a:', 'a-', 'a.', 'to ', ':1', '[::', 'host "a" (', '12:30:', 'at ']) {
      expect(readError(piece.repeat(50_000)).others.length).toBeLessThanOrEqual(16);
    }
  });
});

describe('whom it names', () => {
  const ends = (text: string) => {
    const { from, to } = readError(text);
    const told = (end: typeof from): string | null => (end === undefined ? null : `${end.address} ${end.port ?? '-'}`);
    return [told(from), told(to)];
  };

  it.each<[string, string | null, string | null]>([
    ['read tcp 10.0.0.1:40112->10.0.0.2:443: read: connection reset by peer', '10.0.0.1 40112', '10.0.0.2 443'],
    ['write tcp [fd00::1]:40112->[fd00::2]:443: write: broken pipe', 'fd00::1 40112', 'fd00::2 443'],
    ['dial tcp 10.0.0.2:80: connect: connection refused', null, '10.0.0.2 80'],
    ['Get "http://svc.example:8080/x": EOF', null, 'svc.example 8080'],
    ['Get "https://svc.example/x": EOF', null, 'svc.example 443'],
    ['curl: (7) Failed to connect to api.example port 443 after 3 ms: Connection refused', null, 'api.example 443'],
    ['connect to 10.0.0.2 port 80 from 10.0.0.1 port 40112 failed: Connection refused', null, '10.0.0.2 80'],
    ["HTTPConnectionPool(host='10.0.0.2', port=8000): Max retries exceeded with url: /", null, '10.0.0.2 8000'],
    ["ConnectionRefusedError: [Errno 111] Connect call failed ('10.0.0.2', 8000)", null, '10.0.0.2 8000'],
    ['Error: connect ECONNREFUSED 10.0.0.2:3000', null, '10.0.0.2 3000'],
    ['Error: connect ETIMEDOUT 10.0.0.2:3000 - Local (10.0.0.1:40112)', '10.0.0.1 40112', '10.0.0.2 3000'],
    ["Error: read ECONNRESET\n  errno: -104,\n  address: '10.0.0.2',\n  port: 3000\n}", null, '10.0.0.2 3000'],
    ['Connect to api.example:8080 [api.example/10.0.0.2] failed: Connection refused', null, 'api.example 8080'],
    ['[id: 0xdb1c, L:/10.0.0.1:40112 ! R:/10.0.0.2:9092]', '10.0.0.1 40112', '10.0.0.2 9092'],
    [
      'upstream prematurely closed connection, client: 10.9.9.9, server: , upstream: "http://10.0.0.2:3000/pay", host: "svc.example"',
      null,
      '10.0.0.2 3000',
    ],
    ['haproxy[12]: 10.0.0.1:40112 [21/Nov/2026:10:12:35.123] fe be/s1 0/0/0/-1/5 502 209 - - SH-- 1/1', '10.0.0.1 40112', null],
    ['ssh: connect to host 10.0.0.2 port 22: Connection refused', null, '10.0.0.2 22'],
    ['Connection closed by 10.0.0.2 port 22', null, '10.0.0.2 22'],
    ['connection to server at "10.0.0.2", port 5432 failed: Connection refused', null, '10.0.0.2 5432'],
    ['connection to server at "db.example" (10.0.0.2), port 5432 failed: FATAL', null, 'db.example 5432'],
    ["ERROR 2003 (HY000): Can't connect to MySQL server on '10.0.0.2:3306' (111)", null, '10.0.0.2 3306'],
    ['Could not connect to Redis at 10.0.0.2:6379: Connection refused', null, '10.0.0.2 6379'],
    ['Session 0x0 for server zk.example/10.0.0.2:2181, unexpected error', null, '10.0.0.2 2181'],
    ['Connection to node -1 (kafka.example/10.0.0.2:9092) could not be established', null, '10.0.0.2 9092'],
    ['actively refused it. ([::ffff:10.0.0.2]:80)', null, '10.0.0.2 80'],
    ['Connection reset by peer', null, null],
  ])('%s', (text, from, to) => {
    expect(ends(text)).toEqual([from, to]);
  });

  it('keeps every other address, but neither times nor versions', () => {
    const { others } = readError('2026-11-21 10:12:35 reset between 10.0.0.1 and 10.0.0.2:443 via fd00::9, OpenSSL 3.0.2, 999.1.1.1');
    expect(others).toEqual([{ address: '10.0.0.1' }, { address: '10.0.0.2', port: 443 }, { address: 'fd00::9' }]);
  });
});

describe('when it was', () => {
  const utc = (text: string): number => Date.parse(text) / 1000;
  const near = utc('2026-11-21T12:00:00Z');

  it.each<[string, string, boolean, number]>([
    ['2026-11-21T10:12:35.870Z FATAL', '2026-11-21T10:12:35.870Z', true, 0.001],
    ['2026-11-21T10:12:35+02:00 x', '2026-11-21T08:12:35Z', true, 1],
    ['2026-11-21 10:12:35,870 [main] WARN', '2026-11-21T10:12:35.870Z', false, 0.001],
    ['2026-11-21 10:12:35.870 UTC [4932] FATAL', '2026-11-21T10:12:35.870Z', true, 0.001],
    ['2026/11/21 10:49:20 [error] 12961#12961', '2026-11-21T10:49:20Z', false, 1],
    ['10.81.0.51 [21/Nov/2026:10:47:11 +0000] "GET', '2026-11-21T10:47:11Z', true, 1],
    ['21-Nov-2026 10:12:35.123 SEVERE', '2026-11-21T10:12:35.123Z', false, 0.001],
    ['Nov 21 10:12:35 web1 sshd[7]: error', '2026-11-21T10:12:35Z', false, 1],
    ['1795257306674 reset', new Date(1_795_257_306_674).toISOString(), true, 0.001],
    ['1795256951.999 reset', new Date(1_795_256_951_999).toISOString(), true, 0.001],
  ])('%s', (line, iso, isZoneTold, resolution) => {
    const { time } = readError(line, near);
    expect(time?.epochSeconds).toBeCloseTo(utc(iso), 5);
    expect([time?.isZoneTold, time?.resolutionSeconds]).toEqual([isZoneTold, resolution]);
  });

  it('is nothing where no moment is named, or its year cannot be told', () => {
    for (const line of ['Connection refused', 'Nov 21 10:12:35 x', '99/Foo/2026:10:47:11', '2026-13-41 10:12:35', 'took 12:30']) {
      expect(readError(line).time).toBeNull();
    }
  });

  it('is of the nearest year', () => {
    expect(readError('Dec 31 23:59:59 x', utc('2027-01-01T00:10:00Z')).time?.epochSeconds).toBe(utc('2026-12-31T23:59:59Z'));
    expect(readError('Jan  1 00:00:01 x', utc('2026-12-31T23:50:00Z')).time?.epochSeconds).toBe(utc('2027-01-01T00:00:01Z'));
  });
});

describe('which connection it is about', () => {
  const start = Date.parse('2026-11-21T10:12:30Z') / 1000;
  const candidate = (over: Partial<MatchCandidate> = {}): MatchCandidate => ({
    client: { address: '10.0.0.1', port: 40_112 },
    server: { address: '10.0.0.2', port: 443 },
    cause: 'unread-data-abort' satisfies CauseId,
    startEpochSeconds: start,
    endEpochSeconds: start + 5,
    ...over,
  });
  const line = '2026-11-21T10:12:35Z read tcp 10.0.0.1:40112->10.0.0.2:443: read: connection reset by peer';

  it('is the one with its ports; with others it is none', () => {
    const error = readError(line);
    expect(fitOf(error, candidate())).toBeGreaterThan(15);
    expect(fitOf(error, candidate({ client: { address: '10.0.0.1', port: 40_113 } }))).toBe(0);
    expect(fitOf(error, candidate({ server: { address: '10.0.0.2', port: 80 } }))).toBe(0);
    // Behind a translation of addresses.
    expect(fitOf(error, candidate({ client: { address: '192.0.2.9', port: 40_112 } }))).toBeGreaterThan(10);
  });

  it('prefers what prints such a text, then what ended at that time', () => {
    const error = readError('2026-11-21 12:12:35 curl: (56) Recv failure: Connection reset by peer');
    const best = fitOf(error, candidate());
    expect(fitOf(error, candidate({ cause: 'normal-close' }))).toBeLessThan(best);
    // Two hours are a zone; seven minutes are none.
    expect(fitOf(error, candidate({ startEpochSeconds: start + 415, endEpochSeconds: start + 420 }))).toBeLessThan(best);
    expect(fitOf(error, candidate({ startEpochSeconds: start + 7200, endEpochSeconds: start + 7205 }))).toBe(best);
  });

  it('knows names by what the client asked for', () => {
    const error = readError('curl: (56) OpenSSL SSL_read: Connection reset by peer, https://api.example/v1');
    expect(fitOf(error, candidate({ name: 'api.example' }))).toBeGreaterThan(fitOf(error, candidate({ name: 'other.example' })));
  });

  it('is not one of another day', () => {
    expect(fitOf(readError(line), candidate({ startEpochSeconds: start + 90_000, endEpochSeconds: start + 90_005 }))).toBe(0);
  });
});
