// The analysis that outlives its capture, as the block of data inside a file or an HTML report: what of it is kept, in which form.
// Everything passes the one redaction of workers/share; what is shown again is the evidence, read by the decoder of links.

import type { Finding } from '../model/verdict';
import { mapTexts, type PostmortemEdits } from '../report/postmortem/edits';
import type { ReportSource } from '../report/report-source';
import { MOST_ROWS } from '../share/describe-ladder';
import { ANALYSIS_SCHEMA } from './format';
import { boundedEdits } from './report-edits';
import { decodeLink, encodeLink } from '../share/link';
import type { Redacted } from '../share/redact';
import { sharedAnalysis, type ShareOptions } from '../share/share-link';

/** Ladders beside the clearest example of every finding: so many there are at least, where so many connections failed. */
const LEAST_LADDERS = 10;
const MOST_LADDERS = 30;
const MOST_FINDINGS = 60;

export interface AnalysisWish extends Pick<ShareOptions, 'keepsAddresses' | 'notes' | 'fingerprint'> {
  /** This finding alone, by index. */
  readonly finding?: number | null;
  /** This connection alone, and the findings that name it. */
  readonly connection?: number | null;
  /** The ladders to keep, most important first; left out: the clearest examples, and ten at least. */
  readonly connections?: readonly number[];
  /** What was changed of the report. */
  readonly edits?: PostmortemEdits;
}

export interface AnalysisBlock {
  readonly schema: string;
  /** The data of an evidence link, without "#". */
  readonly evidence: string;
  readonly edits: PostmortemEdits;
}

export interface Kept {
  readonly block: AnalysisBlock;
  readonly analysis: Redacted['analysis'];
}

export function keepAnalysis(source: ReportSource, wish: AnalysisWish): Kept {
  const { finding = null, connection = null, connections: wanted, ...options } = wish;
  const all = connection === null ? source.findings : source.findings.filter(({ connections }) => connections.includes(connection));
  const findings = (finding === null ? all : source.findings.slice(finding, finding + 1)).slice(0, MOST_FINDINGS);
  const examples = wanted ?? (connection === null ? connectionsOf(source, findings) : [connection]);
  let connections: readonly number[] = [...new Set(examples)].slice(0, MOST_LADDERS);
  for (;;) {
    const choice = { findings, connections, findingsLeftOut: all.length - findings.length, wholeUpTo: MOST_ROWS };
    const { analysis, inText } = sharedAnalysis(source, choice, options);
    const evidence = encodeLink(analysis).slice(1);
    const [only, ...more] = connections;
    // Thirty ladders of four hundred rows may be more than is ever unpacked again; the first ones are the clearest.
    if (only !== undefined && more.length > 0 && !decodeLink(evidence).ok) {
      connections = connections.slice(0, Math.ceil(connections.length / 2));
      continue;
    }
    const edits = boundedEdits(mapTexts(wish.edits ?? {}, inText));
    return { block: { schema: ANALYSIS_SCHEMA, evidence, edits }, analysis };
  }
}

/** The clearest example of each finding, then further connections, those of the worst finding first. */
function connectionsOf(source: ReportSource, findings: readonly Finding[]): readonly number[] {
  const isThere = (id: number): boolean => id < source.tables.connections.length;
  const examples = findings.flatMap(({ representative }) => representative ?? []).filter(isThere);
  const chosen = new Set(examples.slice(0, MOST_LADDERS));
  for (const { connections } of findings) {
    for (const id of connections) {
      if (chosen.size >= LEAST_LADDERS) return [...chosen];
      if (isThere(id)) chosen.add(id);
    }
  }
  return [...chosen];
}
