// Every reason why a capture cannot be read, and every notice about one that was, in both languages.

import { describe, expect, it } from 'vitest';
import type { CaptureIssue, Failure, FailureCode, IssueCode } from '../model/failure';
import { sentenceFaults } from '../testing/sentence-checks';
import { failureText, issueText } from './failure-words';

const FAILURES: { readonly [C in FailureCode]: readonly Failure[] } = {
  'empty-file': [{ code: 'empty-file' }],
  'unrecognized-format': [{ code: 'unrecognized-format', headHex: '89 50 4e 47' }],
  archive: ['zip', '7z', 'xz', 'rar', 'bzip2', 'zstd', 'lz4', 'tar', 'gzip'].map((kind) => ({ code: 'archive', kind })),
  'web-page': ['Sign in', '', 'JSON'].map((title) => ({ code: 'web-page', title })),
  'unsupported-format': ['snoop', 'NetMon', 'Sniffer', 'ERF', 'ETL'].map((kind) => ({ code: 'unsupported-format', kind })),
  'tcpdump-text': [{ code: 'tcpdump-text' }],
  'unsupported-link-type': [
    { code: 'unsupported-link-type', linkType: 6, name: 'ieee802-5' },
    { code: 'unsupported-link-type', linkType: 999, name: '' },
  ],
  'decompression-failed': [{ code: 'decompression-failed', format: 'gzip', offset: 12_345 }],
  'file-unreadable': [
    { code: 'file-unreadable', reason: 'NotReadableError' },
    { code: 'file-unreadable', reason: '' },
  ],
  'captures-overlap': [{ code: 'captures-overlap', first: 'client.pcap', second: 'server.pcap' }],
  'parts-without-date': [{ code: 'parts-without-date', name: 'a.txt' }],
  'not-a-file': [
    { code: 'not-a-file', kind: 'directory' },
    { code: 'not-a-file', kind: 'socket' },
  ],
  'out-of-memory': [
    { code: 'out-of-memory', frames: 0 },
    { code: 'out-of-memory', frames: 1 },
    { code: 'out-of-memory', frames: 4_000_000 },
  ],
  cancelled: [{ code: 'cancelled' }],
  internal: [
    { code: 'internal', detail: `RangeError: ${'x'.repeat(500)}\n    at somewhere` },
    { code: 'internal', detail: '' },
  ],
};

const DETAILS: { readonly [C in IssueCode]: readonly NonNullable<CaptureIssue['detail']>[] } = {
  'truncated-file': [{ afterFrame: 41 }, { format: 'gzip' }],
  'corrupt-block': [{ afterFrame: 12 }, { afterFrame: 12, percent: 63 }],
  'corrupt-record': [{ afterFrame: 12, skippedBytes: 64 }],
  'unsupported-link-type': [{ largest: 105 }, { linkType: 105, name: 'IEEE 802.11' }],
  'decompression-failed': [{ format: 'gzip' }],
  'unknown-interface': [],
  'bad-ip-header': [{ largest: 1 }],
  'bad-tcp-header': [{ largest: 1 }],
  fragment: [{ largest: 0 }],
  'fragmented-header': [{ largest: 1 }],
  tunnelled: [{ path: 'VXLAN' }, { path: 'GRE, VXLAN' }],
  'snaplen-cut-header': [{ largest: 40 }],
  'snaplen-cut-payload': [{ largest: 30 }],
  'clock-went-back': [{ largest: 0.0021 }, { largestSeconds: 12 }],
  duplicates: [],
  'capture-drops': [{ reported: 7 }],
  'acked-unseen': [],
  'one-direction': [{ from: 'client' }, { from: 'server' }],
  'only-flags': [{ flags: 'SYN, FIN, RST' }, {}],
  'started-mid-stream': [],
  'no-packets': [],
  'no-tcp': [{ top: 'UDP' }, { top: '' }],
  'stopped-early': [{ percent: 24 }, { percent: 24, needBytes: 6_100_000_000, haveBytes: 2_500_000_000 }],
  'text-import': [
    { lines: 6, unread: 0, printer: 'tcpdump' },
    { lines: 1, unread: 1, printer: 'wireshark', ports: 'can-ferret = 65535' },
  ],
  'decompression-bomb': [{ format: 'zstd', bytes: 67_200_000, ratio: 500 }],
  'rule-threw': [{ what: 'mtu-black-hole' }],
};

const CODE = /^E\d\d$/;
const LANGUAGES = ['en', 'zh'] as const;

