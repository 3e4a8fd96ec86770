// The table's text filter: queries against plain predicates over a population, and where mistakes are reported.

import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { parseFilter } from './filter';
import type { FilterFeature, FilterTable, NumberField } from './filter-table';

interface Row {
  readonly id: number;
  readonly outcome: string;
  readonly cause: string;
  /** Id and short words of the cause in every language, lower case. */
  readonly causeText: string;
  readonly client: string;
  readonly server: string;
  readonly clientPort: number;
  readonly serverPort: number;
  readonly endedBy: string;
  readonly confidence: number;
  readonly durationSeconds: number;
  readonly startSeconds: number;
  readonly rttSeconds: number;
  readonly idleSeconds: number;
  readonly bytes: number;
  readonly packets: number;
  readonly retransmissions: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly frames: readonly number[];
  readonly findings: readonly number[];
  has(feature: FilterFeature): boolean;
}

const OUTCOMES = ['closed', 'reset', 'refused', 'no-answer', 'probe', 'open'];
const CAUSES = ['normal-close', 'linger-abort', 'port-closed', 'connection-limit-per-client', 'health-check'];
const WORDS = [
  'normal close 正常关闭',
  'aborted on purpose 主动中止',
  'nothing listens 端口未监听',
  'limit per client 单客户端连接数上限',
  'health check 健康检查',
];
const CLIENTS = ['10.0.0.1', '10.0.0.9', '10.0.1.1', '100.0.0.1', '2001:db8::1'];
const SERVERS = ['192.168.7.2', '192.168.70.2', 'fd00::80'];

const ROWS: readonly Row[] = Array.from({ length: 240 }, (_, i): Row => {
  const pick = <T>(list: readonly T[], step: number) => list[Math.floor(i / step) % list.length];
  const cause = pick(CAUSES, 1);
  const frames = [i * 3 + 1, i * 3 + 2];
  const findings = i % 4 === 0 ? [i % 3] : [];
  return {
    outcome: pick(OUTCOMES, 2),
    cause,
    causeText: `${cause} ${pick(WORDS, 1)}`,
    client: pick(CLIENTS, 3),
    server: pick(SERVERS, 5),
    clientPort: 40_000 + i,
    serverPort: [80, 2181, 443, 8080][i % 4],
    endedBy: pick(['client', 'server', 'middlebox', 'none'], 7),
    confidence: (i % 20) / 20,
    durationSeconds: (i % 50) * 0.004,
    startSeconds: i * 0.5,
    rttSeconds: i % 9 === 0 ? -1 : (i % 9) * 0.001,
    idleSeconds: (i % 11) * 10,
    id: i,
    firstFrame: i * 3 + 1,
    lastFrame: i * 3 + 2,
    bytes: i * 1000,
    packets: 3 + (i % 40),
    retransmissions: i % 6,
    frames,
    findings,
    has: (feature) => (feature === 'rst' ? pick(OUTCOMES, 2) === 'reset' : feature === 'tls' && i % 4 === 2),
  };
});

const NUMBERS: Readonly<Record<NumberField, (row: Row) => number>> = {
  conf: (row) => row.confidence,
  dur: (row) => row.durationSeconds,
  rtt: (row) => row.rttSeconds,
  idle: (row) => row.idleSeconds,
  at: (row) => row.startSeconds,
  bytes: (row) => row.bytes,
  pkts: (row) => row.packets,
  retrans: (row) => row.retransmissions,
  port: (row) => row.serverPort,
  firstFrame: (row) => row.firstFrame,
  lastFrame: (row) => row.lastFrame,
};

