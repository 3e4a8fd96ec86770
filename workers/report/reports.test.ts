// The public shape "whyreset/1" in one piece and in pieces, and the answer in words.

import { describe, expect, it } from 'vitest';
import '../causes/words/both-languages';
import type { ConnectionReport, Finding } from '../model/verdict';
import { CAUSE_IDS } from '../model/vocabulary';
import { reportOf, tablesOf } from '../testing/table-builder';
import { buildConnectionJson, buildJson, isoTime, jsonPieces } from './build-json';
import { connectionHeadline, findingHeadline } from './headline';
import { renderText } from './render-text';
import type { ReportSource } from './report-source';

const REPORT: ConnectionReport = reportOf([], {
  client: { address: '10.211.55.2', port: 55884 },
  server: { address: '10.211.55.10', port: 2181 },
  durationSeconds: 0.003847000000000001,
  segments: 7,
  bytes: { client: 49, server: 0 },
  connState: 'RSTR',
  history: 'ShAfDr',
  completeness: 63,
  outcome: 'reset',
  endedBy: 'server',
  verdict: {
    cause: 'accept-then-close',
    variant: 'fin-first',
    confidence: 0.8599999999999,
    party: 'server',
    facts: { delaySeconds: 0.000648000000001, note: 'x' },
    evidence: [{ fact: 'fin-right-after-handshake', frames: [3, 4], values: { afterSeconds: 0.000648 } }],
    alternatives: [{ cause: 'connection-limit-per-client', because: 'only-one-client-address' }],
    ruledOut: [],
    caveats: ['vantage-client'],
  },
});

const FINDING: Finding = {
  cause: 'accept-then-close',
  count: 1,
  connections: [0],
  server: { address: '10.211.55.10', port: 2181 },
  client: { address: '10.211.55.2' },
  party: 'server',
  endedBy: 'server',
  outcome: 'reset',
  confidence: 0.86,
  facts: { delaySeconds: 0.000648 },
  firstSeconds: 0,
  lastSeconds: 0.003847,
  representative: 0,
  evidence: REPORT.verdict.evidence,
  alternatives: REPORT.verdict.alternatives,
  ruledOut: [],
  caveats: ['vantage-client'],
};

function source(overrides: Partial<ReportSource> = {}): ReportSource {
  const tables = tablesOf([
    { seconds: 0, from: 'client', flags: 'S', seq: 100 },
    { seconds: 0.000628, from: 'server', flags: 'SA', seq: 500, ack: 101 },
    { seconds: 0.000673, from: 'client', flags: 'A', seq: 101, ack: 501 },
    { seconds: 0.001321, from: 'server', flags: 'FA', seq: 501, ack: 101 },
  ]);
  return {
    meta: {
      name: 'a.pcapng',
      format: 'pcapng',
      compression: null,
      bytes: 1176,
      frames: 4,
      startNs: 1_561_336_306_868_738_000n,
      interfaces: [
        { linkType: 1, snapLen: 0, name: null, timeDigits: 6 },
        { linkType: 1, snapLen: 0, name: null, timeDigits: 6 },
      ],
      comments: new Map(),
      reportedDrops: 0,
      issues: [],
    },
    tables,
    vantage: 'client',
    issues: [{ code: 'truncated-file', count: 1, offsets: [1170], detail: { afterFrame: 4 } }],
    fractionRead: 1,
    durationSeconds: 0.001321,
    findings: [FINDING],
    columns: { cause: [CAUSE_IDS.indexOf('accept-then-close')] },
    report: () => REPORT,
    gauge: () => null,
    ...overrides,
  };
}

