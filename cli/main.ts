#!/usr/bin/env node
// The program `whyreset`: hands Node's arguments and streams to run(), or to the sub-command.

import process from 'node:process';
import { run } from './run';

const [command, ...args] = process.argv.slice(2);
if (command === 'compare') {
  const { compare } = await import('./compare');
  process.exitCode = await compare(args, process);
} else {
  process.exitCode = await run(process.argv.slice(2), process);
}
