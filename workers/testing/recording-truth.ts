// Recordings with the truth beside them (format: lab/README.md): finds them and sets verdicts against it. Judges nothing.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { ConnectionReport, EndedBy } from '../model/verdict';
import type { CauseId } from '../model/vocabulary';

export interface TruthConnection {
  /** `address:port`, or `address:*` for all of that address. */
  readonly client: string;
  readonly server: string;
  readonly count?: number;
  readonly cause: CauseId;
  /** Every answer that an expert who sees only this capture could defend; the true one first. */
  readonly accept: readonly CauseId[];
  readonly ended_by: EndedBy;
  /** Which of several connections with the same four-tuple, from 1. */
  readonly incarnation?: number;
}

export interface Truth {
  /** Name of the capture beside it. */
  readonly file: string;
  readonly headline: CauseId;
  readonly headline_accept: readonly CauseId[];
  readonly vantage: string;
  readonly facts: Readonly<Record<string, number | string>>;
  readonly connections: readonly TruthConnection[];
}

export interface Recording {
  readonly name: string;
  readonly path: URL;
  readonly truth: Truth;
}

/** Every truth file of `truthFolder` with the capture that it names, in `folder`. Empty when there is no such folder. */
export function findRecordings(folder: URL, truthFolder = folder): Recording[] {
  if (!existsSync(folder)) return [];
  return readdirSync(truthFolder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => {
      const truth = JSON.parse(readFileSync(new URL(name, truthFolder), 'utf8')) as Truth;
      return { name: name.replace(/\.json$/, ''), path: new URL(truth.file, folder), truth };
    });
}

export interface Compared {
  readonly report: ConnectionReport;
  /** Null when the truth knows no such connection. */
  readonly truth: TruthConnection | null;
}

export interface Comparison {
  readonly connections: readonly Compared[];
  /** Connections of the truth that the capture does not show, by client. */
  readonly missing: readonly string[];
}

/** Pairs every connection with one of the truth: same ends, same incarnation; among several alike, one that accepts the verdict. */
export function compareConnections(truth: Truth, reports: readonly ConnectionReport[]): Comparison {
  const open = truth.connections.map((expected) => ({ expected, left: expected.count ?? 1 }));
  const seen = new Map<string, number>();
  const connections = reports.map((report): Compared => {
    const client = endpoint(report.client);
    const server = endpoint(report.server);
    const key = `${client} ${server}`;
    const incarnation = (seen.get(key) ?? 0) + 1;
    seen.set(key, incarnation);
    const candidates = open.filter(
      ({ expected, left }) =>
        left > 0 && fits(expected.client, client) && fits(expected.server, server) && (expected.incarnation ?? incarnation) === incarnation,
    );
    const match = candidates.find(({ expected }) => expected.accept.includes(report.verdict.cause)) ?? candidates[0];
    if (match === undefined) return { report, truth: null };
    match.left--;
    return { report, truth: match.expected };
  });
  const missing = open.filter(({ left }) => left > 0).map(({ expected, left }) => `${left} x ${expected.cause} of ${expected.client}`);
  return { connections, missing };
}

/** The brackets of IPv6 addresses are optional in truth files. */
function fits(pattern: string, value: string): boolean {
  const plain = pattern.replaceAll(/[[\]]/g, '');
  return plain === value || plain === '*' || (plain.endsWith(':*') && value.startsWith(plain.slice(0, -1)));
}

function endpoint({ address, port }: { readonly address: string; readonly port: number }): string {
  return `${address}:${port}`;
}
