// One number for the tunnels around a packet, so that two tenants with the same inner addresses can be told apart.

import type { DecodedFrame } from '../decoded-frame';
import type { TunnelTarget } from './tunnel-target';

/**
 * Mixes the tunnel that was opened into those around it; never 0. Where a tunnel has no id of its own, its two ends stand for it.
 * @param outer holds the addresses of the packet that carries the tunnel
 */
export function tunnelIdentity(outer: DecodedFrame, opened: TunnelTarget): number {
  let mix = Math.imul(outer.tunnel ^ opened.kind, 0x9e3779b1) ^ opened.id;
  if (opened.id === 0) {
    // Added, so that both directions give the same.
    mix ^=
      Math.imul((outer.src3 + outer.dst3) | 0, 0x85ebca6b) ^
      ((outer.src0 + outer.dst0) ^ (outer.src1 + outer.dst1) ^ (outer.src2 + outer.dst2));
  }
  mix = Math.imul(mix ^ (mix >>> 15), 0xc2b2ae35);
  return (mix ^ (mix >>> 13)) >>> 0 || 1;
}
