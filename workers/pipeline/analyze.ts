// Opens a capture and turns it into an Analysis: read, decode, track, judge. The only place that knows the whole order.

import { readCapture } from '../capture/read-capture';
import { decodeFrame } from '../decode/decode-frame';
import { DecodedFrame } from '../decode/decoded-frame';
import type { SegmentObserver } from '../decode/segment-observer';
import { unansweredArp } from '../handlers/capture-facts';
import { success, type Result } from '../base/result';
import type { ByteSource } from '../model/byte-source';
import type { CaptureMeta } from '../model/capture';
import type { CaptureIssue, Failure } from '../model/failure';
import { CaptureTables } from '../model/tables';
import type { ConnectionReport } from '../model/verdict';
import type { Progress } from '../rpc/protocol';
import type { Analysis } from './analysis';
import { buildFindings } from './findings';
import { Ingest } from './ingest';
import { Judgement } from './judge';
import { buildReport, gaugeOf } from './report-connection';
import { captureIssues, type Room } from './capture-issues';

export interface AnalyzeControl {
  /** Asked at every chunk. */
  verdict(): 'go' | 'cancel' | 'finish';
  progress(progress: Progress): void;
  /** Lets the host's event loop run between chunks, so that "cancel" can arrive. */
  breathe?: () => Promise<void>;
  /** Memory that the analysis may keep; reading ends there. Without it, as much as there is. */
  haveBytes?: number;
  /** Payload is not looked into: nothing is kept of it, and no cause that it would tell is found. */
  headersOnly?: boolean;
  /** Sees every TCP segment as it is filed. */
  observer?: SegmentObserver;
  /** Called with what is known so far, at growing distances; only when given. */
  provisional?: (analysis: Analysis) => void;
}

/** First provisional result after so many frames, or bytes where frames are large; each later one when four times as much was read. */
const PROVISIONAL_FIRST_FRAMES = 100_000;
const PROVISIONAL_FIRST_BYTES = 64e6;
const PROVISIONAL_GROWTH = 4;
/** Later ones only up to this part of the file: judging more of it would keep the final findings waiting by more than they are worth. */
const PROVISIONAL_LATER_UNTIL = 0.125;

export async function analyzeCapture(source: ByteSource, control: AnalyzeControl): Promise<Result<Analysis, Failure>> {
  const tables = new CaptureTables();
  const ingest = new Ingest(tables, new DecodedFrame(), decodeFrame, {
    readsPayload: control.headersOnly !== true,
    observer: control.observer ?? null,
  });
  let nextFrames = PROVISIONAL_FIRST_FRAMES;
  let nextBytes = PROVISIONAL_FIRST_BYTES;
  let provisionalUntil = 1;
  let full: Room | undefined;
  const read = await readCapture(source, ingest, {
    // What was read until memory is used up is analysed: a tab that dies tells nothing.
    verdict: () => (full === undefined ? control.verdict() : 'finish'),
    progress: (bytesDone, bytesTotal) => {
      const { haveBytes } = control;
      const needBytes = bytesTotal === null ? 0 : keptBytes(tables) / (bytesDone / bytesTotal);
      if (haveBytes !== undefined && keptBytes(tables) > haveBytes) full = { needBytes, haveBytes };
      if (bytesTotal !== null && needBytes <= (haveBytes ?? Infinity)) ingest.makeRoom(bytesDone / bytesTotal);
      control.progress({
        phase: 'reading',
        bytesDone,
        bytesTotal: bytesTotal ?? bytesDone,
        frames: tables.frames.length,
        segments: tables.segments.length,
        connections: tables.connections.length,
      });
      if (control.provisional === undefined || bytesTotal === null || bytesDone >= bytesTotal * provisionalUntil) return;
      if (tables.frames.length >= nextFrames || bytesDone >= nextBytes) {
        nextFrames = tables.frames.length * PROVISIONAL_GROWTH;
        nextBytes = bytesDone * PROVISIONAL_GROWTH;
        provisionalUntil = PROVISIONAL_LATER_UNTIL;
        control.provisional(conclude(tables, ingest, provisionalMeta(source, bytesTotal, tables), bytesDone / bytesTotal));
      }
    },
    ...(control.breathe === undefined ? {} : { breathe: control.breathe }),
  });
  if (!read.ok) return read;
  const meta = read.value;
  tables.isText = meta.format === 'text';
  tables.addresses.names = meta.hostNames ?? null;
  if (ingest.onlyUnsupportedLink !== null && tables.frames.length > 0) return { ok: false, failure: ingest.onlyUnsupportedLink };
  return success(conclude(tables, ingest, meta, meta.fractionRead, full));
}

/** Promised at most (kept-memory.test.ts): what the tables and columns hold when everything has been judged. */
const SEGMENT_BYTES = 48;
const CONNECTION_BYTES = 400;

export function keptBytes({ segments, connections }: CaptureTables): number {
  return segments.length * SEGMENT_BYTES + connections.length * CONNECTION_BYTES;
}

function provisionalMeta(source: ByteSource, bytes: number, tables: CaptureTables): CaptureMeta {
  return {
    name: source.name,
    format: 'pcapng',
    compression: null,
    bytes,
    frames: tables.frames.length,
    startNs: null,
    interfaces: [],
    comments: new Map(),
    reportedDrops: 0,
    issues: [],
  };
}

function conclude(tables: CaptureTables, ingest: Ingest, meta: CaptureMeta, fractionRead: number, full?: Room): Analysis {
  ingest.finish();
  tables.frames.settle();
  const judgement = new Judgement(tables);
  const issues: readonly CaptureIssue[] = captureIssues(meta, judgement, ingest, fractionRead, full);
  const arp = unansweredArp(tables, judgement.hosts.heard);
  const told = (seconds: number): number => tables.frames.toldSeconds(seconds);
  const findings = buildFindings(judgement, arp).map((finding) => ({
    ...finding,
    firstSeconds: told(finding.firstSeconds),
    lastSeconds: told(finding.lastSeconds),
  }));
  return {
    meta,
    tables,
    vantage: judgement.vantage,
    issues,
    fractionRead,
    durationSeconds: judgement.captureEndSeconds,
    findings,
    columns: judgement.columns,
    report: (connection: number): ConnectionReport => buildReport(judgement, connection),
    gauge: (connection: number) => gaugeOf(judgement, connection),
  };
}
