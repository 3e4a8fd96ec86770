// What a link to a comparison holds, part by part, for writing and reading alike. The order is the format of version 2: later ones may
// only append behind the notes.

import type {
  ClockEstimate,
  ComparedTap,
  ComparisonRow,
  ConnectionComparison,
  CombinedVerdict,
  Contribution,
  DifferenceCounts,
  FieldChange,
  FramePair,
  PacketDifference,
  PathFacts,
  TapId,
  TwoTapPacket,
} from '../../compare/compare-model';
import { formatEndpoint } from '../../base/format';
import { MOST_NOTES } from '../../model/note';
import { certaintyOf } from '../../model/verdict';
import { AddressBook, addressesPort } from '../addresses';
import { PARTY_CODES } from '../codes';
import { Fields } from '../describe-fields';
import { BadLink, Reader, Writer } from '../port';
import {
  BASIS_CODES,
  DIFFERENCE_CODES,
  DIFFERENCE_REASON_CODES,
  FIELD_CODES,
  KIND_CODES,
  NEARER_BY_CODES,
  NEARER_CODES,
  OBSERVATION_CODES,
  PAIRED_BY_CODES,
  PLACE_CODES,
  TAP_CODES,
} from './comparison-codes';
import { isFromClient, twoTapPort } from './describe-two-tap';
import {
  endpointParts,
  plainTapName,
  type SharedComparison,
  type SharedComparisonFinding,
  type SharedOverview,
  type SharedPair,
} from './shared-comparison';

export const MOST_FINDINGS = 100;
/** Connections that a finding names. */
export const MOST_IDS = 8;
export const MOST_PAIRS = 50;
export const MOST_ROWS = 1_000;
export const MOST_DIFFERENCES = 200;
const MOST_CONTRIBUTIONS = 64;
const MOST_CHANGES = 16;
const FLAGS = ['SYN', 'FIN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE'] as const;
/** 4 digits of years: what Date can tell as ISO 8601 without a sign. */
const LATEST_MS = 253_402_300_799_999;

export function writeComparison(comparison: SharedComparison): Uint8Array {
  const book = new AddressBook();
  const body = new Writer();
  new ComparisonFields(body, book, true).comparison(comparison);
  const whole = new Writer();
  addressesPort(whole, book.texts);
  whole.append(body.bytes);
  return whole.bytes;
}

/** @throws BadLink */
export function readComparison(bytes: Uint8Array): SharedComparison {
  const port = new Reader(bytes);
  const book = new AddressBook(addressesPort(port));
  return new ComparisonFields(port, book, false).comparison();
}

