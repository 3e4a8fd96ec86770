// What payload is recognised as, and what it must not be taken for.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  HTTP_1_0,
  HTTP_CLOSES,
  HTTP_KEEP_ALIVE_SHIFT,
  HTTP_METHODS,
  HTTP_NO_LENGTH,
  MarkKind,
  MarkTable,
  NO_TEXT,
} from '../../model/mark-table';
import { recogniseTcpPayload } from './recognise';

type Payload = string | readonly number[];
interface Mark {
  readonly kind: string;
  readonly value: number;
  readonly extent: number;
  readonly text?: string;
}

const kindNames = new Map<number, string>(Object.entries(MarkKind).map(([name, kind]) => [kind, name]));
const KEEP_ALIVE = 2 ** HTTP_KEEP_ALIVE_SHIFT;

function bytesOf(...parts: readonly Payload[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)));
}

function marksOf(payload: Uint8Array): Mark[] {
  // Not the first of its side: which protocol that begins is first-bytes' business.
  const marks = new MarkTable();
  const found = recogniseTcpPayload(payload, 0, payload.length, marks, 7, false);
  expect(found).toBe(marks.segment.length > 0);
  return Array.from({ length: marks.segment.length }, (_, at) => {
    expect(marks.segment.values[at]).toBe(7);
    const kind = kindNames.get(marks.kind.values[at]) ?? '?';
    const value = marks.value.values[at];
    const extent = marks.extent.values[at];
    return kind === 'LimitText' || kind === 'Greeting' || kind === 'ServerWords'
      ? { kind, value, extent, text: marks.texts[value] }
      : { kind, value, extent };
  });
}

/** The one mark of a payload as [kind, text or value]; null when there is none. */
function only(...parts: readonly Payload[]): readonly [string, number | string] | null {
  const marks = marksOf(bytesOf(...parts));
  expect(marks.length).toBeLessThanOrEqual(1);
  return marks[0] === undefined ? null : [marks[0].kind, marks[0].text ?? marks[0].value];
}

const request = (value: number, extent: number): Mark => ({ kind: 'HttpRequest', value, extent });
const response = (value: number, extent: number): Mark => ({ kind: 'HttpResponse', value, extent });
const GET = HTTP_METHODS.indexOf('GET');
const POST = HTTP_METHODS.indexOf('POST');

