// Names of link types as tcpdump.org's registry has them, in lower case: what JSON, page and messages call them.

const NAMES: Readonly<Record<number, string>> = {
  0: 'null',
  1: 'ethernet',
  9: 'ppp',
  12: 'raw',
  14: 'raw',
  50: 'ppp-hdlc',
  51: 'ppp-ether',
  101: 'raw',
  104: 'c-hdlc',
  105: 'ieee802_11',
  107: 'frelay',
  108: 'loop',
  113: 'linux-sll',
  119: 'ieee802_11-prism',
  127: 'ieee802_11_radiotap',
  147: 'user0',
  189: 'usb-linux',
  192: 'ppi',
  195: 'ieee802_15_4',
  220: 'usb-linux-mmapped',
  228: 'ipv4',
  229: 'ipv6',
  239: 'nflog',
  240: 'netanalyzer',
  249: 'usbpcap',
  253: 'netlink',
  276: 'linux-sll2',
};

export function linkTypeName(linkType: number): string {
  return NAMES[linkType] ?? `linktype-${linkType}`;
}