class ComparisonFields extends Fields {
  comparison(value?: SharedComparison): SharedComparison {
    const { port } = this;
    const isRedacted = port.bool(value?.isRedacted);
    const isOfPair = port.bool(value?.isOfPair);
    const overview = this.#overview(value?.overview);
    const connections = port.uint(value?.connections);
    const differing = port.uint(value?.differing);
    const findingsLeftOut = port.uint(value?.findingsLeftOut);
    const pairs = port.list(MOST_PAIRS, value?.pairs, (pair) => this.#pair(overview, pair));
    const rows = port.list(MOST_ROWS, value?.rows, (row) => this.#row(row));
    const notes = port.list(MOST_NOTES, value?.notes, (note) => this.note(note));
    const fingerprint = (tap: TapId) => this.optional(value?.fingerprints[tap] ?? undefined, (one) => this.fingerprint(one)) ?? null;
    const fingerprints = { first: fingerprint('first'), second: fingerprint('second') };
    return { isRedacted, isOfPair, overview, connections, differing, findingsLeftOut, pairs, rows, notes, fingerprints };
  }

  #overview(value?: SharedOverview): SharedOverview {
    const { port } = this;
    const both = (counts?: Readonly<Record<TapId, number>>) => ({ first: port.uint(counts?.first), second: port.uint(counts?.second) });
    return {
      kind: port.id(KIND_CODES, value?.kind),
      first: this.#tap('first', value?.first),
      second: this.#tap('second', value?.second),
      clock: this.optional(value?.clock ?? undefined, (clock) => this.#clock(clock)) ?? null,
      nearerClient: port.id(NEARER_CODES, value?.nearerClient),
      paired: port.uint(value?.paired),
      onlyOne: both(value?.onlyOne),
      uncovered: both(value?.uncovered),
      ambiguous: both(value?.ambiguous),
      totals: this.#counts(value?.totals),
      overlapSeconds: this.#maybeNumber(value?.overlapSeconds),
      findings: port.list(MOST_FINDINGS, value?.findings, (finding) => this.#finding(finding)),
    };
  }

  #tap(tap: TapId, value?: ComparedTap): ComparedTap {
    const { port } = this;
    const frames = port.uint(value?.frames);
    const connections = port.uint(value?.connections);
    const startTime = this.optional(value?.startTime ?? undefined, (text) => {
      const ms = port.uint(text === undefined ? undefined : Date.parse(text));
      if (ms > LATEST_MS) throw new BadLink('damaged');
      return new Date(ms).toISOString();
    });
    return {
      name: plainTapName(tap),
      frames,
      connections,
      startTime: startTime ?? null,
      durationSeconds: port.number(value?.durationSeconds),
    };
  }

  #clock(value?: ClockEstimate): ClockEstimate {
    const { port } = this;
    return {
      offsetSeconds: port.number(value?.offsetSeconds),
      uncertaintySeconds: port.number(value?.uncertaintySeconds),
      driftPpm: port.number(value?.driftPpm),
      driftUncertaintyPpm: port.number(value?.driftUncertaintyPpm),
      towardsServer: port.uint(value?.towardsServer),
      towardsClient: port.uint(value?.towardsClient),
      roundTripSeconds: port.number(value?.roundTripSeconds),
      isOneWay: port.bool(value?.isOneWay),
    };
  }

  #finding(value?: SharedComparisonFinding): SharedComparisonFinding {
    const { port } = this;
    return {
      cause: this.causeOfConnection(value?.cause),
      place: port.id(PLACE_CODES, value?.place),
      party: port.id(PARTY_CODES, value?.party),
      server: this.#endpoint(value?.server),
      confidence: port.number(value?.confidence),
      connections: this.ids(MOST_IDS, value?.connections),
      count: port.uint(value?.count),
    };
  }

