// The connections table's rows, order and text filter, evaluated where the columns are.

import { CAUSE_IDS, type CauseId } from '../model/vocabulary';
import type { EndedBy, Outcome } from '../model/verdict';
import type { ConnectionQuery, ConnectionRow, QueryResult, SortColumn } from '../rpc/protocol';
import type { causeWords as CauseWordsOf } from '../causes/words/cause-words';
import type { Analysis } from './analysis';
import { CaptureFilterTable, exactConfidence } from './filter-columns';
import { parseFilter } from './filter/filter';
import { ENDED_BY, OUTCOMES } from './judge';
import { sortIdsBy } from './sort-ids';

const PORTS = 65_536;

export function connectionRow(analysis: Analysis, id: number): ConnectionRow {
  const { tables, columns } = analysis;
  const { connections, addresses } = tables;
  const rtt = columns.rtt[id] as number;
  return {
    id,
    outcome: OUTCOMES[columns.outcome[id] as number] as Outcome,
    cause: CAUSE_IDS[columns.cause[id] as number] as CauseId,
    confidence: exactConfidence(columns.confidence[id] as number),
    client: endpoint(addresses.text(connections.origAddress.values[id] as number), connections.origPort.values[id] as number),
    server: endpoint(addresses.text(connections.respAddress.values[id] as number), connections.respPort.values[id] as number),
    startSeconds: tables.frames.toldSeconds(columns.start[id] as number),
    durationSeconds: (columns.end[id] as number) - (columns.start[id] as number),
    handshakeSeconds: rtt < 0 ? null : rtt,
    bytesClient: columns.bytesOrig[id] as number,
    bytesServer: columns.bytesResp[id] as number,
    packets: columns.packets[id] as number,
    retransmissions: columns.retransmissions[id] as number,
    endedBy: ENDED_BY[columns.endedBy[id] as number] as EndedBy,
    firstFrame: frameAt(analysis, connections.segmentStart[id] as number),
    lastFrame: frameAt(analysis, (connections.segmentStart[id + 1] as number) - 1),
  };
}

/** 1-based number of the frame at a place of the grouped list. */
function frameAt({ tables: { connections, segments } }: Analysis, at: number): number {
  return (segments.frameIndex.values[connections.segments[at] as number] as number) + 1;
}

function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** What was asked last of a capture: the table, its facets and the charts ask the same filter, and scrolling keeps its order. */
interface Asked {
  text: string;
  selection: Uint8Array | null;
  order: { readonly key: string; readonly ids: Uint32Array } | null;
  table: CaptureFilterTable | null;
}
const asked = new WeakMap<Analysis, Asked>();

/** The words of causes weigh as much as the engine: they are fetched when someone filters by text for the first time. */
export async function queryConnections(analysis: Analysis, query: ConnectionQuery): Promise<QueryResult> {
  const filter = parseFilter(query.text, { startOfDaySeconds: startOfDay(analysis) });
  if (!filter.ok) return filter;
  const text = query.text.trim();
  const names = text === '' ? null : await causeNames();
  let memory = asked.get(analysis);
  if (memory === undefined) asked.set(analysis, (memory = { text: '', selection: null, order: null, table: null }));
  if (names !== null && (memory.selection === null || memory.text !== text)) {
    memory.table ??= new CaptureFilterTable(analysis, causeTexts(names));
    memory.selection = filter.select(memory.table);
    memory.text = text;
  }
  return { ok: true, ids: inOrder(analysis, names === null ? null : memory.selection, query, memory) };
}

function startOfDay({ meta: { startNs } }: Analysis): number | null {
  return startNs === null || startNs === 0n ? null : Number(startNs % 86_400_000_000_000n) / 1e9;
}

async function causeNames(): Promise<typeof CauseWordsOf> {
  const [{ causeWords }] = await Promise.all([import('../causes/words/cause-words'), import('../causes/words/both-languages')]);
  return causeWords;
}

