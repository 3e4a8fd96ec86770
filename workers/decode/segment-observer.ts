// Who wants to see each TCP segment while it is filed, with the bytes that nobody keeps.

import type { DecodedFrame } from './decoded-frame';

export interface SegmentObserver {
  /** In the order of the segment table. The frame is used again for the next record, the bytes for the next chunk. */
  segment(frame: DecodedFrame, linkType: number, data: Uint8Array, offset: number, capLen: number): void;
}
