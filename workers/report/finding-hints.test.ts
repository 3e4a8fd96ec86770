// Which numbers of a verdict are looked up among known defaults, and that they and what the client saw stand in the text.

import { describe, expect, it } from 'vitest';
import '../causes/words/both-languages';
import type { ConnectionReport, Finding } from '../model/verdict';
import { CAUSE_IDS } from '../model/vocabulary';
import { reportOf, tablesOf } from '../testing/table-builder';
import { connectionHints, findingHints } from './finding-hints';
import { renderText } from './render-text';

function finding(over: Partial<Finding>): Finding {
  return {
    cause: 'connection-limit-per-client',
    count: 37,
    connections: [0],
    server: { address: '10.0.0.2', port: 2181 },
    client: { address: '10.0.0.1' },
    party: 'server',
    endedBy: 'server',
    outcome: 'reset',
    confidence: 0.93,
    facts: { limit: 60, rejected: 37, layer: 'application' },
    firstSeconds: 12.4,
    lastSeconds: 61,
    representative: 0,
    evidence: [],
    alternatives: [],
    ruledOut: [],
    caveats: [],
    ...over,
  };
}

describe('hints', () => {
  it('name product and setting of the same number', () => {
    expect(findingHints(finding({}), 'en')).toEqual(["60 is also the default of ZooKeeper's maxClientCnxns (version 3.4+)."]);
    expect(findingHints(finding({ facts: { limit: 61 } }), 'en')).toEqual([]);
  });

  it('never speak of a total for a limit per client, but for one client alone', () => {
    const total = { server: { address: '10.0.0.2', port: 5432 }, facts: { limit: 100 } };
    expect(findingHints(finding(total), 'en')).toEqual([]);
    expect(findingHints(finding({ ...total, caveats: ['single-client'] }), 'en')[0]).toContain('PostgreSQL');
    expect(findingHints(finding({ ...total, cause: 'connection-limit-total' }), 'en')[0]).toContain('max_connections');
  });

  it('leave a filter that counts alone', () => {
    expect(findingHints(finding({ facts: { limit: 60, layer: 'filter' } }), 'en')).toEqual([]);
  });

  it('fit the kind of timer to who let it run out', () => {
    const stale = finding({
      cause: 'stale-keepalive-reuse',
      server: { address: '10.0.0.2', port: 3000 },
      facts: { timeoutSeconds: 5.004, idleSeconds: 5.3 },
    });
    expect(findingHints(stale, 'en')[0]).toContain('Node.js');
    const device = finding({
      cause: 'middlebox-idle-timeout',
      server: { address: '10.0.0.2', port: 5432 },
      facts: { idleSeconds: 360, survivedSeconds: 340 },
    });
    expect(findingHints(device, 'en').join(' ')).toContain('AWS');
    // Died after a silence that was longer than the timer: nothing equals it.
    expect(findingHints({ ...device, facts: { idleSeconds: 350 } }, 'en')).toEqual([]);
    expect(findingHints({ ...device, variant: 'rst-at-expiry', facts: { idleSeconds: 350.2 } }, 'en').length).toBeGreaterThan(0);
  });

  it('are narrowed by what is spoken and by who answers', () => {
    const stale = finding({
      cause: 'stale-keepalive-reuse',
      server: { address: '10.0.0.2', port: 8000 },
      facts: { timeoutSeconds: 2.004, idleSeconds: 2.3 },
    });
    expect(findingHints(stale, 'en')).toEqual(["2 s is also the default of gunicorn's keepalive (version 19+)."]);
    expect(findingHints({ ...stale, application: { protocol: 'HTTP', product: 'nginx/1.25' } }, 'en')).toEqual([]);
    const ssh = finding({ cause: 'connection-limit-total', server: { address: '10.0.0.2', port: 22 }, facts: { limit: 10 } });
    expect(findingHints(ssh, 'en')[0]).toContain('MaxStartups');
    expect(findingHints({ ...ssh, application: { protocol: 'PostgreSQL' } }, 'en')).toEqual([]);
  });

  it('take every number of a keepalive that failed', () => {
    const dead = finding({ cause: 'keepalive-timeout', facts: { idleSeconds: 7200.6, intervalSeconds: 75.1, probes: 9 } });
    const texts = findingHints(dead, 'en').join(' ');
    expect(texts).toContain('tcp_keepalive_time');
    const short = finding({ cause: 'keepalive-timeout', facts: { idleSeconds: 20, intervalSeconds: 75.1, probes: 9 } });
    expect(findingHints(short, 'en').join(' ')).toContain('tcp_keepalive_probes');
  });

  it('take the schedule of SYNs only once it is long', () => {
    const dropped = (retries: number, retriedSeconds: number): readonly string[] =>
      findingHints(finding({ cause: 'firewall-drop', facts: { retries, retriedSeconds } }), 'en');
    expect(dropped(6, 63.4)[0]).toContain('tcp_syn_retries');
    expect(dropped(0, 63.4)).toEqual([]);
    expect(dropped(6, 31.2)).toEqual([]);
  });

  it('are a few, and none for causes without such a number', () => {
    for (const cause of CAUSE_IDS) {
      const all = finding({ cause, facts: { limit: 100, backlog: 128, idleSeconds: 60.2, timeoutSeconds: 60.2, requests: 100 } });
      for (const language of ['en', 'zh'] as const) expect(findingHints(all, language).length).toBeLessThanOrEqual(4);
    }
    expect(findingHints(finding({ cause: 'port-closed', facts: { limit: 60 } }), 'en')).toEqual([]);
  });
});

