// Why a frame could not be decoded, as indexes into BAD_REASONS, and the one place that says so.

import type { IssueCode } from '../model/failure';
import { FrameKind, type DecodedFrame } from './decoded-frame';

export const BAD_REASONS: readonly IssueCode[] = ['bad-ip-header', 'bad-tcp-header', 'snaplen-cut-header', 'unsupported-link-type'];
export const BAD_IP = 0;
export const BAD_TCP = 1;
export const CUT_HEADER = 2;
export const BAD_LINK = 3;

/** Files the frame as bad. */
export function bad(out: DecodedFrame, reason: number): void {
  out.kind = FrameKind.Bad;
  out.bad = reason;
}
