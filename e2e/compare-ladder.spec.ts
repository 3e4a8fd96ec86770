// Two captures looked at in depth: the ladder with two taps to scale, by other times, filtered, by its overview; packets of both files and
// what was changed between them; a table of 50,000 pairs; how they were paired; places that are hops of a proxy, or interfaces of a router.

import { ipPacket, tcpOptions, tcpSegment } from '#engine/testing/synth-frames';
import { writePcap } from '#engine/testing/write-pcap';
import type { Locator, Page } from '@playwright/test';
import { accessFaults } from './axe';
import { expect, test } from './page';

const RECORDINGS = 'lab/recordings/two-sided';
const RAW_IP = 101;
const [SYN, RST_ACK, SYN_ACK, ACK, PUSH] = [2, 20, 18, 16, 24];
const [CLIENT, SERVER] = ['10.9.0.1', '10.9.0.2'];

interface Sent {
  readonly fromClient: boolean;
  readonly us: number;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly bytes: number;
  readonly port?: number;
  /** Seen where it was sent alone. */
  readonly isLost?: boolean;
  /** Of the SYN, where the server's capture has another one. */
  readonly mss?: number;
}

type Given = { name: string; mimeType: string; buffer: Buffer };

/** Both captures of what was sent: 5 ms between them, one router, and a device that adds `shift` to the client's numbers. */
function bothEnds(sent: readonly Sent[], shift = 0): [Given, Given] {
  const capture = (isServer: boolean): Given => {
    const records = sent.flatMap((packet, at) => {
      const { fromClient, us, seq, ack, flags, bytes, port = 40_000, isLost = false, mss } = packet;
      const isSender = fromClient !== isServer;
      if (isLost && !isSender) return [];
      const [src, dst] = fromClient ? [CLIENT, SERVER] : [SERVER, CLIENT];
      const segment = tcpSegment(
        {
          srcPort: fromClient ? port : 80,
          dstPort: fromClient ? 80 : port,
          seq: seq + (isServer && fromClient ? shift : 0),
          ack: ack + (isServer && !fromClient && ack > 0 ? shift : 0),
          flags,
          payload: new Uint8Array(bytes).fill(120),
          ...(mss === undefined ? {} : { options: tcpOptions({ mss: isSender ? 1460 : mss }) }),
        },
        src,
        dst,
      );
      return [{ us: us + (isSender ? 0 : 5_000), data: ipPacket(src, dst, 6, segment, isSender ? 64 : 63, at + 1) }];
    });
    const sorted = records
      .toSorted((a, b) => a.us - b.us)
      .map(({ us, data }) => ({ seconds: 1_700_000_000 + Math.floor(us / 1e6), fraction: us % 1e6, data }));
    return {
      name: isServer ? 'at-server.pcap' : 'at-client.pcap',
      mimeType: '',
      buffer: Buffer.from(writePcap(sorted, { linkType: RAW_IP })),
    };
  };
  return [capture(false), capture(true)];
}

/** A handshake, 300 requests of 100 bytes with their acknowledgements, two of them lost and sent again, a second of silence in the middle. */
function longConnection(): readonly Sent[] {
  const sent: Sent[] = [
    { fromClient: true, us: 0, seq: 1_000, ack: 0, flags: SYN, bytes: 0, mss: 1_200 },
    { fromClient: false, us: 6_000, seq: 5_000, ack: 1_001, flags: SYN_ACK, bytes: 0, mss: 1_460 },
    { fromClient: true, us: 12_000, seq: 1_001, ack: 5_001, flags: ACK, bytes: 0 },
  ];
  for (let at = 0; at < 300; at++) {
    const us = 20_000 + at * 20_000 + (at >= 150 ? 1_000_000 : 0);
    const seq = 1_001 + at * 100;
    const isLost = at === 100 || at === 200;
    sent.push({ fromClient: true, us, seq, ack: 5_001, flags: PUSH, bytes: 100, isLost });
    if (isLost) sent.push({ fromClient: true, us: us + 9_000, seq, ack: 5_001, flags: PUSH, bytes: 100 });
    sent.push({ fromClient: false, us: us + 15_000, seq: 5_001, ack: seq + 100, flags: ACK, bytes: 0 });
  }
  return sent;
}

