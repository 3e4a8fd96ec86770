// The columns of an analysed capture as its filter reads them. What needs a walk over the packets is walked once and kept: a number and
// a byte for each connection.

import { PayloadKind } from '../handlers/connection-facts';
import { Analysis as AnalysisFlag } from '../model/analysis-flags';
import { FIN, RST, SYN } from '../model/tcp-flags';
import type { Analysis } from './analysis';
import type { CodedColumn, EndColumns, FilterAddresses, FilterFeature, FilterTable, NumberField } from './filter/filter-table';
import { connectionOfFrame } from './find-frame';
import { ENDED_BY, OUTCOMES } from './judge';

/** Confidences have at most four digits; the column holds them in single precision. */
export function exactConfidence(confidence: number): number {
  return Math.round(confidence * 1e4) / 1e4;
}

const Trait = { Rst: 1, Fin: 2, ZeroWindow: 4 } as const;

interface PacketTraits {
  /** Longest silence between two packets. */
  readonly idleSeconds: Float64Array;
  /** Trait bits of all packets together. */
  readonly bits: Uint8Array;
}

export class CaptureFilterTable implements FilterTable {
  readonly count: number;
  readonly outcome: CodedColumn;
  readonly cause: CodedColumn;
  readonly ended: CodedColumn;
  readonly client: EndColumns;
  readonly server: EndColumns;
  readonly addresses: FilterAddresses;
  readonly #analysis: Analysis;
  #traits: PacketTraits | null = null;

  /** `causeTexts`: what a filter may call each cause. */
  constructor(analysis: Analysis, causeTexts: readonly string[]) {
    const { columns, tables } = analysis;
    const { connections, addresses } = tables;
    this.#analysis = analysis;
    this.count = connections.length;
    this.outcome = { codes: columns.outcome, texts: OUTCOMES };
    this.cause = { codes: columns.cause, texts: causeTexts };
    this.ended = { codes: columns.endedBy, texts: ENDED_BY };
    this.client = { address: connections.origAddress.values, port: connections.origPort.values };
    this.server = { address: connections.respAddress.values, port: connections.respPort.values };
    const { family, words } = addresses;
    const hasNames = addresses.names !== null;
    this.addresses = {
      count: addresses.length,
      ipv4: (index) => (family.values[index] === 4 ? (words.values[index * 4 + 3] as number) : null),
      isNamed: () => hasNames,
      text: (index) => addresses.text(index),
    };
  }

  fill(field: NumberField, into: Float64Array): void {
    const { columns, tables } = this.#analysis;
    const { count } = this;
    switch (field) {
      case 'conf':
        for (let id = 0; id < count; id++) into[id] = exactConfidence(columns.confidence[id] as number);
        return;
      case 'dur':
        for (let id = 0; id < count; id++) into[id] = (columns.end[id] as number) - (columns.start[id] as number);
        return;
      case 'rtt':
        return into.set(columns.rtt);
      case 'idle':
        return into.set(this.#packetTraits().idleSeconds);
      case 'at':
        for (let id = 0; id < count; id++) into[id] = tables.frames.toldSeconds(columns.start[id] as number);
        return;
      case 'bytes':
        for (let id = 0; id < count; id++) into[id] = (columns.bytesOrig[id] as number) + (columns.bytesResp[id] as number);
        return;
      case 'pkts':
        return into.set(columns.packets);
      case 'retrans':
        return into.set(columns.retransmissions);
      case 'port':
        return into.set(tables.connections.respPort.values.subarray(0, count));
      case 'firstFrame':
        return this.#frames(into, (start) => start);
      case 'lastFrame':
        return this.#frames(into, (_, end) => end - 1);
    }
  }

  having(feature: FilterFeature): Uint8Array {
    const { columns, tables } = this.#analysis;
    const { count } = this;
    const selection = new Uint8Array(count);
    const withTrait = (bit: number): Uint8Array => {
      const { bits } = this.#packetTraits();
      for (let id = 0; id < count; id++) selection[id] = (bits[id] as number) & bit ? 1 : 0;
      return selection;
    };
    const withPayload = (kind: number): Uint8Array => {
      const { clientKind, serverKind } = columns;
      for (let id = 0; id < count; id++) selection[id] = clientKind[id] === kind || serverKind[id] === kind ? 1 : 0;
      return selection;
    };
    switch (feature) {
      case 'rst':
        return withTrait(Trait.Rst);
      case 'fin':
        return withTrait(Trait.Fin);
      case 'zero-window':
        return withTrait(Trait.ZeroWindow);
      case 'syn-retrans':
        for (let id = 0; id < count; id++) selection[id] = (columns.synCount[id] as number) > 1 ? 1 : 0;
        return selection;
      case 'icmp':
        for (let row = 0; row < tables.icmp.length; row++) {
          const connection = tables.icmp.connectionIndex.values[row] as number;
          if (connection >= 0) selection[connection] = 1;
        }
        return selection;
      case 'tls':
        return withPayload(PayloadKind.Tls);
      case 'http':
        return withPayload(PayloadKind.Http);
    }
  }

  connectionOfFrame(frame: number): number {
    return connectionOfFrame(this.#analysis.tables, frame - 1);
  }

  connectionsOfFinding(index: number): readonly number[] {
    return this.#analysis.findings[index]?.connections ?? [];
  }

  /** Number of the frame at a place of the grouped list that the two bounds of a connection give. */
  #frames(into: Float64Array, place: (start: number, end: number) => number): void {
    const { connections, segments } = this.#analysis.tables;
    const { segmentStart } = connections;
    for (let id = 0; id < this.count; id++) {
      const at = place(segmentStart[id] as number, segmentStart[id + 1] as number);
      into[id] = (segments.frameIndex.values[connections.segments[at] as number] as number) + 1;
    }
  }

  #packetTraits(): PacketTraits {
    return (this.#traits ??= traitsOf(this.#analysis, this.count));
  }
}

/** One pass in the order of the file: rows, flags and times are read one after the other, and only what is kept is jumped to. */
function traitsOf({ tables: { connections, segments, frames, analyser } }: Analysis, count: number): PacketTraits {
  const idleSeconds = new Float64Array(count);
  const bits = new Uint8Array(count);
  const lastNs = new Float64Array(count).fill(Infinity);
  const { ofSegment } = connections;
  const flags = segments.flags.values;
  const analysis = segments.analysis.values;
  const windows = segments.wnd.values;
  const frameIndex = segments.frameIndex.values;
  const tsNs = frames.tsNs.values;
  for (let row = 0; row < segments.length; row++) {
    const id = ofSegment[row] as number;
    const flag = flags[row] as number;
    if ((flag & (RST | FIN)) !== 0)
      bits[id] = (bits[id] as number) | ((flag & RST) !== 0 ? Trait.Rst : 0) | ((flag & FIN) !== 0 ? Trait.Fin : 0);
    if (windows[row] === 0 && (flag & (RST | FIN | SYN)) === 0) {
      // Unless it is a probe of the other side's window.
      analyser.analyze(id);
      if (((analysis[row] as number) & AnalysisFlag.ZeroWindow) !== 0) bits[id] = (bits[id] as number) | Trait.ZeroWindow;
    }
    const at = tsNs[frameIndex[row] as number] as number;
    const idle = (at - (lastNs[id] as number)) / 1e9;
    if (idle > (idleSeconds[id] as number)) idleSeconds[id] = idle;
    lastNs[id] = at;
  }
  return { idleSeconds, bits };
}
