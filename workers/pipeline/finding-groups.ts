// Which connections share a finding: one cause, one place, one end. What a finding says of them is findings.ts's.

import { causesAtStart, causesPerClient, causesPerHost } from '../causes/severity';
import { Admission } from '../handlers/connection-columns';
import { BENIGN_CAUSES, CAUSE_IDS, type CauseId } from '../model/vocabulary';
import type { Judgement } from './judge';
import { Sweeps } from './sweeps';

export interface Group {
  readonly cause: CauseId;
  /** Listeners that it is about: several ports of a host that is gone or was swept, or the two sides of an address translation. */
  readonly listeners: Set<number>;
  readonly endedBy: number;
  readonly ids: number[];
  best: number;
  confidenceSum: number;
}

const BENIGN = new Set(BENIGN_CAUSES.map((cause) => CAUSE_IDS.indexOf(cause)));
/** The two sides of a translating device see a segment this close together. */
const TWIN_SECONDS = 0.05;

export function groupConnections(judgement: Judgement): Group[] {
  const { columns, tables } = judgement;
  const groups = new Map<string, Group>();
  const sweeps = new Sweeps(judgement);
  for (let c = 0; c < tables.connections.length; c++) {
    const cause = columns.cause[c] as number;
    if (BENIGN.has(cause)) continue;
    const id = CAUSE_IDS[cause] as CauseId;
    const client = causesPerClient.has(id) ? (tables.connections.origAddress.values[c] as number) : -1;
    const listener = columns.listener[c] as number;
    const sweep = sweeps.of(c);
    const place = sweep !== null ? `sweep ${sweep}` : causesPerHost.has(id) ? `host ${tables.connections.respAddress.values[c]}` : listener;
    // How a connection ended later says nothing where the trouble was at its beginning.
    const ender = causesAtStart.has(id) ? -1 : columns.endedBy[c];
    const key = `${cause}/${place}/${ender}/${client}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = { cause: id, listeners: new Set(), endedBy: columns.endedBy[c] as number, ids: [], best: c, confidenceSum: 0 };
      groups.set(key, group);
    }
    group.listeners.add(listener);
    group.ids.push(c);
    group.confidenceSum += columns.confidence[c] as number;
    if (isClearer(judgement, c, group.best)) group.best = c;
  }
  return mergeTwins(judgement, [...groups.values()]);
}

/** Groups of one cause whose connections are all the same ones, seen on the two sides of an address translation. Found by the sum of their sequence numbers. */
function mergeTwins(judgement: Judgement, groups: readonly Group[]): Group[] {
  const merged: Group[] = [];
  const bySum = new Map<string, Group>();
  for (const group of groups) {
    const sum = group.ids.reduce((total, c) => (total + (judgement.columns.origNext[c] as number)) >>> 0, 0);
    const key = `${group.cause}/${group.endedBy}/${group.ids.length}/${sum}`;
    const other = bySum.get(key);
    if (other === undefined || !areTwins(judgement, other.ids, group.ids)) {
      bySum.set(key, group);
      merged.push(group);
      continue;
    }
    if (isClearer(judgement, group.best, other.best)) other.best = group.best;
    for (const listener of group.listeners) other.listeners.add(listener);
    other.ids.push(...group.ids);
    other.ids.sort((a, b) => a - b);
    other.confidenceSum += group.confidenceSum;
  }
  return merged;
}

/** A device rewrites addresses and ports, never sequence numbers: each connection of one side has its own on the other. */
function areTwins({ columns, tables }: Judgement, some: readonly number[], others: readonly number[]): boolean {
  const { origAddress, respAddress } = tables.connections;
  const bySequence = new Map<string, number>();
  const keyOf = (c: number): string => `${columns.origNext[c]}/${columns.respNext[c]}`;
  for (const c of some) bySequence.set(keyOf(c), c);
  return others.every((c) => {
    const twin = bySequence.get(keyOf(c));
    if (twin === undefined) return false;
    // Its own entry: two connections of the one side cannot both be this one.
    bySequence.delete(keyOf(c));
    const isRewritten = origAddress.values[c] !== origAddress.values[twin] || respAddress.values[c] !== respAddress.values[twin];
    return isRewritten && Math.abs((columns.start[c] as number) - (columns.start[twin] as number)) <= TWIN_SECONDS;
  });
}

/** Higher confidence first; then the one that is shorter to read; then the earlier. */
function isClearer({ columns }: Judgement, candidate: number, current: number): boolean {
  const better = (columns.confidence[candidate] as number) - (columns.confidence[current] as number);
  if (Math.abs(better) > 0.001) return better > 0;
  const retransmissions = (columns.retransmissions[candidate] as number) - (columns.retransmissions[current] as number);
  if (retransmissions !== 0 && columns.admission[candidate] === Admission.Rejected) return retransmissions < 0;
  return false;
}
