// Which protocol the first bytes speak, names that they carry, and what servers and RSTs say beside being full.

import { describe, expect, it } from 'vitest';
import { LABEL_ABSENT, MarkKind, MarkTable, NO_LABEL, PROTOCOLS } from '../../model/mark-table';
import { recogniseTcpPayload } from './recognise';
import { recogniseResetPayload } from './reset-text';

type Part = string | readonly number[];

function bytesOf(...parts: readonly Part[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)));
}

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);
const u16 = (value: number): number[] => [value >>> 8, value & 255];
const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value & 0xffff)];

function marksOf(isFirst: boolean, ...parts: readonly Part[]): MarkTable {
  const payload = bytesOf(...parts);
  // Surroundings that would be read as something.
  const data = bytesOf('$*-A', [...payload], '$$$$\r\n$$$$');
  const marks = new MarkTable();
  recogniseTcpPayload(data, 4, 4 + payload.length, marks, 9, isFirst);
  return marks;
}

function protocolOf(...parts: readonly Part[]): string | null {
  const marks = marksOf(true, ...parts);
  const row = marks.kind.values.subarray(0, marks.kind.length).indexOf(MarkKind.Protocol);
  return row < 0 ? null : (PROTOCOLS[marks.value.values[row]] ?? '?');
}

/** Kind and text of the only mark that has one. */
function words(...parts: readonly Part[]): readonly [number, string] | null {
  const marks = marksOf(true, ...parts);
  for (let row = 0; row < marks.kind.length; row++) {
    const kind = marks.kind.values[row];
    if (kind === MarkKind.LimitText || kind === MarkKind.ServerWords || kind === MarkKind.Greeting)
      return [kind, marks.texts[marks.value.values[row]] ?? ''];
  }
  return null;
}

function labelOf(...parts: readonly Part[]): string | null {
  const marks = marksOf(true, ...parts);
  const label = marks.label.values[0] ?? NO_LABEL;
  if (label === LABEL_ABSENT) return 'absent';
  return label === NO_LABEL ? null : (marks.texts[label - 1] ?? '?');
}

const mysql = (sequence: number, body: readonly Part[]): number[] => {
  const bytes = bytesOf(...body);
  return [bytes.length & 255, bytes.length >>> 8, 0, sequence, ...bytes];
};
const postgres = (letter: string, ...fields: readonly string[]): Part[] => {
  const body = bytesOf(...fields.map((field) => `${field}\0`), [0]);
  return [letter, u32(body.length + 4), [...body]];
};
const kafka = (apiKey: number, version: number, clientId: string): number[] => {
  const body = [...u16(apiKey), ...u16(version), ...u32(1), ...u16(clientId.length), ...bytesOf(clientId), 0];
  return [...u32(body.length), ...body];
};
const frame = (type: number, stream: number, body: readonly number[]): number[] => [
  0,
  ...u16(body.length),
  type,
  0,
  ...u32(stream),
  ...body,
];
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const HUFFMAN_GRPC = [0x5f, 0x8b, 0x1d, 0x75, 0xd0, 0x62, 0x0d, 0x26, 0x3d, 0x4c, 0x4d, 0x65, 0x64];
const refuse = (text: string): number[] => [0, 12 + text.length, 0, 0, 4, 0, 0, 0, 34, 0, 0, text.length, ...bytesOf(text)];

