// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '#engine/causes/words/both-languages';
import { renderTextLadder } from '#engine/ladder/text-ladder';
import type { LadderModel } from '#engine/ladder/ladder-model';
import type { Engine } from '../../engine-client/engine-client';
import { store } from '../../store/store';
import { ConnectionView } from './ConnectionView';
import { fakeEngine, reportOf } from './testing/fake-engine';
import { closedAfterAccept, expandedRun, stalePool } from './testing/ladder-fixtures';

const current = vi.hoisted(() => ({ engine: null as unknown }));
vi.mock('../../engine-client/engine-client', () => ({ engine: () => current.engine, engineClient: () => current.engine }));

let copied: string[] = [];

beforeEach(() => {
  copied = [];
  store.setState({ language: 'en', singleKeys: true, view: { kind: 'connection', id: 12, packet: null } });
});
afterEach(() => {
  cleanup();
  performance.clearMarks();
});

async function show(
  model: LadderModel,
  options: {
    readonly packet?: number;
    readonly ladder?: (expanded: readonly number[]) => LadderModel;
    readonly engine?: Partial<Engine>;
  } = {},
) {
  current.engine = fakeEngine(options.ladder ?? (() => model), options.engine);
  const user = userEvent.setup({ delay: null });
  // After setup: user-event brings a clipboard of its own.
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((text) => {
    copied.push(text);
    return Promise.resolve();
  });
  render(<ConnectionView id={12} packet={options.packet ?? null} />);
  await screen.findByTestId('ladder');
  return user;
}

/** One key where the focus is; quicker and plainer than typing through user-event. */
function press(key: string): void {
  fireEvent.keyDown(document.activeElement ?? document.body, { key });
}

function focusOn(element: HTMLElement): void {
  act(() => element.focus());
}

const rows = () => screen.getAllByTestId('ladder-row');
const rowOf = (frame: number) => rows().find((row) => row.dataset['packet'] === String(frame))!;
const focusedKey = () => document.activeElement?.getAttribute('data-key');