/** The rows as columns; `names`: what addresses are called instead. */
function tableOf(rows: readonly Row[], names: ReadonlyMap<string, string> | null = null): FilterTable {
  const texts = [...new Set(rows.flatMap((row) => [row.client, row.server]))];
  const codesOf = (values: readonly string[]) => {
    const different = [...new Set(values)];
    return { codes: Uint16Array.from(values, (value) => different.indexOf(value)), texts: different };
  };
  const end = (address: (row: Row) => string, port: (row: Row) => number) => ({
    address: Uint32Array.from(rows, (row) => texts.indexOf(address(row))),
    port: Uint16Array.from(rows, port),
  });
  return {
    count: rows.length,
    outcome: codesOf(rows.map((row) => row.outcome)),
    cause: codesOf(rows.map((row) => row.causeText)),
    ended: codesOf(rows.map((row) => row.endedBy)),
    client: end(
      (row) => row.client,
      (row) => row.clientPort,
    ),
    server: end(
      (row) => row.server,
      (row) => row.serverPort,
    ),
    addresses: {
      count: texts.length,
      ipv4: (index) =>
        texts[index].includes(':') ? null : texts[index].split('.').reduce((number, octet) => number * 256 + Number(octet), 0),
      isNamed: () => names !== null,
      text: (index) => names?.get(texts[index]) ?? texts[index],
    },
    fill: (field, into) => into.set(rows.map(NUMBERS[field])),
    having: (feature) => Uint8Array.from(rows, (row) => Number(row.has(feature))),
    connectionOfFrame: (frame) => rows.findIndex((row) => row.frames.includes(frame)),
    connectionsOfFinding: (index) => rows.filter((row) => row.findings.includes(index)).map((row) => row.id),
  };
}
const TABLE = tableOf(ROWS);

/** Ten seconds before midnight. */
const CLOCK = { startOfDaySeconds: 86_390 };

function kept(query: string): number[] {
  const filter = parseFilter(query, CLOCK);
  if (!filter.ok) throw new Error(`${query}: ${filter.reason} at ${filter.position}`);
  return idsIn(filter.select(TABLE));
}

function idsIn(selection: Uint8Array): number[] {
  return [...selection].flatMap((is, index) => (is === 1 ? [index] : []));
}

function naive(predicate: (row: Row) => boolean): number[] {
  return ROWS.flatMap((row, index) => (predicate(row) ? [index] : []));
}

