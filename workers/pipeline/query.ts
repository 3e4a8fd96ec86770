// The connections table's rows, order and text filter, evaluated where the columns are.

import { PayloadKind } from '../handlers/connection-facts';
import { Analysis as AnalysisFlag } from '../model/analysis-flags';
import { FIN, RST } from '../model/tcp-flags';
import { CAUSE_IDS, type CauseId } from '../model/vocabulary';
import type { EndedBy, Outcome } from '../model/verdict';
import type { ConnectionQuery, ConnectionRow, QueryResult, SortColumn } from '../rpc/protocol';
import type { causeWords as CauseWordsOf } from '../causes/words/cause-words';
import type { Analysis } from './analysis';
import { parseFilter } from './filter/filter';
import type { FilterFeature, FilterSubject } from './filter/subject';
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
    confidence: exact(columns.confidence[id] as number),
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

/** Confidences have at most four digits; the column holds them in single precision. */
function exact(confidence: number): number {
  return Math.round(confidence * 1e4) / 1e4;
}

function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The words of causes weigh as much as the engine: they are fetched when someone filters by text for the first time. */
export async function queryConnections(analysis: Analysis, query: ConnectionQuery): Promise<QueryResult> {
  const filter = parseFilter(query.text, { startOfDaySeconds: startOfDay(analysis) });
  if (!filter.ok) return filter;
  const count = analysis.tables.connections.length;
  const ids = new Uint32Array(count);
  let kept = 0;
  const words = query.text.trim() === '' ? null : await causeNames();
  const subject = new Subject(analysis, words);
  for (let id = 0; id < count; id++) {
    subject.id = id;
    if (filter.matches(subject)) ids[kept++] = id;
  }
  const result = ids.slice(0, kept);
  sortIds(analysis, result, query);
  return { ok: true, ids: result };
}

function startOfDay({ meta: { startNs } }: Analysis): number | null {
  return startNs === null || startNs === 0n ? null : Number(startNs % 86_400_000_000_000n) / 1e9;
}

async function causeNames(): Promise<typeof CauseWordsOf> {
  const [{ causeWords }] = await Promise.all([import('../causes/words/cause-words'), import('../causes/words/both-languages')]);
  return causeWords;
}

/** One connection at a time, read straight from the columns. */
class Subject implements FilterSubject {
  id = 0;
  readonly #analysis: Analysis;
  readonly #causeWords: typeof CauseWordsOf | null;
  readonly #words = new Map<CauseId, string>();
  readonly #inFinding: Set<number>[] = [];
  readonly #addresses: string[] = [];
  #icmp: Set<number> | null = null;

