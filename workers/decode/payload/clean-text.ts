// Bytes of a payload as text that is safe to show: bounded, on one line, nothing that moves a cursor or turns the writing.

/** At most so many bytes of a payload are looked at. */
export const MAX_SCAN_BYTES = 320;
const MAX_TEXT_LENGTH = 120;

/** Controls, separators, invisible and direction-changing characters, and what was no UTF-8. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0020\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]+/g;

const utf8 = new TextDecoder('utf-8');

/** data[from, to) after `prefix`, in at most `maxLength` characters. */
export function cleanText(data: Uint8Array, from: number, to: number, prefix = '', maxLength = MAX_TEXT_LENGTH): string {
  const raw = utf8.decode(data.subarray(from, Math.min(to, from + MAX_SCAN_BYTES)));
  return (prefix + raw.replace(UNPRINTABLE, ' ')).trim().slice(0, maxLength).trimEnd();
}
