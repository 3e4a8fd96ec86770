// Compares measured numbers with what products ship with. A hint at most, and none that the protocol spoken or the product named
// on the wire contradicts; never a verdict. The data is in known-default-rows.

import { KNOWN_DEFAULTS, type DefaultKind, type KnownDefault } from './known-default-rows';

/** What was measured; each number is looked for among the defaults of its kind. */
export interface Measured {
  readonly port: number | undefined;
  /** One of PROTOCOLS, where the bytes showed it. */
  readonly protocol?: string | undefined;
  /** How the server named itself; empty where a whole HTTP answer named nothing. */
  readonly product?: string | undefined;
  /** Open connections at which one more was turned away; `limitOf` where it shows whose. */
  readonly limit?: number | undefined;
  readonly limitOf?: 'client' | 'total' | undefined;
  /** A timer that several connections agree on, or that a header announced. */
  readonly timeoutSeconds?: number | undefined;
  /** One measured silence before the close. */
  readonly idleSeconds?: number | undefined;
  /** Longest silence that did no harm: the timer lies between it and `idleSeconds`. */
  readonly survivedSeconds?: number | undefined;
  /** Who closed or forgot, where it shows. */
  readonly idleKind?: IdleKind | undefined;
  /** Between keepalive probes, and how many of them. */
  readonly intervalSeconds?: number | undefined;
  readonly probes?: number | undefined;
  /** How long a client waited before it gave up. */
  readonly waitedSeconds?: number | undefined;
  /** How long a window stayed zero before the sender gave up. */
  readonly stalledSeconds?: number | undefined;
  /** From the first SYN to the last. */
  readonly synSeconds?: number | undefined;
  readonly backlog?: number | undefined;
  readonly requests?: number | undefined;
}

type IdleKind = 'idle' | 'grace' | 'pool' | 'path' | 'probe';

export interface DefaultHint {
  readonly product: string;
  readonly version: string;
  readonly kind: DefaultKind;
  readonly key: string;
  /** The default itself, not what was measured. */
  readonly value: number;
  readonly matchesPort: boolean;
  readonly isVerified: boolean;
}

/** Timers fire late, never early: by the kernel's grain, by a reaper's sweep, hardly by more than a tenth (catalogue E.4). */
const EARLY_RATIO = 0.01;
const LATE_SECONDS = 1.1;
const LATE_RATIO = 0.02;
const LATE_SHORT_RATIO = 0.1;
/** Clocks of captures resolve no less; what lies below is noise of binary fractions. */
const NOISE_SECONDS = 1e-9;
/** A timer this short is met by any pause of a second. */
const SHORTEST_TIMER_SECONDS = 2;

export function fitsTimer(measuredSeconds: number, nominalSeconds: number): boolean {
  const late = measuredSeconds - nominalSeconds;
  const latest = Math.max(nominalSeconds * LATE_RATIO, Math.min(LATE_SECONDS, nominalSeconds * LATE_SHORT_RATIO));
  return late >= -nominalSeconds * EARLY_RATIO - NOISE_SECONDS && late <= latest + NOISE_SECONDS;
}

interface Candidate extends DefaultHint {
  readonly standing: number;
  readonly isElsewhere: boolean;
}

/** How much speaks for a product beside the number: its name, a protocol that is its own, its port. */
const NAMED = 4;
const SPOKEN = 2;
const AT_PORT = 1;

/** Products whose default equals a measured number. Where something speaks for one of them, those of elsewhere are left out. */
export function hintsFor(measured: Measured): readonly DefaultHint[] {
  const found: Candidate[] = [];
  for (const row of KNOWN_DEFAULTS) {
    if (isContradicted(row, measured)) continue;
    const { product, version, ports, isVerified } = row;
    const matchesPort = measured.port !== undefined && ports.includes(measured.port);
    const standing = standingOf(row, measured);
    const isElsewhere = ports.length > 0 && standing === 0;
    for (const [kind, values, key] of row.settings) {
      // A limit belongs to one product: equal numbers of strangers say nothing.
      if ((kind === 'client' || kind === 'total') && isElsewhere) continue;
      const value = values.find((candidate) => isMeasured(measured, kind, candidate));
      if (value !== undefined) found.push({ product, version, kind, key, value, matchesPort, isVerified, standing, isElsewhere });
    }
  }
  const isAtHome = found.some(({ standing }) => standing > 0) || isTaken(measured);
  return found
    .filter((hint) => !isAtHome || !hint.isElsewhere)
    .sort((a, b) => b.standing - a.standing || Number(b.isVerified) - Number(a.isVerified))
    .map(({ standing: _, isElsewhere: __, ...hint }) => hint);
}

