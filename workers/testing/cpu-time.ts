// Processor time of this process: what a test may limit on a machine that others use as well.

import process from 'node:process';

export function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