describe('the first bytes of a side', () => {
  it.each<[string, string, readonly Part[]]>([
    ['ZooKeeper', 'connect request', [u32(45), zeros(12), u32(30_000), zeros(8), u32(16), zeros(17)]],
    ['ZooKeeper', 'connect request before 3.4', [u32(44), zeros(12), u32(30_000), zeros(8), u32(16), zeros(16)]],
    ['ZooKeeper', 'connect answer', [u32(37), u32(0), u32(30_000), [1, 2, 3, 4, 5, 6, 7, 8], u32(16), zeros(17)]],
    ['ZooKeeper', 'four letters', ['ruok']],
    ['PostgreSQL', 'startup', [u32(28), u32(0x30000), 'user\0me\0database\0d\0\0']],
    ['PostgreSQL', 'SSLRequest', [u32(8), u32(80_877_103)]],
    ['PostgreSQL', 'asks for a password', ['R', u32(12), u32(5), [1, 2, 3, 4]]],
    ['PostgreSQL', 'refusal', postgres('E', 'SFATAL', 'VFATAL', 'C53300', 'Msorry, too many clients already')],
    ['MySQL', 'greeting', [mysql(0, [[10], '8.0.36\0', zeros(12)])]],
    ['MySQL', 'refusal', [mysql(0, [[0xff, 1040 & 255, 1040 >>> 8], '#08004Too many connections'])]],
    ['Redis', 'command', ['*1\r\n$4\r\nPING\r\n']],
    ['Redis', 'inline command', ['PING\r\n']],
    ['Redis', 'answer', ['+PONG\r\n']],
    ['Redis', 'bulk answer', ['$5\r\nhello\r\n']],
    ['Redis', 'refusal', ['-ERR max number of clients reached\r\n']],
    ['Redis', 'protected mode', ['-DENIED Redis is running in protected mode because\r\n']],
    ['memcached', 'stats', ['stats\r\n']],
    ['memcached', 'set', ['set k 0 0 2\r\nhi\r\n']],
    ['memcached', 'binary', [[0x80, 0x0b], zeros(22)]],
    ['memcached', 'refusal', ['ERROR Too many open connections\r\n']],
    ['SSH', 'greeting', ['SSH-2.0-OpenSSH_9.6\r\n']],
    ['SSH', 'refusal', ['Exceeded MaxStartups\r\n']],
    ['SMTP', 'greeting', ['220 mx.example ESMTP Postfix\r\n']],
    ['FTP', 'greeting', ['220 (vsFTPd 3.0.5)\r\n']],
    ['AMQP', 'header', ['AMQP', [0, 0, 9, 1]]],
    ['AMQP', 'Connection.Start', [[1, 0, 0], u32(20), u16(10), u16(10), zeros(16), [0xce]]],
    ['Kafka', 'ApiVersions', [kafka(18, 3, 'adminclient-1')]],
    ['Kafka', 'Metadata', [kafka(3, 12, 'rdkafka')]],
    ['MongoDB', 'hello', [[60, 0, 0, 0], [1, 0, 0, 0], zeros(4), [0xdd, 0x07, 0, 0], zeros(44)]],
    ['SQL Server', 'prelogin', [[0x12, 1, 0, 12, 0, 0, 1, 0, 0, 0, 0, 0]]],
    ['Oracle', 'refusal', [refuse('(DESCRIPTION=(ERR=12519)(VSNNUM=0))')]],
    ['HTTP/2', 'preface', [PREFACE, frame(4, 0, [])]],
    ['gRPC', 'preface and request', [PREFACE, frame(4, 0, []), frame(8, 0, zeros(4)), frame(1, 1, [0x83, 0x86, ...HUFFMAN_GRPC])]],
    ['gRPC', 'request without Huffman code', [PREFACE, frame(4, 0, []), frame(1, 1, [0x83, ...bytesOf('application/grpc')])]],
    ['gRPC', 'request in a segment of its own', [frame(1, 1, [0x83, 0x86, ...HUFFMAN_GRPC])]],
  ])('%s: %s', (protocol, _name, parts) => {
    expect(protocolOf(...parts)).toBe(protocol);
  });

  it.each<[string, readonly Part[]]>([
    ['a length and zeros', [u32(45), zeros(40)]],
    ['a length and text', [u32(20), 'REGISTER user\r\n']],
    ['words of an own protocol', ['AUTH reader\n']],
    ['an error that POP3 knows too', ['-ERR unknown command\r\n']],
    ['a cut count', ['*1\r\n']],
    ['get, which two protocols know', ['get key\r\n']],
    ['set with a value alone', ['set key value\r\n']],
    ['ping with words', ['PING example.org\r\n']],
    ['HTTP/2 headers of no gRPC', [frame(1, 1, [0x82, 0x86, 0x84, 0x41, 0x8a])]],
    ['a Kafka size without a client', [[...u32(10), ...u16(18), ...u16(3), ...u32(1), ...u16(0)]]],
    ['a small number of random bytes', [[0x80, 0x90, 1, 2, 3]]],
  ])('say nothing: %s', (_name, parts) => {
    expect(protocolOf(...parts)).toBeNull();
  });

  it('are looked at once: later segments keep the marks that they had', () => {
    expect(marksOf(false, '*1\r\n$4\r\nPING\r\n').kind.length).toBe(0);
    expect(marksOf(false, u32(8), u32(80_877_103)).kind.length).toBe(0);
  });
});

