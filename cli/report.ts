// `--report md|html`: an opened capture as a postmortem, redacted where that is asked for. Writes nothing itself.

import { keepAnalysis } from '#engine/analysis-file/analysis-block';
import { joinedSource, type ByteSource } from '#engine/model/byte-source';
import { fingerprintOf } from '#engine/model/fingerprint';
import type { Analysis } from '#engine/pipeline/analysis';
import { buildPostmortem } from '#engine/report/postmortem/postmortem';
import { renderHtml } from '#engine/report/postmortem/render-html';
import { renderMarkdown } from '#engine/report/postmortem/render-markdown';
import { REDACTED_NAME, redactedSource } from '#engine/share/redacted-source';
import type { Options } from './options';

/** A file that was analysed, and its hash when it is asked for. */
export interface OpenedFile {
  readonly source: ByteSource;
  readonly sha256: () => Promise<string | null>;
}

/** @param program name and version, told in the report */
export async function reportText(
  analysis: Analysis,
  opened: readonly OpenedFile[],
  { report: format, redact, connection, language }: Options,
  program: string,
): Promise<string> {
  const scope = connection === null ? {} : { only: connection };
  const files = await Promise.all(
    opened.map(async ({ source, sha256 }) => ({
      name: redact ? REDACTED_NAME : source.name,
      bytes: source.size ?? analysis.meta.bytes,
      sha256: await sha256(),
    })),
  );
  const source = redact ? redactedSource(analysis, scope) : analysis;
  const report = buildPostmortem(source, { files, program }, language, scope);
  if (format !== 'html') return renderMarkdown(report);
  const { block } = keepAnalysis(analysis, {
    keepsAddresses: !redact,
    connection,
    connections: report.examples,
    fingerprint: await fingerprintOf(joinedSource(opened.map((file) => file.source))),
  });
  return renderHtml(source, report, block);
}
