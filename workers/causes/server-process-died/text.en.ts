// Words of server-process-died in English; when it holds is decided in rule.ts.

import { listening, serverLog, serverOf } from '../words/commands';
import { clause, connections, en, headlineForm } from '../words/phrases';
import { logTellsEn } from '../words/standard-limits';
import type { CauseWords } from '../words/words';
import { endedTogether, seconds } from './text-shared';

export const text: CauseWords = {
  short: 'Server process ended',
  headline: (c) => {
    const k = endedTogether(c);
    const spread = k > 1 ? clause(seconds(c, 'spreadSeconds', 'en'), (t) => ` within ${t} of each other`) : '';
    const down = clause(seconds(c, 'downSeconds', 'en'), (t) => `, and new ones were refused for ${t}`);
    return headlineForm(c.certainty, {
      certain: en`${connections(k)} of ${c.server} ended${spread}${down}: the process exited or was restarted.`,
      likely: en`${connections(k)} of ${c.server} ended${spread}${down}, likely because the process exited or was restarted.`,
      observed: en`${connections(k)} of ${c.server} ended${spread}${down}.`,
    });
  },
  explanation:
    'When a process ends, its kernel closes every connection in one instant: FIN where nothing was unread, RST where something was, RST for those not accepted yet. ' +
    'Until it runs again clients log "Connection refused".',
  move: "the server's owner",
  settles: () => ({ text: "It was this if the server's process ended or was restarted at that time.", command: serverLog() }),
  next: (c) => [
    {
      where: 'server',
      text: 'Why did it end: crash, deployment, restart, exit code?',
      command: "journalctl -u SERVICE --since '1 hour ago'; systemctl status SERVICE",
    },
    { where: 'server', text: 'Was it killed for memory, or did it crash?', command: "dmesg -T | grep -iE 'oom|killed process|segfault'" },
    {
      where: 'server',
      text: 'Since when does the present process listen?',
      command: `${listening(serverOf(c))}; ps -o lstart,etime,cmd -p PID`,
    },
    { where: 'server', text: 'Orchestrator events and deployment log at that time (kubectl get events, liveness probes).' },
  ],
  cannotTell: (c) => [
    logTellsEn(c, 'server'),
    'Whether it crashed, was killed or was restarted on purpose: the kernel closes the sockets the same way.',
  ],
};
