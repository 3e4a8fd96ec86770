// What a capture format hands over for every record; called millions of times, so plain numbers and no object.

export interface RecordSink {
  /**
   * One captured record. Its bytes are data[offset, offset + capLen) and only valid during the call.
   * @param tsNs nanoseconds since the capture's first record
   * @param fileOffset where the record's header begins in the uncompressed stream
   */
  record(
    interfaceIndex: number,
    linkType: number,
    tsNs: number,
    data: Uint8Array,
    offset: number,
    capLen: number,
    origLen: number,
    fileOffset: number,
  ): void;
}
