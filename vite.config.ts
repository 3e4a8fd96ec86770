// The page: a folder of static files that works from any path of any host. The command line is built by scripts/build.mjs.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import react from '@vitejs/plugin-react';
import { type Plugin, defineConfig } from 'vite';

/** Nothing may be sent anywhere: the page loads its own files, and reads captures as blobs. */
const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'worker-src': "'self'",
  'manifest-src': "'self'",
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
      if (at >= 0) {
        const rest = pathname.slice(at + 3);
        // Some rewrite every sign of the link, not the first alone.
        let link = rest + search;
        try {
          if (/%(?:2F|3F)/i.test(rest)) link = decodeURIComponent(rest) + search;
        } catch {
          // Not encoded after all.
        }
        location.replace(pathname.slice(0, at) + '#' + link);
      }
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

/** Writes the service worker with the names of everything that the build made and of what stands in public/, samples included. */
function offline(): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const root = this.environment.config.root;
        const given = readdirSync(join(root, 'public'), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => relative(join(root, 'public'), join(entry.parentPath, entry.name)));
        const made = Object.keys(bundle).filter((name) => !name.endsWith('.html'));
        const files = [...made, ...given].toSorted();
        const hash = createHash('sha256').update(JSON.stringify(files));
        for (const name of given) hash.update(readFileSync(join(root, 'public', name)));
        const page = bundle['index.html'];
        if (page?.type === 'asset') hash.update(page.source);
        const source = readFileSync(join(root, 'src/offline/service-worker.js'), 'utf8')
          .replace('__FILES__', JSON.stringify(files))
          .replace('__VERSION__', hash.digest('hex').slice(0, 12));
        this.emitFile({ type: 'asset', fileName: 'sw.js', source });
      },
    },
  };
}

/** Leaves in .cache what the size budgets need to know: which file holds which modules and loads which other files. */
function chunkFacts(of: 'page' | 'worker'): Plugin {
  const name = (entries: readonly string[]): string => (entries.some((entry) => entry.includes('/reader.worker')) ? 'reader' : of);
  return {
    name: 'chunk-facts',
    apply: 'build',
    // Not writeBundle: a worker's bundle is generated, and written as part of the page's.
    generateBundle(_options, bundle) {
      const root = this.environment.config.root;
      const chunks = Object.values(bundle).flatMap((file) =>
        file.type === 'chunk'
          ? [{ file: file.fileName, isEntry: file.isEntry, imports: file.imports, modules: file.moduleIds.map((id) => relative(root, id)) }]
          : [],
      );
      mkdirSync(join(root, '.cache'), { recursive: true });
      const entries = Object.values(bundle).flatMap((file) => (file.type === 'chunk' && file.isEntry ? [file.fileName] : []));
      writeFileSync(join(root, '.cache', `${name(entries)}-chunks.json`), JSON.stringify(chunks, null, 1));
    },
  };
}

/**
 * What turns bytes into tables, which every capture needs at once and trimming needs again: one file. Cut up by who else uses what,
 * it would weigh more.
 */
const READING =
  /\/workers\/(?:base\/(?:bytes|column|result)|model\/(?:analysis-flags|address-table|frame-table|mark-table|segment-block|segment-table|side-tables|tables|vocabulary)|capture\/(?:capture-format|capture-stream|chunked-parser|issue-log|read-capture|registry|unpacker|formats\/)|decode\/(?!fields|packet-fields)|track\/(?!endpoint-machine))/;

/** Small parts that most views of an open capture share, some this one and some that: one file, since cut up they would weigh more. */
const PARTS =
  /\/src\/ui\/(?:Chips|ConfidenceMark|confidence-mark|Note|note|OutcomeBadge|outcome-badge|PacketChip|packet-chip|Settles)\.|\/workers\/causes\/words\/(?:certainty|outcome|difference|hint)-words|\/workers\/ladder\/(?:clock-digits|text-words|text-label)|\/src\/ui\/grid\//;

/** What the ladder of one capture and that with two taps share: one file, for the same reason. What is loaded alone stays so. */
const LADDER_PARTS =
  /\/src\/ui\/(?:ladder\/(?!Minimap|LadderFilter|linear-layout|draw-overview|minimap)|packet\/(?!PayloadTab|packet-changes))|\/src\/app\/(?:time-mode|wall-clock)\.|\/workers\/ladder\/packet-words/;

/** What the shell and every view share: one file, where a dozen small ones would queue for the first paint. */
const SHARED =
  /\/node_modules\/(?:react|zustand)\/|\/src\/store\/store|\/src\/store\/slices\/|\/src\/app\/language\.|\/workers\/(?:model\/(?:vocabulary|verdict|note)|causes\/words\/(?:language-words|evidence-words|cause-words|headline-context))\./;

/** Told in what the page exports (src/app/program.ts). */
function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
}

export default defineConfig({
  base: './',
  define: { 'import.meta.env.VITE_VERSION': JSON.stringify(ownVersion()) },
  plugins: [react(), staticHosting(), offline(), chunkFacts('page')],
  worker: {
    format: 'es',
    plugins: () => [chunkFacts('worker')],
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'reading', test: READING }] } } },
  },
  build: {
    outDir: 'dist',
    target: 'es2023',
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // A language is a file of its own, so that its budget can be held and a change of words leaves the code in the cache.
        codeSplitting: {
          // What they import is placed by who else needs it: most of it by the entry.
          includeDependenciesRecursively: false,
          groups: [
            { name: 'shared', test: SHARED },
            { name: 'messages-en', test: /\/src\/messages\/en/ },
            { name: 'messages-zh', test: /\/src\/messages\/zh/ },
            { name: 'parts', test: PARTS },
            { name: 'ladder-parts', test: LADDER_PARTS },
          ],
        },
      },
    },
  },
});
