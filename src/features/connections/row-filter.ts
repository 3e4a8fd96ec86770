// The Wireshark filter of one row of the table. Another connection on the same four numbers is kept out by the packets' numbers.

import type { ConnectionRow } from '#engine/rpc/protocol';
import { connectionFilter } from '#engine/report/wireshark-filter';
import { engine } from '../../engine-client/engine-client';

interface Peer {
  readonly address: string;
  readonly port: number;
}

/** "10.0.0.1:80" or "[::1]:80". */
export function peerOf(endpoint: string): Peer {
  const colon = endpoint.lastIndexOf(':');
  return { address: endpoint.slice(0, colon).replaceAll(/^\[|\]$/g, ''), port: Number(endpoint.slice(colon + 1)) };
}

export async function filterOfRow({ client, server, firstFrame, lastFrame }: ConnectionRow): Promise<string> {
  const twins = await engine().query({ text: `client:${client} server:${server}`, sort: 'id', descending: false });
  const isReused = twins.ok && twins.value.ok && twins.value.ids.length > 1;
  return connectionFilter(peerOf(client), peerOf(server), isReused ? { first: firstFrame, last: lastFrame } : null);
}
