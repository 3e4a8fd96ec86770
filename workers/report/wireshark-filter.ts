// Display filters for Wireshark and tshark. tcp.stream is never used: its numbering depends on the file and on Wireshark's rules.
// What is no address (a name out of printed text, a pseudonym) never gets into a filter.

import type { CaptureTables } from '../model/tables';
import type { ConnectionReport, Endpoint } from '../model/verdict';

interface Peer {
  readonly address: string;
  readonly port: number;
}

/** Longer lists use the set form; shorter ones the form that every version accepts. */
const MAX_COMPARED_FRAMES = 8;

/** Exactly these packets, the first `most` of them. Commas in the set: Wireshark 4 rejects whitespace alone. Empty without packets. */
export function framesFilter(frames: readonly number[], most = Infinity): string {
  const sorted = [...new Set(frames)].toSorted((a, b) => a - b).slice(0, most);
  if (sorted.length > MAX_COMPARED_FRAMES) return `frame.number in {${sorted.join(',')}}`;
  return sorted.map((frame) => `frame.number==${frame}`).join(' || ');
}

/** All packets between the two sockets; `frames` narrows it when the capture holds another connection on the same ports. */
export function connectionFilter(
  client: Peer,
  server: Peer,
  frames: { readonly first: number; readonly last: number } | null = null,
): string {
  const terms = [addressTerm(client.address), `tcp.port==${client.port}`, addressTerm(server.address), `tcp.port==${server.port}`];
  const pair = `(${terms.filter((term) => term !== '').join(' && ')})`;
  return frames === null ? pair : `${pair} && frame.number>=${frames.first} && frame.number<=${frames.last}`;
}

/** Narrowed to its own frames where another connection of the capture has the same four-tuple. */
export function filterInCapture({ id, client, server }: ConnectionReport, { connections, segments }: CaptureTables): string {
  const previous = connections.previous.values.subarray(0, connections.length);
  if ((previous[id] ?? -1) < 0 && !previous.includes(id)) return connectionFilter(client, server);
  const frameOf = (at: number): number => (segments.frameIndex.values[connections.segments[at] ?? 0] ?? 0) + 1;
  const first = frameOf(connections.segmentStart[id] ?? 0);
  const last = frameOf((connections.segmentStart[id + 1] ?? 1) - 1);
  return connectionFilter(client, server, { first, last });
}

export function endpointFilter({ address, port }: Endpoint): string {
  return [addressTerm(address), port === undefined ? '' : `tcp.port==${port}`].filter((term) => term !== '').join(' && ');
}

function addressTerm(address: string): string {
  if (!/^[\d.]{7,15}$|^[\da-fA-F:.]*:[\da-fA-F:.]*$/.test(address)) return '';
  return `${address.includes(':') ? 'ipv6.addr' : 'ip.addr'}==${address}`;
}
