// What sets connections that somebody picked out apart from all others of the capture. The measures are those of differences.ts.

import type { CaptureTables } from '../model/tables';
import type { Difference } from '../model/verdict';
import type { ConnectionColumns } from './connection-columns';
import { ConnectionTraits } from './connection-traits';
import {
  atLeast,
  chance,
  CHANCE_MAX,
  compared,
  CONNECTIONS_MIN,
  DIFFERENCE_MIN,
  gain,
  IDLE_MIN_SECONDS,
  mostCommon,
  ONSET_OTHERS_MAX,
  REQUEST_MIN_BYTES,
  sample,
  sampleOthers,
  type Sides,
  withFrames,
} from './differences';

/** Who asks for a comparison reads more of it than who reads a finding. */
const DIFFERENCES_MAX = 6;

/** `selected` ascending, whoever served them. What the reader can see by the choice itself (cause, outcome, end) is not compared. */
export function selectionDifferences(
  tables: CaptureTables,
  columns: ConnectionColumns,
  selected: readonly number[],
): readonly Difference[] {
  const { addresses } = tables;
  const { length, origAddress, respAddress, respPort } = tables.connections;
  const traits = new ConnectionTraits(tables, columns);
  const first = (c: number): number => traits.firstRow(c);
  const rest = sampleOthers(length, (i) => i, selected);
  if (selected.length < CONNECTIONS_MIN || rest.length < CONNECTIONS_MIN) return [];
  const sides: Sides = { own: sample(selected), rest, firstRow: first };
  const startOf = (c: number) => ({ value: columns.start[c] as number, row: first(c) });
  const start = sides.own.reduce((least, c) => Math.min(least, columns.start[c] as number), Infinity);
  const onset = compared('onset', start, sides, startOf, (value) => value >= start);
  const found = [
    mostCommon('server', sides, (c) => ({ value: addresses.text(respAddress.values[c] as number), row: first(c) })),
    mostCommon('port', sides, (c) => ({ value: respPort.values[c] as number, row: first(c) })),
    mostCommon('client', sides, (c) => ({ value: addresses.text(origAddress.values[c] as number), row: first(c) })),
    mostCommon('client-ttl', sides, (c) => traits.synTtl(c)),
    mostCommon('name', sides, (c) => traits.name(c)),
    mostCommon('first-payload', sides, (c) => traits.firstPayload(c)),
    atLeast('idle', sides, (c) => traits.idleBeforeRequest(c), IDLE_MIN_SECONDS),
    atLeast('request-bytes', sides, (c) => traits.requestBytes(c), REQUEST_MIN_BYTES),
    onset.others.count <= onset.others.of * ONSET_OTHERS_MAX ? onset : null,
  ]
    .filter((each) => each !== null)
    .filter((each) => gain(each) >= DIFFERENCE_MIN && chance(each) <= CHANCE_MAX)
    .sort((a, b) => gain(b) - gain(a));
  return withFrames(tables, found.slice(0, DIFFERENCES_MAX));
}