describe('JSON', () => {
  it('has the documented keys in the documented order', () => {
    const json = buildJson(source(), 'en');
    expect(Object.keys(json)).toEqual(['schema', 'capture', 'findings', 'connections']);
    expect(Object.keys(json.capture)).toEqual([
      'name',
      'format',
      'compression',
      'bytes',
      'frames',
      'tcpSegments',
      'connections',
      'startTime',
      'durationSeconds',
      'linkTypes',
      'vantage',
      'issues',
    ]);
    expect(Object.keys(json.findings[0] ?? {})).toEqual([
      'cause',
      'title',
      'count',
      'connections',
      'server',
      'client',
      'party',
      'confidence',
      'certainty',
      'facts',
      'firstSeconds',
      'lastSeconds',
    ]);
    expect(Object.keys(json.connections[0] ?? {})).toEqual([
      'id',
      'client',
      'server',
      'startSeconds',
      'durationSeconds',
      'segments',
      'bytes',
      'connState',
      'history',
      'completeness',
      'outcome',
      'endedBy',
      'cause',
      'variant',
      'confidence',
      'certainty',
      'party',
      'facts',
      'evidence',
      'alternatives',
      'caveats',
    ]);
    expect(json.capture).toMatchObject({
      startTime: '2019-06-24T00:31:46.868738000Z',
      linkTypes: ['ethernet'],
      issues: [{ code: 'truncated-file', count: 1, offsets: [1170] }],
    });
    expect(Object.keys(json.capture.issues[0] ?? {})).toEqual(['code', 'count', 'offsets']);
  });

  it('rounds away what no clock resolves and says the certainty of the number that it prints', () => {
    const json = buildConnectionJson(REPORT, 'en');
    expect(json).toMatchObject({
      durationSeconds: 0.003847,
      confidence: 0.86,
      certainty: 'likely',
      facts: { delaySeconds: 0.000648, note: 'x' },
    });
    const edge = buildConnectionJson({ ...REPORT, verdict: { ...REPORT.verdict, confidence: 0.949999 } }, 'en');
    expect([edge.confidence, edge.certainty]).toEqual([0.95, 'certain']);
  });

  it('speaks the language asked for', () => {
    const [en, zh] = [buildJson(source(), 'en'), buildJson(source(), 'zh')];
    expect(en.findings[0]?.title).toBe(findingHeadline(FINDING, 'en'));
    expect(zh.findings[0]?.title).toMatch(/[\u4e00-\u9fff]/);
    expect(zh.connections[0]?.evidence[0]?.text).toMatch(/[\u4e00-\u9fff]/);
    expect(en.connections[0]?.alternatives[0]?.because).toMatch(/Only one client address/);
  });

  it('leaves out what there is none or more than one of', () => {
    const { server: _server, client: _client, ...rest } = FINDING;
    const { variant: _variant, ...verdict } = REPORT.verdict;
    const json = buildJson(
      source({ findings: [{ ...rest, server: { address: '10.0.0.9' } }], report: () => ({ ...REPORT, verdict }) }),
      'en',
    );
    expect(json.findings[0]).not.toHaveProperty('client');
    expect(json.findings[0]?.server).toEqual({ address: '10.0.0.9' });
    expect(json.connections[0]).not.toHaveProperty('variant');
  });

  it('is the same in pieces', () => {
    for (const only of [undefined, 0]) {
      const text = [...jsonPieces(source(), 'en', only)].join('');
      expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(buildJson(source(), 'en', only)));
      expect(text.split('\n').length).toBe(8);
    }
    expect(JSON.parse([...jsonPieces(source({ findings: [] }), 'zh')].join(''))).toHaveProperty('findings', []);
  });

  it('keeps one connection and the findings that name it', () => {
    const other = { ...FINDING, connections: [5] };
    const json = buildJson(source({ findings: [other, FINDING] }), 'en', 0);
    expect(json.findings.map(({ connections }) => connections)).toEqual([[0]]);
    expect(json.connections).toHaveLength(1);
    expect(json.capture.connections).toBe(1);
  });

  it('writes nanoseconds, also before 1970 and beyond all calendars', () => {
    expect(isoTime(0n)).toBe('1970-01-01T00:00:00.000000000Z');
    expect(isoTime(1_561_336_306_868_738_001n)).toBe('2019-06-24T00:31:46.868738001Z');
    expect(isoTime(-1n)).toBe('1969-12-31T23:59:59.999999999Z');
    expect(isoTime(2n ** 80n)).toBe('1970-01-01T00:00:00.000000000Z');
  });
});

describe('text', () => {
  it('tells headline, certainty, count, evidence with packets, what else, what next, limits and the ladder', () => {
    const text = renderText(source(), 'en');
    expect(text).toContain(findingHeadline(FINDING, 'en'));
    expect(text).toMatch(/^a\.pcapng · 4 packets · 1 connection · 1\.32 ms · captured at the client\n/);
    expect(text).toMatch(/●●●○ Likely · 1 of 1 connection · first \+0 s \(00:31:46\.868Z\)/);
    expect(text).toMatch(/What we saw\n {3}- The server sent FIN 648 µs after the handshake\. {2}#3 #4\n/);
    for (const title of ['Whose move: ', 'Also possible', 'What to check next', 'What this capture cannot tell'])
      expect(text).toContain(title);
    expect(text).toMatch(/Connection 0: 10\.211\.55\.2:55884 → 10\.211\.55\.10:2181\n +# +t +Δ +CLIENT/);
    expect(text).toMatch(/Capture quality:\n {2}E10 {2}/);
  });

  it('says that nothing went wrong where nothing did', () => {
    const quiet = source({ findings: [], issues: [], columns: { cause: [CAUSE_IDS.indexOf('normal-close')] } });
    expect(renderText(quiet, 'en')).toContain('No failed connection. 1 closed normally, 0 still open.');
    expect(renderText(quiet, 'zh')).toContain('没有发现失败的连接：1 个正常关闭，0 个仍打开。');
  });

  it('tells one connection when asked for it', () => {
    const text = renderText(source(), 'en', 0);
    expect(text).toContain(connectionHeadline(REPORT, 'en'));
    expect(text).toContain(`- RESET · ${findingHeadline(FINDING, 'en')}`);
  });

  it('lets no control character of the capture reach the terminal', () => {
    const text = renderText(source({ meta: { ...source().meta, name: 'a\u001b[31m\u202e.pcap' } }), 'en');
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});
