// Findings and connections become the same kind of context, named in the reader's language where no single endpoint is.

import { describe, expect, it } from 'vitest';
import './both-languages';
import type { ConnectionReport, Finding, Verdict } from '../../model/verdict';
import { causeWords, limitTexts } from './cause-words';
import { contextOfConnection, contextOfFinding } from './headline-context';

const FINDING: Finding = {
  cause: 'connection-limit-per-client',
  count: 37,
  connections: [60, 61],
  server: { address: '10.211.55.10', port: 2181 },
  client: { address: '10.211.55.2' },
  party: 'server',
  endedBy: 'server',
  outcome: 'reset',
  confidence: 0.96,
  facts: { limit: 60, rejected: 37 },
  firstSeconds: 12.4,
  lastSeconds: 61,
  representative: 60,
  evidence: [],
  alternatives: [],
  ruledOut: [],
  caveats: ['vantage-client'],
};

const VERDICT: Verdict = {
  cause: 'insufficient-evidence',
  confidence: 0.2,
  party: 'unknown',
  facts: {},
  evidence: [{ fact: 'only-one-direction', frames: [1], values: {} }],
  alternatives: [],
  ruledOut: [],
  caveats: ['vantage-unknown'],
};

const CONNECTION: ConnectionReport = {
  id: 7,
  client: { address: '2001:db8::7', port: 55_884 },
  server: { address: '2001:db8::15', port: 443 },
  rolesAssumed: false,
  startSeconds: 0,
  durationSeconds: 1,
  handshakeSeconds: null,
  segments: 3,
  retransmissions: 0,
  bytes: { client: 0, server: 0 },
  connState: 'OTH',
  history: '',
  completeness: 0,
  outcome: 'unclear',
  endedBy: 'none',
  verdict: VERDICT,
};

describe('contextOfFinding', () => {
  it('makes the headline of the published case', () => {
    expect(causeWords(FINDING.cause, 'en').headline(contextOfFinding(FINDING, 'en'))).toBe(
      '10.211.55.10:2181 turned 10.211.55.2 away once it held 60 connections at the same time: 37 more were closed or reset right after being accepted.',
    );
    expect(causeWords(FINDING.cause, 'zh').headline(contextOfFinding(FINDING, 'zh'))).toBe(
      '10.211.55.10:2181 对 10.211.55.2 的并发连接上限为 60：超出的 37 个连接刚建立就被关闭或重置。',
    );
  });

  it('names several clients in words, and a single unknown one too', () => {
    const { client: _client, ...several } = FINDING;
    expect(contextOfFinding(several, 'en').client).toBe('several clients');
    expect(contextOfFinding(several, 'zh').client).toBe('多个客户端');
    expect(contextOfFinding({ ...several, count: 1 }, 'en').client).toBe('a client');
  });
});

describe('contextOfConnection', () => {
  it('brackets IPv6 and is about one connection', () => {
    const context = contextOfConnection(CONNECTION);
    expect(context.n).toBe(1);
    expect(context.client).toBe('[2001:db8::7]:55884');
    expect(context.certainty).toBe('undetermined');
  });

  it('counts observations that are limits of the capture among its limits', () => {
    const context = contextOfConnection(CONNECTION);
    expect(context.caveats).toEqual(['vantage-unknown', 'one-direction']);
    expect(causeWords('insufficient-evidence', 'en').headline(context)).toContain('only one direction was captured');
  });
});

describe('what cannot be told', () => {
  it('leaves out whose reset it was where the client ended the connection, and says nothing twice', () => {
    const context = { ...contextOfFinding(FINDING, 'en'), endedBy: 'client' } as const;
    const texts = limitTexts('linger-abort', context, ['vantage-client', 'few-examples', 'few-examples'], 'en');
    expect(texts.join(' ')).not.toContain('Captured at the client');
    expect(new Set(texts).size).toBe(texts.length);
    expect(limitTexts('linger-abort', { ...context, endedBy: 'server' }, ['vantage-client'], 'en').join(' ')).toContain(
      'Captured at the client',
    );
  });
});
