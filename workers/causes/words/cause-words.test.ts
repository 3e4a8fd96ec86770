// Every cause speaks both languages, in every certainty, for one connection and for many, with its facts and without.

import { describe, expect, it } from 'vitest';
import './both-languages';
import type { Certainty, EndedBy, Outcome, Party, Values } from '../../model/verdict';
import { CAUSE_IDS, CROSS_FINDING_IDS, type CauseId, type FindingCause } from '../../model/vocabulary';
import { phraseFaults, sentenceFaults } from '../../testing/sentence-checks';
import { causeWords, HEADLINE_MAX_CHARS } from './cause-words';
import type { HeadlineContext, Language } from './words';

const LANGUAGES: readonly Language[] = ['en', 'zh'];
const CERTAINTIES: readonly Certainty[] = ['certain', 'likely', 'possible', 'undetermined'];
const COUNTS = [1, 7, 65_387];
const ENDED_BY: readonly EndedBy[] = ['client', 'server', 'middlebox', 'none'];
const OUTCOMES: readonly Outcome[] = ['closed', 'reset', 'refused', 'unreachable', 'no-answer', 'half-closed', 'open', 'probe', 'unclear'];
const PARTIES: readonly Party[] = ['client', 'server', 'network', 'unknown'];
/** What they state is what was seen: there is nothing to hedge. */
const OBSERVATIONS_ONLY: readonly FindingCause[] = [
  'normal-close',
  'idle-close',
  'reset-after-close',
  'open-at-end',
  'insufficient-evidence',
  'client-leak',
  'ephemeral-port-exhaustion',
];
const SPOKEN_OF: readonly FindingCause[] = [...CAUSE_IDS, ...CROSS_FINDING_IDS];

const ALL_FACTS: Values = {
  limit: 60,
  rejected: 37,
  layer: 'application',
  backlog: 10,
  waiting: 11,
  overflowed: 7,
  idleSeconds: 20.004,
  timeoutSeconds: 20,
  survivedSeconds: 19.2,
  requests: 100,
  retries: 7,
  retriedSeconds: 12.7,
  largestPassed: 1400,
  smallestLost: 1448,
  intervalSeconds: 75.01,
  probes: 9,
  stalledSeconds: 31.5,
  ageSeconds: 127,
  ended: 12,
  spreadSeconds: 0.0144,
  downSeconds: 2.4,
  unreadBytes: 75,
  status: 413,
  delaySeconds: 0.000648,
  icmpType: 3,
  icmpCode: 13,
  rejectedBy: '192.168.100.254',
  rstTtl: 57,
  hostTtl: 49,
  alert: 'handshake_failure',
  clientProtocol: 'HTTP',
  serverProtocol: 'TLS',
  periodSeconds: 5,
  waitedSeconds: 30.2,
  lateSeconds: 1.02,
  reason: 'loss',
  backends: 3,
  ttl: 61,
  otherTtl: 62,
  window: 26_847,
  otherWindow: 64_240,
  opened: 40,
  closed: 2,
  perMinute: 12.4,
  withinSeconds: 59.6,
};

const USUAL: HeadlineContext = {
  n: 7,
  server: '192.168.100.200:10443',
  client: '192.168.100.100',
  endedBy: 'server',
  party: 'server',
  outcome: 'reset',
  facts: ALL_FACTS,
  certainty: 'likely',
};

const LONG_ADDRESSES = { server: '[2001:db8:85a3:1::8a2e:370:7334]:10443', client: '2001:db8:85a3:2::9c4f:12:abcd' };

