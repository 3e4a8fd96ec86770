// Connections of which the other capture has nothing: did it miss them, or could it not have seen them? Only what it must have seen had
// it passed is compared (with nothing); a filter of the other capture would look the same.

import type { NearerBy, Orientation } from './orientation';
import { AMBIGUOUS, UNPAIRED, type Pairing } from './pair-connections';
import { Seen, type Tap } from './tap';

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

export function missingPartners(first: Tap, second: Tap, pairing: Pairing, orientation: Orientation, hasClock: boolean): LoneConnections {
  const list: Lone[] = [];
  const uncovered = { first: 0, second: 0 };
  for (const isFirst of [true, false]) {
    const own = isFirst ? first : second;
    const other = isFirst ? second : first;
    const of = isFirst ? pairing.ofFirst : pairing.ofSecond;
    const reach = new Reach(own, pairing, isFirst);
    for (let c = 0; c < own.connections; c++) {
      if (of[c] !== UNPAIRED || of[c] === AMBIGUOUS || own.count[c] === 0) continue;
      if (!hasClock || !isCovered(own, other, c) || isAnswered(own, c) || !reach.shouldSee(c)) {
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

/** Whom a server answered was heard by one: the other capture looks elsewhere. */
function isAnswered(own: Tap, c: number): boolean {
  return ((own.seen[c] as number) & Seen.ServerIsn) !== 0 || ((own.seen[c] as number) & Seen.ClientIsn) === 0;
}

/** Part of it at least fell into the time of the other capture. */
function isCovered(own: Tap, other: Tap, c: number): boolean {
  return (own.lastNs[c] as number) > other.beginNs && (own.firstNs[c] as number) < other.endNs;
}

/** What the other capture is known to look at, in the addresses of this one. */
class Reach {
  readonly #own: Tap;
  /** Server addresses of connections that both have; clients' addresses with the server's. */
  readonly #servers = new Set<number>();
  readonly #hosts = new Set<string>();
  /** Listeners with which this capture shows whole conversations that the other has nothing of: it leaves them out. */
  readonly #leftOut = new Set<string>();

  constructor(own: Tap, pairing: Pairing, isFirst: boolean) {
    this.#own = own;
    const { connections } = own.tables;
    for (const pair of pairing.pairs) {
      const c = isFirst ? pair.first : pair.second;
      const server = connections.respAddress.values[c] as number;
      this.#servers.add(server);
      this.#hosts.add(`${connections.origAddress.values[c]} ${server}`);
    }
    const of = isFirst ? pairing.ofFirst : pairing.ofSecond;
    for (let c = 0; c < own.connections; c++) if (of[c] === UNPAIRED && isAnswered(own, c)) this.#leftOut.add(this.#listener(c));
  }

  #listener(c: number): string {
    const { connections } = this.#own.tables;
    return `${connections.respAddress.values[c]}:${connections.respPort.values[c]}`;
  }

  shouldSee(c: number): boolean {
    const { connections } = this.#own.tables;
    const server = connections.respAddress.values[c] as number;
    if (this.#leftOut.has(this.#listener(c))) return false;
    return this.#servers.has(server) || this.#hosts.has(`${connections.origAddress.values[c]} ${server}`);
  }
}

/** The other capture shows more than one port of this server: it was not limited to one. */
export function isBroad(other: Tap): boolean {
  const { icmp, arp, otherProtocols, connections } = other.tables;
  const ports = new Set<number>();
  for (let c = 0; c < other.connections && ports.size < 2; c++) ports.add(connections.respPort.values[c] as number);
  return ports.size > 1 || icmp.length + arp.length + otherProtocols.size > 0;
}
