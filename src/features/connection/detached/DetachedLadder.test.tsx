// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '#engine/causes/words/both-languages';
import type { LadderModel } from '#engine/ladder/ladder-model';
import { store } from '../../../store/store';
import { incidents, stalePool, closedAfterAccept, deviceOnPath } from '../testing/ladder-fixtures';
import { reportOf } from '../testing/fake-engine';
import { DetachedLadder, type DetachedLadderProps } from './DetachedLadder';

// There is no capture: whatever asks a worker throws.
vi.mock('../../../engine-client/engine-client', () => {
  const engine = () => {
    throw new Error('a shared ladder asked a worker');
  };
  return { engine, engineClient: engine };
});

beforeEach(() => {
  store.setState({ language: 'en', singleKeys: true, toast: null, view: { kind: 'shared', fragment: 's1' } });
});
afterEach(cleanup);

const onCopy = vi.fn<() => void>();
const element = (ladder: LadderModel, over: Partial<DetachedLadderProps> = {}) => (
  <DetachedLadder
    ladder={ladder}
    report={reportOf(ladder)}
    hasClock
    selected={null}
    wished={null}
    notes={new Map()}
    onCopy={onCopy}
    {...over}
  />
);
const show = (ladder: LadderModel, over: Partial<DetachedLadderProps> = {}) => render(element(ladder, over));

const rowOf = (frame: number) => screen.getAllByTestId('ladder-row').find((row) => row.dataset['packet'] === String(frame))!;
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
const focusedKey = () => document.activeElement?.getAttribute('data-key');
const facts = () => screen.getByTestId('row-facts');

describe('a ladder without its capture', () => {
  it('has a row for every packet, pause and run of each incident, and all its annotations', () => {
    for (const model of Object.values(incidents)) {
      show(model);
      const kinds = (kind: string) => model.rows.filter((row) => row.kind === kind).length;
      expect(screen.getAllByTestId('ladder-row')).toHaveLength(kinds('packet'));
      expect(screen.queryAllByTestId('ladder-gap')).toHaveLength(kinds('gap'));
      expect(screen.queryAllByTestId('ladder-run')).toHaveLength(kinds('run'));
      expect(screen.getAllByTestId('annotation')).toHaveLength(model.annotations.length);
      expect(screen.queryAllByTestId('gauge')).toHaveLength(model.gauge === null ? 0 : 1);
      expect(screen.queryByRole('link')).toBeNull();
      cleanup();
    }
  });

  it('takes no focus and chooses nothing by itself', () => {
    show(closedAfterAccept);
    expect(document.activeElement).toBe(document.body);
    expect(screen.queryByTestId('row-facts')).toBeNull();
    cleanup();
    show(closedAfterAccept, { selected: 6 });
    expect(document.activeElement).toBe(document.body);
    expect(rowOf(6).getAttribute('aria-selected')).toBe('true');
    expect(facts().dataset['packet']).toBe('6');
  });

  it('is walked by the keys of the tree grid and of the connection view while the focus is in it', () => {
    show(closedAfterAccept);
    act(() => rowOf(1).focus());
    press('ArrowDown');
    expect(focusedKey()).toBe('p2');
    expect(facts().dataset['packet']).toBe('2');
    press('End');
    expect(focusedKey()).toBe('p7');
    press('k');
    expect(focusedKey()).toBe('p6');
    press('p');
    expect(facts().dataset['packet']).toBe(focusedKey()?.slice(1));
    press('c');
    expect(onCopy).toHaveBeenCalledOnce();
    act(() => document.querySelector<HTMLElement>('[data-key]:focus')?.blur());
    press('n');
    expect(document.activeElement).toBe(document.body);
  });

  it('tells what was shared of a packet, with what it shows and the note on it, and no raw number', () => {
    show(closedAfterAccept, { notes: new Map([[7, '<b>here</b>']]) });
    fireEvent.click(rowOf(7));
    const shown = facts().textContent;
    for (const part of ['#7', 'RST', 'TTL', 'Server 10.211.55.10:2181 → Client 10.211.55.2:55884', 'Evidence for', 'Client CLOSED'])
      expect(shown).toContain(part);
    const row = closedAfterAccept.rows.find((each) => each.kind === 'packet' && each.frame === 7);
    if (row?.kind !== 'packet') throw new Error('the fixture has packet 7');
    expect(shown).not.toContain(String(row.rawSeq));
    expect(screen.getByTestId('row-note').textContent).toBe('<b>here</b>');
    fireEvent.click(rowOf(1));
    expect(screen.queryByTestId('row-note')).toBeNull();
    expect(facts().textContent).toContain('MSS 1,460');
    cleanup();
    store.setState({ language: 'zh' });
    show(closedAfterAccept);
    fireEvent.click(rowOf(7));
    expect(facts().textContent).toContain('方向');
  });

  it('keeps runs folded, and says where their packets are', () => {
    show(stalePool);
    const [run] = screen.getAllByTestId('ladder-run');
    expect(run.hasAttribute('aria-expanded')).toBe(false);
    const before = screen.getAllByTestId('ladder-row').length;
    fireEvent.click(run);
    press('ArrowRight');
    press('Enter');
    expect(screen.getAllByTestId('ladder-row')).toHaveLength(before);
    expect(facts().textContent).toContain('not shared one by one');
  });

  it('leads from an annotation to its packet, and nowhere to one that it does not have', () => {
    const [first, ...others] = closedAfterAccept.annotations;
    if (first === undefined) throw new Error('the fixture has annotations');
    show({ ...closedAfterAccept, annotations: [{ ...first, frames: [900, 4] }, ...others] });
    const card = screen.getAllByTestId('annotation').find((each) => each.textContent?.includes('#900'))!;
    expect(within(card).getAllByRole('button')).toHaveLength(1);
    fireEvent.click(within(card).getByRole('button'));
    expect(rowOf(4).getAttribute('aria-selected')).toBe('true');
  });

  it('goes to a packet that is asked for elsewhere, as often as it is asked for', () => {
    const { rerender } = show(closedAfterAccept);
    rerender(element(closedAfterAccept, { wished: { frame: 6, count: 1 } }));
    expect(focusedKey()).toBe('p6');
    press('ArrowUp');
    expect(focusedKey()).toBe('p5');
    rerender(element(closedAfterAccept, { wished: { frame: 6, count: 2 } }));
    expect(focusedKey()).toBe('p6');
  });

  it('shows no time of day where it was withheld', () => {
    show(deviceOnPath);
    const options = () => within(screen.getByRole('combobox')).getAllByRole('option');
    const withClock = options().length;
    cleanup();
    const { container } = show(deviceOnPath, { hasClock: false });
    expect(options()).toHaveLength(withClock - 1);
    expect(container.innerHTML).not.toContain('UTC');
    const [first] = screen.getAllByTestId('ladder-row');
    act(() => first.focus());
    const seen = new Set<string>();
    for (let times = 0; times < 6; times++) {
      press('t');
      seen.add(screen.getByRole<HTMLSelectElement>('combobox').value);
    }
    expect(seen).not.toContain('wall');
    expect(seen).toContain('capture');
  });
});
