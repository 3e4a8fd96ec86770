// Where a capture was taken, which segments are copies, which addresses nobody answered for.

import { describe, expect, it } from 'vitest';
import { OPT_DUPLICATE } from '../model/tcp-flags';
import type { Analysis } from '../pipeline/analysis';
import { analyzeCapture } from '../pipeline/analyze';
import { memorySource } from '../testing/memory-source';
import { parseTrace } from '../testing/trace-dsl';

async function analyze(text: string): Promise<Analysis> {
  const result = await analyzeCapture(memorySource(parseTrace(text).pcapng), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

describe('vantage', () => {
  /** Handshakes with given TTLs and halves of the round trip. */
  const handshakes = (list: readonly (readonly [ttlClient: number, ttlServer: number, toServer: number, toClient: number])[]) =>
    list
      .map(
        ([ttlClient, ttlServer, toServer, toClient], i) => `
      conn v${i} client=10.0.0.1:${40_000 + i} server=10.0.9.${1 + i}:80 ttlc=${ttlClient} ttls=${ttlServer}
      ${i} v${i} > S
      ${i + toServer} v${i} < SA id=0
      ${i + toServer + toClient} v${i} > A
      ${i + toServer + toClient + 0.001} v${i} > PA len=10
      ${i + toServer + toClient + 0.002} v${i} < PA len=10`,
      )
      .join('\n');

  it.each([
    ['client', 'the untouched TTL', [[64, 57, 0.02, 0.0001]]],
    ['client', "Windows's untouched TTL", [[128, 57, 0.02, 0.0001]]],
    ['server', 'the untouched TTL of the server', [[57, 64, 0.0001, 0.02]]],
    ['client', 'the round trip, where both are on one link', [[64, 64, 0.02, 0.0001]]],
    ['server', 'the other half of the round trip', [[64, 64, 0.0001, 0.02]]],
    ['router', 'TTLs that both have travelled', [[63, 57, 0.02, 0.01]]],
    [
      'router',
      'clients near in some connections and servers near in others',
      [
        [64, 57, 0.02, 0.0001],
        [57, 64, 0.0001, 0.02],
      ],
    ],
    ['unknown', 'nothing: both untouched, and both halves alike', [[64, 64, 0.0001, 0.0001]]],
  ] as const)('is %s by %s', async (vantage, _, list) => {
    expect((await analyze(handshakes(list))).vantage).toBe(vantage);
  });

  it('is not led astray by a scanner that makes up TTLs', async () => {
    const scans = Array.from(
      { length: 20 },
      (_, i) => `
      conn s${i} client=10.0.0.7:${50_000 + i} server=10.0.9.1:${1000 + i} ttlc=64 ttls=57
      ${10 + i} s${i} > S ttl=${37 + i}
      ${10.02 + i} s${i} < RA rawseq=0`,
    );
    expect((await analyze(handshakes([[64, 57, 0.02, 0.0001]]) + scans.join('\n'))).vantage).toBe('client');
  });
});

describe('copies', () => {
  function copies({ tables }: Analysis): number[] {
    const { segments } = tables;
    return Array.from({ length: segments.length }, (_, row) => row + 1).filter(
      (frame) => (segments.optionBits.values[frame - 1] & OPT_DUPLICATE) !== 0,
    );
  }

  it('are segments alike in everything but the TTL, within three milliseconds', async () => {
    const analysis = await analyze(`
      0 > S id=5
      0.00001 > S seq=0 id=5 ttl=63
      0.02 < SA id=6
      0.02001 < SA seq=0 id=6 ttl=63
      0.0201 > A id=7
      0.02011 > A id=7 ttl=63
      0.03 > PA len=10 id=8
      0.03001 > PA seq=1 len=10 id=8 ttl=63`);
    expect(copies(analysis)).toEqual([2, 4, 6, 8]);
    expect(analysis.issues).toContainEqual(expect.objectContaining({ code: 'duplicates', count: 4 }));
  });

  it('are not repetitions: those come later, or have another IP-ID', async () => {
    const analysis = await analyze(`
      0 > S id=5
      1.02 > S seq=0 id=6
      1.03 < SA id=0
      1.031 > A id=7
      1.04 > PA len=10 id=8
      1.2402 > PA seq=1 len=10 id=9
      1.2404 > PA seq=1 len=10 id=10`);
    expect(copies(analysis)).toEqual([]);
  });

  it('are not two RSTs that answer two segments', async () => {
    const analysis = await analyze(`
      0 > S
      0.02 < SA id=0
      0.021 > A
      0.022 > PA len=10
      0.042 < PA len=10
      0.043 > FA
      0.05 < PA len=10
      0.0501 > R id=0
      0.0502 < PA len=10
      0.0503 > R id=0`);
    expect(copies(analysis)).toEqual([]);
  });

  it('take the RSTs without IP-ID along where all the rest is there twice', async () => {
    const analysis = await analyze(`
      0 > S id=5
      0.00001 > S seq=0 id=5
      0.02 < SA id=6
      0.02001 < SA seq=0 id=6
      0.0201 > A id=7
      0.02011 > A id=7
      0.03 > PA len=10 id=8
      0.03001 > PA seq=1 len=10 id=8
      0.05 < R id=0
      0.05001 < R id=0`);
    expect(copies(analysis)).toEqual([2, 4, 6, 8, 10]);
  });

  it('change no verdict', async () => {
    const once = `
      0 > S id=5
      0.02 < SA id=6
      0.0201 > A id=7
      0.03 > PA len=10 id=8
      0.5 < RA win=500 id=9`;
    const twice = once
      .trim()
      .split('\n')
      .flatMap((line) => {
        const [time = '0', ...words] = line.trim().split(' ');
        const copy = words[1] === 'PA' ? ['seq=1'] : words[1] === 'S' || words[1] === 'SA' ? ['seq=0'] : [];
        return [line, [String(Number(time) + 0.00001), ...words, ...copy].join(' ')];
      });
    const [plain, doubled] = [await analyze(once), await analyze(twice.join('\n'))];
    expect(copies(doubled)).toHaveLength(5);
    expect(doubled.report(0).verdict.cause).toBe(plain.report(0).verdict.cause);
    expect(doubled.report(0).verdict.facts).toEqual(plain.report(0).verdict.facts);
    expect(doubled.report(0).connState).toBe(plain.report(0).connState);
  });
});

describe('ARP', () => {
  const found = async (text: string) => (await analyze(text)).findings.map(({ cause, count, server }) => [cause, count, server?.address]);

  it('without an answer is a host that is not there, one attempt per burst', async () => {
    const burst = (at: number) => [0, 1.02, 2.05].map((after) => `${at + after} arp who-has 10.0.0.77 tell 10.0.0.1`).join('\n');
    expect(await found(`${burst(1)}\n${burst(20)}`)).toEqual([['host-unreachable', 2, '10.0.0.77']]);
  });

  it('captured on several interfaces, or carried to all ends of a tunnel, is one attempt', async () => {
    const request = 'arp who-has 10.0.0.77 tell 10.0.0.1';
    const copied = [1, 2.02, 3.05].map((at) => [0, 0.0001, 0.002].map((after) => `${at + after} ${request}`).join('\n'));
    expect(await found(copied.join('\n'))).toEqual([['host-unreachable', 1, '10.0.0.77']]);
    // Three copies of one request are not the three of an attempt.
    expect(await found(copied[0] ?? '')).toEqual([]);
  });

  it('answered, or asked in passing, is nothing', async () => {
    expect(
      await found(
        '1 arp who-has 10.0.0.77 tell 10.0.0.1\n1.001 arp reply 10.0.0.77 to 10.0.0.1\n2 arp who-has 10.0.0.77 tell 10.0.0.1\n3 arp who-has 10.0.0.77 tell 10.0.0.1',
      ),
    ).toEqual([]);
    expect(await found('1 arp who-has 10.0.0.77 tell 10.0.0.1')).toEqual([]);
  });

  it('for one own address (announcement) is nothing', async () => {
    expect(
      await found('1 arp who-has 10.0.0.1 tell 10.0.0.1\n2 arp who-has 10.0.0.1 tell 10.0.0.1\n3 arp who-has 10.0.0.1 tell 10.0.0.1'),
    ).toEqual([]);
  });
});
