// Hands a file to the browser's downloads. Nothing is sent: its address is one of this page's memory.

/** How long the address stays: some browsers begin to read it only after the click has been handled. */
const ADDRESS_MS = 60_000;

export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), ADDRESS_MS);
}

/** "incident" of "incident.pcapng.gz": no character that a file system refuses. */
export function fileStem(name: string): string {
  const stem = name.replace(/(?:\.(?:pcapng|pcap|cap|txt|gz|zst|lz4|json|html))+$/i, '').replaceAll(/[^\p{L}\p{N}._-]+/gu, '_');
  return stem.replaceAll(/^[._]+/g, '').slice(0, 80) || 'capture';
}
