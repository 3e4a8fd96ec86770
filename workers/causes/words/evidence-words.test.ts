// Every observation, reason and caveat has its sentence in both languages.

import { describe, expect, it } from 'vitest';
import { certaintyOf } from '../../model/verdict';
import { CAVEAT_IDS, REASON_IDS, type EvidenceFact, type EvidenceValues } from '../../model/vocabulary';
import { phraseFaults, sentenceFaults } from '../../testing/sentence-checks';
import './both-languages';
import { caveatText, reasonText } from './cause-words';
import { CERTAINTY_GLYPHS, certaintyWords } from './certainty-words';
import { evidenceText, SIDE_NAMES } from './evidence-words';
import { wordsIn } from './language-words';
import { endedByWords, outcomeWords, partyWords } from './outcome-words';

const LANGUAGES = ['en', 'zh'] as const;

/** Two sets of values for every fact: the usual ones, and the ones at the edge (one, nothing). */
const VALUES: { readonly [F in EvidenceFact]: readonly EvidenceValues[F][] } = {
  'continues-other-connection': [{ address: '203.0.113.80' }],
  'rst-too-early': [
    { afterSeconds: 0.0001, rttSeconds: 0.051 },
    { afterSeconds: 0, rttSeconds: 0.01 },
  ],
  'rst-lacks-timestamps': [{}],
  'rst-form-unknown': [{ window: 512 }, { window: 0 }],
  'syn-answered-by-rst': [{ afterSeconds: 0.00021 }, { afterSeconds: 0 }],
  'rst-fits-host': [{ rstTtl: 64, hostTtl: 64 }],
  'rst-from-elsewhere': [{ rstTtl: 64, hostTtl: 63 }],
  'syn-unanswered': [
    { syns: 7, waitedSeconds: 127 },
    { syns: 1, waitedSeconds: 3.2 },
  ],
  'host-answers-otherwise': [{ packets: 1200 }, { packets: 1 }],
  'host-never-heard': [{ address: '10.0.0.9' }],
  'icmp-unreachable': [
    { icmpType: 3, icmpCode: 1, from: '10.0.0.1', afterSeconds: 3.06 },
    { icmpType: 1, icmpCode: 4, from: '2001:db8::1', afterSeconds: 0 },
    { icmpType: 11, icmpCode: 0, from: '10.0.0.1', afterSeconds: 0.1 },
  ],
  'arp-unanswered': [
    { requests: 3, address: '10.0.0.9' },
    { requests: 1, address: '10.0.0.9' },
  ],
  'client-reset-syn-ack': [{ afterSeconds: 0.00003 }, { afterSeconds: 0 }],
  'challenge-ack': [{ afterSeconds: 0.0002 }, { afterSeconds: 0 }],
  'attempt-retried-ok': [{ afterSeconds: 0.0121 }],
  'listener-served-others': [{ served: 60 }, { served: 1 }],
  'listener-waiting': [{ waiting: 11 }, { waiting: 1 }],
  'syn-ack-repeated': [{ times: 3 }, { times: 1 }],
  'data-ignored': [
    { times: 5, bytes: 31 },
    { times: 1, bytes: 1 },
  ],
  'handshake-answered-by-bare-rst': [{ afterSeconds: 0.000012 }, { afterSeconds: 0 }],
  'served-on-retry': [{ afterSeconds: 7.1 }],
  'handshake-completed': [{ rttSeconds: 0.000673 }],
  'fin-right-after-handshake': [{ afterSeconds: 0.000648 }, { afterSeconds: 0 }],
  'rst-right-after-handshake': [{ afterSeconds: 0.000648 }, { afterSeconds: 0 }],
  'no-bytes-from-server': [{}],
  'reply-rst': [{ bytes: 49 }, { bytes: 0 }],
  'active-rst': [{ ackedBytes: 75 }, { ackedBytes: 0 }],
  'data-crossed-fin': [
    { afterSeconds: 0.000063, rttSeconds: 0.000147 },
    { afterSeconds: 0, rttSeconds: -1 },
    { afterSeconds: -0.00483, rttSeconds: 0.00883 },
  ],
  'limit-at-rejection': [
    { limit: 60, rejected: 37 },
    { limit: 1, rejected: 1 },
  ],
  'served-below-limit': [
    { served: 60, highest: 60 },
    { served: 1, highest: 1 },
  ],
  'other-client-served': [{ clients: 2 }, { clients: 1 }],
  'other-clients-rejected': [{ clients: 5 }, { clients: 1 }],
  'accepted-again': [{ open: 59 }],
  'limit-text': [{ text: 'Too many connections' }],
  'reset-text': [{ text: 'Flow expired (sweeper)' }],
  'server-words': [{ text: 'FATAL: terminating connection' }],
  'rejections-rise': [
    { open: 14, above: 40, rejectedAbove: 21, below: 41, rejectedBelow: 2 },
    { open: 1, above: 9, rejectedAbove: 5, below: 12, rejectedBelow: 0 },
  ],
  'no-threshold': [{ rejected: 12 }, { rejected: 1 }],
  'data-acked-by-kernel': [
    { bytes: 75, afterSeconds: 0.000088 },
    { bytes: 1, afterSeconds: 0 },
  ],
  'never-answered': [{ waitedSeconds: 30.2 }],
  'reset-together': [
    { ended: 12, spreadSeconds: 0.0144 },
    { ended: 1, spreadSeconds: 0 },
  ],
  'refused-afterwards': [{ refused: 4 }, { refused: 1 }],
  'unread-bytes': [{ unreadBytes: 75 }, { unreadBytes: 40_000 }],
  'response-before-abort': [{ status: 413 }],
  'nothing-unread': [{ afterSeconds: 0.0012 }, { afterSeconds: 0 }],
  'exchange-complete': [{ exchanges: 19 }, { exchanges: 1 }],
  'no-fin-before-rst': [{}],
  'idle-before-close': [{ idleSeconds: 20.004 }],
  'server-closed-first': [{ afterSeconds: 22.314 }, { afterSeconds: 0 }],
  'client-closed-first': [{ afterSeconds: 0.9 }],
  'fin-acknowledged': [{ afterSeconds: 0.000049 }, { afterSeconds: 0 }],
  'sent-after-fin': [
    { bytes: 412, afterSeconds: 3.212 },
    { bytes: 1, afterSeconds: 0 },
  ],
  'idle-cluster': [
    { timeoutSeconds: 20, samples: 6 },
    { timeoutSeconds: 20, samples: 1 },
  ],
  'keep-alive-header': [{ timeoutSeconds: 5 }],
  'connection-close-announced': [{ requests: 100 }, { requests: 0 }],
  'request-owed': [{ waitedSeconds: 2.01 }],
  'response-incomplete': [{ bytes: 1234 }, { bytes: 1 }],
  'timeout-cluster': [
    { timeoutSeconds: 2, samples: 8 },
    { timeoutSeconds: 2, samples: 1 },
  ],
  'late-fin': [{ lateSeconds: 61.2 }],
  'closer-left-open': [{ ageSeconds: 127 }],
  retransmitted: [
    { retries: 7, retriedSeconds: 12.7, bytes: 1448 },
    { retries: 1, retriedSeconds: 0.2, bytes: 0 },
  ],
  'peer-silent': [{ sinceSeconds: 13.1 }],
  'keepalive-unanswered': [
    { probes: 9, intervalSeconds: 75.01, idleSeconds: 7200 },
    { probes: 1, intervalSeconds: 0, idleSeconds: 0 },
  ],
  'keepalive-gave-up': [{}],
  'idle-before-silence': [{ idleSeconds: 350.2 }],
  'idle-survived': [{ survivedSeconds: 340 }],
  'bare-rst-to-live': [{ bytes: 20 }, { bytes: 0 }],
  'peer-goes-on': [{ afterSeconds: 0.0277 }, { afterSeconds: 0 }],
  'rst-burst': [{ resets: 3 }, { resets: 1 }],
  'full-size-lost': [
    { largestPassed: 1400, smallestLost: 1500 },
    { largestPassed: 366, smallestLost: 0 },
  ],
  'zero-window': [
    { stalledSeconds: 31.5, probes: 6 },
    { stalledSeconds: 1.2, probes: 0 },
  ],
  'tls-alert': [{ alert: 'unknown_ca' }],
  'protocols-differ': [{ clientProtocol: 'HTTP', serverProtocol: 'TLS' }],
  period: [
    { periodSeconds: 5.003, samples: 12 },
    { periodSeconds: 5, samples: 1 },
  ],
  'both-sides-closed': [{ durationSeconds: 0.0123 }],
  'rst-after-fins': [{}],
  'last-packet': [{ quietSeconds: 4.2 }, { quietSeconds: 0 }],
  'only-one-direction': [{}],
  'no-handshake': [{}],
  'rst-without-elicitor': [{}],
  'packets-missing': [{ missing: 4 }, { missing: 1 }],
  'capture-ends': [{ afterSeconds: 0.02 }, { afterSeconds: 0 }],
  'no-known-cause': [{}],
  'ended-by-rst': [{ afterSeconds: 0.0038 }],
  'handshakes-late': [
    { connections: 7, handshakes: 60, lateSeconds: 1.02 },
    { connections: 1, handshakes: 1, lateSeconds: 1.02 },
  ],
  'path-loses-packets': [
    { connections: 5, handshakes: 60 },
    { connections: 1, handshakes: 1 },
  ],
  'first-syn-arrived': [{ connections: 3 }, { connections: 1 }],
  'failures-share-syn-ack': [
    { failed: 12, connections: 12, othersFailed: 0, others: 24 },
    { failed: 1, connections: 1, othersFailed: 1, others: 1 },
  ],
  'opened-not-closed': [
    { opened: 40, closed: 0, overSeconds: 61.2 },
    { opened: 1, closed: 1, overSeconds: 61.2 },
  ],
  'left-unused': [
    { unused: 40, idleSeconds: 31.2 },
    { unused: 1, idleSeconds: 31.2 },
  ],
  'closed-first-by-client': [
    { connections: 28_000, withinSeconds: 60, ports: 27_900 },
    { connections: 1, withinSeconds: 60, ports: 1 },
  ],
  'port-block-used': [
    { lowestPort: 40_000, highestPort: 40_079, unused: 5, quietSeconds: 2.78 },
    { lowestPort: 1024, highestPort: 65_535, unused: 1, quietSeconds: 60 },
  ],
  'ports-reused-early': [
    { reused: 120, youngestSeconds: 1.01 },
    { reused: 1, youngestSeconds: 1.01 },
  ],
};

