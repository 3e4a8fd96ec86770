// Numbers that all ways of matching packets share.

import { ACK, FIN, RST, SYN } from '../model/tcp-flags';

/** No partner. */
export const NONE = -1;
/** Flags that no device changes. */
export const MAIN_FLAGS = SYN | FIN | RST | ACK;
/** Times of two interfaces, and of processor queues, are told apart no better than this. */
export const SLACK_NS = 2_000_000;
/** A packet is not on its way for longer. */
export const FLIGHT_MOST_NS = 30e9;
