// @vitest-environment jsdom
// The drawing of the ladder: golden files of the founding cases, and what holds for every drawing, hostile ones included.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import '../causes/words/both-languages';
import type { Language } from '../base/format';
import { analyzeCapture } from '../pipeline/analyze';
import { ladderContextOf } from '../report/report-source';
import { memorySource } from '../testing/memory-source';
import { buildLadder } from './build-ladder';
import type { Annotation, ArrowStyle, LadderModel, LadderRow, PacketRow, RunRow } from './ladder-model';
import { renderSvgLadder, type SvgLadder } from './svg-ladder';
import { SVG_COLOURS } from './svg-look';
import { MAX_SVG_ROWS } from './svg-rows';
import { monoWidth, sansWidth } from './svg-xml';

const ROOT = join(import.meta.dirname, '../..');

/** The ladder of a sample's clearest example, with its runs open where asked. */
async function ladderOf(sample: string, isOpen = false): Promise<LadderModel> {
  const bytes = new Uint8Array(readFileSync(join(ROOT, 'public/samples', `${sample}.pcapng`)));
  const result = await analyzeCapture(memorySource(bytes), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(`${sample}: ${result.failure.code}`);
  const analysis = result.value;
  const connection = analysis.findings[0]?.representative ?? 0;
  const report = analysis.report(connection);
  const ladder = (expanded: ReadonlySet<number>) => buildLadder(analysis.tables, report, ladderContextOf(analysis, connection), expanded);
  const folded = ladder(new Set());
  return isOpen ? ladder(new Set(folded.rows.flatMap((row) => (row.kind === 'run' ? [row.id] : [])))) : folded;
}

const FOUNDING = ['zookeeper-limit', 'descriptors', 'limit-65387', 'accept-queue', 'keep-alive'] as const;

const packet = (over: Partial<PacketRow> & Pick<PacketRow, 'frame'>): PacketRow => ({
  kind: 'packet',
  seconds: over.frame / 1000,
  deltaSeconds: 0.001,
  from: 'client',
  style: 'data',
  flags: ['ACK'],
  len: 10,
  seq: 1,
  ack: 1,
  rawSeq: 1,
  rawAck: 1,
  window: null,
  ttl: 64,
  mss: null,
  windowScale: null,
  retry: 0,
  retryOf: null,
  hint: '',
  icmp: null,
  crossed: false,
  ignored: false,
  foreign: false,
  duplicate: false,
  after: { client: 'established', server: 'established' },
  notes: [],
  ...over,
});

const run = (over: Partial<RunRow> = {}): RunRow => ({
  kind: 'run',
  id: 1,
  what: 'data',
  packets: 10_000,
  bytesClient: 0,
  bytesServer: 14_600_000,
  retransmissions: 3,
  windowChanges: 0,
  firstFrame: 4,
  lastFrame: 10_003,
  seconds: 0.1,
  durationSeconds: 2,
  turns: 1,
  expanded: false,
  hidden: 0,
  rows: [],
  after: { client: 'established', server: 'established' },
  ...over,
});

const note = (number: number, frames: readonly number[], over: Partial<Annotation> = {}): Annotation => ({
  number,
  side: 'server',
  fact: 'reply-rst',
  values: { bytes: 49 },
  frames,
  decisive: true,
  ...over,
});

const ladder = (rows: readonly LadderRow[], over: Partial<LadderModel> = {}): LadderModel => ({
  connection: 0,
  client: { address: '10.0.0.1', port: 40_000, ttl: 64 },
  server: { address: '10.0.0.2', port: 80, ttl: 63 },
  rolesAssumed: false,
  vantage: 'client',
  middlebox: false,
  packets: rows.length,
  timeDigits: 6,
  startNs: '1561307506868738000',
  rows,
  annotations: [],
  gauge: null,
  ...over,
});

const draw = (model: LadderModel, language: Language = 'en', prefix = 'p', headline?: string): SvgLadder =>
  renderSvgLadder(model, headline === undefined ? { language, prefix } : { language, prefix, headline });

function parse({ svg }: SvgLadder): Element {
  const document = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(document.querySelector('parsererror')).toBeNull();
  return document.documentElement;
}

const ELEMENTS = new Set(['svg', 'title', 'desc', 'defs', 'pattern', 'rect', 'path', 'circle', 'text', 'tspan', 'g']);
const ATTRIBUTES =
  /^(?:xmlns|width|height|viewBox|role|aria-labelledby|id|patternUnits|x|y|dx|rx|cx|cy|r|d|fill|fill-opacity|stroke|stroke-width|stroke-opacity|stroke-dasharray|font-size|font-family|font-weight|text-anchor|data-packet)$/;

/** Nothing in it does, fetches, or reaches further than a drawing may. */
function expectHarmless(root: Element, prefix: string): void {
  const ids = [...root.querySelectorAll('[id]')].map((element) => element.id);
  const offences: string[] = [];
  for (const element of [root, ...root.querySelectorAll('*')]) {
    if (!ELEMENTS.has(element.tagName)) offences.push(element.tagName);
    for (const name of element.getAttributeNames()) {
      const value = element.getAttribute(name) ?? '';
      if (!ATTRIBUTES.test(name)) offences.push(name);
      if (value.includes('url(') && !ids.some((id) => value === `url(#${id})`)) offences.push(value);
      if (name === 'font-family' && value !== 'sans-serif' && value !== 'monospace') offences.push(value);
    }
  }
  expect(offences).toEqual([]);
  expect(ids.filter((id) => !id.startsWith(`${prefix}-`))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(root.getAttribute('aria-labelledby')).toBe(`${prefix}-title ${prefix}-desc`);
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const NUMBERS = /-?\d+(?:\.\d+)?/g;

function boxOf(element: Element): Box | null {
  const number = (name: string) => Number(element.getAttribute(name) ?? 0);
  switch (element.tagName) {
    case 'rect':
      return { left: number('x'), right: number('x') + number('width'), top: number('y'), bottom: number('y') + number('height') };
    case 'circle': {
      const [x, y, r] = [number('cx'), number('cy'), number('r')];
      return { left: x - r, right: x + r, top: y - r, bottom: y + r };
    }
    case 'path': {
      const [xs, ys]: [number[], number[]] = [[], []];
      for (const [command, rest] of [...(element.getAttribute('d') ?? '').matchAll(/([MLHVQTZ])([^MLHVQTZ]*)/g)].map((m) => [m[1], m[2]])) {
        const values = (rest.match(NUMBERS) ?? []).map(Number);
        values.forEach((value, index) => (command === 'H' || (command !== 'V' && index % 2 === 0) ? xs : ys).push(value));
      }
      return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
    }
    case 'text': {
      const text = element.textContent ?? '';
      const font = { px: number('font-size'), family: 'sans-serif', weight: number('font-weight') } as const;
      const gaps = [...element.querySelectorAll('[dx]')].reduce((sum, span) => sum + Number(span.getAttribute('dx')), 0);
      const width = gaps + (element.getAttribute('font-family') === 'monospace' ? monoWidth(text, font.px) : sansWidth(text, font));
      const anchor = element.getAttribute('text-anchor');
      const left = number('x') - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0);
      return { left, right: left + width, top: number('y') - font.px, bottom: number('y') + font.px * 0.3 };
    }
    default:
      return null;
  }
}

function expectInside(root: Element): void {
  const [, , width = 0, height = 0] = (root.getAttribute('viewBox') ?? '').split(' ').map(Number);
  const outside = [...root.querySelectorAll('rect, circle, path, text')].filter((element) => {
    const box = element.closest('defs') === null ? boxOf(element) : null;
    return box !== null && !(box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height);
  });
  expect(outside.map((element) => element.outerHTML)).toEqual([]);
}

function expectSound(drawing: SvgLadder, prefix = 'p'): Element {
  const root = parse(drawing);
  expectHarmless(root, prefix);
  expectInside(root);
  return root;
}

const STYLES: readonly ArrowStyle[] = [
  'syn',
  'syn-ack',
  'ack',
  'data',
  'fin',
  'rst',
  'retransmission',
  'duplicate-ack',
  'keepalive',
  'keepalive-ack',
  'window-probe',
  'window-update',
  'icmp',
];

/** One of everything, most of it at its worst. */
const crowded = ladder(
  [
    ...STYLES.flatMap((style, index) =>
      (['client', 'server', 'middlebox'] as const).map((from, at) =>
        packet({
          frame: 65_000_000 + index * 3 + at,
          style,
          from,
          ...(from === 'middlebox' ? { to: at % 2 === 0 ? 'client' : 'server' } : {}),
          crossed: at === 1,
          ignored: index % 2 === 0,
          window: index % 3 === 0 ? 0 : null,
          retry: style === 'retransmission' ? 12 : 0,
          retryOf: style === 'retransmission' ? 64_000_000 : null,
          icmp: style === 'icmp' ? { type: 1, code: 1, from: 'fd00:1111:2222:3333:4444:5555:6666:7777' } : null,
          hint: 'HTTP 503 close, with many more words than the lane of any ladder ever had room for, and then some',
          duplicate: index === 3,
          foreign: index === 4,
          seq: 4_294_967_295,
          ack: 4_294_967_295,
          after: index % 2 === 0 ? { client: 'established', server: 'syn-received' } : { client: 'closed', server: 'close-wait' },
        }),
      ),
    ),
    { kind: 'gap', seconds: 3 * 86_400, reason: 'idle', after: { client: 'closed', server: 'close-wait' } },
    run({ packets: 9_999_999, retransmissions: 99_999, windowChanges: 12_345, lastFrame: 99_999_999, bytesClient: 1e12 }),
    { kind: 'gap', seconds: 0, reason: 'wait', after: { client: 'time-wait', server: 'last-ack' } },
  ],
  {
    client: { address: 'fd00:1111:2222:3333:4444:5555:6666:7777', port: 65_535, ttl: 255 },
    server: { address: 'fd00:aaaa:bbbb:cccc:dddd:eeee:ffff:abcd', port: 65_535, ttl: 255 },
    rolesAssumed: true,
    vantage: 'unknown',
    middlebox: true,
    timeDigits: 9,
    annotations: [
      ...Array.from({ length: 12 }, (_, at) => note(at + 1, [1, 2, 3, 4, 5, 6, 65_000_001])),
      note(13, [65_000_002], { side: 'middlebox' }),
      note(14, [65_000_003], { side: 'client', decisive: false }),
      note(15, [65_000_003], { side: 'client' }),
      note(16, [123_456_789], { values: { bytes: 1e15 } }),
      note(17, []),
    ],
    gauge: { open: 65_387, limit: 60, atLeast: true },
  },
);

describe('the drawing of a ladder', () => {
  it.each(FOUNDING)('draws %s as its golden file has it', async (sample) => {
    const drawing = draw(await ladderOf(sample), 'en', 'ladder');
    expectSound(drawing, 'ladder');
    await expect(drawing.svg).toMatchFileSnapshot(`svg-goldens/${sample}.svg`);
  });

  it.each(FOUNDING)('is sound for %s with open runs, a headline, in both languages, and always the same', async (sample) => {
    const model = await ladderOf(sample, true);
    for (const language of ['en', 'zh'] as const) {
      const headline = language === 'en' ? `The program \`nginx\` ${'went away '.repeat(30)}` : `程序 \`nginx\` ${'离开了，'.repeat(60)}`;
      const drawing = draw(model, language, 'p', headline);
      const root = expectSound(drawing);
      expect(root.textContent).not.toContain('`');
      expect(draw(model, language, 'p', headline)).toEqual(drawing);
    }
  });

  it('keeps everything inside, whatever comes together', () => {
    for (const language of ['en', 'zh'] as const) {
      const root = expectSound(draw(crowded, language));
      expect(root.querySelectorAll('[data-packet]')).toHaveLength(3 * STYLES.length);
    }
    for (const vantage of ['client', 'server', 'router'] as const) expectSound(draw({ ...crowded, vantage }));
    expectSound(draw(ladder([])));
    expectSound(draw(ladder([], { rows: [run()], gauge: { open: 1, limit: 0, atLeast: false } })));
    expectSound(draw(ladder([packet({ frame: 1, seconds: Number.NaN, deltaSeconds: Infinity })], { startNs: 'tomorrow' })));
  });

  it('keeps hostile names and payload as text', () => {
    const hostile = `</text><script>alert(1)</script>]]>&amp;"'\u0000\u001B\uD800\u202E\uFFFF x="1`;
    const model = ladder(
      [packet({ frame: 1, hint: hostile }), packet({ frame: 2, style: 'icmp', icmp: { type: 3, code: 1, from: hostile } })],
      {
        client: { address: hostile, port: 1, ttl: null },
        annotations: [note(1, [1], { fact: 'tls-alert', values: { description: hostile, level: hostile } })],
      },
    );
    const drawing = draw(model, 'en', '"><script>', hostile);
    expect(drawing.svg).not.toContain('<script');
    // oxlint-disable-next-line no-control-regex -- that is what must not be there
    expect(drawing.svg).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u202E\uFFFF]/);
    // A lone half of a character would make the address of the image throw.
    expect(() => encodeURIComponent(drawing.svg)).not.toThrow();
    const root = parse(drawing);
    expect(root.querySelector('script')).toBeNull();
    expect(root.querySelector('title')?.textContent).toContain('</text><script>alert(1)</script>]]>&amp;"\'');
    expectHarmless(root, 'l---script-');
  });

  it('has ids of its own in a document with several drawings', () => {
    const ids = ['a', 'b'].flatMap((prefix) => [...draw(crowded, 'en', prefix).svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
    expect(ids.length).toBeGreaterThan(8);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('never has more than 400 rows, and says what it leaves out', () => {
    const open = (id: number, count: number): RunRow => {
      const firstFrame = id * 100_000;
      const rows = Array.from({ length: count }, (_, at) => packet({ frame: firstFrame + at }));
      return run({ id, firstFrame, lastFrame: firstFrame + 99_999, expanded: true, hidden: 9000, rows });
    };
    const packetsOf = (root: Element) => [...root.querySelectorAll('[data-packet]')].map((row) => Number(row.getAttribute('data-packet')));

    const long = draw(ladder([packet({ frame: 1 }), open(1, 500), open(2, 500), packet({ frame: 900_000 })]));
    const frames = packetsOf(expectSound(long));
    // 400 less the two packets, two heads of runs, and the row of what is hidden; the second run stays folded.
    expect(frames.filter((frame) => frame >= 100_000 && frame < 200_000)).toHaveLength(395);
    expect(frames).toEqual(expect.arrayContaining([1, 100_000, 100_499, 900_000]));
    expect(frames.some((frame) => frame >= 200_000 && frame < 900_000)).toBe(false);
    expect(long.isShortened).toBe(true);
    expect(long.svg).toContain('9,105 more packets');

    const short = draw(ladder([packet({ frame: 1 }), open(1, 20)]));
    expect(packetsOf(expectSound(short))).toHaveLength(21);
    expect(short.isShortened).toBe(false);
    expect(short.svg).toContain('9,000 more packets');

    const foreign = draw(ladder(Array.from({ length: 5000 }, (_, at) => packet({ frame: at + 1 }))));
    expect(packetsOf(expectSound(foreign))).toHaveLength(MAX_SVG_ROWS - 1);
    expect(foreign.isShortened).toBe(true);
    expect(foreign.svg).toContain('4,601 more packets');
  });
});

describe('the grammar of the drawing', () => {
  /** The lane of the only packet, without words. */
  const shapes = (over: Partial<PacketRow>, model: Partial<LadderModel> = {}): string => {
    const root = expectSound(draw(ladder([packet({ frame: 1, ...over })], model)));
    return [...root.querySelectorAll('[data-packet] > path')].map((path) => path.outerHTML).join('');
  };

  it('tells every kind of segment by its shape, without colour', () => {
    const kinds: readonly ArrowStyle[] = ['syn', 'ack', 'data', 'fin', 'rst', 'retransmission', 'keepalive', 'icmp'];
    const drawn = kinds.map((style) => shapes({ style }).replaceAll(/#[0-9a-f]{6}/g, ''));
    expect(new Set(drawn).size).toBe(kinds.length);
    expect(shapes({ style: 'retransmission' })).toContain('stroke-dasharray="6 3"');
  });

  it('marks what was ignored, a closed window, and a crossing', () => {
    expect(shapes({ ignored: true })).toContain(SVG_COLOURS['o-noanswer']);
    expect(shapes({})).not.toContain(SVG_COLOURS['o-noanswer']);
    const stop = (window: number | null) => parse(draw(ladder([packet({ frame: 1, window })]))).querySelectorAll('rect[width="8"]');
    expect([stop(0).length, stop(1024).length, stop(null).length]).toEqual([1, 0, 0]);

    const pair = (crossed: boolean) => {
      const root = expectSound(
        draw(ladder([packet({ frame: 1 }), packet({ frame: 2, from: 'server', style: 'fin', flags: ['FIN'], crossed })])),
      );
      return [...root.querySelectorAll('[data-packet="2"] path')].map((path) => (path.getAttribute('d')?.match(NUMBERS) ?? []).map(Number));
    };
    const isSloped = ([x1, y1, x2, y2]: readonly number[]) => Math.abs(x1 - x2) > 40 && Math.abs(y1 - y2) > 20;
    expect(pair(true).some(isSloped)).toBe(true);
    expect(pair(false).some(isSloped)).toBe(false);
  });

  it('has a third lifeline only where the model has one', () => {
    const dashed = (middlebox: boolean) => draw(ladder([packet({ frame: 1, from: 'middlebox', to: 'client' })], { middlebox })).svg;
    expect(dashed(true)).toContain('stroke-dasharray="4 3"');
    expect(dashed(true)).toContain('device on the path (inferred)');
    expect(dashed(false)).not.toContain('stroke-dasharray="4 3"');
    expect(dashed(false)).not.toContain('device on the path (inferred)');
  });

  it('shows states when they change, and bands of them', () => {
    const root = expectSound(
      draw(
        ladder([
          packet({ frame: 1, after: { client: 'syn-sent', server: 'unseen' } }),
          packet({ frame: 2, after: { client: 'syn-sent', server: 'syn-received' } }),
          packet({ frame: 3, after: { client: 'established', server: 'syn-received' } }),
        ]),
      ),
    );
    const words = (frame: number) => [...root.querySelectorAll(`[data-packet="${frame}"] text`)].map((text) => text.textContent);
    expect(words(1)).toContain('SYN-SENT');
    expect(words(2)).toContain('SYN-RCVD');
    expect(words(2)).not.toContain('SYN-SENT');
    expect(words(3)).toContain('ESTABLISHED');
    const fills = [...root.querySelectorAll(':scope > rect')].map((rect) => rect.getAttribute('fill'));
    expect(fills).toEqual(expect.arrayContaining([SVG_COLOURS['band-handshake'], SVG_COLOURS['band-established'], 'url(#p-closed)']));
  });

  it('numbers notes where they belong and says them below, with their packets', () => {
    const rows = [packet({ frame: 1 }), run(), packet({ frame: 20_000 })];
    const model = ladder(rows, { annotations: [note(1, [1]), note(2, [500]), note(3, [777_777])] });
    const root = expectSound(draw(model));
    const groups = [...root.querySelectorAll(':scope > g')];
    const circles = groups.map((group) => group.querySelectorAll('circle').length);
    expect(circles).toEqual([1, 1, 0]);
    expect(root.querySelectorAll(':scope > circle')).toHaveLength(3);
    expect(root.textContent).toContain('#777777');
    expect(root.querySelector('desc')?.textContent).toMatch(/\(1\) .*\(2\) .*\(3\) /);
  });

  it('names the time of its zero, unless the capture has no clock', () => {
    expect(draw(ladder([packet({ frame: 1 })])).svg).toContain('t = 0 is 2019-06-23 16:31:46.868738 UTC');
    for (const startNs of ['0', '86400000000000', 'x', '9'.repeat(24)]) {
      expect(draw(ladder([packet({ frame: 1 })], { startNs })).svg).not.toContain('t = 0');
    }
  });
});

describe('colours', () => {
  it('are those of the light theme', () => {
    const css = readFileSync(join(ROOT, 'src/styles/tokens.css'), 'utf8');
    const light = css.slice(0, css.indexOf('\n}'));
    const token = (name: string) => new RegExp(`--${name}:\\s*(#[0-9a-f]{6});`).exec(light)?.[1];
    for (const [name, value] of Object.entries(SVG_COLOURS)) expect([name, value]).toEqual([name, token(name)]);
    expect(light).toContain('--seg-open: var(--accent);');
    expect(light).toContain('--seg-data: var(--text-2);');
  });
});
