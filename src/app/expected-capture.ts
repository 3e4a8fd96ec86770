// Whether a file that is dropped is the capture that an opened link, analysis file or report was made of, and where it is shown
// then. Loaded when there is something to compare with, or when a file turns out to be no capture.

import { readAnalysisFile, MOST_FILE_BYTES, type OpenedAnalysis, type OpenedFile } from '#engine/analysis-file/read-analysis-file';
import { fingerprintOf, type Fingerprint } from '#engine/model/fingerprint';
import type { Note } from '#engine/model/note';
import type { Finding } from '#engine/model/verdict';
import type { PostmortemEdits } from '#engine/report/postmortem/edits';
import type { AnalysisSummary } from '#engine/rpc/protocol';
import { decodeLink } from '#engine/share/link';
import type { SharedAnalysis } from '#engine/share/shared-analysis';
import type { View } from '../url/url-state';

/** Where the whole capture is entered from a shared analysis of it, and what comes along. */
export interface Arrival {
  readonly view: View;
  readonly notes: readonly Note[];
  readonly edits: PostmortemEdits;
}

export type Check =
  /** `arrive`: null where the address has the place, or nothing is known of one. */
  | { readonly kind: 'capture'; readonly arrive: ((summary: AnalysisSummary) => Arrival) | null }
  /** E43 */
  | { readonly kind: 'other' }
  | { readonly kind: 'analysis'; readonly opened: OpenedFile };

export interface Expected {
  readonly view: View;
  /** Of a view link. */
  readonly fingerprint: Fingerprint | null;
  readonly file: OpenedFile | null;
}

export async function checkFiles(files: readonly File[], expected: Expected): Promise<Check> {
  const opened = await analysisIn(files);
  if (opened !== null) return { kind: 'analysis', opened };
  const shared = sharedOf(expected);
  const wanted = shared?.analysis.fingerprint ?? expected.fingerprint;
  const own = wanted === null ? null : await fingerprintOfFiles(files);
  // Two that are compared: the link is of one of them.
  if (own !== null && own !== wanted && files.length === 2)
    for (const file of files) if ((await fingerprintOfFiles([file])) === wanted) return { kind: 'capture', arrive: null };
  if (own !== null && own !== wanted) return { kind: 'other' };
  // Without a fingerprint nobody knows: it is opened as from anywhere.
  const isSame = own !== null && shared !== null;
  return { kind: 'capture', arrive: isSame ? (summary) => arrivalIn(summary, shared) : null };
}

/** An analysis file or a report of ours, whole or not; null for everything else. */
export async function analysisIn([file, ...others]: readonly File[]): Promise<OpenedFile | null> {
  if (file === undefined || others.length > 0 || file.size > MOST_FILE_BYTES) return null;
  const bytes = await bytesOf(file);
  const opened = bytes === null ? null : readAnalysisFile(bytes);
  return opened === null || (!opened.ok && opened.failure.code === 'foreign') ? null : opened;
}

/** Null when it cannot be read: whoever opens it says so. */
export async function fingerprintOfFiles(files: readonly File[]): Promise<Fingerprint | null> {
  try {
    const ends = files.map((file) => ({
      size: file.size,
      read: async (offset: number, length: number) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
    }));
    return await fingerprintOf({ size: null, read: null, parts: ends });
  } catch {
    return null;
  }
}

async function bytesOf(file: File): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    // Moved, changed, or a folder.
    return null;
  }
}

function sharedOf({ view, file }: Expected): OpenedAnalysis | null {
  // A comparison is of two captures: whoever drops them compares them.
  if (view.kind === 'file') return file?.ok === true && 'analysis' in file.value ? file.value : null;
  if (view.kind !== 'shared') return null;
  const decoded = decodeLink(view.fragment);
  return decoded.ok ? { analysis: decoded.value, edits: {} } : null;
}

function arrivalIn({ findings }: AnalysisSummary, { analysis, edits }: OpenedAnalysis): Arrival {
  const places = analysis.findings.map((shared) => findings.findIndex((finding) => isSame(finding, shared)));
  const notes = analysis.notes.flatMap((note): readonly Note[] => {
    if (note.about !== 'finding') return [note];
    const number = places[note.number] ?? -1;
    return number < 0 ? [] : [{ ...note, number }];
  });
  return { view: viewIn(analysis, places), notes, edits };
}

/** The findings, where all were shared; the finding, or the connection, where one was. */
function viewIn({ findings, findingsLeftOut, connections, selected }: SharedAnalysis, places: readonly number[]): View {
  const [only, ...more] = places;
  const [connection] = connections;
  const isOfFinding = findings.some(({ representative }) => representative === connection?.report.id);
  if (connection !== undefined && connections.length === 1 && (!isOfFinding || selected !== null))
    return { kind: 'connection', id: connection.report.id, packet: selected };
  const isOne = only !== undefined && only >= 0 && more.length === 0 && findingsLeftOut > 0;
  return isOne ? { kind: 'finding', index: only } : { kind: 'findings' };
}

/** By what redaction leaves as it is; times are told in nanoseconds. */
function isSame(finding: Finding, shared: Finding): boolean {
  return (
    finding.cause === shared.cause &&
    finding.count === shared.count &&
    finding.representative === shared.representative &&
    Math.abs(finding.firstSeconds - shared.firstSeconds) < 1e-6
  );
}
