// A capture whose TCP is inside VXLAN: judged by the packets inside, with the path around them in view.

import { RST, SYN, ACK } from '#engine/model/tcp-flags';
import { IPV4, ipPacket, tcpSegment } from '#engine/testing/synth-frames';
import { tunnelFrame } from '#engine/testing/synth-tunnels';
import { writePcap } from '#engine/testing/write-pcap';
import { expect, test } from './page';

const CLIENT = '10.0.0.1';
const SERVER = '10.0.0.2';

/** One attempt, refused, in the overlay of VNI 42. */
function capture(): Buffer {
  const syn = tcpSegment({ srcPort: 40_000, dstPort: 8080, seq: 100, flags: SYN }, CLIENT, SERVER);
  const rst = tcpSegment({ srcPort: 8080, dstPort: 40_000, seq: 0, ack: 101, flags: RST | ACK, win: 0 }, SERVER, CLIENT);
  const frames = [
    tunnelFrame('vxlan', ipPacket(CLIENT, SERVER, 6, syn), IPV4, { id: 42 }),
    tunnelFrame('vxlan', ipPacket(SERVER, CLIENT, 6, rst), IPV4, { id: 42, isBack: true }),
  ];
  return Buffer.from(writePcap(frames.map((data, index) => ({ seconds: 1, fraction: index * 200, data }))));
}

test('a refusal inside a tunnel: the verdict, the note, the outer path', async ({ page }) => {
  await page.goto('./');
  await page.getByTestId('file-input').setInputFiles({ name: 'overlay.pcap', mimeType: '', buffer: capture() });
  await expect(page.locator('[data-cause="port-closed"]').first()).toBeVisible();
  await expect(page.getByTestId('notice-E30')).toHaveAttribute('data-issue', 'tunnelled');
  await page.getByTestId('evidence').first().locator('[data-packet]').first().click();
  await expect(page.getByTestId('ladder')).toBeVisible();
  await page.locator('[data-tab="packet"]').click();
  const outer = page.locator('.field-line[aria-level="1"]');
  await expect(outer.and(page.locator('[data-field="vxlan"]'))).toContainText('VNI 42');
  await expect(outer.and(page.locator('[data-field="ip"]')).first()).toContainText('192.0.2.10 → 198.51.100.20');
  await expect(outer.and(page.locator('[data-field="ip"]'))).toHaveCount(2);
  await expect(outer.and(page.locator('[data-field="tcp"]'))).toHaveAttribute('aria-expanded', 'true');
});