async function compare(page: Page, files: Given[] | string[]): Promise<void> {
  await page.goto('./');
  await page.getByTestId('file-input').setInputFiles(files);
  // As long as it takes: a busy machine is no fault.
  await expect(page.getByTestId('compare-pairing')).toBeVisible({ timeout: 150_000 });
}

async function openFirst(page: Page): Promise<void> {
  await page.getByTestId('compare-row').first().getByRole('link').click();
  await expect(page.getByTestId('pair-packet')).toBeVisible();
}

const ladderOf = (page: Page): Locator => page.getByTestId('ladder');
const selectedOf = (page: Page): Locator => ladderOf(page).locator('[role="row"][aria-selected="true"]');

test('the ladder with two taps to scale: zoom, keys, states, no fault of access', async ({ page }) => {
  test.slow();
  await compare(page, bothEnds(longConnection()));
  await openFirst(page);
  await expect(ladderOf(page)).toHaveAttribute('data-scale', 'event');
  await page.keyboard.press('y');
  await expect(ladderOf(page)).toHaveAttribute('data-scale', 'linear');
  await expect(page.getByTestId('ladder-linear')).toHaveAttribute('aria-pressed', 'true');
  await expect(selectedOf(page)).toBeFocused();
  // Every packet is visited, whether there is room for its label or not.
  const first = await selectedOf(page).getAttribute('aria-rowindex');
  await page.keyboard.press('ArrowDown');
  await expect(selectedOf(page)).toHaveAttribute('aria-rowindex', String(Number(first) + 1));
  await expect(selectedOf(page)).toBeFocused();
  const heightOf = () =>
    ladderOf(page)
      .locator('.tt-linear')
      .evaluate((rows) => rows.clientHeight);
  const whole = await heightOf();
  for (let step = 0; step < 4; step++) await page.keyboard.press('+');
  await expect.poll(heightOf).toBeGreaterThan(8 * whole);
  // An arrow falls by the time that its packet took: 5 ms, as measured.
  await page.keyboard.press('Home');
  await expect(selectedOf(page)).toContainText('SYN');
  const fall = await ladderOf(page)
    .locator('.tt-backdrop svg path')
    .first()
    .evaluate((path) => (path as SVGPathElement).getBBox().height);
  expect(fall).toBeGreaterThan(0);
  expect(await accessFaults(page)).toEqual([]);
  await page.keyboard.press('y');
  await expect(ladderOf(page)).toHaveAttribute('data-scale', 'event');
  await expect(selectedOf(page)).toBeFocused();
});

test('times: since the connection began, since the packet before, from a marked packet, by the clock', async ({ page }) => {
  await compare(page, bothEnds(longConnection()));
  await openFirst(page);
  const mode = page.getByTestId('time-mode');
  const timeOf = (row: Locator) => row.locator('.tt-time');
  await page.keyboard.press('Home');
  await expect(mode).toHaveValue('start');
  await page.keyboard.press('ArrowDown');
  await expect(timeOf(selectedOf(page))).toHaveText('0.006000');
  await page.keyboard.press('t');
  await page.keyboard.press('t');
  await expect(mode).toHaveValue('delta');
  await expect(timeOf(selectedOf(page))).toHaveText('+0.006000');
  await page.keyboard.press('m');
  await expect(mode).toHaveValue('mark');
  await expect(timeOf(selectedOf(page))).toHaveText('+0.000000');
  await page.keyboard.press('ArrowUp');
  await expect(timeOf(selectedOf(page))).toHaveText('−0.006000');
  await mode.selectOption('wall');
  await expect(timeOf(selectedOf(page))).toHaveText('22:13:20.000000');
  await expect(page.getByTestId('time-head')).toHaveText('UTC');
});