const ADDRESSES = { client: '10.0.0.1:40000', server: '10.0.0.2:2181' };

describe.each(LANGUAGES)('evidence in %s', (language) => {
  it.each(Object.entries(VALUES))('%s', (fact, samples) => {
    for (const values of samples) {
      for (const side of [ADDRESSES, SIDE_NAMES[language]]) {
        const evidence = { fact: fact as EvidenceFact, frames: [1], values: values as Record<string, number | string> };
        const text = evidenceText(evidence, language, side);
        expect(sentenceFaults(text, language)).toEqual([]);
        expect(text).not.toMatch(/\b1 (?:connections|packets|requests|attempts|SYNs|RSTs|clients|addresses)\b/);
        for (const quoted of Object.values(values).filter((value) => typeof value === 'string')) expect(text).toContain(quoted);
      }
    }
  });

  it('has no sentence for a fact that is not in the vocabulary', () => {
    expect(Object.keys(wordsIn(language).evidence).sort()).toEqual(Object.keys(VALUES).sort());
  });

  it('shows a dash for numbers that are missing', () => {
    const text = evidenceText({ fact: 'fin-right-after-handshake', frames: [3, 4], values: {} }, language);
    expect(text).not.toMatch(/NaN|undefined/);
  });
});

describe('evidence reads well', () => {
  it('says the case of the turned-away connection', () => {
    const evidence = { fact: 'fin-right-after-handshake', frames: [3, 4], values: { afterSeconds: 0.000648 } } as const;
    expect(evidenceText(evidence, 'en')).toBe('The server sent FIN 648 µs after the handshake.');
    expect(evidenceText(evidence, 'zh')).toBe('握手完成 648 µs 后，服务器发送 FIN。');
    expect(evidenceText(evidence, 'zh', ADDRESSES)).toBe('握手完成 648 µs 后，10.0.0.2:2181 发送 FIN。');
  });

  it('names ICMP codes of both families', () => {
    const values = { icmpType: 3, icmpCode: 13, from: '10.0.0.1', afterSeconds: 0.0004 };
    expect(evidenceText({ fact: 'icmp-unreachable', frames: [2], values }, 'en')).toBe(
      '10.0.0.1 answered with ICMP communication administratively prohibited (type 3, code 13) 400 µs later.',
    );
    expect(evidenceText({ fact: 'icmp-unreachable', frames: [2], values: { ...values, icmpType: 1, icmpCode: 3 } }, 'zh')).toContain(
      'ICMPv6 地址不可达',
    );
  });
});

