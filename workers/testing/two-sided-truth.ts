// Recordings of both ends of one path with what the path did to every packet (format: lab/README.md): finds them and sets a comparison
// against it. Runs nothing itself.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { ComparisonOverview, ConnectionComparison, DifferenceKind, Place, TapId } from '../compare/compare-model';
import type { CauseId } from '../model/vocabulary';

interface TruthPacket {
  readonly what: Exclude<DifferenceKind, 'not-captured'>;
  readonly to: 'client' | 'server';
  /** Frame numbers in each file. */
  readonly client: readonly number[];
  readonly server: readonly number[];
  /** Too little to be asked for. */
  readonly perhaps?: true;
}

export interface TwoSidedTruth {
  readonly client: string;
  readonly server: string;
  readonly headline: CauseId;
  readonly place: Place;
  readonly clock: { readonly offset_seconds: number; readonly drift_ppm: number; readonly within_seconds: number };
  readonly connections: readonly {
    readonly client: string;
    readonly server: string;
    readonly cause: CauseId;
    readonly accept: readonly CauseId[];
  }[];
  readonly packets: readonly TruthPacket[];
}

export interface TwoSidedRecording {
  readonly name: string;
  readonly client: URL;
  readonly server: URL;
  readonly truth: TwoSidedTruth;
  /** Every other one is given with the server's file first: the order must not matter. */
  readonly serverFirst: boolean;
}

export function findTwoSided(folder: URL): readonly TwoSidedRecording[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name, index) => {
      const truth = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as TwoSidedTruth;
      return {
        name: name.replace(/\.json$/, ''),
        client: new URL(truth.client, folder),
        server: new URL(truth.server, folder),
        truth,
        serverFirst: index % 2 === 1,
      };
    });
}

export interface TwoSidedScore {
  readonly name: string;
  /** Packets of the truth, and how many of them the comparison names. */
  readonly packets: number;
  readonly named: number;
  readonly connections: number;
  readonly right: number;
  /** One line each: what is missing, what is named and did not happen, verdicts and clocks that are wrong. */
  readonly faults: readonly string[];
}

export function scoreTwoSided(
  { name, truth, serverFirst }: TwoSidedRecording,
  overview: ComparisonOverview,
  connections: readonly ConnectionComparison[],
): TwoSidedScore {
  const faults: string[] = [];
  const clientTap: TapId = serverFirst ? 'second' : 'first';
  const serverTap: TapId = serverFirst ? 'first' : 'second';
  const open = new Map<string, number>();
  const perhaps = new Set<string>();
  for (const packet of truth.packets) {
    const key = keyOf(packet.what, packet.to, packet.client, packet.server);
    if (packet.perhaps === true) perhaps.add(key);
    else open.set(key, (open.get(key) ?? 0) + 1);
  }
  let named = 0;
  for (const connection of connections) {
    for (const { kind, from, frames } of connection.differences) {
      const to = from === 'client' ? 'server' : 'client';
      const key = keyOf(kind, to, frames[clientTap], frames[serverTap]);
      const left = open.get(key) ?? 0;
      if (left > 0) {
        open.set(key, left - 1);
        named++;
      } else if (!perhaps.has(key)) {
        faults.push(`${name}: not so: ${key} of ${connection.client} ${connection.server}`);
      }
    }
  }
  for (const [key, left] of open) if (left > 0) faults.push(`${name}: not named: ${key}`);
  let right = 0;
  const seen = new Set<ConnectionComparison>();
  for (const expected of truth.connections) {
    const found = connections.find((one) => !seen.has(one) && one.client === expected.client && one.server === expected.server);
    if (found === undefined) {
      faults.push(`${name}: not compared: ${expected.client} ${expected.server}`);
      continue;
    }
    seen.add(found);
    if (expected.accept.includes(found.verdict.cause)) right++;
    else faults.push(`${name}: ${expected.client} is ${expected.cause}, told as ${found.verdict.cause} (${found.verdict.confidence})`);
    if (expected.cause === truth.headline && truth.place !== 'unknown' && found.verdict.place !== truth.place)
      faults.push(`${name}: ${expected.client} ended ${truth.place}, told as ${found.verdict.place}`);
  }
  for (const one of connections) if (!seen.has(one)) faults.push(`${name}: no such connection: ${one.client} ${one.server}`);
  faults.push(...clockFaults(name, truth, overview, serverFirst));
  if (overview.nearerClient !== clientTap) faults.push(`${name}: nearer to the client is the ${overview.nearerClient}`);
  return {
    name,
    packets: truth.packets.filter((packet) => packet.perhaps !== true).length,
    named,
    connections: truth.connections.length,
    right,
    faults,
  };
}

/** Known by the frame where it was sent, or, of what nobody sent, by that where it arrived. */
function keyOf(what: DifferenceKind, to: 'client' | 'server', client: readonly number[], server: readonly number[]): string {
  const [sent, came] = to === 'server' ? [client, server] : [server, client];
  if (what === 'appeared') return `${what} towards the ${to}, there #${came.join(',')}`;
  if (what === 'lost' || what === 'not-captured') return `${what} towards the ${to}, sent #${sent.join(',')}`;
  return `${what} towards the ${to}, sent #${sent.join(',')}, there #${came.join(',')}`;
}

function clockFaults(name: string, truth: TwoSidedTruth, { clock }: ComparisonOverview, serverFirst: boolean): string[] {
  const { offset_seconds: offset, drift_ppm: drift, within_seconds: within } = truth.clock;
  if (clock === null) return [`${name}: no clock`];
  const faults: string[] = [];
  const told = serverFirst ? -clock.offsetSeconds : clock.offsetSeconds;
  const toldDrift = serverFirst ? -clock.driftPpm : clock.driftPpm;
  if (Math.abs(told - offset) > within) faults.push(`${name}: the server's clock is ${offset} s ahead, told as ${told} s`);
  if (Math.abs(told - offset) > clock.uncertaintySeconds)
    faults.push(`${name}: ${told} s +- ${clock.uncertaintySeconds} s leaves out ${offset} s`);
  if (drift !== 0 && Math.abs(toldDrift - drift) > Math.max(20, Math.abs(drift) / 4))
    faults.push(`${name}: drift ${drift}, told as ${toldDrift}`);
  return faults;
}
