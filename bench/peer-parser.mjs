// Reads a pcapng file with pcap-ng-parser and throws the packets away: what merely parsing costs in Node with the library people find first.

import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';

const Parser = createRequire(import.meta.url)('pcap-ng-parser');
let packets = 0;
createReadStream(process.argv[2] ?? '')
  .pipe(new Parser())
  .on('data', () => packets++);
// It does not tell when it is done.
process.on('exit', () => console.log(packets));
