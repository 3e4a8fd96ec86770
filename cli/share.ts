// The evidence link of an analysis as a line of text, and what is to be said of its length.

import type { Language } from '#engine/causes/words/words';
import type { Fingerprint } from '#engine/model/fingerprint';
import type { ReportSource } from '#engine/report/report-source';
import { evidenceLink, LINK_CHARACTERS } from '#engine/share/share-link';

export interface ShareLine {
  readonly link: string;
  /** Null where nothing need be said. */
  readonly warning: string | null;
}

export function shareLine(
  source: ReportSource,
  base: string,
  keepsAddresses: boolean,
  connection: number | null,
  language: Language,
  fingerprint: Fingerprint | null,
): ShareLine {
  const { fragment, analysis } = evidenceLink(source, { keepsAddresses, fingerprint, ...(connection === null ? {} : { connection }) });
  const link = base + fragment;
  const warnings = [
    analysis.findingsLeftOut > 0 ? leftOut(analysis.findingsLeftOut, language) : null,
    lengthWarning(link.length, language),
  ].filter((warning) => warning !== null);
  return { link, warning: warnings.length === 0 ? null : warnings.join(' ') };
}

function leftOut(findings: number, language: Language): string {
  return language === 'zh'
    ? `另有 ${findings} 项发现放不进链接；--connection ID 可分享其中某个连接。`
    : `${findings} more ${findings === 1 ? 'finding does' : 'findings do'} not fit into the link; --connection ID shares a connection of theirs.`;
}

/** Null for a link that survives everywhere. */
export function lengthWarning(characters: number, language: Language): string | null {
  if (characters <= LINK_CHARACTERS.everywhere) return null;
  if (characters <= LINK_CHARACTERS.common)
    return language === 'zh'
      ? `链接共 ${characters} 个字符：Slack、Teams、Jira、GitHub 可用，部分邮件程序会截断。`
      : `The link has ${characters} characters: fine for Slack, Teams, Jira and GitHub; some mail programs cut it.`;
  return language === 'zh'
    ? `链接共 ${characters} 个字符：聊天工具会截断；请改用 --report html。`
    : `The link has ${characters} characters: chat tools cut it; --report html is safer.`;
}