test('the filter inside the ladder and its overview', async ({ page }) => {
  await compare(page, bothEnds(longConnection()));
  await openFirst(page);
  // The second of silence is not folded away.
  await expect(page.getByTestId('ladder-gap')).toHaveCount(1);
  await expect(page.getByTestId('ladder-gap')).toContainText('1.0');
  const rows = page.getByTestId('ladder-row');
  const filter = page.getByTestId('ladder-filter');
  await filter.fill('lost');
  await expect(page.getByTestId('ladder-filter-count')).toHaveText('2 of 605 packets');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toHaveAttribute('data-fate', 'lost');
  await filter.fill('retrans client');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toHaveAttribute('data-fate', 'both');
  await filter.fill('changed');
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText('MSS 1460 → 1200');
  await filter.fill('2#3..4');
  await expect(rows).toHaveCount(2);
  await filter.fill('');
  await expect(page.getByTestId('ladder-filter-count')).toHaveText('');
  // The overview leads to a moment: its end to the last packet.
  const overview = page.getByTestId('minimap');
  await overview.focus();
  await page.keyboard.press('End');
  await expect(selectedOf(page)).toHaveAttribute('data-client', '605');
  await page.keyboard.press('Home');
  await expect(selectedOf(page)).toHaveAttribute('data-client', '1');
  // All runs open, and no more rows are drawn than are in sight and about it.
  await page.getByTestId('ladder-run').first().focus();
  await page.keyboard.press('e');
  await expect(page.getByRole('button', { name: /Collapse all/ })).toBeVisible();
  const grid = ladderOf(page).getByRole('treegrid');
  await expect.poll(async () => Number(await grid.getAttribute('aria-rowcount'))).toBeGreaterThan(600);
  expect(await ladderOf(page).locator('.tt-row').count()).toBeLessThan(240);
  await page.keyboard.press('End');
  await expect(selectedOf(page)).toBeFocused();
  await expect(selectedOf(page)).toHaveAttribute('data-client', '605');
});

test('the height of the rows by its key: drawn, remembered, and the same in the ladder of one capture', async ({ page }) => {
  test.slow();
  await compare(page, bothEnds(longConnection()));
  await openFirst(page);
  await expect(ladderOf(page)).toHaveAttribute('data-density', 'default');
  const row = page.getByTestId('ladder-row').first();
  const heightOf = () => row.evaluate((element) => element.getBoundingClientRect().height);
  const usual = await heightOf();
  await page.keyboard.press('d');
  await expect(ladderOf(page)).toHaveAttribute('data-density', 'comfortable');
  await expect.poll(heightOf).toBeGreaterThan(usual);
  await page.keyboard.press('d');
  await expect(ladderOf(page)).toHaveAttribute('data-density', 'compact');
  await expect.poll(heightOf).toBeLessThan(usual);
  // What is said below a line stays inside its row.
  const isInside = await row.evaluate((element) => {
    const { bottom } = element.getBoundingClientRect();
    return [...element.querySelectorAll('.tt-label, .tt-said, .tt-way')].every((part) => part.getBoundingClientRect().bottom <= bottom);
  });
  expect(isInside).toBe(true);
  await page.keyboard.press('y');
  await expect(ladderOf(page)).toHaveAttribute('data-scale', 'linear');
  await expect(selectedOf(page)).toBeFocused();
  // The ladder of one capture has it too: 24 pixels, as its compact rows are.
  await page
    .getByRole('button', { name: /Open in/ })
    .first()
    .click();
  await expect(page.getByTestId('connection')).toBeVisible();
  await expect
    .poll(() =>
      page
        .getByTestId('ladder-row')
        .first()
        .evaluate((element) => element.getBoundingClientRect().height),
    )
    .toBe(24);
  await page.keyboard.press('d');
  await page.goBack();
  await expect(ladderOf(page)).toHaveAttribute('data-density', 'default');
  await page.getByTestId('ladder-rows').click();
  await expect(ladderOf(page)).toHaveAttribute('data-density', 'comfortable');
});

