// `npm start`: installs what is missing, builds when the build is older than the sources, serves dist/ and prints the address.

import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { SetupError, ensureBuilt, ensureInstalled, runMain } from './bootstrap.mjs';
import { ROOT } from './freshness.mjs';
import { createStaticServer } from './static-server.mjs';

const USAGE = 'npm start [-- --port N] [--host H]   (default: port 4173, host 127.0.0.1)';

function readOptions() {
  let values;
  try {
    values = parseArgs({ options: { port: { type: 'string', default: '4173' }, host: { type: 'string', default: '127.0.0.1' } } }).values;
  } catch (error) {
    throw new SetupError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65535) throw new SetupError(`--port ${values.port} is not a port number.\n${USAGE}`);
  return { port, host: values.host };
}

/** @param {NodeJS.ErrnoException} error @param {number} port @param {string} host */
function whyNotListening(error, port, host) {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken by another program. Choose another: npm start -- --port ${port === 65535 ? 4174 : port + 1}`;
    case 'EACCES':
      return `Port ${port} may not be opened by this user. Choose one above 1023: npm start -- --port 4173`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine. Leave --host out to serve on 127.0.0.1.`;
    default:
      return `Cannot listen on ${host}:${port}: ${error.message}`;
  }
}

await runMain(async () => {
  const { port, host } = readOptions();
  await ensureInstalled();
  await ensureBuilt('page');
  const server = createStaticServer(join(ROOT, 'dist'));
  await new Promise((resolve, reject) => {
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => reject(new SetupError(whyNotListening(error, port, host))));
    server.listen(port, host, () => resolve(undefined));
  });
  const address = server.address();
  const shownPort = typeof address === 'object' && address !== null ? address.port : port;
  console.log(`whyreset is served on http://${host.includes(':') ? `[${host}]` : host}:${shownPort}  (Ctrl-C ends it)`);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
  }
});
