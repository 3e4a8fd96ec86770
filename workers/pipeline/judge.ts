// Tables in, verdict of every connection out: hygiene, one scan per connection for the columns, the listeners, then a second scan with
// everything known about the others, but for plain closes, which need none. Nothing is kept per connection but its columns.

import { decide, plainRuling, rulingOf, type Ruling } from '../causes/decide';
import { endedByOf, outcomeOf } from '../causes/outcome';
import type { CauseRule, RuleContext } from '../causes/rule';
import { idleBeforeServerFin } from '../causes/idle-close/rule';
import { isPlainClose } from '../causes/normal-close/plain';
import { icmpByConnection, VantageVotes } from '../handlers/capture-facts';
import { ConnectionColumns } from '../handlers/connection-columns';
import { wasIgnored } from '../causes/listen-queue-overflow/rule';
import { ConnectionFacts, ResetKind } from '../handlers/connection-facts';
import { LateAnalyser } from '../track/segment-analysis';
import { markDuplicates } from '../handlers/duplicates';
import { HostFacts } from '../handlers/host-facts';
import { buildListeners, finishListener, IDLE_MIN_SECONDS, type ListenerFacts } from '../handlers/listener-facts';
import { sizeHole } from '../handlers/size-hole';
import { scanConnection } from '../handlers/scan-connection';
import type { Vantage } from '../model/capture';
import { SegmentBlock } from '../model/segment-block';
import type { CaptureTables } from '../model/tables';
import type { EndedBy, Outcome, Party, Verdict } from '../model/verdict';
import { CAUSE_IDS } from '../model/vocabulary';

export const OUTCOMES: readonly Outcome[] = [
  'closed',
  'reset',
  'refused',
  'unreachable',
  'no-answer',
  'half-closed',
  'open',
  'probe',
  'unclear',
];
export const ENDED_BY: readonly EndedBy[] = ['client', 'server', 'middlebox', 'none'];
export const PARTIES: readonly Party[] = ['client', 'server', 'network', 'middlebox', 'none', 'unknown'];

/** Facts of the first scan are kept for the second where scanning again costs more than keeping them, and no more than so many: some 3 kB each. */
const KEPT_FROM_SEGMENTS = 128;
const KEPT_CONNECTIONS = 24_000;

/** Connections fetched one by one cost so many times as much for each segment as when all are fetched in blocks. */
const RELOAD_COST = 4;

