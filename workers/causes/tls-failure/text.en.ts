// Words of tls-failure in English; when it holds is decided in rule.ts.

import { serverLog, serverOf, tlsConnect } from '../words/commands';
import { clause, connections, en, ender, enderRole, headlineForm } from '../words/phrases';
import type { CauseWords, HeadlineContext } from '../words/words';
import { alertOf } from './text-shared';

/** The connections, told from the side that ended them. */
function whose(context: HeadlineContext): string {
  const role = enderRole(context);
  if (role === 'server') return `${connections(context.n)} of ${context.client}`;
  if (role === 'client') return `${connections(context.n)} to ${context.server}`;
  return `${connections(context.n)} between ${context.client} and ${context.server}`;
}

export const text: CauseWords = {
  short: 'TLS failed',
  headline: (c) => {
    const alert = clause(alertOf(c), (a) => ` with TLS alert "${a}"`);
    return headlineForm(c.certainty, {
      certain: en`${ender(c, 'en')} ended ${whose(c)}${alert} during the handshake.`,
      likely: en`${ender(c, 'en')} ended ${whose(c)}${alert}, likely because the TLS handshake failed.`,
      observed: en`${ender(c, 'en')} ended ${whose(c)}${alert} before any application data.`,
    });
  },
  explanation: 'The two sides did not agree on version, cipher, name or certificate, and one of them ended the TLS handshake.',
  move: 'the owner of the side whose certificate or settings do not fit',
  settles: (c) => ({ text: 'It was this if a TLS handshake by hand fails as well.', command: tlsConnect(serverOf(c)) }),
  next: (c) => [
    {
      where: 'client',
      text: 'Version, cipher and certificate chain as the server offers them; add -servername NAME when it serves several names.',
      command: tlsConnect(serverOf(c)),
    },
    {
      where: 'server',
      text: 'Is the certificate in date, complete with its chain, and for this name?',
      command: `${tlsConnect(serverOf(c))} </dev/null 2>/dev/null | openssl x509 -noout -dates -subject -issuer`,
    },
    { where: 'server', text: 'What does its log say (minimum version, client certificate required)?', command: serverLog() },
    { where: 'client', text: 'Is the clock right, and is the issuing authority in the trust store?' },
  ],
  cannotTell: () => [
    'Encrypted alerts: only their size is visible.',
    'Which check of the certificate failed is only in the log of the side that sent the alert.',
  ],
};
