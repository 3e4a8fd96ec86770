// What limits this capture: the file's own issues and those that only the packets show, in one list.

import { PART_STRIDE } from '../model/byte-source';
import type { CaptureMeta } from '../model/capture';
import type { CaptureIssue, IssueCode } from '../model/failure';
import type { Ingest } from './ingest';
import type { Judgement } from './judge';

/** What stopped the reading, where that was memory: what the whole file would take, and what there is. */
export interface Room {
  readonly needBytes: number;
  readonly haveBytes: number;
}

export function captureIssues(meta: CaptureMeta, judgement: Judgement, ingest: Ingest, fractionRead: number, room?: Room): CaptureIssue[] {
  const issues: CaptureIssue[] = [...meta.issues];
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
  if (judgement.oneDirection * 2 > connections) add('one-direction', judgement.oneDirection);
  add('started-mid-stream', judgement.midStream);
  if (tables.frames.length === 0) add('no-packets', 1);
  else if (tables.segments.length === 0) add('no-tcp', tables.frames.length, { top: topProtocol(tables.otherProtocols) });
  const { tunnels } = ingest;
  const tunnelled = tunnels.reduce((sum, [, segments]) => sum + segments, 0);
  add('tunnelled', tunnelled, { path: tunnels.map(([name]) => name).join(', ') });
  if (fractionRead < 1) add('stopped-early', 1, { percent: Math.floor(fractionRead * 100), ...room });
  for (const [what, count] of judgement.failedRules) add('rule-threw', count, { what });
  return issues;
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
