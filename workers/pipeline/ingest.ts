// The sink between capture formats and the tables: decodes every record once and files it. Hot path; no allocation.

import { type DecodedFrame, FrameKind } from '../decode/decoded-frame';
import { BAD_REASONS } from '../decode/bad-frame';
import { protocolName } from '../decode/decode-frame';
import { PROTOCOL_TCP } from '../decode/net/protocols';
import { TUNNEL_NAMES } from '../decode/tunnel/tunnel-target';
import { isLinkTypeSupported } from '../decode/link/registry';
import type { SegmentObserver } from '../decode/segment-observer';
import { recogniseTcpPayload } from '../decode/payload/recognise';
import { recogniseResetPayload } from '../decode/payload/reset-text';
import type { Failure, IssueCode } from '../model/failure';
import { linkTypeName } from '../model/link-type-names';
import type { RecordSink } from '../model/record-sink';
import type { CaptureTables } from '../model/tables';
import { OPT_MARKED, RST } from '../model/tcp-flags';
import { ConnectionTracker } from '../track/connection-tracker';
import { FragmentLengths } from '../track/fragment-lengths';
import { quotedSegment, type Quote } from '../track/quoted-segment';

type Decode = (linkType: number, data: Uint8Array, offset: number, capLen: number, origLen: number, out: DecodedFrame) => void;

/** At most so many offsets are remembered per issue. */
const OFFSETS_KEPT = 16;
/** A step back of the capture clock by more than this is an issue; less is the order of two CPU queues. */
const CLOCK_STEP_NS = 1_000_000;

/** Room is made for no more than so many times the rows there are: the file's first packets may be shorter than the rest. */
const ROOM_FACTOR = 8;
/** Unless it is for no more rows than this: memory that is never written to costs nothing, and growing copies all. */
const ROOM_FREELY_ROWS = 12_000_000;
const ROOM_MARGIN = 1.02;

export class Ingest implements RecordSink {
  readonly linkTypes = new Set<number>();
  readonly issueCounts = new Map<IssueCode, { count: number; offsets: number[]; detail: Record<string, number | string> }>();
  #unsupportedFrames = 0;
  readonly #tables: CaptureTables;
  readonly #frame: DecodedFrame;
  readonly #decode: Decode;
  readonly #tracker: ConnectionTracker;
  readonly #fragments: FragmentLengths;
  readonly #observer: SegmentObserver | null;
  /** TCP segments by the kind of the tunnel around them. */
  readonly #tunnelled = new Uint32Array(TUNNEL_NAMES.length);
  #interfaces = 1;
  /** Frames of no concern, by DecodedFrame.protocol. */
  readonly #others = new Map<number, number>();
  #lastTsNs = 0;
  #lastLinkType = -1;
  #icmpResolved = 0;
  readonly #readsPayload: boolean;

  constructor(
    tables: CaptureTables,
    frame: DecodedFrame,
    decode: Decode,
    { readsPayload = true, observer = null }: { readonly readsPayload?: boolean; readonly observer?: SegmentObserver | null } = {},
  ) {
    this.#readsPayload = readsPayload;
    this.#observer = observer;
    this.#tables = tables;
    this.#frame = frame;
    this.#decode = decode;
    this.#tracker = new ConnectionTracker(tables);
    this.#fragments = new FragmentLengths(tables.segments);
  }

