// Clients that close connections to one listener faster than TIME-WAIT gives their ports back: within a minute nearly all of
// their ports, or pairs of ports that are used again while the old connection is still remembered (catalogue E.6).

import type { CaptureTables } from '../model/tables';
import type { ConnectionColumns } from './connection-columns';
import type { ListenerFacts } from './listener-facts';

export interface PortExhaustion {
  /** Address row. */
  readonly client: number;
  /** Within the busiest minute, by their first segment. */
  readonly connections: readonly number[];
  readonly withinSeconds: number;
  readonly ports: number;
  readonly lowestPort: number;
  readonly highestPort: number;
  /** Ports that such a client has at all. */
  readonly available: number;
  /** SYNs on pairs of ports that were in TIME-WAIT. */
  readonly reused: number;
  readonly youngestSeconds: number;
  /** A small block of ports was used up, each once, and then nothing was opened for so long; -1 where it shows otherwise. */
  readonly stoppedSeconds: number;
}

/** Linux keeps a pair of ports for 60 s, whatever tcp_fin_timeout says. */
const TIME_WAIT_SECONDS = 60;
const USED_SHARE_MIN = 0.8;
/** Ranges that stacks take source ports from, narrowest first: IANA (Windows, macOS), Linux, all above the privileged. */
const RANGES: readonly (readonly [low: number, high: number])[] = [
  [49_152, 65_535],
  [32_768, 60_999],
  [1024, 65_535],
];
const FEWEST_PORTS = 16_384;
/** Fewer reuses than this are chance; so are many from a client that has only a few ports on purpose. */
const REUSED_MIN = 20;
const PORTS_MIN = 20;
/** From half of the SYNs on, half of the ports are waiting. */
const REUSED_SHARE_MIN = 0.5;
/** A narrow range that is configured: ports used, against the span that they cover. */
const DENSITY_MIN = 0.5;
/** A block of ports of which nearly every one was used, once each: no stack that has its whole range does that with so many... */
const BLOCK_PORTS_MIN = 32;
const BLOCK_DENSITY_MIN = 0.9;
/** ...unless it counts upwards; one that begins again and again in the gaps has no others. */
const BLOCK_ROUNDS_MIN = 4;
/** It stopped dead where the silence after the last one is so many times the longest pause before. */
const STOPPED_FACTOR = 5;
const STOPPED_MIN_SECONDS = 1;

/** `isClosedByClient`: by a FIN of the client that came first; the port then waits on its side. */
export function findPortExhaustion(
  tables: CaptureTables,
  columns: ConnectionColumns,
  listener: ListenerFacts,
  isClosedByClient: (connection: number) => boolean,
  captureEndSeconds: number,
): PortExhaustion[] {
  if (listener.connections.length < REUSED_MIN) return [];
  const { previous } = tables.connections;
  let closed = 0;
  let repeated = 0;
  for (const c of listener.connections) {
    if (!isClosedByClient(c)) continue;
    closed++;
    if ((previous.values[c] as number) >= 0) repeated++;
  }
  if (repeated < REUSED_MIN && closed < BLOCK_PORTS_MIN) return [];
  const byClient = new Map<number, number[]>();
  for (const c of listener.connections) {
    if (!isClosedByClient(c)) continue;
    const client = tables.connections.origAddress.values[c] as number;
    const ids = byClient.get(client);
    if (ids === undefined) byClient.set(client, [c]);
    else ids.push(c);
  }
  const found: PortExhaustion[] = [];
  for (const [client, ids] of byClient) {
    if (ids.length < REUSED_MIN) continue;
    const minute = busiestMinute(columns, ids);
    const exhaustion =
      exhaustionOf(tables, columns, client, minute, ids) ?? blockOf(tables, columns, listener, client, ids, captureEndSeconds);
    if (exhaustion !== null) found.push(exhaustion);
  }
  return found;
}

/** Those that were opened within the minute that has most of them. */
function busiestMinute(columns: ConnectionColumns, ids: readonly number[]): readonly number[] {
  const startOf = (c: number): number => columns.start[c] as number;
  // Ids follow first segments, and so do the times but for clocks that step back.
  const isAscending = ids.every((c, i) => i === 0 || startOf(c) >= startOf(ids[i - 1] as number));
  const ordered = isAscending ? ids : ids.toSorted((a, b) => startOf(a) - startOf(b));
  let bestFrom = 0;
  let bestCount = 0;
  let from = 0;
  for (let until = 0; until < ordered.length; until++) {
    while (startOf(ordered[until] as number) - startOf(ordered[from] as number) > TIME_WAIT_SECONDS) from++;
    if (until - from + 1 > bestCount) {
      bestCount = until - from + 1;
      bestFrom = from;
    }
  }
  return ordered.slice(bestFrom, bestFrom + bestCount);
}

