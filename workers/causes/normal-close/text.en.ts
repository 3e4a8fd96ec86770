// Words of normal-close in English; when it holds is decided in rule.ts.

import { connections, en, ender, enderRole } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: 'Closed normally',
  headline: (c) =>
    enderRole(c) === undefined
      ? en`${connections(c.n)} of ${c.client} and ${c.server}: both sides closed with FIN.`
      : en`${connections(c.n)} of ${c.client} and ${c.server}: both sides closed with FIN, ${ender(c, 'en')} first.`,
  explanation: 'The exchange was complete and each side closed its own end with FIN. Nothing was lost and no program logs an error.',
  move: 'nobody',
  settles: () => ({ text: 'It was this if both programs meant to close.' }),
  next: () => [{ where: 'client', text: 'If users saw errors nevertheless: was this the right time, host and port?' }],
  cannotTell: () => ['What was answered: an error inside a complete answer (HTTP 500, an error message) is no matter of TCP.'],
};
