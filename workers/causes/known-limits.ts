// Limits on concurrent connections that products ship with, by port and protocol: what strengthens a threshold that a capture
// shows. The numbers stand in known-default-rows; without a port of its own a product speaks for no listener.

import { PROTOCOLS } from '../model/mark-table';
import { KNOWN_DEFAULTS, type DefaultKind } from './known-default-rows';

export interface KnownLimit {
  readonly port: number;
  readonly kind: DefaultKind;
  readonly values: readonly number[];
  readonly speaks: readonly string[];
}

export const KNOWN_LIMITS: readonly KnownLimit[] = KNOWN_DEFAULTS.flatMap(({ ports, speaks, settings }) =>
  settings
    .filter(([kind, values]) => (kind === 'client' || kind === 'total') && values.length > 0)
    .flatMap(([kind, values]) => ports.map((port) => ({ port, kind, values, speaks }))),
);

/** @param protocol index into PROTOCOLS of what is spoken there, -1 unknown: HTTP on the port of a store is no store */
export function knownClientLimit(port: number, limit: number, protocol = -1): boolean {
  return isKnown(port, 'client', limit, protocol);
}

export function knownTotalLimit(port: number, limit: number, protocol = -1): boolean {
  return isKnown(port, 'total', limit, protocol);
}

function isKnown(port: number, kind: DefaultKind, limit: number, protocol: number): boolean {
  const spoken = PROTOCOLS[protocol];
  return KNOWN_LIMITS.some((known) => {
    if (known.port !== port || known.kind !== kind || !known.values.includes(limit)) return false;
    return spoken === undefined || known.speaks.length === 0 || known.speaks.includes(spoken);
  });
}