function exhaustionOf(
  tables: CaptureTables,
  columns: ConnectionColumns,
  client: number,
  minute: readonly number[],
  all: readonly number[],
): PortExhaustion | null {
  const { connections } = tables;
  let lowestPort = 65_535;
  let highestPort = 0;
  for (const c of all) {
    const port = connections.origPort.values[c] as number;
    lowestPort = Math.min(lowestPort, port);
    highestPort = Math.max(highestPort, port);
  }
  const ports = new Set<number>();
  let reused = 0;
  let youngestSeconds = Infinity;
  for (const c of minute) {
    ports.add(connections.origPort.values[c] as number);
    const previous = connections.previous.values[c] as number;
    if (previous < 0) continue;
    const age = (columns.start[c] as number) - (columns.end[previous] as number);
    if (age < 0 || age >= TIME_WAIT_SECONDS) continue;
    reused++;
    youngestSeconds = Math.min(youngestSeconds, age);
  }
  const available = availablePorts(lowestPort, highestPort);
  const isUsedUp = ports.size >= available * USED_SHARE_MIN;
  const isReusing =
    reused >= REUSED_MIN &&
    reused >= minute.length * REUSED_SHARE_MIN &&
    ports.size >= PORTS_MIN &&
    ports.size >= (highestPort - lowestPort + 1) * DENSITY_MIN;
  if (!isUsedUp && !isReusing) return null;
  const first = columns.start[minute[0] as number] as number;
  const last = columns.start[minute.at(-1) as number] as number;
  return {
    client,
    connections: minute.toSorted((a, b) => a - b),
    withinSeconds: last - first,
    ports: ports.size,
    lowestPort,
    highestPort,
    available,
    reused,
    youngestSeconds: reused === 0 ? 0 : youngestSeconds,
    stoppedSeconds: -1,
  };
}

/** All that the client ever opened there within a minute, one dense block of ports, each once, and then nothing more. */
function blockOf(
  tables: CaptureTables,
  columns: ConnectionColumns,
  listener: ListenerFacts,
  client: number,
  ids: readonly number[],
  captureEndSeconds: number,
): PortExhaustion | null {
  if (ids.length < BLOCK_PORTS_MIN || ids.length >= FEWEST_PORTS) return null;
  const { origAddress, origPort } = tables.connections;
  const ports = ids.map((c) => origPort.values[c] as number);
  const lowestPort = ports.reduce((lowest, port) => Math.min(lowest, port));
  const highestPort = ports.reduce((highest, port) => Math.max(highest, port));
  const available = highestPort - lowestPort + 1;
  if (new Set(ports).size !== ports.length || ports.length < available * BLOCK_DENSITY_MIN) return null;
  const rounds = ports.filter((port, i) => i > 0 && port < (ports[i - 1] as number)).length + 1;
  if (rounds < BLOCK_ROUNDS_MIN) return null;
  // Others of its connections there did not end so: what it does with its ports is not known.
  if (listener.connections.filter((c) => origAddress.values[c] === client).length !== ids.length) return null;
  const starts = ids.map((c) => columns.start[c] as number);
  const first = starts[0] as number;
  const last = starts.at(-1) as number;
  const longestPause = starts.reduce((longest, start, i) => (i === 0 ? 0 : Math.max(longest, start - (starts[i - 1] as number))), 0);
  const stoppedSeconds = Math.min(captureEndSeconds - last, TIME_WAIT_SECONDS);
  if (last - first > TIME_WAIT_SECONDS || stoppedSeconds < Math.max(STOPPED_MIN_SECONDS, longestPause * STOPPED_FACTOR)) return null;
  return {
    client,
    connections: ids.toSorted((a, b) => a - b),
    withinSeconds: last - first,
    ports: ports.length,
    lowestPort,
    highestPort,
    available,
    reused: 0,
    youngestSeconds: 0,
    stoppedSeconds,
  };
}

function availablePorts(lowest: number, highest: number): number {
  const range = RANGES.find(([low, high]) => lowest >= low && highest <= high);
  return range === undefined ? 65_536 : range[1] - range[0] + 1;
}