  constructor(analysis: Analysis, causeWords: typeof CauseWordsOf | null) {
    this.#analysis = analysis;
    this.#causeWords = causeWords;
  }
  get outcome(): string {
    return OUTCOMES[this.#analysis.columns.outcome[this.id] as number] as string;
  }
  get cause(): CauseId {
    return CAUSE_IDS[this.#analysis.columns.cause[this.id] as number] as CauseId;
  }
  get causeText(): string {
    const { cause } = this;
    let text = this.#words.get(cause);
    if (text === undefined) {
      const of = this.#causeWords;
      text = of === null ? cause : `${cause} ${of(cause, 'en').short} ${of(cause, 'zh').short}`.toLowerCase();
      this.#words.set(cause, text);
    }
    return text;
  }
  get client(): string {
    return this.#address(this.#analysis.tables.connections.origAddress.values[this.id] as number);
  }
  get server(): string {
    return this.#address(this.#analysis.tables.connections.respAddress.values[this.id] as number);
  }
  get clientIpv4(): number | null {
    return this.#ipv4(this.#analysis.tables.connections.origAddress.values[this.id] as number);
  }
  get serverIpv4(): number | null {
    return this.#ipv4(this.#analysis.tables.connections.respAddress.values[this.id] as number);
  }
  get clientPort(): number {
    return this.#analysis.tables.connections.origPort.values[this.id] as number;
  }
  get serverPort(): number {
    return this.#analysis.tables.connections.respPort.values[this.id] as number;
  }
  get endedBy(): string {
    return ENDED_BY[this.#analysis.columns.endedBy[this.id] as number] as string;
  }
  get confidence(): number {
    return exact(this.#analysis.columns.confidence[this.id] as number);
  }
  get durationSeconds(): number {
    return (this.#analysis.columns.end[this.id] as number) - (this.#analysis.columns.start[this.id] as number);
  }
  get startSeconds(): number {
    return this.#analysis.tables.frames.toldSeconds(this.#analysis.columns.start[this.id] as number);
  }
  get rttSeconds(): number {
    return this.#analysis.columns.rtt[this.id] as number;
  }
  get bytes(): number {
    return (this.#analysis.columns.bytesOrig[this.id] as number) + (this.#analysis.columns.bytesResp[this.id] as number);
  }
  get packets(): number {
    return this.#analysis.columns.packets[this.id] as number;
  }
  get retransmissions(): number {
    return this.#analysis.columns.retransmissions[this.id] as number;
  }
  hasFrame(frame: number): boolean {
    const { connections, segments } = this.#analysis.tables;
    for (let at = connections.segmentStart[this.id] as number; at < (connections.segmentStart[this.id + 1] as number); at++) {
      const found = (segments.frameIndex.values[connections.segments[at] as number] as number) + 1;
      if (found === frame) return true;
      if (found > frame) return false;
    }
    return false;
  }
  inFinding(index: number): boolean {
    this.#inFinding[index] ??= new Set(this.#analysis.findings[index]?.connections);
    return this.#inFinding[index].has(this.id);
  }
  get idleSeconds(): number {
    const { tables } = this.#analysis;
    let longest = 0;
    let before = Infinity;
    this.#eachSegment((row) => {
      const at = (tables.frames.tsNs.values[tables.segments.frameIndex.values[row] as number] as number) / 1e9;
      if (at - before > longest) longest = at - before;
      before = at;
      return true;
    });
    return longest;
  }
  get firstFrame(): number {
    return frameAt(this.#analysis, this.#analysis.tables.connections.segmentStart[this.id] as number);
  }
  get lastFrame(): number {
    return frameAt(this.#analysis, (this.#analysis.tables.connections.segmentStart[this.id + 1] as number) - 1);
  }
  has(feature: FilterFeature): boolean {
    const { columns, tables } = this.#analysis;
    switch (feature) {
      case 'rst':
        return this.#someSegment((row) => ((tables.segments.flags.values[row] as number) & RST) !== 0);
      case 'fin':
        return this.#someSegment((row) => ((tables.segments.flags.values[row] as number) & FIN) !== 0);
      case 'zero-window':
        return this.#someSegment((row) => ((tables.segments.analysis.values[row] as number) & AnalysisFlag.ZeroWindow) !== 0);
      case 'syn-retrans':
        return (columns.synCount[this.id] as number) > 1;
      case 'icmp':
        this.#icmp ??= new Set(tables.icmp.connectionIndex.values.subarray(0, tables.icmp.length));
        return this.#icmp.has(this.id);
      case 'tls':
        return columns.clientKind[this.id] === PayloadKind.Tls || columns.serverKind[this.id] === PayloadKind.Tls;
      case 'http':
        return columns.clientKind[this.id] === PayloadKind.Http || columns.serverKind[this.id] === PayloadKind.Http;
    }
  }
  #ipv4(index: number): number | null {
    const { family, words } = this.#analysis.tables.addresses;
    return family.values[index] === 4 ? (words.values[index * 4 + 3] as number) : null;
  }
  /** Texts are made once: connections share their addresses. */
  #address(index: number): string {
    return (this.#addresses[index] ??= this.#analysis.tables.addresses.text(index));
  }
  #someSegment(fits: (row: number) => boolean): boolean {
    return !this.#eachSegment((row) => !fits(row));
  }
  /** Until `goesOn` says no; whether it came to the end. */
  #eachSegment(goesOn: (row: number) => boolean): boolean {
    const { segmentStart, segments } = this.#analysis.tables.connections;
    const end = segmentStart[this.id + 1] as number;
    for (let at = segmentStart[this.id] as number; at < end; at++) if (!goesOn(segments[at] as number)) return false;
    return true;
  }
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
