// Per-segment observations, named as Wireshark's tcp.analysis.* (SegmentTable.analysis).

export const Analysis = {
  Retransmission: 1 << 0,
  FastRetransmission: 1 << 1,
  SpuriousRetransmission: 1 << 2,
  OutOfOrder: 1 << 3,
  LostSegment: 1 << 4,
  AckLostSegment: 1 << 5,
  DuplicateAck: 1 << 6,
  KeepAlive: 1 << 7,
  KeepAliveAck: 1 << 8,
  ZeroWindow: 1 << 9,
  ZeroWindowProbe: 1 << 10,
  ZeroWindowProbeAck: 1 << 11,
  WindowFull: 1 << 12,
  WindowUpdate: 1 << 13,
  ReusedPorts: 1 << 14,
} as const;

/** Bits of Wireshark's tcp.completeness. */
export const Completeness = { Syn: 1, SynAck: 2, Ack: 4, Data: 8, Fin: 16, Rst: 32 } as const;