const REPORT: ConnectionReport = reportOf([], {
  server: { address: '10.0.0.2', port: 2181 },
  outcome: 'reset',
  verdict: {
    cause: 'connection-limit-per-client',
    confidence: 0.93,
    party: 'server',
    facts: { limit: 60, layer: 'application' },
    evidence: [{ fact: 'rst-right-after-handshake', frames: [3], values: { afterSeconds: 0.0006 } }],
    alternatives: [],
    ruledOut: [],
    caveats: [],
  },
});

describe('the text report', () => {
  const source = {
    meta: {
      name: 'a.pcapng',
      format: 'pcapng',
      compression: null,
      bytes: 1,
      frames: 1,
      startNs: 0n,
      interfaces: [],
      comments: new Map(),
      reportedDrops: 0,
      issues: [],
    },
    tables: tablesOf([{ seconds: 0, from: 'client', flags: 'S', seq: 100 }]),
    vantage: 'client',
    issues: [],
    fractionRead: 1,
    durationSeconds: 61,
    findings: [
      finding({
        evidence: REPORT.verdict.evidence,
        differences: [
          {
            dimension: 'open-client',
            value: 60,
            affected: { count: 7, of: 7, frames: [3] },
            others: { count: 1, of: 50, frames: [1] },
          },
        ],
      }),
    ],
    columns: { cause: [CAUSE_IDS.indexOf('connection-limit-per-client')] },
    report: () => REPORT,
    gauge: () => null,
  } as const;

  it('says what the client saw, what the number may mean and what sets them apart', () => {
    const text = renderText(source, 'en');
    expect(text).toContain("The client's log most likely says\n   - Linux: read or write: ECONNRESET (Connection reset by peer)");
    expect(text).toContain('Known defaults (a hint, not the verdict)\n   - 60 is also the default of ZooKeeper');
    expect(text).toContain(
      'What sets these apart\n   - With 60 or more connections of the same client open: 100 %  #3; 2 % of the others  #1',
    );
    // ZooKeeper speaks no HTTP.
    expect(text).not.toContain('curl: (');
  });

  it('says what a connection spoke, to whom and by what, in printable characters', () => {
    const report = (application: ConnectionReport['application']): ConnectionReport =>
      application === undefined ? REPORT : { ...REPORT, application };
    const told = (application: ConnectionReport['application']): string =>
      renderText({ ...source, report: () => report(application) }, 'en', 0);
    expect(told({ protocol: 'TLS', name: 'shop.example', product: '' })).toMatch(/ · TLS · shop\.example\n/);
    expect(told({ protocol: 'SSH', product: 'SSH-2.0-x\u001b[2J' })).not.toContain('\u001b');
    expect(told(undefined)).not.toContain(' · TLS');
  });

  it('says the same of one connection, and in 中文', () => {
    const text = renderText(source, 'zh', 0);
    expect(text).toContain('客户端日志很可能是\n   - Linux：read 或 write: ECONNRESET');
    expect(text).toContain('60 也是 ZooKeeper 的 maxClientCnxns 的默认值');
    expect(connectionHints(REPORT, 'en')).toEqual(findingHints(finding({}), 'en'));
  });
});
