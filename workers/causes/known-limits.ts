// Limits on concurrent connections that products ship with, by port: what strengthens a threshold that a capture shows.
// The numbers stand in known-default-rows; without a port of its own a product speaks for no listener.

import { KNOWN_DEFAULTS, type DefaultKind } from './known-default-rows';

export interface KnownLimit {
  readonly port: number;
  readonly kind: DefaultKind;
  readonly values: readonly number[];
}

export const KNOWN_LIMITS: readonly KnownLimit[] = KNOWN_DEFAULTS.flatMap(({ ports, settings }) =>
  settings
    .filter(([kind, values]) => (kind === 'client' || kind === 'total') && values.length > 0)
    .flatMap(([kind, values]) => ports.map((port) => ({ port, kind, values }))),
);

export function knownClientLimit(port: number, limit: number): boolean {
  return isKnown(port, 'client', limit);
}

export function knownTotalLimit(port: number, limit: number): boolean {
  return isKnown(port, 'total', limit);
}

function isKnown(port: number, kind: DefaultKind, limit: number): boolean {
  return KNOWN_LIMITS.some((known) => known.port === port && known.kind === kind && known.values.includes(limit));
}
