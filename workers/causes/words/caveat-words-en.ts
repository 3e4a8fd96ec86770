// Limits of a capture that touch a verdict: what they are and what they keep from being told.

import type { CaveatWords } from './words';

export const caveatWordsEn: CaveatWords = {
  'vantage-client':
    'Captured at the client: whether the server really sent what arrived, or a device did in its name, only a capture at the server would settle.',
  'vantage-server': 'Captured at the server: whether the client ever received what the server sent is not visible.',
  'vantage-router': 'Captured between the two ends: whether a packet reached its receiver is not visible.',
  'vantage-unknown': 'Where the capture was taken is not known: nothing is concluded from the direction of delays.',
  'one-direction': 'Only one direction was captured: who reset is visible, why mostly is not.',
  'mid-stream': 'The capture began in the middle of this connection: its handshake and its first requests are missing.',
  'lossy-capture': 'The capturing machine lost packets: what is missing here need not be missing on the network.',
  snaplen: 'Packets were cut short while capturing: what stands behind the cut was not read.',
  'single-client': 'Only one client address is in this capture: per client and in total cannot be told apart.',
  'began-before-capture': 'Connections were open before the capture began: counts of open connections are lower bounds.',
  'few-examples': 'Fewer than 3 examples: the pattern rests on little.',
  'payload-not-readable': 'The payload is encrypted or unknown: reasons given inside it are not visible.',
  'form-unknown': 'What ended it is in the capture, but has the form of no known cause.',
  'capture-ends-early': 'The capture ended before the connection did: what came later is not known.',
  'from-text': 'Read from printed text: TTLs, payload and some sequence numbers are not in it.',
};
