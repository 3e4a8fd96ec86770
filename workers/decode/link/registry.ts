// Which link layers can be read, and what the numbers of all common ones are called. A new link layer is one file and
// one line in LAYERS.

import { ethernet } from './ethernet';
import type { LinkLayer } from './link-layer';
import { linuxSll } from './linux-sll';
import { linuxSll2 } from './linux-sll2';
import { nullLoopback, openBsdLoopback } from './null-loopback';
import { rawIpLayers } from './raw-ip';

const LAYERS: readonly LinkLayer[] = [ethernet, linuxSll, linuxSll2, ...rawIpLayers, nullLoopback, openBsdLoopback];

/** LINKTYPE_ numbers that cannot be read, by the name that tcpdump.org gives them, so that a message can name them. */
const OTHER_NAMES: ReadonlyMap<number, string> = new Map([
  [3, 'ax25'],
  [6, 'ieee802-5'],
  [7, 'arcnet-bsd'],
  [8, 'slip'],
  [9, 'ppp'],
  [10, 'fddi'],
  [50, 'ppp-hdlc'],
  [51, 'ppp-ether'],
  [100, 'atm-rfc1483'],
  [104, 'c-hdlc'],
  [105, 'ieee802-11'],
  [107, 'frelay'],
  [114, 'ltalk'],
  [117, 'pflog'],
  [119, 'ieee802-11-prism'],
  [122, 'ip-over-fc'],
  [127, 'ieee802-11-radiotap'],
  [129, 'arcnet-linux'],
  [140, 'mtp2'],
  [141, 'mtp3'],
  [143, 'docsis'],
  [144, 'linux-irda'],
  [147, 'user0'],
  [149, 'user2'],
  [163, 'ieee802-11-avs'],
  [166, 'ppp-pppd'],
  [177, 'linux-lapd'],
  [187, 'bluetooth-hci-h4'],
  [189, 'usb-linux'],
  [192, 'ppi'],
  [195, 'ieee802-15-4'],
  [201, 'bluetooth-hci-h4-with-phdr'],
  [204, 'ppp-with-dir'],
  [209, 'i2c-linux'],
  [215, 'ieee802-15-4-nonask-phy'],
  [220, 'usb-linux-mmapped'],
  [224, 'fc-2'],
  [226, 'ipnet'],
  [227, 'can-socketcan'],
  [230, 'ieee802-15-4-nofcs'],
  [239, 'nflog'],
  [240, 'netanalyzer'],
  [242, 'ipoib'],
  [243, 'mpeg-2-ts'],
  [247, 'infiniband'],
  [249, 'usbpcap'],
  [251, 'bluetooth-le-ll'],
  [252, 'wireshark-upper-pdu'],
  [253, 'netlink'],
  [254, 'bluetooth-linux-monitor'],
  [256, 'bluetooth-le-ll-with-phdr'],
  [258, 'pktap'],
  [271, 'vsock'],
  [272, 'nordic-ble'],
  [274, 'ethernet-mpacket'],
  [283, 'ieee802-15-4-tap'],
]);

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

/** "ethernet", "ieee802-11-radiotap"; numbers without a name: "linktype-299". */
export function linkTypeName(linkType: number): string {
  return linkLayerOf(linkType)?.name ?? OTHER_NAMES.get(linkType) ?? `linktype-${linkType}`;
}
