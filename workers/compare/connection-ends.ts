// The two ends of a compared connection as each capture names them, and what a device between the places translates throughout.

import { formatEndpoint } from '../base/format';
import type { Side } from '../ladder/ladder-model';
import type { FieldChange, PathFacts } from './compare-model';
import type { FittedClock } from './estimate-clock';
import { FieldBit } from './packet-changes';
import type { Direction, PairMatch, PairOf } from './pair-match';
import { pathMask, rewrittenDscp } from './path-mask';
import type { Tap } from './tap';

export interface TwoTaps {
  readonly first: Tap;
  readonly second: Tap;
}

/** Null where that capture has no such connection. Two interfaces of one file are two taps over the same tables. */
export function endpointAt({ first }: TwoTaps, tap: Tap, entry: PairOf, side: Side): string | null {
  const connection = tap === first ? entry.first : entry.second;
  if (connection < 0) return null;
  const flip = tap === first ? entry.flipFirst : entry.flipSecond;
  const { connections, addresses } = tap.tables;
  const isClient = (side === 'client') !== flip;
  const address = (isClient ? connections.origAddress : connections.respAddress).values[connection] as number;
  const port = (isClient ? connections.origPort : connections.respPort).values[connection] as number;
  return formatEndpoint(addresses.text(address), port);
}

/** As the capture nearer to the client names it, else the other one. */
export function endpointOf(taps: TwoTaps, entry: PairOf, side: Side): string {
  const near = entry.nearIsFirst ? taps.first : taps.second;
  const far = entry.nearIsFirst ? taps.second : taps.first;
  return endpointAt(taps, near, entry, side) ?? endpointAt(taps, far, entry, side) ?? '';
}

/** Fields, as a mask, that are others in every packet. */
export function translationOf(taps: TwoTaps, match: PairMatch, entry: PairOf): number {
  if (entry.first < 0 || entry.second < 0 || entry.isHop === true) return 0;
  let mask = 0;
  for (const side of ['client', 'server'] as const) {
    const a = endpointAt(taps, taps.first, entry, side) ?? '';
    const b = endpointAt(taps, taps.second, entry, side) ?? '';
    if (a === b) continue;
    if (a.replace(/:\d+$/, '') !== b.replace(/:\d+$/, '')) mask |= FieldBit.Addresses;
    if (/:\d+$/.exec(a)?.[0] !== /:\d+$/.exec(b)?.[0]) mask |= FieldBit.Ports;
  }
  return match.toServer.seqShift !== 0 || match.toClient.seqShift !== 0 ? mask | FieldBit.Sequence : mask;
}

/** `fields`: of all packets, as a mask. */
export function pathFacts(taps: TwoTaps, match: PairMatch, entry: PairOf, fields: number, clock: FittedClock | null): PathFacts {
  const near = entry.nearIsFirst ? taps.first : taps.second;
  const far = entry.nearIsFirst ? taps.second : taps.first;
  const translated: FieldChange[] = [];
  const mask = translationOf(taps, match, entry);
  for (const side of ['client', 'server'] as const) {
    const before = endpointAt(taps, near, entry, side);
    const after = endpointAt(taps, far, entry, side);
    if (mask !== 0 && before !== null && after !== null && before !== after)
      translated.push({ field: (mask & FieldBit.Addresses) !== 0 ? 'addresses' : 'ports', before, after });
  }
  if ((mask & FieldBit.Sequence) !== 0) translated.push({ field: 'sequence' });
  if ((fields & FieldBit.IpId & (pathMask(match.toServer) | pathMask(match.toClient))) !== 0) translated.push({ field: 'ip-id' });
  // Both ways, where both are rewritten; named once where they are alike.
  for (const direction of [match.toServer, match.toClient]) {
    const dscp = rewrittenDscp(direction, pathMask(direction));
    if (dscp === null || translated.some(({ field, before, after }) => field === 'dscp' && before === dscp[0] && after === dscp[1]))
      continue;
    translated.push({ field: 'dscp', before: dscp[0], after: dscp[1] });
  }
  const times = (direction: Direction) =>
    direction.matched === 0 || clock === null ? null : { least: direction.leastNs / 1e9, median: direction.medianNs / 1e9 };
  return {
    hopsTowardsServer: match.toServer.matched > 0 ? match.toServer.hops : null,
    hopsTowardsClient: match.toClient.matched > 0 ? match.toClient.hops : null,
    towardsServerSeconds: times(match.toServer),
    towardsClientSeconds: times(match.toClient),
    translated,
  };
}