  #row(value?: ComparisonRow): ComparisonRow {
    const { port } = this;
    return {
      index: port.uint(value?.index),
      first: this.#maybeUint(value?.first),
      second: this.#maybeUint(value?.second),
      client: this.#endpoint(value?.client),
      server: this.#endpoint(value?.server),
      pairedBy: port.id(PAIRED_BY_CODES, value?.pairedBy),
      common: port.uint(value?.common),
      counts: this.#counts(value?.counts),
      changedFields: port.list(FIELD_CODES.length, value?.changedFields, (field) => port.id(FIELD_CODES, field)),
      cause: this.causeOfConnection(value?.cause),
      confidence: port.number(value?.confidence),
      place: port.id(PLACE_CODES, value?.place),
    };
  }

  #pair(overview: SharedOverview, value?: SharedPair): SharedPair {
    const { port } = this;
    const told = value?.connection;
    const row = this.#row(told);
    const nearerClient = port.id(TAP_CODES, told?.nearerClient);
    const nearerBy = port.id(NEARER_BY_CODES, told?.nearerBy);
    const ends = (side: 'client' | 'server', at?: ConnectionComparison['clientAt']): ConnectionComparison['clientAt'] => ({
      first: this.#endAt(row[side], at?.first),
      second: this.#endAt(row[side], at?.second),
    });
    const clientAt = ends('client', told?.clientAt);
    const serverAt = ends('server', told?.serverAt);
    const path = this.#path(told?.path);
    const verdict = this.#verdict(row, told?.verdict);
    const scope = {
      fields: this,
      overview,
      connection: { ...row, nearerClient },
      contributions: verdict.contributions,
      changes: (list?: readonly FieldChange[]) => this.#changes(list),
    };
    const ladder = twoTapPort(scope, value?.ladder);
    const packets = ladder.rows.filter((one) => one.kind === 'packet');
    const differences = port.list(MOST_DIFFERENCES, told?.differences, (one) => this.#difference(packets, nearerClient, one));
    const differencesLeftOut = port.uint(told?.differencesLeftOut);
    return { connection: { ...row, nearerClient, nearerBy, clientAt, serverAt, path, differences, differencesLeftOut, verdict }, ladder };
  }

  /** 0: it has no such connection; 1: as the row says; 2: another. */
  #endAt(usual: string, value?: string | null): string | null {
    const { port, isWriting } = this;
    const how = port.uint(isWriting ? (value === null ? 0 : value === usual ? 1 : 2) : undefined);
    if (how > 2) throw new BadLink('damaged');
    return how === 0 ? null : how === 1 ? usual : this.#endpoint(value ?? undefined);
  }

  #path(value?: PathFacts): PathFacts {
    const { port } = this;
    const hops = (count?: number | null): number | null => this.optional(count ?? undefined, (one) => port.int(one)) ?? null;
    const times = (way?: PathFacts['towardsServerSeconds']) =>
      this.optional(way ?? undefined, (one) => ({ least: port.number(one?.least), median: port.number(one?.median) })) ?? null;
    return {
      hopsTowardsServer: hops(value?.hopsTowardsServer),
      hopsTowardsClient: hops(value?.hopsTowardsClient),
      towardsServerSeconds: times(value?.towardsServerSeconds),
      towardsClientSeconds: times(value?.towardsClientSeconds),
      translated: this.#changes(value?.translated),
    };
  }

  #verdict(row: ComparisonRow, value?: CombinedVerdict): CombinedVerdict {
    const { port } = this;
    const { cause, confidence, place } = row;
    const alone = (own?: CombinedVerdict['first']) =>
      this.optional(own ?? undefined, (one) => ({ cause: this.causeOfConnection(one?.cause), confidence: port.number(one?.confidence) })) ??
      null;
    return {
      cause,
      confidence,
      certainty: certaintyOf(confidence),
      party: port.id(PARTY_CODES, value?.party),
      place,
      basis: port.id(BASIS_CODES, value?.basis),
      contributions: port.list(MOST_CONTRIBUTIONS, value?.contributions, (one) => this.#contribution(one)),
      ruledOut: port.list(MOST_CONTRIBUTIONS, value?.ruledOut, (one) => ({
        cause: this.causeOfConnection(one?.cause),
        because: port.id(OBSERVATION_CODES, one?.because),
      })),
      first: alone(value?.first),
      second: alone(value?.second),
    };
  }

  #contribution(value?: Contribution): Contribution {
    return {
      observation: this.port.id(OBSERVATION_CODES, value?.observation),
      tap: this.port.id(BASIS_CODES, value?.tap),
      frames: this.#framePair(value?.frames),
      values: this.values(value?.values),
    };
  }

  #framePair(value?: FramePair): FramePair {
    return { first: this.frames(value?.first), second: this.frames(value?.second) };
  }

  /** Packets that have a row of their own are told by it: its place, from 1 on. */
  #difference(packets: readonly TwoTapPacket[], nearer: TapId, value?: PacketDifference): PacketDifference {
    const { port, isWriting } = this;
    const kind = port.id(DIFFERENCE_CODES, value?.kind);
    const at = port.uint(isWriting ? rowOf(packets, nearer, value) + 1 : undefined);
    const row = at === 0 ? null : packets[at - 1];
    if (row === undefined) throw new BadLink('damaged');
    const missingBytes = this.optional(value?.missingBytes, (bytes) => port.uint(bytes));
    const rest = {
      changes: this.#changes(value?.changes),
      because: port.list(DIFFERENCE_REASON_CODES.length, value?.because, (reason) => port.id(DIFFERENCE_REASON_CODES, reason)),
    };
    const missing = missingBytes === undefined ? {} : { missingBytes };
    if (row !== null) return { kind, ...ofRow(row, nearer), ...missing, ...rest };
    const from = port.bool(value === undefined ? undefined : value.from === 'server') ? 'server' : 'client';
    const frames = this.#framePair(value?.frames);
    const seconds = port.number(value?.seconds);
    const bits = port.uint(
      value === undefined ? undefined : FLAGS.reduce((sum, word, bit) => sum | (value.flags.includes(word) ? 1 << bit : 0), 0),
    );
    if (bits >= 1 << FLAGS.length) throw new BadLink('damaged');
    const flags = FLAGS.filter((_, bit) => (bits & (1 << bit)) !== 0);
    const [len, seq, ttl] = [port.uint(value?.len), port.int(value?.seq), this.atMost(255, value?.ttl)];
    const way = this.optional(value?.oneWaySeconds, (one) => port.number(one));
    return { kind, from, frames, seconds, flags, len, seq, ttl, ...missing, ...(way === undefined ? {} : { oneWaySeconds: way }), ...rest };
  }

  #changes(list?: readonly FieldChange[]): readonly FieldChange[] {
    const { port } = this;
    return port.list(MOST_CHANGES, list, (value) => {
      const field = port.id(FIELD_CODES, value?.field);
      const before = this.#changed(value === undefined ? undefined : [value.before]);
      const after = this.#changed(value === undefined ? undefined : [value.after]);
      return { field, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
    });
  }

  /** 0: nothing; 1: a number; 2: an endpoint. */
  #changed(given?: readonly [number | string | undefined]): number | string | undefined {
    const { port } = this;
    const value = given?.[0];
    const how = port.uint(given === undefined ? undefined : typeof value === 'number' ? 1 : typeof value === 'string' ? 2 : 0);
    if (how > 2) throw new BadLink('damaged');
    if (how === 0) return undefined;
    return how === 1
      ? port.int(typeof value === 'number' ? value : undefined)
      : this.#endpoint(typeof value === 'string' ? value : undefined);
  }

  /** Empty where a capture does not have it. */
  #endpoint(value?: string): string {
    const { port, isWriting } = this;
    const parts = value === undefined ? null : endpointParts(value);
    if (!port.bool(isWriting ? parts !== null : undefined)) return '';
    const address = this.address(parts?.address);
    return formatEndpoint(address, this.atMost(0xffff, parts?.port));
  }

  #counts(value?: DifferenceCounts): DifferenceCounts {
    const { port } = this;
    return {
      lostTowardsServer: port.uint(value?.lostTowardsServer),
      lostTowardsClient: port.uint(value?.lostTowardsClient),
      appeared: port.uint(value?.appeared),
      changed: port.uint(value?.changed),
      delayed: port.uint(value?.delayed),
      notCaptured: port.uint(value?.notCaptured),
    };
  }

  #maybeUint(value?: number | null): number | null {
    return this.optional(value ?? undefined, (one) => this.port.uint(one)) ?? null;
  }

  #maybeNumber(value?: number | null): number | null {
    return this.optional(value ?? undefined, (one) => this.port.number(one)) ?? null;
  }
}

/** The row with these packets; -1: none. */
export function rowOf(packets: readonly TwoTapPacket[], nearer: TapId, difference: Pick<PacketDifference, 'frames'> | undefined): number {
  if (difference === undefined) return -1;
  const { first, second } = difference.frames;
  const [client, server] = nearer === 'first' ? [first, second] : [second, first];
  return packets.findIndex(({ clientFrames, serverFrames }) => isSame(clientFrames, client) && isSame(serverFrames, server));
}

/** What a difference takes from its row. */
export function ofRow(row: TwoTapPacket, nearer: TapId): Omit<PacketDifference, 'kind' | 'missingBytes' | 'changes' | 'because'> {
  const { packet, clientFrames, serverFrames, oneWaySeconds } = row;
  return {
    from: isFromClient(packet) ? 'client' : 'server',
    frames: nearer === 'first' ? { first: clientFrames, second: serverFrames } : { first: serverFrames, second: clientFrames },
    seconds: packet.seconds,
    flags: packet.flags,
    len: packet.len,
    seq: packet.seq,
    ttl: packet.ttl,
    ...(oneWaySeconds === null ? {} : { oneWaySeconds }),
  };
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((frame, at) => frame === other[at]);
}
