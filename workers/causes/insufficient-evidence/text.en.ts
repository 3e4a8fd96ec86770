// Words of insufficient-evidence in English; when it holds is decided in rule.ts.

import type { CaveatId } from '../../model/vocabulary';
import { capture, serverOf } from '../words/commands';
import { connections, en } from '../words/phrases';
import type { Outcome } from '../../model/verdict';
import type { CauseWords, HeadlineContext } from '../words/words';

/** What keeps the capture from telling, the most decisive first; caveats about where it was taken decide nothing here. */
const REASONS: readonly (readonly [CaveatId, string])[] = [
  ['one-direction', 'only one direction was captured'],
  ['mid-stream', 'the capture began in the middle of them'],
  ['began-before-capture', 'they began before the capture'],
  ['lossy-capture', 'packets are missing from the capture'],
  ['snaplen', 'the packets were cut too short'],
  ['form-unknown', 'what was seen has the form of no known cause'],
  ['capture-ends-early', 'the capture ended too early'],
  ['payload-not-readable', 'the payload is not readable'],
];

function reason(context: HeadlineContext): string {
  return REASONS.find(([caveat]) => context.caveats?.includes(caveat) ?? false)?.[1] ?? 'the packets that would decide are not in it';
}

const ENDED: Readonly<Record<Outcome, string>> = {
  reset: 'reset',
  refused: 'refused',
  unreachable: 'reported unreachable',
  'no-answer': 'left without an answer',
  closed: 'closed',
  'half-closed': 'closed on one side',
  open: 'left open',
  probe: 'reset by the client',
  unclear: 'seen only in part',
};

export const text: CauseWords = {
  short: 'Cannot tell',
  headline: (c) =>
    c.outcome === 'unclear'
      ? en`How ${connections(c.n)} of ${c.client} to ${c.server} ended is not to be seen in this capture: ${reason(c)}.`
      : en`${connections(c.n)} of ${c.client} to ${c.server} ${c.n === 1 ? 'was' : 'were'} ${ENDED[c.outcome]}, but this capture cannot show why: ${reason(c)}.`,
  explanation:
    'Nothing in this capture decides between the possible causes, so no cause is named. What was seen, and which causes remain, stands below.',
  move: 'whoever can take a better capture',
  next: (c) => [
    {
      where: 'client',
      text: 'Capture again: whole connections from their first packet, both directions, at the client. Start before the trouble begins.',
      command: capture(serverOf(c), 'client-side.pcap'),
    },
    {
      where: 'server',
      text: 'At the same time at the server: two captures tell where packets stop and who sent a reset.',
      command: capture(serverOf(c), 'server-side.pcap'),
    },
  ],
  cannotTell: (c) => [
    `Why these connections ended: ${reason(c)}.`,
    'Packets show what the two TCP stacks did, not what the programs logged: look into the logs of both sides at that time.',
  ],
};
