// The text ladder as it is copied: the published ZooKeeper connection line by line, and what holds for every ladder.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../causes/words/both-languages';
import type { Evidence } from '../model/verdict';
import { reportOf, tablesOf, type SegmentDraft } from '../testing/table-builder';
import { buildLadder } from './build-ladder';
import { displayWidth } from './display-width';
import type { LadderModel } from './ladder-model';
import { renderTextLadder } from './text-ladder';

const ZOOKEEPER: readonly SegmentDraft[] = [
  { seconds: 0, from: 'client', flags: 'S', seq: 1000, wnd: 65535 },
  { seconds: 0.000628, from: 'server', flags: 'SA', seq: 5000, ack: 1001, wnd: 28960 },
  { seconds: 0.000673, from: 'client', flags: 'A', seq: 1001, ack: 5001, wnd: 2058 },
  { seconds: 0.001321, from: 'server', flags: 'FA', seq: 5001, ack: 1001, wnd: 454 },
  { seconds: 0.00137, from: 'client', flags: 'A', seq: 1001, ack: 5002, wnd: 2058 },
  { seconds: 0.003728, from: 'client', flags: 'PA', seq: 1001, ack: 5002, len: 49, wnd: 2058 },
  { seconds: 0.003847, from: 'server', flags: 'R', seq: 5002, wnd: 0 },
];
const EVIDENCE: readonly Evidence[] = [
  { fact: 'fin-right-after-handshake', frames: [3, 4], values: { afterSeconds: 0.000648 } },
  { fact: 'sent-after-fin', frames: [5, 6], values: { bytes: 49, afterSeconds: 0.002407 } },
  { fact: 'reply-rst', frames: [6, 7], values: { bytes: 49 } },
];

function zooKeeper(gauge: LadderModel['gauge'] = null): LadderModel {
  const client = { address: '10.211.55.2', port: 55884 };
  const server = { address: '10.211.55.10', port: 2181 };
  const tables = tablesOf(ZOOKEEPER, {
    client: client.address,
    server: server.address,
    clientPort: client.port,
    serverPort: server.port,
    mss: 1460,
    windowScale: 6,
  });
  return buildLadder(tables, reportOf(EVIDENCE, { client, server }), { vantage: 'client', timeDigits: 6, startNs: 0n, gauge }, new Set());
}

