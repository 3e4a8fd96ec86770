// Which connections a pasted error may be about: by addresses, names, time and by what such connections print. Pure; whoever has the
// connections asks for each.

import type { Endpoint } from '../../model/verdict';
import type { CauseId } from '../../model/vocabulary';
import type { PastedError } from './error-lookup';
import { secondsApart } from './error-time';

export interface MatchCandidate {
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** SNI or Host. */
  readonly name?: string;
  readonly cause: CauseId;
  /** Seconds since 1970. */
  readonly startEpochSeconds: number;
  readonly endEpochSeconds: number;
}

const OWN_PORT = 8;
const OWN_ADDRESS = 2;
const SERVER_PORT = 1;
const SERVER_ADDRESS = 3;
const NAME = 3;
const MENTIONED = 1;
const CAUSE = 4;
/** Programs notice at once, or write when their own timeout is over. */
const NEAR: readonly (readonly [seconds: number, points: number])[] = [
  [1, 4],
  [10, 2],
  [60, 1],
];
const FAR_SECONDS = 3600;

/** Why a connection may be the one, in the order of weight. */
export type FitReason = 'own-port' | 'own-address' | 'server-port' | 'server-address' | 'name' | 'mentioned' | 'prints' | 'time';

/** Points, 0 where the error cannot be about this connection; comparable among the connections of one capture only. */
export function fitOf(error: PastedError, candidate: MatchCandidate, because: FitReason[] = []): number {
  const { from, to, others, time } = error;
  const { client, server, name } = candidate;
  // Addresses may be translated on the way; ports of servers are kept, and two own ports that differ are two connections.
  if (from?.port !== undefined && from.port !== client.port) return 0;
  if (to?.port !== undefined && to.port !== server.port) return 0;
  let points = 0;
  const add = (reason: FitReason, more: number): void => {
    if (more <= 0) return;
    points += more;
    if (!because.includes(reason)) because.push(reason);
  };
  if (from?.port !== undefined) add('own-port', OWN_PORT);
  if (from !== undefined && from.address === client.address) add('own-address', OWN_ADDRESS);
  if (to?.port !== undefined) add('server-port', SERVER_PORT);
  if (to !== undefined && to.address === server.address) add('server-address', SERVER_ADDRESS);
  if (to !== undefined && name !== undefined && to.address === hostOf(name)) add('name', NAME);
  for (const { address } of others) if (address === client.address || address === server.address) add('mentioned', MENTIONED);
  add('prints', CAUSE * (error.causes.find(({ cause }) => cause === candidate.cause)?.weight ?? 0));
  if (time !== null) {
    const { startEpochSeconds, endEpochSeconds } = candidate;
    const inZone = Math.min(secondsApart(time, endEpochSeconds), secondsApart(time, startEpochSeconds));
    const isWithin = time.isZoneTold && time.epochSeconds >= startEpochSeconds && time.epochSeconds <= endEpochSeconds;
    const apart = isWithin ? Math.min(inZone, NEAR[2]?.[0] ?? 0) : inZone;
    if (apart > FAR_SECONDS) return 0;
    add('time', NEAR.find(([seconds]) => apart <= seconds)?.[1] ?? 0);
  }
  return points;
}

function hostOf(name: string): string {
  return name.replace(/:\d+$/, '').toLowerCase();
}