describe.each(LANGUAGES)('other words in %s', (language) => {
  it.each(REASON_IDS)('reason %s', (id) => {
    expect(sentenceFaults(reasonText(id, language), language)).toEqual([]);
  });
  it.each(CAVEAT_IDS)('caveat %s', (id) => {
    expect(sentenceFaults(caveatText(id, language), language)).toEqual([]);
  });

  it('outcomes, ends and parties', () => {
    const all = [
      ...Object.values(outcomeWords[language]),
      ...Object.values(endedByWords[language]),
      ...Object.values(partyWords[language]),
    ];
    for (const word of all) expect(phraseFaults(word, language)).toEqual([]);
  });

  it('certainties', () => {
    for (const words of Object.values(certaintyWords[language])) expect(sentenceFaults(words.meaning, language)).toEqual([]);
  });
});

describe('the two languages say the same things', () => {
  it('has the same keys everywhere', () => {
    const [en, zh] = [wordsIn('en'), wordsIn('zh')];
    for (const part of ['causes', 'evidence', 'reasons', 'caveats'] as const) {
      expect(Object.keys(zh[part]).sort()).toEqual(Object.keys(en[part]).sort());
    }
    for (const table of [certaintyWords, outcomeWords, endedByWords, partyWords]) {
      expect(Object.keys(table.zh).sort()).toEqual(Object.keys(table.en).sort());
    }
  });

  it('has four different glyphs', () => {
    expect(new Set(Object.values(CERTAINTY_GLYPHS)).size).toBe(4);
    expect(CERTAINTY_GLYPHS[certaintyOf(0.86)]).toBe('●●●○');
  });
});