test('raw numbers by their key: those of the sender’s capture where a device rewrote them, the other’s in the panel', async ({ page }) => {
  test.slow();
  const shift = 700_000;
  await compare(page, bothEnds(longConnection(), shift));
  const differing = page.getByTestId('compare-differing');
  if (await differing.isChecked()) await differing.uncheck();
  await openFirst(page);
  const row = (clientFrame: number) => page.locator(`[data-testid="ladder-row"][data-client="${clientFrame}"]`);
  await expect(row(1)).toContainText('seq 0');
  await expect(row(2)).toContainText('ack 1');
  await page.keyboard.press('R');
  await expect(page.getByTestId('ladder-raw')).toHaveAttribute('aria-pressed', 'true');
  await expect(row(1)).toContainText('seq 1000');
  // What the server sent is as the server's capture has it.
  await expect(row(2)).toContainText('seq 5000');
  await expect(row(2)).toContainText(`ack ${1_001 + shift}`);
  await row(1).click();
  const seqOf = (tap: string) => page.getByTestId(`packet-${tap}`).locator('[data-field="tcp.seq"]');
  await expect(seqOf('first')).toContainText('1000');
  await expect(seqOf('second')).toContainText(String(1_000 + shift));
  await page.getByTestId('ladder-text-switch').click();
  await expect(page.getByTestId('ladder-text')).toContainText(`ack ${1_001 + shift}`);
  await page.getByTestId('ladder-raw').click();
  await expect(page.getByTestId('ladder-text')).not.toContainText(String(1_001 + shift));
  await page.getByTestId('ladder-text-switch').click();
  await expect(row(1)).toContainText('seq 0');
});

test('a note on a packet of the second file, written beside it', async ({ page }) => {
  await compare(page, bothEnds(longConnection()));
  await openFirst(page);
  await page.keyboard.press('Home');
  const [first, second] = [page.getByTestId('packet-first'), page.getByTestId('packet-second')];
  await expect(second).toHaveAttribute('data-frame', '1');
  await expect(first.getByTestId('note-write')).toHaveAttribute('data-about', 'packet');
  await second.getByTestId('note-write').click();
  await expect(page.getByTestId('note-dialog')).toContainText('second capture');
  await page.getByTestId('note-dialog').getByRole('textbox').fill('later than it should be');
  await page.getByTestId('note-dialog').getByRole('textbox').press('Control+Enter');
  await expect(page.getByTestId('note-dialog')).toBeHidden();
  await expect(second.getByTestId('note')).toHaveText('later than it should be');
  await expect(first.getByTestId('note')).toHaveCount(0);
  await expect(page.getByTestId('packet-note')).toContainText('2#1');
});

