// @vitest-environment jsdom
// The other forms of the ladder: to scale, raw numbers, row heights, further packets of a run, the overview, the text's choices;
// and the parts around it that can be moved or are loaded when they are opened.
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '#engine/causes/words/both-languages';
import type { LadderModel, OpenedPackets } from '#engine/ladder/ladder-model';
import { withRawNumbers } from '#engine/ladder/raw-numbers';
import { renderTextLadder } from '#engine/ladder/text-ladder';
import type { WindowChart } from '#engine/rpc/charts';
import { store } from '../../store/store';
import { ConnectionView } from './ConnectionView';
import { fakeEngine } from './testing/fake-engine';
import { closedAfterAccept, expandedRun, stalePool } from './testing/ladder-fixtures';

const current = vi.hoisted(() => ({ engine: null as unknown }));
vi.mock('../../engine-client/engine-client', () => ({ engine: () => current.engine, engineClient: () => current.engine }));

/** Parts that are fetched when they are wanted take their time on a busy machine. */
const LAZY = { timeout: 15_000 };

let copied: string[] = [];

beforeEach(() => {
  copied = [];
  localStorage.clear();
  store.setState({ language: 'en', singleKeys: true, toast: null, view: { kind: 'connection', id: 12, packet: null } });
  // Nothing is painted here: the overview's drawing has a test of its own.
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

type Ladder = (expanded: readonly number[], opened?: readonly OpenedPackets[]) => LadderModel;

async function show(ladder: Ladder, options: { readonly packet?: number; readonly window?: WindowChart } = {}) {
  const { window: chart } = options;
  current.engine = fakeEngine(ladder, chart === undefined ? {} : { window: () => Promise.resolve({ ok: true, value: chart }) });
  const user = userEvent.setup({ delay: null });
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((text) => {
    copied.push(text);
    return Promise.resolve();
  });
  render(<ConnectionView id={12} packet={options.packet ?? null} />);
  await screen.findByTestId('ladder');
  return user;
}

function press(key: string): void {
  fireEvent.keyDown(document.activeElement ?? document.body, { key });
}
const ladder = () => screen.getByTestId('ladder');
const toast = () => store.getState().toast?.text ?? '';
const focusedKey = () => document.activeElement?.getAttribute('data-key');

describe('the linear scale', () => {
  it('is one key away, keeps the row, and its keys visit every packet though not all have room', async () => {
    await show(() => closedAfterAccept);
    press('j');
    press('j');
    expect(focusedKey()).toBe('p3');
    press('y');
    await waitFor(() => expect(ladder().querySelector('.ladder-linear')).not.toBeNull(), LAZY);
    expect(ladder().dataset['scale']).toBe('linear');
    await waitFor(() => expect(focusedKey()).toBe('p3'));
    expect(screen.getByRole('treegrid').getAttribute('aria-rowcount')).toBe('8');
    press('Home');
    const seen = [focusedKey()];
    for (let step = 0; step < 6; step++) {
      press('ArrowDown');
      seen.push(focusedKey());
    }
    expect(seen).toEqual(['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7']);
    press('y');
    expect(ladder().dataset['scale']).toBe('event');
    await waitFor(() => expect(focusedKey()).toBe('p7'));
  });

  it('labels more as it is zoomed into, and goes back to the whole', async () => {
    const user = await show(() => closedAfterAccept);
    press('y');
    await waitFor(() => expect(ladder().querySelector('.ladder-linear')).not.toBeNull(), LAZY);
    const labelled = () => screen.getAllByTestId('ladder-row').length;
    const atFirst = labelled();
    expect(atFirst).toBeLessThan(7);
    const out = screen.getByRole('button', { name: 'Zoom out' });
    expect(out).toHaveProperty('disabled', true);
    for (let step = 0; step < 6; step++) press('+');
    await waitFor(() => expect(ladder().querySelector<HTMLElement>('.ladder-linear')?.style.height).toMatch(/^\d{5}px$/));
    for (let step = 0; step < 5; step++) press('-');
    await user.click(out);
    expect(labelled()).toBe(atFirst);
    expect(out).toHaveProperty('disabled', true);
  });

  it('leaves + and − alone otherwise', async () => {
    await show(() => closedAfterAccept);
    press('+');
    press('y');
    await waitFor(() => expect(screen.getByRole('button', { name: 'Zoom out' })).toHaveProperty('disabled', true), LAZY);
  });
});

describe('raw numbers and row heights', () => {
  it('Shift+R shows and copies what stands in the header, and the packet keeps both', async () => {
    await show(() => closedAfterAccept, { packet: 7 });
    press('R');
    expect(toast()).toBe('Sequence numbers are those of the header.');
    const raw = withRawNumbers(closedAfterAccept);
    const last = raw.rows.at(-1);
    if (last?.kind !== 'packet') throw new Error('no packet');
    expect(screen.getAllByTestId('ladder-row').at(-1)?.getAttribute('aria-label')).toContain(`sequence ${last.rawSeq}`);
    press('c');
    await waitFor(() => expect(copied).toEqual([renderTextLadder(raw, 'en')]));
    expect((await screen.findByText(/^seq 2 \(/)).textContent).toBe(`seq 2 (${last.rawSeq})`);
    press('R');
    expect(toast()).toBe('Sequence numbers count from 0 again.');
  });

  it('d goes through three heights and remembers the choice', async () => {
    await show(() => closedAfterAccept);
    const height = () => ladder().style.getPropertyValue('--row-height');
    expect(height()).toBe('28px');
    press('d');
    expect([height(), toast()]).toEqual(['36px', 'Rows: comfortable.']);
    cleanup();
    await show(() => closedAfterAccept);
    expect(height()).toBe('36px');
    press('d');
    expect(height()).toBe('24px');
    press('d');
    expect(height()).toBe('28px');
  });
});

describe('the sides', () => {
  it('are swapped in the drawing alone: what the rows say stays', async () => {
    const user = await show(() => closedAfterAccept);
    const said = () => screen.getAllByTestId('ladder-row').map((row) => row.getAttribute('aria-label'));
    const before = said();
    await user.click(screen.getByRole('button', { name: 'Swap the sides of client and server' }));
    expect(ladder().dataset['swapped']).toBe('');
    expect(said()).toEqual(before);
    await user.click(screen.getByRole('button', { name: 'Swap the sides of client and server' }));
    expect(ladder().dataset['swapped']).toBeUndefined();
  });
});

describe('packets that an open run leaves out', () => {
  const open = expandedRun(500, 10_000);

  it('are shown 500 at a time, by Enter or from either end', async () => {
    const asked: (readonly OpenedPackets[])[] = [];
    const user = await show((expanded, opened = []) => {
      asked.push(opened);
      return expanded.includes(3) ? expandedRun(6, 20) : stalePool;
    });
    act(() => screen.getAllByTestId('ladder-run')[1]?.focus());
    press('ArrowRight');
    await waitFor(() => expect(screen.getByTestId('ladder-more')).toBeTruthy());
    for (let step = 0; step < 4; step++) press('ArrowDown');
    expect(focusedKey()).toBe('h7');
    expect(document.activeElement?.getAttribute('aria-label')).toContain('14 packets are left out');
    press('Enter');
    await waitFor(() => expect(asked.at(-1)).toEqual([[7, 500]]));
    await user.click(within(screen.getByTestId('ladder-more')).getByText('Show 500 more ↓'));
    await waitFor(() =>
      expect(asked.at(-1)).toEqual([
        [7, 500],
        [20, -500],
      ]),
    );
  });

  it('are shown around the packet that an address names', async () => {
    const asked: (readonly OpenedPackets[])[] = [];
    await show(
      (expanded, opened = []) => {
        asked.push(opened);
        return expanded.includes(3) ? open : { ...stalePool, rows: open.rows.map((row) => (row.kind === 'run' ? fold(row) : row)) };
      },
      { packet: 5_000 },
    );
    await waitFor(() =>
      expect(asked.at(-1)).toEqual([
        [5_000, 250],
        [5_000, -250],
      ]),
    );
  });
});

it('opens the run of a packet that the address names later, before any key was pressed', async () => {
  const ladder: Ladder = (expanded) => (expanded.includes(3) ? expandedRun(6, 38) : stalePool);
  current.engine = fakeEngine(ladder);
  const { rerender } = render(<ConnectionView id={12} packet={null} />);
  await screen.findByTestId('ladder');
  rerender(<ConnectionView id={12} packet={5} />);
  await waitFor(() =>
    expect(document.querySelector('[data-testid="ladder-row"][data-packet="5"]')?.getAttribute('aria-selected')).toBe('true'),
  );
});

function fold<T extends { expanded: boolean }>(run: T): T {
  return { ...run, expanded: false, hidden: 0, breaks: [], rows: [] };
}

describe('the overview of a long connection', () => {
  const parts = 240;
  const withOverview: LadderModel = {
    ...closedAfterAccept,
    overview: {
      durationSeconds: 0.003847,
      client: Array.from({ length: parts }, () => 1),
      server: Array.from({ length: parts }, () => 2),
      frames: Array.from({ length: parts }, (_, part) => Math.min(7, 1 + Math.floor(part / 36))),
      marks: [{ part: parts - 1, frame: 7, what: 'rst' }],
    },
  };

  it('is a slider for the keys: it goes to the packet of that time and opens nothing', async () => {
    await show(() => withOverview);
    const slider = await screen.findByRole('slider', {}, LAZY);
    act(() => slider.focus());
    press('End');
    expect(slider.getAttribute('aria-valuenow')).toBe('239');
    expect(slider.getAttribute('aria-valuetext')).toMatch(/^3\.83 ms of 3\.85 ms, packet 7$/);
    await waitFor(() => expect(screen.getAllByTestId('ladder-row').at(-1)?.getAttribute('aria-selected')).toBe('true'));
    expect(document.activeElement).toBe(slider);
    press('PageUp');
    expect(slider.getAttribute('aria-valuenow')).toBe('215');
    press('Home');
    press('ArrowRight');
    expect(slider.getAttribute('aria-valuenow')).toBe('1');
    expect(store.getState().view).toMatchObject({ packet: null });
  });

  it('follows the pointer, pressed or dragged', async () => {
    await show(() => withOverview);
    const slider = await screen.findByRole('slider', {}, LAZY);
    vi.spyOn(slider, 'getBoundingClientRect').mockReturnValue(new DOMRect(100, 0, 480, 120));
    fireEvent.pointerDown(slider, { clientX: 340, buttons: 1 });
    expect(slider.getAttribute('aria-valuenow')).toBe('120');
    fireEvent.pointerMove(slider, { clientX: 9_999, buttons: 1 });
    expect(slider.getAttribute('aria-valuenow')).toBe('239');
    fireEvent.pointerMove(slider, { clientX: 110, buttons: 0 });
    expect(slider.getAttribute('aria-valuenow')).toBe('239');
  });

  it('is not there for a short connection', async () => {
    await show(() => closedAfterAccept);
    expect(screen.queryByTestId('minimap')).toBeNull();
  });
});

describe('the text form', () => {
  it('keeps to ASCII and to 100 columns when told so, also when it is copied', async () => {
    const user = await show(() => closedAfterAccept);
    await user.click(screen.getByRole('button', { name: 'As text' }));
    await user.click(screen.getByRole('checkbox', { name: 'ASCII only' }));
    await user.click(screen.getByRole('checkbox', { name: '100 columns at most' }));
    const text = (await screen.findByTestId('ladder-text')).textContent;
    // oxlint-disable-next-line no-control-regex
    expect(text).toMatch(/^[\u0000-\u007f]*$/);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    act(() => screen.getByTestId('ladder-text').focus());
    press('c');
    await waitFor(() => expect(copied).toEqual([text]));
  });
});

describe('around the ladder', () => {
  it('leads from the gauge to the connections of the same server over time', async () => {
    await show(() => closedAfterAccept);
    const link = within(screen.getByTestId('gauge')).getByRole('link');
    expect(link.getAttribute('href')).toBe('#v1/charts?q=server:10.211.55.10:2181');
  });

  it('moves a border by arrows, gives its room away with Enter, and remembers where it stands', async () => {
    await show(() => closedAfterAccept);
    const border = () => screen.getByTestId('splitter-horizontal');
    act(() => border().focus());
    press('End');
    expect(border().getAttribute('aria-valuenow')).toBe('2000');
    press('Enter');
    expect(border().getAttribute('aria-valuenow')).toBe('160');
    press('Enter');
    expect(border().getAttribute('aria-valuenow')).toBe('2000');
    expect(ladder().style.getPropertyValue('--ladder-height')).toBe('2000px');
    cleanup();
    await show(() => closedAfterAccept);
    expect(ladder().style.getPropertyValue('--ladder-height')).toBe('2000px');
    fireEvent.doubleClick(border());
    expect(ladder().style.getPropertyValue('--ladder-height')).toBe('');
  });

  it('shows bytes in flight and the window with a conclusion, and the numbers as a table', async () => {
    const point = (seconds: number, inFlight: number, window: number | null) => ({ seconds, inFlight, window });
    const user = await show(() => closedAfterAccept, {
      window: {
        sides: [
          { side: 'client', points: [point(12.4, 49, 65_535), point(12.403, 0, 0)], highestInFlight: 49, zeroWindowSeconds: 12.3 },
          { side: 'server', points: [point(12.4, 0, null)], highestInFlight: 0, zeroWindowSeconds: 0 },
        ],
      },
    });
    await user.click(screen.getByRole('tab', { name: 'Window' }));
    const figure = await screen.findByTestId('chart-window', {}, LAZY);
    expect(within(figure).getByRole('heading').textContent).toBe('The server’s window was zero for 12.3 s.');
    await user.click(within(figure).getByRole('button', { name: 'As table' }));
    const [table] = within(figure).getAllByRole('table');
    expect(
      within(table)
        .getAllByRole('row')
        .map((row) => row.textContent),
    ).toEqual([expect.stringContaining('Sent, not acknowledged'), '+0 s49 B65,535 B', expect.stringMatching(/^\+3\.00 ms0 B0 B$/)]);
  });
});
