// Node servers of several habits: kinds.mjs ADDRESS PORT HABIT [argument...]. What each does is told in its line below.
import { readFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer } from 'node:net';
import { createServer as createTls } from 'node:tls';

const [address, port, habit, ...rest] = process.argv.slice(2);
const quiet = (socket) => socket.on('error', () => undefined);
const answer = (socket) => quiet(socket).on('data', (data) => socket.write(`OK ${data.length}\n`));

const habits = {
  // maxConnections: what comes beyond is closed by libuv as soon as it is accepted.
  limit: () => Object.assign(createServer(answer), { maxConnections: Number(rest[0]) }),
  'limit-tls': () =>
    Object.assign(createTls({ key: readFileSync(rest[2]), cert: readFileSync(rest[1]) }, answer), { maxConnections: Number(rest[0]) }),
  // Answers and resets 60 ms later.
  reset: () =>
    createServer((socket) => quiet(socket).on('data', () => void socket.write('DONE\n') || setTimeout(() => socket.resetAndDestroy(), 60))),
  // Half-open allowed and never ended: a leak.
  half: () => createServer({ allowHalfOpen: true }, answer),
  // Half-open allowed, ended so many milliseconds after the client's end.
  'half-late': () => createServer({ allowHalfOpen: true }, (s) => answer(s).on('end', () => setTimeout(() => s.end(), Number(rest[0])))),
  // An event each so many milliseconds to whoever subscribed, also after the client's end.
  push: () =>
    createServer({ allowHalfOpen: true }, (socket) =>
      quiet(socket).once('data', () => {
        let n = 0;
        const timer = setInterval(() => socket.write(`id: ${n}\ndata: {"price":${4700 + n++}}\n\n`), Number(rest[0]));
        socket.on('close', () => clearInterval(timer));
      }),
    ),
  // 401 to the header of an upload; the body is never read and the socket destroyed.
  early: () =>
    createHttp((request, response) => {
      if (request.method === 'GET') return response.end('fine');
      response.writeHead(401, { Connection: 'close', 'Content-Length': '13' });
      request.pause();
      response.end('who are you?\n', () => setTimeout(() => request.socket.destroy(), 30));
    }),
  // Answers after so many milliseconds.
  slow: () => createHttp((request, response) => setTimeout(() => response.end('at last\n'), request.url === '/fast' ? 0 : Number(rest[0]))),
  // Never reads what it accepts.
  deaf: () => createServer({ pauseOnConnect: true }, quiet),
};
habits[habit]().listen(Number(port), address, 511);
