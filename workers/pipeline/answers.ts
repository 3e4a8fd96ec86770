// What the page asks of a capture once its findings stand: rows, facets, ladders. A chunk of its own, fetched while they are read.

import { buildLadder } from '../ladder/build-ladder';
import type { LadderModel } from '../ladder/ladder-model';
import { ladderContextOf } from '../report/report-source';
import type { ConnectionQuery, ConnectionRow, Facet, QueryResult } from '../rpc/protocol';
import type { Analysis } from './analysis';
import { facetsOf } from './facets';
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

/** `expanded`: ids of the runs to show in full. */
export function ladderOf(analysis: Analysis, connection: number, expanded: readonly number[]): LadderModel {
  const report = analysis.report(connection);
  return buildLadder(analysis.tables, report, ladderContextOf(analysis, connection), new Set(expanded));
}
