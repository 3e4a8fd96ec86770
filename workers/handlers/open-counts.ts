// How many connections a listener held at any moment. Comparing them is the business of differences.ts.

import type { CaptureTables } from '../model/tables';
import { Admission, type ConnectionColumns } from './connection-columns';
import { lowerBound, type ListenerFacts } from './listener-facts';

/** How many were open at a listener when a connection began, in all and of its client. */
export class OpenCounts {
  readonly #tables: CaptureTables;
  readonly #columns: ConnectionColumns;
  readonly #total: Spans;
  readonly #byClient = new Map<number, Spans>();

  constructor(tables: CaptureTables, columns: ConnectionColumns, listener: ListenerFacts) {
    this.#tables = tables;
    this.#columns = columns;
    const held = [...listener.connections].filter(
      (c) => (columns.accepted[c] as number) >= 0 && columns.admission[c] !== Admission.Rejected,
    );
    this.#total = new Spans(columns, held);
    const byClient = new Map<number, number[]>();
    for (const c of held) {
      const client = tables.connections.origAddress.values[c] as number;
      const ids = byClient.get(client);
      if (ids === undefined) byClient.set(client, [c]);
      else ids.push(c);
    }
    for (const [client, ids] of byClient) this.#byClient.set(client, new Spans(columns, ids));
  }

  total(connection: number): number {
    return this.#total.openAt(this.#at(connection));
  }

  ofClient(connection: number): number {
    return this.#byClient.get(this.#tables.connections.origAddress.values[connection] as number)?.openAt(this.#at(connection)) ?? 0;
  }

  #at(connection: number): number {
    const accepted = this.#columns.accepted[connection] as number;
    return accepted >= 0 ? accepted : (this.#columns.start[connection] as number);
  }
}

class Spans {
  readonly #from: Float64Array;
  readonly #until: Float64Array;

  constructor(columns: ConnectionColumns, ids: readonly number[]) {
    this.#from = Float64Array.from(ids, (c) => columns.accepted[c] as number).sort();
    this.#until = Float64Array.from(ids, (c) => columns.openUntil[c] as number).sort();
  }

  openAt(seconds: number): number {
    return lowerBound(this.#from, this.#from.length, seconds) - lowerBound(this.#until, this.#until.length, seconds);
  }
}
