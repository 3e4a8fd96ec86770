// The public JSON "whyreset/1": shape, order of keys and rounding. Also in pieces, for captures whose text would not fit one string.

import { reasonText } from '../causes/words/cause-words';
import { evidenceText } from '../causes/words/evidence-words';
import type { Language } from '../causes/words/words';
import { linkTypeName } from '../model/link-type-names';
import { certaintyOf, type ConnectionReport, type Endpoint, type Finding, type Values } from '../model/verdict';
import type { AnalysisJson, CaptureJson, ConnectionJson, FindingJson } from './analysis-json';
import { findingHeadline } from './headline';
import type { ReportSource } from './report-source';

const CONFIDENCE_DIGITS = 4;

/** `only`: that connection and the findings that name it. */
export function buildJson(source: ReportSource, language: Language, only?: number): AnalysisJson {
  return {
    schema: 'whyreset/1',
    capture: captureJson(source),
    findings: findingsOf(source, only).map((finding) => findingJson(finding, language)),
    connections: idsOf(source, only).map((id) => buildConnectionJson(source.report(id), language)),
  };
}

/** The same text as JSON.stringify(buildJson(...)) but for line feeds between the items: one finding or connection a line. */
export function* jsonPieces(source: ReportSource, language: Language, only?: number): Generator<string, void> {
  yield `{"schema":"whyreset/1",\n"capture":${JSON.stringify(captureJson(source))},\n"findings":[`;
  yield* items(findingsOf(source, only), (finding) => findingJson(finding, language));
  yield '],\n"connections":[';
  yield* items(idsOf(source, only), (id) => buildConnectionJson(source.report(id), language));
  yield ']}';
}

function* items<T>(list: readonly T[], toJson: (item: T) => unknown): Generator<string, void> {
  for (const [index, item] of list.entries()) yield `${index === 0 ? '\n' : ',\n'}${JSON.stringify(toJson(item))}`;
  if (list.length > 0) yield '\n';
}

export function findingsOf(source: ReportSource, only?: number): readonly Finding[] {
  return only === undefined ? source.findings : source.findings.filter(({ connections }) => connections.includes(only));
}

function idsOf(source: ReportSource, only?: number): readonly number[] {
  return only === undefined ? Array.from({ length: source.tables.connections.length }, (_, id) => id) : [only];
}

export function captureJson(source: ReportSource): CaptureJson {
  const { meta, tables, vantage, issues } = source;
  return {
    name: meta.name,
    format: meta.format,
    compression: meta.compression,
    bytes: meta.bytes,
    frames: tables.frames.length,
    tcpSegments: tables.segments.length,
    connections: tables.connections.length,
    startTime: meta.startNs === null ? null : isoTime(meta.startNs),
    durationSeconds: seconds(source.durationSeconds),
    linkTypes: [...new Set(meta.interfaces.map(({ linkType }) => linkTypeName(linkType)))],
    vantage,
    issues: issues.map(({ code, count, offsets }) => ({ code, count, offsets })),
  };
}

export function findingJson(finding: Finding, language: Language): FindingJson {
  const confidence = rounded(finding.confidence);
  return {
    cause: finding.cause,
    title: findingHeadline(finding, language),
    count: finding.count,
    connections: finding.connections,
    ...(finding.server === undefined ? {} : { server: endpoint(finding.server) }),
    ...(finding.client === undefined ? {} : { client: endpoint(finding.client) }),
    party: finding.party,
    confidence,
    certainty: certaintyOf(confidence),
    facts: values(finding.facts),
    firstSeconds: seconds(finding.firstSeconds),
    lastSeconds: seconds(finding.lastSeconds),
    ...(finding.application === undefined ? {} : { application: finding.application }),
  };
}

export function buildConnectionJson(report: ConnectionReport, language: Language): ConnectionJson {
  const { verdict } = report;
  const confidence = rounded(verdict.confidence);
  return {
    id: report.id,
    client: { address: report.client.address, port: report.client.port },
    server: { address: report.server.address, port: report.server.port },
    startSeconds: seconds(report.startSeconds),
    durationSeconds: seconds(report.durationSeconds),
    segments: report.segments,
    bytes: { client: report.bytes.client, server: report.bytes.server },
    connState: report.connState,
    history: report.history,
    completeness: report.completeness,
    outcome: report.outcome,
    endedBy: report.endedBy,
    cause: verdict.cause,
    ...(verdict.variant === undefined ? {} : { variant: verdict.variant }),
    confidence,
    certainty: certaintyOf(confidence),
    party: verdict.party,
    facts: values(verdict.facts),
    evidence: verdict.evidence.map((evidence) => ({
      fact: evidence.fact,
      text: evidenceText(evidence, language),
      frames: evidence.frames,
      values: values(evidence.values),
    })),
    alternatives: verdict.alternatives.map(({ cause, because }) => ({ cause, because: reasonText(because, language) })),
    caveats: verdict.caveats,
    ...(report.application === undefined ? {} : { application: report.application }),
  };
}

function endpoint({ address, port }: Endpoint): Endpoint {
  return port === undefined ? { address } : { address, port };
}

/** No clock resolves less than a nanosecond: digits behind it are noise of binary fractions. */
function seconds(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

function rounded(confidence: number): number {
  return Math.round(confidence * 10 ** CONFIDENCE_DIGITS) / 10 ** CONFIDENCE_DIGITS;
}

function values(raw: Values): Values {
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [name, typeof value === 'number' && name.endsWith('Seconds') ? seconds(value) : value]),
  );
}

/** "2019-06-24T00:31:46.868738000Z": Date alone knows milliseconds only. */
export function isoTime(ns: bigint): string {
  const fraction = ((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const date = new Date(Number((ns - fraction) / 1_000_000n));
  if (Number.isNaN(date.getTime())) return new Date(0).toISOString().replace('.000Z', '.000000000Z');
  return `${date.toISOString().slice(0, -5)}.${fraction.toString().padStart(9, '0')}Z`;
}
