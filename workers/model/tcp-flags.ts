// TCP header bits (RFC 9293 3.1) as they stand in SegmentTable.flags; bit 15 is ours and tells the direction.

export const FIN = 0x001;
export const SYN = 0x002;
export const RST = 0x004;
export const PSH = 0x008;
export const ACK = 0x010;
export const URG = 0x020;
export const ECE = 0x040;
export const CWR = 0x080;
export const AE = 0x100;

/** Set: responder (server) to originator (client). Clear: originator to responder. */
export const FROM_RESP = 0x8000;

/** Which TCP options a segment carried (SegmentTable.optionBits). */
export const OPT_TIMESTAMPS = 0x01;
export const OPT_SACK_BLOCKS = 0x02;
export const OPT_MSS = 0x04;
export const OPT_WINDOW_SCALE = 0x08;
export const OPT_SACK_PERMITTED = 0x10;
/** The snapshot length cut the options off: what they held is unknown. */
export const OPT_CUT = 0x20;
/** The segment's payload was recognised: there is a row in MarkTable. */
export const OPT_MARKED = 0x40;
/** Another copy of a segment already seen (second interface, mirror port): listed, never analysed. */
export const OPT_DUPLICATE = 0x80;