/** Every combination that the texts look at. */
function* contexts(): Generator<HeadlineContext> {
  for (const certainty of CERTAINTIES)
    for (const n of COUNTS)
      for (const endedBy of ENDED_BY)
        for (const outcome of OUTCOMES)
          for (const facts of [ALL_FACTS, {}]) {
            yield { ...USUAL, certainty, n, endedBy, outcome, facts };
          }
  for (const party of PARTIES) yield { ...USUAL, party };
  for (const certainty of CERTAINTIES)
    yield { ...USUAL, ...LONG_ADDRESSES, certainty, n: 1, client: '[2001:db8:85a3:2::9c4f:12:abcd]:54321' };
  for (const certainty of CERTAINTIES) for (const endedBy of ENDED_BY) yield { ...USUAL, ...LONG_ADDRESSES, certainty, endedBy };
  for (const n of [1, 7]) yield { ...USUAL, n, caveats: ['single-client', 'vantage-client'] };
  for (const name of Object.keys(ALL_FACTS)) {
    // One fact missing, and one alone.
    const { [name]: only, ...others } = ALL_FACTS;
    for (const certainty of CERTAINTIES) {
      yield { ...USUAL, certainty, facts: others };
      yield { ...USUAL, certainty, n: 1, facts: only === undefined ? {} : { [name]: only } };
    }
  }
  yield { ...USUAL, facts: { ...ALL_FACTS, layer: 'filter' }, outcome: 'refused' };
  yield { ...USUAL, facts: { ...ALL_FACTS, limit: Number.NaN, idleSeconds: Infinity, alert: '' } };
}

const CONTEXTS = [...contexts()];

describe.each(SPOKEN_OF)('%s', (id) => {
  it.each(LANGUAGES)('has a clean headline of at most 200 characters whatever is known (%s)', (language) => {
    const { headline } = causeWords(id, language);
    const seen = new Set<string>();
    for (const context of CONTEXTS) {
      const text = headline(context);
      if (seen.has(text)) continue;
      seen.add(text);
      expect(sentenceFaults(text, language)).toEqual([]);
      expect(text.length, text).toBeLessThanOrEqual(HEADLINE_MAX_CHARS);
    }
  });

  it.each(LANGUAGES)('carries the word of its certainty, once (%s)', (language) => {
    const { headline } = causeWords(id, language);
    const word = language === 'en' ? /likely because/g : /很可能是因为/g;
    for (const certainty of CERTAINTIES) {
      const hedges = [...headline({ ...USUAL, certainty }).matchAll(word)].length;
      expect(hedges, headline({ ...USUAL, certainty })).toBe(certainty === 'likely' && !OBSERVATIONS_ONLY.includes(id) ? 1 : 0);
    }
    for (const certainty of CERTAINTIES.filter((other) => other !== 'likely')) {
      expect(headline({ ...USUAL, certainty })).not.toMatch(/likely|很可能|有可能/i);
    }
  });

  it('says the observation alone when the cause is only possible', () => {
    for (const language of LANGUAGES) {
      const { headline } = causeWords(id, language);
      const possible = headline({ ...USUAL, certainty: 'possible' });
      expect(possible).toBe(headline({ ...USUAL, certainty: 'undetermined' }));
      expect(possible === headline({ ...USUAL, certainty: 'certain' })).toBe(OBSERVATIONS_ONLY.includes(id));
    }
  });

  it.each(LANGUAGES)('has names, explanation, move and limits (%s)', (language) => {
    const words = causeWords(id, language);
    expect(phraseFaults(words.short, language)).toEqual([]);
    expect(words.short.length).toBeLessThanOrEqual(32);
    expect(phraseFaults(words.move, language)).toEqual([]);
    expect(sentenceFaults(words.explanation, language)).toEqual([]);
    expect(words.explanation).not.toMatch(/\d+\.\d+\.\d+\.\d+/);
    const limits = new Set<string>();
    for (const context of CONTEXTS) {
      const said = words.cannotTell(context);
      if (said.length === 0) limits.add('');
      for (const limit of said) limits.add(limit);
    }
    for (const limit of limits) expect(sentenceFaults(limit, language)).toEqual([]);
  });

  it.each(LANGUAGES)('says what to check next, with commands filled in (%s)', (language) => {
    const words = causeWords(id, language);
    const texts = new Set<string>();
    const commands = new Set<string>();
    const numbers = new Set<number>();
    for (const context of CONTEXTS) {
      const checks = words.next(context);
      numbers.add(checks.length);
      for (const check of checks) {
        texts.add(check.text);
        commands.add(check.command ?? '');
      }
    }
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(5);
    for (const text of texts) expect(sentenceFaults(text, language)).toEqual([]);
    for (const command of commands) expect(command).not.toMatch(/undefined|NaN|\bPORT\b|\bSERVER\b|\bCLIENT\b/);
  });

  it('names the same commands in both languages', () => {
    const commands = (language: Language) =>
      causeWords(id, language)
        .next(USUAL)
        .map((check) => [check.where, check.command]);
    expect(commands('zh')).toEqual(commands('en'));
  });
});

