// What the page asks of a capture once its findings stand: rows, facets, ladders. A chunk of its own, fetched while they are read.

import { selectionDifferences } from '../handlers/selection-differences';
import { LadderBuilder } from '../ladder/build-ladder';
import type { LadderModel, OpenedPackets } from '../ladder/ladder-model';
import type { ConnectionReport } from '../model/verdict';
import { ladderContextOf } from '../report/report-source';
import type { Comparison, ConnectionQuery, ConnectionRow, Facet, QueryResult } from '../rpc/protocol';
import type { Analysis } from './analysis';
import { facetsOf } from './facets';
import { connectionOfFrame } from './find-frame';
import { withEnd } from './gauge-at-end';
import { connectionRow, queryConnections } from './query';

export function connectionsUnder(analysis: Analysis, query: ConnectionQuery): Promise<QueryResult> {
  return queryConnections(analysis, query);
}

export function rowsOf(analysis: Analysis, ids: Uint32Array): readonly ConnectionRow[] {
  return Array.from(ids, (id) => connectionRow(analysis, id));
}

/** Null when the filter cannot be read. */
export async function facetsUnder(analysis: Analysis, text: string): Promise<readonly Facet[] | null> {
  const result = await queryConnections(analysis, { text, sort: 'id', descending: false });
  return result.ok ? facetsOf(analysis, result.ids) : null;
}

/** `ids` in any order. */
export function comparisonOf({ tables, columns }: Analysis, ids: Uint32Array): Comparison {
  const selected = [...new Set(ids)].filter((id) => id < tables.connections.length).sort((a, b) => a - b);
  const firstSeconds = selected.reduce((least, id) => Math.min(least, tables.frames.toldSeconds(columns.start[id] as number)), Infinity);
  return { differences: selectionDifferences(tables, columns, selected), firstSeconds };
}

/** The connection that is looked at: judged and walked once, however often its runs open. */
export class LadderDesk {
  #analysis: Analysis | null = null;
  #report: ConnectionReport | null = null;
  #builder: LadderBuilder | null = null;

  report(analysis: Analysis, connection: number): ConnectionReport {
    if (this.#report === null || this.#analysis !== analysis || this.#report.id !== connection) {
      this.#report = analysis.report(connection);
      this.#analysis = analysis;
      this.#builder = null;
    }
    return this.#report;
  }

  ladder(analysis: Analysis, connection: number, expanded: readonly number[], opened: readonly OpenedPackets[], filter = ''): LadderModel {
    const report = this.report(analysis, connection);
    if (this.#builder === null) {
      const context = ladderContextOf(analysis, connection);
      this.#builder = new LadderBuilder(analysis.tables, report, { ...context, gauge: withEnd(context.gauge, analysis, report) });
    }
    return this.#builder.build(new Set(expanded), opened, filter);
  }

  /** Lets go of the capture. */
  clear(): void {
    this.#analysis = null;
    this.#report = null;
    this.#builder = null;
  }
}

/** Connection that a frame (from 1) belongs to, or -1. */
export function ownerOf(analysis: Analysis, frame: number): number {
  return connectionOfFrame(analysis.tables, frame - 1);
}
