// Which link layers can be read. A new one is one file, one line in LAYERS, and its name in model/link-type-names.

import { ethernet } from './ethernet';
import type { LinkLayer } from './link-layer';
import { linuxSll } from './linux-sll';
import { linuxSll2 } from './linux-sll2';
import { mpls } from './mpls';
import { nullLoopback, openBsdLoopback } from './null-loopback';
import { pppLayers } from './ppp';
import { rawIpLayers } from './raw-ip';
import { wlanLayers } from './wlan';

const LAYERS: readonly LinkLayer[] = [
  ethernet,
  linuxSll,
  linuxSll2,
  ...rawIpLayers,
  nullLoopback,
  openBsdLoopback,
  ...pppLayers,
  mpls,
  ...wlanLayers,
];

// An array by number: the lookup is made for every frame.
const BY_NUMBER: readonly (LinkLayer | undefined)[] = byNumber();

function byNumber(): (LinkLayer | undefined)[] {
  const table = Array.from<LinkLayer | undefined>({ length: Math.max(...LAYERS.map((layer) => layer.linkType)) + 1 });
  for (const layer of LAYERS) table[layer.linkType] = layer;
  return table;
}

export function linkLayerOf(linkType: number): LinkLayer | undefined {
  return linkType < BY_NUMBER.length ? BY_NUMBER[linkType] : undefined;
}

export function isLinkTypeSupported(linkType: number): boolean {
  return linkLayerOf(linkType) !== undefined;
}