describe('singular and plural', () => {
  it.each(SPOKEN_OF)('%s agrees with its number', (id) => {
    for (const certainty of CERTAINTIES) {
      const one = causeWords(id, 'en').headline({ ...USUAL, n: 1, certainty, facts: {} });
      expect(one).not.toMatch(/\b1 (?:\w+ )?(?:connections|attempts|requests|SYNs|packets)\b/);
      expect(one).not.toMatch(/\b1 (?:\w+ )?(?:connection|attempt|request|SYN) were\b/);
      const many = causeWords(id, 'en').headline({ ...USUAL, n: 7, certainty, facts: {} });
      expect(many).not.toMatch(/\b7 (?:\w+ )?(?:connection|attempt|request|SYN|packet)\b(?! attempts|-ACKs)/);
    }
  });
});

describe('commands', () => {
  const withCommand = SPOKEN_OF.filter((id) => !['normal-close', 'idle-close'].includes(id));

  it.each(withCommand)('%s offers at least one', (id) => {
    expect(
      causeWords(id, 'en')
        .next(USUAL)
        .some((check) => check.command !== undefined),
    ).toBe(true);
  });

  it('aim at the port of the case', () => {
    const portless: readonly CauseId[] = [
      'host-unreachable',
      'health-check',
      'unread-data-abort',
      'linger-abort',
      'write-after-close',
      'mtu-black-hole',
      'reset-after-close',
      'normal-close',
      'idle-close',
    ];
    for (const id of CAUSE_IDS) {
      if (portless.includes(id)) continue;
      const commands = causeWords(id, 'en')
        .next(USUAL)
        .map((check) => check.command ?? '');
      expect(
        commands.some((command) => command.includes('10443')),
        id,
      ).toBe(true);
    }
  });

  it('take IPv6 addresses, and placeholders where the case names no single server', () => {
    const v6 = { ...USUAL, server: '[2001:db8::15]:443', client: '2001:db8::7' };
    expect(causeWords('tls-failure', 'en').next(v6)[0]?.command).toBe('openssl s_client -connect [2001:db8::15]:443');
    expect(causeWords('mtu-black-hole', 'en').next({ ...v6, facts: {} })[0]?.command).toBe('ping -6 -M do -s 1452 -c 3 2001:db8::15');
    expect(causeWords('mtu-black-hole', 'en').next({ ...USUAL, facts: {} })[0]?.command).toBe('ping -M do -s 1472 -c 3 192.168.100.200');
    expect(causeWords('firewall-drop', 'en').next({ ...USUAL, server: 'several servers' })[0]?.command).toBe('tracepath -n SERVER');
    expect(causeWords('host-unreachable', 'en').next({ ...USUAL, server: '10.0.0.9' })[0]?.command).toContain('ip route get 10.0.0.9');
    expect(causeWords('port-closed', 'en').next({ ...USUAL, server: 'server-1:8080' })[0]?.command).toContain(':8080');
  });

  it('never carry foreign text into a shell', () => {
    const hostile = { ...USUAL, server: '$(reboot):80', client: "x';id;'" };
    for (const id of SPOKEN_OF) {
      for (const check of causeWords(id, 'en').next(hostile)) expect(check.command ?? '').not.toMatch(/reboot\)|;id;/);
    }
  });
});

