// What limits this capture: the file's own issues and those that only the packets show, in one list.

import { PART_STRIDE } from '../model/byte-source';
import type { CaptureMeta } from '../model/capture';
import type { CaptureIssue, IssueCode } from '../model/failure';
import type { CaptureTables } from '../model/tables';
import { FIN, FROM_RESP, RST, SYN } from '../model/tcp-flags';
import type { Ingest } from './ingest';
import type { Judgement } from './judge';

/** What stopped the reading, where that was memory: what the whole file would take, and what there is. */
export interface Room {
  readonly needBytes: number;
  readonly haveBytes: number;
}

export function captureIssues(meta: CaptureMeta, judgement: Judgement, ingest: Ingest, fractionRead: number, room?: Room): CaptureIssue[] {
  // Damage that ended the reading says how far that was; only what was left out by choice or for memory can be read again.
  const isDamaged = fractionRead < 1 && room === undefined && meta.issues.some(({ code }) => code === 'corrupt-block');
  const percent = Math.floor(fractionRead * 100);
  const issues = meta.issues.map((issue) =>
    isDamaged && issue.code === 'corrupt-block' ? { ...issue, detail: { ...issue.detail, percent } } : issue,
  );
  for (const [code, entry] of ingest.issueCounts) {
    // Text holds no payload: its own notice says so.
    if (code === 'snaplen-cut-payload' && meta.format === 'text') continue;
    issues.push({ code, count: entry.count, offsets: entry.offsets.map((offset) => offset % PART_STRIDE), detail: entry.detail });
  }
  const add = (code: IssueCode, count: number, detail?: Record<string, number | string>) => {
    if (count > 0) issues.push({ code, count, offsets: [], ...(detail === undefined ? {} : { detail }) });
  };
  const { tables } = judgement;
  const connections = tables.connections.length;
  add('duplicates', judgement.duplicates);
  add('capture-drops', meta.reportedDrops, { reported: meta.reportedDrops });
  add('acked-unseen', judgement.ackedUnseen);
  // A single one-sided connection is its own story; most of them are the capture's.
  const { oneDirection, fromServersAlone } = judgement;
  if (oneDirection * 2 > connections) {
    const from = fromServersAlone === 0 ? 'client' : fromServersAlone === oneDirection ? 'server' : undefined;
    add('one-direction', oneDirection, from && { from });
  }
  add('started-mid-stream', judgement.midStream);
  if (tables.frames.length === 0) add('no-packets', 1);
  else if (tables.segments.length === 0) add('no-tcp', tables.frames.length, { top: topProtocol(tables.otherProtocols) });
  const flags = onlyFlags(tables);
  if (flags !== '') add('only-flags', tables.segments.length, { flags });
  const { tunnels } = ingest;
  const tunnelled = tunnels.reduce((sum, [, segments]) => sum + segments, 0);
  add('tunnelled', tunnelled, { path: tunnels.map(([name]) => name).join(', ') });
  if (fractionRead < 1 && !isDamaged) add('stopped-early', 1, { percent, ...room });
  for (const [what, count] of judgement.failedRules) add('rule-threw', count, { what });
  return issues;
}

/** Fewer connections are no capture that somebody filtered. */
const FILTERED_CONNECTIONS = 2;

/**
 * Flags of a capture that holds nothing else, though its connections cannot have gone without: closed after a SYN-ACK that nobody
 * acknowledged, or reset without a beginning. Empty for all others; refused attempts and scans are SYN and RST by nature.
 */
function onlyFlags({ segments, connections }: CaptureTables): string {
  const flags = segments.flags.values;
  const { ofSegment } = connections;
  const seen = new Map<number, number>();
  let all = 0;
  for (let row = 0; row < segments.length; row++) {
    const flag = flags[row] as number;
    if ((flag & (SYN | FIN | RST)) === 0) return '';
    all |= flag;
    const isFromServer = (flag & FROM_RESP) !== 0;
    const connection = ofSegment[row] as number;
    const is = ((flag & SYN) !== 0 && isFromServer ? 1 : 0) | ((flag & FIN) !== 0 || ((flag & RST) !== 0 && isFromServer) ? 2 : 0);
    seen.set(connection, (seen.get(connection) ?? 0) | is);
  }
  let cut = 0;
  for (const is of seen.values()) if (is === 3 || (all & SYN) === 0) cut++;
  if (cut < FILTERED_CONNECTIONS) return '';
  const names: readonly (readonly [number, string])[] = [
    [SYN, 'SYN'],
    [FIN, 'FIN'],
    [RST, 'RST'],
  ];
  return names.flatMap(([bit, name]) => ((all & bit) === 0 ? [] : [name])).join(', ');
}

function topProtocol(protocols: ReadonlyMap<string, number>): string {
  let top = '';
  let most = 0;
  for (const [name, count] of protocols) {
    if (count > most) {
      most = count;
      top = name;
    }
  }
  return top;
}
