// Opens an analysis file, or an HTML report that carries its analysis, again. Both are hostile input: whatever the bytes are, the
// answer is a value; sizes are bounded before anything is unpacked, and what is shown is read by the decoder of links alone.

import { gunzipSync } from 'fflate';
import { failed, success, type Result } from '../base/result';
import { decodeLink, isComparisonLink, unpackLink, type LinkProblem } from '../share/link';
import type { SharedAnalysis } from '../share/shared-analysis';
import type { PostmortemEdits } from '../report/postmortem/edits';
import { ANALYSIS_VERSION, INNER_NAME } from './format';
import { readEdits } from './report-edits';

/** Of the file, and of what it unpacks to. Ours have some ten kilobytes; nothing larger is looked at. */
export const MOST_FILE_BYTES = 8_388_608;
const MOST_TEXT_BYTES = 16_777_216;

export interface OpenedAnalysis {
  readonly analysis: SharedAnalysis;
  readonly edits: PostmortemEdits;
}

/** A comparison of two captures: its link, which whoever shows it opens (share/comparison/comparison-link.ts). */
export interface OpenedComparison {
  readonly comparison: string;
  readonly edits: PostmortemEdits;
}

export type FileProblem =
  /** Nothing of ours: whoever tried has a better message. */
  | { readonly code: 'foreign' }
  /** E41 */
  | { readonly code: 'file-cut' }
  /** E42 */
  | { readonly code: 'file-too-new'; readonly version: string }
  /** E44. without-data: a report of ours that was made without its analysis, or lost it. */
  | { readonly code: 'file-altered'; readonly reason: 'checksum' | 'content' | 'without-data' };

export type OpenedFile = Result<OpenedAnalysis | OpenedComparison, FileProblem>;

const FOREIGN = failed({ code: 'foreign' } as const);
const CUT = failed({ code: 'file-cut' } as const);
const altered = (reason: 'checksum' | 'content' | 'without-data') => failed({ code: 'file-altered', reason } as const);

export function readAnalysisFile(bytes: Uint8Array): OpenedFile {
  if (bytes.length > MOST_FILE_BYTES) return FOREIGN;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return readPacked(bytes);
  const text = decoded(bytes);
  return text === null ? FOREIGN : readText(text);
}

const GZIP_HEADER = 10;
const GZIP_TRAILER = 8;
const NAME_FLAG = 8;
/** With its name, the zero behind it, and the least that packed data can be. */
const SMALLEST = GZIP_HEADER + INNER_NAME.length + 1 + 2 + GZIP_TRAILER;

/** RFC 1952: flags in the fourth byte, the name behind ten bytes where nothing else was added. */
function isNamedOurs(bytes: Uint8Array): boolean {
  const flags = bytes[3] ?? 0;
  const name = bytes.subarray(GZIP_HEADER, GZIP_HEADER + INNER_NAME.length);
  return flags === NAME_FLAG && INNER_NAME.startsWith(String.fromCharCode(...name)) && name.length > 0;
}

function readPacked(bytes: Uint8Array): OpenedFile {
  const isOurs = isNamedOurs(bytes);
  if (isOurs && bytes.length < SMALLEST) return CUT;
  // The room does not grow, whatever the data say; filled, it was too much.
  const room = new Uint8Array(Math.min(MOST_TEXT_BYTES, bytes.length * 1_032 + 64) + 1);
  const unpacked = unpack(bytes, room);
  if (unpacked === 'cut') return isOurs ? CUT : FOREIGN;
  if (unpacked === 'damaged' || unpacked.length === room.length) return isOurs ? altered('content') : FOREIGN;
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - GZIP_TRAILER);
  const isWhole = trailer.getUint32(0, true) === crc32(unpacked) && trailer.getUint32(4, true) === unpacked.length;
  const text = decoded(unpacked);
  const isJson = text !== null && SCHEMA.test(text);
  if (!isOurs && !isJson && !(text !== null && isReport(text))) return FOREIGN;
  // A later version may be packed otherwise, and is told as what it is.
  if (!isWhole) return altered('checksum');
  return text === null ? altered('content') : readText(text);
}

function unpack(bytes: Uint8Array, room: Uint8Array): Uint8Array | 'cut' | 'damaged' {
  try {
    return gunzipSync(bytes, { out: room });
  } catch (error) {
    // fflate throws Error with a numeric code for invalid data; 0 is an unexpected end.
    if (error instanceof Error && 'code' in error) return error.code === 0 ? 'cut' : 'damaged';
    if (error instanceof RangeError) return 'damaged';
    throw error;
  }
}

/** Null for what is no UTF-8. */
function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const SCHEMA = /^\s{0,9}\{\s{0,9}"schema"\s{0,9}:\s{0,9}"whyreset-analysis\/(\d{1,6})"/;
/** As workers/report/postmortem/render-html.ts writes it; the data hold no "<". */
const TEMPLATE = '<template id="whyreset-evidence">';

function isReport(text: string): boolean {
  return /^\s{0,9}<!doctype html>/i.test(text) && (text.includes(TEMPLATE) || text.includes('<template id="whyreset-analysis"'));
}

function readText(text: string): OpenedFile {
  if (SCHEMA.test(text)) return readBlock(text);
  if (!isReport(text)) return FOREIGN;
  const from = text.indexOf(TEMPLATE);
  const isEnded = text.trimEnd().endsWith('</html>');
  if (from < 0) return isEnded ? altered('without-data') : CUT;
  const end = text.indexOf('<', from + TEMPLATE.length);
  if (end < 0) return CUT;
  const data = text.slice(from + TEMPLATE.length, end);
  return SCHEMA.test(data) ? readBlock(data) : altered('content');
}

function readBlock(text: string): OpenedFile {
  const version = SCHEMA.exec(text)?.[1] ?? '';
  if (Number(version) !== ANALYSIS_VERSION) return failed({ code: 'file-too-new', version });
  const block = parsed(text);
  if (block === null) return text.trimEnd().endsWith('}') ? altered('content') : CUT;
  const evidence: unknown = block['evidence'];
  const edits = readEdits(block['edits']);
  if (typeof evidence !== 'string' || edits === null) return altered('content');
  if (isComparisonLink(evidence)) {
    const whole = unpackLink(evidence, 2, () => evidence);
    return whole.ok ? success({ comparison: whole.value, edits }) : failed(problemOf(whole.failure));
  }
  const analysis = decodeLink(evidence);
  return analysis.ok ? success({ analysis: analysis.value, edits }) : failed(problemOf(analysis.failure));
}

/** Of what was inside a file that is whole. */
export function problemOf(problem: LinkProblem): FileProblem {
  switch (problem.code) {
    case 'link-cut':
      // The file around it is whole.
      return { code: 'file-altered', reason: 'content' };
    case 'link-too-new':
      return { code: 'file-too-new', version: problem.version };
    case 'link-altered':
      return { code: 'file-altered', reason: problem.reason === 'checksum' ? 'checksum' : 'content' };
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch (error) {
    // SyntaxError for what is no JSON, RangeError for what nests too deeply.
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

/** ISO 3309, as gzip has it. */
function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] as number);
  return ~crc >>> 0;
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  return value;
});