/** Others write these columns by index; see the lists above. */
export class Judgement {
  readonly tables: CaptureTables;
  readonly columns: ConnectionColumns;
  readonly listeners: readonly ListenerFacts[];
  readonly hosts: HostFacts;
  readonly vantage: Vantage;
  readonly captureEndSeconds: number;
  duplicates = 0;
  readonly failedRules = new Map<string, number>();
  /** Connections of which one direction alone was captured, and how many of them are from servers. */
  oneDirection = 0;
  fromServersAlone = 0;
  midStream = 0;
  ackedUnseen = 0;
  readonly #block: SegmentBlock;
  #byPorts: Map<number, number[]> | null = null;
  readonly #icmp: ReadonlyMap<number, readonly number[]>;
  readonly #kept = new Map<number, ConnectionFacts>();
  /** 1: a plain close, by itself. */
  readonly #plain: Uint8Array;
  /** Segments of those that have to be scanned a second time. */
  #segmentsToReload = 0;
  /** Of whichever connection is being judged; used again for the next. */
  #facts = new ConnectionFacts(-1);
  readonly #noteFailure = (rule: CauseRule, error: unknown): void => {
    const key = `${rule.id}: ${error instanceof Error ? error.message : String(error)}`;
    this.failedRules.set(key, (this.failedRules.get(key) ?? 0) + 1);
  };

  constructor(tables: CaptureTables) {
    this.tables = tables;
    this.#block = new SegmentBlock(tables);
    const { connections, frames, segments } = tables;
    const count = connections.length;
    this.captureEndSeconds = frames.latestNs / 1e9;
    this.columns = new ConnectionColumns(count);
    this.#plain = new Uint8Array(count);
    this.hosts = new HostFacts(tables);
    this.#icmp = icmpByConnection(tables);
    this.listeners = buildListeners(tables, this.columns);
    const votes = new VantageVotes();
    // It leaves copies out, which are marked first; who asks comes later.
    tables.analyser = new LateAnalyser(tables);
    for (let c = 0; c < count; c++) {
      this.#block.load(c);
      this.duplicates += markDuplicates(tables, this.#block, c);
      this.hosts.add(this.#block, c);
      this.#survey(c, votes);
    }
    this.vantage = votes.decide();
    for (const listener of this.listeners) finishListener(tables, this.columns, listener, this.ackedUnseen > 0);
    const plain = plainRuling(this.ackedUnseen > 0);
    const inBlocks = this.#segmentsToReload * RELOAD_COST > segments.length;
    for (let c = 0; c < count; c++) {
      if (this.#isPlain(c)) {
        this.#tell(c, plain, 'closed', (this.columns.serverEnd[c] as number) >= 0 ? 'server' : 'client');
        continue;
      }
      if (inBlocks && !this.#kept.has(c)) this.#block.load(c);
      this.#settle(c);
    }
    this.#kept.clear();
    this.#block.release();
  }

  /** Scans the connection again and decides it. */
  explain(connection: number): {
    readonly context: RuleContext;
    readonly verdict: Verdict;
    readonly outcome: Outcome;
    readonly endedBy: EndedBy;
  } {
    const context = this.#contextOf(connection);
    const verdict = decide(context, this.#noteFailure);
    const outcome = outcomeOf(context);
    return { context, verdict, outcome, endedBy: endedByOf(context, outcome) };
  }

  #survey(connection: number, votes: VantageVotes): void {
    const { segmentStart } = this.tables.connections;
    const count = (segmentStart[connection + 1] as number) - (segmentStart[connection] as number);
    const facts = scanConnection(this.tables, this.#block, connection, this.#facts);
    const ignored = wasIgnored(facts);
    if (isPlainClose(facts, ignored) && !this.#icmp.has(connection)) {
      this.#plain[connection] = 1;
    } else if (count >= KEPT_FROM_SEGMENTS && this.#kept.size < KEPT_CONNECTIONS) {
      this.#kept.set(connection, facts);
      this.#facts = new ConnectionFacts(-1);
    } else {
      this.#segmentsToReload += count;
    }
    this.columns.store(this.tables, facts, ignored, this.captureEndSeconds);
    votes.add(facts);
    this.hosts.addPaths(facts, this.captureEndSeconds);
    if (facts.isMidStream && facts.bothDirections) this.midStream++;
    if (!facts.bothDirections && (facts.orig.segments === 0 || facts.orig.segments !== facts.orig.synCount)) {
      this.oneDirection++;
      if (facts.orig.segments === 0) this.fromServersAlone++;
    }
    this.ackedUnseen += facts.orig.ackedUnseen + facts.resp.ackedUnseen;
    const listener = this.listeners[this.columns.listener[connection] as number];
    if (listener === undefined) return;
    listener.noteApplication(facts);
    const firstReset = facts.resets[0];
    if (facts.longestIdleSurvived > listener.longestIdleSurvived) listener.longestIdleSurvived = facts.longestIdleSurvived;
    if (facts.orig.synRow >= 0 && facts.synAckRow < 0) {
      if (firstReset !== undefined && firstReset.side === 1 && firstReset.kind === ResetKind.Reply0)
        listener.refusedSeconds.push(firstReset.seconds);
      else if (facts.resp.segments === 0) listener.unansweredSeconds.push(facts.orig.lastSynSeconds);
    } else if (ignored) {
      // Somewhere between the first SYN and the success: the middle is when the queue was surely full.
      const until = facts.firstDataAckSeconds >= 0 ? facts.firstDataAckSeconds : facts.lastSeconds;
      listener.unansweredSeconds.push((facts.orig.synSeconds + until) / 2);
    }
    if (
      facts.handshakeDone &&
      facts.resp.segments === facts.synAckCount + facts.resetCount &&
      firstReset?.side === 1 &&
      firstReset.kind === ResetKind.Reply
    ) {
      listener.overflowResets++;
    }
    if (facts.endSide === 1 && !facts.endIsReset && facts.exchanges > 0 && !facts.announcedClose) {
      const idle = idleBeforeServerFin(facts);
      if (idle >= IDLE_MIN_SECONDS) listener.idleCloses.push(idle);
    }
  }

  #settle(connection: number): void {
    const context = this.#contextOf(connection, this.#facts);
    const outcome = outcomeOf(context);
    this.#tell(connection, rulingOf(context, this.#noteFailure), outcome, endedByOf(context, outcome));
  }

  /** A plain close that nothing else speaks against: a host that swallows large segments, a server whose process ended. */
  #isPlain(connection: number): boolean {
    if (this.#plain[connection] === 0 || this.hosts.hasHoles) return false;
    if ((this.columns.serverEnd[connection] as number) < 0) return true;
    return this.listeners[this.columns.listener[connection] as number]?.deaths.length === 0;
  }

  #tell(connection: number, { cause, confidence, party }: Ruling, outcome: Outcome, endedBy: EndedBy): void {
    const { columns } = this;
    columns.cause[connection] = CAUSE_IDS.indexOf(cause);
    columns.confidence[connection] = confidence;
    columns.party[connection] = PARTIES.indexOf(party);
    columns.outcome[connection] = OUTCOMES.indexOf(outcome);
    columns.endedBy[connection] = ENDED_BY.indexOf(endedBy);
  }

  /** @param into where to tell what the connection did; without it, facts that stay as they are */
  #contextOf(connection: number, into?: ConnectionFacts): RuleContext {
    const { tables, columns, hosts, vantage, captureEndSeconds } = this;
    const facts = this.#kept.get(connection) ?? this.#scan(connection, into);
    const icmp = this.#icmp.get(connection) ?? [];
    facts.icmpCount = icmp.length;
    return {
      tables,
      facts,
      columns,
      listener: this.listeners[columns.listener[connection] as number] as ListenerFacts,
      hosts,
      vantage,
      captureEndSeconds,
      isLossyCapture: this.ackedUnseen > 0,
      hole: (side) => sizeHole(tables, facts, side, captureEndSeconds),
      samePorts: () => this.#samePorts(connection),
      icmp,
      client: tables.connections.origAddress.values[connection] as number,
      server: tables.connections.respAddress.values[connection] as number,
    };
  }

  #scan(connection: number, into?: ConnectionFacts): ConnectionFacts {
    this.#block.loadOne(connection);
    return scanConnection(this.tables, this.#block, connection, into);
  }

  /** Index of port pairs, made when a rule asks for the first time: few captures ever need it. */
  #samePorts(connection: number): readonly number[] {
    const { origPort, respPort } = this.tables.connections;
    const key = (c: number): number => (origPort.values[c] as number) * 65536 + (respPort.values[c] as number);
    if (this.#byPorts === null) {
      this.#byPorts = new Map();
      for (let c = 0; c < this.tables.connections.length; c++) {
        const ids = this.#byPorts.get(key(c));
        if (ids === undefined) this.#byPorts.set(key(c), [c]);
        else ids.push(c);
      }
    }
    return this.#byPorts.get(key(connection)) ?? [];
  }
}
