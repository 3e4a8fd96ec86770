// Append-only typed columns that double; no objects per row. `values` is only valid up to `length`. push() is for what comes now
// and then: one store for all array types is a slow store, so tables filled for every packet write their columns' `values` themselves.

type NumericArray = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;
type NumericArrayConstructor<A extends NumericArray> = new (length: number) => A;

const INITIAL_ROWS = 1024;
const LEAST_ROWS = 64;

export class Column<A extends NumericArray> {
  values: A;
  length = 0;
  readonly #make: NumericArrayConstructor<A>;

  constructor(make: NumericArrayConstructor<A>, rows: number = INITIAL_ROWS) {
    this.#make = make;
    this.values = new make(rows);
  }

  push(value: number): void {
    if (this.length === this.values.length) this.grow();
    this.values[this.length++] = value;
  }

  /** Makes room for as much again: filling a column row by row costs the same for each row. */
  grow(): void {
    this.reserve(Math.max(LEAST_ROWS, this.values.length * 2));
  }

  /** Makes room for `rows` rows and no more; contents up to `length` are kept. */
  reserve(rows: number): void {
    if (rows <= this.values.length) return;
    const grown = new this.#make(rows);
    grown.set(this.values.subarray(0, this.length));
    this.values = grown;
  }

  /** Gives back what growth left unused. */
  trim(): void {
    if (this.length < this.values.length) this.values = this.values.slice(0, this.length) as A;
  }
}
