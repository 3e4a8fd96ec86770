// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import '#engine/causes/words/both-languages';
import { buildLadder } from '#engine/ladder/build-ladder';
import { renderTextLadder } from '#engine/ladder/text-ladder';
import type { Analysis } from '#engine/pipeline/analysis';
import { analyzeCapture } from '#engine/pipeline/analyze';
import { findingHeadline } from '#engine/report/headline';
import { ladderContextOf } from '#engine/report/report-source';
import { encodeLink } from '#engine/share/link';
import { evidenceLink } from '#engine/share/share-link';
import { memorySource } from '#engine/testing/memory-source';
import { store } from '../../store/store';
import { DetachedLadder } from '../connection/detached/DetachedLadder';
import { SharedView } from './SharedView';

let source: Analysis;
beforeAll(async () => {
  const bytes = new Uint8Array(readFileSync('public/samples/zookeeper-limit.pcapng'));
  const result = await analyzeCapture(memorySource(bytes), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  source = result.value;
});
afterEach(() => {
  cleanup();
  store.getState().languageChosen('en');
});

const viewOf = (fragment: string) => (
  <SharedView
    fragment={fragment.slice(1)}
    picker={(label) => <button type="button">{label}</button>}
    draw={(ladder) => <DetachedLadder {...ladder} />}
    compare={() => null}
  />
);
const opened = (fragment: string) => render(viewOf(fragment));

describe('SharedView', () => {
  it.each(['en', 'zh'] as const)('shows the verdict, its proof and the ladder of the capture itself: %s', (language) => {
    store.getState().languageChosen(language);
    opened(evidenceLink(source, { keepsAddresses: true }).fragment);
    const [finding] = source.findings;
    if (finding === undefined || finding.representative === null) throw new Error('the sample has a finding');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(findingHeadline(finding, language));
    expect(screen.getByTestId('shared').dataset['cause']).toBe(finding.cause);
    expect(within(screen.getByTestId('evidence')).getAllByRole('listitem')).toHaveLength(finding.evidence.length);
    const id = finding.representative;
    const ladder = buildLadder(source.tables, source.report(id), ladderContextOf(source, id), new Set());
    expect(screen.getByTestId('ladder-text').textContent).toBe(renderTextLadder(ladder, language));
  });

  it('shows no address of the capture by default', () => {
    const { container } = opened(evidenceLink(source, { keepsAddresses: false }).fragment);
    const { addresses } = source.tables;
    expect(addresses.length).toBeGreaterThan(1);
    for (let index = 0; index < addresses.length; index++) expect(container.textContent).not.toContain(addresses.text(index));
    expect(container.textContent).toContain('server-1');
    expect(screen.getByRole('button', { name: 'Choose file' })).toBeTruthy();
  });

  it('leads from a claim to the packet in the drawing; others are numbers', () => {
    opened(evidenceLink(source, { keepsAddresses: false }).fragment);
    const chips = within(screen.getByTestId('evidence')).getAllByRole('button');
    const [chip] = chips;
    if (chip === undefined) throw new Error('a claim has packets');
    const frame = chip.dataset['packet'];
    fireEvent.click(chip);
    expect(document.activeElement?.getAttribute('data-packet')).toBe(frame);
    expect(screen.getByTestId('row-facts').dataset['packet']).toBe(frame);
    const drawn = new Set(screen.getAllByTestId('ladder-row').map((row) => row.dataset['packet']));
    expect(chips.every((each) => drawn.has(each.dataset['packet']))).toBe(true);
    for (const number of screen.getByTestId('evidence').querySelectorAll('span[data-packet]'))
      expect(drawn.has(number.getAttribute('data-packet') ?? '')).toBe(false);
  });

  it('begins anew with another link', () => {
    const { rerender } = opened(evidenceLink(source, { keepsAddresses: false }).fragment);
    fireEvent.click(screen.getAllByTestId('ladder-row')[0]);
    expect(screen.queryByTestId('row-facts')).not.toBeNull();
    rerender(viewOf(evidenceLink(source, { keepsAddresses: true }).fragment));
    expect(screen.queryByTestId('row-facts')).toBeNull();
  });

  it('shows a note as text, whatever it looks like', () => {
    const notes = [{ about: 'capture', number: 0, text: '<img src=x onerror=alert(1)>' }] as const;
    const { analysis } = evidenceLink(source, { keepsAddresses: false, notes });
    opened(encodeLink(analysis));
    expect(screen.getByTestId('shared-notes').textContent).toContain('<img src=x onerror=alert(1)>');
    expect(screen.getByTestId('shared-notes').querySelector('img')).toBeNull();
  });

  it('says what is wrong with a link, and shows nothing of it', () => {
    const { fragment } = evidenceLink(source, { keepsAddresses: false });
    const middle = Math.floor(fragment.length / 2);
    const changed = fragment.slice(0, middle) + (fragment[middle] === 'A' ? 'B' : 'A') + fragment.slice(middle + 1);
    for (const [harmed, code, words] of [
      [fragment.slice(0, -1), 'E41', `${fragment.length - 2} of ${fragment.length - 1} characters`],
      [fragment.slice(0, middle), 'E41', `${middle - 1} of ${fragment.length - 1} characters`],
      [changed, 'E44', 'checksum'],
      [`#s3${fragment.slice(3)}`, 'E42', 's3'],
    ] as const) {
      opened(harmed);
      expect(screen.getByTestId(`notice-${code}`).textContent).toContain(words);
      expect(screen.queryByTestId('shared')).toBeNull();
      cleanup();
    }
  });
});
