// What the scan makes of recognised payload: whose words count as a refusal, and what answers are complete.

import { describe, expect, it } from 'vitest';
import { HTTP_METHODS, MarkKind, PROTOCOLS, TLS_TYPE_SHIFT } from '../model/mark-table';
import { SegmentBlock } from '../model/segment-block';
import { OPT_MARKED } from '../model/tcp-flags';
import { tablesOf, type SegmentDraft } from '../testing/table-builder';
import { type ConnectionFacts, PayloadKind } from './connection-facts';
import { scanConnection } from './scan-connection';

interface Payload {
  readonly from: 'client' | 'server';
  readonly len: number;
  /** Kind, value and extent of its mark; the value of a text is the text. */
  readonly mark?: readonly [kind: number, value: number | string, extent?: number];
}

/** A handshake, the payloads in turn, each acknowledging all before, and the server's FIN. */
function scan(...payloads: readonly Payload[]): ConnectionFacts {
  const next = { client: 1, server: 1 };
  const drafts: SegmentDraft[] = [
    { seconds: 0, from: 'client', flags: 'S', seq: 0 },
    { seconds: 0.01, from: 'server', flags: 'SA', seq: 0, ack: 1 },
    { seconds: 0.02, from: 'client', flags: 'A', seq: 1, ack: 1 },
  ];
  const peerOf = { client: 'server', server: 'client' } as const;
  payloads.forEach(({ from, len, mark }, index) => {
    const optionBits = mark === undefined ? 0 : OPT_MARKED;
    drafts.push({ seconds: 0.03 + index / 100, from, flags: 'PA', seq: next[from], ack: next[peerOf[from]], len, optionBits });
    next[from] += len;
  });
  drafts.push({ seconds: 5, from: 'server', flags: 'FA', seq: next.server, ack: next.client });
  const tables = tablesOf(drafts);
  payloads.forEach(({ mark }, index) => {
    if (mark === undefined) return;
    const [kind, value, extent = -1] = mark;
    tables.marks.push(3 + index, kind, typeof value === 'string' ? tables.marks.internText(value) : value, extent);
  });
  const block = new SegmentBlock(tables);
  block.loadOne(0);
  return scanConnection(tables, block, 0);
}

const FULL = [MarkKind.LimitText, 'ERR max number of clients reached'] as const;

describe('a refusal in words', () => {
  it('counts from the server, at once or after a greeting', () => {
    expect(scan({ from: 'server', len: 36, mark: FULL })).toMatchObject({ limitText: 0, limitTextRow: 3 });
    const greeted = scan({ from: 'server', len: 9 }, { from: 'client', len: 9 }, { from: 'server', len: 36, mark: FULL });
    expect(greeted.limitTextRow).toBe(5);
  });

  it('does not count from the client, whose log lines may say the same', () => {
    expect(scan({ from: 'client', len: 36, mark: FULL }, { from: 'server', len: 2 }).limitText).toBe(-1);
  });

  it('does not count once the server has been talking for a while', () => {
    const talk = Array.from({ length: 3 }, (): Payload => ({ from: 'server', len: 100 }));
    expect(scan(...talk, { from: 'server', len: 36, mark: FULL }).limitText).toBe(-1);
  });
});

describe('a greeting', () => {
  it('is the server’s; the client’s own tells only what it speaks', () => {
    const hello = [MarkKind.Greeting, 'SSH-2.0-OpenSSH_9.6'] as const;
    const facts = scan({ from: 'client', len: 21, mark: hello });
    expect([facts.greeting, facts.orig.firstKind]).toEqual([-1, PayloadKind.Greeting]);
    expect(scan({ from: 'server', len: 21, mark: hello })).toMatchObject({ greeting: 0, resp: { firstKind: PayloadKind.Greeting } });
  });
});

describe('the end of an answer', () => {
  const request = (method: (typeof HTTP_METHODS)[number]): Payload => ({
    from: 'client',
    len: 100,
    mark: [MarkKind.HttpRequest, HTTP_METHODS.indexOf(method), 100],
  });
  const answer: Payload = { from: 'server', len: 200, mark: [MarkKind.HttpResponse, 200, 1200] };

  it('is where Content-Length says', () => {
    expect(scan(request('GET'), answer).responseBytesMissing).toBe(1000);
    expect(scan(request('GET'), answer, { from: 'server', len: 1000 }).responseBytesMissing).toBe(0);
  });

  it('is the end of its head when only the head was asked for', () => {
    expect(scan(request('HEAD'), answer).responseBytesMissing).toBe(0);
    expect(scan(request('HEAD'), answer, request('GET'), answer).responseBytesMissing).toBe(1000);
  });
});

describe('what a side speaks', () => {
  const protocol = (name: (typeof PROTOCOLS)[number]) => [MarkKind.Protocol, PROTOCOLS.indexOf(name)] as const;

  it('is told by its own bytes, and gRPC replaces the HTTP/2 that it is', () => {
    const mixed = scan(
      { from: 'client', len: 50, mark: protocol('Redis') },
      { from: 'server', len: 90, mark: [MarkKind.HttpResponse, 400] },
    );
    expect([PROTOCOLS[mixed.orig.protocol], PROTOCOLS[mixed.resp.protocol]]).toEqual(['Redis', 'HTTP']);
    const grpc = scan({ from: 'client', len: 60, mark: protocol('HTTP/2') }, { from: 'client', len: 90, mark: protocol('gRPC') });
    expect([PROTOCOLS[grpc.orig.protocol], grpc.resp.protocol]).toEqual(['gRPC', -1]);
  });

  it('leaves what rules read of the first payload as it was', () => {
    const facts = scan({ from: 'client', len: 50, mark: protocol('PostgreSQL') }, { from: 'server', len: 9 });
    expect([facts.orig.firstKind, facts.resp.firstKind]).toEqual([PayloadKind.Unknown, PayloadKind.Unknown]);
  });

  it('shows where a side may have sent an encrypted alert last', () => {
    const record = (type: number, length: number) => [MarkKind.TlsRecord, (type << TLS_TYPE_SHIFT) | length] as const;
    const alert = scan({ from: 'server', len: 90, mark: record(23, 60) }, { from: 'server', len: 24, mark: record(23, 19) });
    expect([alert.resp.alertLikeRow, alert.resp.lastPayloadRow, alert.orig.alertLikeRow]).toEqual([4, 4, -1]);
    expect(scan({ from: 'client', len: 31, mark: record(21, 26) }).orig.alertLikeRow).toBe(3);
    expect(scan({ from: 'client', len: 31, mark: record(23, 26) }).orig.alertLikeRow).toBe(-1);
  });
});

describe('the server’s own words', () => {
  it('are those said last, and never the client’s', () => {
    const words = (text: string) => [MarkKind.ServerWords, text] as const;
    const facts = scan({ from: 'server', len: 20, mark: words('421 idle') }, { from: 'server', len: 20, mark: words('421 bye') });
    expect(facts).toMatchObject({ serverWords: 1, serverWordsRow: 4 });
    expect(scan({ from: 'client', len: 20, mark: words('421 idle') }).serverWords).toBe(-1);
  });
});
