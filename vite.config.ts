// The page: a folder of static files that works from any path of any host. The command line is built by scripts/build.mjs.

import { createHash } from 'node:crypto';
import react from '@vitejs/plugin-react';
import { type Plugin, defineConfig } from 'vite';

/** Nothing may be sent anywhere: the page loads its own files, and reads captures as blobs. */
const POLICY = {
  'default-src': "'self'",
  'script-src': "'self'",
  'style-src': "'self'",
  'style-src-attr': "'unsafe-inline'",
  'img-src': "'self' blob: data:",
  'connect-src': "'self'",
  'worker-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
} as const;

function policyText(policy: Readonly<Record<string, string>>): string {
  return Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}

/** Gateways turn # into %23: such an address names no file, and static hosts answer it with 404.html, which puts it right. */
const REPAIR = `
      const { pathname, search } = location;
      const at = pathname.indexOf('%23');
      if (at >= 0) location.replace(pathname.slice(0, at) + '#' + pathname.slice(at + 3) + search);
    `;

function policyMeta(policy: Readonly<Record<string, string>>): string {
  return `<meta http-equiv="Content-Security-Policy" content="${policyText(policy)}" />`;
}

/** Puts the policy into the built page and writes 404.html: the same page, and the repair. (While developing, Vite needs inline scripts.) */
function staticHosting(): Plugin {
  return {
    name: 'static-hosting',
    apply: 'build',
    enforce: 'post',
    transformIndexHtml: { order: 'post', handler: (html) => html.replace(/<head>/i, `<head>\n    ${policyMeta(POLICY)}`) },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const page = bundle['index.html'];
        if (page?.type !== 'asset') throw new Error('the build made no index.html');
        const html = typeof page.source === 'string' ? page.source : new TextDecoder().decode(page.source);
        const hash = createHash('sha256').update(REPAIR).digest('base64');
        const repairing = policyMeta({ ...POLICY, 'script-src': `'self' 'sha256-${hash}'` });
        const source = html.replace(policyMeta(POLICY), `${repairing}\n    <script>${REPAIR}</script>`);
        if (source === html) throw new Error('index.html has no <head> to put the policy in');
        this.emitFile({ type: 'asset', fileName: '404.html', source });
      },
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [react(), staticHosting()],
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    target: 'es2023',
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
