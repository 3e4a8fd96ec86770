// Puts connections in order by numeric keys: a stable radix sort, so that a million rows are in order within the time of a keystroke,
// and a second key is simply sorted by first. Knows nothing of columns.

/** So many bits are looked at in each of the four passes over a 64-bit key. */
const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;
const PASSES = 64 / DIGIT_BITS;
/** Below this the tables of a pass cost more than comparing. */
const RADIX_FROM = 4096;

/** Ascending by `keyOf`; what ties keeps its order. In place. */
export function sortIdsBy(ids: Uint32Array, keyOf: (id: number) => number, isInverted = false): void {
  const count = ids.length;
  const keys = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const key = keyOf(ids[at] as number);
    // Minus zero equals zero.
    keys[at] = (isInverted ? -key : key) + 0;
  }
  if (count < RADIX_FROM) {
    const order = Array.from({ length: count }, (_, at) => at).sort((a, b) => (keys[a] as number) - (keys[b] as number) || a - b);
    ids.set(order.map((at) => ids[at] as number));
    return;
  }
  radix(ids, digitsOf(keys));
}

/** The keys as unsigned 64-bit numbers that stand in the same order, in four 16-bit digits each, least significant first. */
function digitsOf(keys: Float64Array): Uint16Array {
  const digits = new Uint16Array(keys.buffer);
  const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  const sign = isLittle ? PASSES - 1 : 0;
  for (let at = 0; at < digits.length; at += PASSES) {
    const top = digits[at + sign] as number;
    // Negative numbers stand the other way round, below the positive ones.
    if (top & 0x8000) for (let digit = 0; digit < PASSES; digit++) digits[at + digit] = ~(digits[at + digit] as number);
    else digits[at + sign] = top | 0x8000;
    if (!isLittle) digits.subarray(at, at + PASSES).reverse();
  }
  return digits;
}

function radix(ids: Uint32Array, digits: Uint16Array): void {
  const count = ids.length;
  let order = Uint32Array.from({ length: count }, (_, at) => at);
  let next = new Uint32Array(count);
  const starts = new Uint32Array(DIGITS);
  for (let pass = 0; pass < PASSES; pass++) {
    starts.fill(0);
    for (let at = pass; at < digits.length; at += PASSES) starts[digits[at] as number] = (starts[digits[at] as number] as number) + 1;
    // All alike in this digit.
    if (starts[digits[pass] as number] === count) continue;
    let sum = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const here = starts[digit] as number;
      starts[digit] = sum;
      sum += here;
    }
    for (let at = 0; at < count; at++) {
      const from = order[at] as number;
      const digit = digits[from * PASSES + pass] as number;
      const to = starts[digit] as number;
      next[to] = from;
      starts[digit] = to + 1;
    }
    [order, next] = [next, order];
  }
  for (let at = 0; at < count; at++) next[at] = ids[order[at] as number] as number;
  ids.set(next);
}
