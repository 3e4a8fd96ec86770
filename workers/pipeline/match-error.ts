// Which connections of a capture a pasted error may be about, best first.

import { fitOf } from '../causes/words/error-match';
import { readError } from '../causes/words/error-lookup';
import { ConnectionTraits } from '../handlers/connection-traits';
import { CAUSE_IDS } from '../model/vocabulary';
import type { Analysis } from './analysis';

export interface MatchedConnection {
  readonly connection: number;
  /** Comparable within one answer only. */
  readonly points: number;
}

/** Names stand in marks of payload: they are looked up for the best of those that fit otherwise. */
const NAMED_MAX = 500;
const NS_PER_SECOND = 1e9;

/** Empty when the text says nothing that any connection fits. */
export function connectionsOfError(analysis: Analysis, pasted: string, most: number): readonly MatchedConnection[] {
  const { tables, columns, meta } = analysis;
  const { connections, addresses, frames } = tables;
  const startSeconds = meta.startNs === null ? 0 : Number(meta.startNs) / NS_PER_SECOND;
  const error = readError(pasted, startSeconds);
  const traits = new ConnectionTraits(tables, columns);
  const pointsOf = (c: number, name: string | undefined): number =>
    fitOf(error, {
      client: { address: addresses.text(connections.origAddress.values[c] as number), port: connections.origPort.values[c] as number },
      server: { address: addresses.text(connections.respAddress.values[c] as number), port: connections.respPort.values[c] as number },
      ...(name === undefined ? {} : { name }),
      cause: CAUSE_IDS[columns.cause[c] as number] ?? 'insufficient-evidence',
      startEpochSeconds: startSeconds + frames.toldSeconds(columns.start[c] as number),
      endEpochSeconds: startSeconds + frames.toldSeconds(columns.end[c] as number),
    });
  const fitting: MatchedConnection[] = [];
  for (let connection = 0; connection < connections.length; connection++) {
    const points = pointsOf(connection, undefined);
    if (points > 0) fitting.push({ connection, points });
  }
  return fitting
    .sort(better)
    .slice(0, NAMED_MAX)
    .map(({ connection }) => ({ connection, points: pointsOf(connection, traits.name(connection)?.value) }))
    .sort(better)
    .slice(0, most);
}

function better(a: MatchedConnection, b: MatchedConnection): number {
  return b.points - a.points || a.connection - b.connection;
}