describe('what the capture holds decides what is said', () => {
  it('gives a timer as it is, and a measured idle time of one among several as an example', () => {
    const { headline } = causeWords('stale-keepalive-reuse', 'en');
    const measured = { ...USUAL, certainty: 'certain' as const, facts: { idleSeconds: 20.004 } };
    expect(headline({ ...USUAL, certainty: 'certain' })).toContain('after 20 s idle');
    expect(headline(measured)).toContain('after idling (e.g. 20.0 s)');
    expect(headline({ ...measured, n: 1 })).toContain('after 20.0 s idle');
  });

  it('tries the size that the path should carry', () => {
    const size = (smallestLost: number) => causeWords('mtu-black-hole', 'en').next({ ...USUAL, facts: { smallestLost } })[0]?.command;
    expect(size(1448)).toContain('-s 1472 ');
    expect(size(8948)).toContain('-s 8972 ');
    // Not yet cut into packets where it was captured: says nothing about the path.
    expect(size(14_480)).toContain('-s 1472 ');
  });

  it('does not claim every client when only one address was seen', () => {
    const alone = { ...USUAL, certainty: 'certain' as const, caveats: ['single-client' as const] };
    expect(causeWords('connection-limit-total', 'en').headline(alone)).not.toContain('every client');
    expect(causeWords('connection-limit-total', 'zh').headline(alone)).not.toContain('所有');
    expect(causeWords('connection-limit-total', 'en').cannotTell(alone).join(' ')).toContain('only one client address');
    expect(causeWords('connection-limit-per-client', 'zh').cannotTell(alone).join('')).toContain('只有一个客户端地址');
  });

  it('names the reason why nothing can be told', () => {
    const oneSided = { ...USUAL, caveats: ['vantage-unknown' as const, 'one-direction' as const] };
    expect(causeWords('insufficient-evidence', 'en').headline(oneSided)).toContain('only one direction was captured');
    expect(causeWords('insufficient-evidence', 'zh').headline(oneSided)).toContain('只抓到一个方向');
  });

  it('points at descriptors where a limit is one', () => {
    for (const language of LANGUAGES) {
      for (const id of ['connection-limit-total', 'accept-starvation', 'close-wait-leak'] as const) {
        const all = causeWords(id, language)
          .next(USUAL)
          .map((check) => `${check.text} ${check.command ?? ''}`)
          .join(' ');
        expect(all).toContain('Too many open files');
        expect(all).toContain('ulimit');
      }
    }
  });

  it('says e.g. for numbers of one connection among several, and the number itself for one', () => {
    const { headline } = causeWords('accept-then-close', 'en');
    expect(headline({ ...USUAL, n: 1, certainty: 'certain' })).toContain('648 µs after accepting it');
    expect(headline({ ...USUAL, n: 37, certainty: 'certain' })).toContain('(e.g. 648 µs)');
  });

  it('leaves the TTL out when it proves nothing', () => {
    const equal = { ...USUAL, facts: { rstTtl: 64, hostTtl: 64 } };
    expect(causeWords('injected-reset', 'en').headline(equal)).not.toContain('TTL');
    expect(causeWords('injected-reset', 'en').headline(USUAL)).toContain('TTL 57 instead of 49');
  });
});

describe.each(LANGUAGES)('what would settle it, in %s', (language) => {
  it.each(CAUSE_IDS.filter((id) => id !== 'insufficient-evidence'))('%s', (id) => {
    const settles = causeWords(id, language).settles?.(USUAL);
    expect(sentenceFaults(settles?.text ?? '', language)).toEqual([]);
    expect(settles?.command ?? 'none').not.toMatch(/SERVER|PORT|CLIENT|undefined/);
  });
});
