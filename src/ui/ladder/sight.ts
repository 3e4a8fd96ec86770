// What a drawing of rows tells the overview above it.

/** What of the connection's time is on the screen, and how to get elsewhere. */
export interface Sight {
  /** Seconds that a scroller of this position and height shows. */
  rangeAt(scrollTop: number, height: number): readonly [from: number, to: number];
  /** Where to scroll for a moment; null where rows are not to scale: there a packet is jumped to. */
  topOf(seconds: number): number | null;
}