test('packets of both files: beside each other, one alone, and what was changed on the way', async ({ page }) => {
  await compare(page, [`${RECORDINGS}/rewritten.client.pcapng.gz`, `${RECORDINGS}/rewritten.server.pcapng.gz`]);
  await openFirst(page);
  await expect(selectedOf(page)).toHaveAttribute('data-fate', 'changed');
  const [first, second] = [page.getByTestId('packet-first'), page.getByTestId('packet-second')];
  await expect(first).toHaveAttribute('data-frame', (await selectedOf(page).getAttribute('data-client')) ?? '');
  await expect(second).toHaveAttribute('data-frame', (await selectedOf(page).getAttribute('data-server')) ?? '');
  const changes = page.getByTestId('packet-changes');
  await expect(changes.locator('[data-field="ip.ttl"]')).toContainText('64 → 63');
  await expect(changes.locator('[data-field="tcp.options.mss"]')).toContainText('1460 → 1200');
  const mss = (of: Locator) => of.locator('[data-field="tcp.options.mss"]');
  await expect(mss(first)).toHaveAttribute('data-changed', '');
  await expect(mss(first)).toContainText('1200');
  await expect(mss(second)).toContainText('1460');
  // Its bytes stand out in both, and are those of each file.
  await expect(first.locator('.hex-bytes .hex-mark')).toHaveText(/05\s*b4/);
  await expect(second.locator('.hex-bytes .hex-mark')).toHaveText(/04\s*b0/);
  await page.getByTestId('packet-file').locator('[data-choice="second"]').click();
  await expect(first).toHaveCount(0);
  await expect(second).toBeVisible();
  await page.keyboard.press('x');
  await expect(page.getByTestId('packet-form').locator('[data-choice="bytes"]')).toHaveAttribute('aria-pressed', 'true');
  await expect(second.getByRole('tree')).toHaveCount(0);
  await expect(second.getByTestId('hex')).toBeVisible();
  // What one capture saw alone is read from that one.
  await compare(page, [`${RECORDINGS}/injected-both-ends.client.pcapng.gz`, `${RECORDINGS}/injected-both-ends.server.pcapng.gz`]);
  await openFirst(page);
  const forged = page.locator('[data-testid="ladder-row"][data-fate="appeared"]');
  await forged.nth(1).click();
  await expect(second).toHaveAttribute('data-frame', (await forged.nth(1).getAttribute('data-server')) ?? '');
  await expect(second.locator('[data-field="tcp.flags"]')).toContainText('RST');
  await expect(first).toHaveCount(0);
  await forged.nth(0).click();
  await expect(first).toHaveAttribute('data-frame', (await forged.nth(0).getAttribute('data-client')) ?? '');
  await expect(second).toHaveCount(0);
});

test('50,000 pairs: only the rows on the screen exist; keys, order, filter', async ({ page }) => {
  test.setTimeout(400_000);
  const sent = Array.from({ length: 50_000 }, (_, at): Sent[] => {
    const [port, us] = [10_000 + (at % 50_000), at * 40];
    return [
      { fromClient: true, us, seq: 1_000 + at * 7, ack: 0, flags: SYN, bytes: 0, port },
      // Every thousandth refusal is lost on its way back.
      { fromClient: false, us: us + 6_000, seq: 0, ack: 1_001 + at * 7, flags: RST_ACK, bytes: 0, port, isLost: at % 1_000 === 500 },
    ];
  }).flat();
  await compare(page, bothEnds(sent));
  const grid = page.getByRole('grid');
  await expect(page.getByTestId('compare-pairing')).toHaveAttribute('data-paired', '50000');
  await expect(grid).toHaveAttribute('aria-rowcount', '51');
  await page.getByTestId('compare-differing').uncheck();
  await expect(grid).toHaveAttribute('aria-rowcount', '50001');
  expect(await page.getByTestId('compare-row').count()).toBeLessThan(80);
  await grid.locator('[role="gridcell"][tabindex="0"]').focus();
  await page.keyboard.press('Control+End');
  const last = page.locator('[data-compared="49999"]');
  await expect(last.getByRole('link')).toContainText('10.9.0.1:');
  await expect(last.locator('[data-active="true"]')).toBeFocused();
  expect(await page.getByTestId('compare-row').count()).toBeLessThan(80);
  await page.keyboard.press('PageUp');
  await page.keyboard.press('j');
  await expect(grid.locator('[data-active="true"]')).toBeFocused();
  const lost = grid.getByRole('columnheader', { name: /Lost ←/ });
  await lost.getByRole('button').click();
  await expect(lost).toHaveAttribute('aria-sort', 'descending');
  await page.getByTestId('compare-filter').fill(':10500');
  await expect(grid).toHaveAttribute('aria-rowcount', '2');
  await grid.locator('[role="gridcell"]').first().focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#v1\/compare\/500$/);
  await expect(page.locator('[data-testid="ladder-row"][data-fate="lost"]')).toHaveCount(1);
});

