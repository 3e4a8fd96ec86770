// All tables of one capture together: what the tracker leaves behind and everything later reads.

import { AddressTable } from './address-table';
import { ConnectionTable } from './connection-table';
import { FrameTable } from './frame-table';
import { MarkTable } from './mark-table';
import { SegmentTable } from './segment-table';
import { ArpTable, IcmpTable } from './side-tables';

/** Fills segments.analysis where it is asked for: few connections are ever looked at that closely. */
export interface SegmentAnalyser {
  /** Of all segments of the connection. */
  analyze(connection: number): void;
}

export class CaptureTables {
  readonly frames = new FrameTable();
  readonly segments = new SegmentTable();
  readonly connections = new ConnectionTable();
  readonly addresses = new AddressTable();
  readonly marks = new MarkTable();
  readonly icmp = new IcmpTable();
  readonly arp = new ArpTable();
  /** Read from printed text: TTL, IP-ID and payload are unknown, numbers of empty segments are concluded. */
  isText = false;
  /** Whoever reads segments.analysis asks it first; told by Judgement. */
  analyser: SegmentAnalyser = { analyze: () => undefined };
  /** Frames that are neither TCP nor ICMP errors nor ARP, by protocol name. */
  readonly otherProtocols = new Map<string, number>();
}
