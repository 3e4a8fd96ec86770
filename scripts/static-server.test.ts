// The server that `npm start` runs: what it serves, what it refuses, what it says about itself.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, type Server, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStaticServer, policyOf } from './static-server.mjs';

const PAGE = `<!doctype html><head><meta http-equiv="Content-Security-Policy" content="default-src 'self'; connect-src 'self'" /></head>here`;

let folder: string;
let server: Server;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'whyreset-static-'));
  const site = join(folder, 'site');
  mkdirSync(join(site, 'assets'), { recursive: true });
  mkdirSync(join(site, '.hidden'));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'site-secret.txt'), 'secret');
  writeFileSync(join(site, '.hidden', 'secret.txt'), 'secret');
  symlinkSync(join(folder, 'secret.txt'), join(site, 'link.txt'));
  writeFileSync(join(site, 'index.html'), PAGE);
  writeFileSync(join(site, '404.html'), PAGE.replace('here', 'nowhere'));
  writeFileSync(join(site, 'assets', 'app-1a2b.js'), 'export {};');
  writeFileSync(join(site, 'sample.pcapng'), new Uint8Array(70_000));
  server = createStaticServer(site);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

/** By hand, because fetch() would tidy the path up before sending it. */
function ask(
  path: string,
  method = 'GET',
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('latin1').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    })
      .once('error', reject)
      .end();
  });
}

describe('static server', () => {
  it('serves the page with its own policy as a header', async () => {
    for (const path of ['/', '/index.html', '/?lang=zh']) {
      const { status, headers, body } = await ask(path);
      expect({ path, status, type: headers['content-type'], body }).toEqual({
        path,
        status: 200,
        type: 'text/html; charset=utf-8',
        body: PAGE,
      });
      expect(headers['content-security-policy']).toBe("default-src 'self'; connect-src 'self'");
      expect(headers['cache-control']).toBe('no-cache');
    }
  });

  it('serves other files by their kind, hashed ones for ever', async () => {
    const script = await ask('/assets/app-1a2b.js');
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['cache-control']).toContain('immutable');
    // A worker's script brings the worker's policy.
    expect(script.headers['content-security-policy']).toBe("default-src 'self'; connect-src 'self'");
    const sample = await ask('/sample.pcapng');
    expect([sample.status, sample.headers['content-type'], sample.body.length]).toEqual([200, 'application/x-pcapng', 70_000]);
  });

  it('compresses what shrinks for those who take it, and again when the file has changed', async () => {
    const unzipped = (body: string) => gunzipSync(Buffer.from(body, 'latin1')).toString();
    const asked = (path: string, accepted: string, method = 'GET') => ask(path, method, { 'accept-encoding': accepted });
    for (const accepted of ['gzip', 'br, GZIP;q=0.5', '*', 'deflate , gzip ; q=1.0']) {
      const page = await asked('/', accepted);
      expect([accepted, page.headers['content-encoding'], unzipped(page.body)]).toEqual([accepted, 'gzip', PAGE]);
      expect([page.headers['vary'], Number(page.headers['content-length'])]).toEqual(['Accept-Encoding', page.body.length]);
    }
    for (const accepted of ['identity', 'gzip;q=0', 'gzip; q=0.00', 'x-gzipped', '']) {
      const page = await asked('/', accepted);
      expect([accepted, page.headers['content-encoding'], page.body]).toEqual([accepted, undefined, PAGE]);
    }
    const sample = await asked('/sample.pcapng', 'gzip');
    expect([sample.headers['content-encoding'], sample.body.length]).toEqual([undefined, 70_000]);
    const head = await asked('/', 'gzip', 'HEAD');
    expect([head.status, head.headers['content-encoding'], head.body]).toEqual([200, 'gzip', '']);
    writeFileSync(join(folder, 'site', 'notes.txt'), 'first');
    expect(unzipped((await asked('/notes.txt', 'gzip')).body)).toBe('first');
    writeFileSync(join(folder, 'site', 'notes.txt'), 'second');
    expect(unzipped((await asked('/notes.txt', 'gzip')).body)).toBe('second');
  });

  it('answers a link whose # became %23 with the page, other unknown paths with 404.html, missing files plainly', async () => {
    const mangled = await ask('/%23s1.12.abc.de');
    expect([mangled.status, mangled.body]).toEqual([200, PAGE.replace('here', 'nowhere')]);
    const unknown = await ask('/no/such/place');
    expect([unknown.status, unknown.body]).toEqual([404, PAGE.replace('here', 'nowhere')]);
    const script = await ask('/assets/gone-1a2b.js');
    expect([script.status, script.headers['content-type']]).toEqual([404, 'text/plain; charset=utf-8']);
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/..%5csecret.txt',
    '/../site-secret.txt',
    '//secret.txt',
    '/.hidden/secret.txt',
    '/link.txt',
    '/secret.txt%00.html',
    '/%',
  ])('gives nothing from outside: %s', async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBe(404);
    expect(body).not.toContain('secret');
  });

  it('takes GET and HEAD only', async () => {
    expect((await ask('/', 'POST')).status).toBe(405);
    const head = await ask('/', 'HEAD');
    expect([head.status, head.headers['content-length'], head.body]).toEqual([200, String(PAGE.length), '']);
  });

  it('reads the policy of a page whatever the order of the attributes, and none where there is none', () => {
    expect(policyOf(`<meta content="default-src 'none'" http-equiv='content-security-policy'>`)).toBe("default-src 'none'");
    expect(policyOf('<meta charset="utf-8">')).toBeUndefined();
  });
});
