// Checks the `expect` lines of a trace against what was concluded about it. Knows reports, not how they are made.

import type { Vantage } from '../model/capture';
import type { CaptureIssue } from '../model/failure';
import { certaintyOf, type ConnectionReport, type Evidence, type Finding, type Verdict } from '../model/verdict';
import type { ParsedTrace, TraceCheck, TraceExpectation } from './trace-dsl';

/** The part of an analysis that a trace can speak about. */
export interface CheckedAnalysis {
  readonly findings: readonly Finding[];
  readonly vantage: Vantage;
  readonly issues: readonly CaptureIssue[];
  readonly tables: { readonly connections: { readonly length: number } };
  report(connection: number): ConnectionReport;
}

/** One line per expectation that does not hold; empty when all do. */
export function traceFaults(trace: ParsedTrace, analysis: CheckedAnalysis): string[] {
  return trace.expects.flatMap((expectation) => faultsOf(expectation, analysis));
}

function faultsOf(expectation: TraceExpectation, analysis: CheckedAnalysis): string[] {
  const { target, connection, checks, line } = expectation;
  if (target === 'connection' && connection !== null) {
    const report = analysis.report(connection.index);
    return checks
      .filter((check) => !holds(check, connectionValues(report, check.key)))
      .map(
        (check) =>
          `line ${line}: ${said(check)}, but ${connection.name} has ${shown(connectionValues(report, check.key))}; ${verdictLine(report)}`,
      );
  }
  if (target === 'finding') return findingFaults(line, checks, analysis.findings);
  return checks
    .filter((check) => !holds(check, captureValues(analysis, check.key)))
    .map((check) => `line ${line}: ${said(check)}, but the capture has ${shown(captureValues(analysis, check.key))}`);
}

/** `cause!=x` alone speaks of every finding; everything else of one that fits all checks. */
function findingFaults(line: number, checks: readonly TraceCheck[], findings: readonly Finding[]): string[] {
  const isUniversal = checks.every((check) => check.operator === '!=');
  const fits = (finding: Finding, rank: number) => checks.every((check) => holds(check, findingValues(finding, rank, check.key)));
  if (isUniversal ? findings.every(fits) : findings.some(fits)) return [];
  const have = findings.map((finding) => `${finding.cause} x${finding.count}`).join(', ') || 'none';
  return [`line ${line}: ${checks.map(said).join(' ')} holds for ${isUniversal ? 'not all' : 'no'} finding; found: ${have}`];
}

/** All values that a key has: most have one, lists several. */
type ValueSet = readonly (string | number)[];

function connectionValues(report: ConnectionReport, key: string): ValueSet {
  const { verdict } = report;
  switch (key) {
    case 'outcome':
      return [report.outcome];
    case 'endedBy':
      return [report.endedBy];
    case 'connState':
      return [report.connState];
    case 'history':
      return [report.history];
    case 'completeness':
      return [report.completeness];
    case 'rolesAssumed':
      return [String(report.rolesAssumed)];
    case 'retransmissions':
      return [report.retransmissions];
    default:
      return verdictValues(verdict, key);
  }
}

function findingValues(finding: Finding, rank: number, key: string): ValueSet {
  switch (key) {
    case 'count':
      return [finding.count];
    case 'rank':
      return [rank];
    case 'outcome':
      return [finding.outcome];
    case 'endedBy':
      return [finding.endedBy];
    case 'server':
      return finding.server === undefined
        ? []
        : [finding.server.port === undefined ? finding.server.address : `${finding.server.address}:${finding.server.port}`];
    case 'client':
      return finding.client === undefined ? [] : [finding.client.address];
    default:
      return verdictValues(finding, key);
  }
}

function captureValues(analysis: CheckedAnalysis, key: string): ValueSet {
  switch (key) {
    case 'vantage':
      return [analysis.vantage];
    case 'findings':
      return [analysis.findings.length];
    case 'connections':
      return [analysis.tables.connections.length];
    case 'issue':
      return analysis.issues.map((issue) => issue.code);
    default:
      throw new Error(`unknown key ${key}`);
  }
}

type VerdictLike = Omit<Verdict, 'variant'> & { readonly variant?: string };

function verdictValues(verdict: VerdictLike | Finding, key: string): ValueSet {
  if (key.startsWith('facts.')) {
    const value = verdict.facts[key.slice('facts.'.length)];
    return value === undefined ? [] : [value];
  }
  switch (key) {
    case 'cause':
      return [verdict.cause];
    case 'variant':
      return 'variant' in verdict && verdict.variant !== undefined ? [verdict.variant] : [];
    case 'confidence':
      return [verdict.confidence];
    case 'certainty':
      return [certaintyOf(verdict.confidence)];
    case 'party':
      return [verdict.party];
    case 'frames':
      return framesOf(verdict.evidence);
    case 'evidence':
      return verdict.evidence.map((each) => each.fact);
    case 'alternative':
      return verdict.alternatives.map((each) => each.cause);
    case 'ruledOut':
      return verdict.ruledOut.map((each) => each.cause);
    case 'caveat':
      return verdict.caveats;
    default:
      throw new Error(`unknown key ${key}`);
  }
}

function framesOf(evidence: readonly Evidence[]): number[] {
  return [...new Set(evidence.flatMap((each) => each.frames))].sort((a, b) => a - b);
}

/** `=`: every listed value is there. `!=`: none of them is. Others compare one number. */
function holds({ operator, value }: TraceCheck, values: ValueSet): boolean {
  const wanted = value.split(',');
  if (operator === '=') return wanted.every((each) => values.some((have) => isEqual(have, each)));
  if (operator === '!=') return !wanted.some((each) => values.some((have) => isEqual(have, each)));
  const [have] = values;
  if (typeof have !== 'number') return false;
  const limit = Number(value);
  if (operator === '>') return have > limit;
  if (operator === '<') return have < limit;
  return operator === '>=' ? have >= limit : have <= limit;
}

/** Measured times are compared to a microsecond. */
function isEqual(have: string | number, wanted: string): boolean {
  return typeof have === 'number' ? Math.abs(have - Number(wanted)) < 1e-6 : have === wanted;
}

function said({ key, operator, value }: TraceCheck): string {
  return `${key}${operator}${value}`;
}

function shown(values: ValueSet): string {
  return values.length === 0 ? 'none' : values.join(',');
}

function verdictLine({ verdict, outcome, endedBy }: ConnectionReport): string {
  const variant = verdict.variant === undefined ? '' : ` (${verdict.variant})`;
  return `${verdict.cause}${variant} ${verdict.confidence.toFixed(2)}, ${outcome}, ended by ${endedBy}`;
}
