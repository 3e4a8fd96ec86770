// Which capture a link is about, without saying anything of what is in it: size and the hash of its two ends. A hash of the
// whole file would cost more time than the analysis.

import { Sha256 } from '../base/sha256';
import type { ByteSource } from './byte-source';

const END_BYTES = 65_536;
const HASH_DIGITS = 12;
const FINGERPRINT = /^(?:0|[1-9]\d{0,14})-[\da-f]{12}$/;

/** "124560-0a1b2c3d4e5f": bytes, then the first 12 digits of SHA-256(size in digits, first 64 KiB, last 64 KiB). */
export type Fingerprint = string;

export function isFingerprint(text: string): boolean {
  return FINGERPRINT.test(text);
}

interface Ends extends Pick<ByteSource, 'size' | 'read'> {
  readonly parts?: readonly Ends[];
}

/** Null for what cannot be read twice (standard input). @throws what reading throws: the file may be gone. */
export async function fingerprintOf(source: Ends): Promise<Fingerprint | null> {
  const { parts } = source;
  if (parts !== undefined && parts.length > 1) {
    // The parts of a rotated capture, in whatever order they were chosen.
    const all = await Promise.all(parts.map(fingerprintOf));
    const known = all.flatMap((part) => part ?? []);
    if (known.length < all.length) return null;
    const bytes = parts.reduce((sum, { size }) => sum + (size ?? 0), 0);
    return named(bytes, new Sha256().update(new TextEncoder().encode(known.toSorted().join(' '))));
  }
  const { size, read } = parts?.[0] ?? source;
  if (size === null || read === null) return null;
  const first = await read(0, Math.min(size, END_BYTES));
  const last = await read(Math.max(0, size - END_BYTES), Math.min(size, END_BYTES));
  return named(
    size,
    new Sha256()
      .update(new TextEncoder().encode(String(size)))
      .update(first)
      .update(last),
  );
}

function named(bytes: number, hash: Sha256): Fingerprint {
  return `${bytes}-${hash.hex().slice(0, HASH_DIGITS)}`;
}
