// What a connection met or did that may set it apart from others: distance, name, size, silence. Judges nothing.

import { Analysis } from '../model/analysis-flags';
import { LABEL_ABSENT, MarkKind, NO_LABEL } from '../model/mark-table';
import type { CaptureTables } from '../model/tables';
import { FROM_RESP, OPT_DUPLICATE, OPT_MARKED, SYN } from '../model/tcp-flags';
import type { ConnectionColumns } from './connection-columns';
import { PayloadKind } from './connection-facts';

/** Segments looked at of each connection. */
const SEGMENTS_MAX = 2000;
const REPEATED = Analysis.Retransmission | Analysis.FastRetransmission | Analysis.SpuriousRetransmission;

const PAYLOAD_NAMES: Readonly<Record<number, string>> = {
  [PayloadKind.Http]: 'HTTP',
  [PayloadKind.Tls]: 'TLS',
  [PayloadKind.Greeting]: 'greeting',
};

/** What a connection has, and the segment row that shows it. */
export interface Trait<T> {
  readonly value: T;
  readonly row: number;
}

export class ConnectionTraits {
  readonly #tables: CaptureTables;
  readonly #columns: ConnectionColumns;

  constructor(tables: CaptureTables, columns: ConnectionColumns) {
    this.#tables = tables;
    this.#columns = columns;
  }

  firstRow(connection: number): number {
    const { connections } = this.#tables;
    return connections.segments[connections.segmentStart[connection] as number] as number;
  }

  /** Rows of a connection that say something new: no second copies, no retransmissions. */
  *#rows(connection: number): Generator<number, void> {
    const { connections, segments, analyser } = this.#tables;
    analyser.analyze(connection);
    const begin = connections.segmentStart[connection] as number;
    const end = Math.min(connections.segmentStart[connection + 1] as number, begin + SEGMENTS_MAX);
    for (let at = begin; at < end; at++) {
      const row = connections.segments[at] as number;
      if (((segments.optionBits.values[row] as number) & OPT_DUPLICATE) !== 0) continue;
      if (((segments.analysis.values[row] as number) & REPEATED) === 0) yield row;
    }
  }

  #isFromClient(row: number): boolean {
    return ((this.#tables.segments.flags.values[row] as number) & FROM_RESP) === 0;
  }

  synTtl(connection: number): Trait<number> | null {
    const row = this.firstRow(connection);
    const { flags, ttl } = this.#tables.segments;
    return ((flags.values[row] as number) & SYN) !== 0 && this.#isFromClient(row) ? { value: ttl.values[row] as number, row } : null;
  }

  firstPayload(connection: number): Trait<string> | null {
    const name = PAYLOAD_NAMES[this.#columns.clientKind[connection] as number];
    if (name === undefined) return null;
    for (const row of this.#rows(connection)) {
      if (this.#isFromClient(row) && this.#tables.segments.len(row) > 0) return { value: name, row };
    }
    return null;
  }

  /** SNI of the first ClientHello, or Host of the first request. */
  name(connection: number): Trait<string> | null {
    const { segments, marks } = this.#tables;
    for (const row of this.#rows(connection)) {
      if (((segments.optionBits.values[row] as number) & OPT_MARKED) === 0 || !this.#isFromClient(row)) continue;
      for (let mark = marks.find(row); mark >= 0 && mark < marks.segment.length && marks.segment.values[mark] === row; mark++) {
        const kind = marks.kind.values[mark];
        const label = marks.label.values[mark] as number;
        if ((kind !== MarkKind.TlsClientHello && kind !== MarkKind.HttpRequest) || label === NO_LABEL || label === LABEL_ABSENT) continue;
        const text = marks.texts[label - 1];
        if (text !== undefined) return { value: text, row };
      }
    }
    return null;
  }

  /** What the client sent before the first answer; the row of its last part. */
  requestBytes(connection: number): Trait<number> | null {
    const { segments } = this.#tables;
    let value = 0;
    let last = -1;
    for (const row of this.#rows(connection)) {
      const len = segments.len(row);
      if (len === 0) continue;
      if (!this.#isFromClient(row)) break;
      value += len;
      last = row;
    }
    return last < 0 ? null : { value, row: last };
  }

  /** Longest silence that ended with a request. */
  idleBeforeRequest(connection: number): Trait<number> | null {
    const { segments, frames } = this.#tables;
    let last = -1;
    let longest: Trait<number> | null = null;
    for (const row of this.#rows(connection)) {
      // Keepalive probes of old stacks carry one byte.
      if (segments.len(row) <= 1) continue;
      const seconds = (frames.tsNs.values[segments.frameIndex.values[row] as number] as number) / 1e9;
      if (last >= 0 && this.#isFromClient(row) && seconds - last > (longest?.value ?? 0)) longest = { value: seconds - last, row };
      last = seconds;
    }
    return longest;
  }
}
