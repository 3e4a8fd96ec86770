// A plain Node HTTP server: node-server.mjs ADDRESS PORT [keepAliveTimeout in ms]
// "GET /crash" ends the process by an uncaught exception, "GET /slow" is answered after a second.
import { createServer } from 'node:http';

const [address, port, keepAlive] = process.argv.slice(2);
const server = createServer((request, response) => {
  if (request.url === '/crash') throw new Error('asked to crash');
  setTimeout(() => response.end('in stock\n'.repeat(20)), request.url === '/slow' ? 1000 : 0);
});
if (keepAlive) server.keepAliveTimeout = Number(keepAlive);
server.listen(Number(port), address);
