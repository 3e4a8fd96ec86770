// A static file server for dist/: what any static host does, compression included, with the page's own content security policy
// as a header too.

import { createReadStream } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** @type {Readonly<Record<string, string>>} */
const MIME_TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.gz': 'application/gzip',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.pcap': 'application/vnd.tcpdump.pcap',
  '.pcapng': 'application/x-pcapng',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** What shrinks to a third; captures and pictures would not, or are none of the first view. */
const COMPRESSIBLE = new Set(['.css', '.html', '.js', '.json', '.mjs', '.svg', '.txt', '.webmanifest']);
/** Nothing in dist/ is as large: what is, is streamed as it stands. */
const COMPRESS_UP_TO_BYTES = 4_000_000;

const compress = promisify(gzip);

/** @typedef {{ path: string, size: number, modified: Date }} Served */

/** Compresses each file once, and again when it has changed. */
function compressor() {
  /** @type {Map<string, { state: string, body: Promise<Buffer> }>} */
  const known = new Map();
  return (/** @type {Served} */ file) => {
    const state = `${file.modified.getTime()} ${file.size}`;
    const before = known.get(file.path);
    if (before?.state === state) return before.body;
    const body = readFile(file.path).then((bytes) => compress(bytes));
    known.set(file.path, { state, body });
    // One that could not be read is asked for again.
    body.catch(() => known.delete(file.path));
    return body;
  };
}

/** `gzip`, `gzip;q=0.5`, `*`; not `gzip;q=0`. @param {string | string[] | undefined} accepted */
function takesGzip(accepted) {
  return String(accepted ?? '')
    .split(',')
    .some((part) => /^\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*$)[\d.]+\s*)?$/i.test(part));
}

/** The policy that a page states about itself in its meta element; the header repeats it. @param {string} html */
export function policyOf(html) {
  const meta = /<meta\s[^>]*http-equiv=["']?content-security-policy["']?[^>]*>/i.exec(html)?.[0];
  return meta === undefined
    ? undefined
    : /\scontent=(?:"([^"]*)"|'([^']*)')/i
        .exec(meta)
        ?.slice(1)
        .find((text) => text !== undefined);
}

/**
 * The file below `folder` that a request path names, or undefined: outside of it, hidden, or not a file.
 * @param {string} folder real path
 * @param {string} urlPath still percent-encoded
 * @returns {Promise<Served | undefined>}
 */
async function fileFor(folder, urlPath) {
  let decoded;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (decoded.includes('\0') || decoded.includes('\\') || decoded.split('/').some((part) => part.startsWith('.'))) return undefined;
  const wanted = resolve(join(folder, decoded.endsWith('/') ? `${decoded}index.html` : decoded));
  try {
    // The real path, so that a symbolic link cannot lead out either.
    const path = await realpath(wanted);
    const info = await stat(path);
    return path.startsWith(folder + sep) && info.isFile() ? { path, size: info.size, modified: info.mtime } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} folder
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {(file: Served) => Promise<Buffer>} compressed
 */
async function answer(folder, request, response, compressed) {
  const urlPath = (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/';
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD', 'Content-Type': 'text/plain; charset=utf-8' }).end('Only GET and HEAD.\n');
    return;
  }
  const root = await realpath(folder);
  let file = await fileFor(root, urlPath);
  let status = 200;
  if (file === undefined) {
    // As static hosts do: 404.html, which is the page itself, so that a link whose # became %23 still opens. A missing script stays an error.
    const isMangledLink = /%23/i.test(urlPath);
    const extension = extname(urlPath);
    if (isMangledLink || extension === '' || extension === '.html') file = await fileFor(root, '/404.html');
    status = isMangledLink && file !== undefined ? 200 : 404;
  }
  if (file === undefined) {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found.\n');
    return;
  }
  const extension = extname(file.path).toLowerCase();
  response.setHeader('Content-Type', MIME_TYPES[extension] ?? 'application/octet-stream');
  response.setHeader('Last-Modified', file.modified.toUTCString());
  // Names in assets/ carry a hash of the contents; everything else may change with the next build.
  response.setHeader(
    'Cache-Control',
    file.path.startsWith(join(root, 'assets') + sep) ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
  const html = extension === '.html' ? await readFile(file.path, 'utf8') : undefined;
  // A worker obeys the policy that its own script came with, not that of the page: every file carries it.
  const policy = policyOf(html ?? (await readFile(join(root, 'index.html'), 'utf8')));
  if (policy !== undefined) response.setHeader('Content-Security-Policy', policy);
  if (COMPRESSIBLE.has(extension)) response.setHeader('Vary', 'Accept-Encoding');
  if (COMPRESSIBLE.has(extension) && file.size <= COMPRESS_UP_TO_BYTES && takesGzip(request.headers['accept-encoding'])) {
    const body = await compressed(file);
    response.writeHead(status, { 'Content-Encoding': 'gzip', 'Content-Length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  response.writeHead(status, { 'Content-Length': file.size });
  if (request.method === 'HEAD') response.end();
  else pipeline(createReadStream(file.path), response, () => undefined);
}

/**
 * @param {string} folder what to serve
 * @returns {import('node:http').Server} not listening yet
 */
export function createStaticServer(folder) {
  const compressed = compressor();
  return createServer((request, response) => {
    answer(folder, request, response, compressed).catch((/** @type {unknown} */ error) => {
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end(`${error instanceof Error ? error.message : 'Error'}\n`);
    });
  });
}
