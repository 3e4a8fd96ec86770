// What the filter inside a ladder may be asked for by name. Apart from the filter: the page offers the words, and evaluates none.

export const PACKET_WORDS = [
  'syn',
  'fin',
  'rst',
  'data',
  'ack',
  'dup-ack',
  'retrans',
  'keepalive',
  'zero-window',
  'icmp',
  'client',
  'server',
  'device',
  'lost',
  'noted',
] as const;
export type PacketWord = (typeof PACKET_WORDS)[number];
