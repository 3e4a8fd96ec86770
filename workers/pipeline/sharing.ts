// What of the open capture goes out: links and analysis files. A chunk of its own, fetched when somebody shares.

import type { ByteSource } from '../model/byte-source';
import { fingerprintOf, type Fingerprint } from '../model/fingerprint';
import { withoutClock } from '../report/report-source';
import type { AnalysisFileWish, ShareAnswer, ShareWish } from '../rpc/protocol';
import { evidenceLink, type SharedLink, type ShareOptions } from '../share/share-link';
import type { Analysis } from './analysis';

type Parts = NonNullable<ShareWish['parts']>;

/** Pseudonyms that are told as examples. */
const NAMED = 6;

export async function linkOf(analysis: Analysis, source: ByteSource | null, wish: ShareWish): Promise<ShareAnswer> {
  const { finding, connection, keepsAddresses, notes, parts, packet = null } = checked(analysis, wish);
  const told = timed(analysis, wish);
  const fixed = { keepsAddresses, notes, fingerprint: await fingerprint(source), selected: packet, built: new Map() };
  const make = (choice: Omit<ShareOptions, 'keepsAddresses'>): SharedLink => evidenceLink(told, { ...fixed, ...choice });
  const whole = make(parts ?? { ...(finding === null ? {} : { findings: [finding] }), ...(connection === null ? {} : { connection }) });
  const { fragment, analysis: shared } = whole;
  const scope = connection === null ? told.findings : told.findings.filter(({ connections }) => connections.includes(connection));
  const findings =
    parts?.findings ?? (finding === null ? scope.slice(0, shared.findings.length).map((item) => told.findings.indexOf(item)) : [finding]);
  const connections = shared.connections.map(({ report }) => report.id);
  const without = (fewer: Parts): number => fragment.length - make(fewer).fragment.length;
  return {
    fragment,
    findings: findings.map((index) => ({
      index,
      characters: without(withoutFinding(told, { findings, connections }, index)),
    })),
    findingsLeftOut: shared.findingsLeftOut,
    ladders: shared.connections.map(({ report, ladder }) => ({
      connection: report.id,
      packets: ladder.rows.reduce((sum, row) => sum + (row.kind === 'packet' ? 1 : 0), 0),
      characters: without({ findings, connections: connections.filter((id) => id !== report.id) }),
    })),
    notes: shared.notes.length,
    names: keepsAddresses ? [] : namesOf(told, shared),
  };
}

/** With its ladder, which says nothing without it. */
function withoutFinding({ findings: all }: Analysis, { findings, connections }: Parts, index: number): Parts {
  const kept = findings.filter((other) => other !== index);
  const example = all[index]?.representative ?? null;
  const isShared = kept.some((other) => all[other]?.representative === example);
  return { findings: kept, connections: isShared ? connections : connections.filter((id) => id !== example) };
}

function namesOf(told: Analysis, { connections }: SharedLink['analysis']): readonly (readonly [string, string])[] {
  const names = new Map<string, string>();
  for (const { report } of connections) {
    const { client, server } = told.report(report.id);
    names.set(client.address, report.client.address).set(server.address, report.server.address);
  }
  return [...names].slice(0, NAMED);
}

export async function analysisFileOf(analysis: Analysis, source: ByteSource | null, wish: AnalysisFileWish): Promise<Uint8Array> {
  const [{ writeAnalysisFile }] = await Promise.all([
    import('../analysis-file/write-analysis-file'),
    import('../causes/words/both-languages'),
  ]);
  return writeAnalysisFile(timed(analysis, wish), { ...checked(analysis, wish), fingerprint: await fingerprint(source) }).bytes;
}

function timed(analysis: Analysis, { hidesClock }: ShareWish): Analysis {
  return hidesClock === true ? withoutClock(analysis) : analysis;
}

function checked<T extends ShareWish>({ tables }: Analysis, wish: T): T {
  const { connection } = wish;
  if (connection !== null && !(connection >= 0 && connection < tables.connections.length)) throw new Error(`no connection ${connection}`);
  return wish;
}

/** A file that is gone leaves the analysis as it is: it is shared without naming its capture. */
async function fingerprint(source: ByteSource | null): Promise<Fingerprint | null> {
  try {
    return source === null ? null : await fingerprintOf(source);
  } catch {
    return null;
  }
}
