// A decoded header field for display: which bytes of the frame hold it, and its value as text.

export interface PacketField {
  /** Wireshark's field name where it has one, e.g. "tcp.seq"; the page has the words. */
  readonly id: string;
  readonly value: string;
  /** Bytes of the frame, [start, end). */
  readonly start: number;
  readonly end: number;
  readonly children: readonly PacketField[];
}
