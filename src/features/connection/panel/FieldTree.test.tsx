// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { describePacket } from '#engine/decode/packet-fields';
import { IPV4, ipPacket, tcpSegment } from '#engine/testing/synth-frames';
import { tunnelFrame } from '#engine/testing/synth-tunnels';
import { connectionMessages } from '../messages';
import { closedAfterAccept } from '../testing/ladder-fixtures';
import { FieldTree } from '../../../ui/packet/FieldTree';

afterEach(cleanup);

describe('a packet in a tunnel', () => {
  it('opens at the packet inside, and shows the path around it in one line each', () => {
    const [from, to] = ['10.0.0.1', '10.0.0.2'];
    const inner = ipPacket(from, to, 6, tcpSegment({ srcPort: 40_000, dstPort: 80, seq: 1, flags: 2 }, from, to));
    const frame = tunnelFrame('vxlan', inner, IPV4, { id: 42 });
    const { fields } = describePacket(1, frame, frame.length);
    const messages = connectionMessages('en');
    render(
      <FieldTree
        fields={fields}
        row={null}
        changes={null}
        usual={closedAfterAccept}
        selected={null}
        pointed={null}
        language="en"
        messages={messages}
        onSelect={() => undefined}
      />,
    );
    const top = screen.getAllByRole('treeitem').filter((item) => item.getAttribute('aria-level') === '1');
    expect(top.map((item) => [item.dataset['field'], item.getAttribute('aria-expanded')])).toEqual([
      ['eth', 'false'],
      ['ip', 'false'],
      ['udp', 'false'],
      ['vxlan', 'false'],
      ['eth', 'false'],
      ['ip', 'true'],
      ['tcp', 'true'],
    ]);
    expect(top[1]?.textContent).toContain('192.0.2.10 → 198.51.100.20');
    expect(top[3]?.textContent).toContain('VNI 42');
  });
});