describe.each(LANGUAGES)('in %s', (language) => {
  it.each(Object.entries(FAILURES))('failure %s', (_, failures) => {
    for (const failure of failures) {
      const { code, text } = failureText(failure, language);
      expect(code).toMatch(CODE);
      expect(sentenceFaults(text, language)).toEqual([]);
      expect(text.length).toBeLessThan(420);
      expect(code).toBe(failureText(failure, 'en').code);
    }
  });

  it.each(Object.entries(DETAILS))('issue %s', (code, details) => {
    for (const detail of [undefined, ...details]) {
      for (const count of [1, 7, 12_345]) {
        for (const offsets of [[], [1170, 2340]]) {
          const issue: CaptureIssue = { code: code as IssueCode, count, offsets, ...(detail === undefined ? {} : { detail }) };
          const notice = issueText(issue, language);
          expect(notice.code).toMatch(CODE);
          expect(sentenceFaults(notice.text, language)).toEqual([]);
          expect(notice.text).not.toMatch(/\b1 (?:packets|connections|places|times)\b/);
        }
      }
    }
  });
});

describe('the public codes', () => {
  it('are those of the notices', () => {
    const code = (failure: Failure) => failureText(failure, 'en').code;
    expect(code({ code: 'empty-file' })).toBe('E01');
    expect(code({ code: 'unrecognized-format', headHex: '00' })).toBe('E03');
    expect(code({ code: 'archive', kind: 'zip' })).toBe('E04');
    expect(code({ code: 'web-page', title: '' })).toBe('E05');
    expect(code({ code: 'unsupported-format', kind: 'snoop' })).toBe('E06');
    expect(code({ code: 'tcpdump-text' })).toBe('E07');
    expect(code({ code: 'not-a-file', kind: 'directory' })).toBe('E08');
    expect(code({ code: 'unsupported-link-type', linkType: 105, name: '' })).toBe('E12');
    expect(code({ code: 'file-unreadable', reason: '' })).toBe('E24');
    expect(issueText({ code: 'truncated-file', count: 1, offsets: [] }, 'en').code).toBe('E10');
    expect(issueText({ code: 'no-packets', count: 1, offsets: [] }, 'en').code).toBe('E02');
    expect(issueText({ code: 'no-tcp', count: 3, offsets: [] }, 'en').code).toBe('E13');
  });

  it('E11 says how much of the file was analysed, E14 where packets are cut, E16 which direction is there', () => {
    const told = (code: IssueCode, detail: NonNullable<CaptureIssue['detail']>) =>
      LANGUAGES.map((language) => issueText({ code, count: 3, offsets: [1170], detail }, language).text);
    expect(told('corrupt-block', { afterFrame: 12, percent: 63 })).toEqual([
      expect.stringContaining('at byte 1,170, after packet 12. Analysed up to there (63 % of the file).'),
      expect.stringContaining('已分析到该处（文件的 63%）。'),
    ]);
    expect(told('snaplen-cut-header', { largest: 40 })).toEqual([
      expect.stringContaining('are cut at 40 bytes, before the end of the TCP header'),
      expect.stringContaining('被截短到 40 字节，TCP 头不完整'),
    ]);
    expect(told('one-direction', { from: 'server' })).toEqual([
      expect.stringContaining('only packets server → client were captured'),
      expect.stringContaining('只抓到服务器 → 客户端方向的报文'),
    ]);
    expect(told('one-direction', {})[0]).toContain('only one direction was captured');
  });

  it('calls old rings by their common names', () => {
    const text = (linkType: number, name: string) => failureText({ code: 'unsupported-link-type', linkType, name }, 'en').text;
    expect(text(6, 'ieee802-5')).toContain('Link type 6 (Token Ring) is not supported');
    expect(text(10, 'fddi')).toContain('Link type 10 (FDDI) is not supported');
    expect(text(107, 'frelay')).toContain('Link type 107 (frelay) is not supported');
  });

  it('counts the packet that the file ends in, not the last whole one', () => {
    expect(issueText({ code: 'truncated-file', count: 1, offsets: [90], detail: { afterFrame: 41 } }, 'en').text).toContain('packet 42');
    expect(issueText({ code: 'truncated-file', count: 1, offsets: [90], detail: { afterFrame: 41 } }, 'zh').text).toContain('第 42 个报文');
  });

  it('shows one bounded line of foreign text', () => {
    const { text } = failureText({ code: 'internal', detail: 'Error: first\nsecond line' }, 'en');
    expect(text).toContain('Error: first');
    expect(text).not.toContain('second');
    expect(failureText({ code: 'web-page', title: '`x`' }, 'en').text).not.toContain('`');
  });
});
