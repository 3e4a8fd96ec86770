// The page with every English text of its catalogues in accents and brackets, a third longer: what stands there without them is
// hard-coded, and what is cut has no room for a longer language. Built beside dist/, which stays as it is.

import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { build, type Plugin } from 'vite';
import react from '@vitejs/plugin-react';

const ROOT = join(import.meta.dirname, '..');
const OUT = join(ROOT, 'test-results', 'pseudo');

/** Where texts come from. */
const CATALOGUES =
  /\/src\/messages\/en\.ts|\/src\/(?:features|ui)\/.*(?:messages|words|labels|names)\.ts|\/workers\/(?:causes|ladder|report)\//;
/** In these even a single small word is for readers. */
const WORDS_ONLY = /\/src\/|-words|words-en|\/text\./;
const LANGUAGES = new Set(['en', 'zh']);
const PLAIN = 'aceginorsuyACEGINORSUY';
const ACCENTED = 'áćéğíńóŕśúýÁĆÉĞÍŃÓŔŚÚÝ';
/** Whatever has passed through here holds one of these. */
export const ACCENTS = /[áćéğíńóŕśúýÁĆÉĞÍŃÓŔŚÚÝ]/;

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Code, file names, flags and addresses in a text stay as they are: they are what somebody types. */
function accented(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll(/[a-z]/gi, (letter) => ACCENTED[PLAIN.indexOf(letter)] ?? letter)))
    .join('');
}

function isText(text: string, isWords: boolean): boolean {
  if (!/[A-Za-z]/.test(text) || /[\u4e00-\u9fff]/.test(text) || LANGUAGES.has(text)) return false;
  return isWords || /\s/.test(text.trim()) || /^[A-Z][a-z]/.test(text);
}

/** Where in the code texts stand that end up before the reader: values of properties, and what functions of a catalogue return. */
function* textsIn(node: Node, isShown: boolean, isWords: boolean): Generator<Node> {
  const children = (key: string): readonly Node[] => {
    const value = node[key];
    return (Array.isArray(value) ? value : [value]).filter(isNode);
  };
  const each = function* (key: string, shown: boolean): Generator<Node> {
    for (const child of children(key)) yield* textsIn(child, shown, isWords);
  };
  switch (node.type) {
    case 'Literal':
      if (isShown && typeof node['value'] === 'string' && isText(node['value'], isWords)) yield node;
      return;
    case 'TemplateLiteral':
      if (isShown) yield* children('quasis');
      return yield* each('expressions', isShown);
    case 'TaggedTemplateExpression':
      return yield* each('quasi', isShown);
    case 'Property':
      return yield* each('value', true);
    case 'ArrowFunctionExpression':
      return yield* each('body', children('body')[0]?.type !== 'BlockStatement');
    case 'ReturnStatement':
      return yield* each('argument', true);
    case 'ConditionalExpression':
      yield* each('test', false);
      yield* each('consequent', isShown);
      return yield* each('alternate', isShown);
    case 'BinaryExpression': {
      const isJoin = node['operator'] === '+' && isShown;
      yield* each('left', isJoin);
      return yield* each('right', isJoin);
    }
    case 'CallExpression':
      yield* each('callee', false);
      // Plurals and brackets: functions of the catalogue itself. Methods compare and split.
      return yield* each('arguments', isShown && children('callee')[0]?.type === 'Identifier');
    case 'ArrayExpression':
    case 'LogicalExpression':
    case 'ObjectExpression':
    case 'VariableDeclarator':
      for (const key of ['elements', 'left', 'right', 'properties', 'init'])
        yield* each(key, isShown || node.type === 'VariableDeclarator');
      return;
    default:
      for (const key of Object.keys(node)) yield* each(key, false);
  }
}

function pseudo(): Plugin {
  return {
    name: 'pseudo-locale',
    enforce: 'post',
    transform(code, id) {
      if (!CATALOGUES.test(id)) return null;
      let out = code;
      const texts = [...textsIn(this.parse(code) as unknown as Node, false, WORDS_ONLY.test(id))].toSorted((a, b) => b.start - a.start);
      for (const { start, end } of texts) {
        const source = code.slice(start, end);
        const body = source.replaceAll(/\\u\{?[\da-f]+\}?|\\.|[^\\]+/gi, (part) => (part.startsWith('\\') ? part : accented(part)));
        out = out.slice(0, start) + body + out.slice(end);
      }
      return { code: out, map: null };
    },
  };
}

/** Serves the pseudo-locale in place of the built page. */
export async function withPseudoLocale(page: Page): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    base: './',
    define: { 'import.meta.env.VITE_VERSION': '"0"' },
    plugins: [react(), pseudo()],
    worker: { format: 'es', plugins: () => [] },
    build: { outDir: OUT, emptyOutDir: true, target: 'es2023', minify: false, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  });
  await page.context().route(/^http:\/\/127\.0\.0\.1/, async (route) => {
    const { pathname } = new URL(route.request().url());
    await route.fulfill({ path: join(OUT, pathname === '/' ? 'index.html' : pathname) });
  });
}
