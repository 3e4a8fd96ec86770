// Which connections of a capture a pasted error may be about, best first.

import { fitOf, type FitReason } from '../causes/words/error-match';
import { readError } from '../causes/words/error-lookup';
import { ConnectionTraits } from '../handlers/connection-traits';
import { CAUSE_IDS } from '../model/vocabulary';
import type { ErrorAnswer } from '../rpc/protocol';
import type { Analysis } from './analysis';
import { connectionRow } from './query';

export interface MatchedConnection {
  readonly connection: number;
  /** Comparable within one answer only. */
  readonly points: number;
  readonly because: readonly FitReason[];
}

/** Names stand in marks of payload: they are looked up for the best of those that fit otherwise. */
const NAMED_MAX = 500;
const NS_PER_SECOND = 1e9;

/** More is no help: one of the first is it, or the text says too little. */
const CONNECTIONS_TOLD = 12;

/** What the page shows of a pasted error. */
export function answerError(analysis: Analysis, pasted: string): ErrorAnswer {
  const startSeconds = analysis.meta.startNs === null ? undefined : Number(analysis.meta.startNs) / NS_PER_SECOND;
  const { causes, time } = readError(pasted, startSeconds);
  return {
    causes,
    connections: connectionsOfError(analysis, pasted, CONNECTIONS_TOLD).map(({ connection, points, because }) => ({
      row: connectionRow(analysis, connection),
      points,
      because,
    })),
    hasTime: time !== null,
  };
}

/** Empty when the text says nothing that any connection fits. */
export function connectionsOfError(analysis: Analysis, pasted: string, most: number): readonly MatchedConnection[] {
  const { tables, columns, meta } = analysis;
  const { connections, addresses, frames } = tables;
  const startSeconds = meta.startNs === null ? 0 : Number(meta.startNs) / NS_PER_SECOND;
  const error = readError(pasted, startSeconds);
  const traits = new ConnectionTraits(tables, columns);
  const pointsOf = (c: number, name: string | undefined, because?: FitReason[]): number =>
    fitOf(
      error,
      {
        client: { address: addresses.text(connections.origAddress.values[c] as number), port: connections.origPort.values[c] as number },
        server: { address: addresses.text(connections.respAddress.values[c] as number), port: connections.respPort.values[c] as number },
        ...(name === undefined ? {} : { name }),
        cause: CAUSE_IDS[columns.cause[c] as number] ?? 'insufficient-evidence',
        startEpochSeconds: startSeconds + frames.toldSeconds(columns.start[c] as number),
        endEpochSeconds: startSeconds + frames.toldSeconds(columns.end[c] as number),
      },
      because,
    );
  const fitting: { readonly connection: number; readonly points: number }[] = [];
  for (let connection = 0; connection < connections.length; connection++) {
    const points = pointsOf(connection, undefined);
    if (points > 0) fitting.push({ connection, points });
  }
  return fitting
    .sort(better)
    .slice(0, NAMED_MAX)
    .map(({ connection }) => {
      const because: FitReason[] = [];
      return { connection, points: pointsOf(connection, traits.name(connection)?.value, because), because };
    })
    .sort(better)
    .slice(0, most);
}

function better(a: Omit<MatchedConnection, 'because'>, b: Omit<MatchedConnection, 'because'>): number {
  return b.points - a.points || a.connection - b.connection;
}