  record(
    interfaceIndex: number,
    linkType: number,
    tsNs: number,
    data: Uint8Array,
    offset: number,
    capLen: number,
    origLen: number,
    fileOffset: number,
  ): void {
    const frameIndex = this.#tables.frames.append(tsNs, fileOffset);
    if (interfaceIndex > 0 || this.#interfaces > 1) this.#noteInterface(frameIndex, interfaceIndex);
    if (tsNs < this.#lastTsNs - CLOCK_STEP_NS) {
      this.#issue('clock-went-back', fileOffset, this.#lastTsNs - tsNs);
    }
    if (tsNs > this.#lastTsNs || tsNs < this.#lastTsNs - CLOCK_STEP_NS) this.#lastTsNs = tsNs;
    if (linkType !== this.#lastLinkType) {
      this.#lastLinkType = linkType;
      this.linkTypes.add(linkType);
    }
    const frame = this.#frame;
    this.#decode(linkType, data, offset, capLen, origLen, frame);
    if (frame.kind === FrameKind.Tcp) {
      const row = this.#addSegment(frameIndex, data, frame, fileOffset);
      if (frame.isFragment) this.#fragments.addFirst(frame, row, tsNs);
      if (this.#observer !== null) this.#observer.segment(frame, linkType, data, offset, capLen);
      return;
    }
    if (frame.isFragment && frame.kind === FrameKind.Other && frame.protocol === PROTOCOL_TCP) {
      this.#issue('fragment', fileOffset, 0);
      this.#fragments.addLater(frame, tsNs);
    }
    this.#addOther(frameIndex, linkType, frame, fileOffset, capLen);
  }

  /** Makes room for what the rest of the file will bring, judged by what came so far: growing step by step copies all again and again. */
  makeRoom(fractionRead: number): void {
    const { frames, segments } = this.#tables;
    if (fractionRead <= 0 || frames.length < frames.tsNs.values.length / 2) return;
    const most = Math.max(ROOM_FACTOR, ROOM_FREELY_ROWS / frames.length);
    const factor = Math.min(most, ROOM_MARGIN / fractionRead);
    const segmentRows = Math.ceil(segments.length * factor);
    try {
      frames.reserve(Math.ceil(frames.length * factor));
      segments.reserve(segmentRows);
      this.#tracker.reserve(segmentRows);
    } catch {
      // As much at once is not to be had: tables grow as they fill.
    }
  }

  /** Groups, orients, ties ICMP errors to connections. May be called again after more records. */
  finish(): void {
    const { icmp } = this.#tables;
    this.#tracker.finish();
    for (let row = this.#icmpResolved; row < icmp.length; row++) {
      const quote = this.#quoteOf(row);
      icmp.connectionIndex.values[row] = quote.connection;
      icmp.quotedRow.values[row] = quote.row;
    }
    this.#icmpResolved = icmp.length;
    this.#nameOthers();
  }

  /** The connection that ICMP error `row` is about, in whichever lane its segment is. */
  #quoteOf(row: number): Quote {
    const { icmp } = this.#tables;
    let found: Quote = { connection: -1, row: -1 };
    let lanes = 0;
    for (let lane = 0; lane <= this.#tracker.highestLane; lane++) {
      const newest = this.#tracker.findByAddress(
        icmp.quotedSource.values[row] as number,
        icmp.quotedSourcePort.values[row] as number,
        icmp.quotedDestination.values[row] as number,
        icmp.quotedDestinationPort.values[row] as number,
        lane,
      );
      if (newest < 0) continue;
      const quote = quotedSegment(this.#tables, newest, row);
      if (quote.row >= 0) return quote;
      found = quote;
      lanes++;
    }
    // Without its segment it is any tenant's.
    return lanes > 1 ? { connection: -1, row: -1 } : found;
  }

  /** Set when no frame at all could be read for want of its link type. */
  get onlyUnsupportedLink(): Failure | null {
    if (this.#unsupportedFrames === 0 || this.#unsupportedFrames < this.#tables.frames.length) return null;
    const [linkType] = this.linkTypes;
    return { code: 'unsupported-link-type', linkType: linkType ?? 0, name: linkTypeName(linkType ?? 0) };
  }

  /** TCP segments inside tunnels by the tunnel's name, the most first. */
  get tunnels(): readonly (readonly [name: string, segments: number])[] {
    return TUNNEL_NAMES.map((name, kind) => [name, this.#tunnelled[kind] as number] as const)
      .filter(([, segments]) => segments > 0)
      .sort((a, b) => b[1] - a[1]);
  }

  #addSegment(frameIndex: number, data: Uint8Array, frame: DecodedFrame, fileOffset: number): number {
    const { segments, marks } = this.#tables;
    const row = this.#tracker.add(frameIndex, frame);
    const { payloadStart, payloadEnd } = frame;
    if (
      payloadEnd > payloadStart &&
      this.#readsPayload &&
      ((frame.flags & RST) !== 0
        ? recogniseResetPayload(data, payloadStart, payloadEnd, marks, row)
        : recogniseTcpPayload(data, payloadStart, payloadEnd, marks, row, this.#tracker.isStreamStart))
    ) {
      segments.optionBits.values[row] = (segments.optionBits.values[row] as number) | OPT_MARKED;
    }
    if (frame.isFragment || frame.isOuterFragment) this.#issue('fragment', fileOffset, 0);
    if (frame.isPayloadCut) this.#issue('snaplen-cut-payload', fileOffset, frame.payloadEnd - frame.payloadStart);
    if (frame.tunnelKind !== 0) this.#tunnelled[frame.tunnelKind] = (this.#tunnelled[frame.tunnelKind] as number) + 1;
    return row;
  }

  #addOther(frameIndex: number, linkType: number, frame: DecodedFrame, fileOffset: number, capLen: number): void {
    const { addresses, icmp, arp } = this.#tables;
    if (frame.kind === FrameKind.IcmpError) {
      icmp.frameIndex.push(frameIndex);
      icmp.family.push(frame.family);
      icmp.type.push(frame.icmpType);
      icmp.code.push(frame.icmpCode);
      icmp.source.push(addresses.intern(frame.family, frame.src0, frame.src1, frame.src2, frame.src3));
      icmp.quotedSource.push(addresses.intern(frame.family, frame.quotedSrc0, frame.quotedSrc1, frame.quotedSrc2, frame.quotedSrc3));
      icmp.quotedDestination.push(addresses.intern(frame.family, frame.quotedDst0, frame.quotedDst1, frame.quotedDst2, frame.quotedDst3));
      icmp.quotedSourcePort.push(frame.quotedSrcPort);
      icmp.quotedDestinationPort.push(frame.quotedDstPort);
      icmp.quotedSeq.push(frame.quotedSeq);
      icmp.quotedIpId.push(frame.quotedIpId);
      icmp.ttl.push(frame.ttl);
      icmp.connectionIndex.push(-1);
      icmp.quotedRow.push(-1);
      icmp.mtu.push(frame.icmpMtu);
      return;
    }
    if (frame.kind === FrameKind.Arp) {
      arp.frameIndex.push(frameIndex);
      arp.isReply.push(frame.isArpReply ? 1 : 0);
      arp.sender.push(addresses.intern(frame.family, frame.src0, frame.src1, frame.src2, frame.src3));
      arp.target.push(addresses.intern(frame.family, frame.dst0, frame.dst1, frame.dst2, frame.dst3));
      return;
    }
    if (frame.kind === FrameKind.Bad) {
      const reason = BAD_REASONS[frame.bad] ?? 'bad-ip-header';
      if (reason === 'unsupported-link-type' && !isLinkTypeSupported(linkType)) this.#unsupportedFrames++;
      this.#issue(reason, fileOffset, reason === 'snaplen-cut-header' ? capLen : linkType);
      return;
    }
    this.#others.set(frame.protocol, (this.#others.get(frame.protocol) ?? 0) + 1);
  }

  /** Names are made here and not for every frame; several numbers may have one name. */
  #nameOthers(): void {
    const { otherProtocols } = this.#tables;
    otherProtocols.clear();
    for (const [protocol, count] of this.#others) {
      const name = protocolName(protocol);
      otherProtocols.set(name, (otherProtocols.get(name) ?? 0) + count);
    }
  }

  #noteInterface(frameIndex: number, interfaceIndex: number): void {
    const column = this.#tables.frames.interfaceIndex;
    // The column begins with the second interface: all frames before belong to the first.
    if (this.#interfaces === 1) {
      column.reserve(frameIndex + 1);
      while (column.length < frameIndex) column.push(0);
    }
    this.#interfaces = 2;
    column.push(interfaceIndex);
  }

  #issue(code: IssueCode, fileOffset: number, value: number): void {
    let entry = this.issueCounts.get(code);
    if (entry === undefined) {
      entry = { count: 0, offsets: [], detail: {} };
      this.issueCounts.set(code, entry);
    }
    entry.count++;
    if (entry.offsets.length < OFFSETS_KEPT) entry.offsets.push(fileOffset);
    const largest = entry.detail['largest'];
    if (typeof largest !== 'number' || value > largest) entry.detail['largest'] = value;
  }
}
