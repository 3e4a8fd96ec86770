// Tables of one connection (10.0.0.1:40000 -> 10.0.0.2:80) written by hand, for tests of what comes after tracking.

import { CaptureTables } from '../model/tables';
import { ACK, FIN, FROM_RESP, PSH, RST, SYN } from '../model/tcp-flags';
import { JUMBO_LEN } from '../model/segment-table';
import type { ConnectionReport, Evidence } from '../model/verdict';

const FLAG_OF: Readonly<Record<string, number>> = { S: SYN, A: ACK, F: FIN, R: RST, P: PSH };

export interface SegmentDraft {
  readonly seconds: number;
  readonly from: 'client' | 'server';
  /** Letters of the flags: "SA". */
  readonly flags: string;
  readonly seq: number;
  readonly ack?: number;
  readonly len?: number;
  readonly wnd?: number;
  readonly analysis?: number;
  readonly ttl?: number;
  readonly optionBits?: number;
}

export interface IcmpDraft {
  readonly seconds: number;
  /** Address of the sender, IPv4. */
  readonly from: string;
  readonly type: number;
  readonly code: number;
  readonly quotedSeq: number;
}

export interface ConnectionDraft {
  readonly windowScale?: number;
  readonly mss?: number;
  readonly client?: string;
  readonly server?: string;
  readonly clientPort?: number;
  readonly serverPort?: number;
}

/** Frame numbers count the drafts from 1 in the order given. */
export function tablesOf(drafts: readonly (SegmentDraft | IcmpDraft)[], connection: ConnectionDraft = {}): CaptureTables {
  const tables = new CaptureTables();
  const { frames, segments, icmp, connections, addresses } = tables;
  const client = addresses.intern(4, 0, 0, 0, ipv4(connection.client ?? '10.0.0.1'));
  const server = addresses.intern(4, 0, 0, 0, ipv4(connection.server ?? '10.0.0.2'));
  connections.origAddress.push(client);
  connections.respAddress.push(server);
  connections.origPort.push(connection.clientPort ?? 40_000);
  connections.respPort.push(connection.serverPort ?? 80);
  connections.bits.push(0);
  connections.previous.push(-1);
  connections.origWindowScale.push(connection.windowScale ?? 255);
  connections.respWindowScale.push(connection.windowScale ?? 255);
  connections.origMss.push(connection.mss ?? 0);
  connections.respMss.push(connection.mss ?? 0);
  drafts.forEach((draft, frameIndex) => {
    frames.tsNs.push(Math.round(draft.seconds * 1e9));
    frames.offsetLow.push(24 + frameIndex * 100);
    if ('code' in draft) {
      icmp.frameIndex.push(frameIndex);
      icmp.family.push(4);
      icmp.type.push(draft.type);
      icmp.code.push(draft.code);
      icmp.source.push(addresses.intern(4, 0, 0, 0, ipv4(draft.from)));
      icmp.quotedSource.push(client);
      icmp.quotedDestination.push(server);
      icmp.quotedSourcePort.push(connection.clientPort ?? 40_000);
      icmp.quotedDestinationPort.push(connection.serverPort ?? 80);
      icmp.quotedSeq.push(draft.quotedSeq);
      icmp.ttl.push(63);
      icmp.quotedIpId.push(0);
      icmp.connectionIndex.push(0);
      icmp.quotedRow.push(segments.seq.values.subarray(0, segments.length).lastIndexOf(draft.quotedSeq));
      icmp.mtu.push(0);
      return;
    }
    const len = draft.len ?? 0;
    if (len >= JUMBO_LEN) segments.jumboLengths.set(segments.length, len);
    segments.frameIndex.push(frameIndex);
    segments.ack.push(draft.ack ?? 0);
    segments.lenColumn.push(Math.min(len, JUMBO_LEN));
    segments.wnd.push(draft.wnd ?? 1000);
    segments.flags.push([...draft.flags].reduce((bits, letter) => bits | (FLAG_OF[letter] ?? 0), draft.from === 'server' ? FROM_RESP : 0));
    segments.analysis.push(draft.analysis ?? 0);
    segments.ipId.push(frameIndex & 0xffff);
    segments.ttl.push(draft.ttl ?? 64);
    segments.optionBits.push(draft.optionBits ?? 0);
    segments.seq.push(draft.seq);
  });
  connections.segments = Uint32Array.from({ length: segments.length }, (_, row) => row);
  connections.segmentStart = Uint32Array.of(0, segments.length);
  return tables;
}

/** A report about the connection of `tablesOf` with the given evidence. */
export function reportOf(evidence: readonly Evidence[] = [], overrides: Partial<ConnectionReport> = {}): ConnectionReport {
  return {
    id: 0,
    client: { address: '10.0.0.1', port: 40_000 },
    server: { address: '10.0.0.2', port: 80 },
    rolesAssumed: false,
    startSeconds: 0,
    durationSeconds: 1,
    handshakeSeconds: 0.001,
    segments: 0,
    retransmissions: 0,
    bytes: { client: 0, server: 0 },
    connState: 'SF',
    history: 'ShADadFf',
    completeness: 31,
    outcome: 'closed',
    endedBy: 'server',
    verdict: { cause: 'normal-close', confidence: 0.97, party: 'none', facts: {}, evidence, alternatives: [], ruledOut: [], caveats: [] },
    ...overrides,
  };
}

function ipv4(text: string): number {
  return text.split('.').reduce((word, part) => word * 256 + Number(part), 0) >>> 0;
}
