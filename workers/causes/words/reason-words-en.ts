// Why another cause remains possible, or was ruled out: the one observation that separates the two.

import type { ReasonWords } from './words';

export const reasonWordsEn: ReasonWords = {
  'same-wire': 'On one connection both leave the same packets.',
  'close-rival': 'What was seen fits this as well, only less closely.',
  'local-reject-looks-alike': 'A REJECT rule on the host itself sends the same RST as a port without a listener.',
  'filter-looks-alike-from-client': 'A filter that drops SYNs leaves the same silence.',
  'overflow-looks-alike-from-client': 'An ignored SYN looks the same, whether a full accept queue or a filter ignored it.',
  'only-one-client-address': 'Only one client address is in this capture: per client and in total look the same.',
  'no-other-connections': 'There are no other connections to this server in the capture to compare with.',
  'threshold-not-shown': 'No number of open connections separates those served from those turned away.',
  'too-few-samples': 'There are too few connections of this kind to rule out chance.',
  'framing-unknown': 'The payload cannot be split into messages, so what was answered and what was not cannot be told.',
  'slow-request-looks-alike': 'A program that works on a slow request looks the same until it answers.',
  'needs-other-end': 'A capture at the other end would tell them apart.',
  'fin-seen': 'A FIN came first: that side closed on its own.',
  'no-fin-seen': 'No FIN came before the RST.',
  'ttl-fits': 'The TTL of the RST equals that of the other packets of this host.',
  'ttl-differs': 'The TTL of the RST differs from that of the other packets of this host.',
  'data-was-unread': 'Received data had not been answered when the RST was sent.',
  'nothing-was-unread': 'All received data had been answered when the RST was sent.',
  'listener-serves-others': 'The same port served others at that time.',
  'host-is-alive': 'Other packets show that the host is alive.',
  'no-idle-time': 'Whether an idle timer of that length had run out is not to be seen here.',
  'close-was-announced': 'The response before had announced "Connection: close".',
  'close-was-not-announced': 'The response before had not announced "Connection: close".',
  'prior-exchange': 'Requests had been answered on this connection before.',
  'no-prior-exchange': 'No request had been answered on this connection before.',
  'socket-existed': 'The RST carries an ACK: its socket still existed.',
  'socket-was-gone': 'The RST carries no ACK: there was no socket of the program behind it.',
  'capture-incomplete': 'The packets that would decide are not in this capture.',
  'silent-give-up-looks-alike':
    'A peer that gave up without a word (Linux sends no RST after its last retransmission) answers the next packet the same way.',
  'device-looks-alike': 'A device on the path can cause the same packets.',
};
