// The few frames that are not TCP and still explain connections: ICMP errors that quote one, and ARP.

import { Column } from '../base/column';

export class IcmpTable {
  readonly frameIndex = new Column(Uint32Array, 16);
  /** 4 or 6: ICMP or ICMPv6. */
  readonly family = new Column(Uint8Array, 16);
  readonly type = new Column(Uint8Array, 16);
  readonly code = new Column(Uint8Array, 16);
  /** Who sent the error. */
  readonly source = new Column(Uint32Array, 16);
  /** Addresses and ports of the quoted TCP segment (as it travelled). */
  readonly quotedSource = new Column(Uint32Array, 16);
  readonly quotedDestination = new Column(Uint32Array, 16);
  readonly quotedSourcePort = new Column(Uint16Array, 16);
  readonly quotedDestinationPort = new Column(Uint16Array, 16);
  readonly quotedSeq = new Column(Uint32Array, 16);
  /** IP-ID of the quoted packet, 0 in IPv6. */
  readonly quotedIpId = new Column(Uint16Array, 16);
  readonly ttl = new Column(Uint8Array, 16);
  /** Connection that the quote belongs to, -1 when none; filled after tracking. */
  readonly connectionIndex = new Column(Int32Array, 16);
  /** Segment row that it quotes, -1 when that is not in the capture; filled after tracking. */
  readonly quotedRow = new Column(Int32Array, 16);
  /** Next-hop MTU of "fragmentation needed" / "packet too big". */
  readonly mtu = new Column(Uint32Array, 16);

  get length(): number {
    return this.frameIndex.length;
  }
}

export class ArpTable {
  readonly frameIndex = new Column(Uint32Array, 16);
  readonly isReply = new Column(Uint8Array, 16);
  readonly sender = new Column(Uint32Array, 16);
  readonly target = new Column(Uint32Array, 16);

  get length(): number {
    return this.frameIndex.length;
  }
}
