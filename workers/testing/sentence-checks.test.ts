// The checks of prose find what they are there to find.

import { describe, expect, it } from 'vitest';
import { phraseFaults, sentenceFaults } from './sentence-checks';

describe('sentenceFaults', () => {
  it.each([
    ['The server closed 7 connections.', 'en'],
    ['Try `editcap -s 128 in out`.', 'en'],
    ['服务器关闭了 7 个连接（RST 的 TTL 为 57）。', 'zh'],
    ['请用 `tcpdump -U`，或用 Ctrl-C 结束抓包。', 'zh'],
  ] as const)('accepts %s', (text, language) => {
    expect(sentenceFaults(text, language)).toEqual([]);
  });

  it.each([
    ['The server may have closed.', 'en'],
    ['It closed after undefined.', 'en'],
    ['It closed after NaN s.', 'en'],
    ['It closed  twice.', 'en'],
    ['It closed ().', 'en'],
    ['It closed 关闭.', 'en'],
    ['It closed', 'en'],
    ['服务器关闭了7个连接。', 'zh'],
    ['服务器 关闭了连接。', 'zh'],
    ['服务器关闭了连接(RST)。', 'zh'],
    ['服务器关闭了连接.', 'zh'],
    ['服务器也许关闭了连接。', 'zh'],
    ['服务器关闭了连接 。', 'zh'],
    ['服务器关闭了连接', 'zh'],
    ['Closed by the server。', 'zh'],
  ] as const)('refuses %s', (text, language) => {
    expect(sentenceFaults(text, language)).not.toEqual([]);
  });

  it('does not ask phrases to end like sentences', () => {
    expect(phraseFaults('Port probe', 'en')).toEqual([]);
    expect(phraseFaults('端口探测', 'zh')).toEqual([]);
  });
});
