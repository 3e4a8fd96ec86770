// Display filters for Wireshark and tshark. tcp.stream is never used: its numbering depends on the file and on Wireshark's rules.

interface Peer {
  readonly address: string;
  readonly port: number;
}

/** Longer lists use the set form; shorter ones the form that every version accepts. */
const MAX_COMPARED_FRAMES = 8;

/** Exactly these packets. Commas in the set: Wireshark 4 rejects whitespace alone. Empty without packets. */
export function framesFilter(frames: readonly number[]): string {
  const sorted = [...new Set(frames)].toSorted((a, b) => a - b);
  if (sorted.length > MAX_COMPARED_FRAMES) return `frame.number in {${sorted.join(',')}}`;
  return sorted.map((frame) => `frame.number==${frame}`).join(' || ');
}

function addressTerm(address: string): string {
  return `${address.includes(':') ? 'ipv6.addr' : 'ip.addr'}==${address}`;
}

/** All packets between the two sockets; `frames` narrows it when the capture holds another connection on the same ports. */
export function connectionFilter(
  client: Peer,
  server: Peer,
  frames: { readonly first: number; readonly last: number } | null = null,
): string {
  const pair = `(${addressTerm(client.address)} && tcp.port==${client.port} && ${addressTerm(server.address)} && tcp.port==${server.port})`;
  return frames === null ? pair : `${pair} && frame.number>=${frames.first} && frame.number<=${frames.last}`;
}