describe('names', () => {
  const hello = (extensions: readonly number[]): number[] => {
    const body = [3, 3, ...zeros(32), 0, ...u16(2), 0x13, 1, 1, 0, ...u16(extensions.length), ...extensions];
    return [22, 3, 1, ...u16(body.length + 4), 1, 0, ...u16(body.length), ...body];
  };
  const sni = (name: string): number[] => {
    const bytes = [...bytesOf(name)];
    return [...u16(0), ...u16(bytes.length + 5), ...u16(bytes.length + 3), 0, ...u16(bytes.length), ...bytes];
  };
  const other = [...u16(0x2b), ...u16(3), 2, 3, 4];

  it('are those that a ClientHello asks for, wherever the extension stands', () => {
    expect(labelOf(hello(sni('api.example')))).toBe('api.example');
    expect(labelOf(hello([...other, ...other, ...sni('db.internal')]))).toBe('db.internal');
    expect(labelOf(hello(other))).toBeNull();
  });

  it('are none where the hello is cut or lies about its lengths', () => {
    const whole = hello([...other, ...sni('api.example')]);
    for (let length = 6; length < whole.length; length++) expect(labelOf(whole.slice(0, length))).toBeNull();
    expect(labelOf(hello([...u16(0), ...u16(4), ...u16(0xffff), 0, 0xff]))).toBeNull();
    expect(labelOf(hello(sni('a\u0001b')))).toBeNull();
  });

  it('are the Host of a request, but for addresses', () => {
    expect(labelOf('GET / HTTP/1.1\r\nHost:  shop.example:8080 \r\n\r\n')).toBe('shop.example:8080');
    expect(labelOf('GET / HTTP/1.1\r\nhost: cafe\r\n\r\n')).toBe('cafe');
    expect(labelOf('GET / HTTP/1.1\r\nHost: 10.0.0.2:80\r\n\r\n')).toBeNull();
    expect(labelOf('GET / HTTP/1.1\r\nHost: [fe80::1]:80\r\n\r\n')).toBeNull();
  });

  it('are the Server of an answer, or what powers it, or the lack of both', () => {
    expect(labelOf('HTTP/1.1 200 OK\r\nX-Powered-By: PHP/8\r\nServer: nginx/1.25\r\nContent-Length: 0\r\n\r\n')).toBe('nginx/1.25');
    expect(labelOf('HTTP/1.1 200 OK\r\nServer: nginx\r\nX-Powered-By: PHP/8\r\nContent-Length: 0\r\n\r\n')).toBe('nginx');
    expect(labelOf('HTTP/1.1 200 OK\r\nX-Powered-By: Express\r\nContent-Length: 0\r\n\r\n')).toBe('Express');
    expect(labelOf('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')).toBe('absent');
    // The head goes on in the next segment.
    expect(labelOf('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n')).toBeNull();
  });

  it('are kept once and leave room for what servers say', () => {
    const marks = new MarkTable();
    for (let i = 0; i < 3000; i++) {
      const data = bytesOf(`GET / HTTP/1.1\r\nHost: tenant-${i % 2000}.example\r\n\r\n`);
      recogniseTcpPayload(data, 0, data.length, marks, i, false);
    }
    expect(marks.texts).toHaveLength(768);
    expect(marks.label.values[2000]).toBe(1);
    expect(marks.label.values[1000]).toBe(NO_LABEL);
    const refusal = bytesOf('-ERR max number of clients reached\r\n');
    recogniseTcpPayload(refusal, 0, refusal.length, marks, 3000, false);
    expect(marks.texts.at(-1)).toBe('-ERR max number of clients reached');
  });
});

