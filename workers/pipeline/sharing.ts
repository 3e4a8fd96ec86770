// What of the open capture goes out: links and analysis files. A chunk of its own, fetched when somebody shares.

import type { ByteSource } from '../model/byte-source';
import { fingerprintOf, type Fingerprint } from '../model/fingerprint';
import type { AnalysisFileWish, ShareWish } from '../rpc/protocol';
import { evidenceLink } from '../share/share-link';
import type { Analysis } from './analysis';

/** The fragment, with "#". */
export async function linkOf(analysis: Analysis, source: ByteSource | null, wish: ShareWish): Promise<string> {
  const { finding, connection, keepsAddresses, notes } = checked(analysis, wish);
  return evidenceLink(analysis, {
    keepsAddresses,
    notes,
    fingerprint: await fingerprint(source),
    ...(finding === null ? {} : { findings: [finding] }),
    ...(connection === null ? {} : { connection }),
  }).fragment;
}

export async function analysisFileOf(analysis: Analysis, source: ByteSource | null, wish: AnalysisFileWish): Promise<Uint8Array> {
  const [{ writeAnalysisFile }] = await Promise.all([
    import('../analysis-file/write-analysis-file'),
    import('../causes/words/both-languages'),
  ]);
  return writeAnalysisFile(analysis, { ...checked(analysis, wish), fingerprint: await fingerprint(source) }).bytes;
}

function checked<T extends ShareWish>({ tables }: Analysis, wish: T): T {
  const { connection } = wish;
  if (connection !== null && !(connection >= 0 && connection < tables.connections.length)) throw new Error(`no connection ${connection}`);
  return wish;
}

/** A file that is gone leaves the analysis as it is: it is shared without naming its capture. */
async function fingerprint(source: ByteSource | null): Promise<Fingerprint | null> {
  try {
    return source === null ? null : await fingerprintOf(source);
  } catch {
    return null;
  }
}
