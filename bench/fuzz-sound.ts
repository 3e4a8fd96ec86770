// Sound captures that fuzzing changes: recordings of every cause kind that are small, printed text, packed ones. Read once.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const MAX_BYTES = 12_000;
const FOLDERS = ['lab/recordings', 'workers/capture/packed', 'workers/capture/text/goldens', 'workers/capture/corpus'];
const KEPT_BYTES = 6_000;

/** From the project's folder. Long ones by their beginning, so that many can be tried. */
export function soundCaptures(): readonly Uint8Array[] {
  return FOLDERS.flatMap((folder) => {
    const names = readdirSync(folder).filter((name) => /\.(?:pcap|pcapng|gz|zst|lz4|txt|bin)$/.test(name));
    const step = Math.max(1, Math.floor(names.length / 24));
    return names
      .toSorted()
      .filter((_, index) => index % step === 0)
      .map((name) => {
        const bytes = new Uint8Array(readFileSync(join(folder, name)));
        const plain = name.endsWith('.gz') ? new Uint8Array(gunzipSync(bytes)) : bytes;
        return plain.length > MAX_BYTES ? plain.slice(0, KEPT_BYTES) : plain;
      });
  });
}