describe('queries', () => {
  const cases: readonly (readonly [string, (row: Row) => boolean])[] = [
    ['', () => true],
    ['   ', () => true],
    ['outcome:reset', (r) => r.outcome === 'reset'],
    ['outcome:reset,refused', (r) => r.outcome === 'reset' || r.outcome === 'refused'],
    ['-outcome:reset', (r) => r.outcome !== 'reset'],
    ['OUTCOME:Reset', (r) => r.outcome === 'reset'],
    ['cause:linger-abort', (r) => r.cause === 'linger-abort'],
    ['cause:健康检查', (r) => r.cause === 'health-check'],
    ['ended:server outcome:open', (r) => r.endedBy === 'server' && r.outcome === 'open'],
    ['client:10.0.0.1', (r) => r.client === '10.0.0.1'],
    ['client:10.0.0', (r) => r.client.startsWith('10.0.0.')],
    ['client:10.0.0.0/24', (r) => r.client.startsWith('10.0.0.')],
    ['client:10.0.0.0/8', (r) => r.client.startsWith('10.')],
    ['client:0.0.0.0/0', (r) => !r.client.includes(':')],
    ['client:2001:db8::1', (r) => r.client === '2001:db8::1'],
    ['server::2181', (r) => r.serverPort === 2181],
    ['server:192.168.7.2:80', (r) => r.server === '192.168.7.2' && r.serverPort === 80],
    ['server:[fd00::80]:443', (r) => r.server === 'fd00::80' && r.serverPort === 443],
    ['port:80,443', (r) => r.serverPort === 80 || r.serverPort === 443],
    ['conf>=75%', (r) => r.confidence >= 0.75],
    ['conf<0.4', (r) => r.confidence < 0.4],
    ['dur<5ms', (r) => r.durationSeconds < 0.005],
    ['dur>=100ms dur<=0.15s', (r) => r.durationSeconds >= 0.1 && r.durationSeconds <= 0.15],
    ['at>1m', (r) => r.startSeconds > 60],
    ['rtt>2ms', (r) => r.rttSeconds > 0.002],
    ['bytes>100kb', (r) => r.bytes > 100_000],
    ['bytes<=64KiB', (r) => r.bytes <= 65_536],
    ['pkts=7', (r) => r.packets === 7],
    ['retrans!=0', (r) => r.retransmissions !== 0],
    ['pkt:31', (r) => r.frames.includes(31)],
    ['finding:1', (r) => r.findings.includes(1)],
    [':2181', (r) => r.serverPort === 2181],
    ['health', (r) => r.cause === 'health-check'],
    ['-health -normal', (r) => r.cause !== 'health-check' && r.cause !== 'normal-close'],
    ['192.168.7.2:80', (r) => `${r.server}:${r.serverPort}`.includes('192.168.7.2:80')],
    ['ip.addr==10.0.0.9', (r) => r.client === '10.0.0.9'],
    ['ip.addr == 192.168.7.2 && tcp.port == 80', (r) => r.server === '192.168.7.2' && r.serverPort === 80],
    ['(ip.addr==10.0.0.1 && tcp.port==443)', (r) => r.client === '10.0.0.1' && r.serverPort === 443],
    ['tcp.port==80 || tcp.port==443', (r) => r.serverPort === 80 || r.serverPort === 443],
    ['tcp.flags.reset==1', (r) => r.has('rst')],
    ['!tcp.flags.reset==1', (r) => !r.has('rst')],
    ['tcp.flags.reset eq 1 and not tcp.port eq 80', (r) => r.has('rst') && r.serverPort !== 80],
    ['tcp.stream == 17', (r) => r.id === 17],
    ['frame.number >= 100 && frame.number < 200', (r) => r.lastFrame >= 100 && r.firstFrame < 200],
    [
      '(tcp.port==80 || tcp.port==443) && !(ip.addr==10.0.0.9)',
      (r) => (r.serverPort === 80 || r.serverPort === 443) && r.client !== '10.0.0.9',
    ],
    ['outcome:reset or (outcome:open and port:80)', (r) => r.outcome === 'reset' || (r.outcome === 'open' && r.serverPort === 80)],
    ['-(outcome:reset port:443)', (r) => !(r.outcome === 'reset' && r.serverPort === 443)],
    ['has(rst)', (r) => r.has('rst')],
    ['-has(rst) has(tls)', (r) => !r.has('rst') && r.has('tls')],
    ['has(rst tls)', (r) => r.has('rst') && r.has('tls')],
    ['tls.handshake', (r) => r.has('tls')],
    ['idle>60s', (r) => r.idleSeconds > 60],
    ['at:10..20s', (r) => r.startSeconds >= 10 && r.startSeconds <= 20],
    ['at:1m..', (r) => r.startSeconds >= 60],
    ['at:..1.5', (r) => r.startSeconds <= 1.5],
    ['at:7', (r) => r.startSeconds >= 7 && r.startSeconds < 8],
    ['at:00:00:10..00:00:20', (r) => r.startSeconds >= 20 && r.startSeconds <= 30],
    ['at:00:00', (r) => r.startSeconds >= 10 && r.startSeconds < 70],
    ['-at:23:59:55', (r) => !(r.startSeconds >= 5 && r.startSeconds < 6)],
    ['tcp.port!=80', (r) => r.serverPort !== 80],
    ['frame.number==31', (r) => r.frames.includes(31)],
    ['outcome:closed tcp.port==2181 dur<100ms', (r) => r.outcome === 'closed' && r.serverPort === 2181 && r.durationSeconds < 0.1],
  ];

  it.each(cases)('%s', (query, predicate) => {
    expect(kept(query)).toEqual(naive(predicate));
  });

  it('tells apart what it keeps: no query of these keeps everything or nothing, but for the empty one', () => {
    const dull = cases.filter(([query]) => query.trim() !== '' && [0, ROWS.length].includes(kept(query).length)).map(([query]) => query);
    expect(dull).toEqual([]);
  });

  it('keeps with a minus exactly what it leaves out without', () => {
    for (const [query] of cases.filter(([text]) => /^[a-z]+[:<>=]\S+$/.test(text))) {
      expect([...kept(query), ...kept(`-${query}`)].toSorted((a, b) => a - b)).toEqual(naive(() => true));
    }
  });
});

