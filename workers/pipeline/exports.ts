// What of the open capture goes out as a file: the postmortem in both its forms, and packets. A chunk of its own, fetched when
// somebody exports. The words of both languages come with it: a report is written in the one that is wished.

import '../causes/words/both-languages';
import { keepAnalysis } from '../analysis-file/analysis-block';
import { Sha256 } from '../base/sha256';
import { success, type Result } from '../base/result';
import type { ByteSource } from '../model/byte-source';
import type { Failure } from '../model/failure';
import { fingerprintOf } from '../model/fingerprint';
import { buildPostmortem, type PostmortemFacts } from '../report/postmortem/postmortem';
import { renderHtml } from '../report/postmortem/render-html';
import { renderMarkdown } from '../report/postmortem/render-markdown';
import { withoutClock } from '../report/report-source';
import type { ReportAnswer, ReportWish, TrimAnswer, TrimWish } from '../rpc/protocol';
import { REDACTED_NAME, redactedSource, unquotedSource } from '../share/redacted-source';
import { trimCapture } from '../trim/trim-capture';
import type { Analysis } from './analysis';
import { checkedId } from './open-capture';

/** By capture: a file is read once more for its hash, not once for each report. */
const hashes = new WeakMap<Analysis, readonly string[]>();

export async function postmortemOf(analysis: Analysis, source: ByteSource, wish: ReportWish): Promise<ReportAnswer> {
  const { language, program, notes, edits, finding, connection, keepsAddresses, hidesClock } = wish;
  const scope = { ...(finding === null ? {} : { finding }), ...(connection === null ? {} : { only: checkedId(analysis, connection) }) };
  const timed = hidesClock ? withoutClock(analysis) : analysis;
  const told = keepsAddresses ? timed : redactedSource(timed, scope);
  const known = hashes.get(analysis);
  const facts: PostmortemFacts = {
    program,
    files: filesOf(source).map(({ name, size }, index) => ({
      name: keepsAddresses ? name : REDACTED_NAME,
      bytes: size ?? analysis.meta.bytes,
      sha256: known?.[index] ?? null,
    })),
  };
  const report = buildPostmortem(told, facts, language, { ...scope, notes, edits });
  const { block } = keepAnalysis(timed, {
    keepsAddresses,
    finding,
    connection,
    connections: report.examples,
    notes,
    edits,
    fingerprint: await fingerprintOf(source).catch(() => null),
  });
  return {
    html: renderHtml(told, report, block),
    markdown: renderMarkdown(report),
    drafted: report.drafted,
    hasHashes: known !== undefined,
  };
}

export async function hashFiles(analysis: Analysis, source: ByteSource): Promise<boolean> {
  if (hashes.has(analysis)) return true;
  const digests: string[] = [];
  try {
    for (const file of filesOf(source)) {
      const hash = new Sha256();
      for await (const chunk of file.chunks()) hash.update(chunk);
      digests.push(hash.hex());
    }
  } catch {
    // Moved, changed or unplugged: the report goes without it.
    return false;
  }
  hashes.set(analysis, digests);
  return true;
}

interface BlobHost {
  blobOf(pieces: readonly (Uint8Array | BlobLike)[]): BlobLike;
}

/** Each piece leaves this memory as it is written. */
export async function trimmedOf(
  analysis: Analysis,
  source: ByteSource,
  wish: TrimWish,
  host: BlobHost,
): Promise<Result<TrimAnswer, Failure>> {
  if (analysis.tables.isText) throw new Error('printed text holds no packets');
  const { finding, connections, keepsPayload, language, program, notes, hidesClock } = wish;
  const pieces: BlobLike[] = [];
  const trimmed = await trimCapture(
    source,
    // Payload that stays behind is not quoted in comments either.
    keepsPayload ? analysis : unquotedSource(analysis),
    {
      choice: { ...(finding === null ? {} : { finding }), ...(connections === null ? {} : { connections }) },
      keepsPayload,
      language,
      program,
      notes,
      hidesClock,
    },
    (bytes) => {
      pieces.push(host.blobOf([bytes]));
      return Promise.resolve();
    },
  );
  if (!trimmed.ok) return trimmed;
  return success({ file: host.blobOf(pieces), frames: trimmed.value.frames, connections: trimmed.value.connections });
}

function filesOf(source: ByteSource): readonly ByteSource[] {
  return source.parts ?? [source];
}
