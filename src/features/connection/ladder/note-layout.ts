// Where the note cards of the margin stand and how their elbow connectors run. Pure geometry, pixels in and out.

export interface NoteBox {
  /** Where the card would like its top to be. */
  readonly wantedTop: number;
  readonly height: number;
}

/**
 * Tops of the cards: order kept, no overlap, none above 0, least sum of squared shifts (pool adjacent violators).
 * Cards that would collide settle around the middle of their rows instead of piling up below the first.
 */
export function placeNotes(boxes: readonly NoteBox[], gap: number): readonly number[] {
  interface Block {
    top: number;
    weight: number;
    height: number;
    count: number;
  }
  const blocks: Block[] = [];
  for (const box of boxes) {
    let block: Block = { top: Math.max(0, box.wantedTop), weight: 1, height: box.height + gap, count: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.top + last.height > block.top; last = blocks.at(-1)) {
      blocks.pop();
      // Each member of the lower block wants the merged top to be its own top minus the height above it.
      const top = (last.top * last.weight + (block.top - last.height) * block.weight) / (last.weight + block.weight);
      block = {
        top: Math.max(0, top),
        weight: last.weight + block.weight,
        height: last.height + block.height,
        count: last.count + block.count,
      };
    }
    blocks.push(block);
  }
  const tops: number[] = [];
  for (const block of blocks) {
    let top = block.top;
    for (let member = 0; member < block.count; member++) {
      tops.push(Math.round(top));
      top += (boxes[tops.length - 1]?.height ?? 0) + gap;
    }
  }
  return tops;
}

export interface Elbow {
  readonly from: number;
  readonly to: number;
}

/**
 * x of each connector's vertical part, so that no two cross: of those that go down the first turns last, of those
 * that go up the last turns last.
 */
export function elbowLanes(elbows: readonly Elbow[], firstX: number, lastX: number): readonly number[] {
  const step = elbows.length > 1 ? (lastX - firstX) / (elbows.length - 1) : 0;
  return elbows.map((elbow, index) => firstX + step * (elbow.to > elbow.from ? elbows.length - 1 - index : index));
}
