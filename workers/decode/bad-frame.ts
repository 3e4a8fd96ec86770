// Why a frame could not be decoded, and the one place that says so.

import type { IssueCode } from '../model/failure';
import { FrameKind, type DecodedFrame } from './decoded-frame';

/** DecodedFrame.bad: index into BAD_REASONS. */
export const BadReason = { IpHeader: 0, TcpHeader: 1, CutHeader: 2, LinkType: 3, SplitHeader: 4 } as const;
export const BAD_REASONS: readonly IssueCode[] = [
  'bad-ip-header',
  'bad-tcp-header',
  'snaplen-cut-header',
  'unsupported-link-type',
  'fragmented-header',
];

export function markBad(out: DecodedFrame, reason: number): void {
  out.kind = FrameKind.Bad;
  out.bad = reason;
}
