// Display filters for the packets that a report names. tcp.stream is never used: its numbering depends on the file and on
// Wireshark's rules. What is no address (a name out of printed text, a pseudonym) never gets into a filter.

import type { CaptureTables } from '../../model/tables';
import type { ConnectionReport, Endpoint } from '../../model/verdict';

/** Longer lists use the set form; shorter ones the form that every version accepts. */
const MAX_COMPARED_FRAMES = 8;
/** A filter is pasted into one line. */
const MAX_FRAMES = 100;

export function framesFilter(frames: readonly number[]): string {
  const sorted = [...new Set(frames)].toSorted((a, b) => a - b).slice(0, MAX_FRAMES);
  if (sorted.length > MAX_COMPARED_FRAMES) return `frame.number in {${sorted.join(',')}}`;
  return sorted.map((frame) => `frame.number==${frame}`).join(' || ');
}

/** Narrowed to its own frames where another connection of the capture has the same four-tuple. */
export function connectionFilter({ id, client, server }: ConnectionReport, { connections, segments }: CaptureTables): string {
  const pair = [addressTerm(client.address), `tcp.port==${client.port}`, addressTerm(server.address), `tcp.port==${server.port}`]
    .filter((term) => term !== '')
    .join(' && ');
  const previous = connections.previous.values.subarray(0, connections.length);
  if ((previous[id] ?? -1) < 0 && !previous.includes(id)) return pair;
  const frameOf = (at: number): number => (segments.frameIndex.values[connections.segments[at] ?? 0] ?? 0) + 1;
  const first = frameOf(connections.segmentStart[id] ?? 0);
  const last = frameOf((connections.segmentStart[id + 1] ?? 1) - 1);
  return `${pair} && frame.number>=${first} && frame.number<=${last}`;
}

export function endpointFilter({ address, port }: Endpoint): string {
  return [addressTerm(address), port === undefined ? '' : `tcp.port==${port}`].filter((term) => term !== '').join(' && ');
}

function addressTerm(address: string): string {
  if (!/^[\d.]{7,15}$|^[\da-fA-F:.]*:[\da-fA-F:.]*$/.test(address)) return '';
  return `${address.includes(':') ? 'ipv6.addr' : 'ip.addr'}==${address}`;
}
