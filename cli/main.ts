#!/usr/bin/env node
// The program `whyreset`: hands Node's arguments and streams to run().

import process from 'node:process';
import { run } from './run';

process.exitCode = await run(process.argv.slice(2), process);