describe('what servers say beside being full', () => {
  const code = (number: number): number[] => [0xff, number & 255, number >>> 8];
  const close = (reply: number, text: string): Part[] => [
    [1, 0, 0],
    u32(11 + text.length),
    u16(10),
    u16(50),
    u16(reply),
    [text.length],
    text,
    zeros(4),
    [0xce],
  ];
  const goaway = (error: number, text: string): number[] => frame(7, 0, [...u32(1), ...u32(error), ...bytesOf(text)]);

  it.each<[string, readonly Part[]]>([
    ['ERROR 1156 (08S01): Got packets out of order', [mysql(1, [code(1156), '#08S01Got packets out of order'])]],
    ["ERROR 1129 (HY000): Host 'a' is blocked", [mysql(0, [code(1129), "#HY000Host 'a' is blocked"])]],
    ['ERROR 4031 (HY000): The client was disconnected', [mysql(0, [code(4031), '#HY000The client was disconnected'])]],
    ['FATAL: the database system is starting up', postgres('E', 'SFATAL', 'VFATAL', 'C57P03', 'Mthe database system is starting up')],
    ['致命错误: 没有用于主机的记录', postgres('E', 'S致命错误', 'VFATAL', 'C28000', 'M没有用于主机的记录')],
    ['-DENIED Redis is running in protected mode', ['-DENIED Redis is running in protected mode\r\n']],
    ['Not allowed at this time', ['Not allowed at this time\r\n']],
    ['Invalid SSH identification string.', ['Invalid SSH identification string.\r\n']],
    ['421 4.4.2 mx Error: timeout exceeded', ['421 4.4.2 mx Error: timeout exceeded\r\n']],
    ['554 mx ESMTP not accepting messages', ['554 mx ESMTP not accepting messages\r\n']],
    ['* BYE Autologout; idle for too long', ['* BYE Autologout; idle for too long\r\n']],
    ['AMQP 320 CONNECTION_FORCED - broker shutdown', close(320, 'CONNECTION_FORCED - broker shutdown')],
    ['HTTP/2 GOAWAY ENHANCE_YOUR_CALM too_many_pings', [goaway(11, 'too_many_pings')]],
    ['HTTP/2 GOAWAY NO_ERROR', [goaway(0, '')]],
    ['TNS-12514', [refuse('(DESCRIPTION=(ERR=12514)(VSNNUM=0))')]],
    ['This ZooKeeper instance is not currently serving requests', ['This ZooKeeper instance is not currently serving requests\n']],
  ])('%s', (text, parts) => {
    expect(words(...parts)).toEqual([MarkKind.ServerWords, text]);
  });

  it('is told apart from being full', () => {
    expect(words(...close(530, 'NOT_ALLOWED - vhost connection limit (2) is reached'))?.[0]).toBe(MarkKind.LimitText);
    expect(words(...close(200, 'Goodbye'))).toBeNull();
    expect(words(...postgres('E', 'SERROR', 'VERROR', 'C42P01', 'Mno such table'))).toBeNull();
    expect(words(mysql(1, [code(1146), '#42S02no such table']))).toBeNull();
    expect(words(frame(7, 0, [...u32(1), ...u32(99)]))).toBeNull();
  });

  it('calls MariaDB by its name', () => {
    expect(words(mysql(0, [[10], '5.5.5-10.6.12-MariaDB-1:10.6\0', zeros(8)]))).toEqual([MarkKind.Greeting, 'MariaDB 10.6.12']);
    expect(words(mysql(0, [[10], '11.4.2-MariaDB\0', zeros(8)]))).toEqual([MarkKind.Greeting, 'MariaDB 11.4.2']);
  });
});

describe('inside of a RST', () => {
  /** [kind, segment, text] of each mark; the marks are none exactly when nothing was found. */
  function marksIn(...parts: readonly Part[]): readonly (readonly [number, number, string])[] {
    const payload = bytesOf(...parts);
    const marks = new MarkTable();
    const found = recogniseResetPayload(bytesOf('abcd', [...payload], 'efgh'), 4, 4 + payload.length, marks, 3);
    expect(found).toBe(marks.kind.length > 0);
    return Array.from({ length: marks.kind.length }, (_, row) => [
      marks.kind.values[row],
      marks.segment.values[row],
      marks.texts[marks.value.values[row]] ?? '',
    ]);
  }

  function said(...parts: readonly Part[]): string | null {
    const [mark] = marksIn(...parts);
    return mark?.[0] === MarkKind.ResetText && mark[1] === 3 ? mark[2] : null;
  }

  it('is text that load balancers write', () => {
    expect(said('[0x1ffcef0:3125] Flow expired (sweeper) (idle timeout)')).toBe('[0x1ffcef0:3125] Flow expired (sweeper) (idle timeout)');
    expect(said('No flow found for ACK', zeros(3))).toBe('No flow found for ACK');
    expect(said('x'.repeat(900))).toHaveLength(120);
  });

  it('is a diagnosis of eight bytes', () => {
    expect(said([0x33, 0xaa], u16(14), u32(0))).toBe('connection timeout (TCP failure cause 14)');
    expect(said([0x33, 0xaa], u16(17), u32(0))).toBe('middlebox interference (TCP failure cause 17)');
    expect(said([0x33, 0xaa], u16(40), u32(0))).toBe('TCP failure cause 40');
    expect(said([0x33, 0xaa], u16(1234), u32(32_473))).toBe('reason 1234 of vendor 32473');
  });

  it.each<[string, readonly Part[]]>([
    ['zeros', [zeros(6)]],
    ['a diagnosis without a reason', [[0x33, 0xaa], u16(0), u32(0)]],
    ['a diagnosis of another length', [[0x33, 0xaa], u16(2), u32(0), [0]]],
    ['binary data', [[1, 2, 3], 'abcdef']],
    ['hardly a word', ['ab1']],
    ['a cursor that moves', ['\u001b[2Jwiped']],
  ])('is nothing: %s', (_name, parts) => {
    expect(marksIn(...parts)).toEqual([]);
  });
});
