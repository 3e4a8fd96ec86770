// Makes the context of a headline out of a finding or a connection, so that page, command line and report say the same.

import { formatEndpoint } from '../../base/format';
import { certaintyOf, type ConnectionReport, type Endpoint, type Evidence, type Finding } from '../../model/verdict';
import type { CaveatId, EvidenceFact } from '../../model/vocabulary';
import type { HeadlineContext, Language } from './words';

const UNNAMED = {
  en: { client: { one: 'a client', several: 'several clients' }, server: { one: 'a server', several: 'several servers' } },
  zh: { client: { one: '某客户端', several: '多个客户端' }, server: { one: '某服务器', several: '多个服务器' } },
} as const;

/** An endpoint is left out of a finding when there is none or more than one. */
export function contextOfFinding(finding: Finding, language: Language): HeadlineContext {
  return {
    n: finding.count,
    server: nameOf(finding.server, finding.count, UNNAMED[language].server),
    client: nameOf(finding.client, finding.count, UNNAMED[language].client),
    endedBy: finding.endedBy,
    party: finding.party,
    outcome: finding.outcome,
    facts: finding.facts,
    certainty: certaintyOf(finding.confidence),
    caveats: limitsOf(finding.caveats, finding.evidence),
  };
}

export function contextOfConnection(report: ConnectionReport): HeadlineContext {
  return {
    n: 1,
    server: formatEndpoint(report.server.address, report.server.port),
    // A limit counts the connections of an address, not of one socket.
    client:
      report.verdict.cause === 'connection-limit-per-client'
        ? report.client.address
        : formatEndpoint(report.client.address, report.client.port),
    endedBy: report.endedBy,
    party: report.verdict.party,
    outcome: report.outcome,
    facts: report.verdict.facts,
    certainty: certaintyOf(report.verdict.confidence),
    caveats: limitsOf(report.verdict.caveats, report.verdict.evidence),
  };
}

/** Observations that are limits of the capture themselves. */
const LIMITING_FACTS: Readonly<Partial<Record<EvidenceFact, CaveatId>>> = {
  'only-one-direction': 'one-direction',
  'no-handshake': 'mid-stream',
  'packets-missing': 'lossy-capture',
  'capture-ends': 'capture-ends-early',
  'no-known-cause': 'form-unknown',
  'rst-form-unknown': 'form-unknown',
};

function limitsOf(caveats: readonly CaveatId[], evidence: readonly Evidence[]): readonly CaveatId[] {
  const limits = new Set(caveats);
  for (const { fact } of evidence) {
    const limit = LIMITING_FACTS[fact];
    if (limit !== undefined) limits.add(limit);
  }
  return [...limits];
}

function nameOf(endpoint: Endpoint | undefined, count: number, words: { readonly one: string; readonly several: string }): string {
  if (endpoint !== undefined) return formatEndpoint(endpoint.address, endpoint.port);
  return count === 1 ? words.one : words.several;
}
