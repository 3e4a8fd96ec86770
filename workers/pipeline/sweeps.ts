// Clients that try port after port of a host: what they meet is told once for the host, not once for every port.

import { CAUSE_IDS, type CauseId } from '../model/vocabulary';
import type { Judgement } from './judge';

/** A client that meets so many ports of one host, none of which lets it past the SYN, looks for open ones. */
export const SWEEP_PORTS_MIN = 5;
const TRIED: ReadonlySet<CauseId> = new Set(['half-open-probe', 'port-closed', 'firewall-drop', 'firewall-reject']);

export class Sweeps {
  readonly #judgement: Judgement;
  /** Ports that were only tried, by client and host; no more of them than make a sweep. */
  readonly #ports = new Map<number, Set<number>>();

  constructor(judgement: Judgement) {
    this.#judgement = judgement;
    const { tables, columns } = judgement;
    for (let c = 0; c < tables.connections.length; c++) {
      if (!this.#isTried(c)) continue;
      const pair = this.#pairOf(c);
      let ports = this.#ports.get(pair);
      if (ports === undefined) {
        ports = new Set();
        this.#ports.set(pair, ports);
      }
      if (ports.size < SWEEP_PORTS_MIN) ports.add(columns.listener[c] as number);
    }
  }

  /** Names client and host where the connection is part of a sweep, null where it is not. */
  of(connection: number): number | null {
    if (!this.#isTried(connection)) return null;
    const pair = this.#pairOf(connection);
    return (this.#ports.get(pair)?.size ?? 0) >= SWEEP_PORTS_MIN ? pair : null;
  }

  #pairOf(connection: number): number {
    const { addresses, connections } = this.#judgement.tables;
    const host = connections.respAddress.values[connection] as number;
    return (connections.origAddress.values[connection] as number) * addresses.length + host;
  }

  #isTried(connection: number): boolean {
    return TRIED.has(CAUSE_IDS[this.#judgement.columns.cause[connection] as number] as CauseId);
  }
}