test('how the captures were paired is said, swapped, confirmed, discarded, and not asked again', async ({ page }) => {
  const files = [`${RECORDINGS}/lossy.client.pcapng.gz`, `${RECORDINGS}/lossy.server.pcapng.gz`];
  await compare(page, files);
  const pairing = page.getByTestId('compare-pairing');
  await expect(pairing).toHaveAttribute('data-kind', 'captures');
  await expect(pairing).toHaveAttribute('data-paired', '7');
  await expect(pairing).toHaveAttribute('data-unconfirmed', '');
  await expect(page.getByTestId('compare-tap-first')).toContainText('lossy.client');
  await expect(page.getByTestId('compare-tap-first')).toContainText('on the client’s side');
  await expect(page.getByTestId('compare-clock')).toHaveAttribute('data-offset-seconds', /\d/);
  await page.getByTestId('compare-swap').click();
  await expect(page.getByTestId('compare-tap-first')).toContainText('on the server’s side');
  await page.getByTestId('compare-swap').click();
  await expect(page.getByTestId('compare-tap-first')).toContainText('on the client’s side');
  await page.getByTestId('compare-discard').click();
  await expect(page.getByTestId('compare-input')).toBeAttached();
  await expect(page.getByTestId('compare-row')).toHaveCount(0);
  await page.getByTestId('compare-input').setInputFiles(files[1] ?? '');
  await expect(pairing).toHaveAttribute('data-unconfirmed', '');
  await page.getByLabel('Do not ask again').check();
  await page.getByTestId('compare-confirm').click();
  await expect(pairing).not.toHaveAttribute('data-unconfirmed', '');
  await compare(page, files);
  await expect(page.getByTestId('compare-row').first()).toBeVisible();
  await expect(page.getByTestId('compare-confirm')).toHaveCount(0);
});

for (const [name, files, kind, title] of [
  ['both hops of a proxy in two files', ['proxy.client', 'proxy.server'], 'hops', /proxy/i],
  ['both hops of a proxy in one file', ['proxy.router'], 'hops', /proxy/i],
  ['two interfaces of a router', ['router-any.router'], 'interfaces', /interface/i],
] as const) {
  test(`${name}: shown as such`, async ({ page }) => {
    const paths = files.map((file) => `${RECORDINGS}/one-machine/${file}.pcapng.gz`);
    await page.goto('./');
    await page.getByTestId('file-input').setInputFiles(paths[0] ?? '');
    await expect(page.getByTestId('findings')).toBeVisible();
    await page.keyboard.press('4');
    const [, other] = paths;
    if (other === undefined) await page.getByTestId('compare-within').click();
    else await page.getByTestId('compare-input').setInputFiles(other);
    await expect(page.getByTestId('compare-pairing')).toHaveAttribute('data-kind', kind);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
    const onlyDiffering = page.getByTestId('compare-differing');
    if (await onlyDiffering.isChecked()) await onlyDiffering.uncheck();
    await openFirst(page);
    const row = page.getByTestId('ladder-row').first();
    await expect(row).toHaveAttribute('data-client', /\d/);
    await expect(row).toHaveAttribute('data-server', /\d/);
    await row.click();
    // Packets of both places, out of one file or two.
    await expect(page.getByTestId('packet-first')).toHaveAttribute('data-frame', (await row.getAttribute('data-client')) ?? '');
    await expect(page.getByTestId('packet-second')).toHaveAttribute('data-frame', (await row.getAttribute('data-server')) ?? '');
    // Frame numbers of another file are not those of the one that is open.
    const noted = page.getByTestId('packet-second').getByTestId('note-write');
    await expect(noted).toHaveAttribute('data-about', other === undefined ? 'packet' : 'other-packet');
    if (kind === 'hops') await expect(page.getByTestId('pair-packet')).toContainText('Two connections of a proxy');
    else await expect(page.getByTestId('packet-changes').locator('[data-field="ip.ttl"]')).toBeVisible();
  });
}
