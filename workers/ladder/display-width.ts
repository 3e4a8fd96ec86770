// Columns that a text takes in a terminal: Han and full-width characters take two, combining marks none.

export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  // Combining marks, zero-width characters, variation selectors.
  if (code <= 0x36f || (code >= 0x200b && code <= 0x200f) || code === 0x2060 || (code >= 0xfe00 && code <= 0xfe0f)) return 0;
  const isWide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf && code !== 0x303f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1f64f) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return isWide ? 2 : 1;
}

export function padLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

export function padRight(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Shortened from the tail so that it takes no more columns than `width`. */
export function clip(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    const next = characterWidth(character);
    if (used + next > width - 1) break;
    kept += character;
    used += next;
  }
  return `${kept.trimEnd()}…`;
}

/** As many pieces as fit, the last ones given up first; the first one is shortened if need be. */
export function fit(pieces: readonly string[], width: number): string {
  let label = '';
  for (const piece of pieces) {
    const longer = label === '' ? piece : `${label}  ${piece}`;
    if (displayWidth(longer) > width && label !== '') break;
    label = longer;
  }
  return clip(label, width);
}

/** `text` between two lines that fill `width` columns. */
export function centred(text: string, line: string, width: number): string {
  const room = width - displayWidth(text) - 2;
  if (room < 0) return padRight(clip(text, width), width);
  const before = Math.ceil(room / 2);
  return `${line.repeat(before)} ${text} ${line.repeat(room - before)}`;
}
