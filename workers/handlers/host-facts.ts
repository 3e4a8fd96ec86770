// Per address: was anything ever heard from it, and which TTL its packets arrive with. Per pair of addresses: which sizes pass.

import type { SegmentBlock } from '../model/segment-block';
import type { CaptureTables } from '../model/tables';
import { ACK, FROM_RESP, OPT_DUPLICATE, RST, SYN } from '../model/tcp-flags';
import type { ConnectionFacts } from './connection-facts';
import { PathFacts } from './size-hole';

export class HostFacts {
  /** Frames sent by each address (TCP, ICMP errors, ARP replies). */
  readonly heard: Uint32Array;
  /** ACKs and payload sent to each address: whoever gets those is alive, even where its own packets are not in the capture. */
  readonly spokenTo: Uint32Array;
  /** Time of the last frame that it sent. */
  readonly lastHeardSeconds: Float64Array;
  /** Row of one segment sent by the address that is no RST, -1 when none. */
  readonly exampleRow: Int32Array;
  /** TTL of its packets that are no RST; 0 unknown. */
  readonly ttl: Uint8Array;
  /** Its packets that are no RST arrive with several TTLs. */
  readonly ttlVaries: Uint8Array;
  /** Completed or answered attempts: SYN-ACKs sent. */
  readonly synAcks: Uint32Array;

  /** Any direction between two hosts swallows large segments. */
  hasHoles = false;

  readonly #tables: CaptureTables;
  readonly #paths = new Map<number, PathFacts>();

  constructor(tables: CaptureTables) {
    this.#tables = tables;
    const count = tables.addresses.length;
    this.heard = new Uint32Array(count);
    this.spokenTo = new Uint32Array(count);
    this.lastHeardSeconds = new Float64Array(count).fill(-1);
    this.exampleRow = new Int32Array(count).fill(-1);
    this.ttl = new Uint8Array(count);
    this.ttlVaries = new Uint8Array(count);
    this.synAcks = new Uint32Array(count);
    const { arp, icmp } = tables;
    for (let i = 0; i < arp.length; i++) {
      const sender = arp.sender.values[i] as number;
      this.heard[sender] = (this.heard[sender] as number) + 1;
    }
    for (let i = 0; i < icmp.length; i++) {
      const source = icmp.source.values[i] as number;
      this.heard[source] = (this.heard[source] as number) + 1;
    }
  }

  /** Adds the segments of connection `c`, which is in `block` and has its copies marked. Once for every connection, in their order. */
  add(block: SegmentBlock, c: number): void {
    const { connections } = this.#tables;
    const orig = connections.origAddress.values[c] as number;
    const resp = connections.respAddress.values[c] as number;
    const end = (connections.segmentStart[c + 1] as number) - block.base;
    for (let at = (connections.segmentStart[c] as number) - block.base; at < end; at++) {
      if ((block.options(at) & OPT_DUPLICATE) !== 0) continue;
      const flags = block.flags(at);
      const address = (flags & FROM_RESP) !== 0 ? resp : orig;
      this.heard[address] = (this.heard[address] as number) + 1;
      if ((flags & (ACK | RST | SYN)) === ACK) {
        const spoken = (flags & FROM_RESP) !== 0 ? orig : resp;
        this.spokenTo[spoken] = (this.spokenTo[spoken] as number) + 1;
      }
      const seconds = block.tsNs(at) / 1e9;
      if (seconds > (this.lastHeardSeconds[address] as number)) this.lastHeardSeconds[address] = seconds;
      if ((flags & RST) !== 0) continue;
      if (this.exampleRow[address] === -1) this.exampleRow[address] = block.row(at);
      const ttl = block.ttl(at);
      if (this.ttl[address] === 0) this.ttl[address] = ttl;
      else if (this.ttl[address] !== ttl) this.ttlVaries[address] = 1;
      if ((flags & SYN) !== 0 && (flags & FROM_RESP) !== 0) this.synAcks[address] = (this.synAcks[address] as number) + 1;
    }
  }

  /** Adds what connection `facts` shows of the two directions between its hosts. */
  addPaths(facts: ConnectionFacts, captureEndSeconds: number): void {
    const { connections } = this.#tables;
    const orig = connections.origAddress.values[facts.connection] as number;
    const resp = connections.respAddress.values[facts.connection] as number;
    this.#addPath(orig, resp, facts, 0, captureEndSeconds);
    this.#addPath(resp, orig, facts, 1, captureEndSeconds);
  }

  #addPath(from: number, to: number, facts: ConnectionFacts, side: number, captureEndSeconds: number): void {
    const receiver = facts.side(1 - side);
    // Most directions never show anything: no entry for those.
    if (receiver.largestAcked === 0 && receiver.sackRow < 0) return;
    const key = this.#pathKey(from, to);
    let path = this.#paths.get(key);
    if (path === undefined) {
      path = new PathFacts();
      this.#paths.set(key, path);
    }
    path.add(this.#tables, facts, side, captureEndSeconds);
    if (path.holes > 0) this.hasHoles = true;
  }

  /** What the direction from one address to another has shown; null when nothing. */
  path(from: number, to: number): PathFacts | null {
    return this.#paths.get(this.#pathKey(from, to)) ?? null;
  }

  #pathKey(from: number, to: number): number {
    return from * this.heard.length + to;
  }
}
