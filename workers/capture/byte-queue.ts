// Bytes of a stream that wait until enough of them are there: what unpackers read headers and blocks from.

const INITIAL_BYTES = 65_536;

export class ByteQueue {
  data = new Uint8Array(INITIAL_BYTES);
  start = 0;
  end = 0;
  /** Bytes taken off the front so far: where data[start] stands in the stream. */
  offset = 0;

  get length(): number {
    return this.end - this.start;
  }

  add(bytes: Uint8Array): void {
    if (this.end + bytes.length > this.data.length) {
      const held = this.data.subarray(this.start, this.end);
      // Moving to the front pays only when half of the room is free there; else twice the room keeps the cost linear.
      const need = held.length + bytes.length;
      const room = need > this.data.length / 2 ? new Uint8Array(Math.max(need, this.data.length) * 2) : this.data;
      room.set(held);
      this.data = room;
      this.end = held.length;
      this.start = 0;
    }
    this.data.set(bytes, this.end);
    this.end += bytes.length;
  }

  drop(count: number): void {
    this.start += count;
    this.offset += count;
  }
}
