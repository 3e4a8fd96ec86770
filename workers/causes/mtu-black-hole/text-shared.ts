// What the texts of mtu-black-hole in both languages make of its facts.

import { numberFact } from '../words/phrases';
import type { HeadlineContext } from '../words/words';

const ETHERNET_MTU_BYTES = 1500;

const ETHERNET_PAYLOAD_BYTES = 1460;

const JUMBO_PAYLOAD_MAX_BYTES = 8960;

/** IP and TCP headers with timestamps. */
const HEADER_BYTES = 52;

/** Size of the IP packet to try: what the path should carry. Payload beyond jumbo frames was not yet cut into packets where it was captured. */
export function fullSize(context: HeadlineContext): number {
  const lost = numberFact(context.facts, 'smallestLost') ?? 0;
  return lost <= ETHERNET_PAYLOAD_BYTES || lost > JUMBO_PAYLOAD_MAX_BYTES ? ETHERNET_MTU_BYTES : lost + HEADER_BYTES;
}
