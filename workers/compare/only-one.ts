// Connections of which the other capture has nothing: did it miss them, or could it not have seen them? Only what it must have seen had
// it passed is compared (with nothing); a filter of the other capture would look the same.

import type { FittedClock } from './estimate-clock';
import type { NearerBy, Orientation } from './orientation';
import { AMBIGUOUS, UNPAIRED, type Pairing } from './pair-connections';
import type { Tap } from './tap';

interface Lone {
  readonly first: number;
  readonly second: number;
  readonly by: 'only-one';
  readonly flipFirst: boolean;
  readonly flipSecond: boolean;
  readonly nearIsFirst: boolean;
  readonly nearerBy: NearerBy;
}

export interface LoneConnections {
  readonly list: readonly Lone[];
  readonly uncoveredFirst: number;
  readonly uncoveredSecond: number;
}

export function missingPartners(
  first: Tap,
  second: Tap,
  pairing: Pairing,
  orientation: Orientation,
  clock: FittedClock | null,
): LoneConnections {
  const list: Lone[] = [];
  const uncovered = { first: 0, second: 0 };
  for (const isFirst of [true, false]) {
    const own = isFirst ? first : second;
    const other = isFirst ? second : first;
    const of = isFirst ? pairing.ofFirst : pairing.ofSecond;
    const reach = new Reach(own, other, pairing, isFirst);
    for (let c = 0; c < own.connections; c++) {
      if (of[c] !== UNPAIRED || of[c] === AMBIGUOUS || own.count[c] === 0) continue;
      if (clock === null || !isCovered(own, other, c, clock, first) || !reach.shouldSee(c)) {
        if (isFirst) uncovered.first++;
        else uncovered.second++;
        continue;
      }
      list.push({
        first: isFirst ? c : -1,
        second: isFirst ? -1 : c,
        by: 'only-one',
        flipFirst: false,
        flipSecond: false,
        ...orientation.ofLone(own, c),
      });
    }
  }
  return { list, uncoveredFirst: uncovered.first, uncoveredSecond: uncovered.second };
}

/** Part of it at least fell into the time of the other capture. */
function isCovered(own: Tap, other: Tap, c: number, clock: FittedClock, first: Tap): boolean {
  const at = (tap: Tap, ns: number): number => (tap === first ? ns : clock.toFirst(ns));
  return at(own, own.lastNs[c] as number) > at(other, other.beginNs) && at(own, own.firstNs[c] as number) < at(other, other.endNs);
}

/** What the other capture is known to look at, in the addresses of this one. */
class Reach {
  readonly #own: Tap;
  /** Server addresses, and address with port, of connections that both have; clients' addresses with the server's. */
  readonly #servers = new Set<number>();
  readonly #listeners = new Set<string>();
  readonly #hosts = new Set<string>();
  /** Not limited to some ports, as far as it shows. */
  readonly #isBroad: boolean;

  constructor(own: Tap, other: Tap, pairing: Pairing, isFirst: boolean) {
    this.#own = own;
    const { connections } = own.tables;
    for (const pair of pairing.pairs) {
      const c = isFirst ? pair.first : pair.second;
      const server = connections.respAddress.values[c] as number;
      this.#servers.add(server);
      this.#listeners.add(`${server}:${connections.respPort.values[c]}`);
      this.#hosts.add(`${connections.origAddress.values[c]} ${server}`);
    }
    const { icmp, arp, otherProtocols } = other.tables;
    const ports = new Set<number>();
    for (let c = 0; c < other.connections && ports.size < 2; c++) ports.add(other.tables.connections.respPort.values[c] as number);
    this.#isBroad = ports.size > 1 || icmp.length + arp.length + otherProtocols.size > 0;
  }

  shouldSee(c: number): boolean {
    const { connections } = this.#own.tables;
    const server = connections.respAddress.values[c] as number;
    if (this.#listeners.has(`${server}:${connections.respPort.values[c]}`)) return true;
    return this.#isBroad && (this.#servers.has(server) || this.#hosts.has(`${connections.origAddress.values[c]} ${server}`));
  }
}