describe('HTTP requests', () => {
  it.each<[string, string, number, number | 'all']>([
    ['a plain one', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', GET, 'all'],
    ['every header but the ones that count', 'GET / HTTP/1.1\r\nCache-Control: no-cache\r\nKey: close\r\nTE: chunked\r\n\r\n', GET, 'all'],
    ['close', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', GET | HTTP_CLOSES, 'all'],
    ['close among others, in capitals', 'GET / HTTP/1.1\r\nCONNECTION: Upgrade, CLOSE\r\n\r\n', GET | HTTP_CLOSES, 'all'],
    ['1.0', 'GET / HTTP/1.0\r\nHost: a\r\n\r\n', GET | HTTP_CLOSES | HTTP_1_0, 'all'],
    ['1.0 that is kept', 'GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n', GET | HTTP_1_0, 'all'],
    ['a body', 'POST /x HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello', POST, 'all'],
    ['a chunked body', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n', POST | HTTP_NO_LENGTH, 'all'],
    ['a chunked body that goes on', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel', POST | HTTP_NO_LENGTH, -1],
    ['a cut head', 'POST / HTTP/1.1\r\nContent-Length: 5', POST, -1],
    ['a cut request line', 'GET /a/very/long/path', GET, -1],
    ['1.0 and a cut head: not known to close', 'GET / HTTP/1.0\r\nHost: a\r\nConn', GET | HTTP_1_0, -1],
    ['bare line feeds', 'GET / HTTP/1.1\nHost: a\n\n', GET, 'all'],
    ['a length that is no number', 'POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n', POST, 'all'],
  ])('%s', (_name, text, value, extent) => {
    expect(marksOf(bytesOf(text))).toEqual([request(value, extent === 'all' ? text.length : extent)]);
  });

  it('knows every method', () => {
    HTTP_METHODS.forEach((method, index) => expect(only(`${method} / HTTP/1.1\r\n\r\n`)).toEqual(['HttpRequest', index]));
  });

  it('knows how far a body reaches beyond the segment', () => {
    const head = 'PUT /x HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n';
    expect(marksOf(bytesOf(head, 'begin'))).toEqual([request(HTTP_METHODS.indexOf('PUT'), head.length + 1_000_000)]);
  });

  it('marks pipelined requests each, extents from the start of the segment', () => {
    const one = 'GET /1 HTTP/1.1\r\n\r\n';
    const two = 'POST /2 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc';
    expect(marksOf(bytesOf(one, two, 'GET /3'))).toEqual([
      request(GET, one.length),
      request(POST, one.length + two.length),
      request(GET, -1),
    ]);
    expect(marksOf(bytesOf(one.repeat(40)))).toHaveLength(16);
    expect(marksOf(bytesOf(one, 'garbage behind it'))).toEqual([request(GET, one.length)]);
  });

  it('finds the request behind a PROXY protocol header', () => {
    const line = 'PROXY TCP4 10.0.0.1 10.0.0.2 40000 80\r\n';
    const head = 'GET / HTTP/1.1\r\n\r\n';
    expect(marksOf(bytesOf(line, head))).toEqual([request(GET, line.length + head.length)]);
    const binary = [
      0x0d,
      0x0a,
      0x0d,
      0x0a,
      0,
      0x0d,
      0x0a,
      0x51,
      0x55,
      0x49,
      0x54,
      0x0a,
      0x21,
      0x11,
      0,
      12,
      ...Array.from({ length: 12 }, () => 1),
    ];
    expect(marksOf(bytesOf(binary, head))).toEqual([request(GET, binary.length + head.length)]);
    expect(marksOf(bytesOf(binary))).toEqual([]);
  });

  it.each([
    'GET 300\n',
    'GET',
    'GET /',
    'OPTIONS rtsp://h/s RTSP/1.0\r\n\r\n',
    'OPTIONS sip:a@b SIP/2.0\r\n\r\n',
    'get key\r\n',
    'GETALL / HTTP/1.1\r\n\r\n',
  ])('is not %j', (text) => {
    const isCutLine = text === 'GET /';
    expect(only(text)).toEqual(isCutLine ? ['HttpRequest', GET] : null);
  });
});

describe('HTTP responses', () => {
  it.each<[string, string, number, number | 'all']>([
    ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 200, 'all'],
    ['close', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', 200 | HTTP_CLOSES, 'all'],
    ['1.0', 'HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n', 404 | HTTP_CLOSES | HTTP_1_0, 'all'],
    ['1.0 that is kept', 'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n', 200 | HTTP_1_0, 'all'],
    ['no length: until the end', 'HTTP/1.1 200 OK\r\n\r\nrest', 200 | HTTP_NO_LENGTH, -1],
    ['no body by its status', 'HTTP/1.1 304 Not Modified\r\n\r\n', 304, 'all'],
    [
      'chunked, whole',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nok\r\n0\r\nTrailer: 1\r\n\r\n',
      200 | HTTP_NO_LENGTH,
      'all',
    ],
    ['chunked, not whole', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nok', 200 | HTTP_NO_LENGTH, -1],
    ['chunked, without the last line', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n', 200 | HTTP_NO_LENGTH, -1],
    ['a keep-alive timeout', 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5, max=100\r\nContent-Length: 0\r\n\r\n', 200 + 5 * KEEP_ALIVE, 'all'],
    [
      'the longest timeout that is kept',
      'HTTP/1.1 200 OK\r\nKeep-Alive: max=9, Timeout=999999\r\nContent-Length: 0\r\n\r\n',
      200 + 4095 * KEEP_ALIVE,
      'all',
    ],
    ['a cut head: no length is no news', 'HTTP/1.1 503 Service Unavailable\r\nServer: n', 503, -1],
    ['a cut head that said enough', 'HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Le', 413 | HTTP_CLOSES, -1],
    ['no reason', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n', 200, 'all'],
  ])('%s', (_name, text, value, extent) => {
    expect(marksOf(bytesOf(text))).toEqual([response(value >>> 0, extent === 'all' ? text.length : extent)]);
  });

  it('marks "100 Continue" and the answer behind it', () => {
    const go = 'HTTP/1.1 100 Continue\r\n\r\n';
    const done = 'HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n';
    expect(marksOf(bytesOf(go, done))).toEqual([response(100, go.length), response(201, go.length + done.length)]);
  });

  it('stops where another protocol takes over', () => {
    const head = 'HTTP/1.1 101 Switching Protocols\r\n\r\n';
    expect(marksOf(bytesOf(head, 'HTTP/1.1 200 OK\r\n\r\n'))).toEqual([response(101, head.length)]);
  });

  it.each(['HTTP/2 200\r\n\r\n', 'HTTP/1.1 2x0 OK\r\n\r\n', 'HTTP/1.1 099 OK\r\n\r\n', 'HTTP/1.1 ', 'HTTP/1.1-200 OK\r\n\r\n'])(
    'is not %j',
    (text) => {
      expect(only(text)).toBeNull();
    },
  );
});

describe('TLS', () => {
  const record = (type: number, body: readonly number[], version = 3) => [type, 3, version, body.length >>> 8, body.length & 255, ...body];
  const zeros = (count: number) => Array.from({ length: count }, () => 0);

  it.each<[string, readonly number[], string, number]>([
    ['ClientHello', record(22, [1, 0, 0, 40, ...zeros(40)], 1), 'TlsClientHello', 0],
    ['ServerHello', record(22, [2, 0, 0, 40, ...zeros(40)]), 'TlsServerHello', 0],
    ['fatal alert', record(21, [2, 45]), 'TlsAlert', (2 << 8) | 45],
    ['close_notify', record(21, [1, 0]), 'TlsAlert', 1 << 8],
    ['encrypted alert of TLS 1.2', record(21, zeros(26)), 'TlsRecord', (21 << 16) | 26],
    ['encrypted alert of TLS 1.3', record(23, zeros(19)), 'TlsRecord', (23 << 16) | 19],
    ['application data', record(23, zeros(100)), 'TlsRecord', (23 << 16) | 100],
    ['a record that goes on', [23, 3, 3, 0x40, 0x10, 1, 2, 3], 'TlsRecord', (23 << 16) | 0x4010],
    ['a hello cut before its type', [22, 3, 1, 2, 0], 'TlsRecord', (22 << 16) | 512],
  ])('%s', (_name, bytes, kind, value) => {
    expect(only(bytes)).toEqual([kind, value]);
  });

  it('finds the alert behind other records', () => {
    const marks = marksOf(bytesOf(record(22, [2, 0, 0, 4, 0, 0, 0, 0]), record(20, [1]), record(23, zeros(60)), record(21, [2, 40])));
    expect(marks.map(({ kind, value }) => [kind, value])).toEqual([
      ['TlsServerHello', 0],
      ['TlsAlert', (2 << 8) | 40],
    ]);
  });

  it.each<[string, readonly number[]]>([
    ['another version', [22, 2, 1, 0, 5, 1, 0, 0, 0, 0]],
    ['no length', [23, 3, 3, 0, 0, 1, 2]],
    ['a length beyond what is allowed', [23, 3, 3, 0xff, 0xff, 1, 2]],
  ])('is not: %s', (_name, bytes) => {
    expect(only(bytes)).toBeNull();
  });
});

describe('servers that say that they are full', () => {
  it.each<[string, string]>([
    ['-ERR max number of clients reached\r\n', '-ERR max number of clients reached'],
    ['-ERR max number of clients + cluster connections reached\r\n', '-ERR max number of clients + cluster connections reached'],
    ['ERROR Too many open connections\r\n', 'ERROR Too many open connections'],
    ["-ERR 'maximum connections exceeded'\r\n", "-ERR 'maximum connections exceeded'"],
    [
      '421 4.7.0 mx.example Error: too many connections from 192.0.2.7\r\n',
      '421 4.7.0 mx.example Error: too many connections from 192.0.2.7',
    ],
    [
      '421 Too many concurrent SMTP connections; please try again later.\r\n',
      '421 Too many concurrent SMTP connections; please try again later.',
    ],
    ['421 4.3.2 Connection rate limit exceeded.\r\n', '421 4.3.2 Connection rate limit exceeded.'],
    ['421 There are too many connected users, please try later.\r\n', '421 There are too many connected users, please try later.'],
    ['421 50 users (the maximum) are already logged in, sorry\r\n', '421 50 users (the maximum) are already logged in, sorry'],
    [
      '530 Sorry, the maximum number of allowed clients (10) already connected.\r\n',
      '530 Sorry, the maximum number of allowed clients (10) already connected.',
    ],
    ['* BYE Maximum number of connections from user+IP exceeded\r\n', '* BYE Maximum number of connections from user+IP exceeded'],
    ['@ERROR: max connections (4) reached -- try again later\n', '@ERROR: max connections (4) reached -- try again later'],
    ['Exceeded MaxStartups\r\n', 'Exceeded MaxStartups'],
    ['Too many connections\n', 'Too many connections'],
    ['Server is full\n', 'Server is full'],
    ['Sorry, too many users.\n', 'Sorry, too many users.'],
  ])('%j', (payload, text) => {
    expect(only(payload)).toEqual(['LimitText', text]);
  });

  const mysql = (sequence: number, body: readonly Payload[]) => {
    const bytes = bytesOf(...body);
    return [bytes.length & 255, bytes.length >>> 8, 0, sequence, ...bytes];
  };
  const code = (number: number) => [0xff, number & 255, number >>> 8];

  it.each<[string, readonly number[], string]>([
    ['MySQL 1040', mysql(0, [code(1040), 'Too many connections']), 'ERROR 1040: Too many connections'],
    ['MySQL 1040 with its state', mysql(0, [code(1040), '#08004Too many connections']), 'ERROR 1040 (08004): Too many connections'],
    ['MySQL 1203 after the login', mysql(2, [code(1203), '#42000User x already has more']), 'ERROR 1203 (42000): User x already has more'],
    ['MySQL 1226', mysql(2, [code(1226), "#42000User 'x' has exceeded"]), "ERROR 1226 (42000): User 'x' has exceeded"],
  ])('%s', (_name, bytes, text) => {
    expect(only(bytes)).toEqual(['LimitText', text]);
  });

  const postgres = (...fields: readonly string[]) => {
    const body = bytesOf(...fields.map((field) => `${field}\0`), [0]);
    return ['E', [0, 0, (body.length + 4) >>> 8, (body.length + 4) & 255], [...body]] as const;
  };
  const authenticated = ['R', [0, 0, 0, 8, 0, 0, 0, 0]] as const;

  it('PostgreSQL by its SQLSTATE, whatever the language', () => {
    expect(only(...postgres('SFATAL', 'VFATAL', 'C53300', 'Msorry, too many clients already'))).toEqual([
      'LimitText',
      'FATAL: sorry, too many clients already',
    ]);
    expect(only(...postgres('SFATAL', 'C53300', 'M对不起, 已经有太多的客户'))).toEqual(['LimitText', 'FATAL: 对不起, 已经有太多的客户']);
    expect(only(...authenticated, ...postgres('SFATAL', 'C53300', 'Mremaining connection slots are reserved'))).toEqual([
      'LimitText',
      'FATAL: remaining connection slots are reserved',
    ]);
    expect(only(...postgres('SFATAL', 'C08P01', 'Mno more connections allowed (max_client_conn)'))).toEqual([
      'LimitText',
      'FATAL: no more connections allowed (max_client_conn)',
    ]);
    expect(only(...postgres('SERROR', 'C42P01', 'Mrelation does not exist'))).toBeNull();
    expect(only(...authenticated, 'S', [0, 0, 0, 9], 'a\0b\0\0')).toBeNull();
  });

  it('Oracle listeners', () => {
    const refuse = (text: string) => [0, 12 + text.length, 0, 0, 4, 0, 0, 0, 34, 0, 0, text.length, ...bytesOf(text)];
    expect(only(refuse('(DESCRIPTION=(TMP=)(VSNNUM=0)(ERR=12519)(ERROR_STACK=()))'))).toEqual(['LimitText', 'TNS-12519']);
    expect(only(refuse('(DESCRIPTION=(TMP=)(VSNNUM=0)(ERR=12514)(ERROR_STACK=()))'))?.[0]).not.toBe('LimitText');
  });

  it.each<[string, readonly Payload[]]>([
    ['another error of Redis', ["-ERR unknown command 'x'\r\n"]],
    ['another error of MySQL', [mysql(1, [code(1146), "#42S02Table 'a.b' doesn't exist"])]],
    ['an idle mail session', ['421 4.4.2 mx.example Error: timeout exceeded\r\n']],
    ['a log line that speaks of limits', ['2026-11-21 server: too many connections from 192.0.2.7\n']],
    ['a page that speaks of limits', ['Too many connections\n'.repeat(30)]],
    ['a status with a limit', ['Max connections: 100\n']],
    ['binary data that begins as text', ['ERROR too many connections\n', [0, 1, 2]]],
    ['a mail body', ['421 is a number, too many of them\r\n']],
  ])('is not: %s', (_name, parts) => {
    expect(only(...parts)?.[0]).not.toBe('LimitText');
  });

  it('keeps texts short, printable and on one line', () => {
    expect(only('-ERR max number of clients\u001b[31m reached\r\n')).toBeNull();
    const hostile = only('421 too many connections\r\n421 \u202etxt.exe\u2028 \u00a0 more\r\n');
    expect(hostile).toEqual(['LimitText', '421 too many connections 421 txt.exe more']);
    const long = only(`421 too many connections ${'x'.repeat(200)}`);
    expect(long?.[1]).toHaveLength(120);
  });
});

describe('greetings', () => {
  it.each<[string, readonly Payload[], string]>([
    ['SSH', ['SSH-2.0-OpenSSH_9.6\r\n'], 'SSH-2.0-OpenSSH_9.6'],
    ['mail', ['220 mx.example ESMTP Postfix\r\n'], '220 mx.example ESMTP Postfix'],
    ['FTP in several lines', ['220-Welcome\r\n220 ready\r\n'], '220-Welcome 220 ready'],
    ['POP3', ['+OK Dovecot ready.\r\n'], '+OK Dovecot ready.'],
    ['IMAP', ['* OK [CAPABILITY IMAP4rev1] ready\r\n'], '* OK [CAPABILITY IMAP4rev1] ready'],
    ['VNC', ['RFB 003.008\n'], 'RFB 003.008'],
    ['rsync', ['@RSYNCD: 31.0\n'], '@RSYNCD: 31.0'],
    ['MySQL', [[74, 0, 0, 0, 10], '8.0.36\0', [8, 0, 0, 0, 1, 2, 3]], 'MySQL 8.0.36'],
    ['a closed door', ['421 Service not available\r\n'], '421 Service not available'],
  ])('%s', (_name, parts, text) => {
    expect(only(...parts)).toEqual(['Greeting', text]);
  });

  it.each([
    '+OK\r\n',
    '+OK 2 320\r\n',
    '+PONG\r\n',
    '* OK Still here\r\n',
    '* OK [UIDNEXT 7] next\r\n',
    '220 2.0.0 Ready to start TLS\r\n',
    '2201 apples\n',
    'STORED\r\n',
    'SSH agent\n',
    'Received\n',
  ])('is not %j', (text) => {
    expect(only(text)).toBeNull();
  });
});

describe('any payload', () => {
  const heads = fc.constantFrom(
    'GET / HTTP/1.1\r\n',
    'HTTP/1.1 200 OK\r\n',
    '-ERR max ',
    '421 ',
    '\u0016\u0003\u0001\u0002',
    'E\0\0\0',
    'R\0\0\0\b\0\0\0\0E\0\0\0',
    'PROXY ',
    '* BYE too many ',
  );
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.stringMatching(/^[\r\n :0-9A-Za-z-]{0,80}$/).map((text) => bytesOf(text)),
    fc
      .array(
        fc.constantFrom(
          'Content-Length: 9\r\n',
          'Transfer-Encoding: chunked\r\n',
          'Connection: close\r\n',
          '\r\n',
          '5\r\n',
          '0\r\n\r\n',
          'abcde',
        ),
      )
      .map((lines) => bytesOf(...lines)),
  );
  const payloads = fc.tuple(fc.option(heads, { nil: '' }), bodies).map(([head, body]) => bytesOf(head, [...body]));

  it('never throws, never looks outside', () => {
    fc.assert(
      fc.property(payloads, fc.nat(20), fc.boolean(), (payload, before, isFirst) => {
        const results = [0x20, 0x0a, 0x31, 0xff].map((poison) => {
          const surroundings = new Uint8Array(before + payload.length + 64).fill(poison);
          surroundings.set(payload, before);
          const marks = new MarkTable();
          const found = recogniseTcpPayload(surroundings, before, before + payload.length, marks, 3, isFirst);
          const rows = Array.from({ length: marks.segment.length }, (_, at) => [
            marks.kind.values[at],
            marks.value.values[at],
            marks.extent.values[at],
          ]);
          expect(found).toBe(rows.length > 0);
          // Sixteen messages or records, and the protocol.
          expect(rows.length).toBeLessThanOrEqual(17);
          return { rows, texts: marks.texts };
        });
        for (const other of results.slice(1)) expect(other).toEqual(results[0]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('texts', () => {
  it('are kept once, and not without end', () => {
    const marks = new MarkTable();
    const file = (text: string) => {
      const payload = bytesOf(text);
      expect(recogniseTcpPayload(payload, 0, payload.length, marks, marks.segment.length, false)).toBe(true);
      return marks.value.values[marks.value.length - 1];
    };
    expect([file('220 a\r\n'), file('220 b\r\n'), file('220 a\r\n')]).toEqual([0, 1, 0]);
    for (let i = 0; i < 2000; i++) file(`220 at ${i}\r\n`);
    expect(marks.texts.length).toBeLessThanOrEqual(1024);
    expect(file('220 one more\r\n')).toBe(NO_TEXT);
    expect(file('220 b\r\n')).toBe(1);
  });
});
