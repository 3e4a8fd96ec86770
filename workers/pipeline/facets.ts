// What the connections that fit a filter have in common: counts per outcome, cause, end and band, in one pass over the columns.

import { CAUSE_IDS } from '../model/vocabulary';
import type { Facet, FacetId } from '../rpc/protocol';
import type { Analysis } from './analysis';
import { ENDED_BY, OUTCOMES } from './judge';

/** Rarer values are told as a number: a list of ten is read, one of a thousand is not. */
const VALUES_MAX = 10;
/** Upper edges; above the last there is one more band. */
const DURATION_EDGES_SECONDS = [0.01, 1, 60];
const CONFIDENCE_EDGES = [0.4, 0.75, 0.95];
const PORTS = 65_536;

export function facetsOf({ columns, tables }: Analysis, ids: Uint32Array): readonly Facet[] {
  const { connections, addresses } = tables;
  const outcomes = new Array<number>(OUTCOMES.length).fill(0);
  const causes = new Array<number>(CAUSE_IDS.length).fill(0);
  const enders = new Array<number>(ENDED_BY.length).fill(0);
  const confidences = new Array<number>(CONFIDENCE_EDGES.length + 1).fill(0);
  const durations = new Array<number>(DURATION_EDGES_SECONDS.length + 1).fill(0);
  const servers = new Map<number, number>();
  const clients = new Uint32Array(addresses.length);
  for (const id of ids) {
    count(outcomes, columns.outcome[id] as number);
    count(causes, columns.cause[id] as number);
    count(enders, columns.endedBy[id] as number);
    count(confidences, bandOf(columns.confidence[id] as number, CONFIDENCE_EDGES));
    count(durations, bandOf((columns.end[id] as number) - (columns.start[id] as number), DURATION_EDGES_SECONDS));
    const server = (connections.respAddress.values[id] as number) * PORTS + (connections.respPort.values[id] as number);
    servers.set(server, (servers.get(server) ?? 0) + 1);
    const client = connections.origAddress.values[id] as number;
    clients[client] = (clients[client] as number) + 1;
  }
  const listed = (facet: FacetId, counts: readonly number[], names: readonly string[]): Facet =>
    facetFrom(
      facet,
      counts.map((value, index) => [names[index] ?? '', value] as const),
    );
  const serverName = (key: number): string => {
    const address = addresses.text(Math.floor(key / PORTS));
    return `${address.includes(':') ? `[${address}]` : address}:${key % PORTS}`;
  };
  return [
    listed('outcome', outcomes, OUTCOMES),
    listed('cause', causes, CAUSE_IDS),
    facetFrom('server', topOf(servers, serverName), servers.size),
    facetFrom(
      'client',
      topOf(clients.entries(), (key) => addresses.text(key)),
      clients.reduce((different, of) => different + Number(of > 0), 0),
    ),
    listed('ended', enders, ENDED_BY),
    { ...listed('conf', confidences, ['undetermined', 'possible', 'likely', 'certain']), others: 0 },
    { facet: 'dur', values: durations.flatMap((value, index) => (value > 0 ? [{ value: String(index), count: value }] : [])), others: 0 },
  ];
}

/** Without type changes of floating point: confidences are stored in single precision. */
const ROUNDING = 1e-6;

function bandOf(value: number, edges: readonly number[]): number {
  const band = edges.findIndex((edge) => value < edge - ROUNDING * edge);
  return band < 0 ? edges.length : band;
}

function count(counts: number[], index: number): void {
  counts[index] = (counts[index] as number) + 1;
}

/** The most frequent, first come first where they tie. One pass: a million clients must not be sorted to name ten. */
function topOf(counts: Iterable<readonly [number, number]>, nameOf: (key: number) => string): (readonly [string, number])[] {
  const top: (readonly [number, number])[] = [];
  for (const entry of counts) {
    const least = top.length < VALUES_MAX ? 0 : (top[VALUES_MAX - 1]?.[1] ?? 0);
    if (entry[1] <= least) continue;
    const at = top.findIndex(([, other]) => other < entry[1]);
    top.splice(at < 0 ? top.length : at, 0, entry);
    if (top.length > VALUES_MAX) top.pop();
  }
  return top.map(([key, value]) => [nameOf(key), value]);
}

function facetFrom(facet: FacetId, counts: readonly (readonly [string, number])[], size?: number): Facet {
  const present = counts.filter(([, value]) => value > 0).toSorted((a, b) => b[1] - a[1]);
  const values = present.slice(0, VALUES_MAX).map(([value, number]) => ({ value, count: number }));
  return { facet, values, others: (size ?? present.length) - values.length };
}
