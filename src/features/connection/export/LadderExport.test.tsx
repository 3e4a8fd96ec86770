// @vitest-environment jsdom
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '#engine/causes/words/both-languages';
import type { ArrowStyle, LadderModel } from '#engine/ladder/ladder-model';
import { renderSvgLadder } from '#engine/ladder/svg-ladder';
import { SVG_DASHES, svgLook } from '#engine/ladder/svg-look';
import { store } from '../../../store/store';
import { DASHES, lookOf, type Tone } from '../ladder/arrow-look';
import { reportOf } from '../testing/fake-engine';
import { closedAfterAccept, expandedRun, incidents } from '../testing/ladder-fixtures';
import { LadderExport } from './LadderExport';

interface Saved {
  readonly name: string;
  readonly blob: Blob | undefined;
}

let copied: string[] = [];
let saved: Saved[] = [];

beforeEach(() => {
  copied = [];
  saved = [];
  store.setState({ language: 'en', toast: null });
  const blobs = new Map<string, Blob>();
  // jsdom has no addresses for blobs, draws no image and has no canvas.
  Object.assign(URL, {
    createObjectURL: (blob: Blob) => {
      const address = `blob:${blobs.size}`;
      blobs.set(address, blob);
      return address;
    },
    revokeObjectURL: () => undefined,
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(this: HTMLAnchorElement) {
    saved.push({ name: this.download, blob: blobs.get(this.href) });
  });
});
afterEach(cleanup);

async function press(name: string, model: LadderModel = closedAfterAccept) {
  const user = userEvent.setup({ delay: null });
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((text) => {
    copied.push(text);
    return Promise.resolve();
  });
  render(<LadderExport model={model} report={reportOf(model)} />);
  await user.click(screen.getByRole('button', { name }));
}

const toast = () => JSON.stringify(store.getState().toast);

function parse(svg: string): Document {
  return new DOMParser().parseFromString(svg, 'image/svg+xml');
}

describe('the buttons', () => {
  it('copy the ladder as SVG with its headline', async () => {
    await press('Copy SVG');
    await waitFor(() => expect(copied).toHaveLength(1));
    const root = parse(copied[0]).documentElement;
    expect(root.tagName).toBe('svg');
    expect(root.querySelectorAll('[data-packet]')).toHaveLength(7);
    expect(root.querySelector('desc')?.textContent).toContain('accept');
  });

  it('save it as a file, in the language of the page', async () => {
    store.setState({ language: 'zh' });
    await press('下载 SVG');
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0].name).toBe('whyreset-10.211.55.2-55884-10.211.55.10-2181.svg');
    expect(saved[0].blob?.type).toBe('image/svg+xml');
    expect(parse((await saved[0].blob?.text()) ?? '').querySelector('title')?.textContent).toContain('TCP 连接');
    expect(toast()).toContain('已保存为');
  });

  it('draw a PNG at twice the size from a data: address', async () => {
    const drawn: { readonly src: string; readonly width: number; readonly height: number }[] = [];
    const decoded: string[] = [];
    HTMLImageElement.prototype.decode = function decode(this: HTMLImageElement) {
      decoded.push(this.src);
      return Promise.resolve();
    };
    const context = {
      drawImage: (image: HTMLImageElement, _x: number, _y: number, width: number, height: number) =>
        drawn.push({ src: image.src, width, height }),
    };
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as unknown as null);
    vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((done, type) => done(new Blob(['png'], { type: type ?? '' })));
    await press('Download PNG');
    await waitFor(() => expect(saved).toHaveLength(1));
    const report = reportOf(closedAfterAccept);
    const [{ src, width, height }] = drawn;
    const svg = decodeURIComponent(src.slice('data:image/svg+xml;charset=utf-8,'.length));
    const viewBox = parse(svg).documentElement.getAttribute('viewBox')?.split(' ').map(Number) ?? [];
    expect(decoded).toEqual([src]);
    expect([width, height]).toEqual([2 * viewBox[2], 2 * viewBox[3]]);
    expect(svg).toContain(`id="ladder-${report.id}-title"`);
    expect(saved[0]).toMatchObject({ name: expect.stringMatching(/\.png$/), blob: { type: 'image/png' } });
  });

  it('say so when the browser does not draw it', async () => {
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
    await press('Download PNG');
    await waitFor(() => expect(toast()).toContain('use SVG'));
    expect(saved).toEqual([]);
  });

  it('refuse a PNG that is too high, and shorten an SVG', async () => {
    await press('Download PNG', expandedRun());
    await waitFor(() => expect(toast()).toMatch(/\d\d,\d{3} px high, more than 8,192 px: use SVG/));
    expect(saved).toEqual([]);
    cleanup();
    await press('Download SVG', expandedRun());
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(toast()).toContain('at most 400 rows');
  });
});

describe('the drawing and the page', () => {
  const TONES: Readonly<Record<Tone, string>> = {
    open: 'accent',
    data: 'text-2',
    quiet: 'text-3',
    early: 'o-early',
    reset: 'o-reset',
    noanswer: 'o-noanswer',
    refused: 'o-refused',
  };

  it('give every segment the same line, head and colour', () => {
    const styles: readonly ArrowStyle[] = [
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
    for (const style of styles) {
      const { tone, ...shape } = lookOf(style);
      expect(svgLook({ style, duplicate: false })).toEqual({ ...shape, colour: TONES[tone] });
    }
    expect(SVG_DASHES).toEqual(DASHES);
  });

  it('show the same packets', () => {
    for (const model of Object.values(incidents)) {
      const frames = model.rows.flatMap((row) => (row.kind === 'packet' ? [String(row.frame)] : []));
      const root = parse(renderSvgLadder(model, { language: 'en', prefix: 'p' }).svg);
      expect([...root.querySelectorAll('[data-packet]')].map((row) => row.getAttribute('data-packet'))).toEqual(frames);
    }
  });
});