describe('addresses as they are typed', () => {
  const addresses = ['10.2.30.4', '110.2.3.40', '10.20.30.40', '2.10.2.3', '1.2.3.4', '255.0.0.10', '2001:db8::10', '::ffff:1.2.3.4'];
  const rows = addresses.map((client, id): Row => ({
    ...ROWS[0],
    id,
    client,
    server: '192.168.9.9',
    clientPort: [80, 8080, 40_100][id % 3],
    serverPort: 9,
  }));
  const table = tableOf(rows);

  it('any part of an address and its port is found where its text has it, and nowhere else', () => {
    const wholes = rows.map((row) => `${row.client}:${row.clientPort}`);
    const parts = fc
      .nat(wholes.length - 1)
      .chain((at) => fc.tuple(fc.nat(wholes[at].length), fc.nat(wholes[at].length)).map(([from, to]) => wholes[at].slice(from, to)));
    const typed = fc.oneof(
      parts,
      fc.array(fc.constantFrom('.', ':', '0', '1', '2', '4', '10', '80', '255'), { maxLength: 6 }).map((list) => list.join('')),
    );
    const like = (whole: string, port: number, address: string, text: string) =>
      /^:\d{1,5}$/.test(text)
        ? port === Number(text.slice(1))
        : text.includes(':')
          ? whole.includes(text)
          : address.includes(text) || String(port).includes(text);
    const same = fc.property(typed, (text) => {
      const filter = parseFilter(`"${text}"`);
      if (!filter.ok || /^[a-z]*:/.test(text) || /^\d+\.\d+.*[=<>]/.test(text)) return true;
      const wanted = rows.filter(
        (row, at) =>
          [row.causeText, row.outcome].some((word) => word.includes(text)) ||
          like(wholes[at], row.clientPort, row.client, text) ||
          like('192.168.9.9:9', 9, row.server, text),
      );
      return idsIn(filter.select(table)).join(' ') === wanted.map((row) => row.id).join(' ');
    });
    expect(fc.check(same, { numRuns: 300 })).toMatchObject({ failed: false });
  });

  it('a leading part of an address ends at a dot', () => {
    const of = (query: string) => {
      const filter = parseFilter(query);
      return filter.ok ? idsIn(filter.select(table)) : null;
    };
    expect([of('client:10'), of('client:10.2'), of('client:10.2.30.4'), of('client:010.2')]).toEqual([[0, 2], [0], [0], []]);
    expect([of('client:10.20.30.40:40100'), of('client:10.20.30.40:80'), of('client:2001:db8::10')]).toEqual([[2], [], [6]]);
  });

  it('what an address is called is what is searched', () => {
    const named = tableOf(rows, new Map([['10.2.30.4', 'db-1']]));
    const filter = parseFilter('db-1');
    const hidden = parseFilter('10.2.30');
    expect(filter.ok && idsIn(filter.select(named))).toEqual([0]);
    expect(hidden.ok && idsIn(hidden.select(named))).toEqual([]);
  });
});

describe('mistakes', () => {
  it.each([
    ['colour:red', 0, 'unknown-key'],
    ['outcome:reset colour:red', 14, 'unknown-key'],
    ['outcome:', 8, 'missing-value'],
    ['-server: dur<5ms', 8, 'missing-value'],
    ['dur<fast', 4, 'bad-number'],
    ['outcome:reset dur<5parsecs', 18, 'bad-number'],
    ['pkt:many', 0, 'bad-number'],
    ['client:10.0.0.0/33', 0, 'bad-address'],
    ['client:10.0.0.300/24', 0, 'bad-address'],
    ['height>3', 0, 'unknown-key'],
    ['-height>3', 1, 'unknown-key'],
    ['ip.ttl==64', 0, 'unknown-key'],
    ['tcp.port>=80', 8, 'bad-operator'],
    // Names that every object has are no keys.
    ['constructor:1', 0, 'unknown-key'],
    ['constructor=1', 0, 'unknown-key'],
    ['dur<5toString', 4, 'bad-number'],
    ['at:25:00..', 3, 'bad-time'],
    ['at:10..soon', 7, 'bad-time'],
    ['has(rst nothing)', 8, 'unknown-key'],
    ['(outcome:reset', 0, 'unclosed'],
    ['outcome:reset)', 13, 'unclosed'],
    ['outcome:reset ||', 16, 'missing-value'],
    ['tcp.window_size==0', 0, 'unknown-key'],
  ])('%s', (query, position, reason) => {
    expect(parseFilter(query)).toEqual({ ok: false, position, reason });
  });

  it('never throws, whatever is typed, and points into the text', () => {
    const pieces = fc.constantFrom(
      'outcome',
      'dur',
      ':',
      '<',
      '==',
      '!',
      '-',
      '(',
      ')',
      '&&',
      '||',
      ' ',
      ',',
      '10.0.0.1',
      '/24',
      '::1',
      '[',
      ']',
      '5ms',
      'ip.addr',
      '%',
      '限',
      '__proto__',
      'toString',
    );
    const pointed = fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces, { maxLength: 12 }).map((list) => list.join('')),
      ),
      (text) => {
        const filter = parseFilter(text);
        if (!filter.ok) return filter.position >= 0 && filter.position <= text.length;
        return filter.select(TABLE).every((is) => is === 0 || is === 1);
      },
    );
    expect(fc.check(pointed, { numRuns: 500 })).toMatchObject({ failed: false });
  });
});