describe('the connection view', () => {
  it('carries the verdict as machine values', async () => {
    await show(closedAfterAccept);
    const view = screen.getByTestId('connection');
    expect(view.dataset).toMatchObject({ cause: 'accept-then-close', conf: '0.86', outcome: 'reset', conn: '12' });
    expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('10.211.55.2:55884');
    expect(performance.getEntriesByName('ladder-ready')).toHaveLength(1);
  });

  it('says what happened when the connection cannot be read', async () => {
    current.engine = fakeEngine(() => closedAfterAccept, {
      connection: () => Promise.resolve({ ok: false, failure: { code: 'internal', detail: 'x' } }),
    });
    render(<ConnectionView id={12} packet={null} />);
    expect((await screen.findByRole('alert')).textContent).toContain('The analysis of connection 12 failed; all others are complete.');
  });

  it('puts every packet into a tree grid with one tab stop', async () => {
    await show(closedAfterAccept);
    const grid = screen.getByRole('treegrid');
    expect(rows().map((row) => row.dataset['packet'])).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(grid.getAttribute('aria-rowcount')).toBe('8');
    expect(
      within(grid)
        .getAllByRole('row')
        .filter((row) => row.tabIndex === 0),
    ).toHaveLength(1);
    expect(rowOf(7).getAttribute('aria-label')).toMatch(
      /^Packet 7, 3\.847 milliseconds, server to client, RST, sequence 2, no acknowledgement\. Evidence for: /,
    );
    expect(screen.getAllByTestId('annotation')).toHaveLength(3);
    expect(screen.getByTestId('gauge').textContent).toContain('60 open when this one began · limit 60');
  });

  it('walks all rows with ↓ and back with ↑, Home and End', async () => {
    await show(stalePool);
    const keys = ['r0', 'r3', 'g42', 'p42', 'p43', 'g44', 'p44', 'p45'];
    focusOn(screen.getAllByTestId('ladder-run')[0]);
    const seen = [focusedKey()];
    for (let step = 1; step < keys.length; step++) {
      press('ArrowDown');
      seen.push(focusedKey());
    }
    expect(seen).toEqual(keys);
    press('ArrowDown');
    expect(focusedKey()).toBe('p45');
    press('k');
    expect(focusedKey()).toBe('p44');
    press('Home');
    expect(focusedKey()).toBe('r0');
    press('End');
    expect(focusedKey()).toBe('p45');
    expect(store.getState().view).toMatchObject({ packet: 45 });
  });

  it('goes from note to note with n and p, dimming what is not evidence', async () => {
    await show(closedAfterAccept);
    press('n');
    expect(focusedKey()).toBe('p3');
    expect(rows().map((row) => row.dataset['dimmed'] === undefined)).toEqual([false, false, true, true, false, false, false]);
    press('n');
    press('n');
    press('n');
    press('n');
    expect(focusedKey()).toBe('p7');
    expect(rows().map((row) => row.dataset['dimmed'] === undefined)).toEqual([false, false, false, false, false, true, true]);
    press('p');
    expect(focusedKey()).toBe('p6');
    press('Escape');
    expect(rows().every((row) => row.dataset['dimmed'] === undefined)).toBe(true);
  });

  it('dims by pointing at a card, and stops when the pointer leaves', async () => {
    const user = await show(closedAfterAccept);
    const card = screen.getAllByTestId('annotation')[2];
    await user.hover(card);
    expect(rowOf(1).dataset['dimmed']).toBe('');
    expect(rowOf(6).dataset['dimmed']).toBeUndefined();
    await user.unhover(card);
    expect(rowOf(1).dataset['dimmed']).toBeUndefined();
  });

  it('unfolds a run with → and folds it with ←, from inside as well', async () => {
    const open = expandedRun(6, 38);
    const user = await show(stalePool, { ladder: (expanded) => (expanded.includes(3) ? open : stalePool) });
    const run = () => screen.getAllByTestId('ladder-run')[1];
    focusOn(run());
    expect(run().getAttribute('aria-expanded')).toBe('false');
    press('ArrowRight');
    await waitFor(() => expect(run().getAttribute('aria-expanded')).toBe('true'));
    expect(focusedKey()).toBe('r3');
    press('ArrowRight');
    expect(focusedKey()).toBe('p4');
    expect(document.activeElement?.getAttribute('aria-level')).toBe('2');
    press('ArrowLeft');
    expect(focusedKey()).toBe('r3');
    press('ArrowLeft');
    await waitFor(() => expect(run().getAttribute('aria-expanded')).toBe('false'));
    await user.click(run());
    await waitFor(() => expect(run().getAttribute('aria-expanded')).toBe('true'));
  });

  it('opens the run that hides the packet of the address', async () => {
    const open = expandedRun(6, 38);
    await show(stalePool, { packet: 5, ladder: (expanded) => (expanded.includes(3) ? open : stalePool) });
    await waitFor(() => expect(focusedKey()).toBe('p5'));
    expect(await screen.findByRole('tab', { name: 'Packet #5' })).toBeTruthy();
  });

  it('follows the address to another packet without taking the focus', async () => {
    current.engine = fakeEngine(() => closedAfterAccept);
    const { rerender } = render(<ConnectionView id={12} packet={2} />);
    await screen.findByTestId('ladder');
    await waitFor(() => expect(focusedKey()).toBe('p2'));
    focusOn(screen.getByRole('button', { name: /Copy filter/ }));
    rerender(<ConnectionView id={12} packet={6} />);
    await waitFor(() => expect(rowOf(6).getAttribute('aria-selected')).toBe('true'));
    expect(document.activeElement?.textContent).toContain('Copy filter');
  });

  it('opens packets of other connections where they belong', async () => {
    const user = await show(closedAfterAccept, {
      engine: {
        connection: () =>
          Promise.resolve({
            ok: true,
            value: reportOf(closedAfterAccept, { evidence: [{ fact: 'other-client-served', values: { clients: 1 }, frames: [99] }] }),
          }),
        connectionOfFrame: () => Promise.resolve({ ok: true, value: 40 }),
      },
    });
    await user.click(within(screen.getByTestId('evidence')).getByRole('button', { name: /99/ }));
    await waitFor(() => expect(store.getState().view).toEqual({ kind: 'connection', id: 40, packet: 99 }));
  });

  it('unfolds everything with e, and refuses what would be too many rows', async () => {
    const asked: (readonly number[])[] = [];
    await show(stalePool, {
      ladder: (expanded) => {
        asked.push(expanded);
        return stalePool;
      },
    });
    press('e');
    await waitFor(() => expect(asked.at(-1)).toEqual([0, 3]));
    cleanup();
    const huge = {
      ...stalePool,
      rows: Array.from({ length: 60 }, (_, id) => ({ ...stalePool.rows[1], id, packets: 5_000 })),
    } as LadderModel;
    await show(huge);
    press('e');
    expect(store.getState().toast?.text).toContain('30,000');
  });

  it('copies the text ladder, and shows the same text', async () => {
    const user = await show(closedAfterAccept);
    press('c');
    const text = renderTextLadder(closedAfterAccept, 'en');
    await waitFor(() => expect(copied).toEqual([text]));
    await user.click(screen.getByRole('button', { name: 'As text' }));
    expect((await screen.findByTestId('ladder-text')).textContent).toBe(text);
    expect(screen.queryByTestId('ladder')).toBeNull();
  });

  it('copies the filter of what the focus stands on', async () => {
    const whole = '(ip.addr==10.211.55.2 && tcp.port==55884 && ip.addr==10.211.55.10 && tcp.port==2181)';
    const user = await show(closedAfterAccept);
    press('w');
    await user.click(screen.getByRole('button', { name: /Copy filter/ }));
    focusOn(rowOf(4));
    press('w');
    focusOn(within(screen.getAllByTestId('annotation')[1]).getAllByRole('button')[0]);
    press('w');
    focusOn(within(screen.getByTestId('evidence')).getAllByRole('button').at(-1)!);
    press('w');
    press('W');
    expect(copied).toEqual([
      whole,
      whole,
      'frame.number==4',
      'frame.number==5 || frame.number==6',
      'frame.number==6 || frame.number==7',
      whole,
    ]);
    await waitFor(() => expect(store.getState().toast?.text).toContain(whole));
  });

  it('narrows the filter when the same ports were used again', async () => {
    await show(closedAfterAccept, {
      engine: { query: () => Promise.resolve({ ok: true, value: { ok: true, ids: Uint32Array.of(3, 12) } }) },
    });
    press('w');
    expect(copied[0]).toMatch(/&& frame\.number>=1 && frame\.number<=7$/);
  });

  it('counts time in the way that t chooses, and from the packet that m marks', async () => {
    await show(closedAfterAccept, { packet: 4 });
    const time = (frame: number) => within(rowOf(frame)).getAllByRole('gridcell')[1].textContent;
    expect(time(7)).toBe('0.003847');
    press('t');
    expect(time(7)).toBe('12.403847');
    press('t');
    expect(time(1)).toBe('–');
    press('m');
    expect(time(7)).toBe('+0.002526');
    expect(time(1)).toBe('−0.001321');
    press('m');
    expect(time(7)).toBe('0.003847');
  });

  it('shows the bytes of the packet with x, the telling field highlighted', async () => {
    await show(closedAfterAccept, { packet: 7 });
    expect(rowOf(7).getAttribute('aria-selected')).toBe('true');
    press('x');
    expect(screen.getByRole('tab', { name: 'Bytes' }).getAttribute('aria-selected')).toBe('true');
    const mark = await screen.findByTestId('hex-mark');
    expect(mark.textContent).toBe('2e2f');
    expect(performance.getEntriesByName('bytes-shown')).toHaveLength(1);
  });

  it('joins fields and bytes both ways', async () => {
    const user = await show(closedAfterAccept, { packet: 7 });
    const tree = await screen.findByRole('tree');
    await user.click(within(tree).getByText('Sequence number'));
    expect(screen.getByTestId('hex-mark').textContent).toBe('26272829');
    await user.click(screen.getByTestId('hex').querySelector('[data-byte="22"]')!);
    const ttl = within(tree).getByRole('treeitem', { selected: true });
    expect(ttl.textContent).toBe('TTL64others of this side: 64 ✓');
    focusOn(ttl);
    press('ArrowUp');
    press('ArrowLeft');
    expect(within(tree).queryByText('TTL')).toBeNull();
    expect(focusedKey()).not.toBe('p6');
  });

  it('keeps payload unread until it is asked for', async () => {
    const user = await show(closedAfterAccept, { packet: 6 });
    press('x');
    const hex = await screen.findByTestId('hex');
    expect(hex.textContent).not.toContain('CDEFGH');
    await user.click(screen.getByRole('button', { name: 'Show payload (49 B, can contain secrets)' }));
    expect(hex.textContent).toContain('CDEFGH');
    expect(screen.getByLabelText('Payload as text').textContent).toHaveLength(49);
    press('j');
    await waitFor(() => expect(screen.getByRole('tab', { name: 'Bytes' })).toBeTruthy());
  });

  it('reads only the newest packet while a key is held', async () => {
    const asked: number[] = [];
    let release: (() => void) | null = null;
    const base = fakeEngine(() => closedAfterAccept);
    await show(closedAfterAccept, {
      packet: 1,
      engine: {
        packet: async (frame) => {
          asked.push(frame);
          if (asked.length === 1) await new Promise<void>((resolve) => (release = resolve));
          return base.packet(frame);
        },
      },
    });
    press('j');
    press('j');
    press('j');
    press('j');
    press('j');
    expect(asked).toEqual([1]);
    release!();
    await waitFor(() => expect(asked).toEqual([1, 6]));
  });

  it('says when the file is gone', async () => {
    await show(closedAfterAccept, {
      packet: 1,
      engine: { packet: () => Promise.resolve({ ok: false, failure: { code: 'file-unreadable', reason: 'gone' } }) },
    });
    expect(await screen.findByTestId('notice-E24')).toBeTruthy();
  });

  it('runs no command while somebody types, composes, or has switched keys off', async () => {
    await show(closedAfterAccept);
    fireEvent.keyDown(document.body, { key: 'c', isComposing: true });
    fireEvent.keyDown(document.body, { key: 'c', ctrlKey: true });
    fireEvent.keyDown(screen.getByRole('combobox'), { key: 'c' });
    store.setState({ singleKeys: false });
    fireEvent.keyDown(document.body, { key: 'c' });
    expect(copied).toEqual([]);
  });

  it('keeps text of packets text', async () => {
    const hostile = '<img src=x onerror=alert(1)>';
    const model = {
      ...closedAfterAccept,
      rows: closedAfterAccept.rows.map((row) => (row.kind === 'packet' && row.frame === 6 ? { ...row, hint: hostile } : row)),
    };
    await show(model);
    expect(rowOf(6).textContent).toContain(hostile);
    expect(document.querySelector('img')).toBeNull();
  });

  it('speaks Chinese', async () => {
    store.setState({ language: 'zh' });
    await show(stalePool);
    expect(rowOf(45).getAttribute('aria-label')).toContain('服务器到客户端');
    expect(screen.getByRole('button', { name: /复制为文本/ })).toBeTruthy();
    expect(screen.getAllByTestId('ladder-gap')[0].textContent).toContain('空闲 20.0 秒');
  });
});
