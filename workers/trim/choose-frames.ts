// Which frames go into a trimmed capture: those of the chosen connections, ICMP errors that quote them, and what a finding cites that
// belongs to no connection (ARP). Reads tables, no bytes.

import type { CaptureTables } from '../model/tables';
import type { Evidence, Finding } from '../model/verdict';

/** `finding` counts from 0. Neither: the clearest example of every finding. */
export interface TrimChoice {
  readonly connections?: readonly number[];
  readonly finding?: number;
}

export interface ChosenFrames {
  readonly connections: ReadonlySet<number>;
  readonly findings: readonly Finding[];
  readonly count: number;
  /** The last one, as a row of the frame table; -1 without any. */
  readonly lastRow: number;
  /** By row of the frame table. */
  has(row: number): boolean;
}

interface Chosen {
  readonly tables: CaptureTables;
  readonly findings: readonly Finding[];
}

export function chooseFrames({ tables, findings: all }: Chosen, choice: TrimChoice): ChosenFrames {
  const findings = findingsOf(all, choice);
  const cited = rowsOf(findings.flatMap(({ evidence }) => evidence));
  const connections = connectionsOf(tables, findings, choice, cited);
  const bits = new Uint8Array(Math.ceil(tables.frames.length / 8));
  let count = 0;
  let lastRow = -1;
  const add = (row: number): void => {
    const mask = 1 << (row & 7);
    const byte = bits[row >> 3];
    if (byte === undefined || (byte & mask) !== 0) return;
    bits[row >> 3] = byte | mask;
    count++;
    if (row > lastRow) lastRow = row;
  };
  const { segments, icmp, arp } = tables;
  for (let row = 0; row < segments.length; row++) {
    if (connections.has(tables.connections.ofSegment[row] as number)) add(segments.frameIndex.values[row] as number);
  }
  for (let row = 0; row < icmp.length; row++) {
    const frame = icmp.frameIndex.values[row] as number;
    if (connections.has(icmp.connectionIndex.values[row] as number) || cited.has(frame)) add(frame);
  }
  for (let row = 0; row < arp.length; row++) {
    const frame = arp.frameIndex.values[row] as number;
    if (cited.has(frame)) add(frame);
  }
  return { connections, findings, count, lastRow, has: (row) => (((bits[row >> 3] ?? 0) >> (row & 7)) & 1) === 1 };
}

function findingsOf(all: readonly Finding[], { connections, finding }: TrimChoice): readonly Finding[] {
  if (connections !== undefined) return [];
  return finding === undefined ? all : all.slice(finding, finding + 1);
}

/** Of one finding also those that its evidence names: without the connections that were held, a limit cannot be checked. */
function connectionsOf(
  tables: CaptureTables,
  findings: readonly Finding[],
  { connections, finding }: TrimChoice,
  cited: ReadonlySet<number>,
): ReadonlySet<number> {
  if (connections !== undefined) return new Set(connections.filter((id) => id < tables.connections.length));
  if (finding === undefined) return new Set(findings.flatMap(({ representative }) => representative ?? []));
  const chosen = new Set(findings.flatMap(({ connections }) => connections));
  const { segments } = tables;
  for (let row = 0; row < segments.length; row++) {
    if (cited.has(segments.frameIndex.values[row] as number)) chosen.add(tables.connections.ofSegment[row] as number);
  }
  return chosen;
}

function rowsOf(evidence: readonly Evidence[]): ReadonlySet<number> {
  return new Set(evidence.flatMap(({ frames }) => frames.map((frame) => frame - 1)));
}