describe('text ladder', () => {
  it('draws the ZooKeeper connection', () => {
    const lines = renderTextLadder(zooKeeper({ open: 60, limit: 60, atLeast: false }), 'en').split('\n');
    expect(lines.slice(0, 9)).toEqual([
      '    #          t         Δ              CLIENT 10.211.55.2:55884            SERVER 10.211.55.10:2181',
      '                                        ▼ captured here',
      '    1   0.000000         –    SYN-SENT ║────────── SYN seq 0  win 65535  mss 1460  ws 64 ──────────▶║ SYN-RCVD',
      '    2   0.000628   +628 µs             ║◀───── SYN-ACK seq 0 ack 1  win 28960  mss 1460  ws 64 ─────║',
      '    3   0.000673    +45 µs ESTABLISHED ║┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ ACK 1 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄▶║ ESTABLISHED',
      '    4   0.001321   +648 µs  CLOSE-WAIT ║◀═════════════════════ FIN seq 1 ack 1 ═════════════════════① FIN-WAIT-1',
      '    5   0.001370    +49 µs             ║┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ ACK 2 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄▶║ FIN-WAIT-2',
      '    6   0.003728  +2.36 ms             ②━━━━━━━━━━━━━━ data 49 B  seq 1:50 ack 2  PSH ━━━━━━━━━━━━━▶║',
      '    7   0.003847   +119 µs      CLOSED ║◀×××××××××××××××××××× RST seq 2, no ack ××××××××××××××××××××③ CLOSED',
    ]);
    expect(lines.slice(9)).toEqual([
      expect.stringMatching(/^ ① .*648 µs.* {2,}#3 #4$/),
      expect.stringMatching(/^ ② .*49 B.* {2,}#5 #6$/),
      expect.stringMatching(/^ ③ .*RST.* {2,}#6 #7$/),
      ' gauge  60 open · limit 60',
      '',
    ]);
  });

  it('speaks 中文 with the same lanes', () => {
    const en = renderTextLadder(zooKeeper(), 'en').split('\n');
    const zh = renderTextLadder(zooKeeper(), 'zh').split('\n');
    expect(zh[0]).toContain('客户端 10.211.55.2:55884');
    expect(zh[1]?.trim()).toBe('▼ 抓包位置');
    expect(zh.slice(2, 8)).toEqual(en.slice(2, 8));
    expect(zh[8]).toContain('RST seq 2, 无 ack');
    expect(displayWidth(zh[8] ?? '')).toBe(displayWidth(en[8] ?? ''));
  });

  it('says what is ignored, repeated, waited for and told by a device', () => {
    const tables = tablesOf([
      { seconds: 0, from: 'client', flags: 'S', seq: 100 },
      { seconds: 1.004, from: 'client', flags: 'S', seq: 100 },
      { seconds: 3.1, from: '10.9.9.9', type: 3, code: 1, quotedSeq: 100 },
      { seconds: 60, from: 'client', flags: 'S', seq: 100 },
    ]);
    const text = renderTextLadder(
      buildLadder(
        tables,
        reportOf([], { handshakeSeconds: null }),
        { vantage: 'server', timeDigits: 3, startNs: 0n, gauge: null },
        new Set(),
      ),
      'en',
    );
    expect(text).toMatch(/captured here ▼\n/);
    expect(text).toMatch(/1 {6}0\.000 .* SYN seq 0 .*▶║ ignored ✗\n/);
    expect(text).toMatch(/↻ SYN {2}retry 1 of #1 {2}seq 0/);
    expect(text).toMatch(/◀┈+ ◆ ICMP host unreachable {2}about #2 {2}from 10\.9\.9\.9 ┈+║/);
    expect(text).toMatch(/┊·+ 56\.9 s waiting ·+┊/);
  });

  it('names what a run hides', () => {
    const drafts: SegmentDraft[] = ZOOKEEPER.slice(0, 3);
    for (let index = 0; index < 40; index++) {
      drafts.push({
        seconds: 0.01 + index * 0.001,
        from: 'client',
        flags: 'PA',
        seq: 1001 + index * 100,
        ack: 5001,
        len: 100,
        analysis: index === 15 ? 1 : 0,
      });
    }
    const text = renderTextLadder(
      buildLadder(tablesOf(drafts), reportOf(), { vantage: 'unknown', timeDigits: 6, startNs: 0n, gauge: null }, new Set()),
      'en',
    );
    expect(text).toMatch(/ 5–31 +0\.011–0\.037 .*║▒+ ▸ 27 segments, 2\.60 kB →, 26\.0 ms, 1 retrans ▒+║/);
  });

  it('keeps every lane 60 columns wide, in both languages', () => {
    const segment = fc.record({
      from: fc.constantFrom('client' as const, 'server' as const),
      flags: fc.constantFrom('S', 'SA', 'A', 'PA', 'FA', 'R', 'RA', 'FPA'),
      seq: fc.nat({ max: 0xffffffff }),
      ack: fc.nat({ max: 0xffffffff }),
      len: fc.constantFrom(0, 10, 65_000),
      wnd: fc.constantFrom(0, 1, 65_535),
      analysis: fc.nat({ max: 0x7fff }),
    });
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 9 }),
        fc.constantFrom('en' as const, 'zh' as const),
        (drawn, cited, language) => {
          const drafts = drawn.map((draft, index) => ({ ...draft, seconds: index * 0.03 }));
          const evidence = cited.map((frame): Evidence => ({ fact: 'reply-rst', frames: [frame], values: { bytes: 1 } }));
          const model = buildLadder(
            tablesOf(drafts, { windowScale: 14, mss: 65_495 }),
            reportOf(evidence),
            { vantage: 'client', timeDigits: 9, startNs: 0n, gauge: null },
            new Set(),
          );
          const text = renderTextLadder(model, language);
          const lanes = [...text.matchAll(/ ([║①-⑩]+[^\n║①-⑩]{20,}[║①-⑩]+)/gu)].map((match) => displayWidth(match[1] ?? ''));
          expect(lanes.length).toBeGreaterThan(0);
          for (const width of lanes) expect(width).toBe(62);
          for (const line of text.split('\n')) expect(line).toBe(line.trimEnd());
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('display width', () => {
  it('counts Han as two columns and combining marks as none', () => {
    expect(displayWidth('RST 无 ack')).toBe(10);
    expect(displayWidth('①║▶µ…')).toBe(5);
    expect(displayWidth('e\u0301')).toBe(1);
  });
});
