// Loaded before the program that is measured: tells its peak resident set, in kilobytes, on file descriptor 3 when it ends.

import { readFileSync, writeSync } from 'node:fs';
import process from 'node:process';

/** Linux: of this program alone. What resourceUsage tells there begins with the peak of the process that started it. */
function peakKilobytes() {
  try {
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
    if (peak !== undefined) return peak;
  } catch {
    // another system
  }
  return String(process.resourceUsage().maxRSS);
}

process.on('exit', () => {
  writeSync(3, peakKilobytes());
});
