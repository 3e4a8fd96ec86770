// Text that tcpdump or tshark printed, as a capture: recognised here, read by text/, which is only loaded when it is needed.

import type { CaptureFormat } from '../capture-format';

const TIME = /(?:\d{4}-\d\d-\d\d[ T]+)?(?:\d\d:\d\d:\d\d(?:[.,]\d+)?|\d+[.,]\d+)/.source;
/** A time, then what tcpdump says of an IP packet or of ARP. */
const TCPDUMP = new RegExp(`^\\s*${TIME}\\s.*?(?:\\bIP6? (?:\\(|\\S+ > )|\\bethertype |\\b(?:ARP|arp)[, ])`, 'm');
/** A row of Wireshark's list: number, time, two ends, protocol; in columns or quoted. */
const WIRESHARK = new RegExp(
  `^\\s*(?:\\d+\\s+|"\\d+","|")?${TIME}(?:\\s+|",")[\\w.:%-]+(?:\\s+(?:→|->)\\s+|\\s+|",")[\\w.:%-]+(?:\\s+|",")(?:TCP|HTTP|TLSv1|SSL|UDP|DNS|ARP|ICMP)`,
  'm',
);

export const textFormat: CaptureFormat = {
  id: 'text',
  label: 'text of tcpdump or tshark',
  sniff: (head) => {
    const isUtf16 = head[0] === 0xff && head[1] === 0xfe;
    const text = new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(head);
    return !/^\s*</.test(text) && !text.includes('\0') && (TCPDUMP.test(text) || WIRESHARK.test(text));
  },
  createParser: async (sink, issues) => {
    const { TextParser } = await import('../text/text-parser');
    return new TextParser(sink, issues);
  },
};