function standingOf({ ports, speaks, names }: KnownDefault, { port, protocol, product }: Measured): number {
  const isNamed = product !== undefined && holdsName(product, names);
  const isSpoken = protocol !== undefined && !SHARED_PROTOCOLS.has(protocol) && speaks.includes(protocol) && ports.length > 0;
  return (isNamed ? NAMED : 0) + (isSpoken ? SPOKEN : 0) + (port !== undefined && ports.includes(port) ? AT_PORT : 0);
}

/** Many products speak these. */
const SHARED_PROTOCOLS: ReadonlySet<string> = new Set(['HTTP', 'HTTP/2', 'gRPC', 'TLS']);

function isContradicted(row: KnownDefault, { protocol, product }: Measured): boolean {
  if (protocol !== undefined && row.speaks.length > 0 && !row.speaks.includes(protocol)) return true;
  // Behind a proxy another product speaks; a client is not named by the answers that it gets.
  if (product === undefined || row.isPassing || row.ports.length === 0) return false;
  if (row.names.length > 0) return !holdsName(product, row.names);
  return KNOWN_NAMES.some((name) => product.toLowerCase().includes(name));
}

const KNOWN_NAMES: readonly string[] = KNOWN_DEFAULTS.flatMap(({ names }) => names);

function holdsName(product: string, names: readonly string[]): boolean {
  const lower = product.toLowerCase();
  return names.some((name) => lower.includes(name));
}

/** Ports that anything that speaks HTTP uses; every other port of the table speaks for its product. */
const SHARED_PORTS: ReadonlySet<number> = new Set([80, 443, 3000, 5000, 8000, 8080, 9000, 9292]);

function isTaken(measured: Measured): boolean {
  const { port } = measured;
  if (port === undefined || SHARED_PORTS.has(port)) return false;
  return KNOWN_DEFAULTS.some((row) => row.ports.includes(port) && !isContradicted(row, measured));
}

function isMeasured(measured: Measured, kind: DefaultKind, value: number): boolean {
  switch (kind) {
    case 'client':
    case 'total':
      return measured.limit === value && (measured.limitOf === undefined || measured.limitOf === kind);
    case 'held':
      return false;
    case 'backlog':
      return measured.backlog === value;
    case 'requests':
      return measured.requests === value;
    case 'probes':
      return measured.probes === value;
    case 'idle':
    case 'grace':
    case 'pool':
    case 'path':
    case 'probe':
      return (measured.idleKind === undefined ? kind !== 'grace' : measured.idleKind === kind) && isIdleTime(measured, value);
    case 'interval':
      return isTime(measured.intervalSeconds, value);
    case 'wait':
      return isTime(measured.waitedSeconds, value);
    case 'stall':
      return isTime(measured.stalledSeconds, value);
    case 'syn':
      return isTime(measured.synSeconds, value);
  }
}

function isTime(seconds: number | undefined, value: number): boolean {
  return seconds !== undefined && value >= SHORTEST_TIMER_SECONDS && fitsTimer(seconds, value);
}

function isIdleTime({ timeoutSeconds, idleSeconds, survivedSeconds }: Measured, value: number): boolean {
  const seconds = timeoutSeconds ?? idleSeconds;
  if (seconds === undefined || value < SHORTEST_TIMER_SECONDS) return false;
  if (timeoutSeconds === undefined && survivedSeconds !== undefined) return value > survivedSeconds && value * (1 - EARLY_RATIO) <= seconds;
  return fitsTimer(seconds, value);
}

/** "ZooKeeper maxClientCnxns", ...: settings of that kind, those of the port first. */
export function settingsOf(kind: DefaultKind, port: number | undefined, most: number): readonly string[] {
  const named = KNOWN_DEFAULTS.flatMap((row) =>
    row.settings
      .filter((setting) => setting[0] === kind)
      .map(([, , key]) => ({ name: `${row.product} ${key.replace(/ \(.*/, '')}`, isHere: port !== undefined && row.ports.includes(port) })),
  );
  const names = named.toSorted((a, b) => Number(b.isHere) - Number(a.isHere)).map(({ name }) => name);
  return [...new Set(names)].slice(0, most);
}
