// Loaded before the program that is measured: tells its peak resident set, in kilobytes, on file descriptor 3 when it ends.

import { writeSync } from 'node:fs';
import process from 'node:process';

process.on('exit', () => {
  writeSync(3, String(process.resourceUsage().maxRSS));
});
