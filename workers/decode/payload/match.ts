// Comparing bytes with short texts without making a string of them. Bounds are the caller's: a byte outside matches nothing.

const LOWER = 0x20;

/** The text at data[at], byte for byte. */
export function matches(data: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (data[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** As `matches`, where the lower-case letters of `text` stand for either case. */
export function matchesLower(data: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const wanted = text.charCodeAt(i);
    const byte = data[at + i];
    if (byte !== wanted && !(wanted >= 0x61 && wanted <= 0x7a && (byte | LOWER) === wanted)) return false;
  }
  return true;
}
