// All link types that can be read, one line each, and the names of those that cannot (for messages).

import { ethernet } from './ethernet';
import type { LinkLayer } from './link-layer';
import { linuxSll } from './linux-sll';
import { linuxSll2 } from './linux-sll2';
import { nullLoopback } from './null-loopback';
import { rawIp } from './raw-ip';

const LINK_LAYERS: readonly LinkLayer[] = [ethernet, linuxSll, linuxSll2, rawIp, nullLoopback];

const BY_NUMBER = new Map<number, LinkLayer>(LINK_LAYERS.flatMap((layer) => layer.linkTypes.map((linkType) => [linkType, layer] as const)));

/** Names of tcpdump.org's LINKTYPE registry that people meet; the others are told by number. */
const UNSUPPORTED_NAMES: Readonly<Record<number, string>> = {
  6: 'token-ring',
  7: 'arcnet',
  8: 'slip',
  9: 'ppp',
  10: 'fddi',
  50: 'ppp-hdlc',
  51: 'pppoe',
  105: 'ieee802-11',
  107: 'frame-relay',
  119: 'ieee802-11-prism',
  127: 'ieee802-11-radiotap',
  147: 'user0',
  163: 'ieee802-11-avs',
  187: 'bluetooth-hci-h4',
  189: 'usb-linux',
  192: 'ppi',
  195: 'ieee802-15-4',
  220: 'usb-linux-mmapped',
  227: 'can-socketcan',
  239: 'nflog',
  249: 'usbpcap',
  253: 'netlink',
};

export function linkLayerOf(linkType: number): LinkLayer | undefined {
  return BY_NUMBER.get(linkType);
}

export function isLinkTypeSupported(linkType: number): boolean {
  return BY_NUMBER.has(linkType);
}

export function linkTypeName(linkType: number): string {
  return BY_NUMBER.get(linkType)?.name ?? UNSUPPORTED_NAMES[linkType] ?? `linktype-${linkType}`;
}