/** Id and short words of every cause, as a filter compares them. */
function causeTexts(wordsOf: typeof CauseWordsOf): readonly string[] {
  return CAUSE_IDS.map((cause) => `${cause} ${wordsOf(cause, 'en').short} ${wordsOf(cause, 'zh').short}`.toLowerCase());
}

/** The selected ids (null: all), sorted. The order of the whole capture is kept: filtering it is one pass, sorting is not. */
function inOrder(analysis: Analysis, selection: Uint8Array | null, query: ConnectionQuery, memory: Asked): Uint32Array {
  const count = analysis.tables.connections.length;
  const ids = new Uint32Array(count);
  let kept = 0;
  if (query.sort === 'id') {
    for (let id = 0; id < count; id++) if (selection === null || selection[id] === 1) ids[kept++] = id;
    const result = ids.slice(0, kept);
    return query.descending ? result.reverse() : result;
  }
  const key = `${query.sort} ${query.descending} ${query.second?.sort} ${query.second?.descending}`;
  if (memory.order?.key !== key) {
    const all = Uint32Array.from({ length: count }, (_, id) => id);
    sortIds(analysis, all, query);
    memory.order = { key, ids: all };
  }
  const { ids: order } = memory.order;
  for (let at = 0; at < count; at++) {
    const id = order[at] as number;
    if (selection === null || selection[id] === 1) ids[kept++] = id;
  }
  return ids.slice(0, kept);
}

/** The second key where the first ties, then the id. Descending is the exact reverse. */
function sortIds(analysis: Analysis, ids: Uint32Array, { sort, descending, second }: ConnectionQuery): void {
  // What is sorted later and stably wins.
  if (second !== undefined && second.sort !== sort) sortIdsBy(ids, sortKey(analysis, second.sort), second.descending !== descending);
  if (sort !== 'id') sortIdsBy(ids, sortKey(analysis, sort));
  if (descending) ids.reverse();
}

function sortKey(analysis: Analysis, column: SortColumn): (id: number) => number {
  const { columns } = analysis;
  const of = (values: ArrayLike<number>) => (id: number) => values[id] as number;
  switch (column) {
    case 'id':
      return (id) => id;
    case 'outcome':
      return of(columns.outcome);
    case 'cause':
      return of(columns.cause);
    case 'start':
      return of(columns.start);
    case 'duration':
      return (id) => (columns.end[id] as number) - (columns.start[id] as number);
    case 'rtt':
      return of(columns.rtt);
    case 'bytes':
      return (id) => (columns.bytesOrig[id] as number) + (columns.bytesResp[id] as number);
    case 'packets':
      return of(columns.packets);
    case 'retransmissions':
      return of(columns.retransmissions);
    case 'endedBy':
      return of(columns.endedBy);
    case 'confidence':
      return of(columns.confidence);
    case 'client':
    case 'server': {
      const { connections } = analysis.tables;
      const rank = addressRanks(analysis);
      const isClient = column === 'client';
      const address = (isClient ? connections.origAddress : connections.respAddress).values;
      const port = (isClient ? connections.origPort : connections.respPort).values;
      return (id) => (rank[address[id] as number] as number) * PORTS + (port[id] as number);
    }
  }
}

/** Numeric order of addresses: IPv4 before IPv6, then by value. */
function addressRanks(analysis: Analysis): Uint32Array {
  const { addresses } = analysis.tables;
  const order = Array.from({ length: addresses.length }, (_, index) => index);
  const words = addresses.words.values;
  order.sort((a, b) => {
    const family = (addresses.family.values[a] as number) - (addresses.family.values[b] as number);
    if (family !== 0) return family;
    for (let word = 0; word < 4; word++) {
      const difference = (words[a * 4 + word] as number) - (words[b * 4 + word] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  });
  const rank = new Uint32Array(addresses.length);
  order.forEach((index, position) => (rank[index] = position));
  return rank;
}
