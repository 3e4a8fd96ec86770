import { describe, expect, it } from 'vitest';
import '#engine/causes/words/both-languages';
import { evidenceText } from '#engine/causes/words/evidence-words';
import type { LadderModel } from '#engine/ladder/ladder-model';
import { connectionMessages } from '../messages';
import { acceptQueueFull, closedAfterAccept, deviceOnPath, stalePool } from '../testing/ladder-fixtures';
import { flattenLadder } from './ladder-rows';
import { rowSentence } from './row-sentence';

function sentences(model: LadderModel, language: 'en' | 'zh' = 'en'): readonly string[] {
  const claims = new Map(model.annotations.map((note) => [note.number, evidenceText({ ...note }, language)]));
  return flattenLadder(model).map((entry) =>
    rowSentence(entry, {
      language,
      messages: connectionMessages(language),
      serverPort: model.server.port,
      timeDigits: model.timeDigits,
      claims,
    }),
  );
}

describe('row sentences', () => {
  it('say number, time, direction, segment, evidence and state', () => {
    const rows = sentences(closedAfterAccept);
    expect(rows[0]).toBe(
      'Packet 1, 0 seconds, client to server, SYN, sequence 0, no acknowledgement, window 65,535. Client is now SYN-SENT. Server is now SYN-RCVD.',
    );
    expect(rows[4]).toMatch(
      /^Packet 5, 1\.37 milliseconds, client to server, ACK, sequence 1, acknowledgement 2\. Evidence for: .*\. Server is now FIN-WAIT-2\.$/,
    );
    expect(rows[6]).toMatch(
      /^Packet 7, 3\.847 milliseconds, server to client, RST, sequence 2, no acknowledgement\. Evidence for: .*\. Client is now CLOSED\. Server is now CLOSED\.$/,
    );
  });

  it('say what a drawing shows by shape: ignored, repeated, crossed, from a device', () => {
    const rows = sentences(acceptQueueFull);
    expect(rows[2]).toContain('ignored by the receiver');
    expect(rows[4]).toContain('retransmission 1, first sent as packet 314');
    expect(sentences(deviceOnPath)[3]).toContain('device on the path, RST');
    expect(sentences(deviceOnPath)[5]).toContain('ICMPv6 communication administratively prohibited (type 1, code 1), from 2001:db8::1');
  });

  it('speak of runs and gaps too', () => {
    const rows = sentences(stalePool);
    expect(rows[1]).toBe('Packets 4 to 41, folded: 19 requests, 19 responses, 7.98 kB →, 61.2 kB ←, 2.31 s.');
    expect(rows[2]).toBe('Nothing for 20.0 s, nobody owed an answer. 20 s is also a default: Tomcat keepAliveTimeout.');
  });

  it('are Chinese where the reader is', () => {
    const rows = sentences(closedAfterAccept, 'zh');
    expect(rows[6]).toMatch(
      /^报文 7，3\.847 毫秒，服务器到客户端，RST，序号 2，无确认号。依据：.*。客户端现为 CLOSED。服务器现为 CLOSED。$/,
    );
  });
});
