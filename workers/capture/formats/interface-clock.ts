// Turns the ticks of one pcapng interface into nanoseconds since the first record of the capture. BigInt only once per interface
// (and again where its clock runs out of the range of a double: months of nanoseconds, an hour of picoseconds).

const MAX_EXACT_TICKS = 2 ** 52;

/** The capture's zero: set by the first record that has a time. */
export class CaptureEpoch {
  startNs: bigint | null = null;
}

export class InterfaceClock {
  /** Digits after the decimal point of a second that one tick resolves. */
  readonly digits: number;
  readonly #epoch: CaptureEpoch;
  readonly #offsetSeconds: bigint;
  readonly #ticksPerSecond: bigint;
  readonly #perSecond: number;
  /** Whole nanoseconds per tick, or whole ticks per nanosecond; 0 where that is not so. */
  readonly #nsPerTick: number;
  readonly #ticksPerNs: number;
  /** Ticks from the base that a double still holds exactly; beyond, a new base. 0 while there is none. */
  #reach = 0;
  /** A whole second in ticks, at or before the interface's first record, and that second in nanoseconds since the epoch. */
  #baseHigh = 0;
  #baseLow = 0;
  #baseNs = 0;

  /** @param resolution if_tsresol: n for 10^-n, 128 + n for 2^-n seconds */
  constructor(resolution: number, offsetSeconds: bigint, epoch: CaptureEpoch) {
    const exponent = resolution & 0x7f;
    const isBinary = resolution >= 0x80;
    this.#epoch = epoch;
    this.#offsetSeconds = offsetSeconds;
    this.#ticksPerSecond = (isBinary ? 2n : 10n) ** BigInt(exponent);
    this.#perSecond = Number(this.#ticksPerSecond);
    this.#nsPerTick = !isBinary && exponent <= 9 ? 10 ** (9 - exponent) : 0;
    this.#ticksPerNs = !isBinary && exponent > 9 ? 10 ** (exponent - 9) : 0;
    this.digits = isBinary ? Math.floor(exponent * Math.log10(2)) : exponent;
  }

  /** Nanoseconds since the epoch of a 64-bit tick count; rounded down where a tick is finer. */
  tsNs(high: number, low: number): number {
    let ticks = (high - this.#baseHigh) * 4294967296 + (low - this.#baseLow);
    if (ticks > this.#reach || ticks < -this.#reach || this.#reach === 0) {
      this.#setBase(high, low);
      ticks = (high - this.#baseHigh) * 4294967296 + (low - this.#baseLow);
    }
    if (this.#nsPerTick > 0) return this.#baseNs + ticks * this.#nsPerTick;
    if (this.#ticksPerNs > 0) return this.#baseNs + Math.floor(ticks / this.#ticksPerNs);
    const seconds = Math.floor(ticks / this.#perSecond);
    return this.#baseNs + seconds * 1e9 + Math.floor(((ticks - seconds * this.#perSecond) * 1e9) / this.#perSecond);
  }

  #setBase(high: number, low: number): void {
    const ticks = (BigInt(high) << 32n) | BigInt(low);
    const seconds = ticks / this.#ticksPerSecond;
    const base = seconds * this.#ticksPerSecond;
    const baseNs = (seconds + this.#offsetSeconds) * 1_000_000_000n;
    this.#epoch.startNs ??= baseNs + ((ticks - base) * 1_000_000_000n) / this.#ticksPerSecond;
    this.#baseHigh = Number(base >> 32n);
    this.#baseLow = Number(base & 0xffffffffn);
    this.#baseNs = Number(baseNs - this.#epoch.startNs);
    this.#reach = Math.max(MAX_EXACT_TICKS, this.#perSecond * 2);
  }
}
