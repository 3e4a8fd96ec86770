// Per capture: where it was taken, when it ends, and which connections ICMP errors and ARP requests speak of.

import type { Vantage } from '../model/capture';
import type { CaptureTables } from '../model/tables';
import type { ConnectionFacts } from './connection-facts';

/** One half of the round trip must exceed the other by this factor before the tap counts as standing at an end. */
const VANTAGE_RATIO = 4;
/** Halves below this many seconds are kernel time, not distance. */
const NEAR_SECONDS = 0.0002;
/** Initial TTLs of common stacks: a packet that arrives with one of them has crossed no router. */
const INITIAL_TTLS = new Set([64, 128, 255]);
const NS_PER_SECOND = 1e9;
/** An end is named by this share of the votes; from that share on for either end the tap stands between. */
const MAJORITY_SHARE = 0.7;
const BOTH_SIDES_SHARE = 0.25;

export class VantageVotes {
  client = 0;
  server = 0;
  middle = 0;

  /** Lets one connection vote: by the halves of its round trip, else by which side's TTL is untouched. */
  add(facts: ConnectionFacts): void {
    // Scanners choose odd TTLs for bare SYNs; only a finished handshake shows both stacks.
    if (!facts.handshakeDone) return;
    const { rttServerSeconds: toServer, rttClientSeconds: toClient, orig, resp } = facts;
    const origLocal = INITIAL_TTLS.has(orig.ttl) && !orig.ttlVaries;
    const respLocal = INITIAL_TTLS.has(resp.ttl) && !resp.ttlVaries;
    if (orig.ttl > 0 && resp.ttl > 0 && origLocal !== respLocal) {
      if (origLocal) this.client += 2;
      else this.server += 2;
      return;
    }
    if (orig.ttl > 0 && resp.ttl > 0 && !origLocal && !respLocal) {
      this.middle += 1;
      return;
    }
    if (toServer < 0 || toClient < 0) return;
    if (toClient * VANTAGE_RATIO < toServer && toClient < NEAR_SECONDS * 5) this.client++;
    else if (toServer * VANTAGE_RATIO < toClient && toServer < NEAR_SECONDS * 5) this.server++;
  }

  decide(): Vantage {
    const { client, server, middle } = this;
    const best = Math.max(client, server, middle);
    if (best === 0) return 'unknown';
    const total = client + server + middle;
    // A router sees the clients of some connections near and the servers of others: only a clear majority names an end.
    if (best === middle || Math.min(client, server) >= total * BOTH_SIDES_SHARE) return 'router';
    if (best < total * MAJORITY_SHARE) return 'unknown';
    return best === client ? 'client' : 'server';
  }
}

/** Rows of tables.icmp by the connection that they quote. */
export function icmpByConnection(tables: CaptureTables): ReadonlyMap<number, readonly number[]> {
  const byConnection = new Map<number, number[]>();
  for (let i = 0; i < tables.icmp.length; i++) {
    const connection = tables.icmp.connectionIndex.values[i] as number;
    if (connection < 0) continue;
    const rows = byConnection.get(connection);
    if (rows === undefined) byConnection.set(connection, [i]);
    else rows.push(i);
  }
  return byConnection;
}

export interface UnansweredArp {
  readonly target: number;
  readonly asker: number;
  readonly frames: readonly number[];
  readonly firstSeconds: number;
  readonly lastSeconds: number;
  /** Separate bursts of requests: each one is an attempt of someone to reach the address. */
  readonly attempts: number;
}

/** Requests further apart than this belong to different attempts: Linux asks three times at one-second distance. */
const ARP_ATTEMPT_GAP_SECONDS = 1.5;
/** Linux gives an attempt up after three requests (mcast_solicit), others after fewer or more. */
const ARP_REQUESTS_PER_ATTEMPT = 3;
/** The same request again within this time is a copy: of another interface, or of a tunnel that carries it to all its ends. */
const ARP_COPY_WITHIN_NS = 3_000_000;
/** Fewer requests than this are no attempt that failed. */
const ARP_REQUESTS_MIN = 2;

/** Addresses that were asked for and never answered, and from which nothing else was heard either. */
export function unansweredArp(tables: CaptureTables, heard: Uint32Array): readonly UnansweredArp[] {
  const { arp, frames } = tables;
  const byTarget = new Map<number, number[]>();
  for (let i = 0; i < arp.length; i++) {
    if ((arp.isReply.values[i] as number) !== 0) continue;
    const target = arp.target.values[i] as number;
    if ((heard[target] as number) > 0 || arp.sender.values[i] === target) continue;
    const rows = byTarget.get(target);
    if (rows === undefined) byTarget.set(target, [i]);
    else if (!isArpCopy(tables, rows.at(-1) as number, i)) rows.push(i);
  }
  const unanswered: UnansweredArp[] = [];
  for (const [target, rows] of byTarget) {
    if (rows.length < ARP_REQUESTS_MIN) continue;
    const times = rows.map((row) => (frames.tsNs.values[arp.frameIndex.values[row] as number] as number) / NS_PER_SECOND);
    let attempts = 0;
    let burst = 0;
    for (let i = 0; i < times.length; i++) {
      if (i > 0 && (times[i] as number) - (times[i - 1] as number) > ARP_ATTEMPT_GAP_SECONDS) burst = 0;
      if (burst % ARP_REQUESTS_PER_ATTEMPT === 0) attempts++;
      burst++;
    }
    unanswered.push({
      target,
      asker: arp.sender.values[rows[0] as number] as number,
      frames: rows.map((row) => (arp.frameIndex.values[row] as number) + 1),
      firstSeconds: times[0] as number,
      lastSeconds: times.at(-1) as number,
      attempts,
    });
  }
  return unanswered;
}

function isArpCopy({ arp, frames }: CaptureTables, before: number, row: number): boolean {
  const timeNs = (of: number) => frames.tsNs.values[arp.frameIndex.values[of] as number] as number;
  return arp.sender.values[before] === arp.sender.values[row] && timeNs(row) - timeNs(before) < ARP_COPY_WITHIN_NS;
}
