// A segment reached its end without its address translation: it continues, by its sequence numbers, a connection of
// another address pair on the same ports, and draws a bare RST from a host that never shook hands with that pair.

import { ResetKind } from '../../handlers/connection-facts';
import { observed } from '../observe';
import { defineCause } from '../rule';

export const rule = defineCause({
  id: 'nat-translation-lost',
  phase: 'established',
  references: ['causes.md 1.2 peer-lost-state (NAT mapping lost)', 'causes.md F', 'kubernetes issue 74839'],
  beats: ['peer-lost-state', 'linger-abort', 'write-after-close', 'reset-after-close'],
  match(context) {
    const { facts, tables, columns } = context;
    const reset = facts.resets[0];
    if (!facts.isMidStream || reset === undefined || reset.kind !== ResetKind.Reply || reset.elicitor < 0) return null;
    const { segments, connections } = tables;
    const seq = segments.seq.values[reset.elicitor] as number;
    const ack = segments.ack.values[reset.elicitor] as number;
    // Who sent the stray segment: the side that did not send the RST.
    const fromResp = reset.side === 0;
    for (const other of context.samePorts()) {
      const sameClient = connections.origAddress.values[other] === context.client;
      const sameServer = connections.respAddress.values[other] === context.server;
      if (other === facts.connection || sameClient === sameServer || (columns.accepted[other] as number) < 0) continue;
      const next = (fromResp ? columns.respNext : columns.origNext)[other];
      const expected = (fromResp ? columns.origNext : columns.respNext)[other];
      if (next !== seq || expected !== ack) continue;
      const address = tables.addresses.text((sameClient ? connections.respAddress : connections.origAddress).values[other] as number);
      return {
        confidence: 0.9,
        party: 'middlebox',
        evidence: () => [
          observed(context, 'continues-other-connection', [reset.elicitor], { address }),
          observed(context, 'no-handshake', [reset.elicitor], {}),
          observed(context, 'bare-rst-to-live', [reset.elicitor, reset.row], { bytes: segments.len(reset.elicitor) }),
        ],
        alternatives: [{ cause: 'peer-lost-state', because: 'needs-other-end' }],
      };
    }
    return null;
  },
});
